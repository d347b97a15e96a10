"""What a call says, and what a key on the phone means. A wrong key is said to be one; silence is no answer.

One page: 1 I have it, 2 pass it on. Several: 1 take all, 2 hear each. Whoever has taken one: 2 not major, 3 keep looking.
`*` repeats.
"""

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.messages import PageToTell, Purpose, Verb
from domain.wording import (
    alerts_in_words,
    incident_code_spoken,
    quiet_in_words,
    spoken,
    spoken_codes,
    spoken_detail,
    take_in_words,
)

_NAMED = 5  # services named when several pages are told together; more cannot be kept in mind
_CLEARED = "The alert has cleared since."


class Stage(StrEnum):
    """Where in the menu a call is: before anything was taken, or after one page was."""

    OPENING = "opening"
    HELD = "held"


class Turn(StrEnum):
    """What a key may do besides answering."""

    HEAR_EACH = "hear_each"
    NEXT = "next"


class Menu(BaseModel):
    """What a menu is: after a page was taken or before, about several pages or one, and whether others follow that one."""

    model_config = ConfigDict(frozen=True)

    stage: Stage = Stage.OPENING
    several: bool = False
    others_follow: bool = False

    @property
    def keys(self) -> dict[str, Verb | Turn]:
        """What each key means; a wrong key, `*` or silence repeats the menu."""
        if self.stage is Stage.HELD:
            return {"2": Verb.NOT_MAJOR, "3": Verb.KEEP_LOOKING}
        if self.several:
            return {"1": Verb.ACKNOWLEDGE, "2": Turn.HEAR_EACH}
        next_one: dict[str, Verb | Turn] = {"3": Turn.NEXT} if self.others_follow else {}
        return {"1": Verb.ACKNOWLEDGE, "2": Verb.PASS_ON, **next_one}

    def prompt(
        self, pages: Sequence[PageToTell], *, told_before: bool = False, waiting: Sequence[PageToTell] = ()
    ) -> str:
        """Return what is said of these pages: what is wrong comes first, then the keys, then the details; what waits is counted."""
        if self.stage is Stage.HELD:
            return _held(pages, waiting)
        if self.several:
            return _several(pages, told_before=told_before)
        return _one(pages[0], others_follow=self.others_follow, told_before=told_before)


def _held(pages: Sequence[PageToTell], waiting: Sequence[PageToTell]) -> str:
    """Return what is asked of whoever has just taken a page.

    That closing it silences its alert is said before it is done, and nobody is invited to hang up while others wait.
    """
    quiet = quiet_in_words(next((page.words.quiet_for for page in pages), None))
    if not waiting:
        return f"Press 2 to close it as not major: {quiet}. Press 3 to keep looking into it, or hang up."
    more = alerts_in_words(len(waiting), reminders=_reminders(waiting), more=True)
    wait, them = ("waits", "it") if len(waiting) == 1 else ("wait", "them")
    return f"{more} {wait}: press 3 to keep this one and hear {them}. Press 2 to close this one as not major: {quiet}."


def _reminders(pages: Sequence[PageToTell]) -> int:
    return sum(page.purpose is Purpose.CHECK_IN for page in pages)


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
    still_theirs = page.purpose is Purpose.CHECK_IN
    keys = "Press 1 if you are still on it, 2 to pass it on" if still_theirs else "Press 1 to take it, 2 to pass it on"
    parts = [
        "Reminder." if still_theirs else "Another alert." if told_before else "Alert.",
        spoken_codes(spoken(page.words.headline), [page.incident_code]),
        _CLEARED if page.cleared else "",
        f"{keys}, 3 for the next one, star to repeat." if others_follow else f"{keys}, star to repeat.",
        "" if still_theirs else f"Incident {incident_code_spoken(page.incident_code)}.",  # a reminder has named it
        spoken_detail(page.words.detail),
    ]
    return " ".join(part for part in parts if part)


def left_open(pages: Sequence[PageToTell]) -> str:
    """Return what whoever pressed no key leaves as it is, for the last words of a call."""
    theirs = [page for page in pages if page.purpose is Purpose.CHECK_IN]
    nobodys = [page for page in pages if page.purpose is not Purpose.CHECK_IN]
    parts = []
    if nobodys:
        are, them = ("is", "it") if len(_names(nobodys)) == 1 else ("are", "them")
        parts.append(f"{_named(nobodys)} {are} still open: nobody has {them} yet.")
    if theirs:
        parts.append(f"You still have {_named(theirs)}. Without an answer others are called.")
    return " ".join(parts)
