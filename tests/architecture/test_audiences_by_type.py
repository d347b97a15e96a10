"""mypy lets nothing of one audience through a door of the other's: what people would mix up by a slip is not even run (P15)."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from domain.audiences import Audience
from tests.architecture.tree import ROOT

_IMPORTS = """\
from datetime import datetime
from typing import Any

from activities.round_mails import RoundMails
from activities.round_texts import RoundTexts
from domain.comms.dispatch.delivery import *
from domain.comms.rounds.editions import *
from domain.comms.dispatch.letters import WritesLetters
from domain.comms.drafting.preview import *
from domain.comms.audience.recipients import *
from domain.comms.audience.resolving import *
from domain.comms.rounds.situation import IncidentStatus
from domain.comms.drafting.updates import *
from domain.comms.rounds.views import status_text
from domain.comms.drafting.words import words_for_business, words_for_technical_teams
from domain.comms.drafting.writing import *
from domain.organisation import Organisation
from domain.technical_words import CompanyWords
from workflows.activity_calls import resolve_business_recipients, resolve_technical_recipients

"""
_DOOR = """\
def door_{number}(
    mine_round: MineRound, mine_recipient: MineRecipient, mine_edition: MineEdition, mine_audience: MineAudience,
    update: {given}Update, round: {given}Round, recipient: {given}Recipient, audience: {given}Audience,
    found: {given}Recipients, mails: {given}Mails, text: {given}Text, edition: {given}Edition,
    letters: WritesLetters, by_mail: RoundMails, by_text: RoundTexts, stands: IncidentStatus, company: CompanyWords,
    organisation: Organisation, now: datetime, heading: dict[str, Any],
) -> Any: return {door}
"""
DOORS = (
    "MineRound(**heading, update=update)",
    "MineMails(batch='b', round=round, recipients=())",
    "MineMails(batch='b', round=mine_round, recipients=(recipient,))",
    "MineText(attempt_id='a', round=round, recipient=mine_recipient)",
    "MineText(attempt_id='a', round=mine_round, recipient=recipient)",
    "MineRecipients(recipients=(recipient,))",
    "MineEdition(draft=update)",
    "mine_edition.write(update, 'ana')",
    "mine_edition.take_in(audience, MineRecipients())",
    "mine_edition.take_in(mine_audience, found)",
    "IncidentStatus(declared_at=now, mine=audience)",
    "mine_draft(stands, RoundKind.SECOND, update)",
    "mine_recipients(organisation, audience, now)",
    "resolve_mine_recipients(audience)",
    "words_for_mine(round, 'UTC')",
    "letters.mine_mail(round, 'UTC')",
    "letters.mine_text(round, 'UTC')",
    "by_mail.send_mine_mails(mails)",
    "by_text.send_mine_text(text)",
)
"""Wherever something of an audience is passed on; "mine" stands for the audience whose door it is, the rest is what is passed."""

BUSINESS_DOORS = ("business_language(update, company)", "status_text('Checkout', round)")
"""Doors that the other audience has none of."""

_CASES = [(audience, door) for audience in Audience for door in DOORS]
_CASES += [(Audience.BUSINESS, door) for door in BUSINESS_DOORS]


def _tried(number: int, audience: Audience, door: str, given: Audience) -> str:
    """Return a function in which something of an audience is given to a door of this one."""
    written = _DOOR.format(number=number, given=given.value.title(), door=door)
    written = written.replace("Mine", audience.value.title()).replace("mine", audience.value)
    return written.replace("words_for_technical(", "words_for_technical_teams(")


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Audience, str, Audience], str]:
    """What mypy says of each door, by what was given to it: one run for all."""
    tries = [(audience, door, given) for audience, door in _CASES for given in Audience]
    written, starts = _IMPORTS, []
    for number, (audience, door, given) in enumerate(tries):
        starts.append(written.count("\n") + 1)
        written += _tried(number, audience, door, given)
    file = tmp_path_factory.mktemp("typed") / "doors.py"
    file.write_text(written, "utf-8")
    said = _errors(file)
    lasts = [*starts[1:], written.count("\n") + 1]
    return {
        each: "; ".join(words for line, words in said if start <= line < last)
        for each, start, last in zip(tries, starts, lasts, strict=True)
    }


def _errors(file: Path) -> list[tuple[int, str]]:
    """Return the lines in which mypy finds mistakes, and which ones, by the project's own settings."""
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--no-pretty", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    # by its name alone: what mypy remembers of an earlier run it tells under the path of that run
    found = re.findall(rf"^.*{file.name}:(\d+): error: (.+)$", done.stdout, re.MULTILINE)
    return [(int(line), words) for line, words in found]


@pytest.mark.parametrize(("audience", "door"), _CASES, ids=str)
def test_what_is_the_other_audiences_is_refused_before_it_is_run(
    refused: dict[tuple[Audience, str, Audience], str], audience: Audience, door: str
) -> None:
    """Each door takes what is its own audience's, and mypy finds a mistake of type where it is given the other's."""
    [other] = set(Audience) - {audience}

    assert "" == refused[audience, door, audience]
    assert "incompatible type" in refused[audience, door, other]
