"""The half that is easily forgotten (P25 to P28): the review is held, and its action reminded, done by a link, and closed."""

import re
from collections.abc import Iterator
from typing import Any

from cli.story.stage import Line, Stage
from config.clock import wall_clock
from domain.leading import PersonCard
from domain.organisation import Person
from domain.review.requests import AddAction, AnswerQuestion, CloseReview, Question, ReviewHeld
from domain.review.views import ReviewView

_ARRIVES_WITHIN_SECONDS = 60
_ANSWERS = {
    Question.PREVENT: "certificates are renewed by a machine, a month before they expire",
    Question.DETECT: "an alarm a month before a certificate expires",
    Question.MITIGATE: "a second supplier, who takes over when the first turns us away",
    Question.WENT_WELL: "everybody was on the call within minutes",
}
_TEXT, _MEASURE = "an alarm a month before a certificate expires", "the alarm rings in a test"
_LINK = re.compile(r"https?://[^\s\"<>]+(/actions/[\w.-]+)")


async def hold_the_review(stage: Stage) -> list[Line]:
    """Have everyone involved invited, each question answered, and the review held."""
    lead = stage.cast.service_owner

    async def all_invited() -> bool:
        return await _invited(stage) >= {
            stage.running.organisation.person(person).email for person in await _involved(stage)
        }

    await stage.until(all_invited, _ARRIVES_WITHIN_SECONDS)
    everybody = len(await _involved(stage))
    lines = [
        (f"all {everybody} who were involved got an invitation, with an entry for their calendar", await all_invited())
    ]
    for question, answer in _ANSWERS.items():
        await stage.ask_review(AnswerQuestion(actor=stage.actor(lead), question=question, answer=answer))
    await stage.ask_review(ReviewHeld(actor=stage.actor(lead)))
    seen = await stage.review()
    held = seen.held_at is not None and seen.due_at is not None and seen.held_at <= seen.due_at
    answered = len(seen.answers) == len(_ANSWERS)
    return [*lines, ("the review was held in time, and each of its questions has an answer", held and answered)]


async def follow_up(stage: Stage) -> list[Line]:
    """Have an action added that is due today: its owner is reminded, and says by the link in the mail that it is done."""
    owner = stage.cast.on_call
    await stage.ask_review(_action(stage, owner))

    async def reminded() -> bool:
        return bool(await _mails(stage, owner, "Due by"))

    await stage.until(reminded, _ARRIVES_WITHIN_SECONDS)
    lines = list(judged_action(owner, await _mails(stage, owner, "Yours, by"), await _mails(stage, owner, "Due by")))
    if not all(happened for _, happened in lines):
        return lines
    pressed = await _press(stage, (await _mails(stage, owner, "Due by"))[0])
    done = pressed and _is_done(await stage.review())
    return [*lines, (f"{owner.name} said by the link in the mail that it is done", done)]


async def close_the_review(stage: Stage) -> list[Line]:
    """Have whoever runs the review close it, as nothing is left to do; of itself it would close a day later."""
    lead = stage.cast.service_owner
    await stage.ask_review(CloseReview(actor=stage.actor(lead)))

    async def told() -> bool:
        mails = (await stage.phones())["mails"]
        reached = {mail["to"] for mail in mails if mail["subject"].endswith("is closed")}
        return reached >= {stage.running.organisation.person(person).email for person in await _involved(stage)}

    await stage.until(told, _ARRIVES_WITHIN_SECONDS)
    closed = (await stage.review()).state == "closed"
    return [(f"{lead.name} closed the review, and everyone involved was told", closed and await told())]


def judged_action(owner: Person, told: list[Any], reminded: list[Any]) -> Iterator[Line]:
    """Yield each line and whether it happened, as the owner's mailbox shows it."""
    yield f"{owner.name} was told of an action, with its day for their calendar", bool(told and told[0]["has_calendar"])
    yield f"{owner.name} was reminded of it on the day it is due", bool(reminded)


def _action(stage: Stage, owner: Person) -> AddAction:
    card = PersonCard.of_person(owner)
    return AddAction(
        actor=stage.actor(stage.cast.service_owner),
        text=_TEXT,
        owner=card,
        due=wall_clock().astimezone(stage.zone(owner)).date(),
        measure=_MEASURE,
    )


async def _involved(stage: Stage) -> list[str]:
    return [each.person.id for each in (await stage.review()).invited]


async def _invited(stage: Stage) -> set[str | None]:
    mails = (await stage.phones())["mails"]
    return {mail["to"] for mail in mails if mail["subject"].startswith("Review of") and mail["has_calendar"]}


async def _mails(stage: Stage, to: Person, subject: str) -> list[Any]:
    mails = (await stage.phones())["mails"]
    return [mail for mail in mails if mail["to"] == to.email and subject in mail["subject"]]


async def _press(stage: Stage, mail: Any) -> bool:
    """Open the link in a mail, and send the form that says that it is done."""
    found = _LINK.search(mail["text"])
    if found is None:
        return False
    address = f"{stage.running.settings.public_url}{found[1]}"
    page = await stage.http.get(address)
    press = re.search(r'name="press" value="([^"]+)"', page.text)
    sent = {"press": press[1] if press else "", "do": "done", "what": "it is there, and rang"}
    return (await stage.http.post(address, data=sent)).is_success


def _is_done(seen: ReviewView) -> bool:
    return [action.state for action in seen.actions] == ["done"]
