"""A run that begins around midnight is told an hour of the evening before."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.midnight import ZONE, moved_by


@pytest.mark.parametrize(
    ("begins", "hours"), [("23:10", 3), ("00:05", 4), ("02:59", 6), ("03:00", 0), ("22:59", 0)]
)
def test_around_midnight_it_is_evening(begins: str, hours: int) -> None:
    now = datetime.fromisoformat(f"2026-11-26T{begins}").replace(tzinfo=ZONE)
    assert moved_by(now) == timedelta(hours=hours)
