"""What is due: the list by days, a case with its clocks, and each step about them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings

from servicehall.cases import actions
from servicehall.cases.models import Case
from servicehall.cases.queries import cases
from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre
from servicehall.reception.actions import call_next, start
from tests.chromium import accessibility_faults
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text, words
from tests.world import MONDAY, World, at, make_world

PAGE = "/testhall/due/"
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
THURSDAY = MONDAY + timedelta(days=3)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 10:30."""
    return set_clock(monkeypatch, at(10, 30))


@pytest.fixture
def hall(world: World, clock: Clock, settings: Settings) -> World:
    """The world with the clerk on duty, in a hall that can send letters."""
    settings.MESSAGES_FILE = "/dev/null"
    world.on_duty()
    return world


@pytest.fixture
def case(hall: World) -> Case:
    """A case that is promised for Thursday, 10:20."""
    found = cases().get(pk=hall.case(reached="010-1234-5678").pk)
    return actions.accept(case=found, by=hall.clerk, at=at(10, 20))


def headings(page: str) -> list[str]:
    """The ids of the groups that a list shows."""
    return [part.split('"')[0] for part in page.split('<h2 id="due-')[1:]]


def test_a_case_moves_through_the_groups_as_its_day_comes(
    hall: World, case: Case, clock: Clock
) -> None:
    client = sign_in(hall.clerk)

    def groups() -> str:
        page = text(client.get(PAGE))
        return next(
            part.split('"')[0]
            for part in page.split('<h2 id="due-')[1:]
            if case.reference in part.split("</section>")[0]
        )

    assert groups() == "later"
    clock.now = at(9, 30, day=WEDNESDAY)
    assert groups() == "next"
    clock.now = at(9, 30, day=THURSDAY)
    assert groups() == "today"
    clock.now = at(10, 21, day=THURSDAY)
    assert groups() == "overdue"
    actions.grant(case=case, by=hall.clerk, at=clock.now)
    assert "Nothing is open" in text(client.get(PAGE))


def test_the_list_names_why_each_case_stands_there(hall: World, case: Case) -> None:
    Centre.objects.filter(pk=hall.centre.pk).update(jurisdiction="CN")
    Case.objects.filter(pk=case.pk).update(owed=["proof"], owed_by=at(18, day=TUESDAY))
    page = words(sign_in(hall.clerk).get(PAGE))
    assert "Decide" in page
    assert "Citizen brings what was promised" in page


