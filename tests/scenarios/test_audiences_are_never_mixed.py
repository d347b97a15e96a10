"""P15, P17: business stakeholders and technical teams are told apart, whatever happens, and nobody is told what is the others'.

Every answer to an audience has its word in it, "lavender" or "granite". At the end of each scenario every mailbox and phone is
searched: whoever has a word has it because they are of that audience, and nothing that anybody has got speaks to both.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.incident_index import OpenIncident
from config.person_tokens import PersonToken, digest_of
from domain.audiences import Audience
from domain.comms.dispatch.delivery import DeliveriesFailed, Failed
from domain.comms.rounds.requests import AddRecipient, CommsAsk, DropRecipient, SendRound
from domain.leading import PersonCard
from domain.names import Signal, Update
from domain.organisation import Channel
from domain.requests import InviteStakeholder, Mitigate, OpenBusinessCall, Reply
from domain.timeline import Kind
from simulator.mime import as_bytes
from tests.activities.standards import check
from tests.harness.audiences import WORDS, company_of_two_audiences, readers, rounds_told, strays
from tests.harness.people import Actor
from tests.harness.rounds import BUSINESS, ORDERS, TECHNICAL, ask, handle, is_declared, refused, sends, shown, writes
from tests.harness.story import Story, a_story

_TOKENS = tuple(PersonToken(person=who, digest=digest_of(f"mimp_{who}")) for who in ("eve", "ana"))
"""Eve reads for the business, Ana is an engineer."""

Meant = dict[Audience, set[str]]


@pytest.fixture
def meant() -> Meant:
    """Whom each audience has; a scenario adds whoever comes to it."""
    return {BUSINESS: {"eve", "finn", "cleo"}, TECHNICAL: {"ana", "cleo", "hal", "iris"}}


@pytest.fixture
async def story(meant: Meant, tmp_path: Path) -> AsyncIterator[Story]:
    """A scenario with people of either audience, of both, and of none; the company has a folder for templates of its own."""
    async with a_story(company_of_two_audiences(), person_tokens=_TOKENS, templates=tmp_path) as told:
        yield told
        await told.after(seconds=30)
        told.expected.everything_so_far()

        assert [] == strays(told.world, meant)
        for mail in told.world.simulator.mails:
            if mail.categories:  # those of rounds alone
                check(as_bytes(mail), mail.to)


def someone(story: Story, person: str) -> Actor:
    """Return anybody of the company."""
    return Actor(story.world, story.expected, story.world.organisation.people[person])


def answers(audience: Audience, *fields: str) -> dict[str, Any]:
    """Return answers with the audience's own word in each."""
    return {field: f"About the {field}: {WORDS[audience]}." for field in fields}


async def tells(story: Story, audience: Audience, *fields: str, **more: Any) -> None:
    """Have Cleo, who leads, write the open round in the audience's own words, and send it."""
    await sends(story, story.head_of_department, audience, **answers(audience, *(fields or ("impact",))), **more)
    await story.after(seconds=10)


