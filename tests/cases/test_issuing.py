"""Documents: looked over, numbered without gaps, corrected in the open, delivered once each way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from servicehall.cases import actions
from servicehall.cases.actions import issuing
from servicehall.cases.keeping import folder, kept
from servicehall.cases.models import Case, Delivery, Document, DocumentSeries
from servicehall.cases.papers import Entries
from servicehall.catalogue.models import ServiceItem
from servicehall.evidence.models import Fact, FactObject, PersonalData
from servicehall.hall.models import Centre
from servicehall.typesetting.pages import NotSet, can_set, pdf
from tests.cases.test_refusing import proposed, refused
from tests.world import World, at

pytestmark = pytest.mark.skipif(can_set() != "ready", reason="papers can't be set here")

NAME = "홍길동 #panic() *bold* $x$"


@pytest.fixture
def hall(world: World) -> World:
    """The world with the clerk on duty."""
    world.on_duty()
    return world


@pytest.fixture
def granted(hall: World) -> Case:
    """A case that was granted at 11:00."""
    case = actions.accept(case=hall.case(applicant=NAME), by=hall.clerk, at=at(10, 20))
    return actions.grant(case=case, by=hall.clerk, at=at(11))


def entries(**but: object) -> Entries:
    given: dict[str, object] = {
        "holder": NAME,
        "text": "A sign of 2 m.",
        "fee": 0,
        "language": "ko",
    }
    return Entries(**(given | but))  # type: ignore[arg-type]


def issued(case: Case, world: World, moment: datetime | None = None, **but: object) -> Document:
    return actions.issue(case=case, entries=entries(**but), by=world.clerk, at=moment or at(11, 5))


def test_a_document_has_a_number_and_is_kept_as_it_was_issued(hall: World, granted: Case) -> None:
    made = issued(granted, hall)
    assert (made.reference, made.kind, made.language) == ("2026-00001", "decision", "ko")
    assert kept(made.stored).startswith(b"%PDF-")
    fact = Fact.objects.get(kind="document.issued")
    assert fact.data == {
        "kind": "decision",
        "language": "ko",
        "version": "1",
        "fee": 0,
        "decided": at(11).isoformat(),
        "digest": made.digest,
    }
    assert PersonalData.objects.get(fact=fact).data == {"holder": NAME}
    assert "홍길동" not in str(Fact.objects.values_list("data", flat=True))
    places = FactObject.objects.filter(fact=fact).values_list("object_type", "object_id")
    assert set(places) == {("case", granted.reference), ("document", "2026-00001")}


def test_a_refusal_says_the_reason_of_the_register(hall: World) -> None:
    case = actions.accept(case=hall.case(applicant=NAME), by=hall.clerk, at=at(10, 20))
    proposed(case, hall.clerk, reason="It lies elsewhere.")
    refused("not_decided", lambda: issued(case, hall))
    actions.confirm_refusal(case=case, by=hall.lead, at=at(12))
    made = issued(case, hall, at(12, 5), text="something else")
    assert (made.kind, made.text) == ("refusal", "It lies elsewhere.")


@pytest.mark.parametrize("jurisdiction", ["KR", "CN"])
@pytest.mark.parametrize("language", ["ko", "zh", "en"])
def test_both_jurisdictions_get_their_documents_in_each_language(
    hall: World, jurisdiction: str, language: str
) -> None:
    Centre.objects.filter(pk=hall.centre.pk).update(jurisdiction=jurisdiction)
    case = Case.objects.select_related("centre", "unit", "counter", "service").get(
        pk=hall.case(applicant=NAME).pk
    )
    actions.accept(case=case, by=hall.clerk, at=at(10, 20))
    proposed(case, hall.clerk)
    actions.confirm_refusal(case=case, by=hall.lead, at=at(12))
    made = issued(case, hall, at(12, 5), language=language)
    assert kept(made.stored).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("but", "codes"),
    [
        ({"holder": ""}, ["field_empty"]),
        ({"text": "for ____"}, ["placeholder_left"]),
        ({"fee": 500}, ["fee_differs"]),
        ({"holder": "김철수"}, ["name_differs"]),
        ({"valid_until": at(9).date() - timedelta(days=1)}, ["ends_before_issued"]),
    ],
)
def test_a_faulty_document_is_not_issued_and_uses_no_number(
    hall: World, granted: Case, but: dict[str, Any], codes: list[str]
) -> None:
    error = refused("document_faulty", lambda: issued(granted, hall, **but))
    assert [each.code for each in error.about["faults"]] == codes  # type: ignore[attr-defined]
    assert not Document.objects.exists()
    assert issued(granted, hall).reference == "2026-00001"


def test_a_rule_is_cited_as_the_version_of_the_service_has_it(hall: World, granted: Case) -> None:
    ServiceItem.objects.filter(pk=granted.service_id).update(legal_basis=[])
    fresh = Case.objects.select_related("centre", "unit", "counter", "service", "visit").get(
        pk=granted.pk
    )
    error = refused("document_faulty", lambda: issued(fresh, hall))
    assert [each.code for each in error.about["faults"]] == ["basis_not_cited"]  # type: ignore[attr-defined]


def test_numbers_have_no_gaps_and_begin_anew_each_year(hall: World) -> None:
    numbers = []
    for hour in (11, 12, 13):
        case = hall.case(visit=hall.served(at=at(hour)), at=at(hour), applicant=NAME)
        actions.accept(case=case, by=hall.clerk, at=at(hour, 1))
        actions.grant(case=case, by=hall.clerk, at=at(hour, 2))
        moment = at(hour, 3) if hour < 13 else at(9, day=at(9).date().replace(year=2027))
        numbers.append(issued(case, hall, moment).reference)
        hall.counter.visits.filter(status="serving").update(status="finished")
    assert numbers == ["2026-00001", "2026-00002", "2027-00001"]


def test_a_server_that_can_not_set_papers_says_so_and_the_decision_stands(
    hall: World, granted: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_library(*args: object, **more: object) -> bytes:
        raise NotSet("no_library")

    monkeypatch.setattr(issuing, "pdf", no_library)
    refused("papers_not_set", lambda: issued(granted, hall))
    granted.refresh_from_db()
    assert granted.status == "granted"
    assert not DocumentSeries.objects.filter(last__gt=0).exists()


def test_a_double_click_issues_one_document(hall: World, granted: Case) -> None:
    key = str(uuid4())
    made = [
        actions.issue(case=granted, entries=entries(), by=hall.clerk, at=at(11, 5), key=key)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    refused("document_issued", lambda: issued(granted, hall))
    assert Document.objects.count() == 1


@pytest.mark.parametrize("member", ["far_clerk", "supervisor", "director", "stranger"])
def test_who_does_not_serve_in_the_unit_issues_and_hands_out_nothing(
    hall: World, granted: Case, member: str
) -> None:
    other = getattr(hall, member)
    refused(
        "not_permitted",
        lambda: actions.issue(case=granted, entries=entries(), by=other, at=at(12)),
    )
    made = issued(granted, hall)
    wrong: list[Callable[[], object]] = [
        lambda: actions.deliver(document=made, medium="counter", to="x", by=other, at=at(12)),
        lambda: actions.reissue(document=made, entries=entries(), cause="x", by=other, at=at(12)),
    ]
    for each in wrong:
        refused("not_permitted", each)


# Correction ----------------------------------------------------------------------------------


def test_a_corrected_document_leaves_the_old_one_marked(hall: World, granted: Case) -> None:
    first = issued(granted, hall)
    actions.deliver(document=first, medium="counter", to=NAME, by=hall.clerk, at=at(11, 6))
    second = actions.reissue(
        document=first,
        entries=entries(text="A sign of 3 m."),
        cause="The size was wrong",
        by=hall.clerk,
        at=at(12),
    )
    first.refresh_from_db()
    assert (first.superseded_at, second.replaces, second.reference) == (at(12), first, "2026-00002")
    assert kept(first.stored) != kept(second.stored)
    fact = Fact.objects.get(kind="document.reissued")
    assert (fact.data["replaces"], fact.data["delivered_before"]) == ("2026-00001", True)
    assert PersonalData.objects.get(fact=fact).data["cause"] == "The size was wrong"


def test_a_correction_says_what_was_wrong_and_happens_once(hall: World, granted: Case) -> None:
    first = issued(granted, hall)

    def correct(cause: str) -> Document:
        return actions.reissue(
            document=first, entries=entries(), cause=cause, by=hall.clerk, at=at(12)
        )

    refused("no_cause", lambda: correct(" "))
    correct("Size")
    refused("superseded", lambda: correct("Size"))
    assert Document.objects.filter(superseded_at=None).count() == 1


def test_a_faulty_correction_leaves_the_document_that_counts(hall: World, granted: Case) -> None:
    first = issued(granted, hall)
    refused(
        "document_faulty",
        lambda: actions.reissue(
            document=first, entries=entries(fee=3), cause="Size", by=hall.clerk, at=at(12)
        ),
    )
    first.refresh_from_db()
    assert first.superseded_at is None


# Delivery ------------------------------------------------------------------------------------


def test_an_address_is_kept_apart_and_a_second_posting_refused(hall: World, granted: Case) -> None:
    made = issued(granted, hall)

    def post() -> Document:
        return actions.deliver(
            document=made, medium="post", to=" Sejong-daero 1 ", by=hall.clerk, at=at(12)
        )

    post()
    refused("delivered_already", post)
    fact = Fact.objects.get(kind="document.delivered")
    assert fact.data == {"medium": "post", "signed": False}
    assert PersonalData.objects.get(fact=fact).data == {"address": "Sejong-daero 1"}


@pytest.mark.parametrize(
    ("medium", "to", "code"),
    [
        ("counter", " ", "no_recipient"),
        ("pigeon", "x", "unknown_medium"),
        ("download", "x", "unknown_medium"),
    ],
)
def test_a_delivery_says_how_and_to_whom(
    hall: World, granted: Case, medium: str, to: str, code: str
) -> None:
    made = issued(granted, hall)
    refused(
        code,
        lambda: actions.deliver(document=made, medium=medium, to=to, by=hall.clerk, at=at(12)),
    )
    assert not Delivery.objects.exists()


def test_what_was_replaced_is_not_handed_out(hall: World, granted: Case) -> None:
    first = issued(granted, hall)
    stale = Document.objects.select_related("case__centre", "case__unit").get(pk=first.pk)
    actions.reissue(document=first, entries=entries(), cause="Size", by=hall.clerk, at=at(12))
    refused(
        "superseded",
        lambda: actions.deliver(document=stale, medium="post", to="x", by=hall.clerk, at=at(13)),
    )
    refused("superseded", lambda: actions.fetch(document=stale, at=at(13)))


def test_only_the_first_download_counts(hall: World, granted: Case) -> None:
    made = issued(granted, hall)
    for minute in (1, 2):
        actions.fetch(document=made, at=at(12, minute))
    assert Delivery.objects.get().at == at(12, 1)
    fact = Fact.objects.get(kind="document.delivered")
    assert (fact.staff, fact.recorder, fact.data["medium"]) == ("", "", "download")


def test_files_are_closed_to_others_on_the_machine(hall: World, granted: Case) -> None:
    made = issued(granted, hall)
    assert (folder() / made.stored).stat().st_mode & 0o077 == 0
    assert folder().stat().st_mode & 0o077 == 0


def test_a_name_that_is_a_path_opens_nothing() -> None:
    with pytest.raises(FileNotFoundError):
        kept("../servicehall.sqlite3")


def test_of_two_who_issue_at_once_one_does_and_no_number_is_lost(
    hall: World, granted: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one's document is there once this one has been looked over."""
    set_pdf = pdf

    def meanwhile(*args: Any, **more: Any) -> bytes:
        monkeypatch.setattr(issuing, "pdf", set_pdf)
        Document.objects.create(
            centre=granted.centre,
            reference="2025-00009",
            case=granted,
            kind="decision",
            language="ko",
            stored="x",
            digest="x",
            issued_at=at(11, 5),
            issued_by=hall.other_clerk,
        )
        return set_pdf(*args, **more)

    monkeypatch.setattr(issuing, "pdf", meanwhile)
    files = len(list(folder().iterdir()))
    refused("document_issued", lambda: issued(granted, hall))
    assert len(list(folder().iterdir())) == files
    assert not DocumentSeries.objects.filter(last__gt=0).exists()
