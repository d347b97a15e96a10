"""What every part of the simulator shares."""

from dataclasses import dataclass

from simulator.clock import Clock
from simulator.config import SimulatorConfig
from simulator.events import Feed
from simulator.people import Directory
from simulator.webhooks import Webhooks


@dataclass(frozen=True)
class Services:
    """Settings, time, the customer's address, and who is told."""

    config: SimulatorConfig
    clock: Clock
    feed: Feed
    directory: Directory
    webhooks: Webhooks
