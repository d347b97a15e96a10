"""What a customer can ask about conferences, and change in them."""

from typing import Any

import httpx
import pytest

from tests.simulator.world import ADA, BASE, BEN, CLEO, World, bridge, response

ALL = "start end join leave mute hold speaker"


@pytest.fixture
async def conferring(world: World) -> World:
    """Ada and Ben in a conference, each with a label."""
    for number, label in ((ADA, "ada"), (BEN, "ben")):
        attributes = f'participantLabel="{label}" statusCallback="/told" statusCallbackEvent="{ALL}"'
        world.customer.answers["/voice"] = response(bridge(attributes), "<Say>Goodbye</Say>")
        await world.picked_up(number)
    world.customer.received.clear()
    return world


async def ask(world: World, method: str, path: str, **fields: str) -> httpx.Response:
    """Ask for something in the conference there is."""
    address = f"{BASE}/Conferences/{world.simulator.conferences[-1].sid}{path}"
    response = await world.http.request(method, address, data=fields or None)
    await world.simulator.settle()
    return response


async def listed(world: World, **filters: str) -> list[dict[str, Any]]:
    """List conferences through filters."""
    answer = await world.http.get(f"{BASE}/Conferences.json", params=filters)
    found: list[dict[str, Any]] = answer.json()["conferences"]
    return found


async def participants(world: World, **filters: str) -> list[str]:
    """List the labels of those in the conference through filters."""
    path = f"{BASE}/Conferences/{world.simulator.conferences[-1].sid}/Participants.json"
    answer = await world.http.get(path, params=filters)
    return [each["label"] for each in answer.json()["participants"]]


def told(world: World) -> list[str]:
    """List the events the customer was told."""
    return [request.fields["StatusCallbackEvent"] for request in world.customer.at("/told")]


async def test_conferences_are_found_by_name_and_status(conferring: World) -> None:
    """A list of conferences can be narrowed to those of one name that go on."""
    conferring.customer.answers["/voice"] = response(bridge(name="other"))
    await conferring.picked_up(CLEO)

    assert ["other", "bridge"] == [each["friendly_name"] for each in await listed(conferring)]
    assert ["bridge"] == [each["friendly_name"] for each in await listed(conferring, Status="in-progress")]
    assert ["other"] == [each["friendly_name"] for each in await listed(conferring, Status="init")]
    assert ["other"] == [each["friendly_name"] for each in await listed(conferring, FriendlyName="other")]
    assert [] == await listed(conferring, FriendlyName="bridge", Status="completed")


async def test_conferences_are_found_by_day(conferring: World) -> None:
    """A list of conferences can be narrowed to those of a day."""
    assert 1 == len(await listed(conferring, DateCreated="2026-03-01"))
    assert [] == await listed(conferring, DateCreated="2026-03-02")
    assert [] == await listed(conferring, **{"DateUpdated>": "2026-03-02"})


async def test_those_present_are_listed(conferring: World) -> None:
    """Whoever is in the conference is on its list, newest first, and can be told by how they take part."""
    assert ["ben", "ada"] == await participants(conferring)
    await ask(conferring, "POST", "/Participants/ada.json", Muted="true")

    assert ["ada"] == await participants(conferring, Muted="true")
    assert ["ben"] == await participants(conferring, Muted="false")
    assert [] == await participants(conferring, Hold="true")
    assert ["ben", "ada"] == await participants(conferring, Coaching="false")


async def test_a_participant_is_found_by_call_or_label(conferring: World) -> None:
    """Call SID and label name the same participant."""
    ada = conferring.simulator.calls[0]
    answers = [await ask(conferring, "GET", f"/Participants/{name}.json") for name in (ada.sid, "ada")]

    assert [(200, ada.sid)] * 2 == [(answer.status_code, answer.json()["call_sid"]) for answer in answers]


async def test_a_participant_is_muted_and_held(conferring: World) -> None:
    """Each change is told once; what is so already is no change."""
    for change in ({"Muted": "true"}, {"Muted": "true"}, {"Hold": "true"}, {"Muted": "false", "Hold": "false"}):
        await ask(conferring, "POST", "/Participants/ada.json", **change)

    assert ["participant-mute", "participant-hold", "participant-unmute", "participant-unhold"] == told(conferring)
    states = [(each.fields["Muted"], each.fields["Hold"]) for each in conferring.customer.at("/told")]
    assert [("true", "false"), ("true", "true"), ("false", "true"), ("false", "false")] == states


async def test_a_participant_is_put_out_and_their_call_goes_on(conferring: World) -> None:
    """Whoever is removed hears what comes behind the Dial; the others stay."""
    ada, ben = conferring.simulator.calls
    answer = await ask(conferring, "DELETE", f"/Participants/{ada.sid}.json")

    assert (204, b"") == (answer.status_code, answer.content)
    assert ("Goodbye", ["ben"]) == (ada.words, await participants(conferring))
    assert ("participant_updated_via_api", "in-progress") == (
        conferring.customer.at("/told")[0].fields["ReasonParticipantLeft"],
        ben.status.value,
    )


