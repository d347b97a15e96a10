"""What must hold in an organisation beyond the form of its entries: one function per rule, and a table of them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from pydantic import TypeAdapter, ValidationError

from config.organisation_mistakes import Mistake
from config.organisation_references import NOUNS, subject, unknown_references
from config.organisation_routes import ROUTE_RULES
from config.yaml_nodes import Node
from domain.organisation import PhoneNumber, RungName, Slug
from domain.rota import Gap, Rota, gaps

# The rules of summer time repeat every year, so two years show every way in which shifts of two zones can meet.
_GAP_HORIZON = timedelta(days=731)


def ids_are_slugs(root: Node) -> Iterator[Mistake]:
    """Ids become parts of workflow ids, addresses and texts, so they are kept plain."""
    for section, noun in NOUNS.items():
        for path, node in root.find(f"{section}.*"):
            if not _fits(Slug, path[1]):
                remedy = "It must be lower-case letters, digits and single hyphens, at most 100 characters, such as order-desk."
                yield node.mistake(f"the {noun} id '{path[1]}' cannot be part of an address.", remedy)


def ids_are_written_once(root: Node) -> Iterator[Mistake]:
    """An entry's id is its key; a second one could only contradict it."""
    for section in NOUNS:
        for path, node in root.find(f"{section}.*.id"):
            yield node.mistake(
                f"{subject(path)} has 'id', which is not a field here.", "Leave it out: the key is the id."
            )


def ladders_end_in_a_head_of_department(root: Node) -> Iterator[Mistake]:
    """A head of department may declare whatever else is agreed (P11), so every search must lead to one (P4)."""
    for path, rungs in root.find("ladders.*.rungs"):
        for _, last in list(rungs.children())[-1:]:
            who = last.child("who")
            beside = [written for _, written, _ in last.texts("together_with.*")]
            heads = RungName.HEAD_OF_DEPARTMENT in beside
            if who is not None and not heads and who.value in (RungName.ON_CALL, RungName.SERVICE_OWNER):
                yield who.mistake(
                    f"{subject(path)} ends in '{who.value}'.", "Add a last rung 'who: head_of_department'."
                )


def rungs_name_everyone_once(root: Node) -> Iterator[Mistake]:
    """Whoever is paged together with themselves was meant to be somebody else (P4)."""
    for path, rung in root.find("ladders.*.rungs.*"):
        who = rung.child("who")
        named = {who.value} if who is not None else set()
        for _, written, node in rung.texts("together_with.*"):
            if written in named:
                what = f"rung {int(path[3]) + 1} of {subject(path)} names '{written}' twice."
                yield node.mistake(what, "Name another, or leave it out.")
            named.add(written)


def people_have_two_ways_to_be_reached(root: Node) -> Iterator[Mistake]:
    """One dead battery or one mail server must not make a person unreachable (P3)."""
    for path, person in root.find("people.*"):
        ways = {text for pattern in ("phones.*", "email") for _, text, _ in person.texts(pattern)}
        if len(ways) < 2 and isinstance(person.value, dict):
            what = f"{subject(path)} can be reached in {'only one way' if ways else 'no way'}."
            yield person.mistake(what, "Add a telephone number to 'phones', or an 'email', so that there are two.")


def nobody_shares_a_number_or_mailbox(root: Node) -> Iterator[Mistake]:
    """Who answers is known by the number or mailbox, so each belongs to one person."""
    for pattern in ("people.*.phones.*", "people.*.email"):
        holders: dict[str, str] = {}
        for path, written, node in root.texts(pattern):
            first = holders.setdefault(written.casefold(), subject(path))
            if first != subject(path):
                yield node.mistake(f"{subject(path)} has '{written}', as {first} has.", "Give each their own.")


def numbers_are_possible(root: Node) -> Iterator[Mistake]:
    """A number of the wrong length for its country rings nowhere (P6)."""
    for path, written, node in root.texts("people.*.phones.*"):
        # A number in another form is a mistake of form, and is reported as one.
        if _fits(PhoneNumber, written) and not _is_possible(written):
            yield node.mistake(f"{subject(path)} has the number '{written}', which cannot exist.", "Check its digits.")


def nobody_is_their_own_deputy(root: Node) -> Iterator[Mistake]:
    """A deputy stands in for somebody else (P3)."""
    for path, deputy, node in root.texts("people.*.deputy"):
        if deputy == path[1]:
            yield node.mistake(f"{subject(path)} is their own deputy.", "Name another person, or leave it out.")


def technical_words_are_listed_once(root: Node) -> Iterator[Mistake]:
    """Whoever takes a word out of the list expects it to be gone (P17)."""
    listed: set[str] = set()
    for _, written, node in root.texts("technical_words.*"):
        if written.casefold() in listed:
            yield node.mistake(f"the technical word '{written}' is listed twice.", "Keep it in one place.")
        listed.add(written.casefold())


RULES: tuple[Callable[[Node], Iterator[Mistake]], ...] = (
    unknown_references,
    ids_are_slugs,
    ids_are_written_once,
    ladders_end_in_a_head_of_department,
    rungs_name_everyone_once,
    people_have_two_ways_to_be_reached,
    nobody_shares_a_number_or_mailbox,
    numbers_are_possible,
    nobody_is_their_own_deputy,
    technical_words_are_listed_once,
    *ROUTE_RULES,
)
"""Every rule that can be judged on the file as written, whatever else is wrong with it."""


def rota_gaps(root: Node, rotas: dict[str, Rota], now: datetime) -> Iterator[Mistake]:
    """Somebody is on duty at every instant (P5, P6) of the next two years."""
    for name, rota in rotas.items():
        if found := gaps(rota, now, now + _GAP_HORIZON):
            node, _ = root.nearest(("rotas", name))
            more = f", and {len(found) - 1} times more within two years" if len(found) > 1 else ""
            what = f"rota '{name}' names nobody {_stretch(found[0], rota.time_zone)}{more}."
            yield node.mistake(what, "Change the hours or days of its shifts so that they meet.")


def _stretch(gap: Gap, time_zone: str) -> str:
    starts, ends = (f"{at.astimezone(ZoneInfo(time_zone)):%A %Y-%m-%d %H:%M}" for at in (gap.starts, gap.ends))
    return f"from {starts} until {ends} ({time_zone})"


def _fits(kind: Any, written: object) -> bool:
    try:
        TypeAdapter(kind).validate_python(written)
    except ValidationError:
        return False
    return True


def _is_possible(number: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
