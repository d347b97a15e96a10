"""It is resolved, with all that it takes: how it was detected, whose the root cause is, what prevents the next one (P24, P29)."""

from collections.abc import Iterator

from cli.story.cast import Cast
from cli.story.stage import Line, Stage
from domain.closing.detection import Detection, NoticedBy, Worked
from domain.comms.drafting.updates import RoundKind
from domain.incident.view import IncidentView
from domain.lifecycle import IncidentState
from domain.messages import TeamCard
from domain.requests import NameRootCause, RecordDetection, Resolve

_HEARD_OF_WITHIN_SECONDS = 30
_DETECTED = Detection(
    noticed_by=NoticedBy.MONITORING, right_team=True, alerts=Worked.YES, note="nobody was warned of the certificate"
)
_SUPPLIER = "the card gateway"
_WORKAROUND = "the new certificate is in place by hand"
_MEASURE = "an alarm a month before a certificate expires"


async def resolve(stage: Stage) -> list[Line]:
    """Have the lead say how it was detected, whose the cause is, and that it is resolved."""

    async def both_were_told() -> bool:
        return all(each.last_kind is RoundKind.FINAL for each in (await stage.incident()).rounds)

    await stage.until(both_were_told, _HEARD_OF_WITHIN_SECONDS)
    lead, seen = stage.actor(stage.cast.service_owner), await stage.incident()
    team = TeamCard(id=seen.team_id, name=seen.team)
    for request in (
        RecordDetection(actor=lead, code=stage.code, detection=_DETECTED),
        NameRootCause(actor=lead, code=stage.code, team=team, supplier=_SUPPLIER),
        Resolve(actor=lead, code=stage.code, workaround=_WORKAROUND, measure=_MEASURE),
    ):
        await stage.ask(request)
    return list(judged_end(await stage.incident(), stage.cast))


def judged_end(view: IncidentView, cast: Cast) -> Iterator[Line]:
    """Yield each line and whether it happened, as the incident itself shows it."""
    noticed = view.detection is not None and view.detection.noticed_by is NoticedBy.MONITORING
    yield "it is on record that monitoring noticed it first", noticed
    supplier = view.root_cause is not None and view.root_cause.supplier == _SUPPLIER
    yield "the root cause lies with a supplier, and the next steps with the team that relies on it", supplier
    resolved = view.state is IncidentState.RESOLVED and view.measure == _MEASURE
    yield f"{cast.service_owner.name} resolved it, and said what keeps it from happening again", resolved
