"""What machine detection says of whoever picked up a call."""

_MACHINES = ("machine", "fax")
"""How its words for machines begin; the others are `human` and `unknown` (Twilio documentation)."""


def is_machine(answered_by: str) -> bool:
    """Whether a machine picked up. That shortens the wait; a human by its word is no answer, so it changes nothing."""
    return answered_by.startswith(_MACHINES)
