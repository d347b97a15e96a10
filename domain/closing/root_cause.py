"""Who runs the next steps: the team at the root cause; where that is a supplier, the team that relies on it (P27)."""

from domain.errors import Refused
from domain.messages import Message, TeamCard
from domain.writing import one_line, one_line_if_any


class RootCause(Message):
    """The team that owns the next steps, and the supplier it relies on where the cause lies there."""

    team: TeamCard
    supplier: str = ""


def named(team: TeamCard, supplier: str, reason: str, before: RootCause | None) -> RootCause:
    """Return the root cause as it is named; `before` is what somebody named already, None while nobody has.

    Raises:
        Refused: it is named so already, or another was and no reason is given; or something is too long.

    """
    cause = RootCause(team=team, supplier=one_line_if_any(supplier))
    if cause == before:
        raise Refused(f"The root cause is named so already: {in_words(cause)}.")
    if before is not None:
        one_line(reason, missing=f"The root cause was named as {in_words(before)}: say why it is another.")
    return cause


def in_words(cause: RootCause) -> str:
    """Return whose it is: "Platform", or "the supplier CardCo, on whom Payments relies"."""
    return f"the supplier {cause.supplier}, on whom {cause.team.name} relies" if cause.supplier else cause.team.name
