"""The second half of a first visit, in a real browser: from the day's findings to the score."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from servicehall.findings.models import Finding
from servicehall.hall.models import StaffMember
from tests.chromium import accessibility_faults
from tests.web.counter.hands import sign_in
from tests.web.judged import found
from tests.world import World

pytestmark = pytest.mark.browser

WIDTHS = (360, 1920)


def enter(page: Page, member: StaffMember, language: str = "en", theme: str = "light") -> None:
    """Sign the member in; pages come in the language and the theme."""
    client: Client = sign_in(member)
    origin = page.context.request.get("/health/").url.removesuffix("/health/")
    for name, value in (
        ("sessionid", client.cookies["sessionid"].value),
        ("django_language", language),
        ("theme", theme),
    ):
        page.context.add_cookies([{"name": name, "value": value, "url": origin}])


def station(page: Page, name: str) -> None:
    """Walk to a station of the thread."""
    page.locator(".thread a.station", has_text=name).click()
    expect(page.locator(".thread .station[aria-current]")).to_have_count(1)


def press(page: Page, heading: str, key: str) -> None:
    """Press a key on the page of that heading, once its script is there to hear it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("[data-needs-keys]")).to_be_visible()
    page.keyboard.press(key)


def side_scroll(page: Page) -> int:
    """By how much the page is wider than the window."""
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(wider))


def test_from_the_findings_to_the_clause_and_back_to_the_score(hall: World, page: Page) -> None:
    enter(page, hall.supervisor)
    finding = found("called_out_of_order")
    page.goto("/testhall/findings/")
    page.get_by_role("link", name="Called out of order").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Called out of order")
    expect(page.locator(".timeline-proof")).to_contain_text("Called to a counter")

    station(page, "Clause")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2.3.2")
    page.get_by_role("link", name="Called out of order", exact=True).click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("What it compares")
    page.go_back()
    page.locator(f'a[href$="/findings/{finding.reference}/"]').click()

    press(page, "Called out of order", "c")
    expect(page.get_by_role("status").first).to_contain_text("the points count from now on")
    assert Finding.objects.get(pk=finding.pk).status == "confirmed"

    station(page, "Score")
    assert page.url.endswith(f"/scores/staff/clerk/?period=2026-11#{finding.reference}")
    entry = page.locator(f"#{finding.reference}")
    expect(entry).to_be_in_viewport()
    expect(entry).to_contain_text("−2")
    entry.get_by_role("link", name="Called out of order").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Called out of order")

    station(page, "Facts")
    expect(page.get_by_role("heading", level=1)).to_have_text("Visit 2026-11-09/A002")
    expect(page.locator(".timeline-proof")).to_have_count(1)
    page.get_by_role("link", name=re.compile("^Show.*Called and left standing")).click()
    expect(page.locator(".timeline")).to_contain_text("What was asked for")


def test_the_inbox_is_worked_through_by_keys(hall: World, page: Page) -> None:
    enter(page, hall.supervisor)
    page.goto(f"/testhall/findings/{found('next_counter_not_shown').reference}/")
    press(page, "Next counter not shown", "j")
    press(page, "Told by word of mouth only", "k")
    press(page, "Next counter not shown", "d")
    expect(page.get_by_label("Reason")).to_be_focused()
    assert found("next_counter_not_shown").status == "open", "the browser asks for the reason"
    page.keyboard.type("They were shown by hand: c, d, j.")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("status").first).to_contain_text("costs nothing")
    assert found("next_counter_not_shown").decision_reason.endswith("c, d, j.")
    press(page, "Next counter not shown", "?")
    expect(page.get_by_role("dialog")).to_contain_text("Next to decide")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    expect(page.get_by_role("heading", level=1)).to_have_text("Findings")


@pytest.mark.parametrize(
    ("language", "theme"), [("ko", "light"), ("zh-hans", "dark"), ("en", "contrast")]
)
def test_every_page_is_accessible_and_fits_a_phone_and_a_wide_screen(
    hall: World, page: Page, language: str, theme: str
) -> None:
    finding = found("called_out_of_order")
    enter(page, hall.supervisor, language, theme)
    faults, wide = [], []
    for address in (
        "standard/",
        "standard/clauses/2.6.1/",
        "standard/checks/told_twice/",
        "record/?day=2026-11-09",
        f"record/{finding.object_type}/{finding.object_id}/",
        "findings/?status=all",
        f"findings/{finding.reference}/",
        "scores/",
        "scores/staff/clerk/",
        "scores/counter/1/",
        "leadership/",
    ):
        page.goto(f"/testhall/{address}")
        faults += [f"{address}: {fault}" for fault in accessibility_faults(page)]
        levels = [int(level) for level in re.findall(r"<h(\d)", page.content())]
        assert levels.count(1) == 1, address
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide += [f"{address}: {by}" for by in [side_scroll(page)] if by > 0]
    assert faults == []
    assert wide == []


def test_my_month_is_accessible_on_a_phone(hall: World, page: Page) -> None:
    enter(page, hall.clerk, "ko")
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto("/testhall/scores/my-month/")
    expect(page.get_by_role("heading", level=1)).to_have_text("나의 한 달")
    assert accessibility_faults(page) == []
    assert side_scroll(page) == 0
    page.get_by_role("link", name="순서를 건너뛴 호출").first.click()
    expect(page.get_by_label("사정을 적어 주세요")).to_be_visible()
    assert accessibility_faults(page) == []
    assert side_scroll(page) == 0
