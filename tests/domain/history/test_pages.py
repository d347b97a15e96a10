"""Who was disturbed at night, by their own clock."""

import pytest

from domain.history.pages import is_night, page_rows, zones_by_name
from tests.domain.builders import at
from tests.domain.company import organisation, person
from tests.records.rows import attempt, entry


@pytest.mark.parametrize(
    ("minutes", "zone", "night"),
    [
        (19 * 60 + 46, "UTC", True),  # 22:00
        (19 * 60 + 45, "UTC", False),  # 21:59
        (3 * 60 + 45, "UTC", True),  # 05:59
        (3 * 60 + 46, "UTC", False),  # 06:00
        (0, "Asia/Kolkata", False),  # 07:44
        (0, "America/New_York", False),  # 21:14 the day before
        (60, "America/New_York", True),
    ],
)
def test_night_is_from_ten_to_six_where_they_are(minutes: int, zone: str, night: bool) -> None:
    """At 02:14 UTC some sleep, and others are at work."""
    assert night == is_night(at(minutes), zone)


def test_what_is_no_attempt_is_no_page() -> None:
    """Notes and outcomes name an attempt, too, and ring nobody."""
    rings = attempt(1, "ana/A/1")
    said = entry(2, about=rings.about, who="Ana")
    rows = page_rows("checkout-7K3Q", [rings, said], {})

    assert [("ana/A/1", "page-1", "Ana", "call", True)] == [
        (row.attempt, row.intent, row.person, row.channel, row.night) for row in rows
    ]


def test_a_name_that_two_have_is_on_no_ones_clock() -> None:
    """Timelines name people: where two of a name are in different zones, nobody guesses."""
    twin = person("dee", time_zone="Asia/Kolkata").model_copy(update={"name": "Ana"})
    zones = zones_by_name(organisation(twin))

    assert (None, "Europe/London") == (zones.get("Ana"), zones["Bo"])
