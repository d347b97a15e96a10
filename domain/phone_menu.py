"""What a key on the phone means. Wrong keys repeat the menu; silence is no answer.

`triage`: 1 I have it, 2 pass it on; whoever has it: 2 not major, 3 keep looking. `*` repeats.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.messages import CallScript, Purpose, Verb
from domain.wording import incident_code_spoken, spoken, spoken_detail


class Stage(StrEnum):
    """Where in the menu a call is."""

    OPENING = "opening"
    HELD = "held"


class Menu(BaseModel):
    """What is said, and what each key means."""

    model_config = ConfigDict(frozen=True)

    prompt: str
    keys: dict[str, Verb]


_KEYS: dict[tuple[Purpose, Stage], dict[str, Verb]] = {
    (Purpose.TRIAGE, Stage.OPENING): {"1": Verb.ACKNOWLEDGE, "2": Verb.PASS_ON},
    (Purpose.TRIAGE, Stage.HELD): {"2": Verb.NOT_MAJOR, "3": Verb.KEEP_LOOKING},
}
_PROMPTS: dict[tuple[Purpose, Stage], str] = {
    (Purpose.TRIAGE, Stage.OPENING): "Press 1 to take it, 2 to pass it on, star to repeat.",
    (
        Purpose.TRIAGE,
        Stage.HELD,
    ): "Press 2 if it is not a major incident, 3 to go on looking into it, or hang up: it stays yours.",
}


def menu(script: CallScript, stage: Stage) -> Menu:
    """Return what a call says at this stage: what is wrong comes first, then the keys, then the details."""
    place = (script.purpose, stage)
    if stage is Stage.HELD:
        return Menu(prompt=_PROMPTS[place], keys=_KEYS[place])
    code = incident_code_spoken(script.incident_code)
    opening = f"Alert. {spoken(script.words.headline)} {_PROMPTS[place]} Incident {code}. {spoken_detail(script.words.detail)}"
    return Menu(prompt=opening, keys=_KEYS[place])


def read_key(purpose: Purpose, stage: Stage, digits: str) -> Verb | None:
    """Return what the key means here; None for a wrong key, `*` or silence, after which the menu is repeated."""
    return _KEYS[purpose, stage].get(digits)


def next_stage(stage: Stage, verb: Verb) -> Stage | None:
    """Return where the call goes on after an accepted answer; None when there is nothing more to ask."""
    if stage is Stage.OPENING and verb is Verb.ACKNOWLEDGE:
        return Stage.HELD
    return None
