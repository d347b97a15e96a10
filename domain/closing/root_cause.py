"""Who runs the next steps: the team at the root cause; where that is a supplier, the team that relies on it (P27)."""

from domain.messages import Message, TeamCard


class RootCause(Message):
    """The team that owns the next steps, and the supplier it relies on where the cause lies there."""

    team: TeamCard
    supplier: str = ""
