"""What a call says, and what a key on the phone means. A wrong key is said to be one; silence is no answer.

One page: 1 I have it, 2 pass it on; one that is proposed: 1 declare it, 2 stand it down, 3 the details; an offer of the lead: 1
accept, 2 decline, 3 hear more; an invitation: 1 join now, 2 later. Several: 1 take all, 2 hear each. Whoever has taken one: 2 not
major, 3 keep looking, 4 judge it, 5 the same as the one that is named, and 5 again to confirm. Each of the five questions: 1
already, 2 imminent, 3 no. `*` repeats.
"""

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.assessment import WORDINGS, Impact, Question
from domain.messages import Purpose, Verb
from domain.page_messages import PageToTell
from domain.purposes import kind_of
from domain.wording import (
    alerts_in_words,
    incident_code_spoken,
    quiet_in_words,
    spelled,
    spoken,
    spoken_codes,
    spoken_detail,
    take_in_words,
)

_NAMED = 5  # services named when several pages are told together; more cannot be kept in mind
_CLEARED = "The alert has cleared since."
_BEGINS = {
    Purpose.CHECK_IN: "Reminder.",
    Purpose.DECLARE: "A major incident is proposed.",
    Purpose.JOIN: "Your team is needed.",
    Purpose.REOPEN: "Is it over?",
    Purpose.SILENT_LEAD: "An incident may need a lead.",
    Purpose.KEEP_LEAD: "Reminder.",
    Purpose.OFFER_LEAD: "Major incident.",
    Purpose.BUSINESS_CALL: "You are invited to the business call.",
}
_KEYS = {
    Purpose.CHECK_IN: "Press 1 if you are still on it, 2 to pass it on",
    Purpose.DECLARE: "Press 1 to declare it, 2 to stand it down, 3 for the details",
    Purpose.JOIN: "Press 1 to join the call now, 2 if you join later, 3 to pass it on",
    Purpose.REOPEN: "Press 1 to reopen it, 2 to ignore the alert, 3 for the details",
    Purpose.SILENT_LEAD: "Press 1 to lead it, 2 to pass it on",
    Purpose.KEEP_LEAD: "Press 1 if you still lead it, 2 to have others called",
    Purpose.OFFER_LEAD: "Press 1 to lead it from now on, 2 to decline, 3 to hear more",
    Purpose.BUSINESS_CALL: "Press 1 to join the business call now, 2 if you join later",
}


class Stage(StrEnum):
    """Where in the menu a call is: before anything was taken, after one page was, or at a question about that one."""

    OPENING = "opening"
    HELD = "held"
    JUDGING = "judging"
    """At one of the five questions."""
    SAME = "same"
    """At the question whether it is to be part of the incident that was named."""


class Turn(StrEnum):
    """What a key may do besides answering."""

    HEAR_EACH = "hear_each"
    NEXT = "next"
    JUDGE = "judge"
    DETAILS = "details"
    SAME = "same"


Key = Verb | Turn | Impact
"""What a key stands for: an answer to a page, a turn of the call, or how far a question is a yes."""

_DECLARES: dict[str, Key] = {"1": Verb.MAJOR, "2": Verb.NOT_MAJOR, "3": Turn.DETAILS}
_JOINS: dict[str, Key] = {"1": Verb.JOIN, "2": Verb.ACKNOWLEDGE, "3": Verb.PASS_ON}
_REOPENS: dict[str, Key] = {"1": Verb.REOPEN, "2": Verb.IGNORE, "3": Turn.DETAILS}
_INVITED: dict[str, Key] = {"1": Verb.JOIN, "2": Verb.ACKNOWLEDGE}
_LEADS: dict[str, Key] = {"1": Verb.LEAD, "2": Verb.DECLINE, "3": Turn.DETAILS}
_JUDGES: dict[str, Key] = {"1": Impact.HAPPENING, "2": Impact.IMMINENT, "3": Impact.NO}
_HOLDS: dict[str, Key] = {"2": Verb.NOT_MAJOR, "3": Verb.KEEP_LOOKING, "4": Turn.JUDGE}
"""1 means nothing here: it took the page a moment ago, and is pressed twice in haste (docs/adr/0008)."""

_SAME: dict[str, Key] = {"5": Verb.SAME}

_DECIDES = {Purpose.DECLARE: _DECLARES, Purpose.REOPEN: _REOPENS, Purpose.OFFER_LEAD: _LEADS}
"""Pages that ask for a decision on the incident itself."""

_OWN_KEYS = {**_DECIDES, Purpose.JOIN: _JOINS, Purpose.BUSINESS_CALL: _INVITED}
"""Pages with keys of their own."""


class Menu(BaseModel):
    """What a menu is: where a call stands, about several pages or one, for what purpose, and whether others follow that one.

    `other` is the code of the incident that may be the same as the one that was taken; empty where there is none.
    """

    model_config = ConfigDict(frozen=True)

    stage: Stage = Stage.OPENING
    several: bool = False
    others_follow: bool = False
    purpose: Purpose = Purpose.TRIAGE
    question: Question | None = None
    other: str = ""

    @property
    def keys(self) -> dict[str, Key]:
        """What each key means; a wrong key, `*` or silence repeats the menu."""
        if self.stage is not Stage.OPENING:
            return self._keys_of_who_has_it
        if self.several:
            return {"1": Verb.ACKNOWLEDGE, "2": Turn.HEAR_EACH}
        if self.purpose in _OWN_KEYS:
            return _OWN_KEYS[self.purpose]
        next_one: dict[str, Key] = {"3": Turn.NEXT} if self.others_follow else {}
        return {"1": Verb.ACKNOWLEDGE, "2": Verb.PASS_ON, **next_one}

    @property
    def _keys_of_who_has_it(self) -> dict[str, Key]:
        if self.stage is Stage.HELD:
            return {**_HOLDS, "5": Turn.SAME} if self.other else _HOLDS
        return _SAME if self.stage is Stage.SAME else _JUDGES

    def prompt(
        self, pages: Sequence[PageToTell], *, told_before: bool = False, waiting: Sequence[PageToTell] = ()
    ) -> str:
        """Return what is said of these pages: what is wrong comes first, then the keys, then the details; what waits is counted."""
        if self.question:
            return f"{WORDINGS[self.question].spoken} Press 1 if it is so already, 2 if it is imminent, 3 if not."
        if self.stage is Stage.SAME:
            return _same(pages[0], self.other)
        if self.stage is Stage.HELD:
            return " ".join(filter(None, (_held(pages, waiting), _may_be_same(self.other))))
        if self.several:
            return _several(pages, told_before=told_before)
        return _one(pages[0], others_follow=self.others_follow, told_before=told_before)


