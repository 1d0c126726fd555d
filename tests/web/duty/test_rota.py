"""The rota desk: who may plan whom, a week at once, and what is told of what can't be."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from servicehall.hall import actions
from servicehall.hall.models import Absence, BackupAssignment, Badge, Pin, Shift
from tests.hall.hands import plan
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text, words
from tests.world import MONDAY, World, at

ROTA = "/testhall/rota/"
PEOPLE = "/testhall/rota/people/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 08:00."""
    return set_clock(monkeypatch, at(8))


# The week ------------------------------------------------------------------------------------


@pytest.mark.parametrize("member", ["lead", "administrator"])
def test_who_plans_duty_sees_the_week(world: World, member: str) -> None:
    plan(world)
    page = text(sign_in(getattr(world, member)).get(ROTA))
    assert "Member clerk" in page
    assert "09:00–18:00" in page
    assert "Mon 9" in page
    assert "Sat 14" not in page.partition("plan-title")[0]


@pytest.mark.parametrize("member", ["clerk", "supervisor", "director", "stranger"])
def test_who_plans_no_duty_sees_no_rota(world: World, member: str) -> None:
    client = sign_in(getattr(world, member))
    assert client.get(ROTA).status_code == 403
    assert client.get(PEOPLE).status_code == 403
    for path in ("rota/plan/", "rota/copy/", "rota/absences/", "rota/pairs/"):
        assert client.post(f"/testhall/{path}").status_code == 403


def test_a_lead_is_shown_their_own_unit_whatever_is_asked_for(world: World) -> None:
    plan(world, staff=world.far_clerk, counter=world.far_counter, by=world.administrator)
    page = text(sign_in(world.lead).get(f"{ROTA}?unit=roads"))
    assert "Member clerk3" not in page
    page = text(sign_in(world.administrator).get(f"{ROTA}?unit=roads"))
    assert "Member clerk3" in page


def test_a_week_that_is_none_is_no_page(world: World) -> None:
    client = sign_in(world.lead)
    assert client.get(f"{ROTA}?week=someday").status_code == 404
    assert client.get(f"{ROTA}?week=2026-11-18").status_code == 200


def test_a_person_is_planned_on_several_days_at_once(world: World) -> None:
    plan(world)
    client = sign_in(world.lead)
    given = {
        "staff": world.clerk.pk,
        "counter": world.counter.pk,
        "starts": "09:00",
        "ends": "12:00",
        "days": ["2026-11-09", "2026-11-10", "2026-11-11"],
        "key": str(uuid4()),
    }
    answer = client.post(f"{ROTA}plan/", given, follow=True)
    page = text(answer)
    assert "2 shifts are planned." in page
    assert "Member clerk has a shift at these hours" in page
    client.post(f"{ROTA}plan/", given)
    assert Shift.objects.count() == 3


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"days": []}, "This field is required"),
        ({"ends": ""}, "This field is required"),
        ({"staff": "far"}, "Select a valid choice"),
        ({"counter": "far"}, "Select a valid choice"),
    ],
)
def test_a_plan_that_makes_no_sense_is_shown_again(
    world: World, but: dict[str, object], said: str
) -> None:
    given = {
        "staff": world.clerk.pk,
        "counter": world.counter.pk,
        "starts": "09:00",
        "ends": "12:00",
        "days": ["2026-11-09"],
    } | but
    far = {"staff": world.far_clerk.pk, "counter": world.far_counter.pk}
    given |= {name: far[name] for name, value in but.items() if value == "far"}
    answer = sign_in(world.lead).post(f"{ROTA}plan/", given)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Shift.objects.exists()


def test_hours_that_end_first_are_told_for_every_day_once(world: World) -> None:
    given = {
        "staff": world.clerk.pk,
        "counter": world.counter.pk,
        "starts": "12:00",
        "ends": "09:00",
        "days": ["2026-11-09", "2026-11-10"],
    }
    page = text(sign_in(world.lead).post(f"{ROTA}plan/", given, follow=True))
    assert page.count("would end before it starts") == 1


