"""When the last recipient of a round will have been reached, at the rates the providers take: said before it is sent.

Mails go in batches, several requests at once; texts share the lane of pages, and each has its turn behind those that wait there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.comms.dispatch.delivery import MOST_IN_A_BATCH
from domain.comms.dispatch.sending import AT_ONCE
from domain.lanes import Rates, time_to_take
from domain.messages import Message
from domain.wording import counted, duration_in_words

_A_REQUEST_TAKES = timedelta(seconds=1)
"""How long the mail provider takes over a full batch at most; it holds nobody to a rate (SendGrid documentation, rate limits)."""


@dataclass(frozen=True)
class TextLane:
    """The lane of texts: the provider's rates, the segments a place in it is reckoned at, and how many texts wait in it now."""

    rates: Rates
    page_segments: int = 1
    waiting: int = 0

    def takes(self, segments: Sequence[int]) -> timedelta:
        """Return how long it is until the last of these texts is taken, each of so many segments, behind those that wait."""
        if not segments:
            return timedelta()
        in_turn = time_to_take(self.waiting + len(segments), self.rates.texts(self.page_segments))
        return max(in_turn, time_to_take(sum(segments), self.rates.text_segments))


class Forecast(Message):
    """How much is sent, in how many requests or segments, and how long after it is sent the last recipient is reached."""

    mails: int = 0
    requests: int = 0
    texts: int = 0
    segments: int = 0
    waiting: int = 0
    last_in: timedelta = timedelta()

    @property
    def in_words(self) -> str:
        """Say it to whoever is about to send."""
        if not self.mails + self.texts:
            return "Nobody is told: there are no recipients."
        parts = [
            f"{counted(self.mails, 'mail')} in {counted(self.requests, 'request')}" if self.mails else "",
            f"{counted(self.texts, 'text')} of {counted(self.segments, 'segment')} in all" if self.texts else "",
        ]
        behind = f", behind {counted(self.waiting, 'text')} of pages" if self.texts and self.waiting else ""
        takes = duration_in_words(max(self.last_in, _A_REQUEST_TAKES))
        return f"{' and '.join(filter(None, parts))}{behind}: the last recipient is reached within {takes}."


def forecast(mails: Iterable[int], texts: Sequence[int], lane: TextLane) -> Forecast:
    """Reckon a round: `mails` are how many people read the same mail, for each that differs; `texts` the segments of each text."""
    groups = list(mails)
    requests = sum(-(-group // MOST_IN_A_BATCH) for group in groups)
    in_turn = -(-requests // AT_ONCE) * _A_REQUEST_TAKES
    return Forecast(
        mails=sum(groups),
        requests=requests,
        texts=len(texts),
        segments=sum(texts),
        waiting=lane.waiting,
        last_in=in_turn + lane.takes(texts),
    )
