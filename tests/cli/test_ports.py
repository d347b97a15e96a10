"""Ports of a local installation."""

import socket
from collections.abc import Iterator
from dataclasses import astuple

import pytest

from cli.ports import Ports, PortsTaken, is_free, preferred_or_free, usual_or_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_every_port_in_use_is_told_with_its_option(taken: int) -> None:
    """One line for each, with the option that changes it."""
    with pytest.raises(PortsTaken) as told:
        Ports(temporal=0, temporal_ui=taken, gateway=0, simulator=taken).check()

    expected = [
        f"Port {taken} (temporal-ui) is in use: stop what uses it, or give another with --temporal-ui-port.",
        f"Port {taken} (simulator) is in use: stop what uses it, or give another with --simulator-port.",
    ]
    assert expected == str(told.value).splitlines()


def test_ports_that_are_not_needed_may_be_in_use(taken: int) -> None:
    """With an own Temporal and real providers, only the gateway's port counts."""
    ports = Ports(temporal=taken, temporal_ui=taken, gateway=0, simulator=taken)

    ports.check(with_temporal=False, with_simulator=False)

    assert not is_free(taken)


def test_a_port_in_use_gives_way_to_a_free_one(taken: int) -> None:
    """The demo takes the usual ports where they are free, and others where they are not; no two are the same."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = probe.getsockname()[1]
    chosen = preferred_or_free(Ports(temporal=free, temporal_ui=taken, gateway=taken, simulator=taken))

    assert free == chosen.temporal
    assert taken not in astuple(chosen)
    assert 4 == len(set(astuple(chosen)))


def test_metrics_give_way_to_whoever_listens_there(taken: int) -> None:
    """The usual port where it is free, another where it is not: metrics are worth no refusal to start."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = probe.getsockname()[1]

    assert free == usual_or_free(free)
    assert usual_or_free(taken) not in {0, taken}
