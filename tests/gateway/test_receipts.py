"""What the providers report of the messages of rounds: told where something failed, and kept, whatever is wrong with either."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from threading import Event
from typing import Any

import httpx
import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from pydantic import SecretStr

from config.event_keys import new_event_keys
from config.settings import Settings
from domain.audiences import Audience
from domain.comms.dispatch.delivery import DeliveriesFailed, Failed, Outcome, Receipt
from domain.organisation import Channel
from gateway.app import create_app
from gateway.engine import Gone
from records.receipts import Receipts
from simulator.event_signature import EventSigner
from tests.domain.builders import NIGHT
from tests.gateway.builders import CODE, round_text_token
from tests.gateway.company import organisation
from tests.gateway.conftest import EVENT_KEYS
from tests.gateway.fakes import FakeSendGrid, FakeTemporal, FakeTwilio

AT = datetime(2026, 1, 28, 2, 15, 23, tzinfo=UTC)
SIGNATURE, TIMESTAMP = "X-Twilio-Email-Event-Webhook-Signature", "X-Twilio-Email-Event-Webhook-Timestamp"


def event(what: str = "delivered", who: str = "ana", **changes: Any) -> dict[str, Any]:
    """Return an event of SendGrid's about a mail of checkout's second business round, with changes."""
    about = {"code": CODE, "audience": "business", "number": "2", "person": who}
    told = {
        "email": f"{who}@example.com",
        "timestamp": int(AT.timestamp()),
        "event": what,
        "sg_event_id": f"{what}-{who}",
        "sg_message_id": "filter-01.m1",
        "category": ["business", "second"],
    }
    return {**about, **told, **changes}


def receipt(outcome: Outcome = Outcome.DELIVERED, who: str = "ana", **changes: Any) -> Receipt:
    """Return the receipt such an event is."""
    word = {Outcome.DELIVERED: "delivered", Outcome.FAILED: "bounce", Outcome.ACCEPTED: "processed"}[outcome]
    made = Receipt(
        receipt_id=f"{word}-{who}",
        code=CODE,
        audience=Audience.BUSINESS,
        number=2,
        person=who,
        channel=Channel.MAIL,
        outcome=outcome,
        at=AT,
    )
    return made.model_copy(update=changes)


def failed(*people: str, audience: Audience = Audience.BUSINESS, reason: str = "550 no such user") -> DeliveriesFailed:
    """Return what the rounds are told when mails to these people did not arrive."""
    each = (Failed(person=person, channel=Channel.MAIL, number=2, reason=reason) for person in people)
    return DeliveriesFailed(code=CODE, audience=audience, failed=tuple(each))


async def test_what_became_of_mails_is_kept(sendgrid: FakeSendGrid, temporal: FakeTemporal, kept: Receipts) -> None:
    """Each event of a round is a receipt, with its own time; where all is well nobody is told."""
    answer = await sendgrid.post([event("processed"), event("delivered"), event("delivered", "bo")])

    expected = {receipt(Outcome.ACCEPTED), receipt(), receipt(who="bo")}
    assert (204, expected, []) == (answer.status_code, set(kept.of(CODE)), temporal.requests)


async def test_the_same_event_twice_is_one_receipt(sendgrid: FakeSendGrid, kept: Receipts) -> None:
    """SendGrid may say the same twice, in one delivery or in two: it is known by its id."""
    for _ in range(2):
        await sendgrid.post([event(), event()])

    assert [receipt()] == kept.of(CODE)


async def test_failures_are_told_in_one_signal_for_each_audience(
    sendgrid: FakeSendGrid, temporal: FakeTemporal
) -> None:
    """However many mails a delivery is about, the rounds of an audience hear of it once, of failures alone."""
    events = [event(what, who, reason="550 no such user") for what, who in (("bounce", "ana"), ("dropped", "bo"))]
    technical = event("bounce", "cy", audience="technical", reason="550 no such user")
    await sendgrid.post([*events, event("delivered", "dee"), event("deferred", "eve"), technical])

    assert [failed("ana", "bo"), failed("cy", audience=Audience.TECHNICAL)] == temporal.undelivered


async def test_failures_of_rounds_that_are_over_are_kept_all_the_same(
    sendgrid: FakeSendGrid, temporal: FakeTemporal, kept: Receipts
) -> None:
    """When the rounds have ended nobody is left to tell, and SendGrid is not asked to repeat it."""
    temporal.refuses = Gone("it has ended.")
    answer = await sendgrid.post([event("bounce", reason="550")])

    assert (204, [receipt(Outcome.FAILED, reason="550")]) == (answer.status_code, kept.of(CODE))


async def test_what_cannot_be_told_is_asked_for_again(
    sendgrid: FakeSendGrid, temporal: FakeTemporal, kept: Receipts
) -> None:
    """While Temporal is silent SendGrid is asked to send it again; the second time it is told, and kept once."""
    temporal.silent = 1
    answers = [await sendgrid.post([event("bounce", reason="550 no such user")]) for _ in range(2)]

    assert [503, 204] == [answer.status_code for answer in answers]
    assert ([failed("ana")], 1) == (temporal.undelivered, len(kept.of(CODE)))


@pytest.fixture
async def without_records(settings: Settings, temporal: FakeTemporal) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a gateway whose records are away."""
    away = settings.model_copy(update={"records_url": SecretStr("postgresql://mimp@127.0.0.1:1/mimp")})
    app = create_app(away, organisation(), temporal, lambda: NIGHT)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://gateway") as client:
        yield client


