"""Declaring and standing down by phone: what is read out, who may, and how whoever leads comes on the call (P11, P13)."""

import pytest

from domain.errors import Refused
from domain.lifecycle import IncidentState
from domain.messages import Purpose
from domain.requests import Declare, StandDown
from tests.gateway.api.builders import seen
from tests.gateway.builders import CODE, SEARCH, script, to_tell, token
from tests.gateway.fakes import Caller, FakeTemporal, FakeTwilio
from tests.gateway.test_calling_in import declared
from tests.gateway.test_voice_same import offering

PROPOSAL = to_tell(who="cy", purpose=Purpose.DECLARE)
JOIN_NOW = (
    "Press 1 to join the technical call now. To join the technical call later, call this number and key in 4 8 2 1."
)
NO_IMPACT = "There is no impact statement yet"


@pytest.fixture
def cy(twilio: FakeTwilio, temporal: FakeTemporal) -> Caller:
    """The head of department, who is called to declare it."""
    temporal.scripts["cy"] = script(PROPOSAL)
    temporal.seen[CODE] = [declared(declared_by="Cy", lead="Cy")]
    return Caller(twilio, token("cy"), number="+447700900103")


async def test_who_declared_it_is_put_through_by_key(cy: Caller, temporal: FakeTemporal) -> None:
    """The menu offers the call, and 1 leads there, with nothing left to decide."""
    await cy.picks_up()
    offered = await cy.presses("1")
    assert offered.words.endswith(JOIN_NOW)
    heard = await cy.presses("1")

    assert ("You are put through.", [Declare]) == (
        heard.words,
        [type(request) for _, request in temporal.asks.values()],
    )
    assert {} == temporal.answers


async def test_who_joins_later_hears_how(cy: Caller) -> None:
    """Silence leaves them with the number and the code."""
    await cy.picks_up()
    await cy.presses("1")
    await cy.stays_on_the_line()
    heard = await cy.stays_on_the_line()

    assert heard.words.endswith("To join the technical call later, call this number and key in 4 8 2 1. Goodbye.")


async def test_when_the_call_is_over_nobody_is_put_through(cy: Caller, temporal: FakeTemporal) -> None:
    """It may have been mitigated while they thought about it."""
    await cy.picks_up()
    await cy.presses("1")
    temporal.seen[CODE] = [seen()]

    assert "There is no technical call for you to join any more. Goodbye." == (await cy.presses("1")).words


async def test_standing_down_is_read_out_and_confirmed_by_another_key(cy: Caller, temporal: FakeTemporal) -> None:
    """ADR 8: a key that is pressed twice stands nothing down; 0 leads back to the proposal."""
    await cy.picks_up()
    for _ in range(2):
        heard = await cy.presses("2")
    assert (True, {}) == (
        "You stand incident checkout, 7 K 3 Q down. Then nobody is called" in heard.words,
        temporal.asks,
    )
    assert (await cy.presses("0")).words.startswith("A major incident is proposed.")
    await cy.presses("2")
    await cy.presses("9")

    [(_, request)] = temporal.asks.values()
    assert isinstance(request, StandDown)
    assert "key 9 on a call to a number ending in 03" == request.actor.proof


async def test_what_is_decided_while_it_is_read_out_is_not_read_out_again(cy: Caller, temporal: FakeTemporal) -> None:
    """Whoever stays silent hears how it stands by then."""
    await cy.picks_up()
    await cy.presses("2")
    closed = PROPOSAL.model_copy(update={"closed_because": "declared a major incident by Dee"})
    temporal.scripts["cy"] = script(closed)

    assert "This page is closed: declared a major incident by Dee. Goodbye." == (await cy.stays_on_the_line()).words


async def test_the_service_owner_is_not_offered_to_stand_it_down(twilio: FakeTwilio, temporal: FakeTemporal) -> None:
    """They may declare where the company says so, and standing down is for the head of department: 2 passes it on."""
    temporal.scripts["bo"] = script(to_tell(who="bo", purpose=Purpose.DECLARE))
    bo = Caller(twilio, token("bo"))
    assert "Press 1 to declare it, 2 to pass it on, 3 for the details" in (await bo.picks_up()).words
    await bo.presses("2")

    [(_, given)] = temporal.answers.values()
    assert ("pass_on", {}) == (given.verb, temporal.asks)


