"""Following a case on the public pages: the one answer, the file, the document, no secrets."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from servicehall.cases import actions
from servicehall.cases.actions.following import MOST_TRIES
from servicehall.cases.models import Case, Delivery, Upload
from servicehall.cases.papers import Entries
from servicehall.cases.sniffing import MOST_BYTES
from servicehall.hall.models import Unit
from servicehall.typesetting.pages import can_set
from tests.cases.test_following import PDF
from tests.web.counter.hands import Clock, set_clock, statements, text, words
from tests.world import World, at

PAGE = "/testhall/case/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 12:00."""
    return set_clock(monkeypatch, at(12))


@pytest.fixture
def hall(world: World, clock: Clock) -> World:
    """The world with the clerk on duty."""
    world.on_duty()
    return world


@pytest.fixture
def case(hall: World) -> Case:
    """A case that was just received."""
    return hall.case(applicant="Hong Gildong")


@pytest.fixture
def browser() -> Client:
    """Somebody without an account, who reads English."""
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    return client


def address(case: Case) -> str:
    return f"{PAGE}{case.follow_code}/{case.reference}/"


def incomplete(case: Case, hall: World) -> Case:
    return actions.give_notice(
        case=case, missing=("proof",), written=True, language="ko", by=hall.clerk, at=at(10, 12)
    )


def refusal(case: Case, hall: World) -> Case:
    actions.accept(case=case, by=hall.clerk, at=at(10, 20))
    return actions.propose_refusal(
        case=case,
        basis="Act, art. 1",
        reason="<b>It lies elsewhere.</b>",
        by=hall.clerk,
        at=at(11),
    )


def send(browser: Client, case: Case, content: bytes, name: str = "proof.pdf") -> object:
    file = SimpleUploadedFile(name, content, content_type="text/html")
    there = f"{PAGE}{case.follow_code}/file/{case.reference}/"
    return browser.post(there, {"file": file})


# Number and code -----------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["plain", "spaced", "small", "link"])
def test_number_and_code_lead_to_the_case_however_they_are_written(
    browser: Client, case: Case, how: str
) -> None:
    number, code = case.reference, case.follow_code
    given = {
        "plain": {"number": number, "code": code},
        "spaced": {"number": f"  {number} ", "code": f"{code[:4]} {code[4:8]}-{code[8:]}"},
        "small": {"number": number, "code": code.lower()},
        "link": {"number": f"https://hall.example{address(case)}"},
    }[how]
    answer = browser.post(PAGE, given)
    assert (answer.status_code, answer["Location"]) == (303, address(case))


def test_whatever_is_wrong_gets_the_same_answer(browser: Client, case: Case) -> None:
    def told(number: str, code: str) -> str:
        answer = browser.post(PAGE, {"number": number, "code": code})
        assert answer.status_code == 422
        return words(answer).replace(number, "").replace(code, "").split("Follow my case")[-1]

    assert "No case has this number with this code" in told(case.reference, "AAAAAAAAAAAA")
    assert told(case.reference, "AAAAAAAAAAAA") == told("2026-11-09/Z999/none", case.follow_code)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Write the number of your case."),
        ({"number": "2026-11-09/A001/register"}, "Write the code that stands beside the number."),
    ],
)
def test_what_is_left_out_is_told_at_its_field(
    browser: Client, case: Case, given: dict[str, str], said: str
) -> None:
    answer = browser.post(PAGE, given)
    assert answer.status_code == 422
    assert said in text(answer)


def test_guessing_is_stopped_on_the_form_and_in_the_address(browser: Client, case: Case) -> None:
    for number in range(MOST_TRIES):
        if number % 2:
            browser.post(PAGE, {"number": case.reference, "code": "AAAAAAAAAAAA"})
        else:
            assert browser.get(f"{PAGE}AAAAAAAAAAAA/{case.reference}/").status_code == 404
    answer = browser.post(PAGE, {"number": case.reference, "code": case.follow_code})
    assert answer.status_code == 429
    assert "Try again in 10 minutes" in text(answer)
    assert browser.get(address(case)).status_code == 409


def test_a_case_of_another_hall_is_not_opened_here(browser: Client, case: Case) -> None:
    assert browser.get(address(case).replace("testhall", "testhall-far")).status_code == 404


# What is told --------------------------------------------------------------------------------


def test_the_page_says_where_it_is_by_when_and_whom_to_ask(
    browser: Client, case: Case, hall: World
) -> None:
    Unit.objects.filter(pk=hall.unit.pk).update(phone="02-120")
    page = text(browser.get(address(case)))
    assert "No date can be promised yet" in page
    assert 'href="tel:02-120"' in page
    actions.accept(case=case, by=hall.clerk, at=at(10, 20))
    page = words(browser.get(address(case)))
    assert "Done at the latest Thu 12 Nov 2026, 10:20" in page
    assert "3 working days" in page
    assert "Hong" not in page


