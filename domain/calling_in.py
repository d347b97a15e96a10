"""What whoever calls our number hears, and whom a code lets on which call (P15).

A caller's number can be forged: such a call joins or reports, and takes, decides and lists nothing. Words here are for the ear.
"""

from domain.incident.view import IncidentView
from domain.messages import Purpose
from domain.page_messages import OpenPage
from domain.wording import spoken_codes

ASKS_CODE = "Key in your four-digit code to join its call. To report an incident, press 0, then the hash key."
ASKS_ANOTHER = "Key in another code, or to report an incident press 0, then the hash key."
NO_SUCH_CODE = "There is no such code."
OF_SEVERAL = "This code is for several. To take all of them, text ACK and this code."
LEFT = "You have left the call. To come back, call this number and key in your code."

_WAIT = "or wait for our next call"
_INSTEAD = {
    Purpose.TRIAGE: f"To take it, text ACK and this code, {_WAIT}.",
    Purpose.CHECK_IN: f"To keep it, text ACK and this code, {_WAIT}.",
    Purpose.DECLARE: f"To declare it, text MAJOR and this code, {_WAIT}.",
    Purpose.REOPEN: f"To reopen it, text REOPEN and this code, {_WAIT}.",
    Purpose.SILENT_LEAD: f"To lead it, text ACK and this code, {_WAIT}.",
    Purpose.KEEP_LEAD: f"To keep the lead, text ACK and this code, {_WAIT}.",
    Purpose.OFFER_LEAD: f"To lead it, text LEAD and this code, {_WAIT}.",
    Purpose.ROUND_OVERDUE: f"To see to the update, text ACK and this code, to send it SEND and this code, {_WAIT}.",
    Purpose.ROUND_DUE: "To send the update, text SEND and this code.",
}


def leads(view: IncidentView, name: str, purpose: Purpose) -> bool:
    """Whether somebody comes on the technical call of an incident because of their part in it, with the code of such a page.

    While it is declared: who leads it, declared it or is offered the lead, and whoever is called because its lead is silent.
    """
    if not view.state.declared:
        return False
    return purpose is Purpose.SILENT_LEAD or name in {view.lead, view.declared_by, view.offered_to}


def instead(page: OpenPage) -> str:
    """Return what whoever keyed in a code that leads to no call does with it, by what its page asks for."""
    if page.in_hand:
        return "It is yours, and there is no call to join."
    if not page.open:
        return spoken_codes(f"That is over: {page.closed_because}.", [page.incident_code])
    return f"This code leads to no call. {_INSTEAD.get(page.purpose, '')}".strip()
