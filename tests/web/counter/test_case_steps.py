"""The citizen's matter on the counter's page: each step, what is kept on error, who may not."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from servicehall.cases import actions
from servicehall.cases.models import Case, OneTimeNotice
from servicehall.catalogue.actions import publish_item
from servicehall.evidence.models import Fact, PersonalData
from servicehall.hall.models import Centre
from servicehall.reception import actions as reception
from servicehall.reception.models import Visit
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text
from tests.world import MONDAY, World, at, item, names

PAGE = "/testhall/counter/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 10:10."""
    return set_clock(monkeypatch, at(10, 10))


@pytest.fixture
def hall(world: World, clock: Clock) -> World:
    """The world with the clerk on duty, who serves a Chinese citizen."""
    world.on_duty()
    world.served(at=at(9, 50), language="zh")
    return world


@pytest.fixture
def case(hall: World) -> Case:
    """The case of the citizen at the counter."""
    return hall.case(visit=hall.counter.visits.get())


def step(case: Case, verb: str) -> str:
    return f"{PAGE}cases/{case.pk}/{verb}/"


# Receive and tell ----------------------------------------------------------------------------


def test_receiving_leads_to_the_notice_with_what_is_missing_marked(hall: World) -> None:
    client = sign_in(hall.clerk)
    visit = hall.counter.visits.get()
    answer = client.post(
        f"{PAGE}visits/{visit.pk}/receive/",
        {"missing": ["proof"], "applicant": "  Hong Gildong ", "key": str(uuid4())},
        follow=True,
    )
    assert answer.redirect_chain == [(f"{PAGE}?missing=proof", 303)]
    page = text(answer)
    assert 'value="proof" checked' in page
    assert 'value="form" checked' not in page
    assert "Hong" not in page
    assert PersonalData.objects.get().data == {"applicant": "Hong Gildong"}
    assert '<option value="zh" lang="zh-Hans" selected>' in page


def test_what_is_not_required_can_not_be_missing(hall: World) -> None:
    visit = hall.counter.visits.get()
    answer = sign_in(hall.clerk).post(f"{PAGE}visits/{visit.pk}/receive/", {"missing": ["gift"]})
    assert answer["X-Refused"] == "unknown_material"
    assert not Case.objects.exists()


def test_the_notice_is_written_and_in_the_language_of_the_citizen(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    answer = client.post(
        step(case, "notice"), {"missing": ["proof", "form"], "language": "zh"}, follow=True
    )
    assert answer.redirect_chain == [(PAGE, 303)]
    told = OneTimeNotice.objects.get()
    assert (told.items, told.language, told.written) == (["proof", "form"], "zh", True)
    page = text(answer)
    assert f"/testhall/notices/{case.pk}/" in page
    assert "2 materials were told as missing" in page
    assert "Accept the case" not in page


def test_a_notice_only_by_mouth_is_marked(hall: World, case: Case) -> None:
    answer = sign_in(hall.clerk).post(
        step(case, "notice"),
        {"missing": ["proof"], "language": "ko", "manner": "spoken"},
        follow=True,
    )
    assert OneTimeNotice.objects.get().written is False
    assert "Only by mouth" in text(answer)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"language": "ko"}, "No missing material is marked"),
        ({"language": "ko", "missing": "gift"}, "is not a material of this service"),
        ({"language": "fr", "missing": "proof"}, "is not spoken here"),
    ],
)
def test_a_notice_that_makes_no_sense_is_told_beside_the_form(
    hall: World, case: Case, given: dict[str, str], said: str
) -> None:
    answer = sign_in(hall.clerk).post(step(case, "notice"), given)
    assert answer.status_code == 422
    assert said in text(answer)
    case.refresh_from_db()
    assert case.status == "received"


