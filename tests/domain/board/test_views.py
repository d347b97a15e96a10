"""The board as it is shown: the questions of the process in order, each with what is known."""

from domain.board.state import Outcome, Section
from domain.board.views import as_markdown, board_view, said, standing
from tests.domain.board.bridge import Bridge, deciding, finding, made, proposing, ranking


def shown(bridge: Bridge) -> dict[str, list[int]]:
    """Return the numbers under each question."""
    return {part.title: [entry.number for entry in part.entries] for part in board_view(bridge.board).parts}


def test_an_empty_board_asks_the_questions() -> None:
    """Nothing is known yet, and the questions of the process are there to be answered, in their order (P16)."""
    assert {
        "Has it happened before?": [],
        "Recent changes that could have caused it": [],
        "Extent: services and systems affected": [],
        "Theories and solutions, the likeliest first": [],
        "Changes during the incident": [],
        "Actions taken": [],
    } == shown(Bridge())
    assert None is board_view(Bridge().board).next_theory


def test_each_entry_stands_under_its_question() -> None:
    """Theories and solutions stand together, as they are ranked together."""
    bridge = Bridge()
    for section in Section:
        if section is not Section.EMERGENCY_CHANGE:
            bridge.add(section)
    bridge.ask(proposing())

    assert [[1], [2], [3], [4, 5], [7], [6]] == list(shown(bridge).values())


def test_theories_stand_in_rank_order_and_settled_ones_after_them() -> None:
    """What is to be worked through comes first, the likeliest at the top; of the rest the latest."""
    bridge = Bridge()
    bridge.theories("one", "two", "three", "four", "five")
    bridge.ask(ranking(4, 2))
    bridge.ask(finding(5, Outcome.RULED_OUT))
    bridge.ask(finding(1, Outcome.RULED_OUT))
    bridge.ask(finding(4, Outcome.IN_PROGRESS))

    view = board_view(bridge.board)
    assert [4, 2, 3, 1, 5] == shown(bridge)["Theories and solutions, the likeliest first"]
    assert view.next_theory is not None
    assert (2, bridge.board.sequence) == (view.next_theory.number, view.sequence)


def test_plain_entries_stand_latest_first() -> None:
    """The latest action is what people look for; changes that wait for the lead come before those that are decided."""
    bridge = Bridge()
    bridge.add(Section.ACTION_TAKEN)
    bridge.add(Section.ACTION_TAKEN)
    for _ in range(3):
        bridge.ask(proposing())
    bridge.ask(deciding(3, approve=False, reason="no"))

    assert ([4, 5, 3], [2, 1]) == tuple(list(shown(bridge).values())[4:])


def test_what_is_no_longer_held_is_counted() -> None:
    """An entry that made room for later ones is counted under its question."""
    bridge = Bridge()
    for _ in range(20):
        bridge.add(Section.ACTION_TAKEN)
        bridge.add(Section.EXTENT)

    older = {part.title: part.older for part in board_view(bridge.board).parts if part.older}
    assert {"Extent: services and systems affected": 4, "Actions taken": 12} == older


def test_it_is_said_how_far_each_theory_is() -> None:
    """Outcome, who found it, and their note; or that nobody has looked at it yet."""
    bridge = Bridge()
    bridge.theories("one", "two", "three")
    bridge.ask(finding(1, Outcome.RULED_OUT, "the hit rate is normal"))
    bridge.ask(finding(2, Outcome.IN_PROGRESS))

    assert ["ruled out by Bo: the hit rate is normal", "in progress by Bo", "not looked at yet"] == [
        standing(bridge.board.entry(number)) for number in (1, 2, 3)
    ]


def test_it_is_said_where_each_change_stands() -> None:
    """The last word on a change: it waits, was approved or refused and why, or was done and by whom."""
    bridge = Bridge()
    for _ in range(4):
        bridge.ask(proposing())
    bridge.ask(deciding(2, approve=False, reason="too risky"))
    bridge.ask(deciding(3, approve=True, reason="nothing else helps"))
    bridge.ask(deciding(4, approve=True))
    bridge.ask(made(4, "all pods are new"))

    assert [
        "waits for the lead's decision",
        "was refused by Cy: too risky",
        "was approved by Cy: nothing else helps",
        "was done by Bo: all pods are new",
    ] == [standing(bridge.board.entry(number)) for number in (1, 2, 3, 4)]


def test_an_entry_is_shown_with_what_belongs_to_it() -> None:
    """The workaround of an earlier incident, the justification of a change, the kind of a theory; a plain entry as it is."""
    bridge = Bridge()
    bridge.add(Section.HAPPENED_BEFORE, "in May", earlier_code="checkout-7K3Q", workaround="restart the cache")
    bridge.ask(proposing())
    bridge.add(Section.SOLUTION, "empty the cache", service="cache")
    bridge.add(Section.ACTION_TAKEN, "emptied it")

    assert [
        "in May (checkout-7K3Q); the workaround then: restart the cache",
        "restart the pods; necessary because: nobody can pay",
        "solution: empty the cache (service cache)",
        "emptied it",
    ] == [said(bridge.board.entry(number)) for number in (1, 2, 3, 4)]
    assert "" == standing(bridge.board.entry(4))


def test_a_manager_reads_the_board_in_temporal() -> None:
    """What is next, then question after question, with who said it and how far it is."""
    bridge = Bridge()
    bridge.theories("the cache")
    bridge.ask(finding(1, Outcome.IN_PROGRESS))
    bridge.theories("the database")

    lines = as_markdown(board_view(bridge.board)).splitlines()
    assert "Next: #2 theory: the database (Ana, 03-02 02:14): **not looked at yet**" == lines[0]
    assert [
        "**Theories and solutions, the likeliest first**",
        "",
        "- #1 theory: the cache (Ana, 03-02 02:14): **in progress by Bo**",
        "- #2 theory: the database (Ana, 03-02 02:14): **not looked at yet**",
    ] == lines[lines.index("**Theories and solutions, the likeliest first**") :][:4]
    assert 5 == lines.count("nothing noted yet")


def test_a_long_board_is_told_in_short() -> None:
    """Temporal shows 20,000 bytes at most: the first six of each question stand there, and how many more there are."""
    bridge = Bridge()
    for _ in range(20):
        bridge.add(Section.EXTENT)

    lines = as_markdown(board_view(bridge.board)).splitlines()
    assert ["- and 14 more"] == [line for line in lines if line.startswith("- and")]


def test_words_from_outside_are_text_in_markdown() -> None:
    """What people write makes no picture, no masked link and no heading; a web address can be followed as it reads."""
    bridge = Bridge()
    bridge.add(Section.THEORY, "![x](http://evil.example/x) <b>*now*</b> [a](https://b.example)", by="_ana_")

    line = as_markdown(board_view(bridge.board)).splitlines()[0]
    assert (
        r"Next: #1 theory: !\[x\](<http://evil.example/x>) \<b\>\*now\*\</b\> \[a\](<https://b.example>)"
        r" (\_ana\_, 03-02 02:14): **not looked at yet**"
    ) == line
