"""Findings: opened from facts, the same however often; then decided, put right, verified."""

from __future__ import annotations

from datetime import timedelta

import pytest

from servicehall.checks.judging import Engine
from servicehall.checks.queries import NoStandard
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.findings import actions
from servicehall.findings.models import Finding, Rectification, Tally
from servicehall.findings.queries import findings, kept_by
from servicehall.hall import actions as hall
from tests.world import MONDAY, World, at, bind_standard, judged_world, work_a_day

TOMORROW = at(9) + timedelta(days=1)


@pytest.fixture
def finding(world: World) -> Finding:
    judged_world(world)
    return Finding.objects.get(check_code="called_out_of_order")


def test_the_day_s_breaches_become_findings_with_their_facts(world: World) -> None:
    judged = judged_world(world)
    found = {each.check_code: each for each in findings(world.centre)}
    assert set(found) >= {
        "clocked_in_late",
        "badge_not_worn",
        "called_out_of_order",
        "told_orally_only",
    }
    assert "told_twice" not in found
    assert judged.opened == Finding.objects.count()
    late = found["clocked_in_late"]
    assert (late.clause, late.staff, late.counter, late.unit) == ("2.1.1", "clerk", "1", "civil")
    (fact,) = Fact.objects.filter(pk__in=late.facts)
    assert (fact.kind, fact.data["minutes_late"]) == ("shift.clocked_in", 10.0)
    assert late.points > 0
    assert late.status == "open"


def test_judging_again_changes_nothing(world: World) -> None:
    first = judged_world(world)
    before = list(Finding.objects.order_by("pk").values())
    tallies = sorted(map(str, Tally.objects.values_list("check_code", "outcome", "count")))
    again = actions.judge_days(centre=world.centre, since=MONDAY, until=MONDAY, at=TOMORROW)
    assert (again.opened, again.reopened, again.withdrawn) == (0, 0, 0)
    assert again.standing == first.opened
    assert list(Finding.objects.order_by("pk").values()) == before
    assert sorted(map(str, Tally.objects.values_list("check_code", "outcome", "count"))) == tallies


@pytest.mark.parametrize(("engine", "other"), [("duckdb", "oracle"), ("oracle", "duckdb")])
def test_both_engines_open_the_same_findings(world: World, engine: Engine, other: Engine) -> None:
    bind_standard(world)
    work_a_day(world)
    actions.judge_days(
        centre=world.centre,
        since=MONDAY,
        until=MONDAY,
        at=TOMORROW,
        engine=engine,
    )
    references = set(Finding.objects.values_list("reference", flat=True))
    again = actions.judge_days(
        centre=world.centre, since=MONDAY, until=MONDAY, at=TOMORROW, engine=other
    )
    assert again.opened == again.withdrawn == 0
    assert references == set(Finding.objects.values_list("reference", flat=True))


def test_what_no_longer_shows_is_withdrawn_while_it_is_open(world: World) -> None:
    bind_standard(world)
    shift = world.on_duty(clocked_in=at(9))
    closure = hall.close_counter(counter=world.counter, reason="meeting", by=world.clerk, at=at(10))
    actions.judge_days(centre=world.centre, since=MONDAY, until=MONDAY, at=at(10, 30))
    opened = Finding.objects.get(check_code="closed_without_notice")
    # A notice that was posted in time, but recorded only after the day was first judged.
    hall.post_notice(closure=closure, until=at(12), alternative=None, by=world.clerk, at=at(10, 3))
    judged = actions.judge_days(centre=world.centre, since=MONDAY, until=MONDAY, at=at(11))
    opened.refresh_from_db()
    assert (opened.status, judged.withdrawn) == ("withdrawn", 1)
    assert Fact.objects.filter(kind="finding.withdrawn").count() == 1
    assert shift


def test_what_people_decided_stays_when_the_day_is_judged_again(
    world: World, finding: Finding
) -> None:
    actions.dismiss(finding=finding, reason="Known to me", by=world.supervisor, at=TOMORROW)
    actions.judge_days(centre=world.centre, since=MONDAY, until=MONDAY, at=TOMORROW)
    finding.refresh_from_db()
    assert finding.status == "dismissed"


def test_a_centre_without_a_standard_can_not_be_judged(world: World) -> None:
    work_a_day(world)
    with pytest.raises(NoStandard):
        actions.judge_days(centre=world.centre, since=MONDAY, until=MONDAY, at=TOMORROW)
    assert not Finding.objects.exists()
    assert not Tally.objects.exists()


def test_days_in_the_wrong_order_are_refused(world: World) -> None:
    with pytest.raises(Refused, match="days_reversed"):
        actions.judge_days(
            centre=world.centre, since=MONDAY, until=MONDAY - timedelta(days=1), at=TOMORROW
        )


