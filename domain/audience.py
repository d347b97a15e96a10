"""The two groups of people an incident speaks to: on calls of their own, with messages of their own, never mixed (P15)."""

from enum import StrEnum


class Audience(StrEnum):
    """Whom a bridge or an update is for; nobody gets what is the other's."""

    TECHNICAL = "technical"
    BUSINESS = "business"
