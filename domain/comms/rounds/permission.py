"""Who may approve and send rounds, and decide what follows from them (P12, P13)."""

from collections.abc import Collection

from domain.errors import Refused
from domain.lifecycle import Actor

_REFUSED = (
    "Only the incident lead, the head of department or their deputy, or whoever sees to an overdue update may do that; "
    "while nobody leads, whoever led it last and the first contact, too. Who takes part writes the draft."
)


def may_send(actor: Actor, others: Collection[str]) -> bool:
    """Whether this person may; `others` are the ids of those who may besides the head of department and their deputy."""
    return actor.heads_the_department or actor.sees_to_round or actor.contact in others


def check_may_send(actor: Actor, others: Collection[str]) -> None:
    """Refuse who may not; `others` as in `may_send`.

    Raises:
        Refused: with who may.

    """
    if not may_send(actor, others):
        raise Refused(_REFUSED)
