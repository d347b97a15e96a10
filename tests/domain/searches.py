"""Searches in the middle of things, for tests."""

from domain.answering import answer
from domain.escalation import PageNow, Place
from domain.ladder import ResolvedRung, RungContact
from domain.messages import AnswerReply, Stop, Verb
from domain.page_messages import PageEnding
from domain.search import SearchState, due_withdrawals, paged, withdrawn
from domain.timeline import Kind
from tests.domain.builders import CODE, answer_of, at, contact, rung, search

STOPPED = Stop(because="stood down as not major", notice="checkout-7K3Q is stood down.")


def page(state: SearchState, *people: RungContact, minute: float = 0, place: int = 0) -> None:
    """Page people together at a place of the ladder."""
    step = rung().model_copy(update={"contacts": people})
    paged(state, page_now(step, minute, place), at(minute))


def page_now(step: ResolvedRung, minute: float, place: int) -> PageNow:
    """Return a step of the ladder at this minute."""
    where = Place(rung=place, name=step.name)
    return PageNow(contacts=step.contacts, place=where, rung=step, until=at(minute + 5), because="a reason")


def searching(*people: str) -> SearchState:
    """Return a search that has paged these people one after another, every five minutes."""
    state = search()
    for index, person in enumerate(people):
        page(state, contact(person), minute=5 * index, place=index)
    return state


def answers(state: SearchState, person: str, verb: Verb, minute: float) -> AnswerReply:
    """Have a person answer at this minute, with an answer of its own."""
    return answer(state, answer_of(person, verb, f"{person}-{verb}-{minute}"), at(minute))


def carry_out(state: SearchState) -> dict[str, PageEnding]:
    """Withdraw what is due, as the workflow does, and return how each person's page ended."""
    due = due_withdrawals(state)
    withdrawn(state, due)
    return {person: order.ending for person, order in due.items()}


def holder(state: SearchState) -> str | None:
    """Return who has it."""
    return state.holder.contact.person if state.holder else None


def intended(state: SearchState) -> list[str]:
    """Return the intended pages the search has written down, in order."""
    entries = state.journal.unsent.get(CODE, [])
    return [each.about.intent or "" for each in entries if each.kind is Kind.STEP and each.about]


def ends(state: SearchState) -> list[tuple[str, str]]:
    """Return the ends of intended pages the search has written down, in order."""
    entries = state.journal.unsent.get(CODE, [])
    return [(each.about.intent or "", each.what) for each in entries if each.kind is Kind.END and each.about]
