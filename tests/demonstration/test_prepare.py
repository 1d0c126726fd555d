"""The whole demonstration: ten days behind it, judged, worked on, and open now."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from servicehall.appraisal.queries import Month, scores
from servicehall.checks.queries import standard_in_force
from servicehall.checks.verdicts import Outcome
from servicehall.demonstration import prepare as preparing
from servicehall.demonstration.prepare import Prepared, prepare
from servicehall.evidence.models import Fact
from servicehall.findings.models import Finding, Rectification, Tally
from servicehall.findings.queries import Kept, kept_by
from servicehall.hall.models import Centre
from servicehall.reception.models import Visit
from servicehall.reception.waits import HallNow
from servicehall.standard.pack import Pack

ZONE = ZoneInfo("Asia/Seoul")
TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 14, 7, tzinfo=ZONE)

ONLY_IMPORTED = {"requested_again", "due_date_missed"}
"""Checks of fields that only the logs of other systems have."""

NO_OCCASION = {"told_too_late", "document_corrected"}
"""Checks of what does not happen in the demonstration's days: the law of its country sets no time
to tell, and its days issue no documents."""

NEVER_BROKEN = {"refused_without_basis", "refused_without_remedy"}
"""Checks of what the actions refuse to do."""

FEW = {
    "question_left",
    "question_taken_left",
    "question_not_taken_over",
    "question_report_left",
    "question_sent_away",
    "matter_not_contacted",
    "matter_past_date",
    "matter_delay_not_told",
}
"""Checks of what a day has only a few of, so that shares say little."""

FAULTS_BY_THEMSELVES = {"counter_unattended"}
"""Checks whose occasion is a fault already, so that most occasions break them."""


@pytest.fixture(scope="module")
def prepared(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Prepared]:
    """The demonstration, prepared once for the tests of this module, then taken back.

    What PostgreSQL does otherwise than SQLite shows in fewer days.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield prepare(at=AT, days=4 if connection.vendor == "postgresql" else 10)
        transaction.set_rollback(True)


def kept(prepared: Prepared) -> dict[str, Kept]:
    return kept_by(prepared.centre, "check_code", until=TODAY - timedelta(days=1))


def standard(prepared: Prepared) -> Pack:
    return standard_in_force(prepared.centre.code, TODAY)


def test_every_check_is_kept_by_most_and_broken_by_some(prepared: Prepared) -> None:
    found = kept(prepared)
    for _, check in standard(prepared).checks:
        if check.code in ONLY_IMPORTED | NO_OCCASION:
            continue
        outcomes = found[check.code].outcomes
        if check.code in FAULTS_BY_THEMSELVES:
            if prepared.simulated and prepared.simulated.days == 10:
                assert outcomes.get(Outcome.NEEDS_JUDGEMENT, 0) > 0, check.code
            continue
        passed = outcomes.get(Outcome.PASS, 0)
        if check.code in FEW:
            if prepared.simulated and prepared.simulated.days == 10:
                assert passed > 0, check.code
            continue
        broken = outcomes.get(Outcome.FAIL, 0) + outcomes.get(Outcome.NEEDS_JUDGEMENT, 0)
        assert passed > 0, check.code
        if check.credit is not None:
            assert outcomes.get(Outcome.NOT_APPLICABLE, 0) > 0, check.code
        elif prepared.simulated and prepared.simulated.days < 10:
            assert broken / (passed + broken) < 0.2, check.code
        elif check.code not in NEVER_BROKEN:
            assert 0.004 < broken / (passed + broken) < 0.1, check.code


def test_no_check_errs(prepared: Prepared) -> None:
    assert not Tally.objects.filter(outcome=Outcome.ERROR).exists()


def test_a_day_has_between_a_hundred_and_two_hundred_visits(prepared: Prepared) -> None:
    days = Count(Visit.objects.filter(day__lt=TODAY).order_by("day").values_list("day", flat=True))
    assert prepared.simulated is not None
    assert len(days) == prepared.simulated.days
    assert max(days) == date(2026, 11, 20)
    assert all(day.weekday() < 5 for day in days)
    assert all(100 <= count <= 200 for count in days.values())


