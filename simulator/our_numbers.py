"""Who may reach the company from a phone, and at which of its numbers."""

import re

from simulator.config import E164, SimulatorConfig
from simulator.errors import NotPossibleError


def check_numbers(config: SimulatorConfig, from_: str, to: str) -> None:
    """Raise NotPossibleError unless `from_` is a phone's number and `to` one of the company's."""
    if not re.match(E164, from_):
        raise NotPossibleError(f"{from_!r} is not a phone number: write it as +15551234567")
    if to not in config.from_numbers:
        raise NotPossibleError(f"{to} is not one of the simulator's numbers")
