"""The record by day, and one object's history with what each check says of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

from servicehall.evidence.actions import erase_personal
from servicehall.evidence.models import Fact, PersonalData
from servicehall.findings.actions import dismiss
from servicehall.findings.models import Finding
from servicehall.hall.models import StaffMember
from tests.tampering import unguarded
from tests.web.counter.hands import sign_in, statements, text
from tests.web.judged import (
    LANGUAGES,
    TUESDAY,
    anonymous,
    found,
    main_of,
    with_role,
    words_of,
)
from tests.world import MONDAY, World, at, bind_standard, work_a_day

RECORD = "/testhall/record/"
VISIT = f"{RECORD}visit/2026-11-09/A002/"
CASE = f"{RECORD}case/2026-11-09/A002/register/"
SHIFT = f"{RECORD}shift/2026-11-09/clerk/"
MONDAYS = {"day": "2026-11-09"}


def kinds(client: Client, **query: Any) -> list[str]:
    """What happened, as the page lists it."""
    shown = main_of(text(client.get(RECORD, query)))
    return re.findall(r'<th scope="row">([^<]+)</th>', shown.partition("<tbody>")[2])


def of_monday() -> QuerySet[Fact]:
    """The centre's facts of Monday; a standard is published for all centres."""
    return Fact.objects.filter(centre="testhall", happened__lt=at(23))


# The record ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("supervisor", 200),
        ("director", 200),
        ("administrator", 200),
        ("lead", 403),
        ("clerk", 403),
        ("stranger", 403),
    ],
)
def test_only_overseers_see_the_record(hall: World, name: str, status: int) -> None:
    answer = sign_in(getattr(hall, name)).get(RECORD, MONDAYS)
    assert answer.status_code == status
    assert ("Clocked in" in main_of(text(answer))) is (status == 200)


def test_who_is_not_signed_in_signs_in_first(hall: World) -> None:
    assert anonymous().get(RECORD)["Location"].startswith("/sign-in/")
    assert anonymous().get(VISIT)["Location"].startswith("/sign-in/")


def test_a_day_is_listed_from_its_last_fact_to_its_first(supervisor: Client) -> None:
    told = kinds(supervisor, **MONDAYS)
    assert told[0] == "Clocked out"
    assert told[-2:] == ["Shift planned", "Standard put in force"]
    assert len(told) == of_monday().count()


def test_without_a_day_it_is_today(supervisor: Client) -> None:
    assert set(kinds(supervisor)) == {"Finding opened"}
    shown = words_of(text(supervisor.get(RECORD)))
    assert "Tue 10 Nov 2026 6 facts" in shown
    assert "Day after" not in shown
    assert "Day after" in words_of(text(supervisor.get(RECORD, MONDAYS)))


def test_a_day_without_facts_says_so(supervisor: Client) -> None:
    assert "Nothing was recorded" in words_of(text(supervisor.get(RECORD, {"day": "2026-11-01"})))


@pytest.mark.parametrize("day", ["x", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_has_no_page(supervisor: Client, day: str) -> None:
    assert supervisor.get(RECORD, {"day": day}).status_code == 404


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"kind": "badge.checked"}, ["Badge checked"]),
        ({"kind": "ticket.taken", "counter": "1"}, []),
        ({"staff": "clerk", "kind": "shift.clocked_in"}, ["Clocked in"]),
        ({"counter": "2"}, []),
        ({"kind": "no.such"}, []),
    ],
)
def test_the_day_is_narrowed_by_kind_counter_and_person(
    supervisor: Client, query: dict[str, str], told: list[str]
) -> None:
    assert kinds(supervisor, **MONDAYS, **query) == told


def test_codes_are_told_in_words(supervisor: Client) -> None:
    shown = words_of(text(supervisor.get(RECORD, MONDAYS)))
    assert "Case 2026-11-09/A002 register" in shown
    assert "Shift 2026-11-09 Member clerk" in shown
    assert "materials: proof of address" in shown
    assert "to unit: Roads" in shown
    told = words_of(text(supervisor.get(RECORD)))
    assert "check: Arrived late" in told
    assert "outcome: Broken" in told


def test_personal_fields_are_shown_nowhere(hall: World, supervisor: Client) -> None:
    assert PersonalData.objects.filter(data={"applicant": "Somebody"}).exists()
    assert "Somebody" not in text(supervisor.get(RECORD, MONDAYS))
    shown = text(supervisor.get(CASE))
    assert "Somebody" not in shown
    assert "Some of these facts have personal fields." in shown
    assert "personal fields" not in text(supervisor.get(VISIT))
    assert "personal fields" not in text(sign_in(hall.clerk).get(CASE))
    erase_personal(PersonalData.objects.all(), at=TUESDAY)
    assert "personal fields" not in text(supervisor.get(CASE))


