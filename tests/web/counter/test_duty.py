"""Duty at the counter's page: clock in with the badge, close with a notice, leave."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from servicehall.evidence.models import Fact
from servicehall.hall import actions
from servicehall.hall.models import Closure, Counter, Shift
from tests.web.counter.hands import Clock, set_clock, sign_in, text
from tests.world import MONDAY, World, at

PAGE = "/testhall/counter/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 09:10."""
    return set_clock(monkeypatch, at(9, 10))


@pytest.fixture
def planned(world: World, clock: Clock) -> Shift:
    """The clerk's shift of the day, to which they have not clocked in."""
    return actions.plan_shift(
        staff=world.clerk,
        counter=world.counter,
        day=MONDAY,
        starts=at(9),
        ends=at(18),
        by=world.lead,
        at=at(8),
    )


def kinds() -> list[str]:
    return list(Fact.objects.order_by("pk").values_list("kind", flat=True))


# Without a shift -----------------------------------------------------------------------------


def test_a_clerk_without_a_shift_is_told_whom_to_ask(world: World, clock: Clock) -> None:
    page = text(sign_in(world.clerk).get(PAGE))
    assert "No shift is planned for you today" in page
    assert "Member lead" in page
    assert "Start a shift" not in page
    assert 'id="primary"' not in page


def test_a_clerk_can_not_plan_their_own_shift(world: World, clock: Clock) -> None:
    answer = sign_in(world.clerk).post(
        f"{PAGE}duty/plan/", {"counter": world.counter.pk, "starts": "09:00", "ends": "18:00"}
    )
    assert answer.status_code == 403
    assert not Shift.objects.exists()


def test_a_lead_starts_a_shift_of_their_own(world: World, clock: Clock) -> None:
    client = sign_in(world.lead)
    page = text(client.get(PAGE))
    assert "Start a shift" in page
    assert "Counter 3" not in page
    answer = client.post(
        f"{PAGE}duty/plan/",
        {"counter": world.other_counter.pk, "starts": "09:15", "ends": "12:00"},
    )
    assert answer.status_code == 303
    shift = Shift.objects.get()
    assert (shift.staff, shift.counter, shift.starts, shift.ends) == (
        world.lead,
        world.other_counter,
        at(9, 15),
        at(12),
    )
    assert "Clock in" in text(client.get(PAGE))


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"ends": "09:00"}, "would end before it starts"),
        ({"starts": "late"}, "Enter a valid time"),
        ({"starts": ""}, "This field is required"),
        ({"counter": "far"}, "Select a valid choice"),
        ({"counter": "999999"}, "Select a valid choice"),
    ],
)
def test_a_shift_that_makes_no_sense_is_shown_again(
    world: World, clock: Clock, but: dict[str, str], said: str
) -> None:
    given = {"counter": str(world.counter.pk), "starts": "10:00", "ends": "12:00"} | but
    if given["counter"] == "far":
        given["counter"] = str(world.far_counter.pk)
    answer = sign_in(world.lead).post(f"{PAGE}duty/plan/", given)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Shift.objects.exists()


# Clocking in ---------------------------------------------------------------------------------


def test_clocking_in_asks_for_the_badge_and_opens_the_counter(world: World, planned: Shift) -> None:
    client = sign_in(world.clerk)
    page = text(client.get(PAGE))
    assert "Clock in" in page
    assert "10 min" in page
    answer = client.post(f"{PAGE}duty/in/", {"badge": "not_worn", "key": str(uuid4())})
    assert answer.status_code == 303
    assert kinds()[1:] == ["shift.clocked_in", "self_check.due", "badge.checked"]
    page = text(client.get(PAGE))
    assert "Call next" in page
    assert "Badge not worn" in page


@pytest.mark.parametrize("badge", ["", "perhaps"])
def test_without_a_word_on_the_badge_nobody_is_clocked_in(
    world: World, planned: Shift, badge: str
) -> None:
    answer = sign_in(world.clerk).post(f"{PAGE}duty/in/", {"badge": badge})
    assert answer.status_code == 422
    assert "Say whether you wear your badge" in text(answer)
    assert kinds() == ["shift.planned"]


def test_clocking_in_twice_with_one_form_notes_the_badge_once(world: World, planned: Shift) -> None:
    client = sign_in(world.clerk)
    given = {"badge": "worn", "key": str(uuid4())}
    assert [client.post(f"{PAGE}duty/in/", given).status_code for _ in range(2)] == [303, 303]
    assert kinds() == ["shift.planned", "shift.clocked_in", "self_check.due", "badge.checked"]


def test_a_taken_counter_leaves_no_half_of_clocking_in(world: World, planned: Shift) -> None:
    Shift.objects.filter(pk=planned.pk).update(starts=at(9), ends=at(9, 5))
    world.on_duty(world.other_clerk, starts=at(9, 5), clocked_in=at(9, 5))
    answer = sign_in(world.clerk).post(f"{PAGE}duty/in/", {"badge": "worn"})
    assert answer["X-Refused"] == "counter_taken"
    planned.refresh_from_db()
    assert (planned.clocked_in, planned.badge_worn) == (None, None)


def test_who_has_no_shift_does_not_clock_in(world: World, clock: Clock) -> None:
    answer = sign_in(world.clerk).post(f"{PAGE}duty/in/", {"badge": "worn"})
    assert answer["X-Refused"] == "not_on_duty"


# Leaving -------------------------------------------------------------------------------------


