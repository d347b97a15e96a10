"""A rota names exactly one person at every instant, whatever the clocks do (P5)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.rota import Gap, Handover, Override, Rota, Shift, Weekday, gaps, next_handover, who

LONDON, BERLIN, NEW_YORK, SYDNEY = "Europe/London", "Europe/Berlin", "America/New_York", "Australia/Sydney"
# Lord Howe Island moves its clocks by half an hour, Santiago and Cairo at midnight, Kathmandu never.
ZONES = (LONDON, BERLIN, NEW_YORK, SYDNEY, "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Asia/Kathmandu")
MONDAY = date(2026, 1, 5)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant by its wall time in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def shift(*people: str, zone: str = LONDON, **rest: Any) -> Shift:
    """A shift since the first Monday of 2026."""
    return Shift(people=people, time_zone=zone, **{"since": MONDAY, **rest})


def rota(*shifts: Shift, zone: str = LONDON, overrides: tuple[Override, ...] = ()) -> Rota:
    """A rota of these shifts."""
    return Rota(id="shop", time_zone=zone, shifts=shifts, overrides=overrides)


def weekly(*people: str, zone: str = LONDON, at: time = time(9)) -> Rota:
    """People who take turns week by week, from Monday to Monday."""
    return rota(shift(*people, zone=zone, rotates="weekly", handover=(Weekday.MONDAY, at)), zone=zone)


def following_the_sun() -> Rota:
    """Three places whose days overlap, so that one of them is always awake."""
    return rota(
        shift("liam", zone="Europe/Dublin", hours=(time(8), time(18))),
        shift("jack", zone=NEW_YORK, hours=(time(12), time(22))),
        shift("zoe", zone=SYDNEY, hours=(time(8), time(20))),
    )


def clock_changes(zone: str) -> list[datetime]:
    """The instants from 2026 to 2028, to the hour, at which a zone's distance from UTC changes."""
    offset = {hour: (START + hour * HOUR).astimezone(ZoneInfo(zone)).utcoffset() for hour in range(3 * 366 * 24)}
    return [START + hour * HOUR for hour in range(1, len(offset)) if offset[hour] != offset[hour - 1]]


wall_times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
instants = st.timedeltas(timedelta(0), END - START).map(lambda after: START + after)


@st.composite
def any_shift(draw: st.DrawFn) -> Shift:
    """A shift of any hours, days and turns, mostly one that leaves gaps."""
    days: tuple[Weekday, ...] | None = draw(
        st.none() | st.lists(st.sampled_from(Weekday), min_size=1, unique=True).map(tuple)
    )
    rotates: Literal["weekly", "daily"] | None = draw(st.sampled_from(("weekly", "daily", None)))
    hours = draw(st.none() | st.tuples(wall_times, wall_times))
    zone = draw(st.sampled_from(ZONES))
    return shift(*"abc"[: draw(st.integers(1, 3))], zone=zone, hours=hours, days=days, rotates=rotates)


def test_the_first_person_begins_at_the_first_handover_on_or_after_since() -> None:
    """Turns are counted from the first handover, and backwards before it."""
    turns = weekly("ana", "ben", "cleo")

    assert who(turns, utc(2026, 1, 5, 8, 59)) == "cleo"
    assert who(turns, utc(2026, 1, 5, 9)) == "ana"
    assert who(turns, utc(2026, 1, 12, 8, 59)) == "ana"
    assert who(turns, utc(2026, 1, 12, 9)) == "ben"
    assert who(turns, utc(2026, 1, 26, 9)) == "ana"


def test_since_need_not_be_a_day_of_handover() -> None:
    """A rota stated on a Wednesday begins its first turn at the handover of the Monday after."""
    turns = rota(shift("ana", "ben", rotates="weekly", since=date(2026, 1, 7)))

    assert who(turns, utc(2026, 1, 12, 8, 59)) == "ben"
    assert who(turns, utc(2026, 1, 12, 9)) == "ana"
    assert who(turns, utc(2026, 1, 19, 8, 59)) == "ana"


def test_a_daily_rota_hands_over_every_day() -> None:
    """Daily turns change at the handover's time, whatever its weekday."""
    turns = rota(shift("ana", "ben", rotates="daily", handover=(Weekday.MONDAY, time(8))))

    assert [who(turns, utc(2026, 1, 5, 8) + day * DAY) for day in range(4)] == ["ana", "ben", "ana", "ben"]
    assert who(turns, utc(2026, 1, 6, 7, 59)) == "ana"


