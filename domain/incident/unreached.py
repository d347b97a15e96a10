"""That the lead hears of a round which did not reach everybody: once, by number, and how to see whom."""

from domain.comms.situation import RoundStands
from domain.comms.wording import READERS, round_name
from domain.incident.state import Incident
from domain.wording import counted


def tell(incident: Incident, before: RoundStands | None, says: RoundStands) -> None:
    """Text whoever leads it, or led it last, or has it, the first time that rounds speak of people whom no channel has reached."""
    known = before is not None and before.number == says.number and before.unreached
    person = incident.lead_id or incident.last_lead_id or incident.first_contact
    if not says.unreached or known or says.last_kind is None or person is None:
        return
    sent = f"{round_name(says.number - 1, says.last_kind)} to {READERS[says.audience]}"
    whom = counted(says.unreached, "recipient")
    how = f"'mimp comms {incident.code} receipts' says whom, and why."
    incident.tell(person, f"{incident.code}: {sent} has not reached {whom} on any channel. {how}")
