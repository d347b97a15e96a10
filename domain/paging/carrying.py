"""What a pager carries over a continue-as-new: everything that waits for an end, and of the rest as much as there is room for.

Temporal takes no more than 256 KB with good grace, and a storm may bring one person hundreds of pages a day. An ordinary day is
carried whole. Beyond it a page is carried in short: what an answer and LIST need, and how far its delivery has come. Of what ended
the oldest is forgotten but for its code, which is given to no other page meanwhile (docs/adr/0010).
"""

from collections.abc import Sequence
from typing import Any

from domain.codes import incident_of
from domain.messages import PageWords, Purpose
from domain.names import page_id
from domain.organisation import Channel
from domain.page_messages import ContactCard, PageOrder, TextMeaning
from domain.paging.state import MOST_HELD, Attempt, InShort, Page, PagerState, ShortPage, Standing
from domain.wording import shortened

_IN_FULL = 30
_ATTEMPTS_PER_CHANNEL = 20
"""As many as the widest burst policy counts (`domain/policies.py`)."""

_TOLD = 100
"""How many pages the attempts tell in all that a provider may still report on."""

_BUNDLES = 20
"""How many older texts about several pages are still answered by their codes."""

_SPENT_CODES = 2_000
"""Of ten thousand: enough are left to give away."""

_MEANINGS_CHARACTERS = 16_000
_NOTICES_SEEN = 50
"""What is delivered twice is so within a minute."""

_MOST_CHARACTERS = 200
"""Of each of a page's words that is carried; what is spoken and texted is no longer."""

_IN_SHORT = 60
"""As many characters as LIST shows."""

_QUESTION = 140
"""As many as the question takes whether somebody is still on it, which says until when."""

_REASON = 100
_ITS_TURN = "its turn has come"


def carried_over(state: PagerState) -> PagerState:
    """Return what the next run is given; the state itself stays as it is."""
    ranked = _most_needed_first(state)
    kept, full, short = set(ranked), ranked[:_IN_FULL], ranked[_IN_FULL:]
    forgotten = [page.code for key, page in state.pages.items() if key not in kept]
    attempts = _attempts_carried(state, kept)
    bundles, old_bundles = _bundles_carried(state, attempts)
    return state.model_copy(
        update={
            "pages": {key: _cut(page) for key, page in state.pages.items() if key in full},
            "in_short": _all_in_short([state.pages[key] for key in short]),
            "attempts": attempts,
            "bundles": bundles,
            "spent_codes": list(dict.fromkeys([*state.spent_codes, *old_bundles, *forgotten]))[-_SPENT_CODES:],
            "texts_read": _meanings_carried(state.texts_read),
            "notices_seen": state.notices_seen[-_NOTICES_SEEN:],
        }
    )


def restored(state: PagerState) -> PagerState:
    """Return the state as rules know it, from what a run before has carried over: every page stands among the others again."""
    if state.in_short is None:
        return state
    again = (_whole(short, state.in_short.contact) for short in state.in_short.pages)
    pages = [*state.pages.values(), *again]
    pages.sort(key=lambda page: page.opened_at)
    return state.model_copy(update={"in_short": None, "pages": {page.order.page_id: page for page in pages}})


def _most_needed_first(state: PagerState) -> list[str]:
    """Return the pages that are carried: those something is under way for, open ones, those in hand, then what ended lately."""
    under_way = {key for each in state.attempts.values() if each.under_way for key in each.page_ids}
    held = [key for key, page in state.pages.items() if page.held or key in under_way]
    held.sort(key=lambda key: (key not in under_way, not state.pages[key].open))
    ended = list(state.pages.keys() - held)
    ended.sort(key=lambda key: (state.pages[key].ended_at or state.pages[key].opened_at, key), reverse=True)
    return [*held, *ended[: max(0, MOST_HELD - len(held))]]


def _attempts_carried(state: PagerState, pages: set[str]) -> dict[str, Attempt]:
    """Return what is under way and the latest of the rest, by which it is known how often the person was disturbed.

    What the oldest of them told is left out, as nothing is heard of them any more; so are attempts of which no page is known.
    """
    by_channel = {channel: [each for each in state.attempts.values() if each.channel is channel] for channel in Channel}
    latest = {each.id for attempts in by_channel.values() for each in attempts[-_ATTEMPTS_PER_CHANNEL:]}
    kept = [each for each in state.attempts.values() if each.under_way or each.id in latest]
    room = _TOLD - sum(len(each.intents) for each in kept if each.under_way)
    carried: dict[str, Attempt] = {}
    for attempt in reversed(kept):
        room -= 0 if attempt.under_way else len(attempt.intents)
        whole = attempt.under_way or (room >= 0 and not pages.isdisjoint(attempt.intents))
        carried[attempt.id] = attempt if whole else attempt.model_copy(update={"intents": {}, "code": None})
    return dict(reversed(carried.items()))


