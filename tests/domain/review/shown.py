"""A review as people see it: that of checkout, with an action of Ana's, one of Bo's that is overdue, and one that is done."""

from datetime import date, timedelta

from domain.leading import PersonCard
from domain.messages import TeamCard
from domain.review.requests import Question
from domain.review.situation import Involved
from domain.review.views import ActionView, ReviewView
from domain.timeline import Kind, TimelineEntry
from tests.domain.builders import NIGHT

CODE = "checkout-7K3Q"
STOREFRONT = TeamCard(id="storefront", name="Storefront")


def card(who: str) -> PersonCard:
    """Return somebody, who lives by London's clock."""
    return PersonCard(id=who, name=who.capitalize(), time_zone="Europe/London")


def action(number: int, owner: str = "ana", state: str = "open", *, overdue: bool = False, due: int = 9) -> ActionView:
    """Return an action that is due on this day of March."""
    texts = {1: "Alert on a full disk", 2: "Keep a spare", 3: "Tell Sales first"}
    return ActionView(
        number=number,
        text=texts.get(number, f"Step {number}"),
        owner=card(owner),
        team=STOREFRONT,
        due=date(2026, 3, due),
        measure="a drill shows it",
        state=state,
        overdue=overdue,
    )


def review(*actions: ActionView, code: str = CODE, state: str = "following_up") -> ReviewView:
    """Return the review with these actions, or the usual three."""
    usual = (action(1), action(2, "bo", overdue=True, due=3), action(3, "bo", "done", due=1))
    held = state != "scheduled"
    return ReviewView(
        code=code,
        service="Checkout",
        state=state,
        due_at=NIGHT + timedelta(days=2),
        meets_at=NIGHT + timedelta(hours=8),
        place="Room 4",
        held_at=NIGHT + timedelta(hours=8) if held else None,
        invited=(Involved(person=card("ana"), how="led it"), Involved(person=card("bo"), how="on the technical call")),
        attended=("Ana", "Bo") if held else (),
        answers={Question.PREVENT: "Watch the disk."},
        actions=actions or usual,
        timeline=(
            TimelineEntry(
                origin="incident/checkout/7K3Q/review", sequence=1, at=NIGHT, kind=Kind.STATE, what="review begun"
            ),
        ),
    )
