"""A call at one of its steps: which pages it tells there, and what it says next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import Response

from domain.assessment import Question
from domain.messages import AnswerReply, Purpose, Verb
from domain.page_messages import PageToTell
from domain.phone_menu import Menu, Stage, asks_for_impact, join_later, left_open, told_next
from domain.purposes import kind_of
from domain.tokens import AttemptToken
from domain.wording import about_incident, asked_again, counted, spoken_codes, spoken_detail
from gateway import twiml
from gateway.call_steps import MOST_CODES, CallStep

_UNKNOWN = "This call is about a page that is not known any more."
_MOMENT = "One moment, please."
_NOT_YOURS_YET = "Please stay on the line: it is not yours yet."
_TOO_SLOW = "We cannot get through at the moment."
_NOT_KNOWN = "We do not know whether your answer has arrived: wait for our text or the next call."
_STAYS_OPEN = "The page stays open, and it is repeated."
_STAYS_YOURS = "It stays yours for now."
_STAYS_YOURS_SO_FAR = "It stays yours unless our text says otherwise."
_REPEAT = {"*", ""}
_NO_SUCH_KEY = "That key does nothing here."
_YOURS = "You have it."
_NOTHING_MORE = "There is nothing more to tell."  # what was passed over may still be open


@dataclass(frozen=True)
class Place:
    """Where the documents of a call are, what it is about, where it stands, and how it is spoken."""

    address: str
    about: AttemptToken
    step: CallStep
    language: str

    def document(self, step: CallStep | None) -> str | None:
        """Return where the menu of a step is said; None for no step."""
        return f"{self.address}?{step.query}" if step else None

    def key(self, step: CallStep) -> str:
        """Return where a key pressed at this step goes."""
        return f"{self.address}/key?{step.query}"

    def one_moment(self, again: str | None) -> Response:
        """Keep the caller on the line, or tell them that it takes too long, and what that means for the page."""
        if again is None:
            return twiml.farewell(f"{_TOO_SLOW} {self._in_the_end}", self.language)
        words = _MOMENT if self.step.taken else f"{_MOMENT} {_NOT_YOURS_YET}"
        return twiml.one_moment(words, self.language, again=again)

    @property
    def _in_the_end(self) -> str:
        """What is known of the page when we could not get through: of a key that was pressed, not even whether it arrived."""
        key_waits = bool(self.step.digit)
        if not self.step.taken:
            return _NOT_KNOWN if key_waits else _STAYS_OPEN
        return _STAYS_YOURS_SO_FAR if key_waits else _STAYS_YOURS


@dataclass(frozen=True)
class Call:
    """A call, and the pages it may tell; `other` is the incident that may be the same as the one that was taken, by its code.

    `stand_down` are the codes of the proposals that this person may stand down, and not only declare.
    """

    place: Place
    pages: tuple[PageToTell, ...]
    other: str = ""
    stand_down: frozenset[str] = frozenset()

    @property
    def told(self) -> list[PageToTell]:
        """The pages the menu at this step is about."""
        return self._told_at(self.place.step)

    @property
    def heard(self) -> Menu:
        """The menu that was said at this step."""
        return self._menu_of(self.place.step)

    def menu(self, step: CallStep, first: str = "") -> Response:
        """Say the menu of a step, after what is said first; or why there is none."""
        if step.taken or (step.stage is Stage.CLOSING and any(page.open for page in self._told_at(step))):
            return self._say(step, first)
        waiting = self._waiting(step)
        if not waiting:
            return twiml.farewell(first or self._nothing_left(step), self.place.language)
        told = told_next(waiting)[: 1 if step.each else MOST_CODES]
        opening = {"stage": Stage.OPENING, "told": tuple(page.code for page in told)}
        return self._say(step.model_copy(update=opening), first)

    def menu_again(self, digit: str) -> Response:
        """Repeat the menu after a star, or after a key that does nothing, which is said; at last the call ends."""
        again = self.place.step.repeated
        if again is None:
            return self._end()
        goes_on = again.taken or self._waiting(again)
        return self.menu(again, _NO_SUCH_KEY if goes_on and digit not in _REPEAT else "")

    def after(self, verb: Verb, replies: Sequence[AnswerReply]) -> Response:
        """Say what came of an answer, and go on: with what was just taken, or with what else is open."""
        step, words = self.place.step, self._summary(replies)
        if len(replies) == 1 and replies[0].accepted:
            if verb is Verb.ACKNOWLEDGE and self._to_be_judged:
                return self.menu(step.held, words)
            if verb is kind_of(self.told[0].purpose).leads_by:
                return self.menu(step.leading, words)
        return self.menu(step.onwards, words)

    def without_impact(self) -> Response:
        """Say how the impact is worded without which nobody can declare, and ask again."""
        again = self.place.step.repeated
        return self.menu(again, asks_for_impact(self.told[0])) if again else self._end()

    def back(self) -> Response:
        """Go back to the menu that led here: nothing has been done."""
        before = self.place.step.back
        return self.menu(before) if before else self._end()

    def details(self) -> Response:
        """Say what more there is about what is proposed, and ask again."""
        again = self.place.step.repeated
        details = " ".join(spoken_detail(page.words.detail) for page in self.told)
        return self.menu(again, details) if again else self._end()

    def next_question(self, reply: AnswerReply | None = None) -> Response:
        """Ask the next of the five questions; after the last say how all of them stand."""
        step = self.place.step.next_question
        if step:
            return self.menu(step, (reply.news or reply.words) if reply else "")
        return self.menu(self.place.step.onwards, self._summary([reply]) if reply else "")

    @property
    def _to_be_judged(self) -> bool:
        """Whether the page that was told is one whose taker judges the incident (P10)."""
        judged = all(kind_of(page.own_purpose).judged for page in self.told)
        return judged and self.place.step.stage is Stage.OPENING

    def _told_at(self, step: CallStep) -> list[PageToTell]:
        return [page for page in self.pages if page.code in step.told]

    def _waiting(self, step: CallStep) -> list[PageToTell]:
        return [page for page in self.pages if page.open and page.code not in step.done]

    def _menu_of(self, step: CallStep) -> Menu:
        """Return the menu of a step. It is what was said, even if some of its pages have been closed meanwhile."""
        return Menu(
            stage=step.stage,
            several=len(step.told) > 1,
            others_follow=bool(self._others_than(step)),
            purpose=step.purpose or self._asked_now(step) or Purpose.TRIAGE,
            question=list(Question)[step.question - 1] if step.question else None,
            other=step.other,
            may_stand_down=self.stand_down.issuperset(step.told),
        )

    def _others_than(self, step: CallStep) -> list[PageToTell]:
        """Return the pages that wait behind those the menu of this step is about."""
        return [page for page in self._waiting(step) if page.code not in step.told]

    def _asked_now(self, step: CallStep) -> Purpose | None:
        """Return what the page asks that a step tells alone; None of several, which are told alike."""
        purposes = [page.purpose for page in self.pages if page.code in step.told]
        return purposes[0] if len(purposes) == 1 else None

    def _say(self, step: CallStep, first: str) -> Response:
        # Each menu that is said has moments of its own. A page may ask something else by the time a key is pressed, when a
        # reminder of it is over: the key means what was said, or whoever is "still on it" would declare it.
        step = step.model_copy(update={"wait": 0, "purpose": self._asked_now(step)})
        if step.stage is Stage.HELD:
            # The key then means the one that was named here, whichever is offered by the time it is pressed.
            step = step.model_copy(update={"other": self.other})
        others = self._others_than(step)
        words = self._menu_of(step).prompt(self._told_at(step), told_before=bool(step.done), waiting=others)
        otherwise = step.onwards if others else step.again  # what waits is told before anybody is asked again
        return twiml.menu(
            f"{first} {words}".strip(),
            self.place.language,
            action=self.place.key(step),
            otherwise=self.place.document(otherwise),
            last_words=self._last_words(step),
        )

    def _end(self) -> Response:
        step = self.place.step
        if self._others_than(step):
            return self.menu(step.onwards)
        return twiml.farewell(self._last_words(step), self.place.language)

    def _last_words(self, step: CallStep) -> str:
        """Return how things stand when the call ends without an answer."""
        if step.stage is Stage.LEADING:
            return join_later(self._told_at(step))
        if step.taken:
            return _STAYS_YOURS
        return left_open(self._waiting(step)) or self._nothing_left(step)

    def _nothing_left(self, step: CallStep) -> str:
        """Return why there is no menu, by the page the caller has just heard of, else by one that is not in their hands."""
        if step.done:
            return _NOTHING_MORE
        closed = [page for page in self.pages if page.closed_because]
        meant = min(closed, key=lambda page: (page.code not in step.told, page.in_hand), default=None)
        if meant is None:
            return _UNKNOWN
        return _YOURS if meant.in_hand else f"This page is closed: {meant.closed_because}."

    def _summary(self, replies: Sequence[AnswerReply]) -> str:
        """Return the words of the replies, several that took effect as one sentence, with codes as they are spoken."""
        taken = [reply.words for page, reply in zip(self.told, replies, strict=True) if _is_taken(page, reply)]
        if len(taken) > 1:
            taken = [
                f"Thank you. You have {counted(len(taken), 'incident')}. Nobody else is called.",
                *_what_follows(replies),
            ]
        words = " ".join([*taken, *dict.fromkeys(self._others(replies))])
        codes = [page.incident_code for page in self.told]
        return spoken_codes(words, filter(None, [*codes, self.place.step.other]))

    def _others(self, replies: Sequence[AnswerReply]) -> Iterator[str]:
        """Return why pages were not taken, each with its incident where there are several."""
        for page, reply in zip(self.told, replies, strict=True):
            if not _is_taken(page, reply):
                yield about_incident(page.named, reply.words) if len(replies) > 1 else reply.words


def _is_taken(page: PageToTell, reply: AnswerReply) -> bool:
    """Whether the incident is in the caller's hands by this answer, or they have only seen what is asked of them."""
    return reply.accepted and kind_of(page.purpose).taken


def _what_follows(replies: Sequence[AnswerReply]) -> list[str]:
    """Return when whoever took several is asked again about the first of them; nothing where they never are."""
    times = [reply.asked_again_in for reply in replies if reply.accepted and reply.asked_again_in]
    return [asked_again(min(times))] if times else []