def test_older_findings_were_decided_and_newer_ones_wait(prepared: Prepared) -> None:
    breaches = Finding.objects.filter(nature=Finding.Nature.BREACH)
    status = Count(breaches.values_list("status", flat=True))
    assert min(status[each] for each in ("open", "confirmed", "dismissed")) >= 1
    assert "withdrawn" not in status
    assert breaches.filter(statement="").exists()
    assert breaches.exclude(statement="").exists()
    for finding in breaches.exclude(decided_at=None):
        assert finding.decided_at is not None
        assert finding.happened < finding.opened_at <= finding.decided_at < AT
        assert finding.decision_reason
        assert finding.decided_by is not None
        assert finding.decided_by.role == "supervisor"


def test_orders_are_in_every_state_and_verified_by_somebody_else(prepared: Prepared) -> None:
    orders = Rectification.objects.select_related("finding", "reported_by", "verified_by")
    assert set(orders.values_list("status", flat=True)) >= {"reported", "verified"}
    for order in orders.filter(status="verified"):
        assert order.verified_by is not None
        assert order.verified_by != order.reported_by
        assert order.verified_by.code != order.finding.staff
    assert Fact.objects.filter(kind="rectification.verified", data__effective=False).exists()


def test_the_scores_of_the_month_tell_people_apart(prepared: Prepared) -> None:
    month = scores(prepared.centre, Month.of(TODAY), today=TODAY)
    totals = {score.total for score in month.staff.values()}
    assert len(totals) > 8
    assert min(totals) < 99
    assert all(score.staff for score in month.counters.values())


def test_nothing_is_said_to_happen_later_than_now(prepared: Prepared) -> None:
    assert not Fact.objects.filter(happened__gt=AT).exists()


def test_preparing_again_changes_nothing(prepared: Prepared) -> None:
    before = Fact.objects.count()
    again = prepare(at=AT + timedelta(minutes=5))
    assert again.simulated is None
    assert again.present == prepared.present
    assert again.findings == prepared.findings
    assert Fact.objects.count() == before


def test_a_day_later_the_days_stay_and_the_hall_is_opened_anew(prepared: Prepared) -> None:
    with transaction.atomic():
        again = prepare(at=AT + timedelta(days=1))
        assert again.simulated is None
        assert again.findings == prepared.findings
        assert 9 <= again.present.waiting <= 20
        over = ("finished", "missed", "left")
        assert not Visit.objects.filter(day=TODAY).exclude(status__in=over).exists()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["simulate", "judge_days", "open_hall"])
def test_an_interrupted_preparation_leaves_nothing_and_can_be_repeated(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(**given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(preparing, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            prepare(at=AT, days=1)
    assert not Centre.objects.exists()
    assert not Fact.objects.exists()
    if step == "open_hall":
        assert prepare(at=AT, days=1).present.waiting


@pytest.mark.django_db
def test_a_hall_that_was_only_simulated_is_judged_and_opened() -> None:
    with pytest.MonkeyPatch.context() as patched:
        # As after `servicehall simulate`: days, but nothing judged and nobody there.
        patched.setattr(preparing, "_look_back", lambda *given: None)
        patched.setattr(preparing, "open_hall", lambda **given: None)
        first = prepare(at=AT, days=1)
    assert first.simulated is not None
    assert not Tally.objects.exists()
    second = prepare(at=AT, days=1)
    assert second.simulated is None
    assert Tally.objects.exists()
    assert second.present.waiting


def test_waits_are_told_from_the_days_behind_it(prepared: Prepared) -> None:
    now = HallNow(prepared.centre, AT)
    told = {code: now.newcomer(code) for code in ("civil-affairs", "business-hygiene")}
    assert None not in told.values()
    assert any(not each.at_once for each in told.values() if each is not None)