async def test_without_an_impact_statement_it_is_said_how_to_word_it(cy: Caller, temporal: FakeTemporal) -> None:
    """P17: they text it while they are on the line, and the same key then declares it, as an answer of its own."""
    unworded = declared(state=IncidentState.PROPOSED)
    temporal.seen[CODE] = [unworded]
    temporal.refuses = Refused(NO_IMPACT)
    await cy.picks_up()
    heard = await cy.presses("1")
    how = "Text IMPACT and 4 8 2 1 and what customers cannot do, then press 1."
    assert heard.words.startswith(
        f"It cannot be declared without an impact statement. {how} A major incident is proposed."
    )
    temporal.refuses, temporal.seen[CODE] = None, [declared(declared_by="Cy")]

    assert (await cy.presses("1")).words.endswith(JOIN_NOW)


async def test_another_refusal_is_not_asked_again(cy: Caller, temporal: FakeTemporal) -> None:
    """What somebody else has decided is said, and that is all."""
    temporal.refuses = Refused("An incident that is declared cannot be declared.")
    await cy.picks_up()

    assert "An incident that is declared cannot be declared. Goodbye." == (await cy.presses("1")).words


async def test_silence_leads_on_to_what_waits(cy: Caller, temporal: FakeTemporal) -> None:
    """From every menu: what nobody answers is not said three times while something else waits."""
    temporal.scripts["cy"] = script(PROPOSAL, to_tell(SEARCH, who="cy"))
    await cy.picks_up()
    heard = await cy.stays_on_the_line()

    assert heard.words.startswith("Another alert. Search: customers cannot pay.")


@pytest.mark.parametrize("keys", ["", "4", "5", "2"], ids=["taken", "judging", "same", "closing"])
@pytest.mark.parametrize("by_key", [True, False], ids=["key", "silence"])
async def test_whoever_has_it_comes_to_what_waits_from_every_menu(
    caller: Caller, temporal: FakeTemporal, keys: str, *, by_key: bool
) -> None:
    """By 8, which is said, and by silence as well."""
    temporal.scripts["ana"], temporal.seen[CODE] = script(), [offering()]
    await caller.picks_up()
    temporal.scripts["ana"] = script(to_tell(), to_tell(SEARCH))
    await caller.presses("1")
    for key in keys:
        await caller.presses(key)
    heard = await (caller.presses("8") if by_key else caller.stays_on_the_line())

    assert heard.words.startswith("Another alert. Search: customers cannot pay.")


@pytest.mark.parametrize("key", ["4", "2"])
async def test_whoever_went_a_step_too_far_goes_back(caller: Caller, temporal: FakeTemporal, key: str) -> None:
    """0 leads back to the menu of what was taken, and what is answered after that counts as well."""
    temporal.scripts["ana"] = script()
    await caller.picks_up()
    await caller.presses("1")
    temporal.scripts["ana"] = script(to_tell(closed="Ana has it"))
    taken = caller.heard.words.removeprefix("Thank you, Ana. ")
    await caller.presses(key)

    assert (taken, {}) == ((await caller.presses("0")).words, temporal.asks)


async def test_an_answer_after_going_back_is_another_one(caller: Caller, temporal: FakeTemporal) -> None:
    """Whoever answers a question anew is not taken for a repeated delivery."""
    temporal.scripts["ana"] = script()
    await caller.picks_up()
    await caller.presses("1")
    for key in ("4", "3", "0", "4", "1"):
        await caller.presses(key)

    assert ["CA1:judging1:1:4821", "CA1:judging1:1.1:4821"] == list(temporal.asks)


async def test_going_back_and_forth_ends(caller: Caller, temporal: FakeTemporal) -> None:
    """A machine that presses keys is not kept on the line for ever."""
    temporal.scripts["ana"] = script()
    await caller.picks_up()
    await caller.presses("1")
    for _ in range(21):
        await caller.presses("4")
        heard = await caller.presses("0")

    assert ("It stays yours for now. Goodbye.", True) == (heard.words, heard.hangs_up)
