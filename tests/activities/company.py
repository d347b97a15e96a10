"""Whom the activities reach: somebody with everything, and somebody with nothing."""

from datetime import timedelta

from activities.addresses import CallbackAddresses
from domain.messages import CallEnd, CallOrder, MailOrder, TextOrder
from domain.organisation import Organisation
from tests.domain.company import organisation, person

PHONE = "+447700900101"
MAIL = "ana@larkfield.example"
OUR_NUMBER = "+15005550006"
OUR_MAIL = "incidents@larkfield.example"
SIGNING_KEY = "a signing key of the tests"
ADDRESSES = CallbackAddresses(public_url="https://mimp.larkfield.example/", signing_key=SIGNING_KEY)

ESCALATION = "incident/checkout/7K3Q/escalation/triage/shop"
ATTEMPT = f"{ESCALATION}/ana/attempt/1"


def company() -> Organisation:
    """Return a company in which Ana has a number and an address, and Bo has neither."""
    return organisation(person("ana", phone=PHONE, email=MAIL), person("bo"))


def call_to(who: str = "ana") -> CallOrder:
    """Return the order to call somebody about their page."""
    return CallOrder(
        attempt_id=ATTEMPT,
        page_id=f"{ESCALATION}/{who}",
        owner=ESCALATION,
        incident="incident/checkout",
        person=who,
        ring=timedelta(seconds=20),
        time_limit=timedelta(minutes=3),
    )


def call_end(provider_id: str, *, picked_up: bool = False) -> CallEnd:
    """Return the order to end a call to Ana."""
    return CallEnd(provider_id=provider_id, person="ana", picked_up=picked_up)


def text_to(who: str = "ana") -> TextOrder:
    """Return the order to text somebody about their page."""
    return TextOrder(
        attempt_id=ATTEMPT,
        page_id=f"{ESCALATION}/{who}",
        owner=ESCALATION,
        incident="incident/checkout",
        person=who,
        body="checkout-7K3Q: customers cannot pay. Reply ACK 4821.",
    )


def notice_to(who: str = "ana") -> TextOrder:
    """Return the order to text somebody words that belong to no page."""
    return TextOrder(attempt_id=ATTEMPT, person=who, body="Thank you, you have it.")


def mail_to(who: str = "ana", attempt: str = ATTEMPT) -> MailOrder:
    """Return the order to mail somebody about their page."""
    return MailOrder(
        attempt_id=attempt,
        person=who,
        subject="checkout-7K3Q: customers cannot pay",
        body="Ana, customers cannot pay.",
        thread="checkout-7K3Q",
    )