def test_without_rotation_the_first_person_has_every_shift() -> None:
    """Only a shift that rotates goes round."""
    turns = rota(shift("ana", "ben"))

    assert {"ana"} == {who(turns, utc(2026, 1, 1) + day * DAY) for day in range(30)}


def test_the_first_shift_that_covers_the_instant_wins() -> None:
    """Office hours may lie on top of a shift that covers everything."""
    office = shift("ana", hours=(time(9), time(17)), days=(Weekday.MONDAY, Weekday.TUESDAY))
    turns = rota(office, shift("ben"))

    assert who(turns, utc(2026, 1, 5, 8, 59)) == "ben"
    assert who(turns, utc(2026, 1, 5, 9)) == "ana"
    assert who(turns, utc(2026, 1, 5, 17)) == "ben"
    assert who(turns, utc(2026, 1, 7, 12)) == "ben"


def test_a_night_shift_belongs_to_the_day_it_starts_on() -> None:
    """Friday's night lasts into Saturday morning."""
    turns = rota(shift("ana", hours=(time(22), time(6)), days=(Weekday.FRIDAY,)), shift("ben"))

    assert who(turns, utc(2026, 1, 10, 5, 59)) == "ana"
    assert who(turns, utc(2026, 1, 10, 6)) == "ben"
    assert who(turns, utc(2026, 1, 9, 5, 59)) == "ben"


def test_an_override_takes_over_and_expires_by_itself() -> None:
    """An override holds from its start until just before its end."""
    cover = Override(person="zoe", starts=utc(2026, 1, 7), ends=utc(2026, 1, 8))
    turns = rota(shift("ana"), overrides=(cover,))

    assert who(turns, utc(2026, 1, 6, 23, 59)) == "ana"
    assert who(turns, utc(2026, 1, 7)) == "zoe"
    assert who(turns, utc(2026, 1, 7, 23, 59)) == "zoe"
    assert who(turns, utc(2026, 1, 8)) == "ana"


def test_of_two_overrides_the_first_wins() -> None:
    """Even overrides that overlap name exactly one person."""
    first = Override(person="zoe", starts=utc(2026, 1, 7), ends=utc(2026, 1, 9))
    second = Override(person="yan", starts=utc(2026, 1, 8), ends=utc(2026, 1, 10))
    turns = rota(shift("ana"), overrides=(first, second))

    assert [who(turns, utc(2026, 1, day)) for day in (7, 8, 9, 10)] == ["zoe", "zoe", "yan", "ana"]


def test_an_override_cannot_end_before_it_starts() -> None:
    """Such an override is refused, not silently ignored."""
    with pytest.raises(ValidationError, match="must end after it starts"):
        Override(person="zoe", starts=utc(2026, 1, 8), ends=utc(2026, 1, 8))


@pytest.mark.parametrize(
    ("zone", "at", "monday", "expected"),
    [
        # Berlin skips 02:00 to 03:00 on 29 March 2026: 02:30 comes one hour after 01:30, which is 03:30 by then.
        (BERLIN, time(2, 30), date(2026, 3, 29), utc(2026, 3, 29, 1, 30)),
        # And has 02:30 twice on 25 October 2026: the first counts.
        (BERLIN, time(2, 30), date(2026, 10, 25), utc(2026, 10, 25, 0, 30)),
        (NEW_YORK, time(2, 30), date(2026, 3, 8), utc(2026, 3, 8, 7, 30)),
        (SYDNEY, time(2, 30), date(2026, 4, 5), utc(2026, 4, 4, 15, 30)),
        ("Africa/Cairo", time(0, 30), date(2026, 4, 24), utc(2026, 4, 23, 22, 30)),
    ],
)
def test_a_handover_in_the_hour_the_clocks_change_happens_once(
    zone: str, at: time, monday: date, expected: datetime
) -> None:
    """A handover at a wall time that is skipped, or comes twice, is one instant: before it one person, then the next."""
    day = list(Weekday)[monday.weekday()]
    turns = rota(shift("ana", "ben", zone=zone, rotates="weekly", handover=(day, at), since=monday - 7 * DAY))
    changes = [expected + minute * MINUTE for minute in range(-180, 181)]

    assert [who(turns, each) for each in changes] == ["ana"] * 180 + ["ben"] * 181
    assert Handover(at=expected, gives="ana", takes="ben") == next_handover(turns, expected - 3 * DAY)