async def test_putting_the_last_one_out_ends_a_conference(conferring: World) -> None:
    """The end says that the last one was put out."""
    for label in ("ada", "ben"):
        await ask(conferring, "DELETE", f"/Participants/{label}.json")

    shown = (await ask(conferring, "GET", ".json")).json()
    ben = conferring.simulator.calls[1]
    assert ("completed", "last-participant-kicked", ben.sid) == (
        shown["status"],
        shown["reason_conference_ended"],
        shown["call_sid_ending_conference"],
    )


async def test_the_customer_ends_a_conference(conferring: World) -> None:
    """Everyone is put out, the calls go on, and the end is told; asking again changes nothing."""
    for _ in range(2):
        answer = await ask(conferring, "POST", ".json", Status="completed")
        assert (200, "completed") == (answer.status_code, answer.json()["status"])
    await conferring.to_the_end()

    assert ["participant-leave", "participant-leave", "conference-end"] == told(conferring)
    assert ["conference_ended_via_api"] * 2 == [
        each.fields["ReasonParticipantLeft"] for each in conferring.customer.at("/told")[:2]
    ]
    end = conferring.customer.at("/told")[2].fields
    assert ("conference-ended-via-api", False) == (end["ReasonConferenceEnded"], "CallSidEndingConference" in end)
    assert ["Goodbye", "Goodbye"] == [call.words for call in conferring.simulator.calls]
    assert [] == await participants(conferring)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", ""),
        ("GET", "/Participants/ada"),
        ("POST", "/Participants/ada"),
        ("DELETE", "/Participants/ada"),
    ],
)
async def test_what_does_not_exist_is_not_found(world: World, method: str, path: str) -> None:
    """An unknown conference is answered with 20404, whatever is asked of it."""
    answer = await world.http.request(method, f"{BASE}/Conferences/CFnone{path}.json")

    assert (404, 20404) == (answer.status_code, answer.json()["code"])


async def test_whoever_is_gone_is_not_found(conferring: World) -> None:
    """A participant who has left cannot be asked for, changed or put out."""
    await ask(conferring, "DELETE", "/Participants/ada.json")
    answers = [await ask(conferring, method, "/Participants/ada.json") for method in ("GET", "POST", "DELETE")]

    assert [404, 404, 404] == [answer.status_code for answer in answers]


async def test_no_other_status_can_be_asked_for(conferring: World) -> None:
    """A conference cannot be told to begin, and nothing changes when nothing is asked for."""
    refused = await ask(conferring, "POST", ".json", Status="in-progress")
    assert (400, 20422) == (refused.status_code, refused.json()["code"])
    unchanged = await ask(conferring, "POST", ".json")

    assert (200, "in-progress") == (unchanged.status_code, unchanged.json()["status"])


async def test_nobody_else_may_ask(conferring: World) -> None:
    """Without the account's credentials there is no list of who confers."""
    answer = await conferring.http.get(f"{BASE}/Conferences.json", auth=("nobody", "knows"))

    assert (401, 20003) == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize(
    ("kind", "method", "path"),
    [
        ("fetch_conference", "GET", ".json"),
        ("update_conference", "POST", ".json"),
        ("list_participants", "GET", "/Participants.json"),
        ("fetch_participant", "GET", "/Participants/ada.json"),
        ("update_participant", "POST", "/Participants/ada.json"),
        ("remove_participant", "DELETE", "/Participants/ada.json"),
    ],
)
async def test_every_request_may_meet_a_fault(conferring: World, kind: str, method: str, path: str) -> None:
    """The fault plan hits requests about a conference by the phones they are about; nothing is done."""
    conferring.simulator.set_faults([{"on": kind, "do": "throttle", "to": ADA}])
    answer = await ask(conferring, method, path)

    assert (429, ["ben", "ada"]) == (answer.status_code, await participants(conferring))


async def test_a_fault_for_another_phone_leaves_a_request_in_peace(conferring: World) -> None:
    """A fault meant for one participant does not hit a request about another."""
    conferring.simulator.set_faults([{"on": "fetch_participant", "do": "throttle", "to": ADA}])

    assert 200 == (await ask(conferring, "GET", "/Participants/ben.json")).status_code


async def test_a_list_of_conferences_may_meet_a_fault(conferring: World) -> None:
    """A list of all conferences is about nobody in particular."""
    conferring.simulator.set_faults([{"on": "list_conferences", "do": "error"}])
    answer = await conferring.http.get(f"{BASE}/Conferences.json")

    assert 500 == answer.status_code
