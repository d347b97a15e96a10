"""Whom the lead has invited to the business call of an incident, and who is on it; the rules stand in business_call.py."""

from pydantic import BaseModel, Field

from domain.bridges import Presence


class Invitation(BaseModel):
    """A stakeholder who is invited to the business call, or was, until the lead `dropped` them."""

    name: str
    dropped: bool = False


class BusinessCall(BaseModel):
    """Whom the lead has invited to the business call, by their ids, and who is on it now."""

    invited: dict[str, Invitation] = Field(default_factory=dict)
    presence: Presence = Field(default_factory=Presence)
