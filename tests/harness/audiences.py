"""Both audiences of a scenario, each with a word of its own, and whatever reached somebody it was not meant for (P15)."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from domain.audiences import Audience
from domain.organisation import BusinessArea, Channel, CommsLists, Organisation, Person
from domain.policies import CommsPolicy
from domain.tokens import RoundTextToken
from simulator.records import MailRecord, TextRecord
from tests.harness.organisation import small_company
from tests.harness.rounds import BUSINESS, EVE, TECHNICAL
from tests.harness.world import SIGNING_KEY, World

WORDS = {BUSINESS: "lavender", TECHNICAL: "granite"}
"""What is written to an audience has its word in it, in every answer: where it is read, that audience's words were read."""

_TEXTS_FIRST = (Channel.TEXT, Channel.MAIL)
_MORE_PEOPLE = {
    "finn": Person(
        id="finn",
        name="Finn Wood",
        phones=("+447700900006",),
        email="finn@example.com",
        time_zone="Europe/London",
        low_urgency_channels=_TEXTS_FIRST,
    ),
    "gita": Person(
        id="gita", name="Gita Rao", phones=("+447700900007",), email="gita@example.com", time_zone="Asia/Kolkata"
    ),
    "hal": Person(
        id="hal",
        name="Hal Berg",
        phones=("+447700900008",),
        email="hal@example.com",
        time_zone="Europe/London",
        low_urgency_channels=_TEXTS_FIRST,
    ),
    "iris": Person(
        id="iris", name="Iris Lund", phones=("+447700900009",), email="iris@example.com", time_zone="Europe/Oslo"
    ),
}


def company_of_two_audiences() -> Organisation:
    """Return the small company with people of either audience, of both, and of none.

    Eve and Finn speak for Sales, and Finn is texted. Hal and Iris are told everything technical, and Hal is texted. Cleo, who
    leads, heads the team and speaks for Sales, too. Ana is on call; Bo, Dan and Gita are told nothing unless somebody adds them.
    """
    company = small_company()
    sales = BusinessArea(id="sales", name="Sales", owner="eve", contacts=("finn", "cleo"))
    return company.model_copy(
        update={
            "people": {**company.people, "eve": EVE, **_MORE_PEOPLE},
            "business_areas": {"sales": sales},
            "comms_lists": CommsLists(technical=("hal", "iris")),
            "policies": company.policies.model_copy(update={"comms": CommsPolicy()}),
        }
    )


class Told(NamedTuple):
    """One message of a round as somebody has it."""

    person: str
    channel: Channel
    audience: Audience
    words: str


def rounds_told(world: World) -> list[Told]:
    """Return every message of a round that was sent to anybody, by the audience it says it is for."""
    return [*_mailed(world), *_texted(world)]


def readers(world: World, audience: Audience) -> set[str]:
    """Return who has had anything of the rounds to this audience."""
    return {each.person for each in rounds_told(world) if each.audience is audience}


def strays(world: World, readers_of: dict[Audience, set[str]]) -> list[str]:
    """Return whatever reached somebody it was not meant for, in words, and every message that speaks to both audiences at once.

    Rounds are told to `readers_of` an audience alone. Pages may quote what is about to be sent, to those alone who may send it.
    """
    told = rounds_told(world)
    found = [f"{each.person} got: {each.words}" for each in told if each.person not in readers_of[each.audience]]
    found += [f"{each.person} got: {each.words}" for each in told if not _speaks_to(each.words) <= {each.audience}]
    return found + [
        f"{who} got, beside the rounds: {words}" for who, words in _beside(world) if not _is_due(who, words)
    ]


def _is_due(person: str, words: str) -> bool:
    is_status = words.startswith("Checkout: ") and _speaks_to(words) == {BUSINESS}
    return person == "cleo" or is_status or not _speaks_to(words)


def _speaks_to(words: str) -> set[Audience]:
    return {audience for audience, word in WORDS.items() if word in words}


def _mailed(world: World) -> Iterator[Told]:
    for mail in world.simulator.mails:
        for audience in Audience:
            if audience in mail.categories:
                yield Told(_by_address(world, mail), Channel.MAIL, audience, f"{mail.subject} {mail.text} {mail.html}")


def _texted(world: World) -> Iterator[Told]:
    for text in world.simulator.texts:
        if _is_of_a_round(text):
            token = urlsplit(text.status_callback or "").path.rpartition("/")[2]
            message = RoundTextToken.read(token, SIGNING_KEY).message
            yield Told(_by_number(world, text.to), Channel.TEXT, message.audience, text.body)


def _beside(world: World) -> Iterator[tuple[str, str]]:
    """Yield what else people were told: pages and replies by text, mail and phone."""
    for text in world.simulator.texts:
        if text.direction.startswith("outbound") and not _is_of_a_round(text):
            yield _by_number(world, text.to), text.body
    for mail in world.simulator.mails:
        if not mail.categories:
            yield _by_address(world, mail), f"{mail.subject} {mail.text} {mail.html}"
    for call in world.simulator.calls:
        yield _by_number(world, call.phone), call.words


def _is_of_a_round(text: TextRecord) -> bool:
    return "/twilio/round-text/" in (text.status_callback or "")


def _by_number(world: World, number: str) -> str:
    return next(each.id for each in world.organisation.people.values() if number in each.phones)


def _by_address(world: World, mail: MailRecord) -> str:
    return next(each.id for each in world.organisation.people.values() if each.email == mail.to)
