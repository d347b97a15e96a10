"""What an incident does next, and until when it may sleep: state + now → move."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from domain.audiences import Audience
from domain.escalation import Hold
from domain.incident import attaching, comms, contacts, joining, leads, recording, reminding, review, sharing
from domain.incident.declaring import provisional_from
from domain.incident.page_words import digest, page_words
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.incident.wanted import is_wanted, searches_due
from domain.lifecycle import IncidentState
from domain.messages import Purpose
from domain.organisation import Urgency

_SEARCH_IS_ASKED_EVERY = timedelta(hours=1)  # a search that somebody terminated by hand is noticed by then

_LAST_WORDS = timedelta(seconds=30)  # a phone rings no longer, and then its pager has told what came of the call


class Move(BaseModel):
    """Something for the incident to do now."""

    model_config = ConfigDict(frozen=True)


class Identify(Move):
    """Find out which service and team it is about."""


class StartSearch(Move):
    """Begin to search a team for somebody, or to ask one person by name."""

    purpose: Purpose
    team: str
    person: str | None = None


class SupersedeSearch(Move):
    """End a search of low urgency, so that one that calls people begins at once."""

    search: str


class StopSearch(Move):
    """Tell a search that it is settled."""

    search: str


class TellSearch(Move):
    """Tell a search how things stand."""

    search: str


class RewordSearch(Move):
    """Tell a search what its pages say now."""

    search: str


class LookAround(Move):
    """Find out which other incidents were opened lately."""


class LookAtChanges(Move):
    """Find out what was changed before it opened."""


class LookBack(Move):
    """Find out whether it has happened before (P16)."""


class SeeToTheLead(Move):
    """The lead is silent, or an offer of the lead has run out: take the next step (P13)."""


class TellOfLife(Move):
    """Tell the search for somebody who judges it that whoever has it is still on it."""


class AskOther(Move):
    """Ask another incident to be part of it, or whether it is there still."""


class AnswerOthers(Move):
    """Tell other incidents what they are owed: whether they are part of this one, or that this one is no part of them."""


class PassOn(Move):
    """Tell the incident of which this one is part what is new."""


class TellParts(Move):
    """Tell the incidents that are part of this one that it is over."""


class PlanContacts(Move):
    """Find out from the dependency matrix whom to contact (P14)."""


class BeginRounds(Move):
    """Begin the rounds of comms to an audience."""

    audience: Audience


class TellRounds(Move):
    """Tell the rounds of comms to an audience how the incident stands."""

    audience: Audience


class SeeToRounds(Move):
    """Remind the lead of a round that is due, or have somebody called for one that is overdue."""


class EndRounds(Move):
    """Let the rounds of comms end: nothing comes of the incident any more."""


class BeginReview(Move):
    """Begin the review (P25)."""


class TellReview(Move):
    """Tell the review how the incident stands; `over`: that it has ended."""

    over: bool = False


class ShareBoard(Move):
    """Have everyone on the call texted what is new on the board (P22)."""


class TellPeople(Move):
    """Have words texted to those they are for."""


class TellNobodySenior(Move):
    """Tell the first contact that nobody senior answers, and that they may declare it provisionally."""


class CloseByItself(Move):
    """Nobody has it, and nothing is left of it: close it."""


class Listen(Move):
    """Wait for news."""


class StayQuiet(Move):
    """It is closed: wait until it is over."""


class End(Move):
    """It is over."""


def next_move(incident: Incident, now: datetime) -> Move:
    """Say what comes next: searches that are not needed any more end first, then those begin that are."""
    if incident.card is None:
        return Identify()
    return (
        _end_a_search(incident, now)
        or _begin_a_search(incident, now)
        or _speak_with_others(incident, now)
        or _tell_people(incident)
        or _plan_contacts(incident)
        or _see_to_rounds(incident, now)
        or _see_to_the_lead(incident, now)
        or _share_board(incident, now)
        or _tell_nobody_senior(incident, now)
        or _close(incident, now)
        or _tell_a_search(incident, now)
        or _reword_a_search(incident)
        or _look_around(incident)
        or _look_at_changes(incident)
        or _look_back(incident)
        or _see_to_review(incident, now)
        or _rest(incident, now)
    )


def _end_a_search(incident: Incident, now: datetime) -> Move | None:
    """End what is settled. One that was told and is not heard of is told again; its end is waited for."""
    for search in incident.searches.running:
        if not is_wanted(incident, search) and (not search.told_to_stop or _has_come(_asks_at(search), now)):
            return StopSearch(search=search.id)
    return None


def _begin_a_search(incident: Incident, now: datetime) -> Move | None:
    """Begin a search that is due; one of low urgency makes room for one that calls people."""
    if incident.card is None:
        return None
    for due in searches_due(incident, now):
        return StartSearch(purpose=due.purpose, team=due.team, person=due.person)
    triage = incident.searches.triage
    if not incident.triage_due:
        return None
    if triage is None or not triage.running:
        return StartSearch(purpose=Purpose.TRIAGE, team=incident.card.team)
    return SupersedeSearch(search=triage.id) if is_wanted(incident, triage) else None


def _speak_with_others(incident: Incident, now: datetime) -> Move | None:
    """Answers come before what else is said, so that no part hears of an end before it hears that it is one."""
    if incident.answers_owed or incident.leaving:
        return AnswerOthers()
    if incident.to_forward:
        return PassOn()
    if _has_come(attaching.asks_at(incident), now):
        return AskOther()
    return TellParts() if incident.parts and _takes_leave(incident, now) else None


def _takes_leave(incident: Incident, now: datetime) -> bool:
    """Whether its parts are let go: stood down it is over for them at once, as each stays quiet by itself."""
    return incident.state is IncidentState.STOOD_DOWN or (_is_over(incident) and _has_come(over_at(incident), now))


def _is_over(incident: Incident) -> bool:
    part_of_what_is_over = incident.state is IncidentState.ATTACHED and incident.episode.closed_at is not None
    return incident.state.closed or part_of_what_is_over


def _share_board(incident: Incident, now: datetime) -> Move | None:
    return ShareBoard() if _has_come(sharing.due_at(incident), now) else None


def _plan_contacts(incident: Incident) -> Move | None:
    return PlanContacts() if contacts.are_due(incident) else None


def _see_to_rounds(incident: Incident, now: datetime) -> Move | None:
    """Rounds begin when it is known whom to tell, hear what changes, and are watched, until the incident is over."""
    if audience := comms.to_begin(incident):
        return BeginRounds(audience=audience)
    if audience := comms.to_tell(incident, now):
        return TellRounds(audience=audience)
    if _has_come(reminding.next_at(incident), now):
        return SeeToRounds()
    return EndRounds() if _has_come(_rounds_end_at(incident), now) else None


def _rounds_end_at(incident: Incident) -> datetime | None:
    return over_at(incident) if _is_over(incident) and comms.to_end(incident) else None


def _see_to_review(incident: Incident, now: datetime) -> Move | None:
    """The review begins at the first mitigation, hears what changes, and at last that it is over; it goes on by itself."""
    if review.to_begin(incident):
        return BeginReview()
    if _has_come(_review_hears_of_the_end_at(incident), now):
        return TellReview(over=True)
    return TellReview() if review.to_tell(incident) else None


def _review_hears_of_the_end_at(incident: Incident) -> datetime | None:
    return over_at(incident) if _is_over(incident) and review.to_end(incident) else None


def _tell_people(incident: Incident) -> Move | None:
    if incident.to_tell:
        return TellPeople()
    return None if incident.told_of_life else TellOfLife()


def _see_to_the_lead(incident: Incident, now: datetime) -> Move | None:
    step = leads.next_step(incident, now)
    return None if isinstance(step, Hold) else SeeToTheLead()


def _lead_seen_to_at(incident: Incident, now: datetime) -> datetime | None:
    step = leads.next_step(incident, now)
    return step.until if isinstance(step, Hold) else now


def _tell_nobody_senior(incident: Incident, now: datetime) -> Move | None:
    return TellNobodySenior() if _has_come(nobody_senior_at(incident), now) else None


def nobody_senior_at(incident: Incident) -> datetime | None:
    """Return when the first contact is told that they may declare it provisionally (P12)."""
    waiting = (
        incident.state is IncidentState.PROPOSED and incident.first_contact and not incident.episode.told_nobody_senior
    )
    return provisional_from(incident) if waiting else None


def _close(incident: Incident, now: datetime) -> Move | None:
    return CloseByItself() if _has_come(closes_at(incident), now) else None


def _tell_a_search(incident: Incident, now: datetime) -> Move | None:
    for search in incident.searches.running:
        if not search.told_to_stop and (search.told_clear != incident.all_clear or _has_come(_asks_at(search), now)):
            return TellSearch(search=search.id)
    return None


def _reword_a_search(incident: Incident) -> Move | None:
    """What holds now reaches the pages of every search that goes on; where nothing changed nothing is told."""
    telling = [search for search in incident.searches.running if not search.told_to_stop]
    says = {purpose: digest(page_words(incident, purpose)) for purpose in {search.purpose for search in telling}}
    stale = next((search for search in telling if search.told_words != says[search.purpose]), None)
    return RewordSearch(search=stale.id) if stale else None


def _look_around(incident: Incident) -> Move | None:
    return LookAround() if _is_called_for_and_taken(incident) and not incident.surroundings.looked_around else None


def _look_at_changes(incident: Incident) -> Move | None:
    """Whoever has it reads what was changed; and in any case whoever leads it, as the board is theirs (P16)."""
    return LookAtChanges() if _is_read(incident) and not incident.surroundings.looked_at_changes else None


def _look_back(incident: Incident) -> Move | None:
    """It stands on the board, for the same people."""
    return LookBack() if _is_read(incident) and not incident.surroundings.looked_back else None


def _is_read(incident: Incident) -> bool:
    """Whether there is somebody who reads what is found out."""
    return incident.lead_id is not None or _is_called_for_and_taken(incident)


def _is_called_for_and_taken(incident: Incident) -> bool:
    """After a search of low urgency somebody may still have to be called, which no look at anything else may delay."""
    triage = incident.searches.triage
    if triage is None or not triage.running or triage.urgency is Urgency.LOW or not is_wanted(incident, triage):
        return False
    return incident.first_contact is not None


def _rest(incident: Incident, now: datetime) -> Move:
    if not _is_over(incident) or incident.searches.running:
        return Listen()
    return End() if _has_come(over_at(incident), now) else StayQuiet()


def closes_at(incident: Incident) -> datetime | None:
    """Return when an incident closes by itself if nothing else happens; None for one that people decide about."""
    if incident.card is None or incident.first_contact:
        return None
    if incident.for_the_record:
        quiet_from = incident.latest_new_at or incident.opened_at
        return incident.clear_since or quiet_from + incident.card.quiet_for
    if incident.state is IncidentState.TRIAGE and incident.clear_since:
        return incident.clear_since + incident.card.closes_after_clear
    return None


def wakes_at(incident: Incident, now: datetime) -> datetime | None:
    """Return until when an incident that listens may sleep; None for ever."""
    times = [
        closes_at(incident),
        nobody_senior_at(incident),
        _lead_seen_to_at(incident, now),
        joining.chases_at(incident),
        sharing.due_at(incident),
        attaching.asks_at(incident),
        reminding.wakes_at(incident),
        comms.tells_at(incident),
        _rounds_end_at(incident),
        _review_hears_of_the_end_at(incident),
        recording.waits_until(incident, now),
        *(_asks_at(search) for search in incident.searches.running),
    ]
    return min((at for at in times if at), default=None)


def _asks_at(search: Search) -> datetime:
    """Return when a search that runs is told again how things stand: that it can be told shows that it is there."""
    return search.heard_of_at + _SEARCH_IS_ASKED_EVERY


def _has_come(at: datetime | None, now: datetime) -> bool:
    return at is not None and now >= at


def over_at(incident: Incident) -> datetime:
    """Return when a closed incident ends: it swallows repeats until its alerts clear or the quiet time has passed.

    After a search it waits a little in any case, for what pagers have still to tell. A resolved one can be reopened for a
    while (P24).
    """
    closed_at = incident.episode.closed_at or incident.opened_at
    if incident.state is IncidentState.RESOLVED and incident.card:
        return closed_at + incident.card.grace
    last_words = closed_at + _LAST_WORDS if incident.searches.begun else closed_at
    quiet_until = incident.episode.quiet_until if incident.any_firing else None
    return max(last_words, quiet_until or closed_at)
