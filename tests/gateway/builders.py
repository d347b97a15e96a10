"""The messages a small company's phones are about."""

from domain.messages import CallScript, OpenPage, PageWords, Purpose
from domain.names import page_id
from domain.tokens import LinkToken, PageToken

SIGNING_KEY = "a long random text"
INCIDENT = "incident/checkout"
OWNER = "incident/checkout/7K3Q/escalation/triage/storefront"
CODE = "checkout-7K3Q"


def token(who: str = "ana", *, incident: str = INCIDENT) -> str:
    """Return the signed token of a call or text about this person's page."""
    page = page_id(OWNER, who)
    about = PageToken(attempt=f"{page}#1", page=page, owner=OWNER, incident=incident, person=who)
    return about.signed(SIGNING_KEY)


def link(who: str = "ana") -> str:
    """Return the path of the link in a mail about this person's page."""
    about = LinkToken(page=page_id(OWNER, who), owner=OWNER, incident=INCIDENT, person=who, code=CODE)
    return f"/answer/{about.signed(SIGNING_KEY)}"


def script(*, closed: str | None = None, headline: str = "Checkout: customers cannot pay.") -> CallScript:
    """Return what a call about checkout says."""
    words = PageWords(headline=headline, detail="CheckoutDown: 5xx.")
    return CallScript(purpose=Purpose.TRIAGE, words=words, incident_code=CODE, language="en-GB", closed=closed)


def open_page(code: str = "4821", *, still_open: bool = True, who: str = "ana") -> OpenPage:
    """Return a page about checkout as the pager lists it."""
    return OpenPage(
        page_id=page_id(OWNER, who),
        owner=OWNER,
        incident=INCIDENT,
        incident_code=CODE,
        page_code=code,
        purpose=Purpose.TRIAGE,
        headline="Checkout: customers cannot pay.",
        open=still_open,
    )
