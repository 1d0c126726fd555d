"""A citizen's matter: received, told once what is missing, accepted, decided or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from servicehall.cases import actions
from servicehall.cases.models import NEXT, Case, OneTimeNotice
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact, FactObject, PersonalData
from servicehall.hall.models import Centre
from servicehall.worktime.calendars import OutsideCalendar
from tests.world import MONDAY, World, at

THURSDAY = MONDAY + timedelta(days=3)


@pytest.fixture
def hall(world: World) -> World:
    """The world with the clerk on duty."""
    world.on_duty()
    return world


def fact_of(kind: str) -> Fact:
    return Fact.objects.get(kind=kind)


def refused(code: str, run: Callable[[], object]) -> Refused:
    """Run what must be refused with that code and leave no fact."""
    told = Fact.objects.count()
    with pytest.raises(Refused) as raised:
        run()
    assert raised.value.code == code
    assert Fact.objects.count() == told
    return raised.value


def notice(case: Case, *missing: str, **but: Any) -> Case:
    given: dict[str, Any] = {
        "missing": missing or ("proof",),
        "written": True,
        "language": "ko",
        "by": case.staff,
        "at": at(10, 12),
    }
    return actions.give_notice(case=case, **(given | but))


def accepted(world: World, moment: datetime | None = None, **but: Any) -> Case:
    case = world.case(**but)
    return actions.accept(case=case, by=world.clerk, at=moment or at(10, 20))


def test_a_matter_from_receipt_to_decision_is_told_by_facts(hall: World) -> None:
    case = hall.case(missing=("proof",))
    notice(case)
    actions.supplement(case=case, supplied=("proof",), by=hall.clerk, at=at(14))
    actions.accept(case=case, by=hall.clerk, at=at(14, 5))
    actions.give_receipt(case=case, by=hall.clerk, at=at(14, 6))
    actions.grant(case=case, by=hall.clerk, at=at(15, day=MONDAY + timedelta(days=1)))
    places = FactObject.objects.filter(object_type="case", object_id=case.reference)
    assert list(places.order_by("seq").values_list("fact__kind", flat=True)) == [
        "case.received",
        "notice.given",
        "case.supplemented",
        "case.accepted",
        "receipt.given",
        "case.decided",
    ]
    case.refresh_from_db()
    assert case.status == "granted"
    assert case.reference == "2026-11-09/A001/register"


# Receiving -----------------------------------------------------------------------------------


def test_the_name_of_the_applicant_is_kept_apart(hall: World) -> None:
    case = hall.case(missing=("proof", "proof", "form"), applicant="Hong Gildong")
    fact = fact_of("case.received")
    assert fact.data == {
        "service": "register",
        "missing": 2,
        "channel": "counter",
        "version": "1",
    }
    assert PersonalData.objects.get(fact=fact).data == {"applicant": "Hong Gildong"}
    assert "Hong" not in str(Fact.objects.values_list("data", flat=True))
    assert (fact.counter, fact.staff, fact.unit) == ("1", "clerk", "civil")
    assert (case.counter, case.visit.staff if case.visit else None) == (hall.counter, hall.clerk)


def test_without_a_name_nothing_personal_is_kept(hall: World) -> None:
    hall.case()
    assert not PersonalData.objects.exists()


@pytest.mark.parametrize("status", ["waiting", "called", "finished", "missed"])
def test_a_case_is_received_only_from_who_is_being_served(hall: World, status: str) -> None:
    visit = hall.served()
    visit.status = status
    refused("not_serving", lambda: hall.case(visit=visit))
    assert not Case.objects.exists()


def test_one_visit_gives_one_case_of_a_service(hall: World) -> None:
    visit = hall.served()
    first = hall.case(visit=visit)
    refused("case_received_already", lambda: hall.case(visit=visit))
    assert list(Case.objects.all()) == [first]


def test_only_materials_of_the_service_can_be_missing(hall: World) -> None:
    visit = hall.served()
    error = refused("unknown_material", lambda: hall.case(visit=visit, missing=("form", "gift")))
    assert error.about == {"material": "gift"}
    assert not Case.objects.exists()


# The one-time notice -------------------------------------------------------------------------


def test_a_notice_keeps_what_was_told_as_it_was_told(hall: World) -> None:
    case = notice(hall.case(), "proof", "form", "proof", language="zh")
    told = OneTimeNotice.objects.get()
    assert (told.round, told.items, told.language, told.written) == (
        1,
        ["proof", "form"],
        "zh",
        True,
    )
    hall.service.materials.filter(code="proof").update(names={"ko": "changed"})
    assert told.names[0]["en"] == "proof of address"
    assert case.status == "incomplete"
    assert fact_of("notice.given").data == {
        "items": ["proof", "form"],
        "count": 2,
        "written": True,
        "round": 1,
        "knowable_before": 0,
        "version": "1",
        "language": "zh",
        "read_by_both": False,
        "until": "2026-11-19T23:59:00+09:00",
    }


def test_a_second_notice_counts_what_the_first_could_have_told(hall: World) -> None:
    case = notice(hall.case(), "proof")
    notice(case, "proof", "form", written=False, at=at(11))
    second = Fact.objects.filter(kind="notice.given").latest("happened")
    assert second.data["round"] == 2
    assert second.data["knowable_before"] == 1
    assert second.data["written"] is False


def test_telling_the_same_again_keeps_nothing_back(hall: World) -> None:
    case = notice(hall.case(), "proof", "form")
    notice(case, "form", at=at(11))
    second = Fact.objects.filter(kind="notice.given").latest("happened")
    assert second.data["knowable_before"] == 0


def test_a_third_notice_looks_at_both_before_it(hall: World) -> None:
    case = notice(hall.case(), "proof")
    notice(case, "form", at=at(11))
    notice(case, "form", "proof", at=at(12))
    third = Fact.objects.filter(kind="notice.given").latest("happened")
    assert (third.data["round"], third.data["knowable_before"]) == (3, 0)


def test_a_notice_that_makes_no_sense_is_not_given(hall: World) -> None:
    case = hall.case()
    refused(
        "nothing_missing",
        lambda: actions.give_notice(
            case=case, missing=(), written=True, language="ko", by=hall.clerk, at=at(11)
        ),
    )
    refused("unknown_material", lambda: notice(case, "gift"))
    refused("unknown_language", lambda: notice(case, "proof", language="french"))
    case.refresh_from_db()
    assert case.status == "received"
    assert not OneTimeNotice.objects.exists()


# Supplement and acceptance -------------------------------------------------------------------


def test_what_is_brought_is_counted_once(hall: World) -> None:
    case = notice(hall.case(), "proof", "form")
    actions.supplement(case=case, supplied=("proof", "proof"), by=hall.clerk, at=at(14))
    assert fact_of("case.supplemented").data == {
        "count": 1,
        "items": ["proof"],
        "late": False,
    }
    assert case.status == "incomplete"


def test_what_was_never_missing_is_not_supplied(hall: World) -> None:
    case = hall.case()
    refused(
        "impossible_transition",
        lambda: actions.supplement(case=case, supplied=("proof",), by=hall.clerk, at=at(14)),
    )
    notice(case)
    refused(
        "unknown_material",
        lambda: actions.supplement(case=case, supplied=("gift",), by=hall.clerk, at=at(14)),
    )


def test_acceptance_fixes_the_promised_and_the_statutory_date(hall: World) -> None:
    case = accepted(hall)
    # Three working days of eight hours from Monday 10:20, and five: Korea counts in hours.
    assert case.promised_due == at(10, 20, day=THURSDAY)
    assert case.statutory_due == at(10, 20, day=MONDAY + timedelta(days=7))
    assert fact_of("case.accepted").data == {
        "promised_due": case.promised_due.isoformat(),
        "statutory_due": case.statutory_due.isoformat(),
    }
    case.refresh_from_db()
    assert case.promised_due == at(10, 20, day=THURSDAY)


def test_another_jurisdiction_counts_its_own_way(hall: World) -> None:
    Centre.objects.filter(pk=hall.centre.pk).update(jurisdiction="CN", timezone="Asia/Shanghai")
    case = Case.objects.select_related("centre", "service", "unit", "counter").get(
        pk=hall.case().pk
    )
    case = actions.accept(case=case, by=hall.clerk, at=at(10, 20))
    assert case.promised_due is not None
    assert case.promised_due.isoformat() == "2026-11-12T18:00:00+08:00"


def test_no_date_is_promised_beyond_the_known_calendar(hall: World) -> None:
    Centre.objects.filter(pk=hall.centre.pk).update(jurisdiction="CN")
    case = Case.objects.select_related("centre", "service", "unit", "counter").get(
        pk=hall.case().pk
    )
    told = Fact.objects.count()
    with pytest.raises(OutsideCalendar):
        actions.accept(case=case, by=hall.clerk, at=at(10, day=date(2035, 1, 2)))
    assert Fact.objects.count() == told
    case.refresh_from_db()
    assert (case.status, case.promised_due) == ("received", None)


def test_a_receipt_comes_only_after_acceptance(hall: World) -> None:
    case = hall.case()
    refused("not_accepted", lambda: actions.give_receipt(case=case, by=hall.clerk, at=at(10, 30)))
    actions.accept(case=case, by=hall.clerk, at=at(10, 31))
    actions.give_receipt(case=case, by=hall.clerk, at=at(10, 32))
    assert fact_of("receipt.given").data == {"written": True}


# Decision ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided", "past", "early"),
    [
        (at(12), 0, 3),
        (at(12, day=MONDAY + timedelta(days=2)), 0, 1),
        (at(10, 19, day=THURSDAY), 0, 0),
        (at(10, 20, day=THURSDAY), 0, 0),
        (at(10, 21, day=THURSDAY), 1, 0),
        (at(9, day=MONDAY + timedelta(days=4)), 1, 0),
        (at(9, day=MONDAY + timedelta(days=7)), 2, 0),
    ],
)
def test_a_decision_tells_how_early_or_late_it_is_in_working_days(
    hall: World, decided: datetime, past: int, early: int
) -> None:
    case = actions.grant(case=accepted(hall), by=hall.clerk, at=decided)
    assert fact_of("case.decided").data == {
        "outcome": "granted",
        "days_past_promise": past,
        "days_early": early,
    }
    assert case.decided_at == decided


# Transitions and permission ------------------------------------------------------------------

WANTED: dict[str, tuple[str, dict[str, Any]]] = {
    "give_notice": ("incomplete", {"missing": ("proof",), "written": True, "language": "ko"}),
    "accept": ("accepted", {}),
    "grant": ("granted", {}),
    "propose_refusal": ("proposed", {"basis": "Act", "reason": "No"}),
    "withdraw": ("withdrawn", {"written": True}),
}


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        (verb, status)
        for verb, (wanted, _) in WANTED.items()
        for status in Case.Status.values
        if wanted not in NEXT[status]
    ],
)
def test_an_impossible_transition_is_refused_and_changes_nothing(
    hall: World, verb: str, status: str
) -> None:
    case = hall.case()
    Case.objects.filter(pk=case.pk).update(status=status)
    case.refresh_from_db()
    error = refused(
        "impossible_transition",
        lambda: getattr(actions, verb)(case=case, by=hall.clerk, at=at(11), **WANTED[verb][1]),
    )
    assert error.about["status"] == status
    case.refresh_from_db()
    assert case.status == status
    assert not OneTimeNotice.objects.exists()


def test_what_the_client_believes_does_not_count(hall: World) -> None:
    case = accepted(hall)
    stale = Case.objects.get(pk=case.pk)
    actions.grant(case=case, by=hall.clerk, at=at(11))
    refused(
        "impossible_transition",
        lambda: actions.propose_refusal(
            case=stale, basis="Act", reason="No", by=hall.clerk, at=at(11, 1)
        ),
    )
    case.refresh_from_db()
    assert (case.status, case.refusal_basis) == ("granted", "")


@pytest.mark.parametrize("member", ["far_clerk", "supervisor", "director", "stranger"])
@pytest.mark.parametrize("verb", [*WANTED, "supplement", "give_receipt"])
def test_who_does_not_serve_in_the_unit_changes_no_case(
    hall: World, verb: str, member: str
) -> None:
    case = hall.case()
    more = WANTED[verb][1] if verb in WANTED else {}
    if verb == "supplement":
        more = {"supplied": ("proof",)}
    refused(
        "not_permitted",
        lambda: getattr(actions, verb)(case=case, by=getattr(hall, member), at=at(11), **more),
    )


@pytest.mark.parametrize("member", ["far_clerk", "supervisor", "stranger"])
def test_who_does_not_serve_in_the_unit_receives_no_case(hall: World, member: str) -> None:
    visit = hall.served()
    refused(
        "not_permitted",
        lambda: actions.receive(visit=visit, missing=(), by=getattr(hall, member), at=at(11)),
    )


def test_a_colleague_takes_a_case_further(hall: World) -> None:
    """Whoever stands in decides, and the record names them, not the one who received it."""
    case = accepted(hall)
    actions.grant(case=case, by=hall.other_clerk, at=at(11))
    assert (fact_of("case.accepted").staff, fact_of("case.decided").staff) == ("clerk", "clerk2")


def test_a_repeated_command_does_nothing_twice(hall: World) -> None:
    key = str(uuid4())
    visit = hall.served()
    first = hall.case(visit=visit, key=key)
    assert hall.case(visit=visit, key=key) == first
    told = str(uuid4())
    for _ in range(2):
        notice(first, key=told)
    assert OneTimeNotice.objects.count() == 1
    assert Fact.objects.filter(kind__in=("case.received", "notice.given")).count() == 2
