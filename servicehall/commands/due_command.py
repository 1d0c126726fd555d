"""Say when a period ends, which days and hours count, and what is left out and why."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from servicehall.commands import BadInput
from servicehall.commands.choosing import day
from servicehall.worktime.calendars import OutsideCalendar, WorkCalendar, calendar_of
from servicehall.worktime.limits import Limit, limit
from servicehall.worktime.reckoning import Reckoning, Suspension, WrongPeriod, reckon
from servicehall.worktime.rules import Rule, UnknownRule, rule, rule_of, rules

ZONES = {"KR": "Asia/Seoul", "CN": "Asia/Shanghai"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jurisdiction", required=True, choices=tuple(ZONES))
    parser.add_argument(
        "--limit",
        required=True,
        metavar="LENGTH",
        help="'immediate', '3 hours', '3 working days', '2 weeks', '1 month', '1 year'",
    )
    parser.add_argument(
        "--from",
        dest="start",
        required=True,
        metavar="MOMENT",
        help="such as 2026-11-23T14:00, by the clock of the place unless it names an offset",
    )
    parser.add_argument("--rule", metavar="NAME", help=f"one of: {', '.join(rules())}")
    parser.add_argument(
        "--suspend",
        action="append",
        default=[],
        metavar="FROM..TO",
        help="the period stands still between two moments; may be given again",
    )
    parser.add_argument(
        "--extend", type=int, metavar="N", help="longer once, by so many of the limit's own unit"
    )
    parser.add_argument(
        "--as-known",
        type=day,
        metavar="DAY",
        help="with the holidays that were known on that day only",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    calendar = calendar_of(options.jurisdiction, ZONES[options.jurisdiction])
    if options.as_known is not None:
        calendar = calendar.as_known(options.as_known)
    try:
        length = limit(options.limit)
        by = rule(options.rule) if options.rule else rule_of(options.jurisdiction)
        told = reckon(
            _moment(options.start, calendar.zone),
            length,
            calendar,
            suspensions=[_suspension(each, calendar.zone) for each in options.suspend],
            extension=_extension(length, options.extend, by),
            rule=by,
        )
    except (ValueError, UnknownRule, WrongPeriod, OutsideCalendar) as error:
        raise BadInput(str(error)) from None
    if options.format == "json":
        print(json.dumps(_as_data(told, by), ensure_ascii=False))
    else:
        print("\n".join(_lines(told, by, calendar)))
    return 0


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text!r} is no moment such as 2026-11-23T14:00") from None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _suspension(text: str, zone: ZoneInfo) -> Suspension:
    found = re.fullmatch(r"(.+?)\.\.(.+)", text)
    if not found:
        raise BadInput(f"--suspend takes FROM..TO, not {text!r}")
    return Suspension(_moment(found[1], zone), _moment(found[2], zone))


def _extension(length: Limit, count: int | None, by: Rule) -> Limit | None:
    if count is None:
        return None
    if count < 1:
        raise BadInput("--extend takes a number of 1 or more")
    base = by.immediate if length.unit == "immediate" else length
    return replace(base, count=count)


def _lines(told: Reckoning, by: Rule, calendar: WorkCalendar) -> Sequence[str]:
    lines = [
        f"due {told.due:%Y-%m-%d %H:%M}, {told.due:%A} ({calendar.zone})",
        f"rule {told.rule}: {told.length}",
        f"  {by.source.strip()}",
        "counted:",
    ]
    lines += [f"  {each.day} {each.day:%a}  {_time(each.time)}".rstrip() for each in told.counted]
    hours = sum((each.time for each in told.counted), timedelta())
    lines.append(f"  in all {_time(hours) if hours else f'{len(told.counted)} days'}")
    if told.left_out:
        lines.append("left out:")
    lines += [
        f"  {each.day} {each.day:%a}  {' '.join(filter(None, [_time(each.time), each.reason]))}"
        for each in told.left_out
    ]
    return lines


def _time(time: timedelta) -> str:
    minutes = int(time.total_seconds()) // 60
    hours = f"{minutes // 60} h" if minutes >= 60 else ""
    rest = f"{minutes % 60} min" if minutes % 60 else ""
    return " ".join(filter(None, [hours, rest]))


def _as_data(told: Reckoning, by: Rule) -> dict[str, object]:
    return {
        "due": told.due.isoformat(),
        "rule": told.rule,
        "source": by.source.strip(),
        "length": str(told.length),
        "counted": [
            {"day": each.day.isoformat(), "minutes": _minutes(each.time)} for each in told.counted
        ],
        "left_out": [
            {"day": each.day.isoformat(), "reason": each.reason, "minutes": _minutes(each.time)}
            for each in told.left_out
        ],
    }


def _minutes(time: timedelta) -> int | None:
    """None for a whole day, whatever its hours."""
    return int(time.total_seconds()) // 60 if time else None
