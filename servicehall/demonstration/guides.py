"""Printed guides at the counters of the demonstration, and what citizens told of some."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from servicehall.catalogue.actions import (
    hand_out_guides,
    refill_guides,
    report_contradiction,
    report_guides_out,
    stock_guides,
)
from servicehall.catalogue.models import GuideReport, GuideStock
from servicehall.demonstration.cast import Cast
from servicehall.demonstration.floor import Floor
from servicehall.hall.models import StaffMember

BROUGHT = {"ko": (60, 15), "zh": (12, 3), "en": (12, 3)}
"""How many are brought in each language, and from how few on that is too few."""
TOLD = (
    ("passport", "2", ("newer",), "ko", "여섯 달이 안 된 사진인데도 새로 찍어 오라고 했습니다."),
    ("passport", "3", ("another_paper",), "zh", "要求另外提供居住证明，指南上没有写。"),
    ("food-business-report", "5", ("more_copies", "another_visit"), "ko", ""),
)
"""The service, the counter, what was asked for, the language, and the citizen's words."""


def lay_out_guides(floor: Floor) -> None:
    """Lay guides of every service on the rack of its unit, in each language."""
    for service in floor.cast.services.values():
        for language, (many, low_mark) in BROUGHT.items():
            floor.guides.append(
                stock_guides(
                    service=service,
                    language=language,
                    left=many,
                    low_mark=low_mark,
                    unit=service.unit,
                    by=floor.cast.lead(service.unit.code),
                    at=floor.now,
                )
            )


def count_guides(floor: Floor, day: date) -> None:
    """Count what citizens took since the day before yesterday, and bring more where few are left.

    Half of the racks are counted on one day, half on the next.
    """
    draw = Random(f"{day} guides")
    for stock in floor.guides[day.toordinal() % 2 :: 2]:
        brought, _ = BROUGHT[stock.language]
        lead = floor.cast.lead(stock.unit.code)
        was_low = stock.is_low
        taken = min(stock.left - 1, draw.randint(brought // 12, brought // 3))
        if taken > 0:
            hand_out_guides(stock=stock, many=taken, by=lead, at=floor.now)
        if stock.is_low and not was_low:
            _notice(floor, stock, lead)


def _notice(floor: Floor, stock: GuideStock, lead: StaffMember) -> None:
    """Few are left: more are brought before long, or nobody sees to it and the last is taken."""
    if not floor.lapses.falls_short("lets_guides_run_out", lead.code):
        floor.agenda.enter(floor.later(600, 1800), partial(_refill, floor, stock, lead))
    elif stock.left:
        floor.agenda.enter(floor.later(3600, 7200), partial(_run_out, floor, stock, lead))


def _refill(floor: Floor, stock: GuideStock, lead: StaffMember) -> None:
    service = floor.cast.services[stock.service_code]
    many, _ = BROUGHT[stock.language]
    refill_guides(stock=stock, service=service, many=many, by=lead, at=floor.now)


def _run_out(floor: Floor, stock: GuideStock, lead: StaffMember) -> None:
    report_guides_out(stock=stock, by=lead, at=floor.now)


def tell_of_guides(*, cast: Cast, at: datetime) -> None:
    """Let a few citizens tell of counters that asked for something else than the guide says."""
    if GuideReport.objects.filter(centre=cast.centre).exists():
        return
    for days, (code, counter, asked, language, words) in enumerate(TOLD, start=1):
        report_contradiction(
            service=cast.services[code],
            asked=asked,
            words=words,
            language=language,
            origin="",
            counter=cast.counters[counter],
            at=at - timedelta(days=days),
        )
