"""A board under everything people and tools can do to it, in any order, with readers who look at any time."""

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.board.changes import DecideChange
from domain.board.digest import entries_after
from domain.board.requests import BoardRequest, check_on_the_board, on_the_board
from domain.board.state import RANKED, Outcome, Section, Standing
from domain.errors import Refused
from tests.domain.board.bridge import Bridge, adding, deciding, finding, made, proposing, ranking
from tests.domain.builders import minutes

PEOPLE = st.sampled_from(["cy", "ana"])
PICKS = st.integers(0, 60)
"""Which of the entries is meant, in the order in which they matter to the request, or none of them."""
SECTIONS = st.sampled_from([section for section in Section if section is not Section.EMERGENCY_CHANGE])
WRONG_TEXTS = st.sampled_from(["", " \n", "x" * 401])


class AnyBoard(RuleBasedStateMachine):
    """One board, what everybody heard, and two readers who remember a cursor each."""

    def __init__(self) -> None:
        super().__init__()
        self.bridge = Bridge()
        self.numbers: list[int] = []
        self.approved: set[int] = set()
        self.done: set[int] = set()
        self.read: dict[str, list[int]] = {"ana": [], "bo": []}
        self.counted = {"ana": 0, "bo": 0}
        self.cursor = {"ana": 0, "bo": 0}

    @rule(section=SECTIONS, times=st.integers(1, 10), by=PEOPLE)
    def somebody_adds(self, section: Section, times: int, by: str) -> None:
        """Entries are added until older ones make room, or until one more is refused."""
        for _ in range(times):
            if self._ask(adding(section, "the cache is full", by)):
                self.numbers.append(self.bridge.board.last_number)

    @rule(section=SECTIONS, text=WRONG_TEXTS)
    def somebody_writes_nothing_or_too_much(self, section: Section, text: str) -> None:
        """What cannot be kept whole is refused, whatever it is about."""
        assert not self._ask(adding(section, text))
        assert not self._ask(adding(section, workaround="x" * 401, link=text or "nowhere"))
        assert not self._ask(proposing(text))
        assert not self._ask(proposing(justification=text))

    @precondition(lambda self: self.bridge.board.ranks)
    @rule(picks=st.lists(PICKS, max_size=5), by=PEOPLE)
    def somebody_ranks(self, picks: list[int], by: str) -> None:
        """Numbers are put in order by anybody; only the lead's order counts."""
        assert not self._ask(ranking(*map(self._theory, picks), by=by)) or by == self.bridge.lead

    @rule(by=PEOPLE)
    def the_order_is_turned_round(self, by: str) -> None:
        """An order of all that is open, which the lead may give."""
        order = self.bridge.board.ranks[::-1]
        assert self._ask(ranking(*order, by=by)) == (by == self.bridge.lead and bool(order))

    @precondition(lambda self: self.bridge.board.ranks)
    @rule(pick=PICKS, outcome=st.sampled_from(Outcome), by=PEOPLE)
    def somebody_finds_out(self, pick: int, outcome: Outcome, by: str) -> None:
        """An outcome is recorded, perhaps one that does not fit."""
        self._ask(finding(self._theory(pick), outcome, "because", by))

    @rule(by=PEOPLE)
    def somebody_proposes_a_change(self, by: str) -> None:
        """A change is proposed, with its justification."""
        if self._ask(proposing(by=by)):
            self.numbers.append(self.bridge.board.last_number)

    @precondition(lambda self: self.bridge.board.added.get(Section.EMERGENCY_CHANGE))
    @rule(pick=PICKS, said=st.sampled_from(["approved", "done", "refused", "refused without a reason"]), by=PEOPLE)
    def something_is_said_of_a_change(self, pick: int, said: str, by: str) -> None:
        """A change is decided or said to be made, in any order, by anybody; only the lead's decision counts."""
        number = self._change(pick)
        match said:
            case "done":
                self._said_to_be_done(number, by)
            case "approved":
                if self._decided(deciding(number, approve=True, by=by)):
                    self.approved.add(number)
            case "refused":
                if self._decided(deciding(number, approve=False, reason="too risky", by=by)):
                    self.approved.discard(number)
            case _:
                assert not self._decided(deciding(number, approve=False, by=by))

    def _said_to_be_done(self, number: int, by: str) -> None:
        if self._ask(made(number, by=by)):
            assert number in self.approved, "a change is never done unapproved"
            assert number not in self.done, "a change is done once"
            self.done.add(number)

    def _decided(self, request: DecideChange) -> bool:
        decided = self._ask(request)
        assert not decided or request.actor.contact == self.bridge.lead
        assert not decided or request.number not in self.done, "what is done cannot be decided any more"
        return decided

    @rule(change=st.integers(0, 30))
    def a_tool_posts(self, change: int) -> None:
        """A deployment is posted, perhaps one that is known."""
        before = self.bridge.board.last_number
        self.bridge.posted(f"deploy-{change}")
        self.numbers += range(before + 1, self.bridge.board.last_number + 1)

    @rule(lead=st.sampled_from(["cy", "ana", None]))
    def the_lead_changes(self, lead: str | None) -> None:
        """Somebody else leads, or nobody yet."""
        self.bridge.lead = lead

    @rule(reader=st.sampled_from(["ana", "bo"]))
    def a_reader_looks(self, reader: str) -> None:
        """What happened since is read, and the cursor remembered."""
        self.bridge.now += minutes(1)
        news = entries_after(self.bridge.board, self.cursor[reader])
        self.read[reader] += [line.sequence for line in news.lines]
        self.counted[reader] += news.older
        self.cursor[reader] = news.cursor

    @invariant()
    def numbers_never_repeat(self) -> None:
        """Every entry there ever was has a number of its own, and the numbers have no gaps."""
        assert list(range(1, len(self.numbers) + 1)) == self.numbers
        assert len(self.numbers) == sum(self.bridge.board.added.values())

    @invariant()
    def ranks_are_the_open_theories(self) -> None:
        """Each open theory and solution has exactly one rank, and nothing else has one."""
        board = self.bridge.board
        in_work = [each.number for each in board.entries if each.section in RANKED and each.open]
        assert sorted(in_work) == sorted(board.ranks)

    @invariant()
    def what_is_open_is_kept(self) -> None:
        """A change that was approved and not made is on the board until it is."""
        standing = {each.number: each.change.standing for each in self.bridge.board.entries if each.change}
        assert all(standing[number] is Standing.APPROVED for number in self.approved - self.done)
        assert not [number for number in standing.keys() & self.done if standing[number] is not Standing.DONE]

    @invariant()
    def everything_is_told_once(self) -> None:
        """Every line of the board is an entry on the timeline, and none is missing."""
        timeline = self.bridge.incident.timeline
        assert self.bridge.board.sequence == len(timeline.entries) + timeline.older

    def teardown(self) -> None:
        """At the end each reader has been told, or counted for, everything once."""
        for reader in self.read:
            self.a_reader_looks(reader)
            assert sorted(set(self.read[reader])) == self.read[reader]
            assert self.bridge.board.sequence == len(self.read[reader]) + self.counted[reader]

    def _theory(self, pick: int) -> int:
        board = self.bridge.board
        return self._one_of([*board.ranks, *(each.number for each in board.entries if not each.open)], pick)

    def _change(self, pick: int) -> int:
        return self._one_of([each.number for each in self.bridge.board.entries if each.change], pick)

    def _one_of(self, numbers: list[int], pick: int) -> int:
        return [*numbers, self.bridge.board.next_number][pick % (len(numbers) + 1)]

    def _ask(self, request: BoardRequest) -> bool:
        """Return whether a request was carried out; one that is refused changes nothing, and the check knew."""
        bridge, before = self.bridge, self.bridge.remembered()
        foreseen = _refusal(lambda: check_on_the_board(bridge.board, request, bridge.now, bridge.lead))
        assert before == bridge.remembered(), "a check changes nothing"
        refused = _refusal(lambda: on_the_board(bridge.board, request, bridge.now, bridge.lead, bridge.incident.write))
        assert foreseen == refused, "the check says what the deed does"
        assert refused is None or before == bridge.remembered(), "a refused request changes nothing"
        return refused is None


def _refusal(ask: Callable[[], object]) -> str | None:
    try:
        ask()
    except Refused as refused:
        return str(refused)
    return None


TestAnyBoard = AnyBoard.TestCase
TestAnyBoard.settings = settings(deadline=None, max_examples=80, stateful_step_count=50)
