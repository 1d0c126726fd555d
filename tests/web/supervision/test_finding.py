"""One finding: who sees it, what it rests on, and deciding through its forms."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from servicehall.evidence.models import Fact
from servicehall.findings.actions import confirm, dismiss, order_rectification, report_rectified
from servicehall.findings.models import Finding, Rectification
from servicehall.hall.models import StaffMember
from tests.web.counter.hands import sign_in, statements, text
from tests.web.judged import (
    LANGUAGES,
    TUESDAY,
    anonymous,
    found,
    main_of,
    multiply,
    with_role,
    words_of,
)
from tests.world import World

ORDER = "called_out_of_order"
FRIDAY = "2026-11-13"


def address(check: str = ORDER) -> str:
    return f"/testhall/findings/{found(check).reference}/"


def page(member: StaffMember, check: str = ORDER) -> str:
    """The finding's page as the member reads it."""
    answer = sign_in(member).get(address(check))
    assert answer.status_code == 200
    return main_of(text(answer))


def post(member: StaffMember, verb: str, check: str = ORDER, **given: str) -> Any:
    """What the member's form answers."""
    return sign_in(member).post(f"{address(check)}{verb}/", given)


def done(answer: Any, check: str = ORDER) -> bool:
    """Whether it was done: the browser is sent back to the finding."""
    return (answer.status_code, answer.headers.get("Location")) == (303, address(check))


def ordered(hall: World) -> Finding:
    """The finding confirmed, and ordered to be put right."""
    finding = found(ORDER)
    confirm(finding=finding, by=hall.supervisor, at=TUESDAY)
    due = TUESDAY + timedelta(days=1)
    return order_rectification(
        finding=finding, order="Explain.", due=due, by=hall.supervisor, at=TUESDAY
    )


def forms(shown: str) -> set[str]:
    """Which forms a page offers, by their verbs."""
    return set(re.findall(r'action="/testhall/findings/\w+/(\w+)/"', shown))


# Who sees it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["supervisor", "director", "administrator", "lead", "clerk"])
def test_it_is_seen_by_overseers_the_lead_and_whom_it_names(hall: World, name: str) -> None:
    assert "Called out of order" in page(getattr(hall, name))


@pytest.mark.parametrize("name", ["other_clerk", "far_clerk", "stranger"])
def test_nobody_else_learns_that_it_exists(hall: World, name: str) -> None:
    client = sign_in(getattr(hall, name))
    refused = 403 if name == "stranger" else 404
    for verb in ("", "confirm/", "answer/", "report/"):
        answer = client.get(address()) if not verb else client.post(address() + verb)
        assert answer.status_code == refused
        assert "Called out of order" not in text(answer)
    assert found(ORDER).status == "open"


@pytest.mark.parametrize("reference", ["F0000000000", "x", "%00"])
def test_an_unknown_finding_has_no_page(hall: World, reference: str) -> None:
    client = sign_in(hall.supervisor)
    assert client.get(f"/testhall/findings/{reference}/").status_code == 404
    assert client.post(f"/testhall/findings/{reference}/confirm/").status_code == 404


def test_a_finding_of_one_centre_is_none_of_another(hall: World) -> None:
    elsewhere = address().replace("testhall", "testhall-far")
    assert sign_in(hall.stranger).get(elsewhere).status_code == 404


def test_who_is_not_signed_in_signs_in_first(hall: World) -> None:
    assert anonymous().get(address())["Location"] == f"/sign-in/?next={address()}"
    answer = anonymous().post(f"{address()}confirm/")
    assert answer.status_code == 302
    assert found(ORDER).status == "open"


# What it shows -------------------------------------------------------------------------------


