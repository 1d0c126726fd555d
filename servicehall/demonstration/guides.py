"""Printed guides at the counters of the demonstration, and what citizens told of some."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from servicehall.catalogue.actions import hand_out_guides, report_contradiction, stock_guides
from servicehall.catalogue.models import GuideStock
from servicehall.demonstration.cast import Cast

BROUGHT = {"ko": (60, 15), "zh": (12, 3), "en": (12, 3)}
"""How many are brought in each language, and from how few on that is too few."""
TOLD = (
    ("passport", "2", ("newer",), "ko", "여섯 달이 안 된 사진인데도 새로 찍어 오라고 했습니다."),
    ("passport", "3", ("another_paper",), "zh", "要求另外提供居住证明，指南上没有写。"),
    ("food-business-report", "5", ("more_copies", "another_visit"), "ko", ""),
)
"""The service, the counter, what was asked for, the language, and the citizen's words."""


def lay_out_guides(*, cast: Cast, at: datetime, seed: int) -> None:
    """Lay guides on the rack of each unit, let citizens take some, and tell of a few counters."""
    if GuideStock.objects.filter(centre=cast.centre).exists():
        return
    draw = Random(f"{seed} guides")
    for service in cast.services.values():
        lead = cast.lead(service.unit.code)
        for language, (many, low_mark) in BROUGHT.items():
            stock = stock_guides(
                service=service,
                language=language,
                left=many,
                low_mark=low_mark,
                unit=service.unit,
                by=lead,
                at=at - timedelta(days=3),
            )
            taken = draw.randint(0, many)
            if taken:
                hand_out_guides(stock=stock, many=taken, by=lead, at=at - timedelta(hours=2))
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
