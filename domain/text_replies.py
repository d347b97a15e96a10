"""What texts say of a person's pages: how each is answered, the list of all, and what helps whoever was not understood."""

from collections.abc import Iterable, Sequence

from domain.assessment import questions_text
from domain.errors import Refused
from domain.messages import Purpose, Verb
from domain.page_messages import OpenPage
from domain.purposes import kind_of
from domain.text_commands import MOST_CHARACTERS, WORDS, TextCommand, Word
from domain.wording import counted, shortened, taken_text

_CLOSED_SHOWN = 3
_HEADLINE = 60
_HOW_TO_REPORT = "REPORT shows how to report what is wrong."


def how_to_answer(purpose: Purpose, page_code: str) -> str:
    """Return how a page with this purpose and code is answered by text, and how one joins its call."""
    kind = kind_of(purpose)
    calls = [way.to for way in kind.ways if way.word is Word.JOIN]
    joins = [f"{to.capitalize()}, call this number and key in {page_code}." for to in calls]
    texts = [f"{way.word} {page_code} {way.to}" for way in kind.ways if way.word is not Word.JOIN]
    replies = [f"Reply {', '.join(texts)}."] if texts else []
    return " ".join([*joins, *replies])


def how_to_send(purpose: Purpose, page_code: str) -> str:
    """Return how whoever sees to an update sends it by text, or passes that on: "SEND 4821 sends it, PASS 4821 passes it on."."""
    words = {way.word for way in kind_of(purpose).ways}
    passes = f", {Word.PASS} {page_code} passes it on" if Word.PASS in words else ""
    return f"{Word.SEND} {page_code} sends it{passes}."


def what_comes_next(verb: Verb, page: OpenPage) -> str:
    """Return what whoever has just taken a page by text is asked next: the five questions (P10); nothing for any other answer."""
    judges = verb is Verb.ACKNOWLEDGE and kind_of(page.purpose).judged and not kind_of(page.purpose).theirs
    return questions_text(page.named, page.page_code) if judges else ""


def help_for(pages: Sequence[OpenPage]) -> str:
    """Return how whoever was not understood answers what is open for them, or changes what they have."""
    open_now = [page for page in pages if page.open]
    held = [page for page in pages if page.in_hand and kind_of(page.purpose).judged]
    if len(open_now) == 1:
        [page] = open_now
        how = how_to_answer(page.purpose, page.page_code)
        return f"{page.named}: {how} LIST shows all. {_HOW_TO_REPORT}"
    if open_now:
        waits = f"{counted(len(open_now), 'thing')} wait for you: LIST shows each with its code and how to answer it."
        return f"{waits} {_HOW_TO_REPORT}"
    if held:
        return f"{taken_text([(page.named, page.page_code) for page in held])} {_HOW_TO_REPORT}"
    return f"Nothing is open for you. {_HOW_TO_REPORT}"


def page_without_code(command: TextCommand, pages: Sequence[OpenPage]) -> OpenPage:
    """Return the page a text without a code answers: the only one that is open, and only to take it.

    Never one that asks a silent person: a forged text must not keep it in their hands.

    Raises:
        Refused: a code is needed.

    """
    open_now = [page for page in pages if page.open]
    if WORDS[command.word].code_needed or len(open_now) != 1:
        raise Refused(f"{command.word} needs the code of the page. {listing(pages)}")
    [page] = open_now
    kind = kind_of(page.purpose)
    if kind.theirs:
        raise Refused(f"Whether you are still on it needs the code of the page. {listing(pages)}")
    if not kind.ack_does_it:
        raise Refused(f"{command.word} needs the code of this page. {listing(pages)}")
    return page


def listing(pages: Iterable[OpenPage]) -> str:
    """Return the pages as the answer to LIST: every one of them with how it is answered; in fewer words when there are many,
    and what has no room in a text is counted.
    """
    pages = list(pages)
    long = _listed(pages, _HEADLINE)
    return long if len(long) <= MOST_CHARACTERS else _as_far_as_they_fit(_listed(pages, 0))


def _as_far_as_they_fit(listed: str) -> str:
    if len(listed) <= MOST_CHARACTERS:
        return listed
    whole = listed[: MOST_CHARACTERS - len("\nand 0000 more")].rpartition("\n")[0]
    left_out = listed[len(whole) :].strip().split("\n")
    return f"{whole}\nand {sum(not line.endswith(':') for line in left_out)} more"


def _listed(pages: list[OpenPage], headline_length: int) -> str:
    asked = [page for page in pages if page.open and kind_of(page.purpose).theirs]
    waiting = [page for page in pages if page.open and page not in asked]
    parts = [
        ("Open for you:", [_line(page, headline_length) for page in waiting]),
        ("Yours, but answer to keep it:", [_question(page, headline_length) for page in asked]),
        ("In your hands:", [_line(page, headline_length) for page in pages if page.in_hand]),
    ]
    lines = [line for title, listed in parts if listed for line in (title, *listed)]
    if waiting or asked:
        return "\n".join(lines)
    return "\n".join([*(lines or ["Nothing is open for you."]), *_closed(pages)])


def _closed(pages: list[OpenPage]) -> list[str]:
    """Return how the latest pages came to their end: whoever wakes up late learns what became of them, and who has them.

    Each with its code, which still leads to the call: who was put through by key has never read it.
    """
    over = [page for page in pages if page.closed_because and not (page.open or page.in_hand)]
    title = ["Closed lately:"] if over else []
    more = [f"and {len(over) - _CLOSED_SHOWN} more"] if len(over) > _CLOSED_SHOWN else []
    lines = (f"{page.page_code}: {page.named}: {page.closed_because}" for page in over[:_CLOSED_SHOWN])
    return [*title, *lines, *more]


def _question(page: OpenPage, headline_length: int) -> str:
    """Return the line of a page that asks whether something is still theirs: whole, as its end says until when."""
    return f"{page.page_code}: {page.headline if headline_length else page.named}"


def _line(page: OpenPage, headline_length: int) -> str:
    """Return the line of a page; how it is answered follows where ACK and its code is not all of it."""
    headline = shortened(page.headline, headline_length) if headline_length else ""
    about = headline if page.named in headline else f"{page.named} {headline}".strip()
    return f"{page.page_code}: {about}{_how(page) if headline else ''}"


def _how(page: OpenPage) -> str:
    kind = kind_of(page.purpose)
    if page.in_hand and kind.sends:
        return f" {how_to_send(page.purpose, page.page_code)}"
    return f" {how_to_answer(page.purpose, page.page_code)}" if page.open and not kind.ack_does_it else ""
