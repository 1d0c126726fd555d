"""The notice and the receipt as PDF: in the citizen's language, for whom the paper is."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from servicehall.cases import actions
from servicehall.cases.models import Case
from servicehall.cases.queries import cases
from servicehall.typesetting.pages import can_set
from servicehall.web.counter.paper_files import notice_said, receipt_said
from tests.web.counter.hands import Clock, set_clock, sign_in
from tests.world import World, at

NEEDS_TYPST = pytest.mark.skipif(can_set() != "ready", reason="no Typst, or no font for it")
ADDRESS = "https://hall.example.kr/testhall/case/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 10:20."""
    return set_clock(monkeypatch, at(10, 20))


@pytest.fixture
def case(world: World, clock: Clock) -> Case:
    """A case of a Chinese citizen, to whom one thing was told as missing."""
    world.on_duty()
    found = cases().get(pk=world.case(visit=world.served(language="zh")).pk)
    return actions.give_notice(
        case=found,
        missing=["proof"],
        written=True,
        language="zh",
        read_by_both=True,
        by=world.clerk,
        at=at(10, 12),
    )


@pytest.fixture
def accepted(world: World, case: Case) -> Case:
    """The same case, accepted with the promise to bring it later."""
    return actions.accept(case=case, owed=["proof"], owed_by=at(18), by=world.clerk, at=at(10, 15))


def test_a_notice_says_the_whole_list_its_guide_and_how_to_follow(case: Case) -> None:
    with override("en"):
        said = notice_said(case, case.notices.get(), address=ADDRESS)
    rows = dict(said["rows"])
    assert [each["name"] for each in said["items"]] == ["proof of address (中)"]
    assert said["items"][0]["own"] == "proof of address (한)"
    assert rows["According to the guide"] == "version 1"
    assert rows["To be brought by"] == "Thu 19 Nov 2026"
    assert case.follow_code in rows["To see where it stands"]
    assert ADDRESS in rows["To see where it stands"]
    assert "We have gone through this list together." in said["closing"]


def test_a_receipt_says_the_date_in_words_and_what_was_promised(accepted: Case) -> None:
    with override("en"):
        said = receipt_said(accepted, address=ADDRESS)
    assert said["date"] == "Thu 12 Nov 2026, 10:15"
    assert said["owed"] == ["proof of address"]
    assert "Mon 9 Nov 2026" in said["promise"]
    assert "complete" not in said["lead"]
    assert "supervision section" in dict(said["rows"])["If you are not content"]


@NEEDS_TYPST
def test_both_papers_are_printed_as_pdf_whatever_they_say(world: World, accepted: Case) -> None:
    world.service.names = {"zh": "#panic() *[]$", "ko": "#", "en": "#"}
    world.service.save()
    client = sign_in(world.clerk)
    for path in (
        f"/testhall/notices/{accepted.pk}/notice.pdf",
        f"/testhall/receipts/{accepted.pk}/receipt.pdf",
    ):
        answer = client.get(path)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_a_paper_that_is_not_there_or_not_ones_own_is_not_found(world: World, case: Case) -> None:
    client = sign_in(world.clerk)
    assert client.get(f"/testhall/receipts/{case.pk}/receipt.pdf").status_code == 404
    assert client.get(f"/testhall/notices/{case.pk}/notice.pdf?round=9").status_code == 404
    far = sign_in(world.far_clerk)
    assert far.get(f"/testhall/notices/{case.pk}/notice.pdf").status_code == 404