def test_the_record_is_turned_page_by_page(hall: World, supervisor: Client) -> None:
    planned = Fact.objects.get(kind="shift.planned")
    Fact.objects.bulk_create(
        Fact(kind="shift.planned", happened=planned.happened, recorded=TUESDAY, centre="testhall")
        for _ in range(60)
    )
    assert len(kinds(supervisor, **MONDAYS)) == 60
    rest = of_monday().count() - 60
    assert len(kinds(supervisor, **MONDAYS, page="2")) == rest
    shown = main_of(text(supervisor.get(RECORD, MONDAYS | {"page": "2"})))
    assert 'href="?day=2026-11-08"' in shown, "another day begins at its first page"


def test_a_long_day_asks_no_more_than_a_short_one(hall: World, supervisor: Client) -> None:
    supervisor.get(RECORD, MONDAYS)
    with statements() as long:
        supervisor.get(RECORD, MONDAYS)
    with statements() as short:
        supervisor.get(RECORD, MONDAYS | {"kind": "ticket.taken"})
    assert len(short) < len(long) <= 16, len(long)


# A history -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [VISIT, CASE, SHIFT])
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("supervisor", 200),
        ("director", 200),
        ("lead", 200),
        ("clerk", 200),
        ("other_clerk", 404),
        ("far_clerk", 404),
        ("stranger", 403),
    ],
)
def test_a_history_is_seen_by_who_took_part_and_who_answers_for_it(
    hall: World, path: str, name: str, status: int
) -> None:
    answer = sign_in(getattr(hall, name)).get(path)
    assert answer.status_code == status
    assert ("Member clerk" in main_of(text(answer))) is (status == 200)


@pytest.mark.parametrize(
    "path", ["visit/2026-11-09/A999/", "visit/x/", "finding/F0/", "person/clerk/", "case/../visit/"]
)
def test_what_has_no_history_has_no_page(supervisor: Client, path: str) -> None:
    assert supervisor.get(RECORD + path).status_code == 404


def test_another_centre_s_history_is_not_this_one_s(hall: World) -> None:
    elsewhere = VISIT.replace("testhall", "testhall-far")
    assert sign_in(hall.stranger).get(elsewhere).status_code == 404


def test_a_history_is_told_in_order_with_what_each_check_says(supervisor: Client) -> None:
    shown = words_of(text(supervisor.get(VISIT)))
    assert shown.index("Ticket taken") < shown.index("Called to a counter")
    assert shown.index("Called to a counter") < shown.index("Service finished")
    assert "Mon 9 Nov 2026" in shown
    judged = shown.partition("What the standard says of it")[2]
    assert "Called out of order 2.3.2" in judged
    assert "Broken “people passed over” is 1, above the limit of 0." in judged
    assert "Kept “Service started / Did not come when called” came in time." in judged
    assert judged.index("Broken") < judged.index("Kept")
    assert "Not applicable" not in judged


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_history_is_told_in_every_language(
    hall: World, supervisor: Client, language: str
) -> None:
    supervisor.cookies["django_language"] = language
    shown = words_of(text(supervisor.get(CASE)))
    told = {
        "ko": ("일회고지", "서면: 아니요", "“서면” 값이 ‘아니요’입니다(기준: ‘예’)."),
        "zh-hans": ("一次性告知", "书面： 否", "“书面”为“否”，应为“是”。"),
        "en": ("One-time notice given", "in writing: no", "“in writing” is no; it must be yes."),
    }
    for words in told[language]:
        assert words in shown, words


def test_the_latest_facts_are_judged_not_the_findings_of_the_day(
    hall: World, supervisor: Client
) -> None:
    """What is dismissed stays what the facts show; what the record no longer shows is gone."""
    dismiss(finding=found("called_out_of_order"), reason="r", by=hall.supervisor, at=TUESDAY)
    assert "above the limit" in words_of(text(supervisor.get(VISIT)))
    fact = Fact.objects.get(kind="ticket.called", data__passed_over=1)
    fact.data |= {"reason": "needs_help"}
    with unguarded():
        Fact.objects.filter(pk=fact.pk).update(data=fact.data)
    assert "above the limit" not in words_of(text(supervisor.get(VISIT)))


