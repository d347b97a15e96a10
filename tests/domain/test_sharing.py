"""P22: what happens on the board reaches everyone on the call, a text each minute."""

import pytest

from domain.board.entries import AddToBoard
from domain.board.state import Section
from domain.errors import Refused
from domain.incident import joining, moves, requests, sharing
from domain.incident.state import Incident
from domain.requests import MuteBoard
from tests.domain.builders import CODE, actor, at
from tests.domain.incidents import move_of
from tests.domain.test_joining import declared, moved


def with_dee_on_the_call() -> Incident:
    """Return a declared incident whose board was begun before Dee came on the call."""
    case = declared()
    for called in case.called.values():
        called.dropped = True
    note(case, "checkout 4.2 went live at noon", 1)
    joining.bridge_moved(case, moved(), at(3))
    return case


def note(case: Incident, text: str, minute: float) -> None:
    """Ana notes an action on the board."""
    requests.grant(case, AddToBoard(actor=actor("ana"), section=Section.ACTION_TAKEN, text=text), at(minute))
    case.told_of_life = True


def texted(case: Incident) -> list[tuple[str, str]]:
    """Return what is to be texted to whom, and forget it."""
    told = [(each.person, each.notice.body) for each in case.to_tell]
    case.to_tell.clear()
    return told


def test_whoever_is_on_the_call_is_texted_what_is_new_and_nothing_twice() -> None:
    """Not what was before they came; several entries of a minute are one text."""
    case = with_dee_on_the_call()
    assert moves.Listen is move_of(case, at(3))
    note(case, "restarted web-1", 4)
    assert moves.ShareBoard is move_of(case, at(4))
    sharing.share(case, at(4))
    assert [("dee", f"{CODE}: Ana: #2 action taken: restarted web-1")] == texted(case)

    note(case, "restarted web-2", 4.2)
    note(case, "restarted web-3", 4.5)
    assert [moves.Listen, moves.ShareBoard] == [move_of(case, when) for when in (at(4.9), at(5))]
    assert at(5) == sharing.due_at(case)
    sharing.share(case, at(5))
    [(person, words)] = texted(case)
    assert ("dee", True, True, False) == (person, "web-2" in words, "web-3" in words, "web-1" in words)
    assert moves.Listen is move_of(case, at(9))


def test_the_first_text_to_each_says_how_they_are_stopped() -> None:
    """Only the pager knows the code of their page: it is told which incident it is about, once for each person."""
    case = with_dee_on_the_call()
    note(case, "restarted web-1", 4)
    sharing.share(case, at(4))
    joining.bridge_moved(case, moved(call="CA-2").model_copy(update={"person": "eli", "name": "Eli"}), at(4))
    note(case, "restarted web-2", 5)
    sharing.share(case, at(5))

    assert [("dee", CODE), ("dee", ""), ("eli", CODE)] == [(each.person, each.notice.board_of) for each in case.to_tell]


def test_nobody_is_texted_who_is_not_on_the_call() -> None:
    """Before anybody comes, and after they have left, nothing is due."""
    case = with_dee_on_the_call()
    joining.bridge_moved(case, moved(joined=False, sequence=2), at(4))
    note(case, "restarted web-1", 5)

    assert (None, moves.Listen) == (sharing.due_at(case), move_of(case, at(9)))


def test_whoever_stops_the_texts_gets_no_more() -> None:
    """One word is enough, and it is said; asked twice it is refused."""
    case = with_dee_on_the_call()
    reply = requests.grant(case, MuteBoard(actor=actor("dee")), at(4))
    note(case, "restarted web-1", 5)

    assert f"You get no more texts of the board of {CODE}. It stands in its timeline." == reply.words
    assert sharing.due_at(case) is None
    with pytest.raises(Refused, match="You get no texts of the board"):
        requests.check(case, MuteBoard(actor=actor("dee")), at(6))
