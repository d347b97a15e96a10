"""What became of the updates, seen from three sides: what the rounds say, the receipts, and the mailboxes and phones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cli.story.cast import Cast
from cli.story.search import calls_to, keys_of, words_of
from cli.story.stage import Line, Phones
from domain.audiences import Audience
from domain.comms.dispatch.delivery import Outcome, Receipt
from domain.comms.dispatch.receipts import MessageTo
from domain.comms.drafting.updates import Quantity, RoundKind
from domain.comms.drafting.wording import READERS, round_name
from domain.comms.rounds.views import CommsView
from domain.incident.view import IncidentView
from domain.organisation import Channel, Organisation, Person

_FORGOTTEN = "the second update to business stakeholders"


@dataclass(frozen=True)
class Received:
    """How the rounds of both audiences stand, the last word on each message, and what the mailboxes and phones hold."""

    business: CommsView
    technical: CommsView
    receipts: Sequence[Receipt]
    phones: Phones
    organisation: Organisation

    def view(self, audience: Audience) -> CommsView:
        """Return how the rounds for an audience stand."""
        return self.business if audience is Audience.BUSINESS else self.technical

    def words_on(self, audience: Audience, number: int) -> list[Receipt]:
        """Return the last word on each message of a round."""
        return [each for each in self.receipts if (each.audience, each.number) == (audience, number)]

    def mails_of(self, audience: Audience, number: int | None = None) -> list[dict[str, Any]]:
        """Return what arrived in the mailboxes of a round, or of all rounds, by what each mail carries along."""
        wanted = {"code": self.business.code, "audience": audience.value}
        wanted |= {"number": str(number)} if number else {}
        return [
            each for each in self.phones["mails"] if _arrived(each) and wanted.items() <= each["custom_args"].items()
        ]

    def has(self, receipt: Receipt) -> bool:
        """Whether what was reported as delivered is there: in their mailbox, or on their phone."""
        person = self.organisation.person(receipt.person)
        if receipt.channel is Channel.TEXT:
            return len(self._texts_to(person, receipt.audience)) >= receipt.number
        about = MessageTo.model_validate(receipt.model_dump(include=set(MessageTo.model_fields))).as_arguments()
        mails = self.mails_of(receipt.audience, receipt.number)
        return any(each["to"] == person.email and about.items() <= each["custom_args"].items() for each in mails)

    def _texts_to(self, person: Person, audience: Audience) -> list[dict[str, Any]]:
        """Return the updates a phone has got; a text of an update begins with the service for the business, else with the code."""
        view = self.view(audience)
        begins = view.service if audience is Audience.BUSINESS else view.code
        return [
            each for each in _texts_to(self.phones, person) if _arrived(each) and each["body"].startswith(f"{begins},")
        ]


def got(received: Received, audience: Audience, kind: RoundKind, number: int) -> Line:
    """Return whom a round reached: everybody of it, by the receipts and by their own mailboxes and phones."""
    words, view = received.words_on(audience, number), received.view(audience)
    people = {each.person for each in words}
    has_it = {each.person for each in words if each.outcome is Outcome.DELIVERED and received.has(each)}
    was_sent = any((each.number, each.kind) == (number, kind) for each in view.sent)
    line = f"{len(has_it)} of {len(people)} people got {round_name(number, kind)} to {READERS[audience]}"
    return line, was_sent and has_it == people == set(view.told) and not view.unreached


def may_send(phones: Phones, person: Person) -> bool:
    """Whether a text has told a person that they may send what is overdue."""
    return any(_arrived(each) and "you may send it now" in each["body"] for each in _texts_to(phones, person))


def judged_miss(view: IncidentView, received: Received, cast: Cast) -> Iterator[Line]:
    """Yield each line of the forgotten update and whether it happened."""
    lead, stand_in, phones = cast.service_owner, cast.stand_in, received.phones
    yield f"{lead.name} was reminded of {_FORGOTTEN}", _was_told(phones, lead, "Update due.")
    yield f"{lead.name} was told when it was due", _was_told(phones, lead, f"{_FORGOTTEN} is due now")
    heard = [call for call in calls_to(phones, stand_in) if "An update is overdue." in words_of(call)]
    yield (
        f"{stand_in.name} (called for the lead) was rung once it was overdue, and pressed a key",
        any("1" in keys_of(call) for call in heard),
    )
    noted = sum(entry.what == f"{_FORGOTTEN} is missed" for entry in view.timeline)
    missed = (received.business.status.missed_in_all, received.technical.status.missed_in_all)
    yield "the miss stands on the timeline, and was counted once", (noted, missed) == (1, (1, 0))
    by_whom = [each.approved_by for each in received.business.sent if each.kind is RoundKind.SECOND]
    yield f"{stand_in.name} sent what was written", by_whom == [stand_in.name]


def judged_end(received: Received, total: Sequence[Quantity]) -> Iterator[Line]:
    """Yield whether everybody was told what it came to, and nothing is left to be told."""
    said = [f"{each.amount:,f} {each.unit}" for each in total]
    final = [
        mail for audience in Audience for mail in received.mails_of(audience, received.view(audience).sent[-1].number)
    ]
    told = bool(final) and all(amount in " ".join(mail["text"].split()) for mail in final for amount in said)
    kept = received.business.total == received.technical.total == tuple(total)
    yield f"the total was told in numbers: {'; '.join(said)}", told and kept
    yield "no update is open any more", received.business.status.kind is received.technical.status.kind is None


def judged_apart(received: Received) -> Iterator[Line]:
    """Yield whether each audience has its own messages and nobody else's, and the receipts know of all of them."""
    mine = {audience: received.mails_of(audience) for audience in Audience}
    of_plan = all(
        {each["custom_args"]["person"] for each in mails} <= set(received.view(to).told) for to, mails in mine.items()
    )
    coded = [each["subject"].startswith(f"[{received.technical.code}]") for each in mine[Audience.TECHNICAL]]
    plain = [received.business.code not in each["subject"] for each in mine[Audience.BUSINESS]]
    yield "nobody got what was meant for the other audience", of_plan and all([*coded, *plain])
    by_mail = [each for each in received.receipts if (each.channel, each.outcome) == (Channel.MAIL, Outcome.DELIVERED)]
    reported = sorted((each.audience.value, str(each.number), each.person) for each in by_mail)
    held = sorted(
        (args["audience"], args["number"], args["person"])
        for mails in mine.values()
        for args in (m["custom_args"] for m in mails)
    )
    yield (
        f"the receipts say the same as the mailboxes: {len(held)} mails of updates, none twice",
        bool(held) and reported == held,
    )


def _was_told(phones: Phones, person: Person, words: str) -> bool:
    """Whether a text or a mail with these words has reached a person."""
    texts = [each["body"] for each in _texts_to(phones, person) if _arrived(each)]
    mails = [
        f"{each['subject']} {each['text']}" for each in phones["mails"] if each["to"] == person.email and _arrived(each)
    ]
    return any(words.lower() in each.lower() for each in (*texts, *mails))


def _texts_to(phones: Phones, person: Person) -> list[dict[str, Any]]:
    return [each for each in phones["texts"] if each["to"] == person.phone]


def _arrived(message: dict[str, Any]) -> bool:
    return bool(message["status"] == "delivered")
