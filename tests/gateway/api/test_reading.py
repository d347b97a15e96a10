"""What people read over HTTP."""

from dataclasses import replace

import httpx
import pytest

from config.incident_index import OpenIncident
from domain.audiences import Audience
from domain.comms.drafting.updates import RoundKind
from domain.incident.view import Due, UpdatesShown
from domain.lifecycle import IncidentState
from tests.domain.builders import NIGHT
from tests.gateway.api.builders import CALLED, entry, seen
from tests.gateway.builders import CODE
from tests.gateway.fakes import FakeTemporal

ABOUT_ONE = [f"/incidents/{{code}}{end}" for end in ("", "/timeline", "/events")]
every_route_about_one = pytest.mark.parametrize("route", ABOUT_ONE)

LATE = UpdatesShown(
    audience=Audience.BUSINESS,
    number=2,
    kind=RoundKind.SECOND,
    due_at=NIGHT,
    overdue_from=NIGHT,
    overdue=True,
    missed_this_round=1,
    missed_in_all=2,
    missing=("the plan",),
    reminded="Cy",
    seen_to_by="Dee",
    last_sent_at=NIGHT,
    heard_from="cy",
)


def opened(service: str, holder: str | None) -> OpenIncident:
    """Return an open incident as Temporal lists it."""
    return OpenIncident(
        code=f"{service}-7K3Q", state=IncidentState.TRIAGE, service=service, holder=holder, opened_at=NIGHT
    )


