"""Cases of the demonstration whose clocks do not simply run: one stands still, one was extended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from servicehall.cases.actions import extend, suspend, tell_delay
from servicehall.cases.models import Case
from servicehall.cases.queries import cases
from servicehall.demonstration.cast import Cast

AHEAD = timedelta(days=2)
"""Only cases that are promised for later than this: nobody extends what is due today."""


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
