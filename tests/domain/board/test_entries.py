"""What participants add to the board: numbered, written on the timeline, refused in words."""

import pytest
from pydantic import ValidationError

from domain.board.entries import AddToBoard
from domain.board.state import Section
from domain.board.texts import MOST_CHARACTERS
from domain.lifecycle import Actor
from domain.organisation import Channel
from domain.timeline import Kind
from tests.domain.board.bridge import Bridge, adding, made
from tests.domain.builders import NIGHT, actor, at

ADDED = [section for section in Section if section is not Section.EMERGENCY_CHANGE]


@pytest.mark.parametrize("section", ADDED)
def test_an_entry_gets_a_number_people_can_refer_to(section: Section) -> None:
    """Whatever is added is noted under the next number, which is said back."""
    bridge = Bridge()

    assert ["Noted as #1.", "Noted as #2."] == [bridge.add(section), bridge.add(section)]
    assert ("the cache is full", "Ana", NIGHT) == (
        bridge.board.entry(2).text,
        bridge.board.entry(2).by,
        bridge.board.entry(2).at,
    )


def test_what_is_noted_stands_on_the_timeline_at_once() -> None:
    """P22: what, by whom, when and on which channel it was said."""
    bridge = Bridge()
    bridge.later(at(3))
    bridge.ask(
        AddToBoard(
            actor=Actor(contact="bo", name="Bo", channel=Channel.TEXT),
            section=Section.ACTION_TAKEN,
            text="the cache was emptied",
        )
    )

    entry = bridge.last()
    assert ("#1 action taken: the cache was emptied", "Bo", at(3)) == (entry.what, entry.who, entry.at)
    assert (Kind.BOARD, Channel.TEXT) == (entry.kind, entry.channel)


def test_things_are_noted_before_anybody_leads() -> None:
    """What is known is taken down from the first minute, lead or none."""
    assert "Noted as #1." == Bridge(lead=None).add(Section.EXTENT, "checkout in Europe")


def test_the_timeline_has_all_that_was_given() -> None:
    """Service and link of a change, code and workaround of an earlier incident are told with the entry."""
    bridge = Bridge()
    bridge.add(Section.RECENT_CHANGE, "v47 is live", service="checkout", link="https://ci.example/47")
    bridge.add(Section.HAPPENED_BEFORE, "the same", earlier_code="CHECKOUT-7k3q", workaround="restart the cache")

    assert [
        "#1 recent change: v47 is live (service checkout, https://ci.example/47)",
        "#2 happened before: the same (checkout-7K3Q)",
    ] == bridge.told()
    assert "the workaround then: restart the cache (code 4821)" == bridge.last().why


def test_a_text_is_kept_in_one_line() -> None:
    """Line breaks and control characters, which would spoil a list, become spaces."""
    bridge = Bridge()
    bridge.add(Section.THEORY, " the\ncache\x00is \x1b full\t")

    assert "the cache is full" == bridge.board.entry(1).text


def test_a_text_of_the_greatest_length_is_kept_whole() -> None:
    """Nothing is cut from what is accepted."""
    bridge = Bridge()
    bridge.add(Section.THEORY, "x" * MOST_CHARACTERS)

    assert "x" * MOST_CHARACTERS == bridge.board.entry(1).text


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"text": " \n"}, "The text is empty: say it in a sentence."),
        ({"text": "x" * 401}, "The text has 401 characters, and at most 400 are kept: say it shorter."),
        (
            {"service": "x" * 81},
            "The service's name has 81 characters, and at most 80 are kept: say it shorter.",
        ),
        (
            {"link": "https://" + "x" * 300},
            "The link has 308 characters, and at most 300 are kept: say it shorter.",
        ),
        ({"workaround": "restart"}, "An earlier incident and its workaround are noted under 'happened before'."),
        (
            {"earlier_code": "checkout-7K3Q"},
            "An earlier incident and its workaround are noted under 'happened before'.",
        ),
    ],
)
def test_what_cannot_be_noted_is_refused_in_words(given: dict[str, str], reason: str) -> None:
    """Whoever asked hears which text is wrong and how, and nothing is changed."""
    assert reason == Bridge().refuses(adding(Section.THEORY, **given))


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ci.example/47", "https://a b", "https://<script>"])
def test_a_link_is_a_web_address(link: str) -> None:
    """Only what a browser opens as a page may be shown as a link."""
    reason = Bridge().refuses(adding(Section.RECENT_CHANGE, link=link))

    assert f"'{link}' is no web address: a link begins with https:// or http://." == reason


def test_an_earlier_incident_has_a_code() -> None:
    """A code that cannot be one is refused, with how codes look."""
    reason = Bridge().refuses(adding(Section.HAPPENED_BEFORE, earlier_code="last week"))

    assert "'last week' is not an incident code; codes look like checkout-7K3Q." == reason


def test_optional_things_left_blank_are_not_given() -> None:
    """A form sends empty fields: they count as nothing said."""
    bridge = Bridge()
    bridge.add(Section.HAPPENED_BEFORE, service=" ", link="", earlier_code="", workaround=" ")

    entry = bridge.board.entry(1)
    assert (None, None, None) == (entry.service, entry.link, entry.earlier)


def test_an_emergency_change_is_never_simply_noted() -> None:
    """P23: a change is proposed with its justification, so the section cannot be added to."""
    with pytest.raises(ValidationError):
        AddToBoard.model_validate({"actor": actor("ana"), "section": Section.EMERGENCY_CHANGE, "text": "restart"})


def test_a_number_that_was_never_given_is_said_to_be_unknown() -> None:
    """Who mistypes a number hears so; who asks for an old entry hears where it is."""
    bridge = Bridge()
    for number in range(30):
        bridge.add(Section.ACTION_TAKEN, f"action {number}")

    assert "There is no #31 on the board." == bridge.refuses(made(31))
    assert "There is no #0 on the board." == bridge.refuses(made(0))
    assert "#1 is no longer on the board; its story is on the timeline." == bridge.refuses(made(1))
