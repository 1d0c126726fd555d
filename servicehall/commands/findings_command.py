"""List findings: what was breached, by what, and what became of it."""

from __future__ import annotations

import argparse
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from servicehall.commands.choosing import centre_argument, chosen_centres, day
from servicehall.findings.models import Finding
from servicehall.findings.queries import findings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    centre_argument(parser)
    parser.add_argument("--from", dest="since", type=day, metavar="DAY", help="the first day")
    parser.add_argument("--to", dest="until", type=day, metavar="DAY", help="the last day")
    parser.add_argument("--status", choices=Finding.Status.values)
    parser.add_argument("--clause")
    parser.add_argument("--format", choices=("text", "jsonl"), default="text")


def run(options: argparse.Namespace) -> int:
    for centre in chosen_centres(options.centre):
        zone = ZoneInfo(centre.timezone)
        found = findings(centre)
        if options.since:
            found = found.filter(
                happened__gte=datetime.combine(options.since, datetime.min.time(), zone)
            )
        if options.until:
            following = options.until + timedelta(days=1)
            found = found.filter(
                happened__lt=datetime.combine(following, datetime.min.time(), zone)
            )
        if options.status:
            found = found.filter(status=options.status)
        if options.clause:
            found = found.filter(clause=options.clause)
        for finding in found.iterator(chunk_size=500):
            print(_line(finding, zone) if options.format == "text" else _row(finding))
    return 0


def _row(finding: Finding) -> str:
    return json.dumps(
        {
            "centre": finding.centre.code,
            "reference": finding.reference,
            "status": finding.status,
            "clause": finding.clause,
            "code": finding.check_code,
            "outcome": finding.outcome,
            "points": finding.points,
            "happened": finding.happened.isoformat(),
            "object": {"type": finding.object_type, "id": finding.object_id},
            "facts": finding.facts,
            "unit": finding.unit,
            "counter": finding.counter,
            "staff": finding.staff,
            "standard": finding.standard,
        }
    )


def _line(finding: Finding, zone: ZoneInfo) -> str:
    return (
        f"{finding.reference}  {finding.happened.astimezone(zone):%Y-%m-%d %H:%M}  "
        f"{finding.status:10} {finding.clause:7} {finding.check_code:28} "
        f"{finding.outcome:16} {finding.points:5g}  {finding.staff}"
    )
