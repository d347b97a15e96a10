"""Whom the activities reach: somebody with everything, and somebody with nothing."""

from datetime import timedelta

from twilio.rest import Client

from activities.addresses import CallbackAddresses
from activities.telephone import Telephone
from domain.organisation import Organisation
from domain.senders import Senders
from domain.sending import CallCheck, CallEnd, CallOrder, CallRedirect, MailOrder, PageInMail, TextOrder
from tests.domain.company import organisation, person

PHONE = "+447700900101"
SECOND_PHONE = "+447700900201"
GERMAN_PHONE = "+4915123456789"
MAIL = "ana@larkfield.example"
OUR_NUMBER = "+15005550006"
OUR_GERMAN_NUMBER = "+4930901820"
OUR_MAIL = "incidents@larkfield.example"
SIGNING_KEY = "a signing key of the tests"
ADDRESSES = CallbackAddresses(public_url="https://mimp.larkfield.example/", signing_key=SIGNING_KEY)

ESCALATION = "incident/checkout/7K3Q/escalation/triage/shop"
ATTEMPT = f"{ESCALATION}/ana/attempt/1"


def company() -> Organisation:
    """Return a company in which Ana has two numbers and an address, Bo has neither, and Cy has a number of another country."""
    ana = person("ana", email=MAIL).model_copy(update={"phones": (PHONE, SECOND_PHONE)})
    return organisation(ana, person("bo"), person("cy", phone=GERMAN_PHONE))


def telephone(client: Client) -> Telephone:
    """Return the company's account at Twilio: a number by default, and one for Germany."""
    senders = Senders(default=OUR_NUMBER, others=(OUR_GERMAN_NUMBER,))
    return Telephone(client, company(), senders, ADDRESSES)


def call_to(who: str = "ana", known: tuple[str, ...] = ()) -> CallOrder:
    """Return the order to call somebody about their page."""
    return CallOrder(
        attempt_id=ATTEMPT,
        person=who,
        ring=timedelta(seconds=20),
        time_limit=timedelta(minutes=3),
        known=known,
    )


def call_end(provider_id: str, *, picked_up: bool = False) -> CallEnd:
    """Return the order to end a call to Ana."""
    return CallEnd(provider_id=provider_id, person="ana", picked_up=picked_up)


def call_redirect(provider_id: str) -> CallRedirect:
    """Return the order to have a call to Ana fetch its words anew."""
    return CallRedirect(attempt_id=ATTEMPT, person="ana", provider_id=provider_id)


def call_check(provider_id: str) -> CallCheck:
    """Return the question how a call to Ana stands."""
    return CallCheck(provider_id=provider_id, attempt_id=ATTEMPT)


def text_to(who: str = "ana", body: str = "checkout-7K3Q: customers cannot pay. Reply ACK 4821.") -> TextOrder:
    """Return the order to text somebody about their page."""
    return TextOrder(
        attempt_id=ATTEMPT,
        person=who,
        body=body,
        reported=True,
    )


def notice_to(who: str = "ana") -> TextOrder:
    """Return the order to text somebody words of which nobody waits to hear."""
    return TextOrder(attempt_id=ATTEMPT, person=who, body="Thank you, you have it.")


def page_in_mail(
    code: str = "checkout-7K3Q",
    page_code: str = "4821",
    headline: str = "Checkout: customers cannot pay.",
    detail: str = "CheckoutDown: 95% of checkouts fail.",
) -> PageInMail:
    """Return one page as a mail tells it."""
    return PageInMail(
        page_id=f"{code}/page/{page_code}",
        owner=ESCALATION,
        incident="incident/checkout",
        incident_code=code,
        page_code=page_code,
        headline=headline,
        detail=detail,
        team="shop",
    )


def mail_to(
    who: str = "ana", attempt: str = ATTEMPT, *pages: PageInMail, note: str = "", name: str = "Ana"
) -> MailOrder:
    """Return the order to mail somebody about their pages; without any given, about one."""
    return MailOrder(
        attempt_id=attempt,
        person=who,
        name=name,
        subject="[checkout-7K3Q] Checkout: customers cannot pay.",
        thread="checkout-7K3Q",
        note=note,
        pages=pages or (page_in_mail(),),
    )
