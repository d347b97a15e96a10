"""Lists in environment variables: `MIMP_ALERT_TOKENS=first,second`."""

from pydantic import BeforeValidator


def _split(given: object) -> object:
    if isinstance(given, str):
        return tuple(part.strip() for part in given.split(",") if part.strip())
    return given


CommaSeparated = BeforeValidator(_split)
"""Reads a text with commas as a tuple; anything else is left to pydantic."""