def test_the_first_breach_is_the_one_whose_proof_is_marked(supervisor: Client) -> None:
    order, following = found("called_out_of_order"), found("next_counter_not_shown")
    assert proof(supervisor, VISIT) == order.facts
    assert proof(supervisor, f"{VISIT}?finding={following.reference}") == following.facts
    assert proof(supervisor, f"{VISIT}?finding=F0000000000") == []
    assert proof(supervisor, f"{VISIT}?check=next_counter_not_shown") == following.facts
    assert proof(supervisor, f"{VISIT}?check=called_not_received") == []


def proof(client: Client, page: str) -> list[int]:
    """The facts that are marked as proof."""
    shown = main_of(text(client.get(page)))
    return [int(pk) for pk in re.findall(r'id="fact-(\d+)" class="timeline-proof"', shown)]


def marks(client: Client, page: str) -> dict[str, list[str]]:
    """The marks of each fact, by what happened."""
    shown = main_of(text(client.get(page))).partition('<ol class="timeline">')[2]
    shown = shown.partition("</ol>")[0]
    told = {}
    for item in shown.split('<p class="timeline-what">')[1:]:
        line = item.partition("</p>")[0]
        kind, _, badges = line.partition("<")
        told[kind.strip()] = re.findall(r"</svg>([^<]+)</span>", badges)
    return {kind: badges for kind, badges in told.items() if badges}


def test_the_part_of_each_fact_in_a_check_is_marked(supervisor: Client) -> None:
    assert marks(supervisor, VISIT) == {"Called to a counter": ["Proof", "Calls for the check"]}
    assert marks(supervisor, f"{VISIT}?check=called_not_received") == {
        "Called to a counter": ["Calls for the check"],
        "Service started": ["What was asked for"],
    }
    assert marks(supervisor, f"{VISIT}?check=invented") == {}


def test_a_fact_that_came_too_late_is_marked_as_fault(hall: World, supervisor: Client) -> None:
    with unguarded():
        Fact.objects.filter(kind="visit.started", concerns__object_id="2026-11-09/A002").update(
            happened=at(10, 30)
        )
    told = marks(supervisor, f"{VISIT}?check=called_not_received")
    assert told["Service started"] == ["Came too late"]


def test_each_check_that_is_not_shown_offers_to_show_itself(supervisor: Client) -> None:
    shown = main_of(text(supervisor.get(VISIT)))
    assert 'href="?check=called_not_received"' in shown
    assert 'href="?check=called_out_of_order"' not in shown


def test_findings_about_it_are_listed_for_who_may_see_them(hall: World) -> None:
    reference = found("called_out_of_order").reference
    link = f'href="/testhall/findings/{reference}/"'
    assert link in main_of(text(sign_in(hall.lead).get(VISIT)))
    Finding.objects.filter(reference=reference).update(staff="clerk2", unit="roads")
    assert link not in main_of(text(sign_in(hall.clerk).get(VISIT)))


def test_an_object_in_which_nothing_was_found_has_its_thread(hall: World) -> None:
    page = f"{RECORD}visit/2026-11-09/A001/"
    shown = words_of(text(sign_in(hall.supervisor).get(page)))
    assert "Facts 4 facts" in shown
    assert "Findings" not in shown


def test_what_happened_before_any_standard_is_shown_unjudged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind_standard(world, since=MONDAY + timedelta(days=1))
    work_a_day(world)
    monkeypatch.setattr("django.utils.timezone.now", lambda: TUESDAY)
    answer = sign_in(world.supervisor).get(VISIT)
    assert answer.status_code == 200
    shown = words_of(text(answer))
    assert "Called to a counter" in shown
    assert "No check applies to it" in shown


def test_without_any_standard_there_is_no_thread_to_show(world: World) -> None:
    work_a_day(world)
    assert sign_in(world.supervisor).get(VISIT).status_code == 404


def test_an_inspector_sees_no_history(hall: World) -> None:
    inspector = with_role(hall, StaffMember.Role.INSPECTOR)
    assert sign_in(inspector).get(VISIT).status_code == 404


@pytest.mark.parametrize("path", [VISIT, CASE, SHIFT, f"{RECORD}visit/2026-11-09/A001/"])
def test_the_page_asks_the_database_little(hall: World, supervisor: Client, path: str) -> None:
    supervisor.get(path)
    with statements() as asked:
        supervisor.get(path)
    assert len(asked) <= 15, len(asked)
