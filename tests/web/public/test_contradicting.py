"""Telling that a counter asked for something else: without an account, and seen by supervision."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from servicehall.catalogue.models import GuideReport
from servicehall.evidence.models import Fact
from tests.web.counter.hands import sign_in, statements, text, words
from tests.world import World, bind_standard

ADDRESS = "/testhall/services/register/report/"


def given(**but: Any) -> dict[str, Any]:
    form = {"asked": ["original"], "counter": "1", "words": "Der Reisepass", "key": str(uuid4())}
    return form | but


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def test_it_is_asked_for_without_an_account(world: World, browser: Client) -> None:
    page = browser.get("/testhall/services/register/")
    assert f'href="{ADDRESS}"' in text(page)
    form = text(browser.get(ADDRESS))
    assert "an original where the list says a copy" in form
    assert "Member clerk" not in form


def test_what_is_told_is_kept_and_thanked_for(world: World, browser: Client) -> None:
    with statements() as counted:
        answer = browser.post(ADDRESS, given())
    assert answer.status_code == 303
    assert len(counted) <= 12
    report = GuideReport.objects.get()
    assert (report.counter, report.asked, report.language) == (world.counter, ["original"], "en")
    assert report.origin
    assert "127.0.0.1" not in report.origin
    assert "Thank you." in text(browser.get(answer.headers["Location"]))


def test_a_form_sent_twice_is_one_report(world: World, browser: Client) -> None:
    form = given()
    assert [browser.post(ADDRESS, form).status_code for _ in range(2)] == [303, 303]
    assert GuideReport.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"asked": []}, {"asked": ["nonsense"]}, {"counter": "99"}, {"words": "x" * 1_001}],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_is_kept(
    world: World, browser: Client, change: dict[str, Any]
) -> None:
    answer = browser.post(ADDRESS, given(**change))
    assert answer.status_code == 422
    assert change.get("words", "Der Reisepass") in text(answer)
    assert not GuideReport.objects.exists()


def test_a_form_that_is_not_ours_is_refused(world: World, browser: Client) -> None:
    assert browser.post(ADDRESS, given(key="")).status_code == 400
    assert browser.post("/testhall/services/flying/report/", given()).status_code == 404


def test_a_flood_is_told_to_wait_and_keeps_what_it_wrote(world: World, browser: Client) -> None:
    for _time in range(5):
        browser.post(ADDRESS, given())
    answer = browser.post(ADDRESS, given())
    assert answer.status_code == 422
    assert "Very many reports came from here" in text(answer)
    assert "Der Reisepass" in text(answer)
    assert GuideReport.objects.count() == 5


def test_supervision_reads_it_and_finds_the_record(world: World, browser: Client) -> None:
    bind_standard(world)
    browser.post(ADDRESS, given(words="<b>paper</b> A38"))
    report = GuideReport.objects.get()
    supervisor = sign_in(world.supervisor)
    page = supervisor.get("/testhall/guides/reports/")
    assert "an original where the list says a copy" in words(page)
    assert "&lt;b&gt;paper&lt;/b&gt; A38" in text(page)
    record = f"/testhall/record/guide_report/{report.reference}/"
    assert f'href="{record}"' in text(page)
    history = supervisor.get(record)
    assert "Something else asked for than the guide says" in text(history)
    assert "A38" not in text(history)


def test_reports_are_narrowed_to_a_service(world: World, browser: Client) -> None:
    browser.post(ADDRESS, given())
    browser.post("/testhall/services/digging/report/", given())
    supervisor = sign_in(world.supervisor)
    everything = supervisor.get("/testhall/guides/reports/")
    assert [(each.code, many) for each, many in everything.context["often"]] == [
        ("digging", 1),
        ("register", 1),
    ]
    page = supervisor.get("/testhall/guides/reports/?service=digging")
    assert [row.report.service.code for row in page.context["rows"]] == ["digging"]
    assert supervisor.get("/testhall/guides/reports/?service=none").status_code == 200


def test_the_list_takes_as_many_statements_with_many_as_with_few(
    world: World, browser: Client
) -> None:
    supervisor, counted = sign_in(world.supervisor), []
    for _round in range(2):
        browser.post(ADDRESS, given())
        browser.post("/testhall/services/digging/report/", given())
        with statements() as asked:
            supervisor.get("/testhall/guides/reports/")
        counted.append(len(asked))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("who", ["clerk", "lead", "stranger"])
def test_nobody_who_is_reported_on_reads_the_words(world: World, browser: Client, who: str) -> None:
    browser.post(ADDRESS, given())
    assert sign_in(getattr(world, who)).get("/testhall/guides/reports/").status_code == 403


def test_who_is_not_signed_in_is_sent_to_sign_in(world: World, browser: Client) -> None:
    assert browser.get("/testhall/guides/reports/").status_code == 302
    assert not Fact.objects.filter(kind="guide.contradicted").exists()
