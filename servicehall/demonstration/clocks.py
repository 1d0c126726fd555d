"""The clocks of the demonstration's cases: stages that end, dates that slip, one stopped clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import F

from servicehall.cases.actions import extend, finish_stage, suspend, tell_delay, warn_of_dates
from servicehall.cases.models import Case
from servicehall.cases.queries import cases
from servicehall.demonstration.cast import Cast
from servicehall.demonstration.floor import Floor
from servicehall.hall.models import StaffMember
from servicehall.worktime.limits import Limit
from servicehall.worktime.reckoning import due

AHEAD = timedelta(days=2)
"""Only cases that are promised for later than this: nobody extends what is due today."""


_DELAYS = (
    "담당 전문가의 의견을 기다리고 있습니다.",
    "현장 확인이 비 때문에 미뤄졌습니다.",
    "다른 기관의 회신이 아직 오지 않았습니다.",
)
LOOKED_AT = timedelta(hours=4, minutes=30)
"""How often on a day the hall looks for dates that come near or are over."""


def watch_dates(floor: Floor, day: date) -> None:
    """Let the hall look through the day for dates that come near or are over."""
    moment = floor.hours.opening(day) + timedelta(minutes=1)
    while moment < floor.hours.closing(day) + timedelta(minutes=5):
        floor.agenda.enter(moment, partial(_look, floor))
        moment += LOOKED_AT


def _look(floor: Floor) -> None:
    warn_of_dates(centre=floor.cast.centre, at=floor.now)


def foresee_delay(floor: Floor, case: Case, clerk: StaffMember, likely: datetime) -> None:
    """Tell the citizen some hours before the promised date that it will slip; or forget to."""
    promised = case.promised_due
    assert promised is not None
    if floor.lapses.falls_short("tells_no_delay", clerk.code):
        return
    reason = floor.whims.choice(_DELAYS)

    def tell() -> None:
        if case.status == Case.Status.ACCEPTED and case.promised_due == promised:
            tell_delay(case=case, reason=reason, likely=likely, by=clerk, at=floor.now)

    ahead = timedelta(minutes=floor.whims.randint(40, 130))
    floor.agenda.enter(max(promised - ahead, floor.now + timedelta(seconds=30)), tell)


def go_through_stages(floor: Floor, case: Case, clerk: StaffMember) -> None:
    """End the case's stages one after the other, mostly shortly before each is due."""
    stage = case.stages.filter(done_at=None).first() if case.service.stages else None
    if stage is None:
        return
    moment = stage.due - timedelta(minutes=floor.whims.randint(15, 215))
    if floor.lapses.falls_short("finishes_stage_late", clerk.code):
        moment = due(stage.due, Limit(floor.whims.randint(1, 3), "hours"), floor.calendar)

    def finish() -> None:
        if case.status == Case.Status.ACCEPTED:
            finish_stage(case=case, code=stage.code, by=clerk, at=floor.now)
            go_through_stages(floor, case, clerk)

    floor.agenda.enter(max(moment, floor.now + timedelta(minutes=1)), finish)


def show_clocks(cast: Cast, at: datetime) -> None:
    """Stop the clocks of one case, extend another, announce the delay of a third, once."""
    running = cases().filter(centre=cast.centre, status=Case.Status.ACCEPTED)
    if running.filter(suspended_at__isnull=False).exists():
        return
    later = running.filter(
        promised_due__gt=at + AHEAD,
        accepted_at__lt=at,
        service__statutory_limit__contains="day",
        extensions=None,
        delay_told_at=None,
    )
    chosen = list(
        later.order_by(F("addressee_id").desc(nulls_last=True), "-promised_due", "pk")[:3]
    )
    if len(chosen) < 3:
        return
    still, longer, late = chosen
    suspend(case=still, reason="test", by=still.staff, at=at)
    extend(
        case=longer,
        count=1,
        reason="현장을 한 번 더 확인해야 합니다.",
        by=longer.staff,
        at=at,
    )
    assert late.promised_due is not None
    tell_delay(
        case=late,
        reason="담당 전문가의 의견을 기다리고 있습니다.",
        likely=late.promised_due + timedelta(days=4),
        by=late.staff,
        at=at,
    )