def test_the_list_is_asked_in_few_statements_however_many_cases(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    client.get(PAGE)
    with statements() as few:
        client.get(PAGE)
    for number in range(5):
        case.pk, case.addressee = None, None
        case.reference = f"other {number}"
        case.save()
    with statements() as many:
        client.get(PAGE)
    assert len(many) == len(few) <= 10


def test_a_fresh_fact_asks_for_the_list_alone(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    answer = client.get(PAGE, headers={"HX-Request": "true"})
    assert text(answer).lstrip().startswith("<div")
    assert case.reference in text(answer)


@pytest.mark.parametrize("member", ["lead", "supervisor", "administrator", "director"])
def test_who_watches_over_the_unit_sees_the_list(hall: World, case: Case, member: str) -> None:
    client = sign_in(getattr(hall, member))
    assert case.reference in text(client.get(PAGE))
    assert client.get(f"{PAGE}{case.pk}/").status_code == 200


def test_who_serves_elsewhere_sees_nothing_of_it(hall: World, case: Case) -> None:
    client = sign_in(hall.far_clerk)
    assert case.reference not in text(client.get(PAGE))
    assert client.get(f"{PAGE}{case.pk}/").status_code == 404
    assert client.post(f"{PAGE}{case.pk}/resume/").status_code == 404


def test_a_list_can_be_narrowed_to_a_handler(hall: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(staff=hall.other_clerk)
    case.pk, case.reference, case.staff, case.addressee = None, "mine", hall.clerk, None
    case.save()
    client = sign_in(hall.lead)
    page = text(client.get(PAGE, {"handler": "clerk"}))
    assert "mine" in page
    assert "A001" not in page
    assert "A001" in text(client.get(PAGE, {"handler": "nobody"}))


def test_all_clocks_of_a_case_are_drawn_with_what_is_left(hall: World, case: Case) -> None:
    actions.begin_stage(
        case=case, code="review", names={"en": "Review"}, length="1 day", by=hall.clerk, at=at(10)
    )
    page = text(sign_in(hall.clerk).get(f"{PAGE}{case.pk}/"))
    assert page.count('class="clock-line"') == 3
    for name in ("Promised", "By law", "Review"):
        assert f'<span class="strong">{name}</span>' in page
    assert "2 working days 7 h left" in page


def test_clocks_stop_and_run_again_from_the_page(hall: World, case: Case, clock: Clock) -> None:
    client = sign_in(hall.clerk)
    key = str(uuid4())
    for _click in range(2):
        answer = client.post(
            f"{PAGE}{case.pk}/suspend/", {"reason": "test", "basis": "", "key": key}, follow=True
        )
    assert answer.redirect_chain == [(f"{PAGE}{case.pk}/", 303)]
    assert "Clocks stand still" in text(answer)
    assert "제11조제5호" in text(answer)
    clock.now = at(15, 30)
    answer = client.post(f"{PAGE}{case.pk}/resume/", {"key": str(uuid4())}, follow=True)
    case.refresh_from_db()
    assert case.promised_due == at(15, 20, day=THURSDAY)
    assert Fact.objects.filter(kind="case.suspended").count() == 1


def test_each_step_is_carried_out_in_few_statements(hall: World, case: Case, clock: Clock) -> None:
    client = sign_in(hall.clerk)
    # What the step asks and writes, sign-in and letter included.
    for verb, sent in (
        ("suspend", {"reason": "test", "basis": ""}),
        ("resume", {}),
        ("extend", {"count": "1", "reason": "Why"}),
        ("delay", {"likely": "2026-11-20T18:00", "reason": "Why"}),
    ):
        clock.now += timedelta(minutes=1)
        with statements() as counted:
            answer = client.post(f"{PAGE}{case.pk}/{verb}/", sent | {"key": str(uuid4())})
        assert answer.status_code == 303, verb
        assert len(counted) <= 10, (verb, len(counted), counted)


def test_what_the_rules_refuse_is_told_and_what_was_typed_is_kept(hall: World, case: Case) -> None:
    answer = sign_in(hall.clerk).post(
        f"{PAGE}{case.pk}/extend/", {"count": "60", "reason": "The site is far away."}
    )
    assert answer.status_code == 422
    page = text(answer)
    assert "An extension here is 1 to 5" in page
    assert "The site is far away." in page


def test_a_form_with_something_missing_changes_nothing(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    for verb in ("extend", "delay", "suspend", "supplement"):
        assert client.post(f"{PAGE}{case.pk}/{verb}/").status_code == 422
    assert client.post(f"{PAGE}{case.pk}/destroy/").status_code == 404
    case.refresh_from_db()
    assert case.promised_due == at(10, 20, day=THURSDAY)


def test_in_china_the_clerk_is_sent_to_the_lead_to_extend(hall: World, case: Case) -> None:
    Centre.objects.filter(pk=hall.centre.pk).update(jurisdiction="CN")
    page = text(sign_in(hall.clerk).get(f"{PAGE}{case.pk}/"))
    assert "ask your lead" in page
    assert f"{PAGE}{case.pk}/extend/" not in page
    assert f"{PAGE}{case.pk}/extend/" in text(sign_in(hall.lead).get(f"{PAGE}{case.pk}/"))


def test_a_delay_is_told_from_the_page(hall: World, case: Case) -> None:
    sent = {"likely": "2026-11-13T18:00", "reason": "The expert is ill."}
    answer = sign_in(hall.clerk).post(f"{PAGE}{case.pk}/delay/", sent, follow=True)
    assert "The citizen was told of the delay" in text(answer)


def test_whether_a_case_may_be_returned_is_said_once_it_may(hall: World, clock: Clock) -> None:
    found = cases().get(pk=hall.case().pk)
    client = sign_in(hall.clerk)
    for day in (MONDAY, MONDAY + timedelta(days=14)):
        clock.now = at(11, day=day)
        actions.give_notice(
            case=found, missing=("proof",), written=True, language="ko", by=hall.clerk,
            at=clock.now,
        )  # fmt: skip
        assert "may be returned" not in text(client.get(f"{PAGE}{found.pk}/"))
    clock.now = at(11, day=MONDAY + timedelta(days=30))
    client = sign_in(hall.clerk)
    assert "may be returned" in text(client.get(f"{PAGE}{found.pk}/"))


def test_a_declared_day_moves_dates_and_is_listed(hall: World, case: Case) -> None:
    client = sign_in(hall.administrator)
    sent = {"day": f"{WEDNESDAY}", "works": "no", "reason": "Temporary holiday"}
    answer = client.post(f"{PAGE}days/", sent, follow=True)
    page = text(answer)
    assert "the date of 1 case moved" in page
    assert "Temporary holiday" in page
    again = client.post(f"{PAGE}days/", sent)
    assert again.status_code == 422
    far_ahead = client.post(f"{PAGE}days/", sent | {"day": "2040-05-06"})
    assert "The holidays of this year are not known yet." in text(far_ahead)
    assert sign_in(hall.clerk).get(f"{PAGE}days/").status_code == 403


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_accessible_and_fit(page: Page, width: int) -> None:
    world = make_world()
    now = timezone.now()
    world.on_duty(
        day=timezone.localdate(),
        starts=now - timedelta(hours=1),
        ends=now + timedelta(hours=4),
        clocked_in=now - timedelta(hours=1),
    )
    world.ticket(at=now)
    visit = call_next(counter=world.counter, by=world.clerk, at=now)
    visit = start(visit=visit, by=world.clerk, at=now)
    found = cases().get(pk=world.case(visit=visit, at=now).pk)
    actions.accept(
        case=found, owed=["proof"], owed_by=now + timedelta(days=3), by=world.clerk, at=now
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    for member, paths in (
        (world.lead, (PAGE, f"{PAGE}{found.pk}/")),
        (world.administrator, (f"{PAGE}days/",)),
    ):
        session = sign_in(member).cookies["sessionid"].value
        for name, value in (("sessionid", session), ("django_language", "en")):
            page.context.add_cookies([{"name": name, "value": value, "url": page.url}])
        for path in paths:
            page.goto(path)
            for each in page.locator("main summary").all():
                each.click()
            assert accessibility_faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
