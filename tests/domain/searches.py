"""Searches in the middle of things, for tests."""

from domain.escalation import PageNow, Place
from domain.ladder import ResolvedRung, RungContact
from domain.messages import PageEnding, Stop
from domain.search import (
    SearchState,
    due_withdrawals,
    paged,
    withdrawn,
)
from tests.domain.builders import (
    at,
    contact,
    rung,
    search,
)

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


def carry_out(state: SearchState) -> dict[str, PageEnding]:
    """Withdraw what is due, as the workflow does, and return how each person's page ended."""
    due = due_withdrawals(state)
    withdrawn(state, due)
    return {person: order.ending for person, order in due.items()}


def holder(state: SearchState) -> str | None:
    """Return who has it."""
    return state.holder.contact.person if state.holder else None
