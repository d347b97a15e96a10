"""A worker killed with a batch of a round at the provider: everybody is told, and nobody else is told twice."""

import asyncio
import json
from collections import defaultdict
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.service import RPCError

from config.clock import wall_clock
from domain.audiences import Audience
from domain.comms.audience.recipients import BusinessAudience
from domain.comms.dispatch.delivery import MOST_IN_A_BATCH
from domain.comms.rounds.requests import CommsAsk
from domain.comms.rounds.situation import CommsStart, IncidentStatus
from domain.comms.rounds.views import CommsView
from domain.names import Query, Queue, Update, WorkflowType, comms_id
from tests.domain.comms.desk import IMPACT, sends, writes
from tests.live.conftest import READERS
from tests.live.eventually import eventually
from tests.live.installation import Installation

INCIDENT, CODE = "incident/mailed-to-many", "mailed-to-many-7K3Q"
HELD = {"id": "gate", "on": "send_mail", "do": "hold", "when": "after", "skip": 1}
"""The second batch is taken, and nobody ever hears so."""


class Rounds:
    """The rounds of comms to the readers, on an installation; the incident itself is not needed for them."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def begin(self) -> None:
        """Declare it a moment ago, led by Ana."""
        people = dict.fromkeys(READERS, "reads it")
        status = IncidentStatus(
            declared_at=wall_clock(),
            may_send=("ana",),
            business=BusinessAudience(people=people),
        )
        start = CommsStart(
            incident=INCIDENT, code=CODE, service="Mailed to many", audience=Audience.BUSINESS, incident_status=status
        )

        async def begin() -> None:
            client = await self._installation.client()
            await client.start_workflow(WorkflowType.COMMS_ROUNDS, start, id=self._id, task_queue=Queue.ENGINE)

        asyncio.run(begin())

    def send(self) -> None:
        """Have Ana write what is needed, and send it."""

        async def send() -> None:
            handle = await self._handle()
            await handle.execute_update(Update.REQUEST, CommsAsk(request=writes("ana", impact=IMPACT)))
            read = (await handle.query(Query.SNAPSHOT, result_type=CommsView)).revision
            await handle.execute_update(Update.REQUEST, CommsAsk(request=sends("ana", revision=read)))

        asyncio.run(send())

    def view(self) -> CommsView | None:
        """Return how they stand; None while no worker says so."""

        async def ask() -> CommsView | None:
            try:
                seen: CommsView = await (await self._handle()).query(Query.SNAPSHOT, result_type=CommsView)
            except (RPCError, RuntimeError):
                return None
            return seen

        return asyncio.run(ask())

    def wait_for(self, people: int) -> bool:
        """Whether the provider is known to have taken the mails of all but so many people."""
        seen = self.view()
        return seen is not None and (len(READERS), people) == (seen.people, seen.waiting)

    def receipts(self) -> dict[str, str]:
        """Return what became of each reader's mail, as `mimp comms CODE receipts` has it."""
        rows = json.loads(self._installation.mimp("comms", CODE, "receipts", "--json").stdout or "[]")
        return {row["person"]: row["outcome"] for row in rows}

    async def _handle(self) -> WorkflowHandle[Any, Any]:
        return (await self._installation.client()).get_workflow_handle(self._id)

    @property
    def _id(self) -> str:
        return comms_id(INCIDENT, "7K3Q", Audience.BUSINESS)


def batch_of(person: str) -> int:
    """Return in which batch somebody is mailed: they go in the order of their ids."""
    return READERS.index(person) // MOST_IN_A_BATCH


def test_a_batch_killed_in_the_middle_repeats_at_most_itself(installation: Installation) -> None:
    """The worker is killed with one of four batches in the provider's hands: that one alone may come again, as the same mails."""
    phones, rounds = installation.phones, Rounds(installation)
    rounds.begin()
    phones.faults([HELD])
    rounds.send()
    eventually(lambda: phones.held() and rounds.wait_for(MOST_IN_A_BATCH), "one batch is out, the others are taken")
    installation.kill("worker")
    eventually(lambda: rounds.wait_for(0), "everybody's mail is taken")
    phones.release("gate", drop=True)
    phones.faults([])

    ids = defaultdict(list)
    for mail in phones.mails_to(READERS):
        ids[mail["to"].partition("@")[0]].append(mail["headers"]["Message-ID"])
    assert set(READERS) == set(ids)
    assert len(READERS) == len({each for of_one in ids.values() for each in of_one})
    assert 1 == len({batch_of(person) for person, of_one in ids.items() if len(of_one) > 1})
    eventually(lambda: dict.fromkeys(READERS, "delivered") == rounds.receipts(), "the receipts agree")
