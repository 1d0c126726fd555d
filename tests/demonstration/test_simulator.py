"""Simulated days: repeatable, whole, and refused where they can't be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from servicehall.cases.models import Case
from servicehall.demonstration.appointments import make_plans
from servicehall.demonstration.cast import assemble
from servicehall.demonstration.simulator import (
    CannotSimulate,
    Simulated,
    past_days,
    simulate,
    working_days_until,
)
from servicehall.evidence.models import Fact
from servicehall.hall.models import Closure, Counter, Shift, StaffMember
from servicehall.reception.actions import take_ticket
from servicehall.reception.models import BookingPlan, Visit
from tests.demonstration.record import fingerprint
from tests.world import World

DAYS = (date(2026, 11, 12), date(2026, 11, 13))


@pytest.fixture(scope="module")
def two_days(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Simulated, list[tuple[int, int]]]]:
    """Two simulated days with the progress that was told; taken back after this module."""
    told: list[tuple[int, int]] = []
    with django_db_blocker.unblock(), transaction.atomic():
        simulated = simulate(
            centre=assemble().centre,
            days=DAYS,
            seed=7,
            progress=lambda what, done, total: told.append((done, total)),
        )
        yield simulated, told
        transaction.set_rollback(True)


def test_a_day_ends_with_everybody_served_and_the_counters_empty(
    two_days: tuple[Simulated, list[tuple[int, int]]],
) -> None:
    simulated, _ = two_days
    assert simulated.days == 2
    assert simulated.visits == Visit.objects.count() > 200
    assert simulated.cases == Case.objects.count() > 150
    assert simulated.facts == Fact.objects.filter(centre="hanbit").count() > 1500
    ends = {"finished", "missed", "left"}
    assert {"finished", "missed"} <= set(Visit.objects.values_list("status", flat=True)) <= ends
    assert not Shift.objects.filter(clocked_in__isnull=False, clocked_out=None).exists()
    assert not Counter.objects.filter(state=Counter.State.OPEN).exists()
    assert not Closure.objects.filter(reopened_at=None).exists()
    assert set(Visit.objects.values_list("day", flat=True)) == set(DAYS)


def test_matters_go_on_over_the_days(
    two_days: tuple[Simulated, list[tuple[int, int]]],
) -> None:
    back = Fact.objects.filter(kind="case.supplemented", happened__date=DAYS[1])
    assert back.exists()
    registrations = Case.objects.filter(service__code="business-registration", status="granted")
    assert any(
        case.decided_at is not None and case.decided_at.date() > case.received_at.date()
        for case in registrations
    )


def test_facts_happen_in_the_order_in_which_they_are_written(
    two_days: tuple[Simulated, list[tuple[int, int]]],
) -> None:
    facts = Fact.objects.filter(centre="hanbit").order_by("pk")
    moments = list(facts.values_list("happened", flat=True))
    assert moments == sorted(moments)


def test_progress_is_told_day_by_day(
    two_days: tuple[Simulated, list[tuple[int, int]]],
) -> None:
    _, told = two_days
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_days_that_have_visits_are_refused_and_nothing_is_added(
    two_days: tuple[Simulated, list[tuple[int, int]]],
) -> None:
    before = fingerprint("hanbit")
    with pytest.raises(CannotSimulate, match="has visits on 2026-11-13 already"):
        simulate(centre=assemble().centre, days=(DAYS[1], date(2026, 11, 16)), seed=7)
    assert fingerprint("hanbit") == before


def run_and_forget(seed: int) -> str:
    """The fingerprint of one simulated day that is taken back."""
    with transaction.atomic():
        simulate(centre=assemble().centre, days=DAYS[:1], seed=seed)
        found = fingerprint("hanbit")
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_seed_and_days_give_the_same_facts() -> None:
    first = run_and_forget(7)
    assert run_and_forget(7) == first
    assert run_and_forget(8) != first


@pytest.mark.django_db
def test_a_hall_at_work_is_refused() -> None:
    cast = assemble()
    at = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Seoul"))
    take_ticket(service=cast.services["passport"], at=at)
    with pytest.raises(CannotSimulate, match="is at work: 0 on duty, 1 waiting"):
        simulate(centre=cast.centre, days=DAYS, seed=7)


@pytest.mark.django_db
def test_no_days_are_refused() -> None:
    with pytest.raises(CannotSimulate, match="no days"):
        simulate(centre=assemble().centre, days=(), seed=7)


@pytest.mark.django_db
def test_an_interrupted_simulation_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    centre = assemble().centre

    def interrupted(what: str, done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(centre=centre, days=DAYS, seed=7, progress=interrupted)
    assert not Fact.objects.filter(centre="hanbit").exists()
    assert not Visit.objects.exists()


@pytest.mark.django_db
def test_another_hall_with_staff_and_services_can_be_simulated(world: World) -> None:
    for member in ("clerk4", "clerk5"):
        StaffMember.objects.create(
            centre=world.centre, code=member, name=member, unit=world.other_unit
        )
    StaffMember.objects.create(
        centre=world.centre,
        code="lead2",
        name="lead2",
        unit=world.other_unit,
        role=StaffMember.Role.LEAD,
    )
    simulated = simulate(centre=world.centre, days=DAYS[:1], seed=7)
    assert simulated.visits > 10


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lack", "told"),
    [
        ("lead", "the unit civil has no lead"),
        ("staff", "the unit civil has 2 counters and only 1"),
    ],
)
def test_a_hall_without_enough_staff_is_refused(world: World, lack: str, told: str) -> None:
    unit = StaffMember.objects.filter(unit=world.unit)
    if lack == "lead":
        unit.filter(role=StaffMember.Role.LEAD).delete()
    else:
        unit.filter(role=StaffMember.Role.CLERK).delete()
    with pytest.raises(CannotSimulate, match=told):
        simulate(centre=world.centre, days=DAYS, seed=7)


@pytest.mark.django_db
def test_past_days_are_working_days_that_are_over() -> None:
    centre = assemble().centre
    monday = datetime(2026, 11, 9, 8, tzinfo=ZoneInfo(centre.timezone))
    assert past_days(centre, monday, 3) == [
        date(2026, 11, 4),
        date(2026, 11, 5),
        date(2026, 11, 6),
    ]
    assert past_days(centre, monday - timedelta(days=1), 1) == [date(2026, 11, 6)]


@pytest.mark.django_db
def test_holidays_of_the_centre_are_no_working_days() -> None:
    centre = assemble().centre
    # Hangul Day, 9 October 2026, is a Friday.
    assert working_days_until(centre, date(2026, 10, 11), 2) == [
        date(2026, 10, 7),
        date(2026, 10, 8),
    ]


@pytest.mark.django_db
def test_days_show_all_that_goes_on_in_a_reception() -> None:
    """Of ten days something of everything; here four are enough for what is not rare."""
    cast = assemble()
    make_plans(cast)
    simulate(centre=cast.centre, days=working_days_until(cast.centre, DAYS[1], 4), seed=7)
    told = set(Fact.objects.filter(centre="hanbit").values_list("kind", flat=True))
    for kind in (
        "ticket.parked",
        "ticket.resumed",
        "ticket.left",
        "ticket.returned",
        "visit.went_on",
        "visit.transferred",
        "appointment.checked_in",
    ):
        assert kind in told, kind
    assert not Visit.objects.filter(status__in=("waiting", "parked", "called", "serving")).exists()
    assert BookingPlan.objects.filter(centre=cast.centre).exists()


@pytest.mark.django_db
def test_a_hall_that_nobody_can_book_with_stays_so() -> None:
    centre = assemble().centre
    simulate(centre=centre, days=DAYS[:1], seed=7)
    assert not BookingPlan.objects.exists()
    assert not Fact.objects.filter(kind="appointment.booked").exists()