def test_who_follows_late_is_told_that_the_hall_is_late(
    browser: Client, case: Case, hall: World, clock: Clock
) -> None:
    actions.accept(case=case, by=hall.clerk, at=at(10, 20))
    assert case.promised_due is not None
    assert "We are late" not in text(browser.get(address(case)))
    clock.now = at(10, 21, day=case.promised_due.date())
    assert "We are late" in text(browser.get(address(case)))


def test_nothing_final_is_told_before_the_second_person_decides(
    browser: Client, case: Case, hall: World
) -> None:
    refusal(case, hall)
    page = text(browser.get(address(case)))
    assert "Being handled" in page
    for secret in ("lies elsewhere", "Act, art. 1", "Refus", "refus"):
        assert secret not in page
    actions.confirm_refusal(case=case, by=hall.lead, opinion="Seen.", at=at(11, 30))
    page = text(browser.get(address(case)))
    assert "&lt;b&gt;It lies elsewhere.&lt;/b&gt;" in page
    assert "Act, art. 1" in page
    assert "Seen." not in page


@pytest.mark.parametrize("ends", ["granted", "withdrawn", "returned"])
def test_every_end_has_its_page(browser: Client, case: Case, hall: World, ends: str) -> None:
    if ends == "granted":
        actions.accept(case=case, by=hall.clerk, at=at(10, 20))
        actions.grant(case=case, by=hall.clerk, at=at(11))
    elif ends == "withdrawn":
        actions.withdraw(case=case, written=True, by=hall.clerk, at=at(11))
    else:
        for _ in range(2):
            incomplete(case, hall)
        Case.objects.filter(pk=case.pk).update(supplement_due=at(11))
        actions.return_case(case=case, reason="Nothing came", by=hall.clerk, at=at(11, 1))
    page = browser.get(address(case))
    assert page.status_code == 200
    assert ends in text(page).lower()


def test_following_takes_few_statements(browser: Client, case: Case, hall: World) -> None:
    incomplete(case, hall)
    with statements() as counted:
        assert browser.get(address(case)).status_code == 200
    assert len(counted) <= 10, counted


# Files ---------------------------------------------------------------------------------------


def test_a_file_for_what_is_missing_arrives(browser: Client, case: Case, hall: World) -> None:
    incomplete(case, hall)
    page = text(browser.get(address(case)))
    assert "What is needed from you" in page
    assert "proof of address" in page
    answer = send(browser, case, PDF)
    assert (answer.status_code, answer["Location"]) == (303, address(case))  # type: ignore[attr-defined, index]
    assert "1 file is here." in text(browser.get(address(case)))
    assert Upload.objects.get().kind == "pdf"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><script>alert(1)</script></html>", "not a whole PDF, JPEG or PNG"),
        (b"%PDF-1.7" + b"0" * MOST_BYTES + b"%%EOF", "larger than 10 megabytes"),
    ],
)
def test_what_is_not_taken_is_told_and_not_kept(
    browser: Client, case: Case, hall: World, content: bytes, said: str
) -> None:
    incomplete(case, hall)
    answer = send(browser, case, content)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert said in text(answer)
    assert not Upload.objects.exists()


def test_a_form_without_a_file_says_so(browser: Client, case: Case, hall: World) -> None:
    incomplete(case, hall)
    answer = browser.post(f"{PAGE}{case.follow_code}/file/{case.reference}/")
    assert answer.status_code == 422
    assert "No file was chosen" in text(answer)


def test_a_wrong_code_sends_and_downloads_nothing(browser: Client, case: Case, hall: World) -> None:
    incomplete(case, hall)
    for what in ("file", "document"):
        there = f"{PAGE}AAAAAAAAAAAA/{what}/{case.reference}/"
        file = SimpleUploadedFile("proof.pdf", PDF)
        assert browser.post(there, {"file": file}).status_code == 404
    assert not Upload.objects.exists()


# The document --------------------------------------------------------------------------------


@pytest.mark.skipif(can_set() != "ready", reason="papers can't be set here")
def test_the_document_is_downloaded_and_the_first_time_noted(
    browser: Client, case: Case, hall: World
) -> None:
    there = f"{PAGE}{case.follow_code}/document/{case.reference}/"
    assert browser.post(there).status_code == 404
    actions.accept(case=case, by=hall.clerk, at=at(10, 20))
    actions.grant(case=case, by=hall.clerk, at=at(11))
    entries = Entries(holder="Hong Gildong", text="A sign.", fee=0, language="en")
    actions.issue(case=case, entries=entries, by=hall.clerk, at=at(11, 5))
    assert "2026-00001" in text(browser.get(address(case)))
    assert not Delivery.objects.exists()
    for _ in range(2):
        answer = browser.post(there)
        assert answer.content.startswith(b"%PDF-")
        assert answer["Content-Disposition"] == 'attachment; filename="2026-00001.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox")
    assert Delivery.objects.get().medium == "download"
    assert browser.get(there).status_code == 405
