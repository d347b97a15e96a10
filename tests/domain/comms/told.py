"""Rounds as they are sent, for tests: each is an ordinary one, and a test names only what it is about."""

from typing import Any

from domain.comms.dispatch.delivery import BusinessRound, TechnicalRound
from domain.comms.drafting.updates import BusinessUpdate, RoundKind, TechnicalUpdate
from tests.domain.builders import CODE, NIGHT, at

IMPACT = "customers cannot check out"


def business_round(kind: RoundKind = RoundKind.SECOND, number: int = 2, **details: Any) -> BusinessRound:
    """Return a round to the business, sent in the night: the next one is due in 45 minutes."""
    given, told = _apart(details, BusinessUpdate)
    return BusinessRound(**_usual(kind, number) | given, update=BusinessUpdate(**told))


def technical_round(kind: RoundKind = RoundKind.SECOND, number: int = 2, **details: Any) -> TechnicalRound:
    """Return a round to technical teams, sent in the night: the next one is due in 45 minutes."""
    given, told = _apart(details, TechnicalUpdate)
    return TechnicalRound(**_usual(kind, number) | given, update=TechnicalUpdate(**told))


def _usual(kind: RoundKind, number: int) -> dict[str, Any]:
    return {
        "incident": "incident/checkout",
        "code": CODE,
        "service": "Checkout",
        "number": number,
        "kind": kind,
        "approved_by": "Cy Young",
        "declared_at": at(-20),
        "sent_at": NIGHT,
        "next_due": None if kind in {RoundKind.FINAL, RoundKind.CLOSING} else at(45),
    }


def _apart(
    details: dict[str, Any], update: type[BusinessUpdate] | type[TechnicalUpdate]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what of these is about the round, and what about its update, whose impact is the usual one."""
    told = {name: value for name, value in details.items() if name in update.model_fields}
    return {name: value for name, value in details.items() if name not in told}, {"impact": IMPACT} | told
