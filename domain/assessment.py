"""The five questions by which the first contact judges whether it is a major incident, and the answers to them (P10).

A judgement decides nothing by itself: it is what the head of department hears before they declare or stand down (P11). What nobody
has answered stays open, and is never taken for a no.

All five can be judged by one text, `JUDGE 4821 2 4I REST NO`, in which a person who was just woken can do no harm:

- A number is a yes, happening; `4I` is imminent, `4N` is no. What is not named stays open: only `REST NO` says no to what is open.
- `REST NO` never changes an answer that was given, and a `NO` that could belong to a number or to the rest is not taken.
- It is taken whole or not at all: one word that is not understood, and nothing is noted.
- Changing an answer needs a reason, `JUDGE 4821 2N BECAUSE it was a test`: a number typed wrongly changes nothing.
- The reply says how all five stand, so that a mistake is seen at once; and nothing is proposed, declared or closed by it.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import Refused
from domain.lifecycle import Actor
from domain.messages import Message, Request
from domain.organisation import Channel
from domain.timeline import Kind
from domain.writing import Write, one_line, one_line_if_any, said_by


class Question(StrEnum):
    """What is judged, in the order in which it is asked."""

    SLA = "sla"
    TRADE = "trade"
    REPUTATION = "reputation"
    LAW = "law"
    WORK = "work"


class Impact(StrEnum):
    """The answers there are. Both `imminent` and `happening` are a yes."""

    NO = "no"
    IMMINENT = "imminent"
    HAPPENING = "happening"


class Wording(Message):
    """A question as it is spoken (in under 8 seconds) and as it stands in a text; what a yes to it means, and what it is about."""

    spoken: str
    short: str
    effect: str
    topic: str


WORDINGS: dict[Question, Wording] = {
    Question.SLA: Wording(
        spoken="Is a service level agreement breached, now or soon?",
        short="SLA breached",
        effect="SLA breach",
        topic="SLA",
    ),
    Question.TRADE: Wording(
        spoken="Are customers or staff unable to trade, on a large scale, now or soon?",
        short="cannot trade",
        effect="customers or staff cannot trade",
        topic="trade",
    ),
    Question.REPUTATION: Wording(
        spoken="Is our reputation damaged, now or soon?",
        short="reputation damaged",
        effect="damage to our reputation",
        topic="reputation",
    ),
    Question.LAW: Wording(
        spoken="Are there legal consequences, now or soon?",
        short="legal consequences",
        effect="legal consequences",
        topic="law",
    ),
    Question.WORK: Wording(
        spoken="Are employees unable to work, now or soon?",
        short="staff cannot work",
        effect="staff cannot work",
        topic="work",
    ),
}

_IMPACTS = {"": Impact.HAPPENING, "Y": Impact.HAPPENING, "I": Impact.IMMINENT, "N": Impact.NO}
_NUMBERED = dict(enumerate(Question, start=1))
_ANSWER = re.compile(r"([1-5])([YIN]?)")
_BECAUSE = re.compile(r"\bBECAUSE\b", re.IGNORECASE)
_REST_NO = ["REST", "NO"]
_HOW = (
    "Nothing is noted. After JUDGE and the code write the number of each yes, 4I if 4 is only imminent, 4N for no; "
    "REST NO says no to all that is open."
)


class Judgement(Message):
    """An answer to one question: who judged, when (UTC), on which channel, and why it was changed, if it was."""

    impact: Impact
    by: str
    by_name: str
    at: datetime
    channel: Channel | None = None
    reason: str | None = None


class Assessment(BaseModel):
    """The answers so far, by question; part of what an incident carries over a continue-as-new."""

    answers: dict[Question, Judgement] = Field(default_factory=dict)


class Judge(Request):
    """A request to note the answer to one question; a first answer needs no reason, a changed one does."""

    kind: Literal["judge"] = "judge"
    question: Question
    impact: Impact
    reason: str | None = None


class JudgeByText(Request):
    """A request to note several answers at once; `written` is what follows the page's code in a text."""

    kind: Literal["judge_by_text"] = "judge_by_text"
    written: str


JudgeRequest = Annotated[Judge | JudgeByText, Field(discriminator="kind")]
"""What can be asked of an assessment. Whether `code` means this incident is judged by whoever carries the assessment."""


class TextAnswers(BaseModel):
    """What a text says: answers by question, whether everything else that is open is a no, and the reason."""

    model_config = ConfigDict(frozen=True)

    answers: dict[Question, Impact]
    rest_no: bool = False
    reason: str | None = None


