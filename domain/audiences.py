"""Who is told and called together: technical teams and business stakeholders, never mixed (P15)."""

from enum import StrEnum


class Audience(StrEnum):
    """Whom a page, a message or a bridge is for; which one a page has, its purpose says (domain/purposes.py)."""

    TECHNICAL = "technical"
    BUSINESS = "business"
