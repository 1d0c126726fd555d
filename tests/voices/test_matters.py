"""What could not be got done: its clocks, its handling by somebody else, and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from pytest_django import Settings

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact, PersonalData
from servicehall.hall.actions import add_unit
from servicehall.hall.models import StaffMember
from servicehall.reception.models import Message
from servicehall.voices import actions
from servicehall.voices.models import ProblemClass, UnresolvedMatter
from servicehall.voices.queries import matters, occurring
from tests.world import MONDAY, World, at, names

TUESDAY = MONDAY + timedelta(days=1)
NEXT_MONDAY = MONDAY + timedelta(days=7)
SATURDAY = MONDAY - timedelta(days=2)


@pytest.fixture
def hall(world: World, settings: Settings) -> World:
    """The world, in a hall that can send letters."""
    settings.MESSAGES_FILE = "/dev/null"
    return world


def reported(hall: World, **but: Any) -> UnresolvedMatter:
    given: dict[str, Any] = {
        "centre": hall.centre,
        "text": "Three times here, and each counter sent me to the other.",
        "language": "ko",
        "reached": "010-1234-5678",
        "unit": hall.unit,
        "by": hall.clerk,
        "at": at(10),
    }
    return actions.report_matter(**(given | but))


def taken(hall: World, **but: Any) -> UnresolvedMatter:
    return actions.take_matter(matter=reported(hall, **but), by=hall.lead, at=at(10, 30))


def classified(hall: World, kind: str = "complex", **but: Any) -> UnresolvedMatter:
    given = {"kind": kind, "cause": "passed_round", "by": hall.lead, "at": at(11)}
    return actions.classify_matter(matter=taken(hall), **(given | but))  # type: ignore[arg-type]


def refused(code: str, run: Callable[[], object]) -> Refused:
    before = Fact.objects.count(), UnresolvedMatter.objects.count(), Message.objects.count()
    with pytest.raises(Refused) as raised:
        run()
    assert raised.value.code == code
    after = Fact.objects.count(), UnresolvedMatter.objects.count(), Message.objects.count()
    assert after == before, "nothing half-done"
    return raised.value


def last(matter: UnresolvedMatter) -> Fact:
    return Fact.objects.filter(concerns__object_id=matter.reference).order_by("-pk")[0]


# Report ----------------------------------------------------------------------------------------


def test_a_report_has_number_code_and_clocks_and_its_citizen_is_told(hall: World) -> None:
    matter = reported(hall)
    assert matter.reference == "M-2026-00001"
    assert len(matter.follow_code) == 12
    assert matter.contact_by == at(18)
    # Up to five days are counted in working hours in Korea, from ten o'clock.
    assert matter.due == at(10, day=NEXT_MONDAY)
    letter = Message.objects.get()
    assert letter.occasion == "matter_received"
    assert matter.follow_code in letter.text
    assert matter.follow_code not in str(last(matter).data)
    personal = PersonalData.objects.get().data
    assert set(personal) == {"own_words", "reached"}


@pytest.mark.parametrize(
    ("moment", "by"),
    [
        (at(17, 59), at(18)),
        (at(18), at(18, day=TUESDAY)),
        (at(12, day=SATURDAY), at(18)),
    ],
)
def test_the_citizen_is_contacted_on_the_same_working_day(
    hall: World, moment: datetime, by: datetime
) -> None:
    assert reported(hall, at=moment).contact_by == by


def test_a_case_tells_unit_and_service(hall: World) -> None:
    hall.on_duty()
    case = hall.case()
    matter = reported(hall, unit=None, case=case)
    assert (matter.unit, matter.service, matter.visit) == (hall.unit, hall.service, case.visit)


def test_a_report_needs_words_and_a_way_to_be_reached(hall: World) -> None:
    refused("no_matter", lambda: reported(hall, text=" "))
    refused("no_way_to_reach", lambda: reported(hall, reached=""))
    refused("no_way_to_reach", lambda: reported(hall, reached="ask my neighbour"))
    refused("unknown_language", lambda: reported(hall, language="fr"))
    refused("not_permitted", lambda: reported(hall, by=hall.stranger))


def test_one_network_does_not_flood_the_desk(hall: World) -> None:
    for _each in range(5):
        reported(hall, by=None, origin="network")
    about = refused("reported_often", lambda: reported(hall, by=None, origin="network")).about
    assert about == {"most": 5}
    reported(hall, by=None, origin="another")
    reported(hall, by=None, origin="network", at=at(10, 1, day=TUESDAY))


# Who handles it --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "far_clerk", "administrator", "stranger", "director"])
def test_a_matter_is_handled_by_the_units_lead_or_by_supervision(hall: World, who: str) -> None:
    matter = reported(hall)
    refused(
        "not_permitted",
        lambda: actions.take_matter(matter=matter, by=getattr(hall, who), at=at(11)),
    )


def test_a_lead_of_another_unit_handles_nothing_here(hall: World) -> None:
    StaffMember.objects.filter(pk=hall.far_clerk.pk).update(role="lead")
    far = StaffMember.objects.select_related("unit", "centre").get(pk=hall.far_clerk.pk)
    matter = reported(hall)
    refused("not_permitted", lambda: actions.take_matter(matter=matter, by=far, at=at(11)))


def test_a_matter_of_no_unit_is_for_supervision(hall: World) -> None:
    matter = reported(hall, unit=None)
    refused("not_permitted", lambda: actions.take_matter(matter=matter, by=hall.lead, at=at(11)))
    actions.take_matter(matter=matter, by=hall.supervisor, at=at(11))


def test_whom_it_is_about_never_handles_it(hall: World) -> None:
    named = reported(hall, about_staff=hall.lead)
    refused("complained_about", lambda: actions.take_matter(matter=named, by=hall.lead, at=at(11)))
    StaffMember.objects.filter(pk=hall.clerk.pk).update(role="lead")
    hall.clerk.refresh_from_db()
    hall.on_duty()
    case = hall.case()
    served = matters().get(pk=reported(hall, case=case, by=hall.lead).pk)
    refused(
        "complained_about", lambda: actions.take_matter(matter=served, by=hall.clerk, at=at(11))
    )
    actions.take_matter(matter=served, by=hall.lead, at=at(11))


def test_taking_is_done_once_and_may_pass_to_another(hall: World) -> None:
    matter = reported(hall)
    stale = matters().get(pk=matter.pk)
    actions.take_matter(matter=matter, by=hall.lead, at=at(11))
    refused(
        "changed_meanwhile",
        lambda: actions.take_matter(matter=stale, by=hall.supervisor, at=at(11)),
    )
    refused("handled_by_you", lambda: actions.take_matter(matter=matter, by=hall.lead, at=at(11)))
    actions.take_matter(matter=matter, by=hall.supervisor, at=at(12))
    assert last(matter).data == {"stands_in_for": "lead"}
    refused(
        "not_your_matter", lambda: actions.contact_reporter(matter=matter, by=hall.lead, at=at(12))
    )


def test_nothing_is_done_about_a_matter_that_nobody_has_taken(hall: World) -> None:
    matter = reported(hall)
    refused(
        "impossible_transition",
        lambda: actions.resolve_matter(matter=matter, done="x", by=hall.lead, at=at(11)),
    )


def test_the_citizen_is_contacted_once(hall: World) -> None:
    matter = taken(hall)
    actions.contact_reporter(matter=matter, by=hall.lead, at=at(18, 1))
    assert last(matter).data == {"late": True}
    refused(
        "contacted_already",
        lambda: actions.contact_reporter(matter=matter, by=hall.lead, at=at(18, 2)),
    )


# Clocks ----------------------------------------------------------------------------------------


def test_each_kind_has_its_time(hall: World) -> None:
    # On the spot is three working hours in Korea, from when it was found to be simple; lunch out.
    assert classified(hall, "simple").due == at(15)
    assert classified(hall, "complex").due == at(10, day=NEXT_MONDAY)
    special = classified(hall, "special").due
    assert special.date() == MONDAY + timedelta(days=11)


def test_an_unknown_class_or_a_unit_elsewhere_is_refused(hall: World) -> None:
    matter = taken(hall)
    for but in ({"kind": "huge"}, {"cause": "weather"}):
        given: dict[str, Any] = {"kind": "complex", "cause": "system"} | but
        step = partial(actions.classify_matter, matter=matter, by=hall.lead, at=at(11), **given)
        refused("unknown_class", step)
    abroad = add_unit(centre=hall.stranger.centre, code="abroad", names=names("Abroad"))
    refused(
        "elsewhere",
        lambda: actions.classify_matter(
            matter=matter, kind="complex", cause="system", unit=abroad, by=hall.lead, at=at(11)
        ),
    )


def test_a_matter_is_extended_once_before_its_date_and_never_beyond_fifteen_days(
    hall: World,
) -> None:
    matter = classified(hall)
    day = at(9, day=TUESDAY)

    def longer(count: int, reason: str = "The archive is closed", moment: datetime = day) -> object:
        return actions.extend_matter(
            matter=matter, count=count, reason=reason, by=hall.lead, at=moment
        )

    refused("no_reason", lambda: longer(3, " "))
    assert refused("too_long_in_all", lambda: longer(11)).about == {"most": 15}
    refused("too_long_in_all", lambda: longer(0))
    refused("limit_over", lambda: longer(3, moment=at(10, 1, day=NEXT_MONDAY)))
    before = matter.due
    longer(10)
    assert matter.due > before
    assert Message.objects.filter(occasion="matter_extended").count() == 1
    refused("matter_extended", lambda: longer(1))
    refused(
        "matter_extended",
        lambda: actions.classify_matter(
            matter=matter, kind="simple", cause="system", by=hall.lead, at=day
        ),
    )


def test_what_is_not_classified_is_neither_extended_nor_ended(hall: World) -> None:
    matter = taken(hall)
    refused(
        "not_classified",
        lambda: actions.extend_matter(matter=matter, count=1, reason="x", by=hall.lead, at=at(11)),
    )
    refused(
        "not_classified",
        lambda: actions.resolve_matter(matter=matter, done="x", by=hall.lead, at=at(11)),
    )


def test_a_date_that_passed_is_noted_once_with_whether_the_citizen_knew(hall: World) -> None:
    told, untold = classified(hall), classified(hall)
    actions.tell_matter_delay(
        matter=told, reason="The archive is closed", by=hall.lead, at=at(9, day=TUESDAY)
    )
    assert actions.watch_matters(centre=hall.centre, at=at(10, day=NEXT_MONDAY)) == 0
    assert actions.watch_matters(centre=hall.centre, at=at(10, 1, day=NEXT_MONDAY)) == 2
    assert actions.watch_matters(centre=hall.centre, at=at(10, 2, day=NEXT_MONDAY)) == 0
    assert [last(each).data["told_citizen"] for each in (told, untold)] == [True, False]
    assert last(told).staff == "lead"
    refused(
        "limit_over",
        lambda: actions.tell_matter_delay(
            matter=untold, reason="x", by=hall.lead, at=at(10, 3, day=NEXT_MONDAY)
        ),
    )


# The end ---------------------------------------------------------------------------------------


def test_done_says_what_was_done(hall: World) -> None:
    matter = classified(hall)
    refused(
        "nothing_done",
        lambda: actions.resolve_matter(matter=matter, done="  ", by=hall.lead, at=at(12)),
    )
    actions.resolve_matter(matter=matter, done="Registered, paper sent", by=hall.lead, at=at(12))
    assert (matter.status, matter.ended_at) == ("resolved", at(12))
    fact = last(matter)
    assert (fact.kind, fact.data["late"]) == ("matter.resolved", False)
    assert "Registered" in Message.objects.get(occasion="matter_resolved").text
    refused(
        "impossible_transition",
        lambda: actions.resolve_matter(matter=matter, done="again", by=hall.lead, at=at(13)),
    )


def test_what_cant_be_done_is_explained_with_rule_and_reason(hall: World) -> None:
    matter = classified(hall)

    def explain(basis: str, reason: str) -> object:
        return actions.explain_matter(
            matter=matter, basis=basis, reason=reason, by=hall.lead, at=at(12)
        )

    refused("no_basis", lambda: explain(" ", "Because"))
    refused("no_reason", lambda: explain("Act 1", " "))
    explain("Act, article 1", "Only the owner may")
    assert last(matter).data["basis"] == "Act, article 1"
    letter = Message.objects.get(occasion="matter_explained").text
    assert "Act, article 1" in letter
    assert "Only the owner may" in letter


def test_an_end_after_the_date_is_late_though_nobody_watched(hall: World) -> None:
    matter = classified(hall)
    actions.resolve_matter(matter=matter, done="x", by=hall.lead, at=at(11, day=NEXT_MONDAY))
    found = Fact.objects.filter(concerns__object_id=matter.reference).order_by("pk")
    assert list(found.values_list("kind", flat=True))[-2:] == ["matter.overdue", "matter.resolved"]
    assert last(matter).data["late"] is True


# Following, classes ----------------------------------------------------------------------------


def test_number_and_code_together_open_a_matter(hall: World) -> None:
    matter = reported(hall)

    def follow(reference: str, code: str) -> UnresolvedMatter:
        return actions.follow_matter(
            centre=hall.centre, reference=reference, code=code, origin="n", at=at(11)
        )

    assert follow(matter.reference, matter.follow_code) == matter
    for _try in range(5):
        for wrong in ((matter.reference, "X" * 12), ("M-2026-00009", matter.follow_code)):
            with pytest.raises(Refused, match="unknown_case"):
                follow(*wrong)
    with pytest.raises(Refused, match="too_many_tries"):
        follow(matter.reference, matter.follow_code)


def test_a_class_of_problem_is_counted_and_counted_again_after_its_measure(hall: World) -> None:
    classified(hall)
    classified(hall)
    since, until = at(0), at(0, day=NEXT_MONDAY)
    (row,) = occurring(hall.centre, since=since, until=until)
    assert (row.cause, row.unit, row.count, row.open, row.measure) == (
        "passed_round", hall.unit.pk, 2, 2, None,
    )  # fmt: skip
    for _twice in range(2):
        actions.set_measure(
            centre=hall.centre,
            unit=hall.unit,
            cause="passed_round",
            measure="One counter takes both papers",
            by=hall.lead,
            at=at(12),
            key="once",
        )
    assert ProblemClass.objects.count() == 1
    again = actions.take_matter(matter=reported(hall, at=at(13)), by=hall.lead, at=at(13, 5))
    actions.classify_matter(
        matter=again, kind="complex", cause="passed_round", by=hall.lead, at=at(13, 6)
    )
    (row,) = occurring(hall.centre, since=since, until=until)
    assert (row.count, row.since_measure) == (3, 1)
    assert row.measure is not None
    assert occurring(hall.centre, since=since, until=until, units=[hall.other_unit.pk]) == []


def test_a_measure_is_set_by_who_handles_matters_of_the_unit(hall: World) -> None:
    given: dict[str, Any] = {"centre": hall.centre, "unit": hall.other_unit, "at": at(12)}
    given |= {"cause": "system", "measure": "x"}
    refused("not_permitted", lambda: actions.set_measure(by=hall.lead, **given))
    refused(
        "no_measure", lambda: actions.set_measure(by=hall.supervisor, **given | {"measure": " "})
    )
    refused(
        "unknown_class", lambda: actions.set_measure(by=hall.supervisor, **given | {"cause": "x"})
    )


def test_what_is_long_over_is_erased(hall: World) -> None:
    matter = classified(hall)
    actions.resolve_matter(matter=matter, done="Registered", by=hall.lead, at=at(12))
    assert actions.erase_voices(days=90, at=at(12) + timedelta(days=91)) == 1
    matter.refresh_from_db()
    assert (matter.text, matter.reached, matter.done, matter.origin) == ("", "", "", "")
    assert all(each.data == {} for each in PersonalData.objects.all())
