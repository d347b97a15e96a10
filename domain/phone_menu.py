"""What a call says, and what a key on the phone means. A wrong key is said to be one; silence is no answer.

The keys of a call are one set (docs/adr/0008). 8 leads on, 0 leads back, 9 confirms what was read out, and none of the three means
anything else; `*` repeats. What closes an incident, or makes two one, is read out first.

| menu                          | 1           | 2              | 3            | 4        | 5        | 8         | 9       | 0    |
|-------------------------------|-------------|----------------|--------------|----------|----------|-----------|---------|------|
| several alerts and reminders  | take all    |                |              |          |          | hear each |         |      |
| an alert, a reminder          | take it     | pass it on     |              |          |          | next      |         |      |
| a lead is silent: the lead    | lead it yet | have others    |              |          |          | next      |         |      |
| a lead is silent: who may lead| lead it     | pass it on     |              |          |          | next      |         |      |
| a proposal                    | declare it  | stand it down* | details      |          |          | next      |         |      |
| a team that is needed         | join now    | later          | pass it on   |          |          | next      |         |      |
| who is called back            | join now    | later          |              |          |          | next      |         |      |
| an alert after mitigation     | reopen it   | ignore it      | details      |          |          | next      |         |      |
| an offer of the lead          | lead it     | decline        | details      |          |          | next      |         |      |
| an update that is overdue     | see to it   | pass it on     | the draft    |          |          | next      |         |      |
| an update that is due soon    | seen        |                | the draft    |          |          | next      |         |      |
| an invitation                 | join now    | later          |              |          |          | next      |         |      |
| taken                         |             | not major*     | keep looking | judge it | same*    | next      |         |      |
| each of the five questions    | already     | imminent       | no           |          |          | next      |         | back |
| read out*                     |             |                |              |          |          | next      | confirm | back |
| leading                       | join now    |                |              |          |          | next      |         |      |

Next is there while other pages wait. Whoever may declare and not stand down passes a proposal on with 2.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.assessment import WORDINGS, Impact, Question
from domain.messages import Purpose, Verb
from domain.page_messages import PageToTell
from domain.purposes import kind_of
from domain.wording import (
    alerts_in_words,
    counted,
    incident_code_spoken,
    quiet_in_words,
    spelled,
    spoken,
    spoken_codes,
    spoken_detail,
    take_in_words,
)

_NAMED = 5  # services named when several pages are told together; more cannot be kept in mind
_WORDS_BEFORE_KEYS = 20  # about 8 seconds
_CLEARED = "The alert has cleared since."
_BEGINS = {
    Purpose.CHECK_IN: "Reminder.",
    Purpose.DECLARE: "A major incident is proposed.",
    Purpose.JOIN: "Your team is needed.",
    Purpose.CALL_BACK: "You are called back.",
    Purpose.REOPEN: "Is it over?",
    Purpose.SILENT_LEAD: "An incident may need a lead.",
    Purpose.KEEP_LEAD: "Reminder.",
    Purpose.OFFER_LEAD: "Major incident.",
    Purpose.BUSINESS_CALL: "You are invited to the business call.",
    Purpose.ROUND_OVERDUE: "An update is overdue.",
    Purpose.ROUND_DUE: "An update is due.",
}


class Stage(StrEnum):
    """Where in the menu a call is: before anything was taken, after one page was, or at a question about that one."""

    OPENING = "opening"
    HELD = "held"
    JUDGING = "judging"
    """At one of the five questions."""
    SAME = "same"
    """It was read out that it becomes part of the incident that was named."""
    CLOSING = "closing"
    """It was read out that it is closed as not major."""
    LEADING = "leading"
    """It is declared, and the technical call is open to whoever leads it."""


class Turn(StrEnum):
    """What a key may do besides answering."""

    HEAR_EACH = "hear_each"
    NEXT = "next"
    BACK = "back"
    JUDGE = "judge"
    DETAILS = "details"
    SAME = "same"
    CLOSE = "close"
    """Have read out what closing it means, before it is confirmed."""


Key = Verb | Turn | Impact
"""What a key stands for: an answer to a page, a turn of the call, or how far a question is a yes."""

Keys = dict[str, tuple[Key, str]]
"""What each key stands for, and how that is said after "Press 1 to"."""

ON, CONFIRM, BACK = "8", "9", "0"

_TAKE: Keys = {"1": (Verb.ACKNOWLEDGE, "to take it"), "2": (Verb.PASS_ON, "to pass it on")}
_DECLARES: Keys = {
    "1": (Verb.MAJOR, "to declare it"),
    "2": (Turn.CLOSE, "to stand it down"),
    "3": (Turn.DETAILS, "for the details"),
}
_GO_BACK: Keys = {BACK: (Turn.BACK, "to go back")}

_OF_STAGE: dict[Stage, Keys] = {
    Stage.JUDGING: {
        "1": (Impact.HAPPENING, "if it is so already"),
        "2": (Impact.IMMINENT, "if it is imminent"),
        "3": (Impact.NO, "if not"),
        **_GO_BACK,
    },
    Stage.SAME: {CONFIRM: (Verb.SAME, "to confirm"), **_GO_BACK},
    Stage.CLOSING: {CONFIRM: (Verb.NOT_MAJOR, "to confirm"), **_GO_BACK},
    Stage.LEADING: {"1": (Verb.JOIN, "to join the technical call now")},
}

_OF_PURPOSE: dict[Purpose, Keys] = {
    Purpose.CHECK_IN: {**_TAKE, "1": (Verb.ACKNOWLEDGE, "if you are still on it")},
    Purpose.SILENT_LEAD: {**_TAKE, "1": (Verb.ACKNOWLEDGE, "to lead it")},
    Purpose.KEEP_LEAD: {
        "1": (Verb.ACKNOWLEDGE, "if you still lead it"),
        "2": (Verb.PASS_ON, "to have others called"),
    },
    Purpose.DECLARE: _DECLARES,
    Purpose.JOIN: {
        "1": (Verb.JOIN, "to join the call now"),
        "2": (Verb.ACKNOWLEDGE, "if you join later"),
        "3": (Verb.PASS_ON, "to pass it on"),
    },
    Purpose.CALL_BACK: {
        "1": (Verb.JOIN, "to join the call now"),
        "2": (Verb.ACKNOWLEDGE, "if you join later"),
    },
    Purpose.REOPEN: {
        "1": (Verb.REOPEN, "to reopen it"),
        "2": (Verb.IGNORE, "to ignore the alert"),
        "3": (Turn.DETAILS, "for the details"),
    },
    Purpose.OFFER_LEAD: {
        "1": (Verb.LEAD, "to lead it from now on"),
        "2": (Verb.DECLINE, "to decline"),
        "3": (Turn.DETAILS, "to hear more"),
    },
    Purpose.ROUND_OVERDUE: {
        "1": (Verb.ACKNOWLEDGE, "to see to it"),
        "2": (Verb.PASS_ON, "to pass it on"),
        "3": (Turn.DETAILS, "to hear the draft"),
    },
    Purpose.ROUND_DUE: {
        "1": (Verb.ACKNOWLEDGE, "to say that you have seen it"),
        "3": (Turn.DETAILS, "to hear the draft"),
    },
    Purpose.BUSINESS_CALL: {
        "1": (Verb.JOIN, "to join the business call now"),
        "2": (Verb.ACKNOWLEDGE, "if you join later"),
    },
}

_HELD: dict[str, Key] = {"2": Turn.CLOSE, "3": Verb.KEEP_LOOKING, "4": Turn.JUDGE}
"""1 means nothing here: it took the page a moment ago, and is pressed twice in haste (docs/adr/0008)."""


def told_next(waiting: Sequence[PageToTell]) -> Sequence[PageToTell]:
    """Return the pages that the next menu may be about: those that can be taken by one key go together, every other alone.

    What is to be decided comes first, and what puts the person through, so that nothing follows it, last.
    """
    together = [page for page in waiting if kind_of(page.purpose).ack_does_it]
    updates = [page for page in waiting if kind_of(page.purpose).sends]
    calls = [page for page in waiting if kind_of(page.purpose).joins]
    alone = [page for page in waiting if page not in (*together, *updates, *calls)]
    return alone[:1] or together or updates[:1] or calls[:1]


class Menu(BaseModel):
    """What a menu is: where a call stands, about several pages or one, for what purpose, and whether others follow that one.

    `other` is the code of the incident that may be the same as the one that was taken; empty where there is none.
    `may_stand_down`: whether the person may stand down what is proposed, and not only declare it (P11).
    """

    model_config = ConfigDict(frozen=True)

    stage: Stage = Stage.OPENING
    several: bool = False
    others_follow: bool = False
    purpose: Purpose = Purpose.TRIAGE
    question: Question | None = None
    other: str = ""
    may_stand_down: bool = True

    @property
    def keys(self) -> dict[str, Key]:
        """What each key means; a wrong key, `*` or silence repeats the menu."""
        if self.stage is Stage.OPENING and self.several:
            return {"1": Verb.ACKNOWLEDGE, ON: Turn.HEAR_EACH}
        onwards: dict[str, Key] = {ON: Turn.NEXT} if self.others_follow else {}
        return {**self._own_keys, **onwards}

    @property
    def _own_keys(self) -> dict[str, Key]:
        if self.stage is Stage.HELD:
            return {**_HELD, "5": Turn.SAME} if self.other else _HELD
        return {key: meaning for key, (meaning, _) in self._asked.items()}

    @property
    def _asked(self) -> Keys:
        """What is asked by keys that are read out in one sentence."""
        if self.stage in _OF_STAGE:
            return _OF_STAGE[self.stage]
        if self.purpose is Purpose.DECLARE and not self.may_stand_down:
            return {**_DECLARES, "2": _TAKE["2"]}
        return _OF_PURPOSE.get(self.purpose, _TAKE)

    def prompt(
        self, pages: Sequence[PageToTell], *, told_before: bool = False, waiting: Sequence[PageToTell] = ()
    ) -> str:
        """Return what is said of these pages: what is wrong comes first, then the keys, then the details; what waits is counted."""
        match self.stage:
            case Stage.OPENING:
                tell = _several if self.several else self._one
                return tell(pages, told_before=told_before)
            case Stage.HELD:
                return " ".join(filter(None, (_held(waiting), _may_be_same(self.other))))
            case Stage.LEADING:
                return f"{self._press()} {join_later(pages)}".strip()
            case Stage.JUDGING:
                question = f"{WORDINGS[self.question].spoken} " if self.question else ""
                return f"{question}{self._press()}"
            case Stage.SAME:
                return f"{_same(pages, self.other)} {self._press()}"
            case Stage.CLOSING:
                return f"{self._closing(pages)} {self._press()}"

    def _press(self, *more: str) -> str:
        """Return the sentence that says what each key does."""
        asked = [f"{key} {how}" for key, (_, how) in self._asked.items()]
        return f"Press {', '.join([*asked, *self._next, *more])}."

    @property
    def _next(self) -> Iterator[str]:
        if self.others_follow:
            yield f"{ON} for the next one"

    def _one(self, pages: Sequence[PageToTell], *, told_before: bool) -> str:
        page, kind = pages[0], kind_of(pages[0].purpose)
        begins = _BEGINS.get(page.purpose, "Another alert." if told_before else "Alert.")
        room = _WORDS_BEFORE_KEYS - len(begins.split())
        parts = [
            begins,
            spoken_codes(spoken(page.words.headline, room), [page.incident_code]),
            _CLEARED if page.cleared else "",
            self._press("star to repeat"),
            _named_last(page),
            "" if kind.decides or kind.joins or kind.sends else spoken_detail(page.words.detail),
        ]
        return " ".join(part for part in parts if part)

    def _closing(self, pages: Sequence[PageToTell]) -> str:
        """Return what closing it means, which is said before it is done: its alert then calls nobody for a while."""
        quiet = quiet_in_words(next((page.words.quiet_for for page in pages), None))
        which = f"incident {incident_code_spoken(pages[0].incident_code)}" if pages else "it"
        closes = f"You stand {which} down" if self.purpose is Purpose.DECLARE else f"You close {which} as not major"
        return f"{closes}. Then {quiet}."


def _held(waiting: Sequence[PageToTell]) -> str:
    """Return what is asked of whoever has just taken a page; nobody is invited to hang up while others wait."""
    judge = "Press 4 to judge whether it is a major incident."
    if not waiting:
        return f"{judge} Press 2 to close it as not major. Press 3 to keep looking into it, or hang up."
    together = all(kind_of(page.purpose).ack_does_it for page in waiting)
    alerts = alerts_in_words(len(waiting), reminders=_reminders(waiting), more=True)
    more = alerts if together else counted(len(waiting), "more thing")
    wait, them = ("waits", "it") if len(waiting) == 1 else ("wait", "them")
    onwards = f"{more} {wait}: press {ON} to keep this one and hear {them}."
    return f"{onwards} {judge} Press 2 to close this one as not major, 3 to keep looking into it."


def _may_be_same(other: str) -> str:
    return f"Press 5 if it is the same as incident {incident_code_spoken(other)}." if other else ""


def _same(pages: Sequence[PageToTell], other: str) -> str:
    """Return what is said before two incidents become one, with both by name."""
    this = f"Incident {incident_code_spoken(pages[0].incident_code)}" if pages else "It"
    return f"{this} becomes part of incident {incident_code_spoken(other)}."


def join_later(pages: Sequence[PageToTell]) -> str:
    """Return how whoever leads comes on the technical call later: by the code of the page by which they lead."""
    codes = " or ".join(spelled(page.code) for page in pages)
    return f"To join the technical call later, call this number and key in {codes}." if codes else ""


def asks_for_impact(page: PageToTell) -> str:
    """Return what whoever wants to declare is told while there is no impact statement: how to word it, and to go on (P17)."""
    how = f"Text IMPACT and {spelled(page.code)} and what customers cannot do, then press 1."
    return f"It cannot be declared without an impact statement. {how}"


def _reminders(pages: Sequence[PageToTell]) -> int:
    return sum(page.purpose is Purpose.CHECK_IN for page in pages)


def _several(pages: Sequence[PageToTell], *, told_before: bool) -> str:
    reminders = _reminders(pages)
    cleared = sum(page.cleared for page in pages)
    alerts = alerts_in_words(len(pages), reminders=reminders, cleared=cleared, more=told_before)
    take = take_in_words(len(pages), reminders)
    return f"{alerts}: {_named(pages)}. Press 1 to {take} all, {ON} to hear each, star to repeat."


def _named(pages: Sequence[PageToTell]) -> str:
    """Return what pages are about: the names of the services, as many as can be kept in mind."""
    names = _names(pages)
    return ", ".join(names[:_NAMED]) + (f", and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


def _names(pages: Sequence[PageToTell]) -> list[str]:
    return list(dict.fromkeys(page.words.service or incident_code_spoken(page.incident_code) for page in pages))


def _named_last(page: PageToTell) -> str:
    """Return which incident it is, unless the headline has named it; whoever is invited needs the code of their page instead."""
    if page.purpose is Purpose.BUSINESS_CALL:
        return f"Your code is {spelled(page.code)}."
    return "" if page.incident_code in page.words.headline else f"Incident {incident_code_spoken(page.incident_code)}."


def left_open(pages: Sequence[PageToTell]) -> str:
    """Return what whoever pressed no key leaves as it is, for the last words of a call: by what each page asks for."""
    parts = []
    for purposes, words in _LEFT_OPEN:
        left = [page for page in pages if page.purpose in purposes]
        if left:
            one = len(_names(left)) == 1
            are, them, need = ("is", "it", "needs") if one else ("are", "them", "need")
            parts.append(words.format(named=_named(left), are=are, them=them, need=need))
    return " ".join(parts)


_LEFT_OPEN = (
    (
        {purpose for purpose in Purpose if kind_of(purpose).decides},
        "It is still to be decided about {named}. You are called again.",
    ),
    ({Purpose.SILENT_LEAD}, "{named} still {need} a lead."),
    ({Purpose.KEEP_LEAD}, "You still lead {named}. Without an answer others are called."),
    ({purpose for purpose in Purpose if kind_of(purpose).sends}, "The update about {named} still waits to be sent."),
    ({Purpose.TRIAGE}, "{named} {are} still open: nobody has {them} yet."),
    ({Purpose.JOIN}, "Your team is still awaited on the call about {named}."),
    ({Purpose.CALL_BACK}, "You are still awaited on the call about {named}."),
    ({Purpose.BUSINESS_CALL}, "To join the business call later, call this number and key in your code."),
    ({Purpose.CHECK_IN}, "You still have {named}. Without an answer others are called."),
)