async def turned_away(client: httpx.AsyncClient) -> dict[str, int]:
    """Return what the gateway counts."""
    counted: dict[str, int] = (await client.get("/health")).json()["turned_away"]
    return counted


async def test_failures_of_mails_are_told_while_the_records_are_away(
    without_records: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """Whoever was not reached gets their next channel now; SendGrid is asked, in words, to report it again for the records."""
    answer = await FakeSendGrid(without_records, EVENT_KEYS.private).post([event("bounce", reason="550 no such user")])

    assert (503, [failed("ana")]) == (answer.status_code, temporal.undelivered)
    assert answer.json()["errors"][0].startswith("The records at postgresql+psycopg://mimp@127.0.0.1:1/mimp do not")
    assert {"receipt not written down": 1} == await turned_away(without_records)


async def test_failures_of_texts_are_told_while_the_records_are_away(
    without_records: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """Twilio repeats for seconds alone, so it is asked for nothing: what is not kept is counted for whoever runs the gateway."""
    fields = {"MessageSid": "SM1", "MessageStatus": "failed"}
    answer = await FakeTwilio(without_records).post(f"/twilio/round-text/{round_text_token()}", fields)

    assert (204, ["ana"]) == (answer.status_code, [each.person for each in temporal.undelivered[0].failed])
    assert {"receipt not written down": 1} == await turned_away(without_records)


async def test_a_failed_text_is_reported_again_while_temporal_and_the_records_are_away(
    without_records: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    """What the rounds could not be told is asked for again, whatever the records do."""
    temporal.silent = 1
    fields = {"MessageSid": "SM1", "MessageStatus": "failed"}
    answer = await FakeTwilio(without_records).post(f"/twilio/round-text/{round_text_token()}", fields)

    assert (503, []) == (answer.status_code, temporal.undelivered)


class AllTold(FakeTemporal):
    """An engine that says when it was told of so many reports."""

    def __init__(self, reports: int) -> None:
        super().__init__()
        self._missing = reports
        self.told = asyncio.Event()

    async def deliveries_failed(self, report: DeliveriesFailed) -> None:
        """Keep what did not arrive."""
        await super().deliveries_failed(report)
        self._missing -= 1
        if not self._missing:
            self.told.set()


async def test_failures_are_told_and_all_else_is_answered_while_the_records_hang(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that never answers takes threads of the records alone: more reports than those change nothing for anybody else."""
    hung, temporal = Event(), AllTold(40)
    monkeypatch.setattr(Receipts, "add", lambda *_: hung.wait(60))
    app = create_app(settings, organisation(), temporal, lambda: NIGHT)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://gateway") as client:
        sendgrid = FakeSendGrid(client, EVENT_KEYS.private)
        reports = [asyncio.create_task(sendgrid.post([event("bounce", f"p{number}")])) for number in range(40)]
        async with asyncio.timeout(5):
            await temporal.told.wait()
            free = await asyncio.to_thread(lambda: "free")
        hung.set()
        answers = await asyncio.gather(*reports)

    assert ("free", {204}) == (free, {answer.status_code for answer in answers})


@pytest.mark.parametrize(
    "ignored",
    [
        {"email": "ana@example.com", "event": "bounce", "sg_event_id": "e", "timestamp": 1, "attempt_id": "a"},
        event("open"),
        event("click"),
        event("group_unsubscribe"),
        {},
        "bounce",
        None,
    ],
    ids=["mail of a page", "open", "click", "unsubscribe", "nothing", "word", "null"],
)
async def test_what_is_no_receipt_is_taken_and_left(
    sendgrid: FakeSendGrid, temporal: FakeTemporal, kept: Receipts, ignored: object
) -> None:
    """Events of mails about pages, and events we do nothing with, are not sent again for them."""
    answer = await sendgrid.post([ignored, event()])

    assert (204, [receipt()], []) == (answer.status_code, kept.of(CODE), temporal.requests)


@pytest.mark.parametrize(
    "broken",
    [
        {"code": "nonsense"},
        {"number": "two"},
        {"number": "99999999999999999999"},
        {"number": "-1"},
        {"number": 1e18},
        {"person": "\ud800"},
        {"person": "ana\x00"},
        {"person": "a" * 100_000},
        {"audience": "press"},
        {"timestamp": "soon"},
        {"timestamp": 10**30},
        {"sg_event_id": ""},
        {"person": 7},
        {"event": None},
    ],
    ids=lambda broken: str(broken)[:40],
)
async def test_one_event_that_cannot_be_read_spoils_no_other(
    client: httpx.AsyncClient, sendgrid: FakeSendGrid, kept: Receipts, broken: dict[str, Any]
) -> None:
    """It is counted for whoever runs the gateway, and the others of its delivery are kept."""
    answer = await sendgrid.post([event("bounce", **broken), event()])

    assert (204, [receipt()]) == (answer.status_code, kept.of(CODE))
    assert {"event of a mail not understood": 1} == await turned_away(client)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@hypothesis.settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(sorted(event())), value=_JSON)
async def test_whatever_stands_in_an_event_the_others_are_kept(
    sendgrid: FakeSendGrid, kept: Receipts, field: str, value: Any
) -> None:
    """No event, whatever is in it, is an error of ours, which SendGrid would send again for a day, with all of its delivery."""
    answer = await sendgrid.post([event("deferred", **{field: value}), event()])

    assert (204, True) == (answer.status_code, receipt() in kept.of(CODE))


async def test_a_reason_does_not_repeat_the_address(sendgrid: FakeSendGrid, temporal: FakeTemporal) -> None:
    """Other people's mail servers name whom a mail was for: whoever reads receipts or the timeline need not."""
    await sendgrid.post([event("bounce", reason="550 <ana@example.com> unknown, call +44 7700 900123")])

    assert [failed("ana", reason="550 <***@example.com> unknown, call ***23")] == temporal.undelivered


async def test_reasons_are_one_line_of_what_can_be_seen(sendgrid: FakeSendGrid, kept: Receipts) -> None:
    """Anybody's mail server words them: they steer no terminal, and are not too long to carry."""
    await sendgrid.post([event("bounce", reason="550 no\r\n\x1b[31msuch\x00 user" + "!" * 1000)])
    [of_ana] = kept.of(CODE)

    assert ("550 no [31msuch user!", 500) == (of_ana.reason[:21], len(of_ana.reason))


@pytest.mark.parametrize("body", ["", "{", "{}", "7", "null", '"bounce"', "[" * 100_000])
async def test_what_is_no_list_of_events_is_refused_in_words(sendgrid: FakeSendGrid, body: str) -> None:
    """A signed body that is something else is a bad request, never an error of ours."""
    headers = EventSigner(EVENT_KEYS.private).headers("1", body.encode())
    answer = await sendgrid.post([], body=body, **headers)

    assert (400, ["The body: a list of events is understood."]) == (answer.status_code, answer.json()["errors"])


@pytest.mark.parametrize(
    "altered",
    [
        {"body": "[]"},
        {TIMESTAMP: "1769562124"},
        {SIGNATURE: "MEUCIQ=="},
        {SIGNATURE: "no base64"},
        {SIGNATURE: "é"},
        {SIGNATURE: ""},
        {TIMESTAMP: ""},
    ],
    ids=["body", "time", "signature", "no base64", "no ascii", "no signature", "no time"],
)
async def test_what_sendgrid_did_not_sign_is_turned_away_in_words(
    sendgrid: FakeSendGrid, temporal: FakeTemporal, kept: Receipts, altered: dict[str, str]
) -> None:
    """An altered or malformed delivery is refused, and neither kept nor told."""
    answer = await sendgrid.post([event("bounce")], **altered)

    assert (403, 1, [], []) == (answer.status_code, len(answer.json()["errors"]), kept.of(CODE), temporal.requests)


async def test_another_accounts_signature_is_turned_away(client: httpx.AsyncClient, kept: Receipts) -> None:
    """Whoever has a key of their own signs nothing for us."""
    answer = await FakeSendGrid(client, new_event_keys().private).post([event()])

    assert (403, []) == (answer.status_code, kept.of(CODE))


async def test_without_a_key_nothing_is_let_in(settings: Settings, temporal: FakeTemporal) -> None:
    """An installation without the key says which setting is missing."""
    app = create_app(settings.model_copy(update={"sendgrid_event_key": None}), organisation(), temporal, lambda: NIGHT)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://gateway") as client:
        answer = await client.post("/sendgrid/events", json=[])

    assert (403, True) == (answer.status_code, "set MIMP_SENDGRID_EVENT_KEY" in answer.json()["errors"][0])


@hypothesis.settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200), signature=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"])))
async def test_rubbish_is_never_an_error(
    client: httpx.AsyncClient, temporal: FakeTemporal, body: bytes, signature: str
) -> None:
    """Whatever is sent without SendGrid's signature is refused below 500."""
    headers = [(SIGNATURE.encode(), signature.strip().encode("latin-1")), (TIMESTAMP.encode(), b"1")]
    answer = await client.post("/sendgrid/events", content=body, headers=headers)

    assert (403, []) == (answer.status_code, temporal.requests)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("queued", Outcome.ACCEPTED), ("sent", Outcome.ACCEPTED), ("delivered", Outcome.DELIVERED)],
)
async def test_how_a_text_goes_is_kept(
    twilio: FakeTwilio, temporal: FakeTemporal, kept: Receipts, status: str, outcome: Outcome
) -> None:
    """A report on a text of a round is a receipt, at the time it comes; where all is well nobody is told."""
    fields = {"MessageSid": "SM1", "MessageStatus": status}
    for _ in range(2):
        answer = await twilio.post(f"/twilio/round-text/{round_text_token()}", fields)

    expected = receipt(outcome, receipt_id=f"SM1:{status}", channel=Channel.TEXT, at=NIGHT)
    assert (204, [expected], []) == (answer.status_code, kept.of(CODE), temporal.requests)


async def test_a_text_that_did_not_arrive_is_told_with_the_reason_in_words(
    twilio: FakeTwilio, temporal: FakeTemporal
) -> None:
    """The rounds hear why, so that they can go on to the next channel and say so."""
    fields = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"}
    await twilio.post(f"/twilio/round-text/{round_text_token()}", fields)
    [told] = temporal.undelivered

    reason = "the phone could not be reached: it is switched off or out of range"
    assert (Failed(person="ana", channel=Channel.TEXT, number=2, reason=reason),) == told.failed


async def test_a_status_that_says_nothing_is_no_receipt(twilio: FakeTwilio, kept: Receipts) -> None:
    """A word of Twilio's that is not known here is taken and left."""
    fields = {"MessageSid": "SM1", "MessageStatus": "contemplated"}
    answer = await twilio.post(f"/twilio/round-text/{round_text_token()}", fields)

    assert (204, []) == (answer.status_code, await asyncio.to_thread(kept.of, CODE))