def test_who_leaves_is_told_so_and_calls_nobody_any_more(world: World, clock: Clock) -> None:
    world.on_duty()
    world.ticket(at=at(9))
    client = sign_in(world.clerk)
    clock.now = at(18, 2)
    given = {"key": str(uuid4())}
    assert [client.post(f"{PAGE}duty/out/", given).status_code for _ in range(2)] == [303, 303]
    page = text(client.get(PAGE))
    assert "You clocked out at 18:02" in page
    assert "A001" in page
    assert client.post(f"{PAGE}call/")["X-Refused"] == "not_on_duty"
    assert client.post(f"{PAGE}duty/out/")["X-Refused"] == "not_on_duty"
    assert kinds().count("shift.clocked_out") == 1


def test_nobody_leaves_a_citizen_sitting(world: World, clock: Clock) -> None:
    world.on_duty()
    world.served(at=at(9))
    answer = sign_in(world.clerk).post(f"{PAGE}duty/out/")
    assert answer["X-Refused"] == "visit_open"


def test_who_forgot_to_clock_out_is_told_the_next_day(world: World, clock: Clock) -> None:
    world.on_duty()
    clock.now = at(9, day=MONDAY + timedelta(days=1))
    page = text(sign_in(world.clerk).get(PAGE))
    assert "still clocked in from an earlier day" in page
    assert "Clock out" in page


# Closing -------------------------------------------------------------------------------------


@pytest.fixture
def closed(world: World, clock: Clock) -> Closure:
    """The clerk's counter, closed for a break; no notice yet."""
    world.on_duty()
    sign_in(world.clerk).post(f"{PAGE}close/", {"reason": "break"})
    return Closure.objects.get()


def test_closing_asks_for_the_notice_with_a_warning(world: World, closed: Closure) -> None:
    page = text(sign_in(world.clerk).get(PAGE))
    assert "No notice is posted" in page
    assert "Post the notice" in page
    assert "Break" in page
    assert "Call next" not in page
    assert '<option value="" selected>None</option>' in page
    assert "Counter 2 (closed)" in page
    assert "Counter 3" not in page


def test_a_posted_notice_ends_the_warning(world: World, closed: Closure) -> None:
    client = sign_in(world.clerk)
    answer = client.post(
        f"{PAGE}closures/{closed.pk}/notice/",
        {"until": "2026-11-09T09:40", "alternative": world.other_counter.pk},
    )
    assert answer.status_code == 303
    closed.refresh_from_db()
    assert (closed.until, closed.alternative) == (at(9, 40), world.other_counter)
    page = text(client.get(PAGE))
    assert "No notice is posted" not in page
    assert "meanwhile counter 2" in page
    assert "in 30 minutes" in page
    assert client.post(f"{PAGE}closures/{closed.pk}/reopen/").status_code == 303
    assert "Call next" in text(client.get(PAGE))


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"until": ""}, "This field is required"),
        ({"until": "soon"}, "Enter a valid date/time"),
        ({"until": "2026-11-09T09:00"}, "would end in the past"),
        ({"alternative": "own"}, "Select a valid choice"),
        ({"alternative": "far"}, "Select a valid choice"),
        ({"alternative": "x"}, "Select a valid choice"),
    ],
)
def test_a_notice_that_makes_no_sense_is_shown_again_with_what_was_typed(
    world: World, closed: Closure, but: dict[str, str], said: str
) -> None:
    given = {"until": "2026-11-09T11:11", "alternative": ""} | but
    counters = {"own": world.counter, "far": world.far_counter}
    if chosen := counters.get(given["alternative"]):
        given["alternative"] = str(chosen.pk)
    answer = sign_in(world.clerk).post(f"{PAGE}closures/{closed.pk}/notice/", given)
    assert answer.status_code == 422
    assert said in text(answer)
    if "until" not in but:
        assert "2026-11-09T11:11" in text(answer)
    closed.refresh_from_db()
    assert closed.notice_posted_at is None


def test_the_closure_of_another_unit_is_not_mine(world: World, closed: Closure) -> None:
    client = sign_in(world.far_clerk)
    for verb in ("notice", "reopen"):
        answer = client.post(f"{PAGE}closures/{closed.pk}/{verb}/", {"until": "2026-11-09T11:00"})
        assert answer["X-Refused"] == "not_permitted"
    assert client.post(f"{PAGE}closures/{closed.pk}/burn/").status_code == 404
    assert client.post(f"{PAGE}closures/999999/reopen/").status_code == 404
    closed.refresh_from_db()
    assert (closed.reopened_at, closed.notice_posted_at) == (None, None)


@pytest.mark.parametrize("reason", ["", "lunch with friends"])
def test_a_counter_closes_for_no_unknown_reason(world: World, clock: Clock, reason: str) -> None:
    world.on_duty()
    answer = sign_in(world.clerk).post(f"{PAGE}close/", {"reason": reason})
    assert answer["X-Refused"] == "unknown_reason"
    assert Counter.objects.get(pk=world.counter.pk).state == "open"


def test_a_repeated_reopening_does_nothing_twice(world: World, closed: Closure) -> None:
    client = sign_in(world.clerk)
    given = {"key": str(uuid4())}
    path = f"{PAGE}closures/{closed.pk}/reopen/"
    assert [client.post(path, given).status_code for _ in range(2)] == [303, 303]
    assert kinds().count("counter.reopened") == 1
    assert client.post(path)["X-Refused"] == "closure_over"
