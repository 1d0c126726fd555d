"""The examples in a pack: short histories, judged as the facts of a hall are."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from servicehall.checks.judging import judged
from servicehall.checks.logs import LoggedFact
from servicehall.checks.verdicts import Verdict
from servicehall.evidence.kinds import WrongData, kind_of
from servicehall.standard.pack import Check, Clause, Example, ExampleFact, Limit
from servicehall.worktime.calendars import calendar_of

ZONE = ZoneInfo("Asia/Seoul")
MONDAY = date(2026, 11, 2)
"""The day on which examples happen, unless a limit comes into force only later."""
LONG_AFTER = timedelta(days=400)
"""How long after the last fact an example is judged that does not say when."""

_TIME = re.compile(r"^(?:\+(\d+)d )?(\d\d:\d\d(?::\d\d)?)$")


class WrongExample(ValueError):
    """An example that can't have happened; ``place`` leads from the example to the part."""

    def __init__(self, place: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.place = place


def example_verdicts(clause: Clause, check: Check, example: Example) -> list[Verdict]:
    """What the check says of the example, by the plain engine.

    Raises ``WrongExample`` for a time that does not exist, a fact of an unknown kind or of
    another type of object, and data that does not fit its kind.
    """
    day = example_day(check)
    facts = [
        _fact(check.per, number, fact, day) for number, fact in enumerate(example.facts, start=1)
    ]
    if example.until is not None:
        at = _moment(example.until, day, ("until",))
    else:
        at = max(fact.happened for fact in facts) + LONG_AFTER
    unit_type = clause.unit_types[0] if clause.unit_types else "general"
    return judged(
        ((clause, check),),
        facts,
        at=at,
        zone=ZONE,
        unit_types={"example": unit_type},
        calendar=calendar_of("KR", str(ZONE)),
        engine="oracle",
    )


def example_day(check: Check) -> date:
    """The Monday on which the check's examples happen: one that has every limit in force."""
    dated = (check.at_most or check.at_least) if isinstance(check, Limit) else None
    last = max((each.since for each in dated.values), default=MONDAY) if dated else MONDAY
    if last <= MONDAY:
        return MONDAY
    return last + timedelta(days=-last.weekday() % 7)


def _fact(per: str, number: int, fact: ExampleFact, day: date) -> LoggedFact:
    place = ("facts", number - 1)
    try:
        kind = kind_of(fact.kind)
    except LookupError as error:
        raise WrongExample((*place, "kind"), str(error)) from None
    if per not in kind.objects:
        raise WrongExample((*place, "kind"), f"{fact.kind!r} tells nothing of a {per}")
    data: dict[str, Any] = {}
    for name, value in fact.data.items():
        given: Any = list(value) if isinstance(value, tuple) else value
        if kind.fields.get(name) == "moment" and isinstance(given, str) and _TIME.match(given):
            given = _moment(given, day, (*place, "data", name)).isoformat()
        data[name] = given
    try:
        kind.check(dict.fromkeys(kind.objects, "example"), data)
    except WrongData as error:
        raise WrongExample((*place, "data"), str(error)) from None
    return LoggedFact(
        id=number,
        object_type=per,
        object_id="example",
        seq=number,
        kind=fact.kind,
        happened=_moment(fact.at, day, (*place, "at")),
        unit="example",
        counter="example",
        staff="example",
        data=data,
    )


def _moment(text: str, day: date, place: tuple[str | int, ...]) -> datetime:
    """``09:30`` on the day, ``+1d 09:30`` on the next."""
    found = _TIME.match(text)
    try:
        if not found:
            raise ValueError
        later = timedelta(days=int(found[1] or 0))
        return datetime.combine(day + later, time.fromisoformat(found[2]), tzinfo=ZONE)
    except (ValueError, OverflowError):
        raise WrongExample(place, f"there is no such time: {text!r}") from None