async def test_open_incidents_are_listed_without_asking_any(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """The list is one question, with the names people know; what the organisation does not know keeps its own."""
    temporal.open = [opened("checkout", "ana"), opened("loyalty-points", None), opened("search", "fay")]
    listed = (await ana.get("/incidents")).json()["incidents"]

    assert [
        ("checkout-7K3Q", "Checkout", "Ana", "ana"),
        ("loyalty-points-7K3Q", "loyalty-points", None, None),
        ("search-7K3Q", "search", "fay", "fay"),
    ] == [(each["code"], each["service"], each["holder"], each["holder_id"]) for each in listed]
    assert {("triage", "2026-03-02T02:14:00Z")} == {(each["state"], each["opened_at"]) for each in listed}
    assert ["open_incidents"] == temporal.requests


async def test_how_an_incident_stands(ana: httpx.AsyncClient) -> None:
    """Everything that may be shown of it, but not its timeline."""
    assert {
        "code": CODE,
        "state": "triage",
        "over": False,
        "service": "Checkout",
        "team": "Storefront",
        "headline": "Checkout: customers cannot pay.",
        "holder": "Ana",
        "opened_at": "2026-03-02T02:14:00Z",
        "alerts": 2,
        "repeats": 5,
        "stood_down_by": None,
        "quiet_until": None,
        "also_opened": None,
        "on_call": [],
        "missing": [],
        "on_business_call": [],
        "invited": [],
        "changed_lately": None,
        "rounds": [],
        "due": [],
        "mitigated_at": None,
        "mitigation": "",
        "final_waived": "",
        "detection": None,
        "root_cause": None,
        "workaround": "",
        "measure": "",
        "part_of": None,
        "with_it": [],
        "for_the_record": False,
    } == (await ana.get(f"/incidents/{CODE}")).json()


async def test_who_is_on_which_call_is_told_apart(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """P15: the technical call with the teams that are missing, the business call with those who are awaited."""
    calls = {"on_call": ("Ana",), "missing": ("Platform",), "on_business_call": ("Eve",), "invited": ("Finn",)}
    known = seen()
    temporal.seen[CODE] = [replace(known, view=known.view.model_copy(update=calls))]
    shown = (await ana.get(f"/incidents/{CODE}")).json()

    assert {name: list(people) for name, people in calls.items()} == {name: shown[name] for name in calls}


async def test_how_updates_stand_is_told_for_each_audience(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Which is open, when it is due, that it is overdue, who sees to it, what was missed and sent; and what happens next."""
    stands = {"rounds": (LATE,), "due": (Due(what="it closes by itself", at=NIGHT),)}
    known = seen()
    temporal.seen[CODE] = [replace(known, view=known.view.model_copy(update=stands))]
    shown = (await ana.get(f"/incidents/{CODE}")).json()

    assert [
        {
            "audience": "business",
            "number": 2,
            "kind": "second",
            "due_at": "2026-03-02T02:14:00Z",
            "overdue_from": "2026-03-02T02:14:00Z",
            "overdue": True,
            "missed_in_all": 2,
            "missed_this_round": 1,
            "missing": ["the plan"],
            "approved_by": None,
            "reminded": "Cy",
            "seen_to_by": "Dee",
            "last_sent_at": "2026-03-02T02:14:00Z",
            "unreached": 0,
        }
    ] == shown["rounds"]
    assert [{"what": "it closes by itself", "at": "2026-03-02T02:14:00Z"}] == shown["due"]


async def test_an_overdue_update_stands_in_the_list(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """To whom; an incident without any says so."""
    late = opened("checkout", "ana").model_copy(update={"overdue": (Audience.BUSINESS,)})
    temporal.open = [late, opened("search", None)]

    assert [["business"], []] == [each["overdue"] for each in (await ana.get("/incidents")).json()["incidents"]]


async def test_an_incident_that_is_over_says_so(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Whoever looks back finds it, and knows that nothing more happens to it."""
    temporal.seen[CODE] = [seen(over=True)]

    assert True is (await ana.get(f"/incidents/{CODE}")).json()["over"]


async def test_the_timeline_says_who_when_and_why(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Entries are in order of time, each with its one name, and what is left out is counted."""
    temporal.seen[CODE] = [seen(entry(1), CALLED)]
    shown = (await ana.get(f"/incidents/{CODE}/timeline")).json()

    assert (CODE, 3, 2) == (shown["code"], shown["older_entries"], len(shown["entries"]))
    assert {
        "name": "incident/checkout#7K3Q:2",
        "at": "2026-03-02T02:14:02Z",
        "kind": "step",
        "who": "Ana",
        "channel": "call",
        "what": "call placed",
        "why": "comes first",
    } == shown["entries"][1]


async def test_a_code_is_understood_in_any_case(ana: httpx.AsyncClient) -> None:
    """Codes are read aloud and typed."""
    assert 200 == (await ana.get(f"/incidents/{CODE.lower()}")).status_code


@every_route_about_one
@pytest.mark.parametrize("code", ["search-AAAA", "nonsense", "a" * 5000, "%00", "checkout-7K3Q%0A-"])
async def test_what_is_no_incident_is_not_found(ana: httpx.AsyncClient, route: str, code: str) -> None:
    """A code nobody gave is told in words, with where the codes are."""
    response = await ana.get(route.format(code=code))

    assert 404 == response.status_code
    assert "GET /incidents lists those that are open." == response.json()["hint"]


async def test_a_code_without_end_is_not_looked_for(ana: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    """Temporal takes no id of any length, and need not be asked."""
    response = await ana.get(f"/incidents/{'a' * 100}-AAAA")

    assert (404, []) == (response.status_code, temporal.requests)


@pytest.mark.parametrize("route", ["/incidents", *ABOUT_ONE])
async def test_a_silent_engine_is_told_with_when_to_try_again(
    ana: httpx.AsyncClient, temporal: FakeTemporal, route: str
) -> None:
    """Whoever asks in the worst moment reads what does not answer, and what to do."""
    temporal.silent = 1
    response = await ana.get(route.format(code=CODE))

    assert (503, "5") == (response.status_code, response.headers["retry-after"])
    assert {
        "error": "Temporal did not answer within 4 seconds.",
        "hint": "Send it again: that does no harm.",
    } == response.json()
