"""The numbers of Twilio's test credentials."""

import pytest

from tests.simulator.customer import ADDRESS
from tests.simulator.world import ADA, BASE, OUR_NUMBER, World


def magic(end: int) -> str:
    """Give the number that ends so."""
    return f"+1500555{end:04}"


@pytest.mark.parametrize(
    ("to", "from_", "code"),
    [
        (magic(1), OUR_NUMBER, 21217),
        (magic(2), OUR_NUMBER, 21214),
        (magic(3), OUR_NUMBER, 21215),
        (magic(4), OUR_NUMBER, 21216),
        (ADA, magic(1), 21212),
        (ADA, magic(6), None),
    ],
)
async def test_a_call_is_refused_as_its_number_says(world: World, to: str, from_: str, code: int | None) -> None:
    """Each number of the test credentials has its refusal for calls, and one may always be called from."""
    answer = await world.http.post(f"{BASE}/Calls.json", data={"To": to, "From": from_, "Url": f"{ADDRESS}/voice"})

    assert answer.json().get("code") == code
    assert len(world.simulator.calls) == (code is None)


@pytest.mark.parametrize(
    ("to", "from_", "code"),
    [
        (magic(1), OUR_NUMBER, 21211),
        (magic(2), OUR_NUMBER, 21612),
        (magic(3), OUR_NUMBER, 21408),
        (magic(4), OUR_NUMBER, 21610),
        (magic(9), OUR_NUMBER, 21614),
        (ADA, magic(1), 21212),
        (ADA, magic(7), 21606),
        (ADA, magic(8), 21611),
        (ADA, magic(6), None),
    ],
)
async def test_a_text_is_refused_as_its_number_says(world: World, to: str, from_: str, code: int | None) -> None:
    """Each number of the test credentials has its refusal for texts, and one may always be texted from."""
    answer = await world.http.post(f"{BASE}/Messages.json", data={"To": to, "From": from_, "Body": "Hello"})

    assert answer.json().get("code") == code
    assert len(world.simulator.texts) == (code is None)
