"""The proof that visits and their record agree, and each way in which they can disagree."""

from __future__ import annotations

import json
from datetime import date

import pytest

from servicehall.commands import parse
from servicehall.commands.ledger_command import run
from servicehall.evidence.models import Fact, FactObject
from servicehall.reception import actions
from servicehall.reception.ledger import STEPS, contradictions
from servicehall.reception.models import NEXT, TicketRoll, Visit
from tests.tampering import unguarded
from tests.world import MONDAY, World, at


def found(world: World) -> list[str]:
    return [each.code for each in contradictions(world.centre, since=date.min, until=date.max)]


@pytest.fixture
def worked(world: World) -> World:
    """A morning with every way that a visit can take."""
    world.on_duty()
    world.on_duty(world.other_clerk, world.other_counter)
    finished = world.served(at=at(9))
    actions.say(visit=finished, phrase="hello", moment="greeting", by=world.clerk, at=at(9, 5))
    actions.finish(visit=finished, by=world.clerk, at=at(9, 10))
    missed = world.ticket(at=at(9, 11))
    actions.call_next(counter=world.counter, by=world.clerk, at=at(9, 12))
    missed.refresh_from_db()
    actions.recall(visit=missed, by=world.clerk, at=at(9, 13))
    actions.miss(visit=missed, by=world.clerk, at=at(9, 14))
    actions.return_missed(visit=missed, at=at(9, 20))
    parked = world.served(at=at(9, 1))
    actions.park(visit=parked, by=world.clerk, at=at(10, 10))
    actions.resume(visit=parked, counter=world.counter, by=world.clerk, at=at(10, 20))
    actions.put_back(visit=parked, by=world.clerk, at=at(10, 21))
    sent = world.served(at=at(8, 59))
    actions.transfer(
        visit=sent, to=world.other_unit, reason="wrong_counter", by=world.clerk, at=at(10, 30)
    )
    left = world.ticket(at=at(10, 31))
    actions.leave(visit=left, at=at(10, 40))
    world.served(at=at(8, 58))
    return world


def test_what_was_done_by_the_actions_agrees(worked: World) -> None:
    assert Visit.objects.count() == 6
    assert found(worked) == []


def test_every_step_of_the_record_is_one_that_a_visit_can_take() -> None:
    for kind, (before, after) in STEPS.items():
        for status in before:
            allowed = after in NEXT[status] or (kind, status) == ("ticket.kept_overnight", after)
            assert allowed, (kind, status, after)


def test_a_row_changed_behind_the_record_is_found(worked: World) -> None:
    Visit.objects.filter(status="finished").update(status="missed")
    assert found(worked) == ["status_differs"]


def test_a_counter_that_the_record_does_not_know_is_found(worked: World) -> None:
    Visit.objects.filter(status="serving").update(counter=worked.other_counter)
    assert found(worked) == ["counter_differs"]


def test_a_visit_without_a_record_is_found(worked: World) -> None:
    visit = Visit.objects.get(status="left")
    with unguarded():
        FactObject.objects.filter(object_id=visit.reference).delete()
    assert found(worked) == ["no_record"]


def test_a_fact_that_is_missing_is_found(worked: World) -> None:
    with unguarded():
        FactObject.objects.filter(fact__kind="ticket.missed").delete()
    assert found(worked) == ["place_missing"]


def test_an_impossible_order_of_facts_is_found(worked: World) -> None:
    with unguarded():
        Fact.objects.filter(kind="ticket.missed").update(kind="visit.finished")
    assert found(worked) == ["order_broken"]


def test_a_record_without_its_visit_is_found(worked: World) -> None:
    Visit.objects.get(status="left").delete()
    assert found(worked) == ["number_missing", "no_row"]


def test_a_number_beyond_the_roll_is_found(worked: World) -> None:
    TicketRoll.objects.filter(prefix="A").update(last=5)
    assert found(worked) == ["number_unknown"]


def test_the_command_says_whether_they_agree(
    worked: World, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["ledger", "--centre", "testhall"]
    assert run(parse(given)) == 0
    assert capsys.readouterr().out == "testhall: 6 visits, agree with their record\n"
    visit = Visit.objects.get(status="left")
    Visit.objects.filter(pk=visit.pk).update(status="missed")
    assert run(parse([*given, "--from", str(MONDAY), "--format", "jsonl"])) == 1
    assert json.loads(capsys.readouterr().out) == {
        "centre": "testhall",
        "visit": visit.reference,
        "code": "status_differs",
        "expected": "left",
        "found": "missed",
    }
    assert run(parse([*given, "--from", "2026-11-10"])) == 0
