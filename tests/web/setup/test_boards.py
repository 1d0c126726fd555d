"""Board layouts are set up by administrators, and make sense when they are saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from servicehall.hall.actions import add_counter, add_unit
from servicehall.reception.models import BoardLayout
from tests.web.counter.hands import text
from tests.web.setup.test_registrations import SETUP, address, enter
from tests.world import World, names

ADD = f"{SETUP}reception/boardlayout/add/"


@pytest.fixture
def administrator(world: World) -> Client:
    """The administrator, signed in."""
    return enter(world.administrator)


def form(world: World, **but: Any) -> dict[str, Any]:
    """A filled-in form, as a browser would send it."""
    given: dict[str, Any] = {
        "centre": world.centre.pk,
        "code": "east",
        "names_ko": "",
        "names_zh": "",
        "names_en": "",
        "parts": ["calls", "waits"],
        "units": [],
        "counters": [],
        "shown": "ko, zh",
        "spoken": "zh ko",
        "citizen_first": "on",
        "voice": "on",
        "chime": "on",
        "scheme": "dark",
        "size": "large",
        "turn_seconds": "12",
    }
    return given | but


def test_a_layout_is_set_up_and_shown(world: World, administrator: Client, client: Client) -> None:
    answer = administrator.post(
        ADD, form(world, units=[world.unit.pk], counters=[world.counter.pk])
    )
    assert answer.status_code == 302, text(answer)
    row = BoardLayout.objects.get()
    assert (row.code, row.parts, row.shown, row.spoken) == (
        "east",
        ["calls", "waits"],
        ["ko", "zh"],
        ["zh", "ko"],
    )
    assert list(row.units.all()) == [world.unit]
    assert list(row.counters.all()) == [world.counter]
    assert client.get("/testhall/board/east/").status_code == 200
    assert "/testhall/board/east/" in text(administrator.get(f"{SETUP}reception/boardlayout/"))


def test_a_layout_is_changed_with_what_was_saved_before_it(
    world: World, administrator: Client
) -> None:
    administrator.post(ADD, form(world))
    row = BoardLayout.objects.get()
    page = text(administrator.get(address(row)))
    assert 'value="zh, ko"' in page
    answer = administrator.post(address(row), form(world, parts=["calls"], code="west"))
    assert answer.status_code == 302, text(answer)
    row.refresh_from_db()
    assert row.parts == ["calls"]
    assert row.code == "east", "screens on the wall have its address"


def test_a_new_layout_begins_with_all_parts_and_languages(
    world: World, administrator: Client
) -> None:
    page = text(administrator.get(ADD))
    assert page.count(" checked") >= 4
    assert 'value="ko, zh, en"' in page


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"parts": []}, "A screen shows at least one part."),
        ({"parts": ["news"]}, "Select a valid choice"),
        ({"spoken": "ko, fr"}, "“fr” is no language of the hall. There are: ko, zh, en."),
        ({"shown": "ko, ko"}, "Name each language once."),
        ({"spoken": ""}, "The voice needs a language to speak"),
        ({"parts": ["waits"]}, "The voice needs a language to speak"),
        ({"turn_seconds": "1"}, "Between 3 and 120 seconds."),
        ({"turn_seconds": "500"}, "Between 3 and 120 seconds."),
        ({"names_en": "East"}, "missing in 한국어"),
        ({"code": "east wing"}, "slug"),
        ({"centre": ""}, "This field is required"),
        ({"centre": "", "parts": [], "spoken": "fr"}, "no language of the hall"),
        ({"size": "huge"}, "Select a valid choice"),
    ],
)
def test_a_layout_that_makes_no_sense_is_shown_again_with_the_reason(
    world: World, administrator: Client, but: dict[str, Any], said: str
) -> None:
    answer = administrator.post(ADD, form(world, **but))
    assert answer.status_code == 200
    assert said in text(answer)
    assert not BoardLayout.objects.exists()


def test_counters_that_serve_none_of_the_units_are_refused(
    world: World, administrator: Client
) -> None:
    counters = [world.counter.pk, world.far_counter.pk]
    answer = administrator.post(ADD, form(world, units=[world.unit.pk], counters=counters))
    assert "Serves none of the chosen units: 3." in text(answer)
    world.far_counter.also_serves.add(world.unit)
    answer = administrator.post(ADD, form(world, units=[world.unit.pk], counters=counters))
    assert answer.status_code == 302


def test_another_centre_s_units_and_counters_are_not_offered(
    world: World, administrator: Client
) -> None:
    unit = add_unit(centre=world.stranger.centre, code="far", names=names("Far"), prefix="Z")
    counter = add_counter(unit=unit, code="77")
    page = text(administrator.get(ADD))
    assert "Far (" not in page
    assert ">77<" not in page
    for but in ({"units": [unit.pk]}, {"counters": [counter.pk]}):
        answer = administrator.post(ADD, form(world, **but))
        assert answer.status_code == 200
        assert "Select a valid choice" in text(answer)


def test_a_superuser_does_not_mix_centres_in_a_layout(world: World) -> None:
    client = enter(world.administrator)
    client.get(SETUP)
    User.objects.filter(staff_member=world.administrator).update(is_superuser=True)
    unit = add_unit(centre=world.stranger.centre, code="far", names=names("Far"), prefix="Z")
    answer = client.post(ADD, form(world, units=[unit.pk]))
    assert "It belongs to another centre." in text(answer)


def test_the_same_code_is_not_given_twice(world: World, administrator: Client) -> None:
    administrator.post(ADD, form(world))
    answer = administrator.post(ADD, form(world))
    assert answer.status_code == 200
    assert "already exists" in text(answer)


def test_a_layout_that_is_not_needed_is_deleted(world: World, administrator: Client) -> None:
    administrator.post(ADD, form(world))
    row = BoardLayout.objects.get()
    answer = administrator.post(address(row, "delete"), {"post": "yes"})
    assert answer.status_code == 302
    assert not BoardLayout.objects.exists()


@pytest.mark.parametrize("member", ["clerk", "lead", "supervisor", "director", "stranger"])
def test_who_does_not_set_up_sets_up_no_board(world: World, member: str) -> None:
    client = enter(getattr(world, member))
    assert client.post(ADD, form(world)).status_code in {302, 403}
    assert not BoardLayout.objects.exists()
