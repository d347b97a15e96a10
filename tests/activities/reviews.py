"""Mails of a review as the tests send them: to Ana, who owns the first of its actions."""

from datetime import UTC, date, datetime

from domain.review.outward import ActionInMail, CalendarEntry, CalendarMethod, ReviewMail

CODE = "checkout-7K3Q"
REVIEW = "incident/checkout/7K3Q/review"
UID = f"review-{CODE}@mimp"
STAMP = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
STARTS, ENDS = datetime(2026, 3, 3, 10, 0, tzinfo=UTC), datetime(2026, 3, 3, 11, 0, tzinfo=UTC)
ACTIONS = (
    ActionInMail(
        number=1,
        text="Alert on a full disk",
        owner="Ana",
        due=date(2026, 3, 9),
        measure="a test alert arrives",
        state="open",
        yours=True,
    ),
    ActionInMail(
        number=2, text="Keep a spare", owner="Bo", due=date(2026, 4, 1), measure="a drill switches over", state="done"
    ),
)


def meeting(
    sequence: int = 0, *, method: CalendarMethod = CalendarMethod.REQUEST, place: str = "Room 4"
) -> CalendarEntry:
    """Return the entry that asks somebody to the review's meeting, changed so many times."""
    return CalendarEntry(
        uid=UID,
        sequence=sequence,
        method=method,
        title="Review of checkout-7K3Q",
        text="What prevents it?\nWhat detects it early?",
        place=place,
        starts=STARTS,
        ends=ENDS,
        stamp=STAMP,
    )


def deadline() -> CalendarEntry:
    """Return the entry that tells an owner by which day an action is to be done."""
    return CalendarEntry(
        uid=f"action-{CODE}-1@mimp",
        sequence=0,
        method=CalendarMethod.REQUEST,
        title="Due: alert on a full disk",
        on=date(2026, 3, 9),
        stamp=STAMP,
    )


def review_mail(
    who: str = "ana",
    *,
    mail_id: str = f"{REVIEW}/invitation/0/ana",
    entry: CalendarEntry | None = None,
    actions: tuple[ActionInMail, ...] = (),
    lines: tuple[str, ...] = ("The review of checkout-7K3Q is on Tuesday 3 March at 10:00.",),
) -> ReviewMail:
    """Return a mail of the review to this person."""
    return ReviewMail(
        mail_id=mail_id,
        code=CODE,
        review=REVIEW,
        person=who,
        subject="[checkout-7K3Q] Review on Tuesday 3 March at 10:00",
        lines=lines,
        actions=actions,
        entry=entry,
    )
