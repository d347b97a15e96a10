"""P24, P29: what it takes to resolve an incident, and that nobody is sent back twice for it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audiences import Audience
from domain.closing.detection import Detection, NoticedBy, Worked, in_words
from domain.closing.resolution import check_complete
from domain.comms.drafting.updates import RoundKind
from domain.errors import Refused
from domain.incident import comms, reminding, requests
from domain.incident.state import Incident
from domain.incident.views import view
from domain.lifecycle import IncidentState, Role
from domain.messages import Purpose, TeamCard
from domain.requests import (
    AnyRequest,
    Mitigate,
    NameRootCause,
    RecordDetection,
    Reopen,
    Resolve,
    WaiveFinal,
)
from domain.timeline import Kind
from tests.domain.builders import DETECTED, actor, at, resolves
from tests.domain.incidents import ANA, HEAD, told
from tests.domain.rounds_of_an_incident import BUSINESS, TECHNICAL, begun, declared, says, status

PLATFORM, STOREFRONT = TeamCard(id="platform", name="Platform"), TeamCard(id="storefront", name="Storefront")
BO = actor("bo", Role.RESPONDER)


def granted(case: Incident, request: AnyRequest, minute: float) -> str:
    """Have a request granted at this minute, and return the words said back."""
    return requests.grant(case, request, at(minute)).words


def refusal(case: Incident, request: AnyRequest, minute: float = 90) -> str:
    """Return why a request is refused, and see that nothing has changed."""
    before = case.model_dump_json()
    with pytest.raises(Refused) as refused:
        requests.check(case, request, at(minute))

    assert before == case.model_dump_json()
    return str(refused.value)


def mitigated() -> Incident:
    """Return an incident whose rounds had told both audiences, mitigated after half an hour; the final updates are open."""
    case = says(declared(), *(sent(each, RoundKind.FIRST, 10) for each in Audience))
    granted(case, Mitigate(actor=HEAD, what="rolled back"), 30)
    return says(case, *(status(each, number=2, kind=RoundKind.FINAL, due=90) for each in Audience))


def sent(audience: Audience, kind: RoundKind, minute: float) -> Any:
    """Return how rounds stand that sent such a round at this minute."""
    after = status(audience, number=3, due=minute + 30, kind=RoundKind.FURTHER)
    open_one = {"kind": None, "due_at": None} if kind is RoundKind.FINAL else {}
    return after.model_copy(update={"last_kind": kind, "last_sent_at": at(minute), **open_one})


def test_all_that_is_missing_is_said_at_once() -> None:
    """In one sentence, with what to do about each."""
    assert (
        "It cannot be resolved yet: say which workaround is in place, say what keeps it from happening again, say how it was "
        "detected, and send the final update to business stakeholders and technical teams, or waive it with a reason."
    ) == refusal(mitigated(), Resolve(actor=HEAD))


@given(st.tuples(*[st.booleans()] * 4))
def test_each_missing_thing_is_named_and_nothing_else(there: tuple[bool, bool, bool, bool]) -> None:
    """Whatever is there is not asked for, whatever is not is."""
    workaround, measure, detected, told_ = there
    named = ("workaround", "happening again", "detected", "final update")
    try:
        check_complete(
            workaround="4.1" if workaround else "",
            measure="a test" if measure else "",
            detection=DETECTED if detected else None,
            untold=() if told_ else ("technical teams",),
        )
        words = ""
    except Refused as refused:
        words = str(refused)

    assert [not each for each in there] == [each in words for each in named]


def test_who_may_not_resolve_it_is_told_that_first() -> None:
    """What is missing is for those who can do something about it."""
    assert "Only the incident lead, or the head of department, may do that." == refusal(mitigated(), Resolve(actor=BO))


def test_with_both_final_updates_sent_it_is_resolved() -> None:
    """One that was sent before the impact was over does not count, nor does one to the other audience alone."""
    case = mitigated()
    says(case, sent(BUSINESS, RoundKind.FINAL, 40), sent(TECHNICAL, RoundKind.FINAL, 29))
    assert refusal(case, resolves(HEAD)).endswith(
        "send the final update to technical teams, or waive it with a reason."
    )
    says(case, sent(TECHNICAL, RoundKind.FINAL, 50))
    granted(case, resolves(HEAD), 60)

    assert IncidentState.RESOLVED is case.state
    assert ("4.1 stays", "a test", DETECTED) == (view(case).workaround, view(case).measure, view(case).detection)


def test_where_nobody_was_ever_told_nothing_is_to_be_sent() -> None:
    """Mitigated before its rounds began, it is resolved without them."""
    case = declared()
    case.comms.rounds_told, case.episode.contacts = {}, None
    granted(case, Mitigate(actor=HEAD, what="rolled back"), 1)
    granted(case, resolves(HEAD), 2)

    assert IncidentState.RESOLVED is case.state


def test_a_waived_final_update_is_asked_of_nobody() -> None:
    """The rounds hear that there is none; nobody is reminded of it any more, and whoever was called is told to stop."""
    case = mitigated()
    assert Purpose.ROUND_DUE in begun(case, 81)
    words = granted(case, WaiveFinal(actor=HEAD, reason="only we noticed it"), 82)

    assert words.endswith("is sent to business stakeholders and technical teams.")
    assert ("only we noticed it", []) == (comms.status(case).final_waived, reminding.open_rounds(case))
    assert None is reminding.wakes_at(case)
    assert None is view(case).rounds[0].kind
    granted(case, resolves(HEAD), 83)
    comms.end(case, at(400))
    assert [] == [what for what in told(case) if "ends without" in what]
    assert ["waives the final update to business stakeholders and technical teams"] == [
        entry.what for entry in case.timeline.entries if entry.kind is Kind.COMMS
    ]


@pytest.mark.parametrize(
    ("who", "reason", "words"),
    [
        (HEAD, " ", "Say why no final update is needed."),
        (BO, "x", "Only the incident lead, or the head of department, may do that."),
    ],
)
def test_a_waiver_that_is_not_theirs_or_says_no_reason_is_refused(who: Any, reason: str, words: str) -> None:
    """It is the lead's to say, and on record."""
    assert words == refusal(mitigated(), WaiveFinal(actor=who, reason=reason))