def test_a_second_notice_is_possible_but_warned_of(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    client.post(step(case, "notice"), {"missing": ["proof"], "language": "zh"})
    assert "becomes a finding" in text(client.get(PAGE))
    client.post(step(case, "notice"), {"missing": ["form"], "language": "zh"})
    assert "Notice 2" in text(client.get(PAGE))
    assert Fact.objects.filter(kind="notice.given").latest("pk").data["knowable_before"] == 1


# Supply and accept ---------------------------------------------------------------------------


def test_what_is_brought_is_counted_up_to_what_was_told(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    client.post(step(case, "notice"), {"missing": ["proof", "form"], "language": "zh"})
    page = text(client.post(step(case, "supply"), {"supplied": ["proof"]}, follow=True))
    assert "1 material is noted as supplied." in page
    assert "1 of 2 brought so far" in page
    assert "Accept the case" not in page
    page = text(client.post(step(case, "supply"), {"supplied": ["form"]}, follow=True))
    assert "2 of 2 brought so far" in page
    assert "Accept the case" in page


def test_what_was_brought_before_a_second_notice_does_not_count_for_it(
    hall: World, case: Case
) -> None:
    client = sign_in(hall.clerk)
    client.post(step(case, "notice"), {"missing": ["proof"], "language": "zh"})
    client.post(step(case, "supply"), {"supplied": ["proof"]})
    client.post(step(case, "notice"), {"missing": ["form"], "language": "zh"})
    assert "Accept the case" not in text(client.get(PAGE))


def test_nothing_marked_as_brought_is_noted_as_nothing(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    client.post(step(case, "notice"), {"missing": ["proof"], "language": "zh"})
    answer = client.post(step(case, "supply"))
    assert answer.status_code == 422
    assert "Nothing is marked as brought" in text(answer)
    assert not Fact.objects.filter(kind="case.supplemented").exists()


def test_acceptance_shows_the_promised_date_and_hands_over_the_receipt(
    hall: World, case: Case
) -> None:
    client = sign_in(hall.clerk)
    page = text(client.post(step(case, "accept"), follow=True))
    assert "Promised for" in page
    assert "2026-11-12T10:10:00+09:00" in page
    assert "Hand over the receipt" in page
    answer = client.post(step(case, "receipt"))
    assert (answer.status_code, answer["Location"]) == (303, f"/testhall/receipts/{case.pk}/")
    assert "handed over" in text(client.get(PAGE))
    assert Fact.objects.filter(kind="receipt.given").count() == 1


def test_beyond_the_known_calendar_nothing_is_promised(
    hall: World, case: Case, clock: Clock
) -> None:
    Centre.objects.update(jurisdiction="CN")
    clock.now = at(10, day=MONDAY.replace(year=2035))
    answer = sign_in(hall.clerk).post(step(case, "accept"), {"opened": "1"})
    assert answer.status_code == 422
    assert "holidays of the year" in text(answer)
    case.refresh_from_db()
    assert case.status == "received"


# Decide --------------------------------------------------------------------------------------


def test_granting_tells_it_and_offers_nothing_more(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    client.post(step(case, "accept"))
    page = text(client.post(step(case, "grant"), follow=True))
    assert "Granted" in page
    assert "Refuse the case" not in page
    answer = client.post(step(case, "grant"))
    assert answer.status_code == 422
    assert "This step is not possible any more" in text(answer)


@pytest.mark.parametrize(
    ("basis", "reason", "said"),
    [
        ("", "It is <b>elsewhere</b>", "Name the rule: the law and the article."),
        ("   ", "It is <b>elsewhere</b>", "Name the rule: the law and the article."),
        ("Act <1>", "", "Write the reason; the citizen has a right to it."),
        ("x" * 201, "It is <b>elsewhere</b>", "at most 200 characters"),
    ],
)
def test_a_refusal_without_rule_or_reason_keeps_what_was_typed(
    hall: World, case: Case, basis: str, reason: str, said: str
) -> None:
    answer = sign_in(hall.clerk).post(step(case, "refuse"), {"basis": basis, "reason": reason})
    page = text(answer)
    assert answer.status_code == 422
    assert said in page
    if reason:
        assert "It is &lt;b&gt;elsewhere&lt;/b&gt;" in page
    if basis.startswith("Act"):
        assert "Act &lt;1&gt;" in page
    case.refresh_from_db()
    assert case.status == "received"


def test_a_refusal_is_proposed_and_shows_its_rule_and_reason_once_confirmed(
    hall: World, case: Case, clock: Clock
) -> None:
    client = sign_in(hall.clerk)
    page = text(
        client.post(
            step(case, "refuse"), {"basis": "Act, art. 1", "reason": "First.\nSecond."}, follow=True
        )
    )
    assert "The refusal is proposed" in page
    case.refresh_from_db()
    actions.confirm_refusal(case=case, by=hall.lead, at=clock.now)
    page = text(client.get(PAGE))
    assert "Act, art. 1" in page
    assert "First.<br>Second." in page


# Cases of other visits -----------------------------------------------------------------------


def test_a_remembered_case_is_opened_and_worked_on_beside_the_visit(
    hall: World, case: Case, clock: Clock
) -> None:
    client = sign_in(hall.clerk)
    client.post(step(case, "notice"), {"missing": ["proof"], "language": "zh"})
    reception.finish(visit=hall.counter.visits.get(), by=hall.clerk, at=clock.now)
    page = text(client.get(PAGE))
    assert f"?case={case.pk}" in page
    assert "1 missing" in page
    page = text(client.get(PAGE, {"case": case.pk}))
    assert "A case of an earlier visit" in page
    assert 'name="opened"' in page
    answer = client.post(step(case, "supply"), {"supplied": "proof", "opened": "1"})
    assert answer["Location"] == f"{PAGE}?case={case.pk}"
    client.post(step(case, "accept"), {"opened": "1"})
    clock.now = at(9, day=MONDAY + timedelta(days=3))
    page = text(client.get(PAGE))
    assert "Today" in page
    clock.now = at(17, day=MONDAY + timedelta(days=3))
    assert "Overdue" in text(client.get(PAGE))


def test_a_colleague_of_the_unit_opens_it_but_not_of_another_unit(hall: World, case: Case) -> None:
    assert "A case of an earlier visit" in text(
        sign_in(hall.other_clerk).get(PAGE, {"case": case.pk})
    )
    far = sign_in(hall.far_clerk)
    assert far.get(PAGE, {"case": case.pk}).status_code == 404
    for verb in ("notice", "supply", "accept", "receipt", "grant", "refuse"):
        assert far.post(step(case, verb), {"missing": "proof"}).status_code == 404
    case.refresh_from_db()
    assert case.status == "received"


@pytest.mark.parametrize("asked", ["x", "-1", "", "1e3", "٣"])
def test_what_is_no_number_opens_nothing(hall: World, asked: str) -> None:
    answer = sign_in(hall.clerk).get(PAGE, {"case": asked})
    assert answer.status_code == 200
    assert "A case of an earlier visit" not in text(answer)


def test_htmx_gets_the_case_and_what_to_remember(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    htmx = {"HX-Request": "true", "HX-Target": "div#case"}
    page = text(
        client.post(
            step(case, "notice"),
            {"missing": ["proof"], "language": "zh"},
            headers=htmx,
            follow=True,
        )
    )
    assert page.lstrip().startswith('<div class="counter-case"')
    assert 'id="remember"' in page
    assert 'hx-swap-oob="true"' in page
    assert 'id="primary"' not in page
    wrong = client.post(step(case, "refuse"), headers=htmx)
    assert wrong.status_code == 422
    assert "<html" not in text(wrong)


def test_a_form_sent_twice_is_carried_out_once(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    given = {"missing": "proof", "language": "zh", "key": str(uuid4())}
    assert [client.post(step(case, "notice"), given).status_code for _ in range(2)] == [303, 303]
    assert OneTimeNotice.objects.count() == 1


def test_the_case_of_a_visit_sent_on_stays_with_its_unit(hall: World, case: Case) -> None:
    """Whoever sent the citizen on still finds the case; the next counter has its own."""
    actions.accept(case=case, by=hall.clerk, at=at(10, 11))
    visit = hall.counter.visits.get()
    reception.direct(visit=visit, to=hall.other_unit, by=hall.clerk, at=at(10, 12))
    page = text(sign_in(hall.clerk).get(PAGE, {"case": case.pk}))
    assert "Promised for" in page


# The checklist, the promise, the clocks ------------------------------------------------------


def test_the_checklist_tells_brought_missing_and_not_needed(hall: World) -> None:
    client = sign_in(hall.clerk)
    visit = hall.counter.visits.get()
    page = text(client.get(PAGE))
    assert 'name="material-proof" value="not_applicable"' in page
    answer = client.post(
        f"{PAGE}visits/{visit.pk}/receive/",
        {
            "material-proof": "missing",
            "material-form": "not_applicable",
            "reached": "010-1234-5678",
            "key": str(uuid4()),
        },
        follow=True,
    )
    case = Case.objects.get()
    assert case.not_applicable == ["form"]
    assert case.addressee is not None
    page = text(answer)
    assert 'value="proof" checked' in page
    assert 'value="form"' not in page, "what is not needed is not asked for"
    assert "1234" not in page


def test_a_case_is_received_in_twelve_statements(hall: World) -> None:
    client = sign_in(hall.clerk)
    visit = hall.counter.visits.get()
    sent = {
        "material-proof": "missing",
        "material-form": "brought",
        "reached": "010-1234-5678",
        "applicant": "Hong Gildong",
        "key": str(uuid4()),
    }
    with statements() as counted:
        assert client.post(f"{PAGE}visits/{visit.pk}/receive/", sent).status_code == 303
    assert len(counted) <= 12, "\n".join(counted)


def test_what_would_be_counted_is_marked_before_the_second_notice(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    assert "is counted" not in text(client.get(PAGE))
    client.post(step(case, "notice"), {"missing": ["proof"], "language": "zh"})
    page = text(client.get(PAGE))
    assert page.count("Could have been told before: is counted") == 1
    assert "1 material could have been told with an earlier notice" in page


def test_a_notice_keeps_the_day_and_that_it_was_read_together(hall: World, case: Case) -> None:
    sign_in(hall.clerk).post(
        step(case, "notice"),
        {"missing": ["proof"], "language": "zh", "until": "2026-11-20", "read": "1"},
    )
    told = OneTimeNotice.objects.get()
    assert told.read_by_both is True
    assert told.until == at(23, 59, day=MONDAY + timedelta(days=11))


def test_a_case_is_accepted_with_a_promise_of_the_rest(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    client.post(step(case, "notice"), {"missing": ["proof"], "language": "zh"})
    nothing = client.post(step(case, "accept"), {"promise": "1", "owed_by": "2026-11-12"})
    assert nothing.status_code == 422
    assert "Nothing is marked as promised" in text(nothing)
    without_day = client.post(step(case, "accept"), {"promise": "1", "owed": "proof"})
    assert "needs a day" in text(without_day)
    sent = {"promise": "1", "owed": "proof", "owed_by": "2026-11-12"}
    page = text(client.post(step(case, "accept"), sent, follow=True))
    assert "Promised in writing, to be brought by" in page
    client.post(step(case, "keep"), {"supplied": "proof"})
    case.refresh_from_db()
    assert (case.status, case.owed) == ("accepted", [])


def test_papers_that_cannot_be_promised_are_waited_for(hall: World, case: Case) -> None:
    client = sign_in(hall.clerk)
    client.post(step(case, "notice"), {"missing": ["form"], "language": "zh"})
    page = text(client.get(PAGE))
    assert "papers that can't be promised" in page
    assert "Accept with the promise" not in page
    assert "Accept the case" not in page
    refused = client.post(step(case, "accept"), {})
    assert "neither here nor promised" in text(refused)
    client.post(step(case, "supply"), {"supplied": "form"})
    assert "Accept the case" in text(client.get(PAGE))
    client.post(step(case, "accept"), {})
    case.refresh_from_db()
    assert case.status == "accepted"


def test_the_clerk_is_told_until_when_the_law_lets_them_tell(hall: World, clock: Clock) -> None:
    Centre.objects.filter(pk=hall.centre.pk).update(jurisdiction="CN", timezone="Asia/Shanghai")
    client = sign_in(hall.clerk)
    visit = hall.counter.visits.get()
    client.post(f"{PAGE}visits/{visit.pk}/receive/", {"material-proof": "missing"})
    page = text(client.get(PAGE))
    assert "else the case is accepted by law" in page
    case = Case.objects.get()
    clock.now = at(20, day=MONDAY + timedelta(days=7))
    answer = client.post(
        step(case, "notice"), {"missing": ["proof"], "language": "zh", "opened": "1"}
    )
    assert answer.status_code == 422
    assert "by law this case is accepted" in text(answer)


def test_the_citizens_answers_leave_out_what_they_do_not_need(world: World, clock: Clock) -> None:
    who = {
        "code": "who",
        "text": names("Does somebody apply for you?"),
        "options": [
            {"code": "self", "names": names("No")},
            {"code": "proxy", "names": names("Yes")},
        ],
    }
    materials = [
        {"code": "identity", "names": names("Identity card")},
        {"code": "power", "names": names("Power of attorney"), "condition": "who is proxy"},
    ]
    asks = item("civil", "register", questions=[who], materials=materials)
    world.on_duty()
    world.served(at=at(9, 50))
    Visit.objects.update(service=publish_item(centre=world.centre, item=asks))
    client = sign_in(world.clerk)
    left_out = 'name="material-power" value="not_applicable" checked'
    page = text(client.get(f"{PAGE}?part=work"))
    assert "Does somebody apply for you?" in page
    assert left_out not in page
    answered = text(client.get(f"{PAGE}?part=work&answer-who=self"))
    assert left_out in answered
    assert 'name="material-identity" value="brought" checked' in answered
