"""What a review finds out: how it was detected (P29), whose the root cause is (P27), how great the impact was in all (P20).

While the incident is open people say it of that, which tells its review. But it ends hours after it was resolved, and the review
is held days later.
"""

from datetime import datetime

from domain.closing import detection, root_cause
from domain.comms.drafting import quantities
from domain.errors import Refused
from domain.lifecycle import Actor
from domain.requests import NameRootCause, RecordDetection, ReviseTotal
from domain.review.lifecycle import ReviewState
from domain.review.permission import check_runs_it
from domain.review.situations import facts_have_changed
from domain.review.state import Review
from domain.timeline import Kind
from domain.writing import one_line_if_any, said_by


def record_detection(review: Review, request: RecordDetection, now: datetime) -> str:
    """Note how it was detected, and return the words to say back.

    Raises:
        Refused: not by who runs the review, the incident is not over, or the trouble is said to begin after now.

    """
    _check(review, request.actor)
    found = detection.checked(request.detection, now)
    _found(review, {"detection": found}, now)
    review.write(now, f"how it was detected: {detection.in_words(found)}", Kind.NOTE, **said_by(request.actor))
    return f"Noted how {review.code} was detected."


def name_root_cause(review: Review, request: NameRootCause, now: datetime) -> str:
    """Note whose the root cause is, to whom actions go that nobody has started; return the words to say back.

    Raises:
        Refused: not by who runs the review, the incident is not over, it is named so already, or without a reason.

    """
    _check(review, request.actor)
    cause = root_cause.named(request.team, request.supplier, request.reason, review.facts.root_cause)
    said, reason = root_cause.in_words(cause), one_line_if_any(request.reason)
    review.write(now, f"the root cause lies with {said}", Kind.NOTE, **said_by(request.actor, reason))
    _found(review, {"root_cause": cause}, now)
    return f"The root cause of {review.code} lies with {said}."


def revise_total(review: Review, request: ReviseTotal, now: datetime) -> str:
    """Put the total impact right, and return the words to say back.

    Raises:
        Refused: not by who runs the review, the incident is not over, there is no quantity, or no reason.

    """
    _check(review, request.actor)
    total, reason = quantities.revised(request.total, request.reason)
    _found(review, {"total": total}, now)
    what = f"the total impact is put right: {quantities.in_words(total)}"
    review.write(now, what, Kind.COMMS, **said_by(request.actor, reason))
    return f"The total impact of {review.code} is now: {quantities.in_words(total)}."


def _check(review: Review, actor: Actor) -> None:
    check_runs_it(review, actor)
    if not review.facts.over:
        raise Refused(f"{review.code} is not over: say it of the incident, which tells its review.")
    if review.state is ReviewState.CLOSED:
        raise Refused(f"The review of {review.code} is closed.")


def _found(review: Review, what: dict[str, object], now: datetime) -> None:
    review.found = True
    facts_have_changed(review, review.facts.model_copy(update=what), now)
