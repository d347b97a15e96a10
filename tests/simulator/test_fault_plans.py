"""Fault plans: which events a rule hits, how often, and how it is told."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.simulator.customer import ADDRESS
from tests.simulator.world import ADA, BASE, OUR_NUMBER, World

BEN = "+15550100002"


async def fetched(world: World, times: int) -> list[int]:
    """Ask for the list of calls so often; gives the answers' statuses."""
    return [(await world.http.get(f"{BASE}/Calls.json")).status_code for _ in range(times)]


@pytest.mark.parametrize(
    ("rule", "statuses"),
    [
        ({}, [500, 200, 200, 200, 200]),
        ({"skip": 2}, [200, 200, 500, 200, 200]),
        ({"times": 2}, [500, 500, 200, 200, 200]),
        ({"skip": 1, "times": 3}, [200, 500, 500, 500, 200]),
        ({"times": None}, [500, 500, 500, 500, 500]),
        ({"times": None, "chance": 0.0}, [200, 200, 200, 200, 200]),
    ],
)
async def test_a_rule_hits_those_it_names_in_their_order(
    world: World, rule: Mapping[str, Any], statuses: list[int]
) -> None:
    """So many are left in peace first, so many are hit, and then all goes well again."""
    world.simulator.set_faults([{"on": "list_calls", "do": "error", **rule}])

    assert statuses == await fetched(world, 5)


async def test_a_rule_hits_only_the_number_it_names(world: World) -> None:
    """A rule for one number leaves all others in peace, whichever way a request names them."""
    ours, theirs = await world.call(ADA), await world.call(BEN)
    kinds = ("create_call", "list_calls", "fetch_call", "update_call", "create_text", "list_texts")
    world.simulator.set_faults([{"on": kind, "to": BEN, "do": "error", "times": None} for kind in kinds])

    async def asked(to: str, sid: str) -> list[int]:
        """Ask everything that can be asked about a number; gives the answers' statuses."""
        text = {"To": to, "From": OUR_NUMBER, "Body": "Hi"}
        answers = [
            await world.http.post(f"{BASE}/Calls.json", data={"To": to, "From": OUR_NUMBER, "Url": ADDRESS}),
            await world.http.get(f"{BASE}/Calls.json", params={"To": to}),
            await world.http.get(f"{BASE}/Calls/{sid}.json"),
            await world.http.post(f"{BASE}/Calls/{sid}.json", data={"Status": "canceled"}),
            await world.http.post(f"{BASE}/Messages.json", data=text),
            await world.http.get(f"{BASE}/Messages.json", params={"To": to}),
        ]
        return [answer.status_code for answer in answers]

    assert [201, 200, 200, 200, 201, 200] == await asked(ADA, ours.sid)
    assert [500] * 6 == await asked(BEN, theirs.sid)


async def test_a_text_that_is_fetched_meets_the_fault_of_its_number(world: World) -> None:
    """A rule for a number also finds the texts that are asked for by SID."""
    text = await world.text("Hello", BEN)
    world.simulator.set_faults([{"on": "fetch_text", "to": BEN, "do": "error"}])

    assert (await world.http.get(f"{BASE}/Messages/{text.sid}.json")).status_code == 500


async def test_a_chance_is_the_same_each_time(world: World) -> None:
    """With the same seed the same requests are hit; with another seed others are."""
    rule = {"on": "list_calls", "do": "error", "times": None, "chance": 0.5}
    runs = []
    for seed in (1, 1, 2):
        world.simulator.set_faults([rule], seed)
        runs.append(await fetched(world, 20))

    assert runs[0] == runs[1] != runs[2]
    assert {200, 500} == set(runs[0])


async def test_what_else_is_in_the_plan_does_not_shift_a_chance(world: World) -> None:
    """Each rule draws its own chances: a second rule, and its events, leave the first as it was."""
    rule = {"id": "unlucky", "on": "list_calls", "do": "error", "times": None, "chance": 0.5}
    world.simulator.set_faults([rule], seed=7)
    alone = await fetched(world, 10)
    world.simulator.set_faults([rule, {"on": "list_texts", "do": "error", "times": None, "chance": 0.5}], seed=7)
    together = []
    for _ in range(10):
        await world.http.get(f"{BASE}/Messages.json")
        together += await fetched(world, 1)

    assert alone == together


