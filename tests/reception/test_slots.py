"""The times of a day: never overlapping, inside the hours, right when clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicehall.reception.slots import Hours, Slot, overlapping, present, times

SEOUL = ZoneInfo("Asia/Seoul")
BERLIN = ZoneInfo("Europe/Berlin")
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
"""The days on which Berlin's clocks go forward at two and back at three."""

hours = st.builds(
    Hours,
    st.times(max_value=time(23, 30)),
    st.times(),
    st.none() | st.tuples(st.times(), st.times()),
)
zones = st.sampled_from(
    [SEOUL, BERLIN, *map(ZoneInfo, ("America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"))]
)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31)) | st.sampled_from([FORWARD, BACK])


def walls(day: date, hours: Hours, minutes: int = 30, zone: ZoneInfo = SEOUL) -> list[str]:
    return [f"{slot.starts.astimezone(zone):%H:%M}" for slot in times(day, hours, minutes, zone)]


@given(days, hours, st.integers(5, 480), zones)
def test_slots_follow_one_another_inside_the_hours(
    day: date, hours: Hours, minutes: int, zone: ZoneInfo
) -> None:
    slots = list(times(day, hours, minutes, zone))
    for slot in slots:
        assert slot.ends - slot.starts == timedelta(minutes=minutes)
        begins, ends = slot.starts.astimezone(zone), slot.ends.astimezone(zone)
        assert begins.date() == day
        assert begins.time() >= hours.opens
        if hours.closes == time(0):
            assert ends.date() == day or ends.time() == time(0)
        else:
            assert ends.date() == day
            assert ends.time() <= hours.closes or ends.fold != begins.fold
        if hours.pause and hours.pause[0] < hours.pause[1] and begins.fold == ends.fold == 0:
            assert ends.time() <= hours.pause[0] or begins.time() >= hours.pause[1] or (
                ends.time() == time(0)
            )  # fmt: skip
    for before, after in zip(slots, slots[1:], strict=False):
        assert before.ends <= after.starts


@given(days, zones)
def test_a_day_open_from_midnight_to_midnight_has_all_its_hours(day: date, zone: ZoneInfo) -> None:
    slots = list(times(day, Hours(time(0), time(0)), 30, zone))
    begins = datetime.combine(day, time(0), zone).astimezone(UTC)
    ends = datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)
    assert len(slots) == (ends - begins) // timedelta(minutes=30)


def test_an_ordinary_day_with_a_pause() -> None:
    found = walls(date(2026, 11, 9), Hours(time(9), time(14), (time(12), time(13))))
    assert found == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "13:00", "13:30"]


def test_what_does_not_fit_before_the_pause_or_the_closing_is_left_out() -> None:
    found = walls(date(2026, 11, 9), Hours(time(9), time(14), (time(12), time(13))), 45)
    assert found == ["09:00", "09:45", "10:30", "11:15", "13:00"]


def test_no_slot_begins_in_the_hour_that_does_not_exist() -> None:
    assert walls(FORWARD, Hours(time(1), time(4)), 30, BERLIN) == [
        "01:00",
        "01:30",
        "03:00",
        "03:30",
    ]
    assert walls(FORWARD, Hours(time(2, 30), time(4)), 30, BERLIN) == ["03:30"]
    assert walls(FORWARD, Hours(time(1), time(2, 30)), 30, BERLIN) == ["01:00"]


def test_the_hour_that_comes_twice_is_given_twice_within_and_once_at_the_edges() -> None:
    inside = walls(BACK, Hours(time(1), time(4)), 30, BERLIN)
    assert inside == ["01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30"]
    assert walls(BACK, Hours(time(2, 30), time(3, 30)), 30, BERLIN) == ["02:30", "03:00"]
    assert walls(BACK, Hours(time(1), time(2, 30)), 30, BERLIN) == ["01:00", "01:30", "02:00"]


@pytest.mark.parametrize(
    "wrong",
    [Hours(time(18), time(9)), Hours(time(9), time(9)), Hours(time(9), time(9, 20))],
)
def test_hours_turned_about_or_too_short_have_no_slots(wrong: Hours) -> None:
    assert walls(date(2026, 11, 9), wrong) == []


def test_a_pause_turned_about_is_no_pause() -> None:
    turned = Hours(time(9), time(11), (time(10), time(9, 30)))
    assert walls(date(2026, 11, 9), turned) == ["09:00", "09:30", "10:00", "10:30"]


def test_what_only_touches_a_slot_does_not_reach_into_it() -> None:
    begins = datetime(2026, 11, 9, 1, tzinfo=UTC)
    half = timedelta(minutes=30)
    slot = Slot(begins, begins + half)
    assert overlapping(slot, [(begins - half, begins), (begins + half, begins + 2 * half)]) == 0
    assert overlapping(slot, [(begins - half, begins + half / 2), (begins, begins + half)]) == 2


def test_only_who_is_there_for_the_whole_slot_counts() -> None:
    begins = datetime(2026, 11, 9, 1, tzinfo=UTC)
    half = timedelta(minutes=30)
    slot = Slot(begins, begins + half)
    assert present(slot, [(begins, begins + half), (begins + half / 2, begins + 2 * half)]) == 1


def test_nothing_is_less_than_free_of_nothing() -> None:
    begins = datetime(2026, 11, 9, 1, tzinfo=UTC)
    assert Slot(begins, begins, capacity=1, taken=3).free == 0
