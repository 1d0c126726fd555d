"""The page of a case for staff: who sees it, each step, and what is kept when one is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest

from servicehall.cases import actions
from servicehall.cases.actions import issuing
from servicehall.cases.models import Case, Document, RefusalRecord, Upload
from servicehall.cases.papers import Entries
from servicehall.evidence.models import Fact
from servicehall.hall.actions import add_staff_member
from servicehall.hall.models import Centre
from servicehall.typesetting.pages import NotSet, can_set
from servicehall.web.cases import page as pages
from tests.cases.test_following import PDF
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text
from tests.world import World, at

needs_typst = pytest.mark.skipif(can_set() != "ready", reason="papers can't be set here")


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
    """An accepted case."""
    return actions.accept(case=hall.case(applicant="Hong <b>"), by=hall.clerk, at=at(10, 20))


def page_of(case: Case) -> str:
    return f"/testhall/cases/{case.pk}/"


def step(case: Case, verb: str) -> str:
    return f"{page_of(case)}{verb}/"


PROPOSAL = {
    "basis": "Act, art. 1",
    "reason": "It lies <i>elsewhere</i>.",
    "remedies": ["objection", "litigation"],
}


@pytest.mark.parametrize("member", ["clerk", "other_clerk", "lead", "supervisor", "director"])
def test_who_handles_or_supervises_it_sees_the_case(hall: World, case: Case, member: str) -> None:
    page = text(sign_in(getattr(hall, member)).get(page_of(case)))
    assert case.reference in page
    assert "Case accepted" in page
    assert ("Propose to refuse" in page) == (member in ("clerk", "other_clerk", "lead"))


@pytest.mark.parametrize(("member", "status"), [("far_clerk", 404), ("stranger", 403)])
def test_who_has_nothing_to_do_with_it_learns_nothing(
    hall: World, case: Case, member: str, status: int
) -> None:
    client = sign_in(getattr(hall, member))
    assert client.get(page_of(case)).status_code == status
    for verb in ("grant", "propose", "confirm", "issue", "withdraw"):
        assert client.post(step(case, verb), PROPOSAL).status_code == status
    case.refresh_from_db()
    assert case.status == "accepted"


def test_who_only_supervises_changes_nothing(hall: World, case: Case) -> None:
    client = sign_in(hall.supervisor)
    for verb in ("grant", "propose", "confirm", "withdraw"):
        answer = client.post(step(case, verb), PROPOSAL)
        assert answer.status_code == 422
        assert "Your role does not give you this step" in text(answer) or verb == "confirm"
    case.refresh_from_db()
    assert case.status == "accepted"


def test_a_refusal_goes_from_the_handler_to_the_lead(hall: World, case: Case) -> None:
    clerk, lead = sign_in(hall.clerk), sign_in(hall.lead)
    assert clerk.post(step(case, "propose"), PROPOSAL).status_code == 303
    assert RefusalRecord.objects.get().remedies == ["objection", "litigation"]
    page = text(clerk.get(page_of(case)))
    assert "The citizen is told nothing until" in page
    assert "Confirm the refusal" not in page
    assert "1 refusal waits for your decision" in text(lead.get("/testhall/hall/"))
    assert "1 refusal waits" not in text(sign_in(hall.supervisor).get("/testhall/hall/"))
    page = text(lead.get(page_of(case)))
    assert "It lies &lt;i&gt;elsewhere&lt;/i&gt;." in page
    assert "Confirm the refusal" in page
    lead.post(step(case, "confirm"), {"opinion": "Looked at."})
    case.refresh_from_db()
    assert case.status == "refused"


def test_a_lead_is_not_offered_to_decide_their_own(hall: World, case: Case) -> None:
    lead = sign_in(hall.lead)
    lead.post(step(case, "propose"), PROPOSAL)
    page = text(lead.get(page_of(case)))
    assert "You proposed it yourself" in page
    assert "Confirm the refusal" not in page
    answer = lead.post(step(case, "confirm"), {"opinion": "Mine"})
    assert answer.status_code == 422
    assert "somebody else has to decide it" in text(answer)


def test_sending_back_without_a_word_keeps_the_case_waiting(hall: World, case: Case) -> None:
    sign_in(hall.clerk).post(step(case, "propose"), PROPOSAL)
    lead = sign_in(hall.lead)
    answer = lead.post(step(case, "send-back"), {"opinion": ""})
    assert answer.status_code == 422
    assert "A reason is needed" in text(answer)
    lead.post(step(case, "send-back"), {"opinion": "Ask once more."})
    case.refresh_from_db()
    assert case.status == "accepted"
    assert "Ask once more." in text(sign_in(hall.clerk).get(page_of(case)))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (PROPOSAL | {"basis": ""}, "Name the rule"),
        (PROPOSAL | {"reason": ""}, "Write the reason"),
        (PROPOSAL | {"remedies": []}, "Choose at least one"),
        (PROPOSAL | {"remedies": ["reconsideration"]}, "is not one of the available choices"),
        (PROPOSAL | {"reason": "Under rule ____"}, "still to be filled in"),
    ],
)
def test_a_refusal_that_lacks_something_keeps_what_was_typed(
    hall: World, case: Case, given: dict[str, object], said: str
) -> None:
    answer = sign_in(hall.clerk).post(step(case, "propose"), given)
    assert answer.status_code == 422
    assert said in text(answer)
    if given["basis"]:
        assert 'value="Act, art. 1"' in text(answer)
    assert not RefusalRecord.objects.exists()


@pytest.mark.parametrize(
    ("jurisdiction", "named", "other"),
    [("KR", "이의신청", "行政复议"), ("CN", "申请行政复议", "이의신청")],
)
def test_the_remedies_offered_are_those_of_the_place(
    hall: World, case: Case, jurisdiction: str, named: str, other: str
) -> None:
    Centre.objects.filter(pk=hall.centre.pk).update(jurisdiction=jurisdiction)
    client = sign_in(hall.clerk)
    client.cookies["django_language"] = "ko" if jurisdiction == "KR" else "zh-hans"
    page = text(client.get(page_of(case)))
    assert named in page
    assert other not in page


def test_a_double_click_grants_once(hall: World, case: Case) -> None:
    client, key = sign_in(hall.clerk), str(uuid4())
    answers = [client.post(step(case, "grant"), {"key": key}).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert Fact.objects.filter(kind="case.decided").count() == 1


def test_a_withdrawal_is_noted_with_its_signature(hall: World, case: Case) -> None:
    sign_in(hall.clerk).post(step(case, "withdraw"), {"written": "on", "reason": ""})
    assert Fact.objects.get(kind="case.withdrawn").data["written"] is True


def test_a_return_is_offered_only_once_its_period_has_passed(hall: World, clock: Clock) -> None:
    case = hall.case()
    for minute in (0, 5):
        case = actions.give_notice(
            case=case,
            missing=("proof",),
            written=True,
            language="ko",
            by=hall.clerk,
            at=at(11, minute),
        )
    client = sign_in(hall.clerk)
    assert "Return the application" not in text(client.get(page_of(case)))
    Case.objects.filter(pk=case.pk).update(supplement_due=at(11, 30))
    assert "Return the application" in text(client.get(page_of(case)))
    client.post(step(case, "return"), {"reason": "Nothing came."})
    case.refresh_from_db()
    assert case.status == "returned"


@pytest.mark.parametrize("verb", ["explode", "notice", "issued"])
def test_an_unknown_step_is_no_page(hall: World, case: Case, verb: str) -> None:
    assert sign_in(hall.clerk).post(step(case, verb)).status_code == 404


# Documents -----------------------------------------------------------------------------------


@needs_typst
def test_a_document_is_looked_over_issued_and_handed_out(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    client.post(step(case, "grant"))
    page = text(client.get(page_of(case)))
    assert 'value="Hong &lt;b&gt;"' in page
    given = {"holder": "Hong <b>", "text": "A sign ___", "fee": "7", "language": "ko"}
    answer = client.post(step(case, "issue"), given)
    page = text(answer)
    assert answer.status_code == 422
    assert "“___” is still to be filled in: the text." in page
    assert "The fee 7 is not that of the service" in page
    assert "A sign ___" in page
    assert not Document.objects.exists()
    right = given | {"text": "A sign", "fee": "0"}
    assert client.post(step(case, "issue"), right).status_code == 303
    made = Document.objects.get()
    file = client.get(f"{page_of(case)}documents/{made.pk}/")
    assert file.content.startswith(b"%PDF-")
    assert file["Content-Disposition"].startswith("attachment")
    answer = client.post(
        step(case, "deliver"), {"document": made.pk, "medium": "counter", "to": "Hong"}
    )
    assert answer.status_code == 303
    assert "Handed over, signed for" in text(client.get(page_of(case)))
    answer = client.post(
        step(case, "reissue"),
        right | {"document": made.pk, "cause": "Size"},
    )
    assert answer.status_code == 303
    page = text(client.get(page_of(case)))
    assert "Replaced, counts no more" in page
    assert "Replaces 2026-00001: Size" in page


@needs_typst
def test_who_only_looks_at_counters_opens_no_document(hall: World, case: Case) -> None:
    inspector = add_staff_member(
        centre=hall.centre, code="inspector", name="Inspector", unit=None, role="inspector"
    )
    actions.grant(case=case, by=hall.clerk, at=at(11))
    entries = Entries(holder="Hong <b>", text="A sign", fee=0, language="ko")
    made = actions.issue(case=case, entries=entries, by=hall.clerk, at=at(11, 5))
    there = f"{page_of(case)}documents/{made.pk}/"
    for member, status in (
        (hall.clerk, 200),
        (hall.lead, 200),
        (hall.supervisor, 200),
        (inspector, 403),
        (hall.far_clerk, 404),
        (hall.stranger, 403),
    ):
        assert sign_in(member).get(there).status_code == status
    assert there not in text(sign_in(inspector).get(page_of(case)))


@pytest.mark.parametrize("number", ["0", "", "x", "٣", "9" * 30])
def test_a_document_that_is_not_there_is_not_handed_out(
    hall: World, case: Case, number: str
) -> None:
    answer = sign_in(hall.clerk).post(
        step(case, "deliver"), {"document": number, "medium": "post", "to": "x"}
    )
    assert answer.status_code == 404


def test_where_papers_can_not_be_set_the_decision_works_and_issuing_says_why(
    hall: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_library(*args: object, **more: object) -> bytes:
        raise NotSet("no_library")

    monkeypatch.setattr(pages, "can_set", lambda: "no_library")
    monkeypatch.setattr(issuing, "pdf", no_library)
    client = sign_in(hall.clerk)
    assert client.post(step(case, "grant")).status_code == 303
    assert "Documents can't be set on this server" in text(client.get(page_of(case)))
    given = {"holder": "Hong <b>", "text": "A sign", "fee": "0", "language": "ko"}
    answer = client.post(step(case, "issue"), given)
    assert answer.status_code == 422
    assert "none was issued; the decision stands" in text(answer)


# Files of the citizen ------------------------------------------------------------------------


def test_a_file_with_a_hostile_name_is_text_and_comes_as_a_download(hall: World) -> None:
    case = actions.give_notice(
        case=hall.case(), missing=("proof",), written=True, language="ko", by=hall.clerk, at=at(11)
    )
    name = '"><img src=x onerror=alert(1)>\r\nSet-Cookie: a=b.pdf'
    actions.hand_in(case=case, content=PDF, name=name, at=at(11, 30))
    upload = Upload.objects.get()
    client = sign_in(hall.clerk)
    page = text(client.get(page_of(case)))
    assert "<img src=x" not in page
    assert "alert(1)" in page
    there = f"{page_of(case)}files/{upload.pk}/"
    file = client.get(there)
    assert file.content == PDF
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == f'attachment; filename="file-{upload.pk}.pdf"'
    assert "Set-Cookie" not in file.headers
    assert sign_in(hall.far_clerk).get(there).status_code == 404
    assert sign_in(hall.supervisor).get(there).status_code == 403
    assert client.post(step(case, "erase"), {"file": upload.pk}).status_code == 303
    assert client.get(there).status_code == 404
    assert "alert(1)" not in text(client.get(page_of(case)))


# The register --------------------------------------------------------------------------------


def test_the_register_shows_the_unit_its_own_and_supervision_all(hall: World, case: Case) -> None:
    sign_in(hall.clerk).post(step(case, "propose"), PROPOSAL)
    for member in ("lead", "supervisor", "director"):
        page = text(sign_in(getattr(hall, member)).get("/testhall/refusals/"))
        assert case.reference in page
    hall.lead.unit = hall.other_unit
    hall.lead.save(update_fields=["unit"])
    assert case.reference not in text(sign_in(hall.lead).get("/testhall/refusals/"))
    assert sign_in(hall.clerk).get("/testhall/refusals/").status_code == 403
    assert sign_in(hall.stranger).get("/testhall/refusals/").status_code == 403


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ({"status": "waiting"}, True),
        ({"status": "confirmed"}, False),
        ({"status": "all", "unit": "civil", "service": "register", "staff": "clerk"}, True),
        ({"status": "all", "staff": "clerk2"}, False),
        ({"since": "2026-11-09", "until": "2026-11-09"}, True),
        ({"since": "2026-11-10"}, False),
        ({"until": "2026-11-08"}, False),
    ],
)
def test_the_register_is_narrowed_as_the_address_says(
    hall: World, case: Case, asked: dict[str, str], there: bool
) -> None:
    sign_in(hall.clerk).post(step(case, "propose"), PROPOSAL)
    page = text(sign_in(hall.supervisor).get("/testhall/refusals/", asked))
    assert (case.reference in page) is there


def test_an_unknown_list_of_refusals_is_no_page(hall: World) -> None:
    client = sign_in(hall.lead)
    assert client.get("/testhall/refusals/", {"status": "secret"}).status_code == 404
    assert client.get("/testhall/refusals/", {"since": "yesterday"}).status_code == 404


def test_steps_and_page_take_few_statements(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    client.get(page_of(case))
    with statements() as counted:
        client.get(page_of(case))
    assert len(counted) <= 16, counted
    lead = sign_in(hall.lead)
    for who, verb, given in (
        (client, "propose", PROPOSAL),
        (lead, "send-back", {"opinion": "Ask again."}),
        (client, "propose", PROPOSAL),
        (lead, "confirm", {"opinion": ""}),
    ):
        with statements() as counted:
            assert who.post(step(case, verb), given).status_code == 303
        assert len(counted) <= 10, (verb, counted)
