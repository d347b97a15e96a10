"""What people on the bridge are texted of the board: each thing once, short, the newest whole (P22)."""

from hypothesis import given
from hypothesis import strategies as st

from domain.board.digest import News, digest, entries_after
from domain.board.state import Line, Outcome, Section
from domain.text_segments import segments
from tests.domain.board.bridge import Bridge, deciding, finding, ranking
from tests.domain.builders import CODE, PATIENT

words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=500)


def news(*lines: str, older: int = 0) -> News:
    """Return news of these lines, the latest last."""
    numbered = tuple(Line(sequence=older + number, words=each) for number, each in enumerate(lines, 1))
    return News(lines=numbered, older=older, cursor=older + len(lines))


def test_everything_that_happens_on_the_board_is_news() -> None:
    """Not only what is added: an order, an outcome, a decision too; who and why, but never what proved it, which may be a code."""
    bridge = Bridge()
    bridge.theories("the cache")
    bridge.ask(ranking(1))
    bridge.ask(finding(1, Outcome.RULED_OUT, "the hit rate is normal"))
    bridge.approved_change()
    bridge.ask(deciding(2, approve=False, reason="the backup runs"))

    assert [
        "Ana: #1 theory: the cache",
        "Cy: theories and solutions in order of likelihood: #1",
        "Bo: #1 ruled out: the cache; the hit rate is normal",
        "Bo: #2 emergency change proposed: restart the pods; nobody can pay",
        "Cy: #2 emergency change approved: restart the pods",
        "Cy: #2 emergency change refused: restart the pods; the backup runs",
    ] == [line.words for line in entries_after(bridge.board, 0).lines]


def test_the_newest_comes_first() -> None:
    """What a phone shows of a text without opening it is the incident and the latest."""
    assert f"{CODE}: Bo: #2 b\nAna: #1 a" == digest(news("Ana: #1 a", "Bo: #2 b"), CODE)


def test_nothing_new_is_no_text() -> None:
    """A minute in which nothing happened disturbs nobody."""
    bridge = Bridge()
    bridge.theories("the cache")
    told = entries_after(bridge.board, 0)

    assert ((), 0) == (entries_after(bridge.board, told.cursor).lines, entries_after(bridge.board, told.cursor).older)
    assert "" == digest(entries_after(bridge.board, told.cursor), CODE)


def test_what_has_no_room_is_counted() -> None:
    """Three segments hold two of these lines: the newest, whole; and the text says how many more there are."""
    lines = [f"Ana: #{number} " + "x" * 190 for number in range(1, 5)]

    assert f"{CODE}: {lines[3]}\n{lines[2]}\n9 more on the timeline" == digest(news(*lines, older=7), CODE)


def test_one_that_fills_the_text_alone_is_cut_at_a_word() -> None:
    """Of the longest entry in letters beyond the GSM alphabet the beginning is told, and that there is more of it."""
    text = digest(news("Ana: #1 a", "Bo: #2 " + "płatność " * 50), CODE)

    assert 3 == segments(text)
    assert text.startswith(f"{CODE}: Bo: #2 płatność")
    assert text.endswith("płatność...\n1 more on the timeline")


def test_an_entry_of_the_greatest_length_is_told_whole() -> None:
    """An entry may be as long as a text can be."""
    bridge = Bridge()
    bridge.add(Section.SOLUTION, "x" * 400)
    text = digest(entries_after(bridge.board, 0), CODE)

    assert (f"{CODE}: Ana: #1 solution: " + "x" * 400, 3) == (text, segments(text))


@PATIENT
@given(st.lists(words, min_size=1, max_size=12), st.integers(0, 2000))
def test_a_digest_is_three_segments_at_most(lines: list[str], older: int) -> None:
    """Whatever people write, in whatever alphabet: the newest is in it, and shown and counted together are all there is."""
    text = digest(news(*lines, older=older), CODE)

    assert segments(text) <= 3
    told = text.removeprefix(f"{CODE}: ").split("\n")
    more = int(told.pop().split()[0]) if told[-1].endswith(" more on the timeline") else 0
    assert older + len(lines) == len(told) + more
    whole = lines[-len(told) :][::-1]
    assert whole == told or (len(told) == 1 and told[0].endswith("..."))


@PATIENT
@given(st.lists(st.integers(0, 30), max_size=8))
def test_any_split_into_minutes_tells_everything_once(minutes: list[int]) -> None:
    """Whether a minute holds nothing or thirty entries, each is told or counted in exactly one digest."""
    bridge, cursor, told, counted = Bridge(), 0, list[int](), 0
    for happened in minutes:
        for _ in range(happened):
            bridge.add(Section.ACTION_TAKEN)
        since = entries_after(bridge.board, cursor)
        told += [line.sequence for line in since.lines]
        counted += since.older
        cursor = since.cursor

    assert sorted(set(told)) == told
    assert sum(minutes) == len(told) + counted
