"""Prepares the demonstration: an invented hall with ten days behind it, open now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from time import perf_counter
from zoneinfo import ZoneInfo

from servicehall.checks.actions import publish, put_in_force
from servicehall.checks.admission import admit
from servicehall.checks.models import InForce
from servicehall.demonstration.appointments import make_plans
from servicehall.demonstration.cast import CENTRE, Cast, assemble
from servicehall.demonstration.citizens import Hours
from servicehall.demonstration.guides import tell_of_guides
from servicehall.demonstration.present import Present, is_alive, open_hall, present
from servicehall.demonstration.simulator import (
    Report,
    Simulated,
    past_days,
    silently,
    simulate,
)
from servicehall.demonstration.supervision import Supervision
from servicehall.evidence.actions import writing
from servicehall.findings.actions import judge_days
from servicehall.findings.models import Finding, Tally
from servicehall.hall.models import Centre
from servicehall.reception.actions import measure_days
from servicehall.reception.models import Visit
from servicehall.standard.loading import SHIPPED

PACK = "city-service-hall"
DAYS = 10
SEED = 7


@dataclass(frozen=True)
class Prepared:
    """What preparing the demonstration came to."""

    centre: Centre
    simulated: Simulated | None
    """None where the days had been simulated before."""
    findings: int
    """How many breaches and merits there are."""
    present: Present
    seconds: float


def prepare(
    *, at: datetime, progress: Report = silently, days: int = DAYS, seed: int = SEED
) -> Prepared:
    """Make the demonstration centre ready, as of ``at``; what is ready already stays.

    Sets up the cast and the catalogue, puts the shipped standard in force, simulates the last
    working days before ``at``, judges them, lets the supervision office work on the older
    findings, and opens the hall. A hall that was opened hours ago is brought to the present
    again. All of it is one transaction: an interrupted preparation leaves nothing.
    """
    begun = perf_counter()
    with writing():
        known = Centre.objects.filter(code=CENTRE).first()
        if known is not None and _is_ready(known) and is_alive(known, at):
            return _prepared(known, None, begun)
        cast = assemble()
        simulated = None
        if not Visit.objects.filter(centre=cast.centre).exists():
            when = past_days(cast.centre, at, days)
            bring_standard(cast=cast, since=when[0])
            make_plans(cast)
            simulated = simulate(centre=cast.centre, days=when, seed=seed, progress=progress)
            measure_days(centre=cast.centre, at=at)
        if not _is_ready(cast.centre):
            _look_back(cast, at, seed, progress)
        progress("open the hall", 0, 1)
        tell_of_guides(cast=cast, at=at)
        open_hall(centre=cast.centre, at=at, seed=seed)
        progress("open the hall", 1, 1)
        return _prepared(cast.centre, simulated, begun)


def bring_standard(*, cast: Cast, since: date) -> None:
    """Publish the shipped standard and let it bind the centre, unless one does already."""
    centre = cast.centre
    if InForce.objects.filter(centre=centre.code).exists():
        return
    hours = Hours(ZoneInfo(centre.timezone), centre.opens, centre.closes)
    at = hours.opening(since) - timedelta(hours=16)
    standard = publish(pack=admit(SHIPPED / PACK), at=at, by="m1")
    put_in_force(centre=centre.code, standard=standard, since=since, at=at, by="d1")


def _is_ready(centre: Centre) -> bool:
    """Whether the past days were simulated and judged."""
    return Tally.objects.filter(centre=centre).exists()


def _look_back(cast: Cast, at: datetime, seed: int, progress: Report) -> None:
    """Judge the first half of the days when it was over, let people act on it, judge it all."""
    days = _days_before(cast.centre, at)
    if not days:
        return
    half = max(1, len(days) // 2)
    steps = "judge the days"
    progress(steps, 0, 3)
    hours = Hours(ZoneInfo(cast.centre.timezone), cast.centre.opens, cast.centre.closes)
    evening = hours.closing(days[half - 1]) + timedelta(minutes=45)
    judge_days(centre=cast.centre, since=days[0], until=days[half - 1], at=evening)
    progress(steps, 1, 3)
    if days[half:]:
        Supervision(cast, days[half:], Random(f"{seed} supervision")).run()
    progress(steps, 2, 3)
    judge_days(centre=cast.centre, since=days[0], until=days[-1], at=at)
    progress(steps, 3, 3)


def _days_before(centre: Centre, at: datetime) -> Sequence[date]:
    """The days with visits before that of ``at``."""
    today = at.astimezone(ZoneInfo(centre.timezone)).date()
    found = Visit.objects.filter(centre=centre, day__lt=today).values_list("day", flat=True)
    return sorted(set(found))


def _prepared(centre: Centre, simulated: Simulated | None, begun: float) -> Prepared:
    return Prepared(
        centre=centre,
        simulated=simulated,
        findings=Finding.objects.filter(centre=centre).count(),
        present=present(centre),
        seconds=perf_counter() - begun,
    )