def test_it_tells_what_was_found_in_words_with_the_facts_that_prove_it(hall: World) -> None:
    shown = page(hall.supervisor)
    words = words_of(f"<main>{shown}</main>")
    assert "“people passed over” is 1, above the limit of 0." in words
    assert "2.3.2 Three equals and three voices" in words
    assert "Costs once confirmed −2" in words
    assert "Counter 1 · Member clerk" in words
    assert "service: register" in words
    assert "reason: another reason" in words
    (proof,) = found(ORDER).facts
    assert re.findall(r'id="fact-(\d+)" class="timeline-proof"', shown) == [str(proof)]
    assert shown.count('id="fact-') == 4
    history = "/testhall/record/visit/2026-11-09/A002/?finding="
    assert f'href="{history}{found(ORDER).reference}"' in shown


def test_materials_are_named_not_coded(hall: World) -> None:
    words = words_of(f"<main>{page(hall.supervisor, 'told_orally_only')}</main>")
    assert "materials: proof of address" in words
    assert "Case 2026-11-09/A002 register" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(hall: World, language: str) -> None:
    client = sign_in(hall.supervisor)
    client.cookies["django_language"] = language
    words = words_of(text(client.get(address())))
    reason = {
        "ko": "“건너뛴 사람 수” 값이 1입니다(기준 0 초과).",
        "zh-hans": "“越过人数”为1，超过限值0。",
        "en": "“people passed over” is 1, above the limit of 0.",
    }
    assert reason[language] in words
    untold = {"ko": "Decision", "zh-hans": "Decision", "en": "결정"}
    assert untold[language] not in words


def test_a_merit_is_told_as_one_and_nobody_decides_on_it(hall: World) -> None:
    shown = page(hall.supervisor, "finished_early")
    words = words_of(f"<main>{shown}</main>")
    assert "Merit" in words
    assert "Adds +0.2" in words
    assert forms(shown) == set()
    assert "Decision" not in words


def test_a_withdrawn_finding_says_that_nobody_needs_to_decide(hall: World) -> None:
    Finding.objects.filter(check_code=ORDER).update(status="withdrawn")
    shown = page(hall.supervisor)
    assert "The record shows no breach any more" in shown
    assert forms(shown) == set()


def test_what_became_of_it_is_told_with_who_did_it(hall: World) -> None:
    post(hall.clerk, "answer", statement="She was ill.")
    post(hall.supervisor, "confirm", reason="Seen.")
    shown = page(hall.supervisor)
    trail = words_of(f"<main>{shown.partition('What became of it')[2]}</main>")
    assert re.search(
        r"Finding opened Judged by the facts .*Finding answered Member clerk .*"
        r"Finding confirmed Member supervisor",
        trail,
    ), trail


def test_what_people_wrote_is_text_and_not_markup(hall: World) -> None:
    post(hall.clerk, "answer", statement="<script>x</script>\nsecond line")
    shown = page(hall.supervisor)
    assert "&lt;script&gt;x&lt;/script&gt;<br>second line" in shown
    assert "<script>x" not in shown


# Which forms ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("supervisor", {"confirm", "dismiss"}),
        ("other_supervisor", {"confirm", "dismiss"}),
        ("director", set()),
        ("administrator", set()),
        ("lead", set()),
        ("clerk", {"answer"}),
    ],
)
def test_an_open_finding_offers_each_what_they_may_do(
    hall: World, name: str, offered: set[str]
) -> None:
    assert forms(page(getattr(hall, name))) == offered


@pytest.mark.parametrize(
    ("name", "when_ordered", "when_reported"),
    [
        ("supervisor", set(), {"verify"}),
        ("director", set(), {"verify"}),
        ("lead", {"report"}, set()),
        ("clerk", {"report"}, set()),
    ],
)
def test_an_order_offers_a_report_and_a_report_its_verification(
    hall: World, name: str, when_ordered: set[str], when_reported: set[str]
) -> None:
    finding = ordered(hall)
    assert forms(page(getattr(hall, name))) == when_ordered
    report_rectified(finding=finding, report="Explained.", by=hall.clerk, at=TUESDAY)
    assert forms(page(getattr(hall, name))) == when_reported


