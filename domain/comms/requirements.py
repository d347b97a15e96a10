"""What a round must say before it may go out (P17 to P20), and what is missing in words."""

from collections.abc import Mapping

from domain.comms.updates import RoundKind, Update

_REQUIRED: Mapping[RoundKind, tuple[str, ...]] = {
    RoundKind.FIRST: ("impact",),
    RoundKind.SECOND: ("impact", "plan"),
    RoundKind.FURTHER: ("status",),
    RoundKind.FINAL: ("total", "next_steps"),
    RoundKind.CLOSING: ("status",),
}
"""The cause is not among them: it is said as soon as it is known, and nothing waits for it."""

_IN_WORDS: Mapping[str, str] = {
    "impact": "the impact now",
    "plan": "the plan",
    "status": "the status of the work",
    "total": "the total impact in numbers",
    "next_steps": "the next steps to a permanent fix",
}


def missing(kind: RoundKind, update: Update | None) -> tuple[str, ...]:
    """Return what this round lacks, in words; nothing when it may go out."""
    return tuple(_IN_WORDS[field] for field in _REQUIRED[kind] if update is None or not _says(update, field))


def _says(update: Update, field: str) -> bool:
    said = getattr(update, field)
    return bool(said.strip() if isinstance(said, str) else said)