def _held(pages: Sequence[PageToTell], waiting: Sequence[PageToTell]) -> str:
    """Return what is asked of whoever has just taken a page.

    That closing it silences its alert is said before it is done, and nobody is invited to hang up while others wait.
    """
    quiet = quiet_in_words(next((page.words.quiet_for for page in pages), None))
    judge = "Press 4 to judge whether it is a major incident."
    if not waiting:
        return f"{judge} Press 2 to close it as not major: {quiet}. Press 3 to keep looking into it, or hang up."
    more = alerts_in_words(len(waiting), reminders=_reminders(waiting), more=True)
    wait, them = ("waits", "it") if len(waiting) == 1 else ("wait", "them")
    onwards = f"{more} {wait}: press 3 to keep this one and hear {them}."
    return f"{onwards} {judge} Press 2 to close this one as not major: {quiet}."


def _may_be_same(other: str) -> str:
    return f"Press 5 if it is the same as incident {incident_code_spoken(other)}." if other else ""


def _same(page: PageToTell, other: str) -> str:
    """Return what is asked before two incidents become one, with both by name."""
    this, that = incident_code_spoken(page.incident_code), incident_code_spoken(other)
    return f"Incident {this} becomes part of incident {that}. Press 5 once more to confirm, star to repeat."


def _reminders(pages: Sequence[PageToTell]) -> int:
    return sum(kind_of(page.purpose).theirs for page in pages)


def _several(pages: Sequence[PageToTell], *, told_before: bool) -> str:
    reminders = _reminders(pages)
    cleared = sum(page.cleared for page in pages)
    alerts = alerts_in_words(len(pages), reminders=reminders, cleared=cleared, more=told_before)
    take = take_in_words(len(pages), reminders)
    return f"{alerts}: {_named(pages)}. Press 1 to {take} all, 2 to hear each, star to repeat."


def _named(pages: Sequence[PageToTell]) -> str:
    """Return what pages are about: the names of the services, as many as can be kept in mind."""
    names = _names(pages)
    return ", ".join(names[:_NAMED]) + (f", and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


def _names(pages: Sequence[PageToTell]) -> list[str]:
    return list(dict.fromkeys(page.words.service or incident_code_spoken(page.incident_code) for page in pages))


def _one(page: PageToTell, *, others_follow: bool, told_before: bool) -> str:
    still_theirs = kind_of(page.purpose).theirs
    keys = _KEYS.get(page.purpose, "Press 1 to take it, 2 to pass it on")
    if page.purpose in _OWN_KEYS:
        return _to_be_decided(page, keys)
    parts = [
        _BEGINS.get(page.purpose, "Another alert." if told_before else "Alert."),
        spoken_codes(spoken(page.words.headline), [page.incident_code]),
        _CLEARED if page.cleared else "",
        f"{keys}, 3 for the next one, star to repeat." if others_follow else f"{keys}, star to repeat.",
        "" if still_theirs else f"Incident {incident_code_spoken(page.incident_code)}.",  # a reminder has named it
        spoken_detail(page.words.detail),
    ]
    return " ".join(part for part in parts if part)


def _to_be_decided(page: PageToTell, keys: str) -> str:
    """Return what is asked of somebody who decides on the incident; the details have a key of their own."""
    headline = spoken_codes(spoken(page.words.headline), [page.incident_code])
    return f"{_BEGINS[page.purpose]} {headline} {keys}, star to repeat.{_named_last(page)}"


def _named_last(page: PageToTell) -> str:
    """Return which incident it is, unless the headline has named it; whoever is invited needs the code of their page instead."""
    if page.purpose is Purpose.BUSINESS_CALL:
        return f" Your code is {spelled(page.code)}."
    return "" if page.incident_code in page.words.headline else f" Incident {incident_code_spoken(page.incident_code)}."


def left_open(pages: Sequence[PageToTell]) -> str:
    """Return what whoever pressed no key leaves as it is, for the last words of a call."""
    theirs = [page for page in pages if kind_of(page.purpose).theirs]
    undecided = [page for page in pages if page.purpose in _DECIDES]
    invited = [page for page in pages if page.purpose is Purpose.BUSINESS_CALL]
    nobodys = [page for page in pages if page not in theirs and page not in undecided and page not in invited]
    parts = []
    if undecided:
        parts.append(f"It is still to be decided about {_named(undecided)}. You are called again.")
    if nobodys:
        are, them = ("is", "it") if len(_names(nobodys)) == 1 else ("are", "them")
        parts.append(f"{_named(nobodys)} {are} still open: nobody has {them} yet.")
    if invited:
        parts.append("To join the business call later, call this number and key in the code of your invitation.")
    if theirs:
        parts.append(f"You still have {_named(theirs)}. Without an answer others are called.")
    return " ".join(parts)
