"""Hours, days off and quotas are written as people do, and kept as the hall reads them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from servicehall.catalogue.models import ServiceItem
from tests.web.counter.hands import text
from tests.web.setup.test_registrations import address, enter, item
from tests.world import World


@pytest.fixture
def administrator(world: World) -> Client:
    """The administrator, signed in."""
    return enter(world.administrator)


def centre(**but: Any) -> dict[str, Any]:
    given = {
        "names_ko": "시청",
        "names_zh": "大厅",
        "names_en": "Hall",
        "jurisdiction": "KR",
        "timezone": "Asia/Seoul",
        "opens": "09:00",
        "closes": "18:00",
        "receives": "on",
        "last_ticket_before": "30",
        "hours_mon": "09:00-12:00, 13:00-18:00",
        "hours_sat": "09:00 - 12:00",
        "days_off": "2026-12-31\n2026-05-02",
        "kiosks_registered_only": "on",
        "recall_pause": "15",
        "recall_most": "3",
        "return_within": "60",
        "priority_worth": "30",
        "wait_promise": "20",
        "tell_at": "3",
        "backup_after": "10",
        "unattended_after": "10",
        "away_most": "15",
        "appointment_early": "30",
        "appointment_late": "10",
        "appointment_hold": "15",
    }
    return given | but


def test_hours_and_days_off_are_kept(world: World, administrator: Client) -> None:
    answer = administrator.post(address(world.centre), centre())
    assert answer.status_code == 302, text(answer)
    world.centre.refresh_from_db()
    assert world.centre.hours == {
        "mon": [["09:00", "12:00"], ["13:00", "18:00"]],
        "sat": [["09:00", "12:00"]],
    }
    assert world.centre.days_off == ["2026-05-02", "2026-12-31"]
    assert (world.centre.kiosks_registered_only, world.centre.phone_tickets) == (True, False)
    page = text(administrator.get(address(world.centre)))
    assert 'value="09:00-12:00, 13:00-18:00"' in page
    assert ">Monday</span>" in page
    assert "2026-05-02\n2026-12-31" in page


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"hours_mon": "nine to five"}, "Monday: “nine to five” are no hours"),
        ({"hours_sun": "18:00-09:00"}, "Sunday: “18:00-09:00” are no hours"),
        ({"days_off": "tomorrow"}, "“tomorrow” is no date"),
        ({"days_off": "2026-02-30"}, "“2026-02-30” is no date"),
        ({"last_ticket_before": "-5"}, "greater than or equal to 0"),
    ],
)
def test_hours_that_make_no_sense_are_shown_again(
    world: World, administrator: Client, but: dict[str, str], said: str
) -> None:
    answer = administrator.post(address(world.centre), centre(**but))
    assert answer.status_code == 200
    assert said in text(answer)
    world.centre.refresh_from_db()
    assert world.centre.hours == {}


def test_a_services_hours_and_quota_are_its_next_version(
    world: World, administrator: Client
) -> None:
    sent = item(world, daily_quota="40", hours_tue="09:00-11:00")
    answer = administrator.post(address(world.service), sent)
    assert answer.status_code == 302, text(answer)
    old, new = ServiceItem.objects.filter(code="register").order_by("version")
    assert (old.daily_quota, old.hours) == (None, {})
    assert (new.daily_quota, new.hours) == (40, {"tue": [["09:00", "11:00"]]})


def test_a_units_quota_is_set_and_taken_back(world: World, administrator: Client) -> None:
    sent = {
        "names_ko": "민원과",
        "names_zh": "民政科",
        "names_en": "Civil",
        "unit_type": "general",
        "prefix": "A",
    }
    for given, kept in (("12", 12), ("", None)):
        administrator.post(address(world.unit), sent | {"daily_quota": given})
        world.unit.refresh_from_db()
        assert world.unit.daily_quota == kept
