"""How rounds stand, for tests of what shows them: an incident declared at NIGHT, with Bea and Ben of the business."""

from datetime import datetime
from typing import Any

from domain.audiences import Audience
from domain.comms.rounds import rounds
from domain.comms.rounds.views import CommsView, view
from tests.domain.builders import NIGHT
from tests.domain.comms.desk import BUSINESS, ask, begun, send_one, writes


def unwritten(audience: Audience = BUSINESS, **status: Any) -> CommsView:
    """Return rounds of which nobody has written anything."""
    return view(begun(audience, **status))


def drafted(audience: Audience = BUSINESS, **answers: Any) -> CommsView:
    """Return rounds with Ana's draft of the first."""
    case = begun(audience)
    ask(case, writes("ana", audience, **(answers or {"impact": "Customers cannot check out."})), NIGHT)
    return view(case)


def sent(audience: Audience = BUSINESS, at: datetime = NIGHT, **status: Any) -> CommsView:
    """Return rounds of which Ana has sent the first at this instant."""
    case = begun(audience)
    send_one(case, at)
    if status:
        rounds.take_in(case, case.incident_status.model_copy(update=status), at)
    return view(case)