def test_the_week_before_is_copied(world: World) -> None:
    plan(world)
    following = (MONDAY + timedelta(days=7)).isoformat()
    client = sign_in(world.lead)
    answer = client.post(f"{ROTA}copy/?week={following}", follow=True)
    assert "1 shift is planned." in text(answer)
    assert Shift.objects.filter(day=following).count() == 1
    answer = client.post(f"{ROTA}copy/?week=2026-12-14")
    assert answer["X-Refused"] == "nothing_to_copy"


def test_a_shift_is_changed_or_taken_off(world: World) -> None:
    shift = plan(world)
    client = sign_in(world.lead)
    page = text(client.get(f"{ROTA}?shift={shift.pk}"))
    assert "Change the shift" in page
    given = {"staff": world.clerk.pk, "counter": world.other_counter.pk}
    answer = client.post(
        f"{ROTA}shifts/{shift.pk}/change/", given | {"starts": "10:00", "ends": "14:00"}
    )
    assert answer.status_code == 303
    new = Shift.objects.get(withdrawn_at=None)
    assert (new.counter, new.starts) == (world.other_counter, at(10))
    answer = client.post(f"{ROTA}shifts/{new.pk}/change/", given | {"starts": "15:00", "ends": "9"})
    assert answer.status_code == 422
    assert client.post(f"{ROTA}shifts/{new.pk}/withdraw/").status_code == 303
    assert not Shift.objects.filter(withdrawn_at=None).exists()
    assert client.post(f"{ROTA}shifts/{new.pk}/burn/").status_code == 404
    assert client.post(f"{ROTA}shifts/999999/withdraw/").status_code == 404


def test_a_lead_of_another_unit_changes_nothing(world: World) -> None:
    shift = plan(world, staff=world.far_clerk, counter=world.far_counter, by=world.administrator)
    answer = sign_in(world.lead).post(f"{ROTA}shifts/{shift.pk}/withdraw/")
    assert answer["X-Refused"] == "not_permitted"


def test_the_week_takes_as_many_statements_with_many_shifts_as_with_few(world: World) -> None:
    client = sign_in(world.lead)
    client.get(ROTA)
    counts = []
    for day in (MONDAY, *(MONDAY + timedelta(days=number) for number in range(1, 5))):
        plan(world, day=day, starts=at(9, day=day), ends=at(18, day=day))
        with statements() as counted:
            client.get(ROTA)
        counts.append(len(counted))
    assert counts[0] == counts[-1] <= 12, counted


# The people ----------------------------------------------------------------------------------


def test_an_absence_from_a_planned_shift_asks_for_a_backup(world: World) -> None:
    plan(world)
    client = sign_in(world.lead)
    given = {
        "staff": world.clerk.pk,
        "reason": "leave",
        "starts": "2026-11-09T00:00",
        "ends": "2026-11-09T23:00",
        "backup": "",
    }
    answer = client.post("/testhall/rota/absences/", given)
    assert answer.status_code == 422
    assert "Choose who stands in for them" in text(answer)
    assert not Absence.objects.exists()
    given["backup"] = world.other_clerk.pk
    page = text(client.post("/testhall/rota/absences/", given, follow=True))
    assert "The absence is recorded." in page
    assert "Comes after all" in page
    page = text(client.get(ROTA))
    assert "for Member clerk" in page
    absence = Absence.objects.get()
    client.post(f"/testhall/rota/absences/{absence.pk}/withdraw/")
    absence.refresh_from_db()
    assert absence.withdrawn_at is not None


def test_why_somebody_is_away_stands_on_no_page_but_the_leads(world: World) -> None:
    plan(world)
    actions.record_absence(
        staff=world.clerk,
        reason="sick",
        starts=at(0),
        ends=at(23),
        by=world.lead,
        at=at(8),
    )
    assert "Ill" in text(sign_in(world.lead).get(PEOPLE))
    for client, path in (
        (sign_in(world.other_clerk), "/testhall/counter/"),
        (Client(headers={"accept-language": "en"}), "/testhall/on-duty/"),
    ):
        assert "Ill<" not in text(client.get(path))


