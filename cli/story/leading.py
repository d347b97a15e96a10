"""The lead is handed over, the teams are on one call, and what is known and tried goes on the board."""

from collections.abc import Iterable, Iterator

from cli.story.cast import Cast
from cli.story.stage import Line, Stage
from domain.board.changes import ChangeDone, DecideChange, ProposeChange
from domain.board.entries import AddedSection, AddToBoard
from domain.board.state import Outcome, Section
from domain.board.theories import RankTheories, RecordOutcome
from domain.hand_over import AcceptLead, OfferLead
from domain.incident.view import IncidentView
from domain.leading import PersonCard
from domain.requests import AnyRequest, Mitigate

_JOIN_WITHIN_SECONDS = 60

_ENTRIES: tuple[tuple[AddedSection, str], ...] = (
    (Section.RECENT_CHANGE, "checkout 4.2 went live at noon"),
    (Section.THEORY, "checkout 4.2 is broken"),
    (Section.THEORY, "the card gateway turns us away"),
)
_DONE = "#4 emergency change done: renew the certificate"
_MITIGATED = "the new certificate is accepted, and orders come in again"


async def hand_over(stage: Stage) -> list[Line]:
    """Wait until nobody is missing from the technical call, and have the lead handed to the service owner."""

    async def all_joined() -> bool:
        seen = await stage.incident()
        return bool(seen.on_call) and not seen.missing

    await stage.until(all_joined, _JOIN_WITHIN_SECONDS)
    owner = stage.cast.service_owner
    card = PersonCard.of_person(owner)
    await _ask_all(
        stage,
        (
            OfferLead(actor=stage.actor(stage.cast.head_of_department), to=card, code=stage.code),
            AcceptLead(actor=stage.actor(owner), code=stage.code),
        ),
    )
    return list(judged_hand_over(await stage.incident(), stage.cast))


async def keep_the_board(stage: Stage) -> list[Line]:
    """Have a theory confirmed and a change made, as people would from a command line."""
    await _ask_all(stage, _board_requests(stage))
    return list(judged_board(await stage.incident(), stage.cast))


async def mitigate(stage: Stage) -> list[Line]:
    """Have the lead say that the impact is over."""
    lead = stage.cast.service_owner
    await stage.ask(Mitigate(actor=stage.actor(lead), code=stage.code, what=_MITIGATED))
    return [(f"{lead.name} said that the impact is over", (await stage.incident()).state.impact_over)]


async def _ask_all(stage: Stage, requests: Iterable[AnyRequest]) -> None:
    for request in requests:
        await stage.ask(request)


def _board_requests(stage: Stage) -> Iterator[AnyRequest]:
    code, owner, on_call = stage.code, stage.actor(stage.cast.service_owner), stage.actor(stage.cast.on_call)
    for section, text in _ENTRIES:
        yield AddToBoard(actor=on_call, code=code, section=section, text=text)
    yield RankTheories(actor=owner, code=code, order=(3, 2))
    yield RecordOutcome(
        actor=on_call, code=code, number=3, outcome=Outcome.CONFIRMED, note="its certificate has expired"
    )
    yield ProposeChange(actor=on_call, code=code, what="renew the certificate", justification="nobody can pay before")
    yield DecideChange(actor=owner, code=code, number=4, approve=True)
    yield ChangeDone(actor=on_call, code=code, number=4)


def judged_hand_over(view: IncidentView, cast: Cast) -> Iterator[Line]:
    """Yield each line and whether it happened, as the incident itself shows it."""
    joined = {each.name for each in cast.called} <= set(view.on_call)
    yield "every team that was called joined the technical call by key", joined
    yield f"{cast.service_owner.name} was asked to lead, and accepted", view.lead == cast.service_owner.name


def judged_board(view: IncidentView, cast: Cast) -> Iterator[Line]:
    """Yield each line and whether it happened, as the incident itself shows it."""
    theories = [entry.number for part in view.board.parts for entry in part.entries if entry.result]
    done = [(entry.who, entry.what) for entry in view.timeline]
    yield "a theory was confirmed on the board", theories == [3]
    yield "a change was approved by the lead before it was made", (cast.on_call.name, _DONE) in done
