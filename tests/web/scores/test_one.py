"""One score: who sees it, how it adds up, and where each point leads."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from servicehall.appraisal.queries import Month, scores
from servicehall.findings.actions import confirm, dismiss, order_rectification
from servicehall.findings.models import Finding
from servicehall.hall.models import StaffMember
from tests.web.counter.hands import sign_in, statements, text
from tests.web.judged import (
    LANGUAGES,
    TUESDAY,
    anonymous,
    found,
    main_of,
    multiply,
    with_role,
    words_of,
)
from tests.world import World

CLERK = "/testhall/scores/staff/clerk/"
LEAD = "/testhall/scores/staff/lead/"
COUNTER = "/testhall/scores/counter/1/"


def confirm_all(hall: World) -> None:
    for finding in Finding.objects.filter(status="open"):
        confirm(finding=finding, by=hall.supervisor, at=TUESDAY)


def words(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return words_of(text(answer))


# Who sees it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "clerk", "lead", "counter"),
    [
        ("supervisor", 200, 200, 200),
        ("director", 200, 200, 200),
        ("administrator", 200, 200, 200),
        ("lead", 200, 200, 200),
        ("clerk", 200, 404, 404),
        ("other_clerk", 404, 404, 404),
        ("far_clerk", 404, 404, 404),
        ("stranger", 403, 403, 403),
    ],
)
def test_a_score_is_for_whom_it_is_about_and_who_answers_for_them(
    hall: World, name: str, clerk: int, lead: int, counter: int
) -> None:
    client = sign_in(getattr(hall, name))
    assert [client.get(page).status_code for page in (CLERK, LEAD, COUNTER)] == [
        clerk,
        lead,
        counter,
    ]


def test_a_head_of_another_unit_sees_none_of_it(hall: World) -> None:
    head = sign_in(with_role(hall, StaffMember.Role.UNIT_HEAD, unit=hall.other_unit))
    assert head.get(CLERK).status_code == 404


def test_who_is_not_signed_in_signs_in_first(hall: World) -> None:
    assert anonymous().get(CLERK)["Location"] == f"/sign-in/?next={CLERK}"


@pytest.mark.parametrize(
    "which", ["staff/nobody/", "staff/supervisor/", "counter/99/", "unit/civil/"]
)
def test_what_has_no_score_has_no_page(supervisor: Client, which: str) -> None:
    assert supervisor.get(f"/testhall/scores/{which}").status_code == 404


@pytest.mark.parametrize("period", ["x", "2026-00", "2026-10"])
def test_a_month_that_can_not_be_shown_has_no_page(supervisor: Client, period: str) -> None:
    assert supervisor.get(CLERK, {"period": period}).status_code == 404


# How it is made ------------------------------------------------------------------------------


def test_open_findings_are_shown_in_brackets_and_cost_nothing(supervisor: Client) -> None:
    told = words(supervisor, CLERK)
    assert "Base 100 Deducted 0 Bonus +0.2 Score of the month 100.2" in told
    assert "Work order 20 / 20 · −2 if confirmed" in told
    assert "To be decided (−1)" in told


def test_confirmed_points_add_up_to_the_score(hall: World, supervisor: Client) -> None:
    confirm_all(hall)
    told = words(supervisor, CLERK)
    assert "Base 100 Deducted −5.5 Bonus +0.2 Score of the month 94.7" in told
    assert "Work order 18 / 20" in told
    assert "Quality and time 33.5 / 35" in told
    deducted = [float(each) for each in re.findall(r"1 fact (?:[A-Z][^−]*)?−([\d.]+)", told)]
    assert sum(deducted) == 5.5


def test_a_dismissed_finding_is_gone_from_it(hall: World, supervisor: Client) -> None:
    dismiss(finding=found("clocked_in_late"), reason="r", by=hall.supervisor, at=TUESDAY)
    assert found("clocked_in_late").reference not in text(supervisor.get(CLERK))
    assert "−1 if confirmed" in words(supervisor, CLERK)


def test_each_point_leads_to_its_finding_its_clause_and_its_facts(supervisor: Client) -> None:
    shown = main_of(text(supervisor.get(CLERK)))
    for finding in Finding.objects.all():
        entry = shown.partition(f'<li id="{finding.reference}">')[2].partition("</li>")[0]
        history = f"/testhall/record/{finding.object_type}/{finding.object_id}/"
        assert f'href="/testhall/findings/{finding.reference}/"' in entry
        assert f'href="/testhall/standard/clauses/{finding.clause}/"' in entry
        assert f'href="{history}?finding={finding.reference}"' in entry


def test_merits_of_one_kind_stand_together_up_to_the_cap(hall: World, supervisor: Client) -> None:
    multiply(found("finished_early"), 59)
    shown = main_of(text(supervisor.get(CLERK)))
    assert shown.count("<summary>") == 1
    told = words_of(f"<main>{shown}</main>")
    assert "Finished early 2.6.3 · 60 times +12" in told
    assert "Merits +10 at most 10" in told
    assert "Bonus +10 Score of the month 110" in told


def test_a_lead_bears_a_share_that_opens_apart(hall: World, supervisor: Client) -> None:
    confirm_all(hall)
    Finding.objects.filter(check_code="badge_not_worn").update(staff="lead")
    told = words(supervisor, LEAD)
    assert "Share of what the unit's others cost 1 finding −0.5" in told
    assert "Work order 18.5 / 20" in told, "one of their own, half of another's"
    assert "Language, attitude and appearance 24 / 25" in told
    assert "Quality and time 34.25 / 35" in told, "to the quarter of a point"
    assert "Deducted −3.25 Bonus +0 Score of the month 96.75" in told


def test_a_counter_s_score_is_told_as_the_sum_that_it_is(hall: World, supervisor: Client) -> None:
    confirm_all(hall)
    told = words(supervisor, COUNTER)
    assert "Own facts of the counter 94.7 × 40 %" in told
    assert "Mean of those on duty there 94.7 × 60 %" in told
    assert "Score of the month 94.7" in told
    assert "Member clerk 94.7" in told
    counter = scores(hall.centre, Month(2026, 11), today=TUESDAY.date()).counters["1"]
    assert counter.total == 94.7


def test_a_counter_where_nobody_stood_is_its_own_facts(supervisor: Client) -> None:
    told = words(supervisor, COUNTER.replace("/1/", "/2/"))
    assert "Mean of those on duty there" not in told
    assert "Nothing was deducted" in told
    assert "Nothing has been judged in this month." in told


def test_how_often_each_check_was_kept_stands_beside_it(hall: World, supervisor: Client) -> None:
    told = words(supervisor, CLERK)
    assert "Arrived late 2.1.1 0 % 1" in told
    assert "Left early 2.1.1 100 % 1" in told
    assert "Closed without a notice" not in told, "nothing to judge"


def test_an_order_under_way_is_told_with_the_point(hall: World, supervisor: Client) -> None:
    confirm_all(hall)
    order_rectification(
        finding=found("clocked_in_late"),
        order="Come in time.",
        due=TUESDAY.replace(day=20),
        by=hall.supervisor,
        at=TUESDAY,
    )
    assert "To be put right −1" in words(supervisor, CLERK)


def test_a_clerk_is_led_back_to_the_own_month(hall: World) -> None:
    shown = main_of(text(sign_in(hall.clerk).get(CLERK)))
    assert 'href="/testhall/scores/my-month/?period=2026-11"' in shown
    assert 'href="/testhall/scores/?period=2026-11"' not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(supervisor: Client, language: str) -> None:
    supervisor.cookies["django_language"] = language
    told = words(supervisor, CLERK)
    month = {"ko": "2026년 11월", "zh-hans": "2026年11月", "en": "November 2026"}
    made = {"ko": "점수 산정", "zh-hans": "得分构成", "en": "How it is made"}
    assert month[language] in told
    assert made[language] in told


@pytest.mark.parametrize("path", [CLERK, LEAD, COUNTER])
def test_the_page_asks_no_more_for_many_findings(
    hall: World, supervisor: Client, path: str
) -> None:
    supervisor.get(path)
    with statements() as few:
        supervisor.get(path)
    multiply(found("clocked_in_late"), 60)
    with statements() as many:
        supervisor.get(path)
    assert len(many) == len(few) <= 15, len(few)