def test_a_pair_is_registered_published_and_ended(world: World) -> None:
    client = sign_in(world.lead)
    given = {"staff": world.clerk.pk, "backup": world.far_clerk.pk}
    assert client.post("/testhall/rota/pairs/", given).status_code == 303
    assert client.post("/testhall/rota/pairs/", given).status_code == 422
    world.on_duty()
    page = text(Client(headers={"accept-language": "en"}).get("/testhall/on-duty/"))
    assert "Steps in when they are away: Member clerk3" in page
    pair = BackupAssignment.objects.get()
    assert client.post(f"/testhall/rota/pairs/{pair.pk}/end/").status_code == 303
    assert client.post(f"/testhall/rota/pairs/{pair.pk}/end/")["X-Refused"] == "backup_ended"


def test_a_badge_is_printed_by_who_issues_it_and_by_nobody_else(world: World) -> None:
    client = sign_in(world.lead)
    answer = client.post(f"/testhall/rota/staff/{world.clerk.pk}/badge/", {"key": str(uuid4())})
    badge = Badge.objects.get()
    page = client.get(answer["Location"])
    assert "Member clerk" in text(page)
    assert badge.code not in text(page)
    assert page["Cache-Control"] == "no-store"
    picture = client.get(f"/testhall/rota/badges/{badge.pk}/code.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert client.post(f"/testhall/rota/staff/{world.far_clerk.pk}/badge/")["X-Refused"] == (
        "not_permitted"
    )
    for path in ("", "code.svg"):
        address = f"/testhall/rota/badges/{badge.pk}/{path}"
        assert sign_in(world.clerk).get(address).status_code == 403
        assert Client().get(address).status_code == 302
    client.post(f"/testhall/rota/badges/{badge.pk}/revoke/")
    assert client.get(f"/testhall/rota/badges/{badge.pk}/").status_code == 404


def test_the_badge_of_another_unit_is_no_page(world: World) -> None:
    badge = actions.issue_badge(staff=world.far_clerk, by=world.administrator, at=at(8))
    client = sign_in(world.lead)
    assert client.get(f"/testhall/rota/badges/{badge.pk}/").status_code == 404
    assert client.get(f"/testhall/rota/badges/{badge.pk}/code.svg").status_code == 404


# My page -------------------------------------------------------------------------------------


def test_a_pin_is_set_by_typing_it_twice(world: World) -> None:
    plan(world)
    client = sign_in(world.clerk)
    assert "You have no PIN yet." in text(client.get("/testhall/me/"))
    for pin, again, said in (
        ("4829", "4820", "The two are not the same"),
        ("1234", "1234", "easy to guess"),
        ("12", "12", "four to eight digits"),
    ):
        answer = client.post("/testhall/me/", {"pin": pin, "again": again})
        assert answer.status_code == 422
        assert said in text(answer)
    assert not Pin.objects.exists()
    page = text(client.post("/testhall/me/", {"pin": "4829", "again": "4829"}, follow=True))
    assert "Your PIN is set." in page
    assert "4829" not in page
    assert "My duty, PIN and badge" in text(client.get("/testhall/counter/"))


def test_who_lost_a_badge_revokes_it_themself(world: World) -> None:
    badge = actions.issue_badge(staff=world.clerk, by=world.lead, at=at(8))
    client = sign_in(world.clerk)
    answer = client.post(f"/testhall/rota/badges/{badge.pk}/revoke/")
    assert answer["Location"] == "/testhall/me/"
    badge.refresh_from_db()
    assert badge.revoked_at is not None


# Who is on duty ------------------------------------------------------------------------------


def test_everybody_sees_who_is_on_duty_and_who_is_away(world: World) -> None:
    shift = world.on_duty()
    actions.leave_post(
        shift=shift,
        reason="rest",
        expected=at(9, 30),
        told=world.other_counter,
        by=world.clerk,
        at=at(9),
    )
    page = words(Client(headers={"accept-language": "en"}).get("/testhall/on-duty/"))
    assert "Member clerk" in page
    assert "Away for a while" in page
    assert "Back by 09:30" in page
    assert page.count("Nobody on duty") == 2