def test_nothing_is_waived_that_nobody_waits_for() -> None:
    """Not before it is mitigated, and not when everybody has been told, or it is waived already."""
    waiver = WaiveFinal(actor=HEAD, reason="only we noticed it")
    assert "The final update is waived while it is mitigated, and it is not." == refusal(declared(), waiver)
    case = mitigated()
    granted(case, waiver, 40)
    assert "No final update waits to be sent: there is nothing to waive." == refusal(case, waiver)


def test_a_reopening_takes_the_waiver_back() -> None:
    """Mitigated again, the final update is asked for again; how it was detected still holds."""
    case = mitigated()
    granted(case, RecordDetection(actor=HEAD, detection=DETECTED), 35)
    granted(case, WaiveFinal(actor=HEAD, reason="only we noticed it"), 40)
    granted(case, Reopen(actor=HEAD, reason="it is back"), 50)

    assert ("", at(50), None) == (
        comms.status(case).final_waived,
        comms.status(case).reopened_at,
        comms.status(case).mitigated_at,
    )
    assert DETECTED == view(case).detection
    granted(case, Mitigate(actor=HEAD, what="rolled back"), 60)
    assert "send the final update to business stakeholders and technical teams" in refusal(case, resolves(HEAD))


def test_how_it_was_detected_is_noted_while_it_goes_on_and_after() -> None:
    """By the first contact, too; a later word counts, and both stand on the timeline (P29)."""
    case = declared()
    granted(case, RecordDetection(actor=ANA, detection=DETECTED), 5)
    later = Detection(
        noticed_by=NoticedBy.BUSINESS, right_team=False, began_at=at(-20), failover=Worked.NO, note=" by a\ncustomer "
    )
    granted(case, RecordDetection(actor=HEAD, detection=later), 6)

    kept = later.model_copy(update={"note": "by a customer"})
    assert kept == view(case).detection
    assert [f"how it was detected: {in_words(each)}" for each in (DETECTED, kept)] == told(case)[-2:]
    assert (
        "the business noticed it first; the wrong team was told first; failover did not work; there are no automated alerts; "
        "it began at 2026-03-02 01:54 UTC; by a customer"
    ) == in_words(kept)


def test_what_is_noted_about_an_incident_is_checked() -> None:
    """Who may, since when, and that nothing began after now; also when it is given with the resolution."""
    ahead = DETECTED.model_copy(update={"began_at": at(91)})
    refused = [
        refusal(declared(), RecordDetection(actor=BO, detection=DETECTED)),
        refusal(declared(), RecordDetection(actor=HEAD, detection=ahead)),
        refusal(mitigated(), resolves(HEAD).model_copy(update={"detection": ahead})),
    ]
    not_declared = declared()
    not_declared.state = IncidentState.PROPOSED

    assert "Only the incident lead, the first contact, or the head of department may say that." == refused[0]
    assert ["The trouble cannot have begun after now: say when it began, or leave it out while nobody knows."] * 2 == (
        refused[1:]
    )
    assert "That is noted from its declaration until it is over, and not now." == refusal(
        not_declared, RecordDetection(actor=HEAD, detection=DETECTED)
    )


def test_the_root_cause_is_named_and_named_anew_for_a_reason() -> None:
    """A team, or a supplier with the team that relies on them (P27): a change says why, and each is on the timeline."""
    case = declared()
    assert None is view(case).root_cause
    granted(case, NameRootCause(actor=ANA, team=STOREFRONT), 5)
    again = NameRootCause(actor=HEAD, team=PLATFORM, supplier="CardCo")
    assert "The root cause was named as Storefront: say why it is another." == refusal(case, again)
    granted(case, again.model_copy(update={"reason": "their certificate had expired"}), 6)
    named = view(case).root_cause

    assert named is not None
    assert ("platform", "CardCo") == (named.team.id, named.supplier)
    assert [
        "the root cause lies with Storefront",
        "the root cause lies with the supplier CardCo, on whom Platform relies",
    ] == told(case)[-2:]
    assert "The root cause is named so already: the supplier CardCo, on whom Platform relies." == refusal(case, again)


def test_who_says_what_the_root_cause_is_has_a_part_in_it() -> None:
    """Until it is over also whoever led it last, and nobody else."""
    case = mitigated()
    says(case, *(sent(each, RoundKind.FINAL, 40) for each in Audience))
    granted(case, resolves(HEAD), 60)
    for person in (actor("cy"), ANA):
        case.episode.closing.root_cause = None
        granted(case, NameRootCause(actor=person, team=STOREFRONT), 61)
    assert refusal(case, NameRootCause(actor=BO, team=PLATFORM, reason="x")).startswith("Only the incident lead")
