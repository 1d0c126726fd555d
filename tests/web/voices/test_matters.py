"""The desk for unresolved matters: for citizens without an account, and for who handles them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django import Settings

from servicehall.evidence.models import Fact
from servicehall.voices import actions
from servicehall.voices.models import ProblemClass, UnresolvedMatter
from servicehall.voices.queries import matters
from tests.chromium import accessibility_faults
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text, words
from tests.world import World, at, make_world

REPORT = "/testhall/unresolved/"
LIST = "/testhall/matters/"
CLASSES = "/testhall/matters/classes/"


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


def citizen() -> Client:
    return Client(headers={"accept-language": "en"})


def reported(hall: World, **but: Any) -> UnresolvedMatter:
    given: dict[str, Any] = {
        "centre": hall.centre,
        "text": "Each counter sent me to the other.",
        "language": "en",
        "reached": "010-1234-5678",
        "unit": hall.unit,
        "by": hall.clerk,
        "at": at(10),
    }
    made = actions.report_matter(**(given | but))
    return matters().get(pk=made.pk)


def step(matter: UnresolvedMatter, verb: str) -> str:
    return f"{LIST}{matter.pk}/{verb}/"


# Citizens --------------------------------------------------------------------------------------


def test_a_citizen_reports_without_account_and_follows_by_number_and_code(hall: World) -> None:
    browser = citizen()
    form = {"text": "Sent round", "reached": "010-1234-5678", "counter": "1", "key": "k"}
    first = browser.post(REPORT, form)
    assert first.status_code == 303
    assert browser.post(REPORT, form)["Location"] == first["Location"], "sent twice, noted once"
    matter = UnresolvedMatter.objects.get()
    assert (matter.unit, matter.channel, matter.language) == (hall.unit, "internet", "en")
    fact = Fact.objects.get(kind="matter.reported")
    assert (fact.recorder, fact.staff) == ("citizen", "")
    page = browser.get(first["Location"])
    assert matter.follow_code in words(page)
    assert page["X-Robots-Tag"] == "noindex"
    # Number and code lead there from where cases are followed too, however they are typed.
    asked = {"number": matter.reference.lower(), "code": matter.follow_code.lower()}
    assert browser.post("/testhall/case/", asked)["Location"] == first["Location"]
    assert browser.get(f"{REPORT}WRONGCODE/{matter.reference}/").status_code == 404
    assert browser.post("/testhall/case/", asked | {"code": "X" * 12}).status_code == 422


def test_a_report_about_a_case_needs_its_number_and_code(hall: World) -> None:
    case = hall.case()
    form = {"text": "No", "reached": "a@example.org", "number": case.reference, "code": "WRONG"}
    answer = citizen().post(REPORT, form)
    assert answer.status_code == 422
    assert not UnresolvedMatter.objects.exists()
    sent = citizen().post(REPORT, form | {"code": case.follow_code})
    assert sent.status_code == 303
    assert UnresolvedMatter.objects.get().case == case


def test_what_is_missing_is_told_and_what_was_written_stays(hall: World) -> None:
    answer = citizen().post(REPORT, {"text": "Sent round", "reached": "a pigeon"})
    assert answer.status_code == 422
    assert "nobody can be answered" in words(answer)
    assert "Sent round" in text(answer)


def test_a_page_that_is_followed_never_shows_who_reported_or_the_reached(hall: World) -> None:
    matter = reported(hall, about_staff=hall.clerk)
    page = citizen().get(f"{REPORT}{matter.follow_code}/{matter.reference}/")
    assert "010-1234-5678" not in words(page)
    assert "You are contacted by" in words(page)


def test_a_citizen_reads_what_was_done(hall: World) -> None:
    matter = reported(hall)
    actions.take_matter(matter=matter, by=hall.lead, at=at(10, 5))
    actions.classify_matter(
        matter=matter, kind="complex", cause="passed_round", by=hall.lead, at=at(10, 6)
    )
    actions.explain_matter(
        matter=matter, basis="Act 7", reason="Owners only", by=hall.lead, at=at(10, 7)
    )
    page = words(citizen().get(f"{REPORT}{matter.follow_code}/{matter.reference}/"))
    assert "Act 7" in page
    assert "Owners only" in page


# Staff -----------------------------------------------------------------------------------------


def test_a_clerk_notes_a_matter_with_the_ticket_of_the_day(hall: World) -> None:
    visit = hall.served()
    ticket = visit.reference.partition("/")[2]
    form = {"text": "No", "reached": "02-123-4567", "language": "ko", "ticket": ticket, "key": "k"}
    client = sign_in(hall.clerk)
    assert client.post(f"{LIST}new/", form | {"ticket": "Z999"}).status_code == 422
    assert client.post(f"{LIST}new/", form).status_code == 303
    matter = UnresolvedMatter.objects.get()
    assert (matter.visit, matter.channel) == (visit, "counter")
    assert client.get(LIST).status_code == 403, "clerks handle none"


def test_a_matter_is_brought_to_its_end_step_by_step(hall: World) -> None:
    matter, client = reported(hall), sign_in(hall.lead)
    assert "Not contacted yet" in words(client.get(LIST))
    for verb, form in (
        ("take", {}),
        ("contact", {}),
        ("classify", {"kind": "special", "cause": "took_long", "unit": "civil"}),
        ("extend", {"count": "2", "reason": "Archive closed"}),
        ("delay", {"reason": "Still closed"}),
        ("resolve", {"done": "Registered"}),
    ):
        sent = client.post(step(matter, verb), form | {"key": f"{matter.pk}{verb}"})
        assert sent.status_code == 303, (verb, words(sent))
    matter.refresh_from_db()
    assert (matter.status, matter.done) == ("resolved", "Registered")
    assert "Registered" in words(client.get(f"{LIST}{matter.pk}/"))
    assert "Each counter sent" not in words(client.get(LIST))
    assert "Each counter sent" in words(client.get(f"{LIST}?status=all"))


def test_done_without_saying_what_is_told_at_the_field(hall: World) -> None:
    matter, client = reported(hall), sign_in(hall.lead)
    client.post(step(matter, "take"))
    client.post(step(matter, "classify"), {"kind": "complex", "cause": "system", "unit": ""})
    answer = client.post(step(matter, "resolve"), {"done": " "})
    assert answer.status_code == 422
    assert "Write what was done" in words(answer)
    assert client.post(step(matter, "extend"), {"count": "14", "reason": "x"}).status_code == 422
    assert client.post(step(matter, "burn")).status_code == 404


def test_whom_it_is_about_does_not_even_see_it(hall: World) -> None:
    matter = reported(hall, about_staff=hall.lead)
    client = sign_in(hall.lead)
    assert client.get(f"{LIST}{matter.pk}/").status_code == 404
    assert client.post(step(matter, "take")).status_code == 404
    assert "Each counter sent" not in words(client.get(LIST))
    assert "Each counter sent" in words(sign_in(hall.supervisor).get(LIST))


@pytest.mark.parametrize("who", ["clerk", "stranger", "administrator"])
def test_others_take_no_matter(hall: World, who: str) -> None:
    matter = reported(hall)
    assert sign_in(getattr(hall, who)).post(step(matter, "take")).status_code == 403
    matter.refresh_from_db()
    assert matter.status == "reported"


def test_each_number_of_the_analysis_opens_its_matters(hall: World) -> None:
    for unit in (hall.unit, hall.unit, hall.other_unit):
        matter = reported(hall, unit=unit)
        actions.take_matter(matter=matter, by=hall.supervisor, at=at(10, 5))
        actions.classify_matter(
            matter=matter, kind="complex", cause="system", by=hall.supervisor, at=at(10, 6)
        )
    client = sign_in(hall.supervisor)
    page = text(client.get(CLASSES))
    assert "3 matters in this time" in page
    span = "status=all&amp;since=2026-08-11&amp;until=2026-11-09"
    assert f'href="{LIST}?{span}&amp;cause=system&amp;unit=civil">2</a>' in page
    opened = client.get(
        f"{LIST}?status=all&since=2026-08-11&until=2026-11-09&cause=system&unit=civil"
    )
    assert text(opened).count("Each counter sent") == 2
    assert "2 matters in this time" in text(sign_in(hall.lead).get(CLASSES)), "of the own unit"


def test_a_measure_is_set_where_the_class_is_counted(hall: World) -> None:
    matter = reported(hall)
    actions.take_matter(matter=matter, by=hall.lead, at=at(10, 5))
    actions.classify_matter(
        matter=matter, kind="complex", cause="system", by=hall.lead, at=at(10, 6)
    )
    client = sign_in(hall.lead)
    form = {"cause": "system", "unit": "civil", "measure": "A second printer", "key": "k"}
    assert client.post(CLASSES, form | {"measure": ""}).status_code == 422
    assert client.post(CLASSES, form | {"unit": "roads"}).status_code == 422
    assert not ProblemClass.objects.exists()
    assert client.post(CLASSES, form).status_code == 303
    assert "A second printer" in words(client.get(CLASSES))


def test_steps_take_few_statements(hall: World) -> None:
    matter, client = reported(hall), sign_in(hall.lead)
    client.get(LIST)
    with statements() as counted:
        client.post(step(matter, "take"), {"key": "1"})
    assert len(counted) <= 10, counted
    with statements() as counted:
        client.get(LIST)
    before = len(counted)
    for _more in range(5):
        reported(hall)
    with statements() as counted:
        client.get(LIST)
    assert len(counted) == before, "the list costs the same, however long"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.django_db(transaction=True)
def test_the_pages_fit_and_nothing_is_wrong_with_them(
    page: Page, settings: Settings, width: int
) -> None:
    settings.MESSAGES_FILE = "/dev/null"
    world = make_world()
    matter = reported(world)
    actions.take_matter(matter=matter, by=world.lead, at=at(10, 5))
    actions.classify_matter(
        matter=matter, kind="complex", cause="system", by=world.lead, at=at(10, 6)
    )
    for outcome in ("keep", "report_up"):
        actions.note_question(
            text="Where do I register a dog?",
            language="ko",
            outcome=outcome,
            reached="010-1234-5678",
            by=world.lead if outcome == "keep" else world.clerk,
            at=at(10),
        )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(REPORT)
    paths = (
        REPORT,
        f"{REPORT}{matter.follow_code}/{matter.reference}/",
        "/testhall/questions/",
        LIST,
        f"{LIST}{matter.pk}/",
        f"{LIST}new/",
        CLASSES,
    )
    session = sign_in(world.lead).cookies["sessionid"].value
    for name, value in (("sessionid", session), ("django_language", "en")):
        page.context.add_cookies([{"name": name, "value": value, "url": page.url}])
    for path in paths:
        page.goto(path)
        for each in page.locator("main summary").all():
            if each.evaluate("it => !it.parentElement.open"):
                each.click()
        assert accessibility_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