def test_how_often_a_clause_was_kept_counts_only_what_was_decided(world: World) -> None:
    judged_world(world)
    kept = kept_by(world.centre, "check_code")
    assert (kept["clocked_in_late"].kept, kept["clocked_in_late"].broken) == (0, 1)
    assert (kept["told_orally_only"].kept, kept["told_orally_only"].broken) == (0, 1)
    assert kept["promise_missed"].share == 1.0


def test_the_person_concerned_answers_and_nobody_else(world: World, finding: Finding) -> None:
    for other in (world.other_clerk, world.lead, world.supervisor, world.stranger):
        with pytest.raises(Refused, match="not_permitted"):
            actions.answer(finding=finding, statement="It was me", by=other, at=TOMORROW)
    with pytest.raises(Refused, match="nothing_said"):
        actions.answer(finding=finding, statement="  ", by=world.clerk, at=TOMORROW)
    actions.answer(finding=finding, statement="She fell ill.", by=world.clerk, at=TOMORROW)
    finding.refresh_from_db()
    assert finding.statement == "She fell ill."
    told = Fact.objects.get(kind="finding.answered")
    assert "ill" not in str(told.data)
    assert told.personal.data == {"statement": "She fell ill."}


def test_only_a_supervisor_of_the_centre_decides_and_never_on_themselves(
    world: World, finding: Finding
) -> None:
    for other in (world.clerk, world.lead, world.director, world.stranger):
        with pytest.raises(Refused, match="not_permitted"):
            actions.confirm(finding=finding, by=other, at=TOMORROW)
    Finding.objects.filter(pk=finding.pk).update(staff=world.supervisor.code)
    finding.refresh_from_db()
    with pytest.raises(Refused, match="own_finding"):
        actions.confirm(finding=finding, by=world.supervisor, at=TOMORROW)
    actions.confirm(finding=finding, by=world.other_supervisor, at=TOMORROW)
    finding.refresh_from_db()
    assert (finding.status, finding.decided_by) == ("confirmed", world.other_supervisor)


def test_a_dismissal_needs_its_reason_and_is_final(world: World, finding: Finding) -> None:
    with pytest.raises(Refused, match="no_reason"):
        actions.dismiss(finding=finding, reason=" ", by=world.supervisor, at=TOMORROW)
    actions.dismiss(finding=finding, reason="Fell ill", by=world.supervisor, at=TOMORROW)
    with pytest.raises(Refused, match="impossible_transition"):
        actions.confirm(finding=finding, by=world.supervisor, at=TOMORROW)
    stale = Finding.objects.get(pk=finding.pk)
    stale.status = "open"
    with pytest.raises(Refused, match="impossible_transition"):
        actions.confirm(finding=stale, by=world.supervisor, at=TOMORROW)


def test_a_decision_sent_twice_is_made_once(world: World, finding: Finding) -> None:
    for _ in range(2):
        actions.confirm(finding=finding, by=world.supervisor, at=TOMORROW, key="one click")
    assert Fact.objects.filter(kind="finding.confirmed").count() == 1


def test_a_breach_is_put_right_by_one_and_verified_by_another(
    world: World, finding: Finding
) -> None:
    due = TOMORROW + timedelta(days=3)
    with pytest.raises(Refused, match="not_confirmed"):
        actions.order_rectification(
            finding=finding, order="Explain", due=due, by=world.supervisor, at=TOMORROW
        )
    actions.confirm(finding=finding, by=world.supervisor, at=TOMORROW)
    with pytest.raises(Refused, match="due_past"):
        actions.order_rectification(
            finding=finding, order="Explain", due=TOMORROW, by=world.supervisor, at=TOMORROW
        )
    with pytest.raises(Refused, match="not_ordered"):
        actions.report_rectified(finding=finding, report="Done", by=world.lead, at=TOMORROW)
    actions.order_rectification(
        finding=finding, order="Explain", due=due, by=world.supervisor, at=TOMORROW
    )
    with pytest.raises(Refused, match="ordered_already"):
        actions.order_rectification(
            finding=finding, order="Again", due=due, by=world.supervisor, at=TOMORROW
        )
    with pytest.raises(Refused, match="not_permitted"):
        actions.report_rectified(finding=finding, report="Done", by=world.far_clerk, at=TOMORROW)
    with pytest.raises(Refused, match="not_reported"):
        actions.verify_rectified(finding=finding, effective=True, by=world.supervisor, at=TOMORROW)
    actions.report_rectified(finding=finding, report="Done", by=world.lead, at=TOMORROW)
    with pytest.raises(Refused, match="not_permitted"):
        actions.verify_rectified(finding=finding, effective=True, by=world.lead, at=TOMORROW)
    actions.verify_rectified(finding=finding, effective=False, by=world.director, at=TOMORROW)
    assert Rectification.objects.get().status == "ordered"
    actions.report_rectified(finding=finding, report="Done now", by=world.clerk, at=TOMORROW)
    actions.verify_rectified(finding=finding, effective=True, by=world.supervisor, at=TOMORROW)
    assert Rectification.objects.get().status == "verified"
