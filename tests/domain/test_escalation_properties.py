"""The ladder's rule over every kind of ladder and every history of answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.escalation import Attempt, PageNow, Setback, next_step
from domain.ladder import EVERYONE, ResolvedLadder, ResolvedRung
from domain.organisation import RungName
from tests.domain.builders import NIGHT, PATIENT, contact, everyone, minutes

PEOPLE = ("ana", "bo", "cy", "dee", "eli")
SKIPPED = "no service is named"
MOST_RUNGS = 5  # four and everyone: more pages at one instant would be a search that spins


@dataclass(frozen=True)
class Fate:
    """What comes of one page: silence, or a setback some minutes later."""

    setback: Setback | None
    after: timedelta


@dataclass(frozen=True)
class Turn:
    """One page of a simulated search, and when it went out."""

    at: datetime
    page: PageNow


@dataclass
class Search:
    """A search nobody ever ends: steps the clock to when something can happen, and remembers every page."""

    ladders: Sequence[ResolvedLadder]
    fates: Sequence[Fate]
    patience: timedelta
    now: datetime = NIGHT
    attempts: list[Attempt] = field(default_factory=list)
    due: list[tuple[datetime, Attempt, Setback]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)

    def run(self, until: datetime) -> list[Turn]:
        """Go on until then; a rule that never lets time advance is found out."""
        for _ in range(2_000):
            if self.now > until:
                return self.turns
            self._step()
        raise AssertionError("the search spins")

    def _step(self) -> None:
        current = self.ladders[len(self.turns) % len(self.ladders)]
        step = next_step(current, self.attempts, self.now)
        assert step == next_step(current, self.attempts, self.now), "the rule is a function"
        if isinstance(step, PageNow):
            self._page(step)
        else:
            assert step.until is not None, "the search never gives up"
            assert step.until > self.now, "a wait lies ahead"
            moments = [step.until, self.now + self.patience, *(moment for moment, _, _ in self.due)]
            self._advance(min(moments))

    def _page(self, page: PageNow) -> None:
        self.turns.append(Turn(self.now, page))
        assert sum(turn.at == self.now for turn in self.turns) <= MOST_RUNGS, "the search spins"
        for each in page.contacts:
            attempt = Attempt(contact=each, place=page.place, at=self.now, until=page.until)
            self.attempts.append(attempt)
            fate = self.fates[len(self.attempts) % len(self.fates)]
            if fate.setback and self.now + fate.after < page.until:
                self.due.append((self.now + fate.after, attempt, fate.setback))
        self._advance(self.now)

    def _advance(self, moment: datetime) -> None:
        self.now = moment
        for due in [each for each in self.due if each[0] <= moment]:
            self.due.remove(due)
            due[1].setback = due[2]


def _rung(index: int, people: Sequence[str], tries: int, wait: int) -> ResolvedRung:
    return ResolvedRung(
        name=list(RungName)[index % len(RungName)],
        contacts=tuple(contact(person) for person in people),
        tries=tries,
        wait=minutes(wait),
        skipped=None if people else SKIPPED,
    )


someone = st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True)  # nobody at all: the rung is skipped
shapes = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 6)), min_size=1, max_size=4)
fates = st.lists(
    st.builds(Fate, st.sampled_from([None, *Setback]), st.integers(0, 600).map(lambda s: timedelta(seconds=s))),
    min_size=1,
    max_size=7,
)
patience = st.integers(120, 900).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def ladders_as_rotas_turn(draw: st.DrawFn) -> list[ResolvedLadder]:
    """Draw one ladder as it looks at several instants: its tries and waits stay, the people on it change."""
    shape = draw(shapes)
    widest = everyone(*draw(st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True)), wait=draw(st.integers(1, 10)))
    return [
        ResolvedLadder(rungs=(*(_rung(i, draw(someone), tries, wait) for i, (tries, wait) in enumerate(shape)), widest))
        for _ in range(draw(st.integers(1, 2)))
    ]


@st.composite
def searches(draw: st.DrawFn) -> Search:
    """Draw a search with its ladder, and what comes of every page."""
    return Search(draw(ladders_as_rotas_turn()), draw(fates), draw(patience))


def one_round(rungs: ResolvedLadder) -> timedelta:
    """Return how long a round takes at most: every try of every rung waited out."""
    return sum((rung.wait * rung.tries for rung in rungs.rungs), timedelta())


def two_rounds(search: Search) -> list[Turn]:
    """Run the search long enough for two rounds."""
    return search.run(NIGHT + 2 * one_round(search.ladders[0]))


@PATIENT
@given(searches())
def test_every_page_goes_to_somebody(search: Search) -> None:
    """Whatever the ladder, a page names at least one person, gives them time, and says why."""
    for turn in two_rounds(search):
        assert turn.page.contacts
        assert turn.at + turn.page.rung.wait == turn.page.until
        assert turn.page.rung.title in turn.page.because


@PATIENT
@given(searches())
def test_no_rung_is_skipped_without_a_stated_reason(search: Search) -> None:
    """Every rung that is passed over on the way up is named in the reason of the page above it."""
    turns = two_rounds(search)
    first_rung = [(turns[0], 0), *((turn, _next_rung(before, turn)) for before, turn in pairwise(turns))]

    for turn, start in first_rung:
        assert max(0, turn.page.place.rung - start) == turn.page.because.count(" skipped: ")


def _next_rung(before: Turn, turn: Turn) -> int:
    """Return the rung that would come next if none were passed over."""
    same_round = before.page.place.round == turn.page.place.round
    return before.page.place.rung + 1 if same_round else 0


@PATIENT
@given(searches())
def test_a_rung_keeps_all_its_tries_unless_something_stands_against_it(search: Search) -> None:
    """A rung is left early only when somebody on it had a setback, or nobody stands on it any more."""
    for index, (before, turn) in enumerate(pairwise(two_rounds(search))):
        if before.page.place.attempt < before.page.rung.tries and before.page.place.rung != turn.page.place.rung:
            rung_now = search.ladders[(index + 1) % len(search.ladders)].rungs[before.page.place.rung]
            tried = [each for each in search.attempts if each.place == before.page.place]
            assert any(each.setback for each in tried) or not rung_now.contacts


@PATIENT
@given(searches())
def test_nobody_is_paged_twice_at_once(search: Search) -> None:
    """No two attempts of one person overlap, unless the earlier one had come to nothing."""
    two_rounds(search)

    for person in PEOPLE:
        own = [each for each in search.attempts if each.contact.person == person]
        for before, after in pairwise(own):
            assert before.setback is not None or before.until <= after.at


@PATIENT
@given(searches())
def test_who_was_paged_below_is_not_paged_alone_above(search: Search) -> None:
    """A new rung of a round pages at least one person who was not yet paged in it, except where the search widens."""
    known: dict[int, set[str]] = {}
    for turn in two_rounds(search):
        already = known.setdefault(turn.page.place.round, set())
        people = {each.person for each in turn.page.contacts}
        assert people - already or turn.page.rung.name == EVERYONE or turn.page.place.attempt > 1
        already |= people


@PATIENT
@given(searches())
def test_each_round_ends_in_everyone_and_the_search_starts_again(search: Search) -> None:
    """Unanswered, a round ends with everyone paged, and the next round begins no later than all waits together."""
    turns = two_rounds(search)
    ends = [before for before, after in pairwise(turns) if after.page.place.round > before.page.place.round]
    second_round = next(turn for turn in turns if turn.page.place.round == 2)

    assert {EVERYONE} == {end.page.rung.name for end in ends}
    assert second_round.at <= NIGHT + one_round(search.ladders[0])
    assert "the search starts again" in second_round.page.because


@PATIENT
@given(ladders_as_rotas_turn(), patience)
def test_the_search_never_spins_when_every_channel_fails_at_once(
    ladders: list[ResolvedLadder], patience: timedelta
) -> None:
    """With everybody unreachable at once, a round still takes the time of its widest rung."""
    dead = Search(ladders, [Fate(Setback.UNREACHABLE, timedelta())], patience)
    turns = two_rounds(dead)
    starts = [
        turns[0],
        *(after for before, after in pairwise(turns) if before.page.place.round < after.page.place.round),
    ]

    assert len(starts) >= 2
    for before, after in pairwise(starts):
        assert after.at - before.at == ladders[0].rungs[-1].wait


@PATIENT
@given(st.lists(ladders_as_rotas_turn(), min_size=2, max_size=3), fates, patience)
def test_a_rewritten_ladder_never_breaks_a_search(
    rewritten: list[list[ResolvedLadder]], fates: list[Fate], patience: timedelta
) -> None:
    """When rungs are added or taken away during a search it goes on to the next round, in time."""
    search = Search([ladders[0] for ladders in rewritten], fates, patience)
    longest = sum((one_round(ladders[0]) for ladders in rewritten), timedelta())

    turns = search.run(NIGHT + 2 * longest)

    assert turns[-1].page.place.round >= 2


@PATIENT
@given(searches())
def test_places_only_move_forward(search: Search) -> None:
    """Round, rung and try only ever move forward, so that the record reads in order."""
    places = [(turn.page.place.round, turn.page.place.rung, turn.page.place.attempt) for turn in two_rounds(search)]

    assert sorted(set(places)) == places
