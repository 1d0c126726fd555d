"""Reads the tables of docs/reference/checks.md: the meaning of checks, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from servicehall.checks.logs import LoggedFact
from servicehall.standard.pack import Check, Clause
from servicehall.worktime.calendars import calendar_of
from tests.checks.making import MONDAY, clause_with, make_check

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "checks.md"
CALENDAR = calendar_of("KR", "Asia/Seoul")
UNIT_TYPES = {"police": "enforcement", "civil": "general"}

_FACT = re.compile(
    r"^(\w+)(?:@(\w+))? ((?:\+\d+d )?\d\d:\d\d(?::\d\d)?)(?: by (\w+))?(?: (\{.*\}))?$"
)
_TIME = re.compile(r"^(?:\+(\d+)d )?(\d\d:\d\d(?::\d\d)?)$")


@dataclass
class Row:
    """A history, when it is judged, and what each column says of its verdicts."""

    section: str
    clause: Clause
    check: Check
    zone: ZoneInfo
    facts: list[LoggedFact]
    at: datetime
    told: str
    expected: list[dict[str, str]] = field(default_factory=list)


def rows() -> list[Row]:
    """All rows of all tables that follow a check."""
    found: list[Row] = []
    block: list[str] = []
    check: dict[str, Any] | None = None
    header: list[str] | None = None
    section, inside = "", False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section, check = line[3:], None
        elif line == "```yaml":
            inside, block = True, []
        elif line == "```":
            inside, header = False, None
            check = yaml.safe_load("\n".join(block))
        elif inside:
            block.append(line)
        elif check is not None and line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if header is None:
                header = cells
            elif not set(line) <= set("|- "):
                found += _row(section, check, dict(zip(header, cells, strict=True)), found)
    return found


def _row(
    section: str, form: Mapping[str, Any], cells: dict[str, str], before: list[Row]
) -> Iterator[Row]:
    if not cells["History"]:
        before[-1].expected.append(cells)
        return
    given = dict(form)
    zone = ZoneInfo(given.pop("zone", "Asia/Seoul"))
    unit_types = given.pop("unit_types", ())
    check = make_check(**given)
    facts = [
        _fact(number, text, zone)
        for number, text in enumerate(re.findall("`([^`]+)`", cells["History"]), start=1)
    ]
    yield Row(
        section,
        clause_with(check, unit_types=unit_types),
        check,
        zone,
        facts,
        _moment(cells["Judged"], zone),
        f"{given['template']}: {cells['History']} at {cells['Judged']}",
        [cells],
    )


def _fact(number: int, text: str, zone: ZoneInfo) -> LoggedFact:
    match = _FACT.match(text)
    assert match, f"not a fact: {text}"
    data = yaml.safe_load(match[5]) if match[5] else {}
    return LoggedFact(
        id=100 + number,
        object_type="visit",
        object_id="A-1",
        seq=number,
        kind=match[1],
        happened=_moment(match[3], zone),
        unit=match[2] or "",
        counter=f"c{number}",
        staff={None: f"s{number}", "nobody": ""}.get(match[4], match[4]),
        data={
            name: _moment(value, zone).isoformat()
            if isinstance(value, str) and _TIME.match(value)
            else value
            for name, value in data.items()
        },
    )


def _moment(text: str, zone: ZoneInfo) -> datetime:
    match = _TIME.match(text)
    assert match, f"not a time: {text}"
    day = MONDAY + timedelta(days=int(match[1] or 0))
    return datetime.combine(day, time.fromisoformat(match[2]), tzinfo=zone)