@given(zone=st.sampled_from(ZONES), at=wall_times, instant=instants, people=st.sampled_from(("a", "ab", "abc")))
@example(zone=BERLIN, at=time(2, 30), instant=utc(2026, 3, 29, 1, 15), people="ab")
@example(zone="Africa/Cairo", at=time(0), instant=utc(2027, 10, 28, 21, 30), people="abc")
def test_a_weekly_rota_names_one_person_at_every_instant(zone: str, at: time, instant: datetime, people: str) -> None:
    """Between one handover and the next, about a week later, exactly one person is on duty, and then the next."""
    turns = weekly(*people, zone=zone, at=at)
    on_duty = who(turns, instant)
    following = people[(people.index(on_duty) + 1) % len(people)]

    assert gaps(turns, instant, instant + 8 * DAY) == []
    change = next_handover(turns, instant)
    if len(people) == 1:
        assert change is None
    else:
        assert change is not None
        assert instant < change.at <= instant + 7 * DAY + HOUR
        assert (on_duty, following) == (change.gives, change.takes)
        assert (on_duty, following) == (who(turns, change.at - timedelta(microseconds=1)), who(turns, change.at))


@given(instant=instants)
def test_a_rota_that_follows_the_sun_names_one_person_at_every_instant(instant: datetime) -> None:
    """Of shifts in three zones, one and the same person is named however often one asks, and by daylight."""
    turns = following_the_sun()
    zone = {"liam": "Europe/Dublin", "jack": NEW_YORK, "zoe": SYDNEY}[who(turns, instant)]

    assert 8 <= instant.astimezone(ZoneInfo(zone)).hour < 22
    assert who(turns, instant) == who(turns, instant.astimezone(ZoneInfo(SYDNEY)))


@pytest.mark.parametrize("zone", [LONDON, NEW_YORK, SYDNEY, "Australia/Lord_Howe", "America/Santiago"])
def test_around_every_change_of_clocks_somebody_is_on_duty(zone: str) -> None:
    """Minute by minute, four hours around each change of clocks from 2026 to 2028, nobody is missing."""
    chains = rota(
        shift("day", zone=zone, hours=(time(0, 30), time(2, 30))),
        shift("early", zone=zone, hours=(time(2, 30), time(12))),
        shift("late", zone=zone, hours=(time(12), time(0, 30))),
        zone=zone,
    )
    changes = clock_changes(zone)
    around = [change + minute * MINUTE for change in changes for minute in range(-240, 241)]

    assert len(changes) == 6
    for turns in (chains, following_the_sun(), weekly("ana", "ben", zone=zone, at=time(2, 30))):
        assert all(who(turns, instant) for instant in around)


@pytest.mark.parametrize("zone", ZONES)
def test_shifts_that_meet_on_the_wall_clock_leave_no_gap_in_three_years(zone: str) -> None:
    """Shifts that meet at 02:30 every day still meet on the days when there are two of them, or none."""
    chain = rota(
        shift("night", zone=zone, hours=(time(0), time(2, 30))), shift("day", zone=zone, hours=(time(2, 30), time(0)))
    )

    assert gaps(chain, START, END) == []
    assert gaps(following_the_sun(), START, END) == []


def test_shifts_of_two_zones_part_while_only_one_has_summer_time() -> None:
    """The weeks in March when New York is an hour closer to London than usual open a gap, which is found."""
    turns = rota(
        shift("ana", hours=(time(7), time(19))), shift("jack", zone=NEW_YORK, hours=(time(14), time(2))), zone=LONDON
    )

    assert Gap(starts=utc(2026, 3, 9, 6), ends=utc(2026, 3, 9, 7)) == gaps(turns, START, utc(2026, 4, 1))[0]
    assert [gap.starts.day for gap in gaps(turns, START, utc(2026, 3, 11))] == [9, 10]