def test_nobody_is_offered_to_decide_on_themselves(hall: World) -> None:
    Finding.objects.filter(check_code=ORDER).update(staff=hall.supervisor.code)
    assert forms(page(hall.supervisor)) == {"answer"}
    assert post(hall.supervisor, "confirm").status_code == 409
    assert found(ORDER).status == "open"


def test_the_keys_of_the_page_are_told(hall: World) -> None:
    shown = page(hall.supervisor)
    assert set(re.findall(r'data-key="(\w)"', shown)) == {"i", "j", "k", "r", "c", "d"}
    ordered(hall)
    assert set(re.findall(r'data-key="(\w)"', page(hall.clerk))) == {"r"}


# Deciding ------------------------------------------------------------------------------------


def test_a_supervisor_confirms_and_is_sent_back_to_the_finding(hall: World) -> None:
    client = sign_in(hall.supervisor)
    answer = client.post(f"{address()}confirm/", {"reason": "Seen on the record."})
    assert done(answer)
    finding = found(ORDER)
    assert (finding.status, finding.decided_by) == ("confirmed", hall.supervisor)
    assert finding.decision_reason == "Seen on the record."
    shown = words_of(text(client.get(address())))
    assert "Confirmed: the points count from now on." in shown
    assert "Member supervisor" in shown
    assert "Seen on the record." in shown


def test_a_confirmation_needs_no_reason(hall: World) -> None:
    assert done(post(hall.supervisor, "confirm"))
    assert found(ORDER).status == "confirmed"


def test_a_dismissal_without_a_reason_is_shown_again(hall: World) -> None:
    answer = post(hall.supervisor, "dismiss", reason="   ")
    shown = main_of(text(answer))
    assert answer.status_code == 409
    assert found(ORDER).status == "open"
    assert "A reason is needed, so nothing was decided." in shown
    field = re.search(r'<textarea id="reason"[^>]*>', shown)
    assert field
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="reason-error reason-hint"' in field[0]


def test_what_was_typed_is_kept_when_it_is_refused(hall: World) -> None:
    dismiss(finding=found(ORDER), reason="Mine.", by=hall.other_supervisor, at=TUESDAY)
    answer = post(hall.supervisor, "confirm", reason="I wrote this.")
    assert answer.status_code == 409
    assert "This step is not possible any more" in text(answer)
    ordered_late = {"order": "Explain it & all.", "due": "2026-11-01"}
    Finding.objects.filter(check_code=ORDER).update(status="confirmed")
    answer = post(hall.supervisor, "order", **ordered_late)
    shown = main_of(text(answer))
    assert answer.status_code == 409
    assert "Explain it &amp; all.</textarea>" in shown
    assert 'value="2026-11-01" required aria-invalid="true"' in shown
    assert not Rectification.objects.exists()


def test_a_dismissal_with_its_reason_costs_nothing(hall: World) -> None:
    assert done(post(hall.supervisor, "dismiss", reason="She was ill."))
    assert found(ORDER).status == "dismissed"
    shown = page(hall.clerk)
    assert "She was ill." in shown
    assert "Member supervisor" in shown


def test_a_form_that_is_sent_twice_is_done_once(hall: World) -> None:
    key = re.search(r'name="key" value="([^"]+)"', page(hall.supervisor))
    assert key
    for _ in range(2):
        assert done(post(hall.supervisor, "confirm", key=key[1]))
    assert Fact.objects.filter(kind="finding.confirmed").count() == 1


def test_each_form_has_a_key_of_its_own(hall: World) -> None:
    pages = page(hall.supervisor) + page(hall.supervisor) + page(hall.clerk)
    keys = re.findall(r'name="key" value="([^"]+)"', pages)
    assert len(keys) == len(set(keys)) == 3


