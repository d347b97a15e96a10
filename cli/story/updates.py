"""The updates to both audiences (P17 to P20): the first, the second, one that is forgotten on purpose, and the final ones.

Business stakeholders get theirs and technical teams theirs, each by a mail of their own. The lead agrees on a time for the next
update to the business and lets it pass: they are reminded, told when it is due, and when it is overdue another phone rings. Whoever
answers it by key sends what is written. When the impact is over everybody is told what it came to.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from cli.story.received import Received, got, judged_apart, judged_end, judged_miss, may_send
from cli.story.stage import Line, Stage
from config.clock import wall_clock
from domain.audiences import Audience
from domain.comms.dispatch.delivery import Outcome
from domain.comms.drafting.updates import Quantity, RoundKind
from domain.comms.rounds.requests import ChangeCadence, SendRound, WriteBusinessDraft, WriteTechnicalDraft
from domain.organisation import Person

_BOTH = (Audience.BUSINESS, Audience.TECHNICAL)
_NUMBERS = {RoundKind.FIRST: 1, RoundKind.SECOND: 2, RoundKind.FINAL: 3}
_ARRIVES_WITHIN_SECONDS = 30
_SEARCH_ENDS_WITHIN_SECONDS = 60

TOTAL = (
    Quantity(
        amount=Decimal(1240),
        unit="orders lost",
        counted="those of the same hours a week ago, less what came in",
        final=True,
    ),
    Quantity(amount=Decimal(38_500), unit="pounds of sales", counted="the same orders at their usual value"),
)
"""What it came to, as the business and technical teams are told."""

_SUPPLIER = "The supplier who takes card payments for us turned them away."
_CERTIFICATE = "The certificate by which the card gateway knows us has expired."
_OVER = "Customers could not check out, and no orders came in."

_SAID: Mapping[tuple[RoundKind, Audience], Mapping[str, Any]] = {
    (RoundKind.SECOND, Audience.BUSINESS): {
        "impact": "Customers still cannot check out, and no orders come in.",
        "cause": _SUPPLIER,
        "plan": "The supplier lets payments through again today. Customers find their baskets as they left them.",
    },
    (RoundKind.SECOND, Audience.TECHNICAL): {
        "impact": "Every checkout fails at payment.",
        "cause": _CERTIFICATE,
        "plan": "Try the new certificate with single orders, then with all.",
    },
    (RoundKind.FINAL, Audience.BUSINESS): {
        "impact": _OVER,
        "cause": _SUPPLIER,
        "status": "Customers can check out and pay again.",
        "total": TOTAL,
        "next_steps": "Agreements with suppliers are renewed a month before they run out.",
    },
    (RoundKind.FINAL, Audience.TECHNICAL): {
        "impact": _OVER,
        "cause": _CERTIFICATE,
        "status": "The new certificate is accepted.",
        "total": TOTAL,
        "next_steps": "An alarm tells us a month before a certificate expires.",
    },
}
"""What people write; the rest of a draft is what the board and the impact statement say."""


async def first_updates(stage: Stage) -> list[Line]:
    """Have both audiences told the impact as soon as somebody leads."""
    return [await _told(stage, RoundKind.FIRST, audience) for audience in _BOTH]


async def second_update(stage: Stage) -> list[Line]:
    """Have technical teams told the cause and the plan."""
    return [await _told(stage, RoundKind.SECOND, Audience.TECHNICAL)]


async def forgotten_update(stage: Stage) -> list[Line]:
    """Have the lead forget the second update to the business, which is written: somebody is called, takes it, and sends it."""
    lead, stand_in, tempo = stage.cast.service_owner, stage.cast.stand_in, stage.tempo
    await _write(stage, RoundKind.SECOND, Audience.BUSINESS)
    agreed = ChangeCadence(
        actor=stage.actor(lead),
        code=stage.code,
        audience=Audience.BUSINESS,
        at=wall_clock() + timedelta(seconds=tempo.next_update_in),
        agreed_by=stage.cast.stakeholder.name,
    )
    await stage.ask_rounds(agreed)
    stage.tell(
        f"The second update to business stakeholders is due in {tempo.next_update_in} seconds, and overdue "
        f"{tempo.overdue_after} seconds later. It is written, and nobody sends it, on purpose."
    )

    async def somebody_sees_to_it() -> bool:
        return may_send(await stage.phones(), stand_in)

    forgotten_for = tempo.next_update_in + tempo.overdue_after
    if await stage.until(somebody_sees_to_it, forgotten_for + _SEARCH_ENDS_WITHIN_SECONDS):
        await _send(stage, Audience.BUSINESS, stand_in)
        await _arrives(stage, RoundKind.SECOND, Audience.BUSINESS)
    received = await _received(stage)
    return [
        *judged_miss(await stage.incident(), received, stage.cast),
        got(received, Audience.BUSINESS, RoundKind.SECOND, _NUMBERS[RoundKind.SECOND]),
    ]


async def final_updates(stage: Stage) -> list[Line]:
    """Have both audiences told what it came to, and hold everything that was sent against what arrived."""

    async def final_is_open() -> bool:
        return all(view.status.kind is RoundKind.FINAL for view in await stage.rounds())

    await stage.until(final_is_open, _ARRIVES_WITHIN_SECONDS)
    lines = [await _told(stage, RoundKind.FINAL, audience) for audience in _BOTH]
    received = await _received(stage)
    return [*lines, *judged_end(received, TOTAL), *judged_apart(received)]


async def _told(stage: Stage, kind: RoundKind, audience: Audience) -> Line:
    """Have a round written by the on-call engineer and sent by the lead, and say whom it reached."""
    await _write(stage, kind, audience)
    await _send(stage, audience, stage.cast.service_owner)
    await _arrives(stage, kind, audience)
    return got(await _received(stage), audience, kind, _NUMBERS[kind])


async def _write(stage: Stage, kind: RoundKind, audience: Audience) -> None:
    write = WriteBusinessDraft if audience is Audience.BUSINESS else WriteTechnicalDraft
    said = _SAID.get((kind, audience), {})
    on_call = stage.actor(stage.cast.on_call)
    await stage.ask_rounds(write(actor=on_call, code=stage.code, from_the_board=True, **said))


async def _send(stage: Stage, audience: Audience, person: Person) -> None:
    view = dict(zip(_BOTH, await stage.rounds(), strict=True))[audience]
    await stage.ask_rounds(
        SendRound(actor=stage.actor(person), code=stage.code, audience=audience, revision=view.revision)
    )


async def _arrives(stage: Stage, kind: RoundKind, audience: Audience) -> None:
    """Wait until the last word on every message of a round has come, or its time is over."""

    async def has_arrived() -> bool:
        received = await _received(stage)
        words = received.words_on(audience, _NUMBERS[kind])
        view = received.view(audience)
        everybody = view.settled and not view.waiting and view.people == len({each.person for each in words})
        return everybody and all(each.outcome in {Outcome.DELIVERED, Outcome.FAILED} for each in words)

    await stage.until(has_arrived, _ARRIVES_WITHIN_SECONDS)


async def _received(stage: Stage) -> Received:
    business, technical = await stage.rounds()
    return Received(
        business=business,
        technical=technical,
        receipts=await stage.receipts(),
        phones=await stage.phones(),
        organisation=stage.running.organisation,
    )
