"""What the demo believes: each line of its story is held against what the phone company and the mail company saw."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.story.cast import Cast, alert, cast
from cli.story.closing import judged_end
from cli.story.leading import judged_board, judged_hand_over
from cli.story.search import judged, over
from config.organisation import load_organisation
from domain.board.state import Entry, Outcome, Result, Section
from domain.board.views import BoardPart, BoardView
from domain.closing.detection import Detection, NoticedBy
from domain.closing.root_cause import RootCause
from domain.errors import Refused
from domain.incident.view import IncidentView
from domain.lifecycle import IncidentState
from domain.messages import TeamCard
from domain.organisation import Channel, Organisation
from domain.reliance.contact_plan import ContactPlan, TeamContact
from domain.timeline import Kind, TimelineEntry
from tests.cli.command import ROOT

NOW = datetime(2026, 11, 24, 3, 14, tzinfo=UTC)
Phones = dict[str, Any]
Seen = Callable[..., IncidentView]
TEAM = TeamContact(id="storefront", name="Storefront", because="owns Checkout, which fails")
CONFIRMED = Entry(
    number=3,
    section=Section.THEORY,
    at=NOW,
    by="Chloé Dubois",
    text="the card gateway turns us away",
    result=Result(outcome=Outcome.CONFIRMED, by="Chloé Dubois", at=NOW),
)


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    """The company that comes with the product."""
    return load_organisation(ROOT / "config" / "organisation.yaml")


@pytest.fixture(scope="module")
def actors(organisation: Organisation) -> Cast:
    """Who plays which part."""
    return cast(organisation, NOW)


@pytest.fixture
def phones(actors: Cast) -> Phones:
    """What the phone company and the mail company have seen when the story went as told."""
    pressed = [
        {"kind": "spoken", "words": "Alert. Press 1 to take it."},
        {"kind": "key", "words": "1"},
        {"kind": "spoken", "words": "Thank you. You have incident checkout, 7 K 3 Q."},
    ]
    on_call, owner, head = actors.on_call.phone, actors.service_owner.phone, actors.head_of_department.phone
    calls = [
        {"to": on_call, "status": "no-answer", "answered_by": None, "transcript": []},
        {"to": on_call, "status": "no-answer", "answered_by": None, "transcript": []},
        {"to": owner, "status": "completed", "answered_by": "machine_start", "transcript": []},
        {"to": head, "status": "completed", "answered_by": "human", "transcript": pressed},
    ]
    return {"calls": calls, "texts": [{"to": owner}], "mails": [{"to": actors.on_call.email}]}


@pytest.fixture
def seen(actors: Cast) -> Callable[..., IncidentView]:
    """The incident as it stands when the story went as told, with answers of these people on its timeline."""

    def view(holder: str | None, *answers: str, **changes: Any) -> IncidentView:
        head, on_call = actors.head_of_department.name, actors.on_call.name
        happened = [
            *((Kind.ANSWER, who, "acknowledged") for who in answers),
            (Kind.STATE, head, "declared a major incident"),
            (Kind.BOARD, on_call, "#4 emergency change done: renew the certificate"),
        ]
        entries = [
            TimelineEntry(at=NOW, kind=kind, what=what, who=who, channel=Channel.CALL, origin="e", sequence=number)
            for number, (kind, who, what) in enumerate(happened)
        ]
        told: dict[str, Any] = {
            "code": "checkout-7K3Q",
            "service": "Checkout",
            "state": IncidentState.DECLARED,
            "team": "Storefront",
            "holder": holder,
            "opened_at": NOW,
            "alerts": 1,
            "repeats": 0,
            "headline": "Checkout: down.",
            "older_entries": 0,
            "timeline": entries,
            "judged": "Yes, happening: customers or staff cannot trade.",
            "on_call": tuple(person.name for person in actors.called),
            "lead": actors.service_owner.name,
            "contacts": ContactPlan(service="checkout", teams_to_call=(TEAM,)),
            "board": BoardView(parts=(BoardPart(title="Theories", entries=(CONFIRMED,)),)),
        }
        return IncidentView.model_validate(told | changes)

    return view


def fails(view: IncidentView, phones: Phones, actors: Cast) -> list[str]:
    """Return the lines of the story that did not happen."""
    lines = (*judged(view, phones, actors), *judged_hand_over(view, actors), *judged_board(view, actors))
    return [line for line, happened in lines if not happened]


def _silent(phones: Phones, index: int) -> None:
    phones["calls"][index]["transcript"] = []


def _says(phones: Phones, words: str) -> None:
    phones["calls"][3]["transcript"][2]["words"] = words


DOCTORED: dict[str, tuple[Callable[[Phones], object], list[str]]] = {
    "the on-call's phone never rang": (
        lambda phones: phones["calls"].__delitem__(slice(0, 2)),
        ["was rung and did not answer", "was rung again after the policy's wait"],
    ),
    "it rang once": (lambda phones: phones["calls"].pop(0), ["was rung again after the policy's wait"]),
    "it rang three times": (
        lambda phones: phones["calls"].insert(0, phones["calls"][0]),
        ["was rung again after the policy's wait"],
    ),
    "it was busy": (
        lambda phones: phones["calls"][0].update(status="busy"),
        ["was rung again after the policy's wait"],
    ),
    "no mail was sent": (lambda phones: phones["mails"].clear(), ["got a mail"]),
    "the mail went to someone else": (lambda phones: phones["mails"][0].update(to="x@example.com"), ["got a mail"]),
    "the owner was not rung": (lambda phones: phones["calls"].pop(2), ["and voicemail picked up"]),
    "a human answered for the owner": (
        lambda phones: phones["calls"][2].update(answered_by="human"),
        ["and voicemail picked up"],
    ),
    "no text was sent": (lambda phones: phones["texts"].clear(), ["got a text"]),
    "the head heard and pressed nothing": (
        lambda phones: _silent(phones, 3),
        ["was rung and pressed a key", "heard a confirmation"],
    ),
    "the head pressed another key": (
        lambda phones: phones["calls"][3]["transcript"][1].update(words="2"),
        ["was rung and pressed a key"],
    ),
    "the key was not heard": (
        lambda phones: phones["calls"][3]["transcript"][1].update(kind="unheard_key"),
        ["was rung and pressed a key"],
    ),
    "the confirmation was of another incident": (
        lambda phones: _says(phones, "You have incident payments-2ABC."),
        ["heard a confirmation"],
    ),
}


def test_a_story_that_went_as_told_is_believed(phones: Phones, actors: Cast, seen: Seen) -> None:
    """With everything as it should be, no line fails."""
    head = actors.head_of_department.name

    assert [] == fails(seen(head, head), phones, actors)


@pytest.mark.parametrize("name", DOCTORED)
def test_a_world_that_does_not_match_fails_its_line(name: str, phones: Phones, actors: Cast, seen: Seen) -> None:
    """Whatever did not happen on the phones fails the lines that tell of it, and no other."""
    doctor, expected = DOCTORED[name]
    head = actors.head_of_department.name
    doctored = deepcopy(phones)
    doctor(doctored)
    failed = fails(seen(head, head), doctored, actors)

    assert [True] * len(expected) == [line.endswith(end) for line, end in zip(failed, expected, strict=True)]


def test_a_voicemail_that_counted_fails_the_story(phones: Phones, actors: Cast, seen: Seen) -> None:
    """An answer of the service owner's on the timeline can only be the voicemail's."""
    head = actors.head_of_department.name

    assert ["voicemail did not count"] == fails(seen(head, actors.service_owner.name, head), phones, actors)


@pytest.mark.parametrize("holder", ["on_call", "service_owner", None])
def test_the_incident_must_be_with_who_pressed_the_key(
    holder: str | None, phones: Phones, actors: Cast, seen: Seen
) -> None:
    """Nobody having it, or anyone else, fails the last line."""
    who = getattr(actors, holder).name if holder else None

    assert ["the incident is acknowledged"] == fails(seen(who), phones, actors)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"judged": "Nothing is judged yet."}, "judged it by key"),
        ({"timeline": []}, "declared it a major incident"),
        ({"on_call": ()}, "every team that was called joined the technical call by key"),
        ({"contacts": None}, "whom to call and to inform is known"),
        ({"lead": "Somebody Else"}, "was asked to lead, and accepted"),
        ({"board": BoardView()}, "a theory was confirmed on the board"),
        ({"timeline": []}, "a change was approved by the lead before it was made"),
    ],
)
def test_what_was_not_done_with_the_incident_fails_its_line(
    changes: dict[str, Any], line: str, phones: Phones, actors: Cast, seen: Seen
) -> None:
    """Judging, declaring, leading and the board are each held against what the incident itself shows."""
    head = actors.head_of_department.name

    assert any(each.endswith(line) for each in fails(seen(head, head, **changes), phones, actors))


def test_the_story_is_over_when_the_last_call_has_ended(phones: Phones, actors: Cast, seen: Seen) -> None:
    """It is watched until the incident is declared and the phone is put down, not a moment less."""
    talking = deepcopy(phones)
    talking["calls"][3]["status"] = "in-progress"
    head = actors.head_of_department.name
    held, searching = seen(head), seen(head, state=IncidentState.TRIAGE)

    assert (True, False, False) == (
        over(held, phones, actors),
        over(held, talking, actors),
        over(searching, phones, actors),
    )


def test_a_company_without_the_storys_ladder_is_refused(organisation: Organisation) -> None:
    """A story that cannot be told of this company is refused in words, before anything is started."""
    without_service = organisation.model_copy(update={"services": {}})
    nobody = organisation.comms_lists.model_copy(update={"business": ()})
    alone = {key: each.model_copy(update={"business_area": None}) for key, each in organisation.services.items()}
    without_business = organisation.model_copy(update={"services": alone, "comms_lists": nobody})
    for company in (without_service, without_business):
        with pytest.raises(Refused, match="The story needs a service 'checkout'"):
            cast(company, NOW)


def test_whoever_is_called_for_the_lead_is_their_deputy(actors: Cast, organisation: Organisation) -> None:
    """The phone that rings for a forgotten update is that of who stands in for the lead; it presses a key, and joins no call."""
    assert organisation.person(actors.service_owner.deputy or "") == actors.stand_in
    assert ["1"] == actors.scripts()["calls"][actors.stand_in.phone][0]["press"]
    assert actors.stand_in not in actors.called


def test_the_alert_is_one_that_alertmanager_could_send() -> None:
    """It is in the form of webhook version 4, about the story's service, and fires."""
    sent = alert(NOW)

    assert ("4", "firing", 0) == (sent["version"], sent["status"], sent["truncatedAlerts"])
    assert [("checkout", "2026-11-24T03:14:00.000000Z")] == [
        (each["labels"]["service"], each["startsAt"]) for each in sent["alerts"]
    ]


def test_the_end_is_believed_when_the_incident_shows_it(actors: Cast, seen: Seen) -> None:
    """How it was detected, whose the root cause is, and that it is resolved with a measure, each for itself."""
    whole = seen(
        None,
        state=IncidentState.RESOLVED,
        detection=Detection(noticed_by=NoticedBy.MONITORING, right_team=True),
        root_cause=RootCause(team=TeamCard(id="storefront", name="Storefront"), supplier="the card gateway"),
        measure="an alarm a month before a certificate expires",
    )
    wrong: tuple[dict[str, Any], ...] = ({"detection": None}, {"root_cause": None}, {"state": IncidentState.MITIGATED})

    assert [True] * 3 == [happened for _, happened in judged_end(whole, actors)]
    for place, changed in enumerate(wrong):
        told = [happened for _, happened in judged_end(whole.model_copy(update=changed), actors)]

        assert [each != place for each in range(3)] == told
