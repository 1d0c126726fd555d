"""The inbox of findings: who sees which, by state, filter, order and page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from servicehall.findings.actions import (
    confirm,
    dismiss,
    order_rectification,
    report_rectified,
    verify_rectified,
)
from servicehall.findings.models import Finding
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

PAGE = "/testhall/findings/"
EARLY, BADGE = "clocked_in_late", "badge_not_worn"
ORDER, ORALLY, NEXT = "called_out_of_order", "told_orally_only", "next_counter_not_shown"


def listed(client: Client, **query: Any) -> list[str]:
    """The checks of the findings that the page lists, in its order."""
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    rows = main_of(text(answer)).partition("<tbody>")[2].split("<tr>")[1:]
    references = [re.search(r'/findings/(F\w+)/"', row) for row in rows]
    codes = dict(Finding.objects.values_list("reference", "check_code"))
    return [codes[each[1]] for each in references if each]


def tabs(client: Client, **query: Any) -> dict[str, int]:
    """How many findings each tab holds."""
    page = main_of(text(client.get(PAGE, query)))
    found = re.findall(r'>([A-Z][^<]*?) <span class="count">(\d+)</span>', page)
    return {label.strip(): int(count) for label, count in found}


# Who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["supervisor", "director", "administrator"])
def test_who_oversees_the_centre_sees_every_breach_and_no_merit(hall: World, name: str) -> None:
    assert listed(sign_in(getattr(hall, name))) == [NEXT, ORALLY, ORDER, BADGE, EARLY]


def test_a_lead_sees_the_unit_and_nothing_else(hall: World) -> None:
    Finding.objects.filter(check_code=EARLY).update(unit="roads", staff="clerk3")
    assert listed(sign_in(hall.lead)) == [NEXT, ORALLY, ORDER, BADGE]
    head = with_role(hall, StaffMember.Role.UNIT_HEAD, unit=hall.other_unit)
    assert listed(sign_in(head)) == [EARLY]


@pytest.mark.parametrize("name", ["clerk", "other_clerk", "stranger"])
def test_who_is_answerable_for_nobody_has_no_inbox(hall: World, name: str) -> None:
    answer = sign_in(getattr(hall, name)).get(PAGE)
    assert answer.status_code == 403
    assert "Member clerk" not in main_of(text(answer))


def test_an_inspector_has_no_inbox_either(hall: World) -> None:
    inspector = with_role(hall, StaffMember.Role.INSPECTOR)
    assert sign_in(inspector).get(PAGE).status_code == 403


def test_who_is_not_signed_in_signs_in_first(hall: World) -> None:
    answer = anonymous().get(PAGE)
    assert answer.status_code == 302
    assert answer["Location"] == f"/sign-in/?next={PAGE}"


# States --------------------------------------------------------------------------------------


def test_each_state_has_its_tab_with_its_count(hall: World, supervisor: Client) -> None:
    confirm(finding=found(EARLY), by=hall.supervisor, at=TUESDAY)
    dismiss(finding=found(BADGE), reason="Seen by me.", by=hall.supervisor, at=TUESDAY)
    confirm(finding=found(ORDER), by=hall.supervisor, at=TUESDAY)
    due = TUESDAY + timedelta(hours=1)
    order_rectification(
        finding=found(ORDER), order="Explain.", due=due, by=hall.supervisor, at=TUESDAY
    )
    assert tabs(supervisor) == {
        "To decide": 2,
        "Confirmed": 2,
        "Being put right": 1,
        "Dismissed": 1,
        "All": 5,
    }
    assert listed(supervisor) == [NEXT, ORALLY]
    assert listed(supervisor, status="confirmed") == [ORDER, EARLY]
    assert listed(supervisor, status="ordered") == [ORDER]
    assert listed(supervisor, status="dismissed") == [BADGE]
    assert listed(supervisor, status="all") == [NEXT, ORALLY, ORDER, BADGE, EARLY]
    report_rectified(finding=found(ORDER), report="Done.", by=hall.clerk, at=TUESDAY)
    assert listed(supervisor, status="ordered") == [ORDER]
    verify_rectified(finding=found(ORDER), effective=True, by=hall.director, at=TUESDAY)
    assert listed(supervisor, status="ordered") == []


def test_an_order_past_its_date_is_marked(
    hall: World, supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(finding=found(ORDER), by=hall.supervisor, at=TUESDAY)
    due = TUESDAY + timedelta(hours=1)
    order_rectification(
        finding=found(ORDER), order="Explain.", due=due, by=hall.supervisor, at=TUESDAY
    )
    query = {"status": "ordered"}
    assert "Overdue" not in words_of(text(supervisor.get(PAGE, query)))
    monkeypatch.setattr("django.utils.timezone.now", lambda: due + timedelta(minutes=1))
    assert "Overdue" in words_of(text(supervisor.get(PAGE, query)))
    report_rectified(finding=found(ORDER), report="Done.", by=hall.clerk, at=due)
    assert "Overdue" not in words_of(text(supervisor.get(PAGE, query)))


def test_an_answer_that_waits_to_be_read_is_marked(hall: World, supervisor: Client) -> None:
    assert "Answered" not in words_of(text(supervisor.get(PAGE)))
    Finding.objects.filter(check_code=EARLY).update(statement="The train.")
    page = words_of(text(supervisor.get(PAGE)))
    assert "Arrived late Answered Counter 1 · Member clerk" in page
    assert "The train." not in page


@pytest.mark.parametrize("state", ["x", "withdrawn", "OPEN"])
def test_an_unknown_state_has_no_page(supervisor: Client, state: str) -> None:
    assert supervisor.get(PAGE, {"status": state}).status_code == 404


def test_an_empty_list_says_what_will_come(hall: World, supervisor: Client) -> None:
    assert "No finding fits" in words_of(text(supervisor.get(PAGE, {"staff": "nobody"})))
    assert "No findings here" in words_of(text(supervisor.get(PAGE, {"status": "dismissed"})))
    Finding.objects.update(status="confirmed")
    assert "Nothing waits for a decision" in words_of(text(supervisor.get(PAGE)))


# Filters, order, pages -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "checks"),
    [
        ({"clause": "2.1.1"}, [BADGE, EARLY]),
        ({"chapter": "2.1"}, [BADGE, EARLY]),
        ({"chapter": "2"}, []),
        ({"value": "efficiency"}, [NEXT, ORALLY]),
        ({"check": ORDER}, [ORDER]),
        ({"unit": "civil", "clause": "2.3.2"}, [ORDER]),
        ({"unit": "roads"}, []),
        ({"counter": "1", "staff": "clerk"}, [NEXT, ORALLY, ORDER, BADGE, EARLY]),
        ({"counter": "2"}, []),
        ({"staff": "lead"}, []),
        ({"since": "2026-11-09", "until": "2026-11-09"}, [NEXT, ORALLY, ORDER, BADGE, EARLY]),
        ({"since": "2026-11-10"}, []),
        ({"until": "2026-11-08"}, []),
    ],
)
def test_the_list_is_narrowed_by_what_the_address_says(
    supervisor: Client, query: dict[str, str], checks: list[str]
) -> None:
    assert listed(supervisor, **query) == checks
    assert tabs(supervisor, **query)["To decide"] == len(checks)


def test_a_day_is_one_of_the_centre_s_zone(hall: World, supervisor: Client) -> None:
    # Half past midnight in Seoul is the afternoon before in Greenwich.
    early = TUESDAY.replace(hour=0, minute=30)
    Finding.objects.filter(check_code=EARLY).update(happened=early)
    assert listed(supervisor, since="2026-11-10") == [EARLY]
    assert EARLY not in listed(supervisor, until="2026-11-09")


@pytest.mark.parametrize("query", [{"since": "x"}, {"until": "2026-11-31"}, {"since": "0001-1-1"}])
def test_what_is_no_day_has_no_page(supervisor: Client, query: dict[str, str]) -> None:
    assert supervisor.get(PAGE, query).status_code == 404


def test_tabs_and_pages_keep_the_filter(hall: World, supervisor: Client) -> None:
    multiply(found(EARLY), 45)
    page = main_of(text(supervisor.get(PAGE, {"clause": "2.1.1", "sort": "points"})))
    assert 'href="?clause=2.1.1&amp;sort=points&amp;status=confirmed"' in page
    assert 'href="?clause=2.1.1&amp;sort=points&amp;page=2"' in page
    assert '<option value="2.1.1" selected>' in page
    assert len(listed(supervisor, clause="2.1.1")) == 40
    assert len(listed(supervisor, clause="2.1.1", page="2")) == 7
    assert len(listed(supervisor, clause="2.1.1", page="99")) == 7
    assert len(listed(supervisor, clause="2.1.1", page="x")) == 40


def test_a_filter_without_a_field_stays_with_the_form(supervisor: Client) -> None:
    page = main_of(text(supervisor.get(PAGE, {"chapter": "2.1", "value": "standardised"})))
    assert '<input type="hidden" name="chapter" value="2.1">' in page
    assert '<input type="hidden" name="value" value="standardised">' in page
    assert "2.1 Work order" in words_of(page) or "2.1 Work order" in page


@pytest.mark.parametrize(
    ("sort", "checks"),
    [
        ("when", [EARLY, BADGE, ORDER, ORALLY, NEXT]),
        ("-when", [NEXT, ORALLY, ORDER, BADGE, EARLY]),
        ("clause", [BADGE, EARLY, ORDER, NEXT, ORALLY]),
        ("-clause", [NEXT, ORALLY, ORDER, BADGE, EARLY]),
        ("points", [NEXT, ORALLY, BADGE, EARLY, ORDER]),
        ("-points", [ORDER, ORALLY, BADGE, EARLY, NEXT]),
        ("nonsense", [NEXT, ORALLY, ORDER, BADGE, EARLY]),
        ("-", [NEXT, ORALLY, ORDER, BADGE, EARLY]),
    ],
)
def test_the_list_is_sorted_as_asked(supervisor: Client, sort: str, checks: list[str]) -> None:
    assert listed(supervisor, sort=sort) == checks


def test_what_is_typed_into_the_address_is_not_markup(supervisor: Client) -> None:
    page = text(supervisor.get(PAGE, {"check": "<script>", "staff": '"><b>', "sort": '"x'}))
    assert "<script>alert" not in page
    assert '"><b>' not in page


def test_the_page_asks_as_little_of_many_findings_as_of_few(
    hall: World, supervisor: Client
) -> None:
    supervisor.get(PAGE)
    with statements() as few:
        supervisor.get(PAGE)
    multiply(found(EARLY), 60)
    with statements() as many:
        supervisor.get(PAGE)
    assert len(few) == len(many) <= 15, len(few)