async def test_of_two_rules_that_are_due_the_first_acts(world: World) -> None:
    """One fault hits one event; the rule that had to stand back keeps its turn for the next."""
    world.simulator.set_faults(
        [
            {"on": "list_calls", "do": "error", "answer": 503},
            {"on": "list_calls", "do": "error", "answer": 502},
        ]
    )

    assert [503, 502, 200] == await fetched(world, 3)


async def test_a_plan_is_set_and_followed_over_http(world: World) -> None:
    """A plan put over HTTP can be read back, with how often each rule met its event and acted."""
    rules = [
        {"id": "flood", "on": "list_calls", "do": "throttle", "retry_after": 3, "times": 2},
        {"on": "create_call", "do": "cut"},
    ]
    put = await world.http.put("/sim/faults", json={"seed": 5, "rules": rules})
    await fetched(world, 3)
    shown = (await world.http.get("/sim/faults")).json()

    assert put.status_code == 204
    assert shown["seed"] == 5
    assert [(rule["id"], rule["met"], rule["fired"], rule["held"]) for rule in shown["rules"]] == [
        ("flood", 3, 2, 0),
        ("2", 0, 0, 0),
    ]
    assert (await world.http.get("/sim/state")).json()["faults"] == shown
    assert world.simulator.feed.news[-1]["words"] == "Fault flood: throttle on list_calls"


async def test_no_rules_end_a_plan(world: World) -> None:
    """An empty plan makes everything well again."""
    world.simulator.set_faults([{"on": "list_calls", "do": "error", "times": None}])
    world.simulator.set_faults()

    assert [200] == await fetched(world, 1)
    assert world.simulator.faults == {"seed": 0, "rules": []}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"on": "create_call", "do": "explode"}, "does not match any of the expected tags"),
        ({"on": "call_status", "do": "throttle"}, "Input should be 'create_call'"),
        ({"on": "create_call", "do": "lose"}, "Input should be"),
        ({"on": "voice", "do": "reorder"}, "Input should be 'call_status'"),
        ({"on": "create_call", "do": "refuse"}, "needs its code"),
        ({"on": "create_call", "do": "error", "answer": 404}, "greater than or equal to 500"),
        (
            {"on": "voice", "do": "lose", "status": "ringing"},
            "only call_status, text_status and conference_status have a status",
        ),
        ({"on": "create_call", "do": "cut", "times": 0}, "greater than or equal to 1"),
        ({"on": "create_call", "do": "cut", "chance": 1.5}, "less than or equal to 1"),
        ({"on": "create_call", "do": "cut", "often": True}, "Extra inputs are not permitted"),
    ],
)
async def test_a_rule_that_cannot_be_is_refused_in_words(world: World, rule: dict[str, Any], words: str) -> None:
    """A plan with a mistake is refused with what is wrong, and the one in force stays."""
    world.simulator.set_faults([{"on": "list_calls", "do": "error"}])
    answer = await world.http.put("/sim/faults", json={"rules": [rule]})

    assert (answer.status_code, words in answer.json()["error"]) == (422, True), answer.text
    assert [rule["on"] for rule in world.simulator.faults["rules"]] == ["list_calls"]


async def test_two_rules_cannot_share_a_name(world: World) -> None:
    """A name given twice is refused: it could not be told which one to release."""
    rule = {"id": "one", "on": "list_calls", "do": "hold"}
    answer = await world.http.put("/sim/faults", json={"rules": [rule, rule]})

    assert (answer.status_code, "two rules are called one" in answer.json()["error"]) == (422, True)


async def test_what_holds_nothing_cannot_be_released(world: World) -> None:
    """Releasing an unknown rule, or one that holds nothing, is refused in words."""
    world.simulator.set_faults([{"on": "list_calls", "do": "hold"}])
    unknown = await world.http.post("/sim/faults/nobody/release")
    idle = await world.http.post("/sim/faults/1/release")

    assert (unknown.status_code, unknown.json()["error"]) == (404, "there is no fault rule nobody")
    assert (idle.status_code, idle.json()["error"]) == (409, "fault rule 1 holds nothing now")
