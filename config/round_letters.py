"""Rounds in plain words: every field that says something, one paragraph each."""

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from domain.comms.delivery import BusinessRound, TechnicalRound
from domain.comms.letters import Letter

_Round = BusinessRound | TechnicalRound


class RoundLetters:
    """Writes rounds."""

    def mail(self, round: _Round, recipient_zone: str) -> Letter:  # noqa: A002 - the process's own word
        """Return the mail."""
        paragraphs = _paragraphs(round, recipient_zone)
        html = "".join(f"<p>{escape(each)}</p>" for each in paragraphs)
        return Letter(
            subject=f"{round.service}: update {round.number} [{round.code}]",
            text="\n\n".join(paragraphs) + "\n",
            html=f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"></head><body>{html}</body></html>',
        )

    def text(self, round: _Round, recipient_zone: str) -> str:  # noqa: A002 - likewise
        """Return the text."""
        return " ".join([f"{round.code}:", *_paragraphs(round, recipient_zone)])


def _paragraphs(update: _Round, zone: str) -> list[str]:
    said = update.update
    next_due = [f"Next update by {_clock(update.next_due, zone)}."] if update.next_due else []
    return [words for words in (said.impact, said.cause, said.plan, said.status, said.next_steps) if words] + next_due


def _clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M %Z}"
