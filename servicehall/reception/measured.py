"""Days as they are measured: from the record to a row, and from rows to a pace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from servicehall.catalogue.queries import published
from servicehall.evidence.models import FactObject
from servicehall.hall.models import Centre, Counter, Shift
from servicehall.reception.models import MeasuredDay, Visit
from servicehall.reception.pace import Pace, Times, UnitPace, joined
from servicehall.reception.replay import Day, House, Replay, Told

LOOKS_BACK = 28
"""Days whose services and waits say how long one takes."""


def pace_as_data(pace: Pace) -> dict[str, Any]:
    """A pace as lists and objects that JSON holds."""
    return {
        code: {
            "times": {
                service: {str(hour): _as_list(each) for hour, each in hours.items()}
                for service, hours in unit.times.items()
            },
            "pauses": _as_list(unit.pauses),
            "called": unit.called,
            "left": unit.left,
            "overtaken": unit.overtaken,
            "waited": round(unit.waited, 2),
            "misses": {
                str(stretch): [round(miss, 3) for miss in each]
                for stretch, each in unit.misses.items()
            },
        }
        for code, unit in pace.items()
    }


def pace_from_data(data: Mapping[str, Any]) -> Pace:
    """The pace that ``pace_as_data`` put down."""
    return {
        code: UnitPace(
            times={
                service: {int(hour): Times(*each) for hour, each in hours.items()}
                for service, hours in unit["times"].items()
            },
            pauses=Times(*unit["pauses"]),
            called=unit["called"],
            left=unit["left"],
            overtaken=unit["overtaken"],
            waited=unit["waited"],
            misses={int(stretch): each for stretch, each in unit["misses"].items()},
        )
        for code, unit in data.items()
    }


def pace_of(centre: Centre, *, until: date) -> Pace:
    """How the units worked on the days measured up to ``until``.

    Two statements, or one where this process knows the days already.
    """
    days = MeasuredDay.objects.filter(
        centre=centre, day__gt=until - timedelta(days=LOOKS_BACK), day__lte=until
    ).order_by("day")
    return _pace_of(tuple(days.values_list("pk", "stamp")))


@lru_cache(maxsize=64)
def _pace_of(stamps: Sequence[tuple[int, object]]) -> Pace:
    """The pace of the days with these stamps; a day that is measured again has another one."""
    rows = MeasuredDay.objects.filter(pk__in=[pk for pk, _ in stamps]).order_by("day")
    return joined(pace_from_data(data) for data in rows.values_list("pace", flat=True))


def played(centre: Centre, day: date) -> Day:
    """The day played again from its facts, with what was known of earlier days."""
    zone = ZoneInfo(centre.timezone)
    begins = datetime.combine(day, time(), zone)
    ends = datetime.combine(day + timedelta(days=1), time(), zone)
    rows = (
        FactObject.objects.filter(
            fact__centre=centre.code,
            fact__happened__gte=begins,
            fact__happened__lt=ends,
            object_type__in=("visit", "shift", "closure"),
        )
        .order_by("fact__happened", "fact_id")
        .values_list(
            "fact__kind",
            "fact__happened",
            "fact__unit",
            "fact__counter",
            "object_id",
            "fact__data",
        )
    )
    pace = pace_of(centre, until=day - timedelta(days=1))
    return Replay(_house(centre, day, zone), pace).play(Told(*row) for row in rows.iterator())


def _house(centre: Centre, day: date, zone: ZoneInfo) -> House:
    closes = datetime.combine(day, centre.closes, zone)
    visits = Visit.objects.filter(centre=centre, day=day)
    shifts = Shift.objects.filter(centre=centre, day=day, ends__lt=closes)
    return House(
        zone=zone,
        units=_queues_of(centre),
        offered=dict(published(centre).order_by("version").values_list("code", "unit__code")),
        places={
            reference: (seniority, pk)
            for reference, seniority, pk in visits.values_list("reference", "seniority", "pk")
        },
        ends=dict(shifts.values_list("reference", "ends")),
    )


def _queues_of(centre: Centre) -> dict[str, frozenset[str]]:
    """By counter: the units whose queues it calls from."""
    found: dict[str, frozenset[str]] = {}
    rows = Counter.objects.filter(centre=centre)
    for code, unit, also in rows.values_list("code", "unit__code", "also_serves__code"):
        found[code] = found.get(code, frozenset({unit})) | ({also} if also else set())
    return found


def _as_list(times: Times) -> list[float]:
    return [times.n, round(times.total, 3), round(times.squares, 3)]
