"""The rules of a centre and what a counter serves: set by the administrator, within limits."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from servicehall.evidence.actions import Refused
from servicehall.reception import actions
from servicehall.reception.models import BoardLayout
from servicehall.web.setup.places import LIMITS
from tests.web.counter.hands import text
from tests.web.setup.test_hours import centre
from tests.web.setup.test_registrations import SETUP, address, enter
from tests.world import World, at


@pytest.fixture
def administrator(world: World) -> Client:
    """The administrator, signed in."""
    return enter(world.administrator)


# Rules ---------------------------------------------------------------------------------------


def test_the_rules_of_reception_are_set_and_bind_at_once(
    world: World, administrator: Client
) -> None:
    rules = {
        "recall_pause": "40",
        "recall_most": "2",
        "return_within": "25",
        "priority_worth": "12",
        "wait_promise": "18",
    }
    answer = administrator.post(address(world.centre), centre(**rules, kiosks_registered_only=""))
    assert answer.status_code == 302, text(answer)
    world.centre.refresh_from_db()
    for name, value in rules.items():
        assert getattr(world.centre, name) == int(value), name
    world.on_duty()
    world.ticket(at=at(10))
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 1))
    visit.centre.refresh_from_db()
    with pytest.raises(Refused) as caught:
        actions.recall(visit=visit, by=world.clerk, at=at(10, 1, second=30))
    assert (caught.value.code, caught.value.about) == ("recalled_too_soon", {"seconds": 10})
    actions.recall(visit=visit, by=world.clerk, at=at(10, 2))
    with pytest.raises(Refused) as caught:
        actions.recall(visit=visit, by=world.clerk, at=at(10, 3))
    assert (caught.value.code, caught.value.about) == ("recalled_enough", {"most": 2})


def test_who_changed_which_rule_stands_in_its_history(world: World, administrator: Client) -> None:
    administrator.post(address(world.centre), centre(recall_pause="40"))
    entry = LogEntry.objects.get()
    assert entry.user == world.administrator.user
    assert "Seconds between two calls of one person" in str(entry.get_change_message())
    page = text(administrator.get(address(world.centre, "history")))
    assert "Seconds between two calls of one person" in page


@pytest.mark.parametrize("name", sorted(LIMITS))
@pytest.mark.parametrize("side", [0, 1])
def test_a_rule_beyond_its_limits_is_refused_in_words(
    world: World, administrator: Client, name: str, side: int
) -> None:
    least, most = LIMITS[name]
    wrong, right = ((least - 1, least), (most + 1, most))[side]
    before = getattr(world.centre, name)
    answer = administrator.post(address(world.centre), centre(**{name: str(wrong)}))
    assert answer.status_code == 200
    assert "errorlist" in text(answer) or "Give a number" in text(answer)
    world.centre.refresh_from_db()
    assert getattr(world.centre, name) == before
    answer = administrator.post(address(world.centre), centre(**{name: str(right)}))
    assert answer.status_code == 302, text(answer)
    world.centre.refresh_from_db()
    assert getattr(world.centre, name) == right


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"recall_most": "11"}, "Give a number from 1 to 10."),
        ({"recall_pause": "soon"}, "Enter a whole number"),
        ({"wait_promise": ""}, "This field is required"),
        ({"closes": "08:00"}, "not after the beginning"),
        ({"timezone": "Seoul"}, "There is no such time zone"),
    ],
)
def test_what_can_not_be_is_said_beside_the_rule(
    world: World, administrator: Client, but: dict[str, str], said: str
) -> None:
    answer = administrator.post(address(world.centre), centre(**but))
    assert answer.status_code == 200
    assert said in text(answer)
    world.centre.refresh_from_db()
    assert (world.centre.recall_most, world.centre.timezone) == (3, "Asia/Seoul")


@pytest.mark.parametrize("member", ["clerk", "lead", "director", "stranger"])
def test_only_who_sets_up_changes_rules(world: World, member: str) -> None:
    client = enter(getattr(world, member))
    assert client.post(address(world.centre), centre(recall_pause="40")).status_code in {302, 403}
    given = {"unit": world.unit.pk, "also_serves": [world.other_unit.pk]}
    assert client.post(address(world.counter), given).status_code in {302, 403}
    world.centre.refresh_from_db()
    assert world.centre.recall_pause == 15
    assert not world.counter.also_serves.exists()


# Counters ------------------------------------------------------------------------------------


def test_a_counter_serves_a_further_unit_from_then_on(world: World, administrator: Client) -> None:
    visit = world.ticket(service=world.far_service, at=at(10))
    world.on_duty()
    call: dict[str, Any] = {"counter": world.counter, "by": world.clerk}
    with pytest.raises(Refused):
        actions.call_next(**call, at=at(10, 1))
    given = {"unit": world.unit.pk, "also_serves": [world.other_unit.pk]}
    assert administrator.post(address(world.counter), given).status_code == 302
    assert list(world.counter.also_serves.all()) == [world.other_unit]
    assert actions.call_next(**call, at=at(10, 2)) == visit
    assert "Roads" in text(administrator.get(f"{SETUP}hall/counter/"))
    assert administrator.post(address(world.counter), {"unit": world.unit.pk}).status_code == 302
    assert not world.counter.also_serves.exists()


@pytest.mark.parametrize("other", ["own", "far"])
def test_a_counter_serves_no_unit_twice_and_none_of_another_centre(
    world: World, administrator: Client, other: str
) -> None:
    far = world.other_unit
    if other == "far":
        far = world.unit.__class__.objects.create(
            centre=world.stranger.centre, code="x", names={"en": "Far unit"}
        )
        assert "Far unit" not in text(administrator.get(address(world.counter)))
    else:
        far = world.unit
    given = {"unit": world.unit.pk, "also_serves": [far.pk]}
    answer = administrator.post(address(world.counter), given)
    assert answer.status_code == 200
    said = "serves its own unit already" if other == "own" else "not one of the available choices"
    assert said in text(answer)
    assert not world.counter.also_serves.exists()


# Words ---------------------------------------------------------------------------------------

PAGES = (
    "",
    "hall/centre/",
    "hall/unit/",
    "hall/unit/add/",
    "hall/counter/",
    "hall/counter/add/",
    "hall/staffmember/",
    "hall/staffmember/add/",
    "catalogue/serviceitem/",
    "catalogue/serviceitem/add/",
    "reception/bookingplan/",
    "reception/bookingplan/add/",
    "reception/closedday/",
    "reception/closedday/add/",
    "reception/boardlayout/",
    "reception/printer/",
    "reception/printer/add/",
    "reception/device/",
    "reception/device/add/",
    "reception/message/",
    "evidence/fact/",
)
ENGLISH = (
    ">Code<",
    "Unit type",
    "Daily quota",
    "Statutory limit",
    "Case class",
    "Jurisdiction",
    "Timezone",
    "Staff members",
    "Booking plan",
    "Service items",
    "Closed days",
    "Printers",
    "Unit Head",
    "Locks without",
    ">Hall<",
    ">Reception<",
    "Recall",
    "Also serves",
)


@pytest.mark.parametrize("language", ["ko", "zh-hans"])
def test_set_up_speaks_the_readers_language(
    world: World, administrator: Client, language: str
) -> None:
    BoardLayout.objects.create(centre=world.centre, code="main")
    world.ticket(at=at(10))
    administrator.cookies["django_language"] = language
    for page in (
        *PAGES,
        address(world.centre).removeprefix(SETUP),
        address(world.counter).removeprefix(SETUP),
    ):
        answer = administrator.get(f"{SETUP}{page}", headers={"accept-language": language})
        assert answer.status_code == 200, page
        shown = text(answer)
        found = [each for each in ENGLISH if each in shown]
        assert found == [], (page, found)


def test_roles_and_states_are_called_by_their_names(world: World, administrator: Client) -> None:
    page = text(administrator.get(f"{SETUP}hall/staffmember/"))
    assert "Counter lead" in page
    assert "Unit Head" not in page
    world.on_duty()
    assert ">Open" in text(administrator.get(f"{SETUP}hall/counter/"))
    filtered = text(administrator.get(f"{SETUP}hall/staffmember/", {"role__exact": "lead"}))
    assert "Member lead" in filtered
    assert "Member clerk2" not in filtered
