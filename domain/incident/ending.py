"""What is said of an incident for which nobody is needed any more: stood down, cleared by itself, mitigated, resolved."""

from domain.incident.state import Incident
from domain.lifecycle import IncidentState, in_words
from domain.messages import Stop
from domain.wording import quiet_in_words


def how_it_stands(incident: Incident) -> str:
    """Return in a few words what was decided about it, and by whom."""
    episode = incident.episode
    match incident.state:
        case IncidentState.STOOD_DOWN if episode.closed_by_itself:
            return "it cleared by itself"
        case IncidentState.STOOD_DOWN:
            return f"stood down as not major by {episode.stood_down_by}"
        case IncidentState.DECLARED:
            return f"declared a major incident by {episode.declared_by}"
        case IncidentState.MITIGATED:
            return f"mitigated by {episode.mitigated_by}"
        case IncidentState.RESOLVED:
            return f"resolved by {episode.resolved_by}"
        case state:
            return in_words(state)


def notice(incident: Incident) -> str:
    """Return the one text for those who were called for it, or had it, and need not do anything more."""
    code, how = incident.code, how_it_stands(incident)
    match incident.state:
        case IncidentState.STOOD_DOWN if incident.episode.closed_by_itself:
            return f"{code} cleared by itself and is closed. Nothing more to do."
        case IncidentState.STOOD_DOWN:
            quiet = quiet_in_words(incident.card.quiet_for if incident.card else None)
            return f"{code} is {how}: {quiet}. Nothing more to do."
        case IncidentState.MITIGATED | IncidentState.RESOLVED:
            unconfirmed = " It was declared provisionally, and never confirmed." if incident.provisional else ""
            return f"{code} is {how}.{unconfirmed} Nothing more to do."
        case _:
            return f"{code} is {how}."


def stop_order(incident: Incident) -> Stop:
    """Return what a search is told which how the incident stands has settled."""
    return Stop(because=how_it_stands(incident), notice=notice(incident))