def test_a_gap_of_one_minute_is_found_to_the_minute() -> None:
    """Gaps are computed, not sampled."""
    turns = rota(shift("ana", hours=(time(7), time(19))), shift("ben", hours=(time(19, 1), time(7))))
    one = Gap(starts=utc(2026, 1, 5, 19), ends=utc(2026, 1, 5, 19, 1))

    assert [one] == gaps(turns, utc(2026, 1, 5, 12), utc(2026, 1, 6, 12))


def test_an_override_closes_a_gap_while_it_lasts() -> None:
    """A gap begins where an override ends."""
    cover = Override(person="zoe", starts=utc(2026, 1, 5), ends=utc(2026, 1, 6))
    turns = rota(shift("ana", hours=(time(7), time(19))), overrides=(cover,))
    night = Gap(starts=utc(2026, 1, 6), ends=utc(2026, 1, 6, 7))

    assert [night] == gaps(turns, utc(2026, 1, 5), utc(2026, 1, 6, 12))


def test_asking_who_is_on_duty_in_a_gap_says_which_rota_and_when() -> None:
    """Nobody is not a name: the question is refused."""
    turns = rota(shift("ana", hours=(time(7), time(19))))

    with pytest.raises(LookupError, match="rota 'shop' names nobody at 2026-01-05T03:00"):
        who(turns, utc(2026, 1, 5, 3))


@given(shifts=st.lists(any_shift(), min_size=1, max_size=3), change=st.sampled_from(clock_changes(BERLIN)))
def test_gaps_are_exactly_the_minutes_in_which_nobody_is_on_duty(shifts: list[Shift], change: datetime) -> None:
    """Every gap found is real and none is missed, by asking for every minute around a change of clocks."""
    turns = rota(*shifts)
    minutes = [change + minute * MINUTE for minute in range(-300, 301)]
    found = gaps(turns, minutes[0], minutes[-1] + MINUTE)
    uncovered = [minute for minute in minutes if not any(each.covers(minute) for each in shifts)]

    assert uncovered == [minute for minute in minutes if any(gap.starts <= minute < gap.ends for gap in found)]
    assert all(gap.starts < gap.ends for gap in found)


def test_the_next_handover_may_be_the_end_of_an_override() -> None:
    """Whoever asks how long someone is on duty hears of overrides as well."""
    cover = Override(person="zoe", starts=utc(2026, 1, 7), ends=utc(2026, 1, 8))
    turns = rota(shift("ana"), overrides=(cover,))

    assert Handover(at=utc(2026, 1, 7), gives="ana", takes="zoe") == next_handover(turns, utc(2026, 1, 6))
    assert Handover(at=utc(2026, 1, 8), gives="zoe", takes="ana") == next_handover(turns, utc(2026, 1, 7))
    assert next_handover(turns, utc(2026, 1, 8)) is None


def test_a_rota_survives_being_stored() -> None:
    """A rota read back from JSON is the same rota."""
    cover = Override(person="zoe", starts=utc(2026, 1, 7), ends=utc(2026, 1, 8))
    turns = rota(shift("ana", "ben", rotates="weekly", hours=(time(22), time(6, 30))), overrides=(cover,))

    assert turns == Rota.model_validate_json(turns.model_dump_json())


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("time_zone", "Europe/Londinium"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "Europe"),
        ("hours", (900, 1700)),
        ("hours", ("09:00", "25:00")),
        ("handover", "noon"),
        ("handover", "someday 09:00"),
        ("people", ()),
        ("days", ()),
    ],
)
def test_what_no_clock_or_calendar_shows_is_refused(field: str, written: object) -> None:
    """A shift cannot be made of times, zones or days that do not exist."""
    valid = {"people": ("ana",), "time_zone": LONDON, "since": MONDAY}

    with pytest.raises(ValidationError):
        Shift.model_validate({**valid, field: written})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("wednesday 10:30", (Weekday.WEDNESDAY, time(10, 30))),
        ("08:00", (Weekday.MONDAY, time(8))),
        (["friday", "18:00"], (Weekday.FRIDAY, time(18))),
    ],
)
def test_a_handover_may_be_written_as_people_say_it(written: object, expected: tuple[Weekday, time]) -> None:
    """A day and a time in one text, or a time alone, are understood."""
    made = Shift.model_validate({"people": ("ana",), "time_zone": LONDON, "since": MONDAY, "handover": written})

    assert expected == made.handover
