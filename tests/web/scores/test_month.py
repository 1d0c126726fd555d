"""My month: praise first, then what to answer, what counted, and one thing to practise."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from servicehall.findings.actions import (
    answer,
    confirm,
    order_rectification,
    report_rectified,
)
from servicehall.findings.models import Finding, Tally
from servicehall.hall.models import StaffMember
from tests.web.counter.hands import sign_in, statements, text
from tests.web.judged import (
    TUESDAY,
    anonymous,
    found,
    main_of,
    multiply,
    with_role,
    words_of,
)
from tests.world import World

PAGE = "/testhall/scores/my-month/"


@pytest.fixture
def clerk(hall: World) -> Client:
    return sign_in(hall.clerk)


def section(client: Client, heading: str) -> str:
    """What a reader reads under a heading."""
    shown = main_of(text(client.get(PAGE)))
    told = re.split(r"<h2[^>]*>", shown)
    (found,) = [part for part in told if part.startswith(heading)]
    return words_of(f"<main>{found}</main>")


@pytest.mark.parametrize(
    ("name", "status"),
    [("clerk", 200), ("other_clerk", 200), ("lead", 200), ("supervisor", 403), ("stranger", 403)],
)
def test_everybody_who_serves_has_a_month(hall: World, name: str, status: int) -> None:
    assert sign_in(getattr(hall, name)).get(PAGE).status_code == status


def test_who_serves_without_a_unit_has_none(hall: World) -> None:
    clerk = with_role(hall, StaffMember.Role.CLERK)
    assert sign_in(clerk).get(PAGE).status_code == 404


def test_who_is_not_signed_in_signs_in_first(hall: World) -> None:
    assert anonymous().get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"


def test_a_month_shows_nothing_of_anybody_else(hall: World) -> None:
    shown = words_of(text(sign_in(hall.other_clerk).get(PAGE)))
    assert "Arrived late" not in shown
    assert "Member clerk" not in shown
    assert "What you do well shows here once the days are judged." in shown
    assert "Nothing waits for your answer." in shown


@pytest.mark.parametrize("period", ["x", "2026-13", "2026-10"])
def test_a_month_that_can_not_be_shown_has_no_page(clerk: Client, period: str) -> None:
    assert clerk.get(PAGE, {"period": period}).status_code == 404


def test_praise_comes_first(clerk: Client) -> None:
    shown = main_of(text(clerk.get(PAGE)))
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", shown)
    assert headings[:4] == [
        "What went well",
        "Waiting for your answer",
        "What counted",
        "One thing to practise",
    ]
    told = section(clerk, "What went well")
    assert "You kept the standard in 72.2 % (n = 18) of what facts could decide." in told
    assert "Finished early 2.6.3 · 1 time +0.2" in told


def test_the_cap_of_the_bonus_is_told_once_it_is_reached(clerk: Client) -> None:
    assert "at most" not in section(clerk, "What went well")
    multiply(found("finished_early"), 60)
    told = section(clerk, "What went well")
    assert "Merits add 10 points at most, and you have them all." in told


def test_a_finding_moves_from_the_question_to_the_answer_to_the_sum(
    hall: World, clerk: Client
) -> None:
    finding = found("clocked_in_late")
    waiting = section(clerk, "Waiting for your answer")
    assert "Arrived late" in waiting.partition("Answered, not decided yet")[0]
    answer(finding=finding, statement="The train.", by=hall.clerk, at=TUESDAY)
    waiting = section(clerk, "Waiting for your answer")
    assert "Arrived late" not in waiting.partition("Answered, not decided yet")[0]
    assert "Arrived late" in waiting.partition("Answered, not decided yet")[2]
    assert "Nothing was deducted this month." in section(clerk, "What counted")
    confirm(finding=finding, by=hall.supervisor, at=TUESDAY)
    assert "Arrived late" not in section(clerk, "Waiting for your answer")
    assert "Arrived late 2.1.1 · yesterday, Mon 09:10 · 1 fact −1" in section(clerk, "What counted")
    assert "Base 100 Deducted −1 Bonus +0.2" in section(clerk, "Score of the month")


def test_what_waits_stands_from_the_latest_to_the_earliest(hall: World, clerk: Client) -> None:
    told = section(clerk, "Waiting for your answer")
    faults = ["Next counter not shown", "Told by word of mouth only", "Called out of order"]
    faults += ["Badge not worn", "Arrived late"]
    places = [told.index(fault) for fault in faults]
    assert places == sorted(places)


def test_an_order_waits_to_be_put_right_until_it_is_reported(hall: World, clerk: Client) -> None:
    finding = found("clocked_in_late")
    confirm(finding=finding, by=hall.supervisor, at=TUESDAY)
    due = TUESDAY + timedelta(days=1)
    order_rectification(finding=finding, order="Now.", due=due, by=hall.supervisor, at=TUESDAY)
    assert "To put right Open it, put it right" in section(clerk, "Waiting for your answer")
    assert "To put right" in section(sign_in(hall.lead), "Waiting for your answer")
    report_rectified(finding=finding, report="Done.", by=hall.clerk, at=TUESDAY)
    assert "To put right" not in section(clerk, "Waiting for your answer")


def test_no_two_places_of_the_page_have_one_name(hall: World, clerk: Client) -> None:
    finding = found("clocked_in_late")
    confirm(finding=finding, by=hall.supervisor, at=TUESDAY)
    due = TUESDAY + timedelta(days=1)
    order_rectification(finding=finding, order="Now.", due=due, by=hall.supervisor, at=TUESDAY)
    names = re.findall(r'\bid="([^"]+)"', text(clerk.get(PAGE)))
    assert len(names) == len(set(names))


def test_a_lead_s_share_of_others_stands_apart_and_is_not_theirs_to_answer(hall: World) -> None:
    confirm(finding=found("clocked_in_late"), by=hall.supervisor, at=TUESDAY)
    lead = sign_in(hall.lead)
    assert "Badge not worn" not in section(lead, "Waiting for your answer")
    told = section(lead, "What counted")
    assert "Share of what the unit's others cost 1 finding −0.5" in told
    assert "One thing to practise" not in words_of(text(lead.get(PAGE)))


def test_what_went_wrong_most_is_the_thing_to_practise(hall: World, clerk: Client) -> None:
    multiply(found("told_orally_only"), 2)
    told = section(clerk, "One thing to practise")
    assert "Told by word of mouth only 2.6.1 · 3 times" in told
    assert "Words that belong there Sorry, you still lack ××" in told
    assert "next is window" not in told, "that belongs to another fault"


def test_a_fault_without_words_of_its_own_is_practised_without(hall: World, clerk: Client) -> None:
    Finding.objects.exclude(check_code="clocked_in_late").delete()
    told = section(clerk, "One thing to practise")
    assert "Arrived late" in told
    assert "Words that belong there" not in told


def test_an_empty_month_says_what_will_come(hall: World) -> None:
    Finding.objects.all().delete()
    Tally.objects.all().delete()
    shown = words_of(text(sign_in(hall.clerk).get(PAGE)))
    assert "What you do well shows here once the days are judged." in shown
    assert "Nothing has been judged in this month." in shown
    assert "One thing to practise" not in shown


def test_the_page_asks_no_more_for_many_findings(hall: World, clerk: Client) -> None:
    clerk.get(PAGE)
    with statements() as few:
        clerk.get(PAGE)
    multiply(found("clocked_in_late"), 60)
    with statements() as many:
        clerk.get(PAGE)
    assert len(many) == len(few) <= 12, len(few)
