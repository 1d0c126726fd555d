"""Print the month's scores of staff and counters."""

from __future__ import annotations

import argparse
import json
from zoneinfo import ZoneInfo

from django.utils import timezone

from servicehall.appraisal.queries import Month, Score, scores
from servicehall.checks.queries import NoStandard
from servicehall.commands import BadInput
from servicehall.commands.choosing import centre_argument, chosen_centres, month


def add_arguments(parser: argparse.ArgumentParser) -> None:
    centre_argument(parser)
    parser.add_argument("--period", type=month, required=True, metavar="2026-11")
    parser.add_argument("--format", choices=("text", "jsonl"), default="text")


def run(options: argparse.Namespace) -> int:
    period: Month = options.period
    for centre in chosen_centres(options.centre):
        today = timezone.now().astimezone(ZoneInfo(centre.timezone)).date()
        try:
            found = scores(centre, period, today=today)
        except NoStandard as error:
            raise BadInput(str(error)) from None
        for kind, each in (("staff", found.staff), ("counter", found.counters)):
            for score in each.values():
                row = _row(centre.code, kind, found.standard.sha256, score)
                print(json.dumps(row) if options.format == "jsonl" else _line(row))
    return 0


def _row(centre: str, kind: str, standard: str, score: Score) -> dict[str, object]:
    return {
        "centre": centre,
        "period": str(score.month),
        "kind": kind,
        "code": score.code,
        "total": score.total,
        "base": score.scheme.base,
        "deducted": score.deducted,
        "bonus": score.bonus,
        "open": score.open,
        "parts": {part.part.code: part.score for part in score.parts},
        "entries": [
            {"finding": each.finding.reference, "points": each.points, "counts": each.counts}
            for each in score.entries
        ],
        "standard": standard,
    }


def _line(row: dict[str, object]) -> str:
    return (
        f"{row['centre']}  {row['period']}  {row['kind']:8}{row['code']:12}{row['total']:>8}"
        f"   deducted {row['deducted']:>6}   bonus {row['bonus']:>5}   open {row['open']}"
    )
