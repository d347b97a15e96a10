"""What is shown of an incident: to managers, and on the command line."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain.assessment import in_words as in_words_of
from domain.board.views import as_markdown, board_view
from domain.closing.state import Closing
from domain.incident import business_call, joining, leads, moves, updates_shown
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.incident.triage import LATELY
from domain.incident.view import Due, IncidentView
from domain.lifecycle import IncidentState, in_words
from domain.purposes import kind_of
from domain.wording import as_markdown_text, duration_in_words

_PARTS_SHOWN = 20


def search_summary(incident: Incident, search: Search) -> str:
    """Return in a line what a search is for, as the Temporal UI shows it."""
    kind = kind_of(search.purpose)
    if kind.personal:
        return f"{incident.code}: {kind.sought}, {search.whom}"
    called = incident.called.get(search.team)
    team = called.name if called else incident.card.team_name if incident.card else search.team
    return f"{incident.code}: find {kind.sought} in {team}"


def holder(incident: Incident) -> str:
    """Return who has it, by their id, for lists to filter by: "nobody", or "nobody needed" where that is as it should be."""
    return "nobody needed" if incident.nobody_needed else incident.first_contact or "nobody"


def part_of(incident: Incident) -> str | None:
    """Return the code of the incident it is part of; None while it is part of none."""
    attached = incident.state is IncidentState.ATTACHED and incident.attachment
    return attached.other if attached else None


def details(incident: Incident) -> str:
    """Return what a manager reads in the Temporal UI (Markdown); words from outside are text, never markup."""
    return "\n\n".join([*_lines(incident), *_on_the_board(incident)])


def _lines(incident: Incident) -> Iterator[str]:
    team = incident.card.team_name if incident.card else "being looked up"
    lead = incident.leadership.lead
    yield f"**{incident.code}** is {in_words(incident.state)}"
    yield as_markdown_text(incident.headline)
    if other := part_of(incident):
        yield f"Part of **{other}**: what is new about it goes there."
    if incident.parts:
        yield f"With it: {', '.join(list(incident.parts)[:_PARTS_SHOWN])}."
    in_hand = "" if incident.state.handed_on else f" In hand with: {as_markdown_text(_in_hand_with(incident))}."
    yield f"Team: {as_markdown_text(team)}.{in_hand}"
    if lead:
        yield f"Lead: **{as_markdown_text(lead.person.name)}**."
    yield from _calls(incident)
    if incident.episode.assessment.answers:
        yield in_words_of(incident.episode.assessment)
    yield from (f"Next: {as_markdown_text(each.what)}, {each.at:%H:%M} UTC." for each in due(incident))
    yield from updates_shown.in_words(incident)
    yield f"Alerts: {incident.alerts_seen}, repeats: {incident.repeats}."
    if incident.surroundings.also_opened:
        yield f"Opened in the last {duration_in_words(LATELY)} too: {as_markdown_text(incident.surroundings.also_opened)}."
    if incident.surroundings.changed_lately:
        yield f"Changed {as_markdown_text(incident.surroundings.changed_lately)}."


def _in_hand_with(incident: Incident) -> str:
    if other := part_of(incident):
        return f"whoever has {other}"
    return incident.first_contact_name or ("nobody: for the record only" if incident.for_the_record else "nobody yet")


def _calls(incident: Incident) -> Iterator[str]:
    """Yield who is on which call, each by itself."""
    missing = [incident.called[team].name for team in joining.missing_teams(incident)]
    for what, names in (
        ("On the technical call", incident.on_call.names),
        ("Missing from it", missing),
        ("On the business call", incident.on_business_call.names),
        ("Invited to it", business_call.awaited(incident)),
    ):
        if names:
            yield f"{what}: {as_markdown_text(', '.join(names))}."


def _on_the_board(incident: Incident) -> Iterator[str]:
    if incident.board.sequence:
        yield as_markdown(board_view(incident.board))


def due(incident: Incident) -> Iterator[Due]:
    """Yield what happens next if nobody does anything, the soonest first."""
    lead, offer = incident.leadership.lead, incident.leadership.offer
    times = [
        ("it closes by itself", moves.closes_at(incident)),
        ("the first contact may declare it provisionally", moves.nobody_senior_at(incident)),
        ("the lead must have answered", lead.answer_due if lead else None),
        ("the lead is asked whether they still lead", _lead_asked_at(incident)),
        (f"the offer to {offer.to.name} runs out" if offer else "", offer.until if offer else None),
    ]
    known = [Due(what=what, at=at) for what, at in times if at]
    yield from sorted([*known, *updates_shown.due(incident)], key=lambda each: each.at)


def _lead_asked_at(incident: Incident) -> datetime | None:
    lead = incident.leadership.lead
    if lead is None or lead.answer_due or lead.ladder_called_at:
        return None
    return lead.heard_of + leads.policy(incident).silent_after


def _closing(incident: Incident) -> dict[str, Any]:
    """Return what was said in closing it, by the names it has in the view."""
    closing = incident.episode.closing
    said = {name: getattr(closing, name) for name in Closing.model_fields if name in IncidentView.model_fields}
    return {**said, "mitigated_at": closing.impact_ended_at}


def view(incident: Incident) -> IncidentView:
    """Return what may be shown of the incident."""
    return IncidentView(
        code=incident.code,
        service=incident.service_name,
        state=incident.state,
        team=incident.card.team_name if incident.card else "",
        team_id=incident.card.team if incident.card else "",
        holder=None if part_of(incident) else incident.first_contact_name,
        stood_down_by=incident.episode.stood_down_by if incident.state is IncidentState.STOOD_DOWN else None,
        closed_because=incident.episode.closed_because if incident.state is IncidentState.STOOD_DOWN else None,
        quiet_until=incident.episode.quiet_until,
        opened_at=incident.opened_at,
        alerts=incident.alerts_seen,
        repeats=incident.repeats,
        headline=incident.headline,
        impact=incident.impact,
        judged=in_words_of(incident.episode.assessment) if incident.episode.assessment.answers else "",
        declared_by=incident.episode.declared_by,
        lead=incident.leadership.lead.person.name if incident.leadership.lead else None,
        offered_to=incident.leadership.offer.to.name if incident.leadership.offer else None,
        board=board_view(incident.board),
        contacts=incident.episode.contacts,
        called=tuple(joining.called_teams(incident)),
        on_call=incident.on_call.names,
        on_business_call=incident.on_business_call.names,
        invited=business_call.awaited(incident),
        missing=tuple(incident.called[team].name for team in joining.missing_teams(incident)),
        due=tuple(due(incident)),
        rounds=updates_shown.updates_shown(incident),
        older_entries=incident.timeline.older,
        timeline=incident.timeline.entries,
        also_opened=incident.surroundings.also_opened,
        changed_lately=incident.surroundings.changed_lately,
        may_be_same=incident.surroundings.may_be_same if incident.state.worked_on and not incident.attachment else None,
        **_closing(incident),
        part_of=part_of(incident),
        with_it=tuple(incident.parts),
        for_the_record=incident.for_the_record,
    )
