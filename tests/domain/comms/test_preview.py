"""What would go out: the very people, words and reckoning of the round itself, and nothing is sent by looking."""

from datetime import timedelta
from pathlib import Path

import pytest

from config.round_letters import RoundLetters
from domain.audiences import Audience
from domain.comms.audience.recipients import BusinessAudience, TechnicalAudience
from domain.comms.dispatch.forecast import TextLane
from domain.comms.drafting.preview import Preview, PreviewDesk, preview
from domain.comms.drafting.updates import RoundKind
from domain.comms.rounds import views
from domain.comms.rounds.editions import BusinessEdition
from domain.comms.rounds.views import CommsView, view
from domain.errors import Refused
from domain.lanes import Rates
from domain.organisation import Channel, Organisation
from domain.technical_words import CompanyWords
from tests.domain.builders import NIGHT, at
from tests.domain.comms.desk import BUSINESS, LOST_ORDERS, TECHNICAL, approves, ask, begun, sends, writes
from tests.domain.comms.shown import drafted, sent, unwritten
from tests.domain.company import organisation, person


def company() -> Organisation:
    """Return a company: Bea and Ben read mails in Berlin and London, Bob chose texts, Bix has no address; Ana is on call."""
    return organisation(
        person("bea", email="bea@example.com", time_zone="Europe/Berlin"),
        person("ben", email="ben@example.com"),
        person("bob", phone="+447700900105", email="bob@example.com", low_urgency_channels=(Channel.TEXT,)),
        person("bix"),
        person("ana", email="ana@example.com"),
        person("cy", email="cy@example.com"),
        person("tom", email="tom@example.com"),
    )


def shown(view: CommsView, of: Organisation | None = None, *, rate: float | None = None, waiting: int = 0) -> Preview:
    """Return what would go out."""
    lane = TextLane(Rates(calls=None, text_segments=rate), waiting=waiting)
    return preview(view, PreviewDesk(of or company(), RoundLetters(numbers=["+447700900000"]), lane), NIGHT)


def told_of(view: CommsView, **people: str) -> CommsView:
    """Return the rounds with these business stakeholders."""
    return view.model_copy(update={"whom": BusinessAudience(people=people)})


BOTH_AND_TEXT = {
    "bea": "owns sales",
    "ben": "runs the shops",
    "bob": "runs returns",
    "bix": "runs stock",
    "zoe": "left",
}


def test_everybody_who_would_be_told_is_there_with_the_reason() -> None:
    """Each once, with why, how and on whose clock; whom nobody can tell is named, and why."""
    seen = shown(told_of(drafted(), **BOTH_AND_TEXT))

    assert [
        ("bea", "owns sales", "mail", "Europe/Berlin"),
        ("ben", "runs the shops", "mail", "Europe/London"),
        ("bob", "runs returns", "text", "Europe/London"),
    ] == [(each.person, each.because, each.channel, each.time_zone) for each in seen.recipients]
    assert (
        "Bix has neither a mail address nor a telephone number",
        "zoe is not in the organisation file any more",
    ) == seen.left_out


def test_each_message_is_shown_as_its_readers_will_see_it() -> None:
    """One mail for each clock with the times on it, and the text with its segments."""
    seen = shown(told_of(drafted(), **BOTH_AND_TEXT))

    assert {"Europe/Berlin": ("bea",), "Europe/London": ("ben",)} == {
        mail.time_zone: mail.people for mail in seen.mails
    }
    assert {"Europe/Berlin": True, "Europe/London": True} == {
        mail.time_zone: f"Next update by {'03:59 CET' if 'Berlin' in mail.time_zone else '02:59 GMT'}"
        in mail.letter.text
        for mail in seen.mails
    }
    [text] = seen.texts
    assert (("bob",), 1, True) == (text.people, text.segments, "Customers cannot check out." in text.words)
    assert {"Checkout: Customers cannot check out."} == {mail.letter.subject for mail in seen.mails}


def test_how_to_join_the_call_is_shown_to_whoever_can() -> None:
    """Of two who read the same clock the one has a code and the other none: each reads their own mail, and a text says nothing."""
    view = told_of(drafted(), ben="runs the shops", bob="runs returns", tom="asked for it")
    seen = shown(view.model_copy(update={"can_join": ("tom", "bob")}))

    assert [(("ben",), False, False), (("tom",), True, True)] == [
        (mail.people, mail.joins, "To join the business call, call +447700900000" in mail.letter.text)
        for mail in seen.mails
    ]
    assert [("ben", False), ("bob", False), ("tom", True)] == [(each.person, each.joins) for each in seen.recipients]
    assert 2 == seen.forecast.requests


def test_a_technical_preview_names_the_technical_call() -> None:
    """Each audience has a call of its own."""
    view = drafted(TECHNICAL).model_copy(update={"whom": TechnicalAudience(people={"tom": "x"}), "can_join": ("tom",)})

    assert "To join the technical call, call +447700900000" in shown(view).mails[0].letter.text


def test_a_mistake_in_the_companys_own_text_is_seen_before_it_goes_out(tmp_path: Path) -> None:
    """The built-in text is shown, as it will be sent, and which file is wrong."""
    (tmp_path / "business").mkdir()
    (tmp_path / "business" / "text.txt").write_text("{{ oops }}", "utf-8")
    desk = PreviewDesk(company(), RoundLetters(tmp_path), TextLane(Rates(calls=None, text_segments=None), waiting=0))
    [text] = preview(told_of(drafted(), **BOTH_AND_TEXT), desk, NIGHT).texts

    assert ("text.txt, line 1: 'oops' is undefined" in (text.plain or ""), True) == (
        True,
        "Customers cannot check out." in text.words,
    )


