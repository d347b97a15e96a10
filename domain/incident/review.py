"""What an incident tells its review (P25 to P28): begun at the first mitigation, told what changes, and that it is over.

The review goes on after the incident has ended. One that somebody ended by hand begins anew; one that is closed does not, unless
the incident was mitigated again since.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from domain.incident import comms
from domain.incident.resolving import root_cause_of
from domain.incident.review_state import Reviewing
from domain.incident.state import Incident
from domain.lifecycle import IncidentState
from domain.lookups import ServiceCard
from domain.messages import TeamCard
from domain.review.situation import Fact, ReviewFacts, ReviewStart
from domain.timeline import Kind, TimelineEntry
from domain.wording import shortened

_MOST_FACTS = 40
_LENGTH = 160
_TELLING = (Kind.STATE, Kind.COMMS, Kind.BOARD, Kind.ALERT, Kind.ANSWER)
"""What a review recalls, the most telling first; steps and attempts of searches are in the report."""


def to_begin(incident: Incident) -> bool:
    """Whether its review is to begin: it is mitigated for the first time, or again after a review was closed or has gone."""
    if not incident.state.impact_over or incident.card is None:
        return False
    review = incident.review
    return review is None or (review.gone and not (review.closed and _is_of_this_mitigation(incident, review)))


def begin(incident: Incident) -> ReviewStart:
    """Note that the review begins, and return how."""
    says = facts(incident)
    incident.review = Reviewing(begun_for=_mitigated_at(incident), told=_digest(says))
    return ReviewStart(incident=incident.workflow_id, code=incident.code, facts=says)


def may_be_closed(incident: Incident) -> bool:
    """Whether the review that has gone may be closed as all of it was done: then another of this mitigation is not begun."""
    return incident.review is not None and incident.review.gone and _is_of_this_mitigation(incident, incident.review)


def is_closed(incident: Incident, before: Reviewing) -> None:
    """The review that has gone is closed: nothing begins anew. `before` is what was known of it."""
    incident.review = before.model_copy(update={"closed": True})


def begins_anew(incident: Incident, now: datetime) -> None:
    """The review had been ended by hand, and begins anew."""
    why = "it was ended from outside, and nobody had closed it"
    incident.write(now, Kind.NOTE, "the review had stopped: it starts anew", why=why)


def to_tell(incident: Incident) -> bool:
    """Whether the review is to be told how the incident stands: something changed."""
    return _listens(incident) and incident.review is not None and incident.review.told != _digest(facts(incident))


def to_end(incident: Incident) -> bool:
    """Whether the review does not know of the end of the incident yet."""
    return _listens(incident) and not _knows_of_the_end(incident)


def note_told(incident: Incident, *, over: bool) -> ReviewFacts:
    """Note that the review is told how the incident stands, `over` that it has ended, and return that."""
    if incident.review:
        incident.review.over_for = incident.episode.closed_at if over else incident.review.over_for
    says = facts(incident)
    if incident.review:
        incident.review.told = _digest(says)
    return says


def are_gone(incident: Incident) -> None:
    """The review does not run any more."""
    if incident.review:
        incident.review.gone = True


def facts(incident: Incident) -> ReviewFacts:
    """Return how the incident stands, as its review needs to know it."""
    card, episode = _card(incident), incident.episode
    closing, lead = episode.closing, incident.leadership.lead
    return ReviewFacts(
        service=card.service,
        service_name=incident.service_name,
        team=TeamCard(id=card.team, name=card.team_name),
        root_cause=root_cause_of(incident),
        mitigated_at=closing.impact_ended_at if incident.state.impact_over else None,
        resolved_at=episode.resolved_at,
        lead=lead.person if lead else episode.last_lead,
        involved=incident.involvement.all,
        impact=incident.impact or "",
        total=incident.comms.total,
        mitigation=closing.mitigation,
        workaround=closing.workaround,
        measure=closing.measure,
        detection=closing.detection,
        timeline=tuple(_recalled(incident)),
        not_major_because=_why_not_major(incident),
        over=_knows_of_the_end(incident),
        policy=card.review,
        actions=card.actions,
    )


def _recalled(incident: Incident) -> Iterator[Fact]:
    """Yield what is most telling of the timeline, in order of time."""
    ranked = sorted(
        (entry for entry in incident.timeline.entries if entry.kind in _TELLING),
        key=lambda entry: _TELLING.index(entry.kind),
    )
    for entry in sorted(ranked[:_MOST_FACTS], key=lambda entry: entry.at):
        yield _fact(entry)


def _fact(entry: TimelineEntry) -> Fact:
    return Fact(at=entry.at, what=shortened(entry.what, _LENGTH), who=entry.who or "")


def _why_not_major(incident: Incident) -> str:
    """Return why there is nothing to review: it was stood down, or is part of another; empty while it is major, or undecided."""
    closure = incident.comms.closure
    ended = incident.state in {IncidentState.STOOD_DOWN, IncidentState.ATTACHED}
    if closure is None or not ended or comms.is_major(incident):
        return ""
    return f"it is part of {closure.part_of}" if closure.part_of else closure.because or "it was stood down"


def _card(incident: Incident) -> ServiceCard:
    assert incident.card is not None  # noqa: S101 - a review begins after the service was looked up
    return incident.card


def _mitigated_at(incident: Incident) -> datetime:
    return incident.episode.mitigated_at or incident.opened_at


def _is_of_this_mitigation(incident: Incident, review: Reviewing) -> bool:
    return review.begun_for == _mitigated_at(incident)


def _listens(incident: Incident) -> bool:
    return incident.review is not None and not incident.review.gone


def _knows_of_the_end(incident: Incident) -> bool:
    review, closed_at = incident.review, incident.episode.closed_at
    return review is not None and closed_at is not None and review.over_for == closed_at


def _digest(says: ReviewFacts) -> str:
    return hashlib.sha256(says.model_dump_json().encode()).hexdigest()[:12]
