"""The worker of the next version: `python -m tests.live.next_worker`."""

from tests.live.next_version import NextIncident
from workers import registry
from workers.__main__ import main
from workflows.incident import Incident

if __name__ == "__main__":
    registry.WORKFLOWS = tuple(NextIncident if each is Incident else each for each in registry.WORKFLOWS)
    main()
