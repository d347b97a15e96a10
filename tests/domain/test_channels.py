"""What tells one channel from another."""

import pytest

from domain.channels import CHANNELS
from domain.organisation import Channel
from domain.policies import BurstPolicy
from tests.domain.paging.desk import Desk


def test_every_channel_has_its_row() -> None:
    """A channel that may stand in the organisation file is one that the rules know."""
    assert set(Channel) == set(CHANNELS)


@pytest.mark.parametrize("channel", Channel)
def test_what_is_bounded_has_a_word_for_it(channel: Channel) -> None:
    """The timeline can say why a channel is held back, for every one that may be."""
    traits = CHANNELS[channel]

    assert (traits.at_most is None) == (traits.held == "")
    assert traits.at_most is None or traits.at_most(BurstPolicy()) >= 1


@pytest.mark.parametrize("channel", Channel)
def test_a_storm_can_be_told_by_every_channel(channel: Channel) -> None:
    """Pages by one channel alone are sent, written down and held back where that channel is bounded."""
    desk = Desk()
    for number in range(4):
        desk.page(f"p{number}", channel, code=number)
        desk.settle()
        desk.call_says("no-answer", number + 1)

    written = [each.what for each in desk.entries() if each.what == CHANNELS[channel].placed]
    assert (4 if CHANNELS[channel].at_most is None else 2) == len(written)
