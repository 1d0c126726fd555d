"""Many at once: numbers without gaps or twins, one decision, one document."""

from __future__ import annotations

from functools import partial

import pytest

from servicehall.cases import actions
from servicehall.cases.models import Case, Document, RefusalRecord
from servicehall.cases.papers import Entries
from servicehall.cases.proofing import Fault
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.hall.models import StaffMember
from servicehall.typesetting.pages import can_set
from tests.reception.test_many_callers import at_once
from tests.world import World, at, make_world

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def granted(world: World, number: int) -> Case:
    """A granted case, one after another."""
    visit = world.served(at=at(10, number))
    case = world.case(visit=visit, at=at(10, 30), applicant="Hong")
    actions.accept(case=case, by=world.clerk, at=at(10, 40))
    actions.grant(case=case, by=world.clerk, at=at(10, 50))
    world.counter.visits.filter(status="serving").update(status="finished")
    return case


@pytest.mark.skipif(can_set() != "ready", reason="papers can't be set here")
def test_documents_issued_at_once_have_numbers_without_gaps_or_twins() -> None:
    world = make_world()
    world.on_duty()
    cases = [granted(world, number) for number in range(MANY)]
    told: list[list[Fault]] = []

    def issue(case: Case, text: str) -> None:
        entries = Entries(holder="Hong", text=text, fee=0, language="ko")
        try:
            actions.issue(case=case, entries=entries, by=world.clerk, at=at(11))
        except Refused as refused:
            told.append(refused.about.get("faults", []))  # type: ignore[arg-type]

    # Every other one has a fault at first, and each right one is sent twice.
    works = [partial(issue, case, text) for case in cases for text in ("A sign", "A sign", "___")]
    at_once(*works)
    numbers = sorted(Document.objects.values_list("reference", flat=True))
    assert numbers == [f"2026-{number:05d}" for number in range(1, MANY + 1)]
    assert len(told) == 2 * MANY
    assert Fact.objects.filter(kind="document.issued").count() == MANY


def test_of_many_who_decide_a_refusal_at_once_one_does() -> None:
    world = make_world()
    world.on_duty()
    case = actions.accept(case=world.case(), by=world.clerk, at=at(10, 20))
    actions.propose_refusal(case=case, basis="Act, 1", reason="No", by=world.clerk, at=at(11))
    done: list[str] = []
    codes: set[str] = set()

    def decide(verb: str) -> None:
        fresh = Case.objects.select_related("centre", "unit", "counter").get(pk=case.pk)
        lead = StaffMember.objects.select_related("centre").get(pk=world.lead.pk)
        try:
            getattr(actions, verb)(case=fresh, opinion="Seen.", by=lead, at=at(12))
            done.append(verb)
        except Refused as refused:
            codes.add(refused.code)

    verbs = ["confirm_refusal", "send_back_refusal"] * (MANY // 2)
    at_once(*[partial(decide, verb) for verb in verbs])
    assert codes == {"impossible_transition"}
    case.refresh_from_db()
    outcome = {"confirm_refusal": "confirmed", "send_back_refusal": "sent_back"}
    assert [outcome[verb] for verb in done] == [RefusalRecord.objects.get().outcome]
    assert case.status == ("refused" if done == ["confirm_refusal"] else "accepted")
