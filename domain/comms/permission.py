"""Who may approve and send rounds, and decide what follows from them (P12, P13)."""

from collections.abc import Collection

from domain.errors import Refused
from domain.lifecycle import Actor

_REFUSED = (
    "Only the incident lead, the head of department or their deputy, or whoever sees to an overdue update may do that; "
    "while nobody leads, whoever led it last and the first contact, too. Anybody may write the draft."
)


def check_may_send(actor: Actor, may_send: Collection[str]) -> None:
    """Refuse who may not; `may_send` are the ids of those who may besides the head of department and their deputy.

    Raises:
        Refused: with who may.

    """
    if not (actor.heads_the_department or actor.sees_to_round or actor.contact in may_send):
        raise Refused(_REFUSED)
