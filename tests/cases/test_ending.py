"""How a case ends otherwise: returned when its time has passed, or taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from servicehall.cases import actions
from servicehall.cases.models import Case, RefusalRecord
from servicehall.evidence.models import Fact, PersonalData
from tests.cases.test_refusing import proposed, refused
from tests.world import MONDAY, World, at

DUE = at(18, day=MONDAY + timedelta(days=7))


@pytest.fixture
def hall(world: World) -> World:
    """The world with the clerk on duty."""
    world.on_duty()
    return world


def told(hall: World, case: Case, moment: datetime) -> Case:
    return actions.give_notice(
        case=case, missing=("proof",), written=True, language="ko", by=hall.clerk, at=moment
    )


@pytest.fixture
def incomplete(hall: World) -> Case:
    """A case that waits for what was told twice, until Monday in a week at 18:00."""
    case = hall.case()
    for minute in (12, 13):
        case = told(hall, case, at(10, minute))
    Case.objects.filter(pk=case.pk).update(supplement_due=DUE)
    return case


def test_a_case_is_returned_when_the_period_has_passed(hall: World, incomplete: Case) -> None:
    later = DUE + timedelta(seconds=1)
    actions.return_case(case=incomplete, reason=" Nothing came. ", by=hall.clerk, at=later)
    incomplete.refresh_from_db()
    assert (incomplete.status, incomplete.decided_at) == ("returned", later)
    said = Fact.objects.get(kind="case.returned").data
    assert (said["reason"], said["round"]) == ("Nothing came.", 2)
    assert datetime.fromisoformat(said["due"]) == DUE


def test_in_korea_what_is_missing_is_asked_for_twice_before_a_case_goes_back(hall: World) -> None:
    case = told(hall, hall.case(), at(10, 12))
    Case.objects.filter(pk=case.pk).update(supplement_due=DUE)
    later = DUE + timedelta(seconds=1)
    refused(
        "ask_again_first",
        lambda: actions.return_case(case=case, reason="No", by=hall.clerk, at=later),
    )
    case.refresh_from_db()
    assert case.status == "incomplete"


@pytest.mark.parametrize("moment", [at(11), DUE])
def test_in_the_last_hour_of_the_period_a_case_is_not_returned(
    hall: World, incomplete: Case, moment: object
) -> None:
    refused(
        "period_runs",
        lambda: actions.return_case(
            case=incomplete,
            reason="Nothing came.",
            by=hall.clerk,
            at=moment,  # type: ignore[arg-type]
        ),
    )
    incomplete.refresh_from_db()
    assert incomplete.status == "incomplete"


def test_where_no_period_was_set_nothing_is_returned(hall: World, incomplete: Case) -> None:
    Case.objects.filter(pk=incomplete.pk).update(supplement_due=None)
    refused(
        "period_runs",
        lambda: actions.return_case(case=incomplete, reason="No", by=hall.clerk, at=DUE),
    )


def test_an_accepted_case_is_not_returned(hall: World) -> None:
    case = actions.accept(case=hall.case(), by=hall.clerk, at=at(10, 20))
    refused(
        "impossible_transition",
        lambda: actions.return_case(case=case, reason="No", by=hall.clerk, at=at(11)),
    )


def test_a_return_says_why_and_is_for_the_unit_alone(hall: World, incomplete: Case) -> None:
    late = DUE + timedelta(hours=1)
    refused(
        "no_reason",
        lambda: actions.return_case(case=incomplete, reason=" ", by=hall.clerk, at=late),
    )
    refused(
        "not_permitted",
        lambda: actions.return_case(case=incomplete, reason="No", by=hall.far_clerk, at=late),
    )


def test_an_applicant_takes_back_and_their_reason_stays_apart(hall: World) -> None:
    case = hall.case()
    actions.withdraw(case=case, written=True, reason="I move away", by=hall.clerk, at=at(11))
    case.refresh_from_db()
    assert (case.status, case.decided_at) == ("withdrawn", at(11))
    fact = Fact.objects.get(kind="case.withdrawn")
    assert fact.data == {"from_status": "received", "written": True}
    assert PersonalData.objects.get(fact=fact).data == {"reason": "I move away"}


def test_a_waiting_refusal_lapses_when_the_applicant_takes_back(hall: World) -> None:
    case = proposed(hall.case(), hall.clerk)
    actions.withdraw(case=case, written=False, by=hall.clerk, at=at(12))
    row = RefusalRecord.objects.get()
    assert (row.outcome, row.decided_at, row.decided_by) == ("lapsed", at(12), None)
    refused(
        "impossible_transition",
        lambda: actions.confirm_refusal(case=case, by=hall.lead, at=at(12, 1)),
    )


@pytest.mark.parametrize("status", ["granted", "refused", "returned", "withdrawn"])
def test_what_has_ended_is_not_taken_back(hall: World, status: str) -> None:
    case = hall.case()
    Case.objects.filter(pk=case.pk).update(status=status)
    case.refresh_from_db()
    assert case.ended
    refused(
        "impossible_transition",
        lambda: actions.withdraw(case=case, written=True, by=hall.clerk, at=at(12)),
    )
