"""People with tokens, and the checkout incident as they see it."""

from datetime import timedelta

from config.incident_index import SeenIncident
from config.person_tokens import PersonToken, digest_of
from domain.incident.view import IncidentView
from domain.lifecycle import IncidentState
from domain.organisation import Channel
from domain.timeline import Kind, Reference, TimelineEntry
from tests.domain.builders import NIGHT
from tests.gateway.builders import CODE

TOKENS = {"ana": ["mimp_ana", "mimp_ana-next"], "bo": ["mimp_bo"], "cy": ["mimp_cy"], "fay": ["mimp_fay"]}
"""Ana has two, as while hers is changed; Fay has left the company."""


def person_tokens() -> tuple[PersonToken, ...]:
    """Return what the settings keep of them."""
    return tuple(PersonToken(person=who, digest=digest_of(token)) for who, tokens in TOKENS.items() for token in tokens)


def shows(token: str) -> dict[str, str]:
    """Return the header by which a token is shown."""
    return {"Authorization": f"Bearer {token}"}


def entry(number: int, **fields: object) -> TimelineEntry:
    """Return the entry of the incident's own with this number, which happened so many seconds into the night."""
    given = {"at": NIGHT + timedelta(seconds=number), "kind": Kind.STEP, "what": f"step {number}", **fields}
    return TimelineEntry.model_validate({"origin": "incident/checkout#7K3Q", "sequence": number, **given})


CALLED = entry(
    2, who="Ana", channel=Channel.CALL, what="call placed", why="comes first", about=Reference(intent="ana/1")
)


def seen(*entries: TimelineEntry, over: bool = False) -> SeenIncident:
    """Return the incident with these entries on its timeline."""
    view = IncidentView(
        code=CODE,
        service="Checkout",
        state=IncidentState.TRIAGE,
        team="Storefront",
        team_id="storefront",
        holder="Ana",
        opened_at=NIGHT,
        alerts=2,
        repeats=5,
        headline="Checkout: customers cannot pay.",
        older_entries=3,
        timeline=list(entries),
    )
    return SeenIncident(view, over)
