"""The month's score: recomputable, floored, capped, each point leading to its finding."""

from __future__ import annotations

from datetime import timedelta

import pytest

from servicehall.appraisal.queries import Month, scores
from servicehall.evidence.actions import Refused
from servicehall.findings.actions import confirm, dismiss
from servicehall.findings.models import Finding
from servicehall.hall.models import StaffMember
from tests.world import MONDAY, World, at, judged_world

NOVEMBER = Month(2026, 11)
TOMORROW = at(9) + timedelta(days=1)
TODAY = MONDAY + timedelta(days=1)


def confirm_all(world: World) -> None:
    for finding in Finding.objects.filter(status="open"):
        confirm(finding=finding, by=world.supervisor, at=TOMORROW)


def test_an_open_finding_is_shown_and_costs_nothing(world: World) -> None:
    judged_world(world)
    score = scores(world.centre, NOVEMBER, today=TODAY).staff["clerk"]
    assert score.total == 100 + score.bonus
    assert score.open == len(score.entries) >= 4
    assert sum(part.pending for part in score.parts) > 0


def test_a_confirmed_finding_is_deducted_from_the_part_of_its_clause(world: World) -> None:
    judged_world(world)
    late = Finding.objects.get(check_code="clocked_in_late")
    confirm(finding=late, by=world.supervisor, at=TOMORROW)
    score = scores(world.centre, NOVEMBER, today=TODAY).staff["clerk"]
    (order,) = [part for part in score.parts if part.part.code == "order"]
    assert order.deducted == late.points
    assert order.score == order.part.weight - late.points
    assert score.total == pytest.approx(100 - late.points + score.bonus)
    assert [entry.finding for entry in order.entries if entry.counts] == [late]


def test_a_dismissed_finding_leaves_the_score(world: World) -> None:
    judged_world(world)
    late = Finding.objects.get(check_code="clocked_in_late")
    dismiss(finding=late, reason="The train", by=world.supervisor, at=TOMORROW)
    score = scores(world.centre, NOVEMBER, today=TODAY).staff["clerk"]
    assert late not in [entry.finding for entry in score.entries]


def test_a_part_never_falls_below_nought(world: World) -> None:
    judged_world(world)
    Finding.objects.filter(check_code="clocked_in_late").update(points=500, status="confirmed")
    score = scores(world.centre, NOVEMBER, today=TODAY).staff["clerk"]
    (order,) = [part for part in score.parts if part.part.code == "order"]
    assert order.score == 0
    assert score.total == 80 + score.bonus


def test_the_bonus_is_capped(world: World) -> None:
    judged_world(world)
    merit = Finding.objects.filter(nature="merit").first()
    assert merit is not None
    Finding.objects.filter(pk=merit.pk).update(points=50)
    score = scores(world.centre, NOVEMBER, today=TODAY).staff[merit.staff]
    assert score.bonus == score.scheme.bonus_cap == 10


def test_a_lead_bears_half_of_what_the_unit_s_others_cost(world: World) -> None:
    judged_world(world)
    confirm_all(world)
    found = scores(world.centre, NOVEMBER, today=TODAY)
    clerk, lead = found.staff["clerk"], found.staff["lead"]
    breaches = sum(entry.points for entry in clerk.entries)
    assert sum(entry.points for entry in lead.entries) == pytest.approx(breaches / 2)
    assert not found.staff["clerk3"].entries
    StaffMember.objects.filter(code="lead").update(role="clerk")
    again = scores(world.centre, NOVEMBER, today=TODAY)
    assert not again.staff["lead"].entries


def test_a_counter_is_its_staff_s_mean_and_its_own_facts(world: World) -> None:
    judged_world(world)
    confirm_all(world)
    found = scores(world.centre, NOVEMBER, today=TODAY)
    counter = found.counters["1"]
    assert [each.code for each in counter.staff] == ["clerk"]
    assert counter.total == pytest.approx(
        0.6 * found.staff["clerk"].total + 0.4 * counter.own, abs=0.01
    )
    assert found.counters["2"].staff_mean is None
    assert found.counters["2"].total == 100


def test_the_same_findings_give_the_same_score(world: World) -> None:
    judged_world(world)
    confirm_all(world)
    first, second = (scores(world.centre, NOVEMBER, today=TODAY) for _ in range(2))
    assert first == second


def test_another_month_is_untouched(world: World) -> None:
    judged_world(world)
    confirm_all(world)
    score = scores(world.centre, Month(2026, 12), today=TODAY).staff["clerk"]
    assert (score.total, score.entries) == (100, [])


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "26-11", "2026-11-01", "x"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="unknown_period"):
        Month.read(text)


def test_a_month_knows_its_days_and_neighbours() -> None:
    february = Month.read("2028-02")
    assert (february.last.day, str(february.earlier), str(february.later)) == (
        29,
        "2028-01",
        "2028-03",
    )
    assert str(Month(2026, 12).later) == "2027-01"
