"""The messages a small company's phones are about: pages to Ana for checkout (4821), search (1234) and login (5555)."""

from domain.audiences import Audience
from domain.comms.dispatch.receipts import MessageTo
from domain.messages import PageWords, Purpose, Verb
from domain.names import page_id
from domain.page_messages import CallScript, OpenPage, PageToTell, TextMeaning
from domain.tokens import ActionToken, AttemptToken, BridgeToken, LinkToken, ReportToken, RoundTextToken

SIGNING_KEY = "a long random text, as the tests have it"
INCIDENT = "incident/checkout"
OWNER = "incident/checkout/7K3Q/escalation/triage/storefront"
CODE = "checkout-7K3Q"
ATTEMPT = "ana/M4XD/1"
CHECKOUT, SEARCH, LOGIN = "4821", "1234", "5555"
SERVICES = {CHECKOUT: "Checkout", SEARCH: "Search", LOGIN: "Login"}


def token(who: str = "ana") -> str:
    """Return the signed token of a call or text to this person."""
    return AttemptToken(attempt=ATTEMPT.replace("ana", who), person=who).signed(SIGNING_KEY)


def bridge_token(audience: Audience = Audience.TECHNICAL) -> str:
    """Return the signed token of reports about a bridge of checkout's incident."""
    return BridgeToken(code=CODE, audience=audience).signed(SIGNING_KEY)


def report_token(call: str = "CA1") -> str:
    """Return the signed token of a call in which checkout was chosen, and nothing is reported yet."""
    return ReportToken(call=call, service="checkout").signed(SIGNING_KEY)


def round_text_token(who: str = "ana") -> str:
    """Return the signed token of the report on a text of checkout's second business round to this person."""
    message = MessageTo(code=CODE, audience=Audience.BUSINESS, number=2, person=who)
    return RoundTextToken(message=message).signed(SIGNING_KEY)


def link(who: str = "ana") -> str:
    """Return the path of the link in a mail about this person's page."""
    about = LinkToken(page=page_id(OWNER, who), owner=OWNER, incident=INCIDENT, person=who, code=CODE)
    return f"/answer/{about.signed(SIGNING_KEY)}"


def action_link(who: str = "ana", number: int = 1) -> str:
    """Return the path of the link in a mail to this person about an action of the review of checkout's incident."""
    return f"/actions/{ActionToken(code=CODE, number=number, person=who).signed(SIGNING_KEY)}"


def owner_of(code: str) -> str:
    """Return who decides the answers to the page with this code."""
    return OWNER.replace("checkout", SERVICES[code].lower())


def to_tell(
    code: str = CHECKOUT,
    *,
    who: str = "ana",
    closed: str | None = None,
    headline: str | None = None,
    incident: str | None = None,
    purpose: Purpose = Purpose.TRIAGE,
    asked_for: Purpose | None = None,
) -> PageToTell:
    """Return a page as a call tells it."""
    service = SERVICES[code]
    words = PageWords(
        headline=headline or f"{service}: customers cannot pay.", detail=f"{service}Down: 5xx.", service=service
    )
    return PageToTell(
        page_id=page_id(owner_of(code), who),
        code=code,
        owner=owner_of(code),
        incident=incident or f"incident/{service.lower()}",
        incident_code=f"{service.lower()}-7K3Q",
        purpose=purpose,
        asked_for=asked_for,
        team="" if incident else "storefront",
        words=words,
        closed_because=closed,
    )


def script(*pages: PageToTell) -> CallScript:
    """Return what a call says: these pages, or the one about checkout."""
    return CallScript(pages=pages or (to_tell(),))


def open_page(
    code: str = CHECKOUT, *, still_open: bool = True, who: str = "ana", purpose: Purpose = Purpose.TRIAGE
) -> OpenPage:
    """Return a page as the pager lists it."""
    page = to_tell(code, who=who, purpose=purpose)
    return OpenPage(
        page_id=page.page_id,
        owner=page.owner,
        incident=page.incident,
        incident_code=page.incident_code,
        page_code=code,
        purpose=page.purpose,
        team=page.team,
        headline=page.words.headline,
        open=still_open,
    )


def meaning(verb: Verb, *pages: OpenPage) -> TextMeaning:
    """Return what the pager makes of a text that answers these pages, or the one about checkout."""
    return TextMeaning(verb=verb, pages=pages or (open_page(),))