def judge(
    assessment: Assessment, request: JudgeRequest, now: datetime, write: Write, *, first_contact: str | None
) -> str:
    """Note what is judged and return the words to say back: how all five questions stand.

    `first_contact` is the id of whoever has the page. An answer that stands already is no change, and needs no reason.

    Raises:
        Refused: with the reason, and nothing has changed.

    """
    actor = request.actor
    _check_may_judge(actor, first_contact)
    given = _answers(request)
    changes = _changes(assessment, given)
    _check_reason(assessment, changes, given.reason)
    for question, impact in changes.items():
        before = assessment.answers.get(question)
        assessment.answers[question] = Judgement(
            impact=impact, by=actor.contact, by_name=actor.name, at=now, channel=actor.channel, reason=given.reason
        )
        anew = f", which {before.by_name} had judged {before.impact}" if before else ""
        what = f"judges {WORDINGS[question].effect}: {impact}{anew}"
        write(now, Kind.ANSWER, what, **said_by(actor, given.reason or ""))
    return f"{'Noted' if changes else 'It stands so already'}. {in_words(assessment)}"


def says_yes(request: JudgeRequest) -> bool:
    """Whether a request answers any question with a yes: happening, or imminent.

    Raises:
        Refused: with how to answer, when any of it is not understood.

    """
    return any(impact is not Impact.NO for impact in _answers(request).answers.values())


def open_questions(assessment: Assessment) -> tuple[Question, ...]:
    """Return what nobody has answered, in the order in which it is asked."""
    return tuple(question for question in Question if question not in assessment.answers)


def in_words(assessment: Assessment) -> str:
    """Return how all five questions stand, each once and the worst first, short enough to be heard."""
    if not assessment.answers:
        return "Nothing is judged yet."
    parts = {
        "Yes, happening": [WORDINGS[question].effect for question in _with(assessment, Impact.HAPPENING)],
        "Yes, imminent": [WORDINGS[question].effect for question in _with(assessment, Impact.IMMINENT)],
        "No": [WORDINGS[question].topic for question in _with(assessment, Impact.NO)],
        "Not judged": [WORDINGS[question].topic for question in open_questions(assessment)],
    }
    return " ".join(f"{answer}: {', '.join(named)}." for answer, named in parts.items() if named)


def questions_text(code: str, page_code: str) -> str:
    """Return the text that asks all five questions at once, with how to answer."""
    asked = ", ".join(f"{number} {WORDINGS[question].short}" for number, question in _NUMBERED.items())
    how = (
        f"Reply JUDGE {page_code} and the number of each yes, 4I if 4 is only imminent. REST NO says no to all others."
    )
    return f"{code}, now or soon? {asked}. {how}"


def read_answers(written: str) -> TextAnswers:
    """Understand what follows the code in a text: `2 4I`, `1N REST NO`, `2N BECAUSE it was a test`.

    Raises:
        Refused: with how to answer, when any of it is not understood.

    """
    said, *because = _BECAUSE.split(written, maxsplit=1)
    words = re.findall(r"[^\s,;.]+", said.upper())
    rest_no = words[-2:] == _REST_NO
    found = [_ANSWER.fullmatch(word) for word in (words[:-2] if rest_no else words)]
    if not words or None in found:
        raise Refused(_HOW)
    answers = [(_NUMBERED[int(match[1])], _IMPACTS[match[2]]) for match in found if match]
    if len(set(answers)) > len(dict(answers)):
        raise Refused("Nothing is noted: a question is answered in two ways. Send one answer to each.")
    reason = one_line(because[0], missing="Nothing is noted: write the reason after BECAUSE.") if because else None
    return TextAnswers(answers=dict(answers), rest_no=rest_no, reason=reason)


def _answers(request: JudgeRequest) -> TextAnswers:
    if isinstance(request, JudgeByText):
        return read_answers(request.written)
    return TextAnswers(answers={request.question: request.impact}, reason=one_line_if_any(request.reason) or None)


def _check_may_judge(actor: Actor, first_contact: str | None) -> None:
    """P10: the first point of contact judges; the head of department, who declares, may too."""
    if actor.heads_the_department or actor.contact == first_contact:
        return
    if first_contact is None:
        raise Refused("Nobody has it yet: acknowledge the page first, then judge it.")
    raise Refused("Only the one who has it, or the head of department, may judge it.")


def _changes(assessment: Assessment, given: TextAnswers) -> dict[Question, Impact]:
    """Return the answers that are not how it stands already; the rest is what is open and not named."""
    rest = dict.fromkeys(open_questions(assessment), Impact.NO) if given.rest_no else {}
    answers = rest | given.answers
    return {
        question: answers[question]
        for question in Question
        if question in answers and question not in _with(assessment, answers[question])
    }


def _check_reason(assessment: Assessment, changes: Iterable[Question], reason: str | None) -> None:
    stands = [
        f"{WORDINGS[question].topic} was judged {answer.impact} by {answer.by_name}"
        for question in changes
        if (answer := assessment.answers.get(question))
    ]
    if stands and reason is None:
        raise Refused(f"Say why (in a text after the word BECAUSE): {', '.join(stands)}.")


def _with(assessment: Assessment, impact: Impact) -> list[Question]:
    """Return the questions with this answer, in the order in which they are asked."""
    answers = assessment.answers
    return [question for question in Question if question in answers and answers[question].impact is impact]
