"""Following by number and code, and the files that citizens send; hostile ones too."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from servicehall.cases import actions
from servicehall.cases.actions.following import MOST_FILES, MOST_TRIES, TRIES_WITHIN
from servicehall.cases.keeping import folder, kept
from servicehall.cases.models import Case, Upload, WrongTries
from servicehall.cases.sniffing import MOST_BYTES, kind_of_file, shown_name
from servicehall.evidence.models import Fact, PersonalData
from tests.cases.test_refusing import refused
from tests.world import World, at

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 80 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"0" * 40 + b"\x00\x00\x00\x00IEND\xaeB`\x82"


@pytest.fixture
def hall(world: World) -> World:
    """The world with the clerk on duty."""
    world.on_duty()
    return world


@pytest.fixture
def case(hall: World) -> Case:
    """A case that waits for what is missing."""
    return actions.give_notice(
        case=hall.case(),
        missing=("proof",),
        written=True,
        language="ko",
        by=hall.clerk,
        at=at(10, 12),
    )


def follow(world: World, reference: str, code: str, **but: object) -> Case:
    given: dict[str, object] = {"origin": "here", "at": at(12)}
    return actions.follow(centre=world.centre, reference=reference, code=code, **(given | but))  # type: ignore[arg-type]


# Number and code -----------------------------------------------------------------------------


def test_every_case_has_a_code_of_its_own(hall: World, case: Case) -> None:
    assert len(case.follow_code) == 12
    assert case.follow_code.isalnum()
    assert follow(hall, case.reference, case.follow_code) == case


def test_a_wrong_code_and_a_wrong_number_are_answered_alike(hall: World, case: Case) -> None:
    wrong = [
        (case.reference, "AAAAAAAAAAAA"),
        (case.reference, ""),
        (case.reference, case.follow_code.lower()),
        (case.reference, case.follow_code[:-1]),
        ("2026-11-09/A999/register", case.follow_code),
        (case.reference, "코드"),
    ]
    for reference, code in wrong:
        error = refused("unknown_case", lambda: follow(hall, reference, code))  # noqa: B023
        assert error.about == {}
    assert WrongTries.objects.get().count == len(wrong)


def test_a_case_without_a_code_is_followed_by_nobody(hall: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(follow_code="")
    refused("unknown_case", lambda: follow(hall, case.reference, ""))


def test_a_case_of_another_hall_is_not_found(hall: World, case: Case) -> None:
    refused(
        "unknown_case",
        lambda: actions.follow(
            centre=hall.stranger.centre,
            reference=case.reference,
            code=case.follow_code,
            origin="here",
            at=at(12),
        ),
    )


def test_after_many_wrong_tries_even_the_right_one_waits(hall: World, case: Case) -> None:
    for _ in range(MOST_TRIES):
        refused("unknown_case", lambda: follow(hall, case.reference, "AAAAAAAAAAAA"))
    error = refused("too_many_tries", lambda: follow(hall, case.reference, case.follow_code))
    assert error.about == {"minutes": 10}
    assert follow(hall, case.reference, case.follow_code, origin="elsewhere") == case
    later = at(12) + TRIES_WITHIN
    assert follow(hall, case.reference, case.follow_code, at=later) == case


def test_old_tries_are_forgotten(hall: World, case: Case) -> None:
    refused("unknown_case", lambda: follow(hall, case.reference, "A", origin="first"))
    later = at(12) + TRIES_WITHIN + timedelta(seconds=1)
    refused("unknown_case", lambda: follow(hall, case.reference, "A", origin="second", at=later))
    assert list(WrongTries.objects.values_list("origin", flat=True)) == ["second"]


# Files ---------------------------------------------------------------------------------------


def sent(case: Case, content: bytes = PDF, name: str = "proof.pdf", **but: object) -> Case:
    return actions.hand_in(case=case, content=content, name=name, **({"at": at(13)} | but))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (JPEG, "jpeg"),
        (PNG, "png"),
        (b"", ""),
        (b"<html><script>alert(1)</script>", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"GIF89a" + b"0" * 50, ""),
        (b"MZ" + PDF, ""),
        (b"<html>" + PDF, ""),
        (b"%PDF-1.7 cut off", ""),
        (JPEG[:-2], ""),
        (PNG[:-12], ""),
        (b"PK\x03\x04 archive", ""),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, kind: str) -> None:
    assert kind_of_file(content) == kind


def test_a_file_is_kept_outside_under_a_name_nobody_guesses(hall: World, case: Case) -> None:
    sent(case, name="../../etc/passwd.pdf")
    upload = Upload.objects.get()
    assert (upload.kind, upload.name, upload.size) == ("pdf", "passwd.pdf", len(PDF))
    assert kept(upload.stored) == PDF
    assert "passwd" not in upload.stored
    fact = Fact.objects.get(kind="case.file_sent")
    assert fact.data == {"kind": "pdf", "bytes": len(PDF), "count": 1}
    assert PersonalData.objects.get(fact=fact).data == {"file": "passwd.pdf"}
    assert (fact.staff, fact.recorder) == ("", "")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\kim\\증명.pdf", "증명.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("two\nlines\x00.pdf", "twolines.pdf"),
        ("<script>alert(1)<b>.pdf", "<script>alert(1)<b>.pdf"),
        ("  wide   name .png ", "wide name .png"),
        ("", ""),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_hostile_name_is_one_line_of_text(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"<html>", "file_not_taken"),
        (b"%PDF-1.7" + b"0" * MOST_BYTES + b"%%EOF", "file_too_large"),
    ],
)
def test_what_is_not_taken_is_not_kept(hall: World, case: Case, content: bytes, code: str) -> None:
    before = len(list(folder().iterdir()))
    refused(code, lambda: sent(case, content))
    assert not Upload.objects.exists()
    assert len(list(folder().iterdir())) == before


@pytest.mark.parametrize("status", ["received", "accepted", "proposed", "granted", "withdrawn"])
def test_files_come_only_while_something_is_missing(hall: World, case: Case, status: str) -> None:
    Case.objects.filter(pk=case.pk).update(status=status)
    refused("nothing_awaited", lambda: sent(case))


def test_the_same_file_twice_is_one_file(hall: World, case: Case) -> None:
    key = str(uuid4())
    sent(case, key=key)
    sent(case, key=key)
    sent(case, name="again.pdf")
    assert Upload.objects.count() == 1
    assert Fact.objects.filter(kind="case.file_sent").count() == 1


def test_so_many_files_and_no_more(hall: World, case: Case) -> None:
    for number in range(MOST_FILES):
        sent(case, PDF + b"%d %%%%EOF" % number)
    error = refused("too_many_files", lambda: sent(case, JPEG))
    assert error.about == {"most": MOST_FILES}


def test_an_erased_file_is_gone_with_its_name(
    hall: World, case: Case, django_capture_on_commit_callbacks: object
) -> None:
    sent(case)
    upload = Upload.objects.select_related("case__centre", "case__unit", "case__counter").get()
    stored = upload.stored
    refused(
        "not_permitted", lambda: actions.erase_file(upload=upload, by=hall.far_clerk, at=at(14))
    )
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.erase_file(upload=upload, by=hall.clerk, at=at(14))
    upload.refresh_from_db()
    assert (upload.name, upload.stored, upload.erased_at) == ("", "", at(14))
    with pytest.raises(FileNotFoundError):
        kept(stored)
    refused("erased_already", lambda: actions.erase_file(upload=upload, by=hall.clerk, at=at(15)))
    sent(case)
    assert Upload.objects.filter(erased_at=None).count() == 1
