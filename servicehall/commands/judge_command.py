"""Judge a centre's record by its standard and open findings."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from servicehall.checks.judging import EngineUnavailable
from servicehall.checks.queries import NoStandard, first_bound
from servicehall.checks.verdicts import Outcome
from servicehall.commands import BadInput
from servicehall.commands.choosing import centre_argument, chosen_centres, day
from servicehall.evidence.actions import Refused
from servicehall.evidence.queries import first_day
from servicehall.findings.actions import Judged, judge_days
from servicehall.hall.models import Centre


def add_arguments(parser: argparse.ArgumentParser) -> None:
    centre_argument(parser)
    parser.add_argument("--from", dest="since", type=day, metavar="DAY", help="the first day")
    parser.add_argument("--to", dest="until", type=day, metavar="DAY", help="the last day")
    parser.add_argument("--engine", choices=("duckdb", "spark", "oracle"), default="duckdb")
    parser.add_argument("--format", choices=("text", "jsonl"), default="text")
    parser.add_argument(
        "--fail-on",
        choices=[str(each) for each in Outcome],
        action="append",
        default=[],
        help="end with status 1 where a check came to this outcome; may be given again",
    )


def run(options: argparse.Namespace) -> int:
    found = False
    for centre in chosen_centres(options.centre):
        judged = _judged(centre, options)
        if judged is None:
            print(f"servicehall: {centre.code} has no facts yet", file=sys.stderr)
            continue
        _show(centre, judged, options.format)
        found |= any(
            counts[outcome] for counts in judged.outcomes.values() for outcome in options.fail_on
        )
    return 1 if found else 0


def _judged(centre: Centre, options: argparse.Namespace) -> Judged | None:
    zone = ZoneInfo(centre.timezone)
    at = timezone.now()
    first: date | None = options.since or _first_day(centre, zone)
    if first is None:
        return None
    try:
        return judge_days(
            centre=centre,
            since=first,
            until=options.until or max(at.astimezone(zone).date(), first),
            at=at,
            engine=options.engine,
        )
    except Refused as refused:
        why = "--from lies after --to" if refused.code == "days_reversed" else refused.code
        raise BadInput(why) from None
    except (EngineUnavailable, NoStandard) as error:
        raise BadInput(str(error)) from None


def _first_day(centre: Centre, zone: ZoneInfo) -> date | None:
    """The day of the first fact, but none before a standard bound the centre."""
    recorded, bound = first_day(centre.code, zone), first_bound(centre.code)
    return max(recorded, bound) if recorded and bound else recorded


def _show(centre: Centre, judged: Judged, form: str) -> None:
    if form == "jsonl":
        for code, counts in judged.outcomes.items():
            row = {"centre": centre.code, "code": code, "clause": judged.clauses[code]}
            print(json.dumps(row | {str(each): counts[each] for each in Outcome}))
        return
    print(f"{centre.code}  {judged.since} to {judged.until}")
    width = max(map(len, judged.outcomes), default=0)
    heads = ("kept", "broken", "n/a", "too little", "error", "to judge")
    print(f"{'clause':9}{'check':{width}}" + "".join(f"{head:>11}" for head in heads))
    for code, counts in judged.outcomes.items():
        figures = "".join(f"{counts[each]:>11}" for each in Outcome)
        print(f"{judged.clauses[code]:9}{code:{width}}{figures}")
    print(
        f"findings: {judged.opened} opened, {judged.reopened} opened again, "
        f"{judged.withdrawn} withdrawn, {judged.standing} stand as they were"
    )
