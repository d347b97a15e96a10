"""That the lead hears of a round which did not reach everybody: once, by number, and how to see whom."""

from domain.comms.drafting.wording import READERS, round_name
from domain.comms.rounds.situation import RoundStatus
from domain.incident.responsible import who_is_reminded
from domain.incident.state import Incident
from domain.wording import counted


def tell(incident: Incident, before: RoundStatus | None, says: RoundStatus) -> None:
    """Text whoever answers for the updates, the first time that rounds speak of people whom no channel has reached."""
    known = before is not None and before.number == says.number and before.unreached
    person = who_is_reminded(incident)
    if not says.unreached or known or says.last_kind is None or person is None:
        return
    sent = f"{round_name(says.number - 1, says.last_kind)} to {READERS[says.audience]}"
    whom = counted(says.unreached, "recipient")
    how = f"'mimp comms {incident.code} receipts' says whom, and why."
    incident.tell(person, f"{incident.code}: {sent} has not reached {whom} on any channel. {how}")
