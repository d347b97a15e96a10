"""What an incident remembers of its review: what it was told last, and whether it is there still."""

from datetime import datetime

from pydantic import BaseModel


class Reviewing(BaseModel):
    """The review of an incident, since it was begun for the mitigation that somebody told at `begun_for` (UTC).

    `told` is the digest of the facts it was told last, `over_for` the end of the incident for which it was told that this is over.
    `gone`: it does not run any more; `closed`: as all was done.
    """

    begun_for: datetime
    told: str
    over_for: datetime | None = None
    gone: bool = False
    closed: bool = False
