"""Whoever has it is asked whether they are still on it: that question is added, and their page is for what it was for."""

import pytest

from domain.messages import Purpose, Verb
from domain.page_messages import OpenPage
from domain.requests import Declare
from tests.gateway.builders import CODE, meaning, open_page, script, to_tell
from tests.gateway.fakes import Caller, FakeTemporal, FakeTwilio

FROM_ANA = {"CallSid": "CA9", "From": "+447700900101"}


def reminder(purpose: Purpose) -> OpenPage:
    """Return Ana's page with this purpose, as it asks whether she is still on it."""
    return open_page().model_copy(update={"purpose": Purpose.CHECK_IN, "asked_for": purpose})


@pytest.mark.parametrize(
    ("purpose", "judges"), [(Purpose.TRIAGE, True), (Purpose.JOIN, False), (Purpose.DECLARE, False)]
)
async def test_only_who_judges_it_is_asked_to_judge_it(
    caller: Caller, temporal: FakeTemporal, purpose: Purpose, judges: bool
) -> None:
    """Key 1 keeps it; of what was declared, or is somebody else's to judge, nobody is asked whether it is major."""
    temporal.scripts["ana"] = script(to_tell(purpose=Purpose.CHECK_IN, asked_for=purpose))
    heard = await caller.picks_up()
    assert "Press 1 if you are still on it, 2 to pass it on" in heard.words
    heard = await caller.presses("1")

    [(_, given)] = temporal.answers.values()
    assert (Verb.ACKNOWLEDGE, judges) == (given.verb, "Press 4 to judge" in heard.words)


@pytest.mark.parametrize(("key", "verb"), [("1", Verb.ACKNOWLEDGE), ("2", Verb.PASS_ON)])
@pytest.mark.parametrize("purpose", [Purpose.DECLARE, Purpose.JOIN])
@pytest.mark.parametrize("closed", ["Ana has it", None], ids=["answered", "lapsed"])
async def test_a_key_means_what_was_said_though_the_reminder_is_over(
    caller: Caller, temporal: FakeTemporal, key: str, verb: Verb, purpose: Purpose, closed: str | None
) -> None:
    """Who presses 1 to keep it, just as it was answered by text or has lapsed, declares nothing and is put through nowhere."""
    temporal.scripts["ana"] = script(to_tell(purpose=Purpose.CHECK_IN, asked_for=purpose))
    await caller.picks_up()
    temporal.scripts["ana"] = script(to_tell(purpose=purpose, closed=closed))
    await caller.presses(key)

    assert ([verb], {}) == ([given.verb for _, given in temporal.answers.values()], temporal.asks)


async def test_a_key_that_is_brought_again_means_the_same(caller: Caller, temporal: FakeTemporal) -> None:
    """A key we could not confirm is brought again under its name: by then the page may be what it was before the reminder."""
    temporal.scripts["ana"] = script(to_tell(purpose=Purpose.CHECK_IN, asked_for=Purpose.DECLARE))
    await caller.picks_up()
    temporal.silent_to = {"answer"}
    await caller.presses("1")
    temporal.silent_to = set()
    temporal.scripts["ana"] = script(to_tell(purpose=Purpose.DECLARE, closed="Ana has it"))
    await caller.stays_on_the_line()

    assert ([Verb.ACKNOWLEDGE], {}) == ([given.verb for _, given in temporal.answers.values()], temporal.asks)


async def test_the_code_still_leads_to_the_call(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """Whoever is asked whether they are still on it calls and keys in their code, and is put through."""
    temporal.meanings["4821"] = meaning(Verb.JOIN, reminder(Purpose.JOIN))
    response = await twilio.post("/twilio/voice/inbound/code", {**FROM_ANA, "Digits": "4821"})

    assert f">{CODE}-technical</Conference>" in response.text


async def test_somebody_senior_still_declares_by_text(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """MAJOR and the code of a page that asked for a declaration declares, also while it is asked who is still on it."""
    temporal.meanings["MAJOR 4821"] = meaning(Verb.MAJOR, reminder(Purpose.DECLARE))
    await twilio.post("/twilio/text", {"MessageSid": "SM1", "From": "+447700900101", "Body": "MAJOR 4821"})

    [(_, request)] = temporal.asks.values()
    assert isinstance(request, Declare)
