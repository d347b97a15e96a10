"""The search for a person: from the alert to a declared major incident.

The on-call engineer's phone rings and nobody answers, twice; the service owner's voicemail picks up, which does not count, and a
text goes out; the head of department presses a key, hears a confirmation, and the incident is acknowledged. In the same call they
answer the five questions; with the first yes it is proposed, and declared.
"""

from collections.abc import Iterator
from typing import Any

from cli.story.cast import Cast
from cli.story.stage import Line, Phones, Stage
from domain.incident.view import IncidentView
from domain.lifecycle import IncidentState
from domain.organisation import Person
from domain.wording import incident_code_spoken

_ENDS_WITHIN_SECONDS = 150


async def search(stage: Stage) -> list[Line]:
    """Watch the search until it is declared and the phone is put down, or its time is over."""

    async def is_over() -> bool:
        return over(await stage.incident(), await stage.phones(), stage.cast)

    await stage.until(is_over, _ENDS_WITHIN_SECONDS)
    return list(judged(await stage.incident(), await stage.phones(), stage.cast))


def over(view: IncidentView, phones: Phones, cast: Cast) -> bool:
    """Whether it has come to its last line: it is declared, and the call in which that was done has ended."""
    calls = calls_to(phones, cast.head_of_department)
    return view.state is IncidentState.DECLARED and bool(calls) and calls[-1]["status"] == "completed"


def judged(view: IncidentView, phones: Phones, cast: Cast) -> Iterator[Line]:
    """Yield each line and whether it happened, as the phone company and the mail company saw it."""
    on_call, owner, head = cast.on_call, cast.service_owner, cast.head_of_department
    rang_out = [call for call in calls_to(phones, on_call) if call["status"] == "no-answer"]
    yield f"{on_call.name} (on call) was rung and did not answer", len(rang_out) >= 1
    yield f"{on_call.name} was rung again after the policy's wait", len(rang_out) == 2
    yield f"{on_call.name} got a mail", any(mail["to"] == on_call.email for mail in phones["mails"])
    machine = [call for call in calls_to(phones, owner) if call["answered_by"] == "machine_start"]
    yield f"{owner.name} (service owner) was rung, and voicemail picked up", len(machine) == 1
    yield (
        "voicemail did not count",
        not any(entry.who == owner.name and entry.kind == "answer" for entry in view.timeline),
    )
    yield f"{owner.name} got a text", any(text["to"] == owner.phone for text in phones["texts"])
    head_calls = calls_to(phones, head)
    heard = " ".join(words_of(call) for call in head_calls)
    yield (
        f"{head.name} (head of department) was rung and pressed a key",
        any("1" in keys_of(call) for call in head_calls),
    )
    yield f"{head.name} heard a confirmation", f"You have incident {incident_code_spoken(view.code)}" in heard
    yield "the incident is acknowledged", view.holder == head.name
    yield f"{head.name} judged it by key", "customers or staff cannot trade" in view.judged
    done = [(entry.who, entry.what) for entry in view.timeline]
    yield f"{head.name} declared it a major incident", (head.name, "declared a major incident") in done
    yield "whom to call and to inform is known", bool(view.contacts and view.contacts.teams_to_call)


def calls_to(phones: Phones, person: Person) -> list[dict[str, Any]]:
    """Return every call to a person, the earliest first."""
    return [call for call in phones["calls"] if call["to"] == person.phone]


def words_of(call: dict[str, Any]) -> str:
    """Return what was said in a call."""
    return " ".join(line["words"] for line in call["transcript"] if line["kind"] == "spoken")


def keys_of(call: dict[str, Any]) -> list[str]:
    """Return which keys were pressed in a call, and heard."""
    return [line["words"] for line in call["transcript"] if line["kind"] == "key"]
