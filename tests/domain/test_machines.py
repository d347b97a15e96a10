"""What machine detection says."""

import pytest

from domain.machines import is_machine


@pytest.mark.parametrize(
    "heard", ["machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax"]
)
def test_machines_are_known(heard: str) -> None:
    """Voicemail and fax are machines, by each of the provider's words for them."""
    assert is_machine(heard)


@pytest.mark.parametrize("heard", ["human", "unknown"])
def test_who_may_be_a_person_is_no_machine(heard: str) -> None:
    """Where it is not sure, a person may be listening."""
    assert not is_machine(heard)
