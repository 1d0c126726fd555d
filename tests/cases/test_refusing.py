"""Refusing: proposed on a rule and for a reason, with a remedy; decided by a second person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from servicehall.cases import actions
from servicehall.cases.models import Case, RefusalRecord
from servicehall.cases.queries import due_cases, refusals_waiting
from servicehall.cases.remedies import remedies_by_jurisdiction, remedies_of
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact, PersonalData
from servicehall.hall.models import Centre, StaffMember
from tests.world import MONDAY, World, at

FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def hall(world: World) -> World:
    """The world with the clerk on duty."""
    world.on_duty()
    return world


@pytest.fixture
def case(hall: World) -> Case:
    """An accepted case."""
    return actions.accept(case=hall.case(), by=hall.clerk, at=at(10, 20))


def refused(code: str, run: Callable[[], object]) -> Refused:
    """Run what must be refused with that code and leave no fact."""
    told = Fact.objects.count()
    with pytest.raises(Refused) as raised:
        run()
    assert raised.value.code == code
    assert Fact.objects.count() == told
    return raised.value


def proposed(case: Case, by: StaffMember, **but: object) -> Case:
    given: dict[str, object] = {"basis": "Act, art. 1", "reason": "It lies in another city."}
    return actions.propose_refusal(case=case, by=by, **({"at": at(11)} | given | but))  # type: ignore[arg-type]


def test_a_proposal_is_registered_and_decides_nothing(hall: World, case: Case) -> None:
    proposed(case, hall.clerk, basis="  Act, art. 1 ")
    case.refresh_from_db()
    assert (case.status, case.decided_at, case.refusal_basis) == ("proposed", None, "")
    assert case.told_status == "accepted"
    row = RefusalRecord.objects.get()
    assert (row.basis, row.was, row.outcome, row.proposed_by) == (
        "Act, art. 1",
        "accepted",
        "waiting",
        hall.clerk,
    )
    fact = Fact.objects.get(kind="case.refusal_proposed")
    assert fact.data == {
        "basis": "Act, art. 1",
        "reason": "It lies in another city.",
        "remedies": ["objection", "appeal", "litigation"],
        "from_status": "accepted",
        "days_past_promise": 0,
    }
    assert not Fact.objects.filter(kind="case.refused").exists()
    assert refusals_waiting(hall.unit) == 1


def test_the_clock_of_a_case_runs_on_while_a_refusal_waits(hall: World, case: Case) -> None:
    proposed(case, hall.clerk)
    assert list(due_cases(hall.unit, until=at(18, day=FRIDAY))) == [case]


def test_a_second_person_confirms_and_the_record_names_both(hall: World, case: Case) -> None:
    proposed(case, hall.clerk)
    actions.confirm_refusal(case=case, by=hall.lead, at=at(9, day=FRIDAY), opinion=" Looked at. ")
    case.refresh_from_db()
    assert (case.status, case.refusal_basis, case.refusal_reason, case.decided_at) == (
        "refused",
        "Act, art. 1",
        "It lies in another city.",
        at(9, day=FRIDAY),
    )
    fact = Fact.objects.get(kind="case.refused")
    assert (fact.staff, fact.recorder) == ("clerk", "lead")
    assert fact.data == {
        "basis": "Act, art. 1",
        "reason": "It lies in another city.",
        "remedies": ["objection", "appeal", "litigation"],
        "days_past_promise": 1,
        "confirmed_by": "lead",
    }
    assert PersonalData.objects.get(fact=fact).data == {"opinion": "Looked at."}
    row = RefusalRecord.objects.get()
    assert (row.outcome, row.opinion, row.decided_by) == ("confirmed", "Looked at.", hall.lead)
    assert refusals_waiting(hall.unit) == 0


@pytest.mark.parametrize("was", ["received", "incomplete", "accepted"])
def test_sent_back_a_case_is_again_what_it_was(hall: World, was: str) -> None:
    case = hall.case()
    if was == "incomplete":
        actions.give_notice(
            case=case, missing=("proof",), written=True, language="ko", by=hall.clerk, at=at(10, 12)
        )
    if was == "accepted":
        actions.accept(case=case, by=hall.clerk, at=at(10, 20))
    proposed(case, hall.clerk)
    actions.send_back_refusal(case=case, opinion="Ask again.", by=hall.lead, at=at(12))
    case.refresh_from_db()
    assert case.status == was
    fact = Fact.objects.get(kind="case.refusal_sent_back")
    assert (fact.staff, fact.data) == ("clerk", {"confirmed_by": "lead"})
    proposed(case, hall.clerk, at=at(13))
    assert RefusalRecord.objects.filter(outcome="waiting").count() == 1


def test_sending_back_says_why(hall: World, case: Case) -> None:
    proposed(case, hall.clerk)
    refused(
        "no_reason",
        lambda: actions.send_back_refusal(case=case, opinion=" ", by=hall.lead, at=at(12)),
    )
    case.refresh_from_db()
    assert case.status == "proposed"


@pytest.mark.parametrize("member", ["clerk", "other_clerk", "far_clerk", "supervisor", "stranger"])
@pytest.mark.parametrize("verb", ["confirm_refusal", "send_back_refusal"])
def test_only_lead_head_of_the_unit_and_leadership_decide_a_refusal(
    hall: World, case: Case, verb: str, member: str
) -> None:
    proposed(case, hall.clerk)
    refused(
        "not_permitted",
        lambda: getattr(actions, verb)(
            case=case, opinion="I say so.", by=getattr(hall, member), at=at(12)
        ),
    )
    assert RefusalRecord.objects.get().outcome == "waiting"


@pytest.mark.parametrize("verb", ["confirm_refusal", "send_back_refusal"])
def test_nobody_decides_a_refusal_of_their_own(hall: World, case: Case, verb: str) -> None:
    proposed(case, hall.lead)
    refused(
        "own_refusal",
        lambda: getattr(actions, verb)(case=case, opinion="Mine.", by=hall.lead, at=at(12)),
    )
    case.refresh_from_db()
    assert case.status == "proposed"


def test_the_leadership_decides_what_a_units_only_lead_proposed(hall: World, case: Case) -> None:
    proposed(case, hall.lead)
    actions.confirm_refusal(case=case, by=hall.director, at=at(12))
    assert Fact.objects.get(kind="case.refused").data["confirmed_by"] == hall.director.code


def test_standing_in_for_the_lead_does_not_let_one_decide_ones_own(hall: World, case: Case) -> None:
    proposed(case, hall.clerk)
    hall.clerk.stands_in_for = hall.lead
    refused("own_refusal", lambda: actions.confirm_refusal(case=case, by=hall.clerk, at=at(12)))
    hall.other_clerk.stands_in_for = hall.lead
    actions.confirm_refusal(case=case, by=hall.other_clerk, at=at(12))
    assert Fact.objects.get(kind="case.refused").data["confirmed_by"] == "clerk2"


@pytest.mark.parametrize(
    "verb", ["grant", "accept", "give_notice", "supplement", "propose_refusal"]
)
def test_nothing_else_is_done_while_a_refusal_waits(hall: World, case: Case, verb: str) -> None:
    proposed(case, hall.clerk)
    more: dict[str, object] = {}
    if verb == "give_notice":
        more = {"missing": ("proof",), "written": True, "language": "ko"}
    if verb == "supplement":
        more = {"supplied": ("proof",)}
    if verb == "propose_refusal":
        more = {"basis": "Act, 2", "reason": "Again"}
    refused(
        "impossible_transition",
        lambda: getattr(actions, verb)(case=case, by=hall.clerk, at=at(12), **more),
    )


def test_two_who_decide_at_once_decide_once(hall: World, case: Case) -> None:
    proposed(case, hall.clerk)
    stale = Case.objects.get(pk=case.pk)
    actions.send_back_refusal(case=case, opinion="Ask again.", by=hall.lead, at=at(12))
    refused(
        "impossible_transition",
        lambda: actions.confirm_refusal(case=stale, by=hall.lead, at=at(12)),
    )
    assert RefusalRecord.objects.get().outcome == "sent_back"


def test_a_double_click_proposes_and_confirms_once(hall: World, case: Case) -> None:
    first, second = str(uuid4()), str(uuid4())
    for _ in range(2):
        proposed(case, hall.clerk, key=first)
    for _ in range(2):
        actions.confirm_refusal(case=case, by=hall.lead, at=at(12), key=second)
    assert RefusalRecord.objects.count() == 1
    kinds = ("case.refusal_proposed", "case.refused")
    assert Fact.objects.filter(kind__in=kinds).count() == 2


@pytest.mark.parametrize(
    ("basis", "reason", "code"),
    [
        ("", "reason", "no_basis"),
        ("  ", "reason", "no_basis"),
        ("Act", " \n", "no_reason"),
        ("Act, art. ___", "reason", "placeholder_left"),
        ("Act, 1", "because of {{ reason }}", "placeholder_left"),
        ("Act, 1", "TODO", "placeholder_left"),
    ],
)
def test_a_refusal_without_rule_or_reason_is_not_even_proposed(
    hall: World, case: Case, basis: str, reason: str, code: str
) -> None:
    refused(code, lambda: proposed(case, hall.clerk, basis=basis, reason=reason))
    case.refresh_from_db()
    assert case.status == "accepted"
    assert not RefusalRecord.objects.exists()


@pytest.mark.parametrize("member", ["far_clerk", "supervisor", "director", "stranger"])
def test_who_does_not_serve_in_the_unit_proposes_nothing(
    hall: World, case: Case, member: str
) -> None:
    refused("not_permitted", lambda: proposed(case, getattr(hall, member)))


# What can be done against it -----------------------------------------------------------------


def test_each_jurisdiction_tells_its_own_remedies(hall: World, case: Case) -> None:
    Centre.objects.filter(pk=hall.centre.pk).update(jurisdiction="CN")
    fresh = Case.objects.select_related("centre", "unit", "counter", "service").get(pk=case.pk)
    proposed(fresh, hall.clerk)
    assert RefusalRecord.objects.get().remedies == ["reconsideration", "litigation"]
    assert [(each.code, each.days, each.months) for each in remedies_of("CN")] == [
        ("reconsideration", 60, None),
        ("litigation", None, 6),
    ]
    assert remedies_of("KR")[0].days == 60


def test_where_the_law_is_not_known_the_remedy_is_written(hall: World, case: Case) -> None:
    Centre.objects.filter(pk=hall.centre.pk).update(jurisdiction="ZZ")
    fresh = Case.objects.select_related("centre", "unit", "counter", "service").get(pk=case.pk)
    refused("no_remedy", lambda: proposed(fresh, hall.clerk))
    proposed(fresh, hall.clerk, remedy="Write to the mayor within 30 days.")
    assert RefusalRecord.objects.get().remedy == "Write to the mayor within 30 days."


def test_no_refusal_goes_without_any_remedy(hall: World, case: Case) -> None:
    refused("no_remedy", lambda: proposed(case, hall.clerk, remedies=[]))
    refused("unknown_remedy", lambda: proposed(case, hall.clerk, remedies=["reconsideration"]))


def test_every_remedy_is_told_in_all_languages_with_its_source() -> None:
    for remedies in remedies_by_jurisdiction().values():
        for each in remedies:
            assert set(each.names) == set(each.to) == {"ko", "zh", "en"}
            assert each.source
            assert bool(each.days) != bool(each.months)
