"""Key 5: whoever has an incident says that it is the same as the one that was offered, and confirms it."""

import pytest

from config.incident_index import SeenIncident
from domain.errors import Refused
from domain.lookups import RecentIncident
from domain.messages import Verb
from domain.reliance.graph import Chain
from domain.requests import SameAs
from tests.gateway.api.builders import seen
from tests.gateway.builders import CODE, INCIDENT, script, to_tell
from tests.gateway.fakes import Caller, FakeTemporal

OTHER = "payments-AB2C"
PRESS_5 = "Press 5 if it is the same as incident payments, A B 2 C."


def offering(code: str = OTHER) -> SeenIncident:
    """Return the incident of checkout, whose first contact was offered this one."""
    offered = RecentIncident(code=code, service="Payments", chain=Chain(path=("checkout", "payments")))
    shown = seen()
    return SeenIncident(shown.view.model_copy(update={"may_be_same": offered}), over=False)


@pytest.fixture(autouse=True)
def anas_page(temporal: FakeTemporal) -> None:
    """Ana's one page is open, and her incident may be the same as that of payments."""
    temporal.scripts["ana"] = script()
    temporal.seen[CODE] = [offering()]


async def takes_it(caller: Caller, temporal: FakeTemporal) -> str:
    """Pick up and press 1; return what is said then."""
    await caller.picks_up()
    heard = await caller.presses("1")
    temporal.scripts["ana"] = script(to_tell(closed="Ana has it"))
    return heard.words


async def test_five_and_nine_make_it_part_of_the_other(caller: Caller, temporal: FakeTemporal) -> None:
    """The words say which one before anything is asked; the request names it, and what came of it is said."""
    assert (await takes_it(caller, temporal)).endswith(PRESS_5)
    heard = await caller.presses("5")
    assert {} == temporal.asks
    assert heard.words.startswith("Incident checkout, 7 K 3 Q becomes part of incident payments, A B 2 C. Press 9 to")
    heard = await caller.presses("9")

    [(incident, request)] = temporal.asks.values()
    assert isinstance(request, SameAs)
    assert (INCIDENT, OTHER, CODE, "ana") == (incident, request.other, request.code, request.actor.contact)
    assert "key 9 on a call to a number ending in 01" == request.actor.proof
    assert heard.hangs_up


async def test_both_codes_are_spoken_letter_by_letter(caller: Caller, temporal: FakeTemporal) -> None:
    """What came of it names both, as codes are said on the phone."""
    await takes_it(caller, temporal)
    await caller.presses("5")
    temporal.refuses = Refused(f"{CODE} asks to be part of {OTHER} already: wait for the answer.")
    heard = await caller.presses("9")

    assert heard.words.startswith(
        "checkout, 7 K 3 Q asks to be part of payments, A B 2 C already: wait for the answer."
    )


async def test_what_was_named_is_meant_whatever_is_offered_by_then(caller: Caller, temporal: FakeTemporal) -> None:
    """The one that was heard, and no other, is in the request."""
    await takes_it(caller, temporal)
    temporal.seen[CODE] = [offering("identity-AB2C")]
    await caller.presses("5")
    await caller.presses("9")

    [(_, request)] = temporal.asks.values()
    assert isinstance(request, SameAs)
    assert OTHER == request.other


async def test_a_refusal_is_said(caller: Caller, temporal: FakeTemporal) -> None:
    """Why it cannot be is heard at once."""
    await takes_it(caller, temporal)
    await caller.presses("5")
    temporal.refuses = Refused("Only the one who leads or has it may do that.")

    assert "Only the one who leads or has it may do that." in (await caller.presses("9")).words


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "5", "8"])
async def test_any_other_key_confirms_nothing(caller: Caller, temporal: FakeTemporal, key: str) -> None:
    """The question is asked again."""
    await takes_it(caller, temporal)
    await caller.presses("5")
    heard = await caller.presses(key)

    assert {} == temporal.asks
    assert [Verb.ACKNOWLEDGE] == [given.verb for _, given in temporal.answers.values()]
    assert "Press 9 to confirm, 0 to go back." in heard.words


@pytest.mark.parametrize("silent", [{"incident"}, set()])
async def test_where_nothing_is_offered_the_key_does_nothing(
    caller: Caller, temporal: FakeTemporal, silent: set[str]
) -> None:
    """Nothing to offer, or an incident that does not answer: the menu is as it was, and goes on."""
    temporal.silent_to = silent
    temporal.seen[CODE] = [seen()]
    said = await takes_it(caller, temporal)
    heard = await caller.presses("5")

    assert ("Press 5" in said, {}) == (False, temporal.asks)
    assert heard.words.startswith("That key does nothing here. Press 4 to judge")


async def test_what_is_offered_while_they_listen_is_named_when_the_menu_is_said_again(
    caller: Caller, temporal: FakeTemporal
) -> None:
    """After silence, or a star: it takes a moment to find the other after somebody has taken this one."""
    temporal.seen[CODE] = [seen()]
    await takes_it(caller, temporal)
    temporal.seen[CODE] = [offering()]

    assert (await caller.stays_on_the_line()).words.endswith(PRESS_5)
    assert (await caller.presses("*")).words.endswith(PRESS_5)


async def test_the_incident_is_asked_only_where_the_key_is_offered(caller: Caller, temporal: FakeTemporal) -> None:
    """No page waits for the answer to a question nobody has asked."""
    await caller.picks_up()
    await caller.presses("9")
    await caller.presses("2")

    assert "incident" not in temporal.requests