def test_the_subject_stays_that_of_the_conversation() -> None:
    """From the second round on the impact of the first is the subject, as in the mails that follow."""
    case = sent().model_copy(update={"headline": "The tills are silent."})
    seen = shown(told_of(case, ben="runs the shops"))

    assert (RoundKind.SECOND, 2) == (seen.kind, seen.number)
    assert "Checkout: The tills are silent." == seen.mails[0].letter.subject


def test_a_preview_points_out_the_words_by_which_the_round_is_judged() -> None:
    """Those of the incident, which may be others than the organisation file lists by now."""
    case = begun(company=CompanyWords(words=("flux",)))
    ask(case, writes("ana", impact="The flux is off, and so is the vortex."), NIGHT)
    today = company().model_copy(update={"technical_words": ("vortex",)})
    seen = shown(view(case), today)
    with pytest.raises(Refused) as refused:
        ask(case, sends("ana", revision=case.revision), NIGHT)

    assert ["flux"] == [hit.word for hit in seen.pointed_out]
    assert [True, False] == [f'"{word}" in ' in str(refused.value) for word in ("flux", "vortex")]


def test_an_agreed_time_is_printed_where_it_lies_ahead() -> None:
    """The preview says by when the next one comes as the round will: the agreed time, or an interval from now."""
    agreed = drafted().model_copy(update={"agreed_at": at(30), "interval": timedelta(minutes=60)})
    passed = agreed.model_copy(update={"agreed_at": at(-1)})

    assert "Next update by 02:44 GMT" in shown(told_of(agreed, ben="x")).mails[0].letter.text
    assert "Next update by 03:14 GMT" in shown(told_of(passed, ben="x")).mails[0].letter.text


def test_the_last_round_promises_no_other() -> None:
    """After the final update nothing is due."""
    view = sent(mitigated_at=NIGHT)
    assert RoundKind.FINAL is view.status.kind
    assert "Next update" not in shown(told_of(view, ben="x")).mails[0].letter.text


def test_what_nobody_wrote_is_shown_from_the_board_and_says_so() -> None:
    """Whoever looks before anybody has written reads what the board says, and what that would lack."""
    seen = shown(told_of(unwritten(), ben="runs the shops"))

    assert (False, 0, ()) == (seen.written, seen.revision, seen.missing)
    assert ("the impact now",) == shown(unwritten(impact="")).missing
    assert "Customers cannot check out." in seen.mails[0].letter.text


def test_technical_words_are_pointed_out_to_the_business_alone() -> None:
    """Each with its sentence; technical teams may read of servers."""
    words = {"impact": "The database is down."}

    assert [("database", "The database is down.")] == [
        (hit.word, hit.sentence) for hit in shown(drafted(BUSINESS, **words)).pointed_out
    ]
    assert () == shown(drafted(TECHNICAL, **words)).pointed_out


def test_of_technical_teams_whoever_is_on_call_is_told_now() -> None:
    """Rotas turn: teams are resolved at this moment, and who was dropped is left out though their team is told."""
    whom = TechnicalAudience(teams={"shop": "owns checkout"}, people={"tom": "asked for it"})
    view = drafted(TECHNICAL).model_copy(update={"whom": whom})

    assert ["ana", "cy", "tom"] == [each.person for each in shown(view).recipients]
    assert ["ana", "tom"] == [each.person for each in shown(view.model_copy(update={"dropped": ("cy",)})).recipients]


def test_when_the_last_one_is_reached_is_reckoned_from_these_very_messages() -> None:
    """Two mails at once, then a text behind the pages that wait."""
    seen = shown(told_of(drafted(), **BOTH_AND_TEXT), rate=0.5, waiting=4)

    assert (2, 2, 1, timedelta(seconds=1 + 10)) == (
        seen.forecast.mails,
        seen.forecast.requests,
        seen.forecast.texts,
        seen.forecast.last_in,
    )


def test_no_recipients_is_said() -> None:
    """A round to nobody is no error, and shows as one to nobody."""
    seen = shown(told_of(drafted()))

    assert ((), (), "Nobody is told: there are no recipients.") == (seen.recipients, seen.mails, seen.forecast.in_words)


@pytest.mark.parametrize("audience", list(Audience))
def test_without_an_open_round_there_is_nothing_to_preview(audience: Audience) -> None:
    """After the final one, or a stand-down, that is said."""
    over = unwritten(audience, stood_down_at=NIGHT)
    with pytest.raises(Refused, match="is open"):
        shown(over)


def test_a_subject_is_never_in_words_that_nobody_approved() -> None:
    """A first round that says no impact is an update, whatever the impact statement says; its preview has the same subject."""
    case = begun(mitigated_at=at(5), impact="order_hub is down")
    ask(case, writes("ana", impact="", total=(LOST_ORDERS,), next_steps="A spare till."), at(6))
    seen = shown(views.view(case))
    ask(case, sends("ana", revision=case.revision), at(7))

    assert isinstance(case.edition, BusinessEdition)
    assert case.edition.round is not None
    subject = RoundLetters().business_mail(case.edition.round, "UTC").subject
    assert {"Checkout: update"} == {subject, *(mail.letter.subject for mail in seen.mails)}


def test_what_is_approved_is_what_is_shown() -> None:
    """A proposal beside it would not go out, and is looked at as a draft."""
    case = begun()
    ask(case, writes("dee", impact="The tills are shut."), NIGHT)
    ask(case, approves("ana", case.revision), NIGHT)
    ask(case, writes("dee", impact="A rumour."), NIGHT)
    seen = shown(views.view(case))

    assert case.edition.approved_revision == seen.revision
    assert ["Checkout: The tills are shut."] == list({mail.letter.subject for mail in seen.mails})