@pytest.mark.parametrize("name", ["director", "administrator", "lead", "clerk"])
@pytest.mark.parametrize("verb", ["confirm", "dismiss", "order"])
def test_only_supervisors_decide_and_order(hall: World, name: str, verb: str) -> None:
    answer = post(getattr(hall, name), verb, reason="r", order="o", due=FRIDAY)
    assert answer.status_code == 403
    assert found(ORDER).status == "open"


@pytest.mark.parametrize("verb", ["withdraw", "delete", "confirm2"])
def test_an_unknown_verb_has_no_page(hall: World, verb: str) -> None:
    assert post(hall.supervisor, verb).status_code == 404


def test_nothing_is_decided_by_looking(hall: World) -> None:
    answer = sign_in(hall.supervisor).get(f"{address()}confirm/")
    assert answer.status_code == 405
    assert found(ORDER).status == "open"


def test_a_form_from_elsewhere_is_refused(hall: World) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(hall.supervisor)
    assert hall.supervisor.user
    client.force_login(hall.supervisor.user, backend="servicehall.hall.backends.StaffBackend")
    assert client.post(f"{address()}confirm/").status_code == 403
    assert found(ORDER).status == "open"


# Answering -----------------------------------------------------------------------------------


def test_the_person_concerned_answers_and_may_change_it(hall: World) -> None:
    assert done(post(hall.clerk, "answer", statement="She was ill."))
    shown = page(hall.clerk)
    assert ">She was ill.</textarea>" in shown
    assert "Change my answer" in shown
    assert done(post(hall.clerk, "answer", statement="She was very ill."))
    assert found(ORDER).statement == "She was very ill."
    assert "She was very ill." in page(hall.supervisor)


def test_an_empty_answer_is_shown_again(hall: World) -> None:
    answer = post(hall.clerk, "answer", statement=" ")
    assert answer.status_code == 409
    assert "Nothing is written, so nothing was sent." in text(answer)
    assert 'aria-describedby="statement-error statement-hint"' in text(answer)


@pytest.mark.parametrize("name", ["lead", "supervisor", "director"])
def test_nobody_answers_for_another(hall: World, name: str) -> None:
    assert post(getattr(hall, name), "answer", statement="It was me.").status_code == 403
    assert found(ORDER).statement == ""


def test_after_the_decision_it_is_too_late_to_answer(hall: World) -> None:
    confirm(finding=found(ORDER), by=hall.supervisor, at=TUESDAY)
    answer = post(hall.clerk, "answer", statement="Too late.")
    assert answer.status_code == 409
    assert "Decided without an answer." in page(hall.clerk)


# Putting right -------------------------------------------------------------------------------


def test_from_order_to_verification(hall: World) -> None:
    confirm(finding=found(ORDER), by=hall.supervisor, at=TUESDAY)
    assert 'value="2026-11-17"' in page(hall.supervisor), "a week from Tuesday"
    assert done(post(hall.supervisor, "order", order="Explain it.", due=FRIDAY))
    order = Rectification.objects.get()
    assert order.due.isoformat() == "2026-11-13T09:00:00+00:00", "when the hall closes"
    assert done(post(hall.lead, "report", report="Explained."))
    assert "Explained." in page(hall.supervisor)
    assert done(post(hall.supervisor, "verify", effective="no"))
    shown = words_of(f"<main>{page(hall.clerk)}</main>")
    assert "Sent back Member supervisor" in shown
    assert done(post(hall.clerk, "report", report="Explained again."))
    assert done(post(hall.director, "verify", effective="yes"))
    assert Rectification.objects.get().status == "verified"
    assert "Verified by Member director" in page(hall.clerk)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"order": "", "due": FRIDAY}, "Nothing is written"),
        ({"order": "x", "due": ""}, "“” is no date"),
        ({"order": "x", "due": "next week"}, "“next week” is no date"),
        ({"order": "x", "due": "2026-11-09"}, "This date is over already"),
    ],
)
def test_an_order_that_can_not_be_given_is_shown_again(
    hall: World, given: dict[str, str], message: str
) -> None:
    confirm(finding=found(ORDER), by=hall.supervisor, at=TUESDAY)
    answer = post(hall.supervisor, "order", **given)
    assert answer.status_code == 409
    assert message in unescape(text(answer))
    assert 'aria-invalid="true"' in text(answer)
    assert not Rectification.objects.exists()


