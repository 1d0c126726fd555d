"""What an address asks for is read, or there is no such page."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import Http404
from django.test import RequestFactory

from servicehall.appraisal.queries import Month
from servicehall.web.asked import choices_asked, day_asked, month_asked, pack_in_force
from servicehall.web.desks import Desk
from tests.world import MONDAY, World, at, bind_standard


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world.centre, world.supervisor, at(0, 30))


def test_a_day_is_read_and_none_is_none(rf: RequestFactory) -> None:
    assert day_asked(rf.get("/", {"day": " 2026-11-09 "}), "day") == MONDAY
    assert day_asked(rf.get("/", {"day": ""}), "day") is None
    assert day_asked(rf.get("/"), "day") is None


@pytest.mark.parametrize("text", ["x", "2026-13-01", "0001-01-01", "9999-12-31", "2026-11-09T10"])
def test_what_is_no_day_is_no_page(rf: RequestFactory, text: str) -> None:
    with pytest.raises(Http404):
        day_asked(rf.get("/", {"day": text}), "day")


def test_the_present_month_is_that_of_the_centre_s_zone(rf: RequestFactory, world: World) -> None:
    # Still October in London.
    desk = Desk(world.centre, world.supervisor, at(0, 30, day=date(2026, 11, 1)))
    assert month_asked(rf.get("/"), desk) == Month(2026, 11)
    assert month_asked(rf.get("/", {"period": "2026-10"}), desk) == Month(2026, 10)


@pytest.mark.parametrize("text", ["2026", "2026-13", "0001-01", "9998-12", "november"])
def test_what_is_no_month_is_no_page(rf: RequestFactory, desk: Desk, text: str) -> None:
    with pytest.raises(Http404):
        month_asked(rf.get("/", {"period": text}), desk)


def test_choices_that_are_empty_are_none(rf: RequestFactory) -> None:
    request = rf.get("/", {"unit": " civil ", "staff": "", "more": "1"})
    assert choices_asked(request, "unit", "staff", "counter") == {"unit": "civil"}


def test_without_a_standard_in_force_there_is_no_page(desk: Desk, world: World) -> None:
    with pytest.raises(Http404):
        pack_in_force(desk)
    pack = bind_standard(world)
    assert pack_in_force(desk).sha256 == pack.sha256
    with pytest.raises(Http404):
        pack_in_force(desk, date(2026, 11, 8))
