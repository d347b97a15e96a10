"""Every name that crosses a Temporal boundary, and every workflow id, in one place.

Decorators and callers use these constants, so a name cannot drift between the two sides. Nobody else glues an id together.
"""

from enum import StrEnum

NAMESPACE = "default"
"""The Temporal namespace of an installation that names no other."""

RETENTION_DAYS = 90
"""How long Temporal keeps a closed history: long enough for a review and its actions to be read back."""


CANARY_ID = "canary"
"""The workflow id of the one canary."""

CHANGE_LOG_ID = "changes"
"""The workflow id of the one log of what was changed lately."""


class Queue(StrEnum):
    """Task queues, apart so that a round of comms to 500 people never delays a page.

    Calls and texts have lanes of their own, held to what the provider takes a second: what waits, waits where our priorities
    decide, and a call that must be ended never waits behind calls to be placed.
    """

    ENGINE = "engine"
    PAGE = "page"
    CALLS = "calls"
    TEXTS = "texts"
    COMMS = "comms"


class WorkflowType(StrEnum):
    """Workflow types as Temporal knows them."""

    INCIDENT = "Incident"
    ESCALATION = "Escalation"
    PAGER = "Pager"
    COMMS_ROUNDS = "CommsRounds"
    REVIEW = "Review"
    ARCHIVE = "Archive"
    CANARY = "Canary"
    CHANGE_LOG = "ChangeLog"


class Priority:
    """Temporal priority keys, 1 served first: without them a storm is served breadth-first and the first phone rings last."""

    PAGER = 1
    ESCALATION = 2
    INCIDENT = 3
    CHANGE_LOG = 4
    COMMS = 4
    REVIEW = 5
    RECORDS = 5
    CANARY = 5


class Signal(StrEnum):
    """Facts: they arrive, they are not refused."""

    ALERTS_RECEIVED = "alerts_received"
    SUSPECTED = "suspected"
    FACTS_RECORDED = "facts_recorded"
    ESCALATION_REPORTED = "escalation_reported"
    PAGE_REPORTED = "page_reported"
    STOP = "stop"
    ALERTS_CLEARED = "alerts_cleared"
    WORDS_CHANGED = "words_changed"
    REQUESTED = "requested"
    BRIDGE_MOVED = "bridge_moved"
    CHANGE_POSTED = "change_posted"
    CHANGES_POSTED = "changes_posted"
    HEARD_OF = "heard_of"
    ATTACH_ASKED = "attach_asked"
    ATTACH_ANSWERED = "attach_answered"
    DETACHED = "detached"
    OTHER_CLOSED = "other_closed"
    OPEN_PAGE = "open_page"
    WITHDRAW_PAGE = "withdraw_page"
    CALL_REPORTED = "call_reported"
    TEXT_REPORTED = "text_reported"
    PAGE_CLEARED = "page_cleared"
    PAGE_REWORDED = "page_reworded"
    PAGE_LAPSED = "page_lapsed"
    TEXTS_OPENED = "texts_opened"
    TELL = "tell"
    DELIVERIES_FAILED = "deliveries_failed"
    INCIDENT_STATUS = "incident_status"
    ROUND_STATUS = "round_status"
    REVIEW_FACTS = "review_facts"


class Update(StrEnum):
    """Requests: accepted, or refused with a reason."""

    ANSWER = "answer"
    UNDERSTAND_TEXT = "understand_text"
    COUNT_REPORT = "count_report"
    COUNT_ENQUIRY = "count_enquiry"
    REQUEST = "request"
    ROLL_OVER = "roll_over"


class Query(StrEnum):
    """Questions that change nothing."""

    SNAPSHOT = "snapshot"
    OPEN_PAGES = "open_pages"
    CALL_SCRIPT = "call_script"
    CHANGES_KEPT = "changes_kept"


class Activity(StrEnum):
    """Side effects, one each."""

    LOOK_UP_SERVICE = "look_up_service"
    RESOLVE_LADDER = "resolve_ladder"
    RECENT_INCIDENTS = "recent_incidents"
    RECENT_CHANGES = "recent_changes"
    HAND_TO_PAGER = "hand_to_pager"
    TELL_PERSON = "tell_person"
    PLAN_CONTACTS = "plan_contacts"
    PLACE_CALL = "place_call"
    END_CALL = "end_call"
    REDIRECT_CALL = "redirect_call"
    CHECK_CALL = "check_call"
    SEND_TEXT = "send_text"
    SEND_MAIL = "send_mail"
    RESOLVE_BUSINESS_RECIPIENTS = "resolve_business_recipients"
    RESOLVE_TECHNICAL_RECIPIENTS = "resolve_technical_recipients"
    SEND_BUSINESS_MAILS = "send_business_mails"
    SEND_TECHNICAL_MAILS = "send_technical_mails"
    SEND_BUSINESS_TEXT = "send_business_text"
    SEND_TECHNICAL_TEXT = "send_technical_text"
    RECORD_RECEIPTS = "record_receipts"
    RECORD_HISTORY = "record_history"
    EARLIER_INCIDENTS = "earlier_incidents"
    LOOK_UP_PEOPLE = "look_up_people"
    SEND_REVIEW_MAIL = "send_review_mail"
    CANARY = "canary"
    HEARTBEAT = "heartbeat"


