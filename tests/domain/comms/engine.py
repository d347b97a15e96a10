"""The engine of rounds, without Temporal: for tests of everything that can happen to them."""

from collections import Counter
from datetime import datetime

from domain.comms.dispatch import tally
from domain.comms.dispatch.sending import lookup_due, people_of, waiting
from domain.comms.rounds import moves, rounds, views
from domain.comms.rounds.state import Rounds
from domain.timeline import TimelineEntry
from tests.domain.comms.desk import engineer, found, hand_over, stakeholder


class Engine:
    """The rounds for one audience, carried out as the workflow does; it remembers what was told, and to whom."""

    def __init__(self, case: Rounds) -> None:
        self.case = case
        self.entries: list[TimelineEntry] = []
        self.handed_over: Counter[tuple[int, str]] = Counter()

    @property
    def missed(self) -> list[datetime]:
        """When a round was missed, as the timeline has it."""
        return [entry.at for entry in self.entries if "is missed" in entry.what]

    def is_restarted(self) -> None:
        """Another process goes on with what this one knew."""
        again = Rounds.model_validate_json(self.case.model_dump_json())
        assert self.case == again
        self.case = again

    def settle(self, now: datetime) -> None:
        """Carry out moves until the rounds rest."""
        for _ in range(2_000):
            self._go_on_beside(now)
            move = moves.next_move(self.case, now)
            if isinstance(move, moves.Listen):
                assert move.until is None or move.until > now, "a wait lies ahead"
                self.case.unrecorded.clear()
                return
            self._make(move, now)
        raise AssertionError("the rounds spin")

    def _make(self, move: moves.Move, now: datetime) -> None:
        match move:
            case moves.Close():
                rounds.close(self.case, now)
            case moves.CountMiss(at=at):
                rounds.count_miss(self.case, at)
            case moves.Prepare():
                rounds.prepare(self.case)
            case moves.TellIncident():
                self.case.incident_told = views.round_status(self.case)
                self.entries += [each for entries in self.case.journal.take().values() for each in entries]
            case moves.SayWhatCame():
                tally.write(self.case, now)

    def _go_on_beside(self, now: datetime) -> None:
        """Look up who is told, and hand over."""
        if lookup_due(self.case):
            found(self.case, stakeholder("bea"), engineer("tom"))
        if waiting(self.case.edition):
            orders = hand_over(self.case, now)
            self.handed_over.update((each.round.number, person) for each in orders for person in people_of(each))