def test_the_doer_does_not_verify(hall: World) -> None:
    report_rectified(finding=ordered(hall), report="Done.", by=hall.lead, at=TUESDAY)
    assert post(hall.lead, "verify", effective="yes").status_code == 403
    assert post(hall.clerk, "verify", effective="yes").status_code == 403
    assert Rectification.objects.get().status == "reported"


def test_a_lead_of_another_unit_reports_nothing(hall: World) -> None:
    ordered(hall)
    lead = with_role(hall, StaffMember.Role.LEAD, unit=hall.other_unit)
    assert post(lead, "report", report="Done.").status_code == 404
    assert Rectification.objects.get().status == "ordered"


# The inbox beside it -------------------------------------------------------------------------


def test_from_each_finding_one_comes_to_the_next_that_waits(hall: World) -> None:
    """The latest is first, as in the list; from the last one there is no way on but back."""
    client = sign_in(hall.supervisor)
    here: str | None = address("next_counter_not_shown")
    walked = []
    while here:
        walked.append(here)
        shown = main_of(text(client.get(here)))
        following = re.search(r'href="([^"]+)" data-key="j"', shown)
        here = following[1] if following else None
    checks = ["next_counter_not_shown", "told_orally_only", ORDER]
    checks += ["badge_not_worn", "clocked_in_late"]
    assert walked == [address(check) for check in checks]
    back = re.search(r'href="([^"]+)" data-key="k"', main_of(text(client.get(walked[-1]))))
    assert back
    assert back[1] == walked[-2]


def test_the_inbox_shows_the_present_one_among_its_neighbours(hall: World) -> None:
    multiply(found("clocked_in_late"), 30)
    inbox = page(hall.supervisor).partition('class="inbox"')[2].partition("</nav>")[0]
    assert inbox.count("<li>") <= 16
    assert inbox.count('aria-current="true"') == 1
    assert found("told_orally_only").reference in inbox


def test_many_at_one_moment_are_all_walked_through(hall: World) -> None:
    moment = found(ORDER).happened
    Finding.objects.filter(nature="breach").update(happened=moment)
    client = sign_in(hall.supervisor)
    here: str | None = address(
        Finding.objects.filter(nature="breach").order_by("reference")[0].check_code
    )
    walked = set()
    while here and here not in walked:
        walked.add(here)
        following = re.search(r'href="([^"]+)" data-key="j"', main_of(text(client.get(here))))
        here = following[1] if following else None
    assert len(walked) == 5


def test_who_has_no_inbox_is_shown_none(hall: World) -> None:
    shown = page(hall.clerk)
    assert "Waiting for a decision" not in shown
    assert 'href="/testhall/findings/"' not in shown


@pytest.mark.parametrize("name", ["supervisor", "lead", "clerk"])
def test_the_page_asks_the_database_little(hall: World, name: str) -> None:
    ordered(hall)
    client = sign_in(getattr(hall, name))
    client.get(address())
    with statements() as asked:
        client.get(address())
    assert len(asked) <= 15, len(asked)
    multiply(found("clocked_in_late"), 40)
    with statements() as more:
        client.get(address())
    assert len(more) == len(asked)


def test_a_decision_asks_the_database_little(hall: World) -> None:
    client = sign_in(hall.supervisor)
    client.get(address())
    with statements() as asked:
        client.post(f"{address()}confirm/", {"key": "one"})
    assert len(asked) <= 10, asked
