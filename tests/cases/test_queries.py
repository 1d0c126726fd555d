"""What falls due, what waits for materials, what belongs to a visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from servicehall.cases import actions, queries
from servicehall.cases.models import Case
from servicehall.reception import actions as reception
from tests.world import MONDAY, World, at

THURSDAY = MONDAY + timedelta(days=3)


@pytest.fixture
def hall(world: World) -> World:
    """The world with the clerk on duty."""
    world.on_duty()
    return world


def one_after_the_other(hall: World, count: int) -> list[Case]:
    """Cases of as many citizens, accepted an hour apart."""
    cases = []
    for number in range(count):
        hour = 10 + number
        hall.ticket(at=at(hour))
        visit = reception.call_next(counter=hall.counter, by=hall.clerk, at=at(hour, 5))
        reception.start(visit=visit, by=hall.clerk, at=at(hour, 6))
        case = hall.case(visit=visit, at=at(hour, 10))
        cases.append(actions.accept(case=case, by=hall.clerk, at=at(hour, 15)))
        reception.finish(visit=visit, by=hall.clerk, at=at(hour, 20))
    return cases


def test_due_cases_are_those_promised_by_then_the_oldest_first(hall: World) -> None:
    first, second, third = one_after_the_other(hall, 3)
    assert [each.promised_due for each in (first, second, third)] == [
        at(10, 15, day=THURSDAY),
        at(11, 15, day=THURSDAY),
        at(12, day=THURSDAY),
    ]
    until = at(11, 15, day=THURSDAY)
    assert list(queries.due_cases(hall.unit, until=until)) == [first, second]
    assert list(queries.due_cases(hall.unit, until=at(9, day=THURSDAY))) == []
    assert list(queries.due_cases(hall.other_unit, until=until)) == []


def test_what_is_decided_is_no_longer_due(hall: World) -> None:
    first, second = one_after_the_other(hall, 2)
    actions.grant(case=first, by=hall.clerk, at=at(15))
    actions.propose_refusal(case=second, basis="Act", reason="No", by=hall.clerk, at=at(15))
    actions.confirm_refusal(case=second, by=hall.lead, at=at(15, 5))
    assert list(queries.due_cases(hall.unit, until=at(18, day=THURSDAY))) == []


def test_a_case_that_stands_still_falls_due_on_no_day(hall: World) -> None:
    (case,) = one_after_the_other(hall, 1)
    actions.suspend(case=case, reason="test", by=hall.clerk, at=at(15))
    assert list(queries.due_cases(hall.unit, until=at(18, day=THURSDAY))) == []


def test_incomplete_cases_wait_with_their_notices(
    hall: World, django_assert_num_queries: Any
) -> None:
    case = hall.case()
    assert list(queries.incomplete_cases(hall.unit)) == []
    actions.give_notice(
        case=case, missing=("proof",), written=True, language="ko", by=hall.clerk, at=at(11)
    )
    with django_assert_num_queries(2):
        (found,) = queries.incomplete_cases(hall.unit)
        assert [notice.items for notice in found.notices.all()] == [["proof"]]
        assert found.service.unit.code == "civil"
    assert list(queries.incomplete_cases(hall.other_unit)) == []
    actions.supplement(case=case, supplied=("proof",), by=hall.clerk, at=at(12))
    actions.accept(case=case, by=hall.clerk, at=at(12))
    assert list(queries.incomplete_cases(hall.unit)) == []


def test_the_cases_of_a_visit_come_whole_with_two_statements(
    hall: World, django_assert_num_queries: Any
) -> None:
    case = hall.case()
    assert case.visit is not None
    with django_assert_num_queries(2):
        (found,) = queries.cases_of(case.visit)
        assert found == case
        assert (found.centre.code, found.unit.code, found.staff.code) == (
            "testhall",
            "civil",
            "clerk",
        )
        assert list(found.notices.all()) == []