class SearchAttribute(StrEnum):
    """Search attributes a manager filters by in the Temporal UI; registered before the first workflow starts."""

    STATE = "MimpState"
    CODE = "MimpCode"
    SERVICE = "MimpService"
    HOLDER = "MimpHolder"
    UNREACHABLE = "MimpUnreachable"
    UNHELD_SINCE = "MimpUnheldSince"
    """Since when nobody has it, or had it last: it is never taken away, so that it counts only beside the holder "nobody"."""
    PART_OF = "MimpPartOf"
    """The code of the incident it is part of, or was last: it is never taken away, so that it counts only beside "attached"."""

    OVERDUE_ROUNDS = "MimpOverdueRounds"
    """To whom an update of comms is overdue: business, technical, both, or none; it is not set before it is declared."""

    LEAD = "MimpLead"
    """Who leads an incident, by their id, or nobody; of a review, who led it."""

    OVERDUE_ACTIONS = "MimpOverdueActions"
    """Whether an action that followed from a review is overdue: some, or none."""

    @property
    def kind(self) -> str:
        """Temporal's type of it, as its tools write it."""
        return "Datetime" if self is SearchAttribute.UNHELD_SINCE else "Keyword"


class Metric(StrEnum):
    """What can be measured from outside; docs/operations.md says what each means."""

    PAGE_ATTEMPTS = "mimp_page_attempts"
    TIME_TO_FIRST_RING = "mimp_time_to_first_ring_seconds"
    TIME_TO_ANSWER = "mimp_time_to_answer_seconds"
    WAITING = "mimp_waiting"
    LAST_REACHED = "mimp_last_reached_seconds"
    INCIDENTS_NOBODY_HAS = "mimp_incidents_nobody_has"
    UNREACHABLE_PEOPLE = "mimp_unreachable_people"
    CANARY_CROSSING = "mimp_canary_crossing_seconds"
    CANARY_LAST_SUCCESS = "mimp_canary_last_success_timestamp_seconds"
    GATEWAY_REQUESTS = "mimp_gateway_requests_total"
    GATEWAY_REFUSALS = "mimp_gateway_refusals_total"
    GATEWAY_STORE_ALERTS = "mimp_gateway_store_alerts_seconds"


def incident_id(key: str) -> str:
    """Return the workflow id of the incident with this key (a slug, by default the service's id)."""
    return f"incident/{key}"


def incident_key(workflow_id: str) -> str:
    """Return the key in an incident's workflow id: the inverse of `incident_id`."""
    return workflow_id.removeprefix("incident/")


def escalation_id(incident: str, suffix: str, purpose: str, team: str) -> str:
    """Return the workflow id of the one search this incident's run makes in this team, or of this person, for this purpose."""
    return f"{incident}/{suffix}/escalation/{purpose}/{team}"


def comms_id(incident: str, suffix: str, audience: str) -> str:
    """Return the workflow id of the one CommsRounds that tells this audience of this incident's run."""
    return f"{incident}/{suffix}/comms/{audience}"


def review_id(incident: str, suffix: str) -> str:
    """Return the workflow id of the one review of this incident's run."""
    return f"{incident}/{suffix}/review"


def archive_id(origin: str, suffix: str) -> str:
    """Return the workflow id of what records what this run of a workflow (by its id) could not record before its end."""
    return f"{origin}/{suffix}/archive"


def pager_id(contact: str) -> str:
    """Return the workflow id of the one pager that carries this person's pages."""
    return f"pager/{contact}"


def page_id(escalation: str, contact: str) -> str:
    """Return the id of the page an escalation has open with a person: one, however often it rings."""
    return f"{escalation}/{contact}"


def read_page_id(page: str) -> tuple[str, str]:
    """Return which escalation a page belongs to, and whom it asks."""
    escalation, _, contact = page.rpartition("/")
    return escalation, contact