async def tell_of(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the gateway know of the open incident, and that no text waits: the test server lists and counts nothing."""
    seen = await story.seen()
    checkout = OpenIncident(code=seen.code, state=seen.state, service="checkout", holder=None, opened_at=seen.opened_at)

    async def lists() -> list[OpenIncident]:
        return [checkout]

    async def counts() -> int:
        return 0

    monkeypatch.setattr(story.world.gate, "open_incidents", lists)
    monkeypatch.setattr(story.world.gate, "texts_waiting", counts)


async def test_each_round_reaches_the_people_of_its_audience_and_nobody_else(story: Story, meant: Meant) -> None:
    """First, second and final: one goes out while the other waits; each is a conversation, a sender and a subject of its own."""
    await is_declared(story)
    await tells(story, TECHNICAL, "impact", "extent", "cause")
    assert set() == readers(story.world, BUSINESS)
    await tells(story, BUSINESS)
    await tells(story, BUSINESS, "impact", "cause", "plan")
    await tells(story, TECHNICAL, "impact", "extent", "plan")
    await story.ask(Mitigate(actor=await story.asker(story.head_of_department), what="the old till is back"))
    for audience in Audience:
        await tells(story, audience, "next_steps", total=(ORDERS,))

    assert meant == {audience: readers(story.world, audience) for audience in Audience}
    mails = {each: [mail for mail in story.world.simulator.mails if each in mail.categories] for each in Audience}
    for name in ("References", "In-Reply-To"):
        threads = {each: {mail.headers[name] for mail in mails[each]} for each in Audience}
        assert ([1, 1], set()) == ([len(each) for each in threads.values()], threads[BUSINESS] & threads[TECHNICAL])
    seen = [{(mail.sender, mail.subject) for mail in mails[each]} for each in Audience]
    assert ([1, 1], 2) == ([len(each) for each in seen], len({name for each in seen for name, _ in each}))
    assert len(story.world.simulator.mails) == len({mail.headers["Message-ID"] for mail in story.world.simulator.mails})


async def test_whoever_is_of_both_has_each_by_itself(story: Story) -> None:
    """Cleo gets two mails, of which neither speaks of what the other says; what fails of one leaves the other alone."""
    await is_declared(story)
    story.world.simulator.script_mails("cleo@example.com", [{"do": "bounce"}, {"do": "arrive"}])
    await tells(story, BUSINESS)
    await tells(story, TECHNICAL)

    cleos = [(each.audience, each.channel) for each in rounds_told(story.world) if each.person == "cleo"]
    assert [(BUSINESS, Channel.MAIL), (TECHNICAL, Channel.MAIL), (BUSINESS, Channel.TEXT)] == cleos


async def test_what_fails_goes_by_the_next_channel_in_the_same_words(story: Story) -> None:
    """A mail that bounces becomes a text to the same person of the same audience, and a text that fails a mail."""
    await is_declared(story)
    for person in ("eve", "iris"):
        story.world.simulator.script_mails(f"{person}@example.com", [{"do": "bounce"}])
    for person in ("finn", "hal"):
        number = story.world.organisation.people[person].phones[0]
        story.world.simulator.script_texts(number, [{"do": "undelivered"}])
    for audience in Audience:
        await tells(story, audience)
    await story.after(minutes=2)

    told = [(each.person, each.audience, each.channel) for each in rounds_told(story.world)]
    for person, audience in (("eve", BUSINESS), ("finn", BUSINESS), ("iris", TECHNICAL), ("hal", TECHNICAL)):
        assert [(person, audience, channel) for channel in (Channel.MAIL, Channel.TEXT)] == sorted(
            each for each in told if each[0] == person
        )


async def test_who_comes_late_gets_a_copy_of_their_own_audience(story: Story, meant: Meant) -> None:
    """Invited to the business call, or added by hand to either: the last round to that audience, and no other."""
    await is_declared(story)
    for audience in Audience:
        await tells(story, audience)
    lead = await story.asker(story.head_of_department)
    await story.ask(
        InviteStakeholder(actor=lead, person=PersonCard(id="gita", name="Gita Rao"), reason="runs the shops")
    )
    await ask(story, AddRecipient(actor=lead, audience=TECHNICAL, person="dan", reason="wrote it"))
    await story.after(seconds=20)
    meant[BUSINESS].add("gita")
    meant[TECHNICAL].add("dan")

    assert meant == {audience: readers(story.world, audience) for audience in Audience}
    [gitas] = [each for each in rounds_told(story.world) if each.person == "gita"]
    assert "You were added later" in gitas.words


async def test_the_reason_somebody_is_added_for_is_told_to_nobody(story: Story, meant: Meant) -> None:
    """It is for the record: what an engineer says of it never stands in a message."""
    await is_declared(story)
    await tells(story, BUSINESS)
    lead = await story.asker(story.head_of_department)
    reason = f"knows the {WORDS[TECHNICAL]}"
    await ask(story, AddRecipient(actor=lead, audience=BUSINESS, person="gita", reason=reason))
    meant[BUSINESS].add("gita")
    await story.after(seconds=20)

    assert meant[BUSINESS] == readers(story.world, BUSINESS)


async def test_who_is_dropped_from_one_stays_with_the_other(story: Story, meant: Meant) -> None:
    """Cleo reads nothing for the business any more, and everything technical."""
    await is_declared(story)
    lead = await story.asker(story.head_of_department)
    await ask(story, DropRecipient(actor=lead, audience=BUSINESS, person="cleo", reason="reads the other"))
    meant[BUSINESS].remove("cleo")
    for audience in Audience:
        await tells(story, audience)

    assert meant == {audience: readers(story.world, audience) for audience in Audience}


async def test_a_team_is_never_told_with_the_business(story: Story) -> None:
    """Neither under its own name nor as if it were a person."""
    await is_declared(story)
    lead = await story.asker(story.head_of_department)
    adds = AddRecipient(actor=lead, audience=BUSINESS, team="storefront", reason="should know")
    assert "Name one person of the business stakeholders." == await refused(story, adds)
    await ask(story, adds.model_copy(update={"team": None, "person": "storefront"}))
    await tells(story, BUSINESS)

    assert "ana" not in readers(story.world, BUSINESS)


async def test_status_is_the_business_text_whoever_asks(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engineer gets it, too, and nobody anything technical, not even while nothing else has gone out."""
    await is_declared(story)
    await tell_of(story, monkeypatch)
    await tells(story, TECHNICAL)
    for person in ("ana", "eve"):
        await someone(story, person).phone.sends("STATUS")
        await someone(story, person).phone.gets_text("Checkout: no update has gone out yet.")
    await tells(story, BUSINESS)
    for person in ("ana", "eve"):
        await someone(story, person).phone.sends("STATUS checkout")
        await someone(story, person).phone.gets_text("Checkout: About the impact: lavender.")


async def test_send_sends_to_whom_it_names(story: Story) -> None:
    """One page names both; with BUSINESS after its code nothing goes to technical teams, and the other way round."""
    await is_declared(story)
    for audience in Audience:
        await writes(story, story.head_of_department, audience, **answers(audience, "impact"))
    nudge = await story.head_of_department.phone.gets_text("Update due.", within=timedelta(minutes=6))
    await story.head_of_department.phone.sends(f"SEND {nudge.code} BUSINESS")
    await story.head_of_department.phone.gets_text("goes out to business stakeholders")
    await story.after(seconds=20)
    assert set() == readers(story.world, TECHNICAL)

    await story.head_of_department.phone.sends(f"SEND {nudge.code} TECHNICAL")
    await story.head_of_department.phone.gets_text("goes out to technical teams")
    await story.after(seconds=20)
    assert [1, 1] == [len((await shown(story, each)).sent) for each in Audience]


@pytest.mark.parametrize("heard", list(Audience))
async def test_the_last_words_go_to_whoever_had_heard_of_it(story: Story, meant: Meant, heard: Audience) -> None:
    """Stood down, the audience that was told nothing is told nothing; and no technical word of the reason reaches the business."""
    await is_declared(story)
    await tells(story, heard)
    await story.stand_down(story.head_of_department, "a test of the database ran wild")
    await story.after(seconds=30)

    last = [each for each in rounds_told(story.world) if "closing update" in each.words.lower()]
    other = next(each for each in Audience if each is not heard)
    assert (meant[heard], set()) == (
        {each.person for each in last if each.audience is heard},
        readers(story.world, other),
    )
    assert (heard is TECHNICAL) == any("database" in each.words for each in last)


async def test_what_is_meant_for_one_is_refused_by_the_rounds_of_the_other(story: Story) -> None:
    """Also with Temporal's own tools, past command line and API: nothing is sent, and a report of a failure moves nobody."""
    await is_declared(story)
    await tells(story, BUSINESS)
    business = handle(story, BUSINESS)
    asks = SendRound(actor=await story.asker(story.head_of_department), audience=TECHNICAL)
    with pytest.raises(Exception, match="Workflow update failed"):
        await business.execute_update(Update.REQUEST, CommsAsk(request=asks), result_type=Reply)
    code = (await story.seen()).code
    failed = Failed(person="eve", channel=Channel.MAIL, number=1, reason="550")
    await business.signal(Signal.DELIVERIES_FAILED, DeliveriesFailed(code=code, audience=TECHNICAL, failed=(failed,)))
    await story.after(seconds=20)

    eves = [each.channel for each in rounds_told(story.world) if each.person == "eve"]
    assert ([Channel.MAIL], set()) == (eves, readers(story.world, TECHNICAL))


async def test_no_code_of_a_call_stands_in_a_message_of_a_round(story: Story) -> None:
    """Who joins which call is decided by invitations and pages, whose codes are each person's own."""
    await is_declared(story)
    await story.ask(OpenBusinessCall(actor=await story.asker(story.head_of_department)))
    await story.after(seconds=20)
    codes = {text.body.split(" key in ")[1][:4] for text in story.world.simulator.texts if " key in " in text.body}
    for audience in Audience:
        await tells(story, audience)

    assert len(codes) >= 2
    assert [] == [each.words for each in rounds_told(story.world) if any(f" {code}" in each.words for code in codes)]


@pytest.mark.parametrize("who", ["eve", "ana"])
async def test_the_api_keeps_them_apart(story: Story, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    """Whoever asks: each under its own address or name, the status is the business' alone, and a receipt says whose it is."""
    await is_declared(story)
    await tell_of(story, monkeypatch)
    for audience in Audience:
        await tells(story, audience)
        await writes(story, story.head_of_department, audience, **answers(audience, "impact", "plan"))
    root = f"{story.world.settings.public_url}/incidents/{(await story.seen()).code}"
    shows = {"Authorization": f"Bearer mimp_{who}"}
    async with httpx.AsyncClient(trust_env=False, headers=shows) as client:
        both = (await client.get(f"{root}/comms")).json()
        status = (await client.get(f"{root}/comms/business/status")).text
        previews = {each: (await client.get(f"{root}/comms/{each}/preview")).text for each in Audience}
        csv = (await client.get(f"{root}/receipts", headers={"Accept": "text/csv"})).text
        wrong = await client.post(f"{root}/comms/business/write-draft", json={"extent": "granite"})

    said = {
        BUSINESS: [str(both["business"]), status, previews[BUSINESS]],
        TECHNICAL: [str(both["technical"]), previews[TECHNICAL]],
    }
    for audience, other in ((BUSINESS, TECHNICAL), (TECHNICAL, BUSINESS)):
        assert [(True, False)] * len(said[audience]) == [
            (WORDS[audience] in each, WORDS[other] in each) for each in said[audience]
        ]
    received = {tuple(line.split(",")[:3]) for line in csv.splitlines()[1:]}
    assert {(each.audience.value, "1", each.person) for each in rounds_told(story.world)} == received
    assert 422 == wrong.status_code


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ('{% extends "technical/layout.txt" %}', "written for the other audience"),
        ('{% include ["none.txt", "./technical/layout.txt"] %}', "written for the other audience"),
        ("{{ extent }}", "'extent' is undefined"),
    ],
    ids=["extends", "includes", "names"],
)
async def test_a_template_that_reaches_for_the_other_audience_is_not_used(
    story: Story, tmp_path: Path, source: str, why: str
) -> None:
    """The built-in words go out to the same people in its place, and the timeline says which file is wrong."""
    for audience in Audience:
        (tmp_path / audience).mkdir()
    (tmp_path / "technical" / "layout.txt").write_text(
        f"{WORDS[TECHNICAL]} {{% block body %}}{{% endblock %}}", "utf-8"
    )
    (tmp_path / "business" / "first.txt").write_text(source, "utf-8")
    await is_declared(story)
    for audience in Audience:
        await tells(story, audience, "impact", "plan")

    assert any(why in each and "business/first.txt" in each for each in await story.reasons(Kind.COMMS))
    [eves] = [each.words for each in rounds_told(story.world) if each.person == "eve"]
    assert "What it means" in eves