def _bundles_carried(state: PagerState, attempts: dict[str, Attempt]) -> tuple[dict[str, list[str]], list[str]]:
    """Return what the codes of older texts answer, for the latest of them; and the codes that answer nothing any more."""
    without = [each for key, each in state.attempts.items() if key not in attempts or attempts[key].code != each.code]
    told = {each.code: [page.code for page in state.pages_of(each)] for each in without if each.code}
    bundles = [*state.bundles.items(), *told.items()]
    return dict(bundles[-_BUNDLES:]), [code for code, _ in bundles[:-_BUNDLES]]


def _meanings_carried(meanings: dict[str, TextMeaning]) -> dict[str, TextMeaning]:
    """Return what the latest texts meant; one that is delivered again later is understood anew, and answers the same pages."""
    carried: list[tuple[str, TextMeaning]] = []
    room = _MEANINGS_CHARACTERS
    for text_id, meaning in reversed(meanings.items()):
        room -= len(meaning.model_dump_json())
        if room < 0:
            break
        carried.append((text_id, meaning))
    return dict(reversed(carried))


def _all_in_short(pages: Sequence[Page]) -> InShort | None:
    if not pages:
        return None
    latest = max(pages, key=lambda page: page.opened_at)
    return InShort(contact=latest.contact, pages=[_in_short(each) for each in pages])


def _cut(page: Page) -> Page:
    order = page.order
    cut = {"words": _cut_words(order.words), "own_words": order.own_words and _cut_words(order.own_words)}
    return page.model_copy(update={"order": order.model_copy(update=cut)})


def _cut_words(words: PageWords) -> PageWords:
    headline, detail = shortened(words.headline, _MOST_CHARACTERS), shortened(words.detail, _MOST_CHARACTERS)
    return words.model_copy(update={"headline": headline, "detail": detail})


def _standing(page: Standing) -> dict[str, Any]:
    return {name: getattr(page, name) for name in Standing.model_fields}


def _in_short(page: Page) -> ShortPage:
    """Return a page with what an answer needs, and one that is open or in hand with what LIST and a call say of it."""
    order, words = page.order, page.order.words
    key = order.intent.rpartition("#")[0]
    told: dict[str, Any] = {"delivered": [], "rang": False}
    if page.held:
        told = {
            "service": shortened(words.service, _IN_SHORT),
            "headline": shortened(words.headline, _QUESTION if order.purpose is Purpose.CHECK_IN else _IN_SHORT),
            "own_headline": shortened(order.own_words.headline, _IN_SHORT) if order.own_words else "",
            "quiet_for": words.quiet_for,
            "rounds": words.rounds,
            "channels": page.contact.channels,
        }
    because = page.ended_because and shortened(page.ended_because, _REASON)
    return ShortPage(
        **{**_standing(page), **told, "ended_because": because},
        intent=order.intent,
        page_id="" if order.page_id == key else order.page_id,
        owner="" if order.page_id == page_id(order.owner, order.person) else order.owner,
        incident="" if order.incident == incident_of(order.code) else order.incident,
        incident_code=order.code,
        purpose=order.purpose,
        asked_for=order.asked_for,
        team=order.team,
    )


def _whole(short: ShortPage, contact: ContactCard) -> Page:
    """Return a page as rules know it; its details have gone, what is wrong and how to answer has not."""
    key = short.page_id or short.intent.rpartition("#")[0]
    words = PageWords(
        headline=short.headline, detail="", service=short.service, quiet_for=short.quiet_for, rounds=short.rounds
    )
    order = PageOrder(
        page_id=key,
        intent=short.intent,
        owner=short.owner or key.removesuffix(f"/{contact.person}"),
        incident=short.incident or incident_of(short.incident_code),
        code=short.incident_code,
        person=contact.person,
        purpose=short.purpose,
        asked_for=short.asked_for,
        words=words,
        own_words=words.model_copy(update={"headline": short.own_headline}) if short.own_headline else None,
        cleared=short.cleared,
        team=short.team,
    )
    card = contact.model_copy(update={"channels": short.channels or contact.channels, "because": None})
    return Page(**_standing(short), order=order, contact=card, why_next=_ITS_TURN)
