"""Judging: facts compared with the checks of a standard, by the engine that is asked for."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import Literal

from servicehall.checks import duckdb_engine, oracle
from servicehall.checks.bench import verdicts
from servicehall.checks.logs import Log, LoggedFact, in_order
from servicehall.checks.rulings import CheckFailed, Ruling
from servicehall.checks.verdicts import Verdict
from servicehall.standard.pack import Check, Clause, Pack
from servicehall.worktime.calendars import WorkCalendar

Engine = Literal["duckdb", "oracle", "spark"]


class EngineUnavailable(RuntimeError):
    """An engine that this version does not have."""

    def __init__(self, engine: str) -> None:
        super().__init__(
            f"the engine {engine!r} is not available yet; use {' or '.join(sorted(_ENGINES))}"
        )
        self.engine = engine


_ENGINES: Mapping[str, Callable[..., tuple[list[Ruling], list[CheckFailed]]]] = {
    "duckdb": duckdb_engine.rulings,
    "oracle": oracle.rulings,
}


def judge(
    pack: Pack,
    log: Log,
    *,
    at: datetime,
    zone: tzinfo,
    unit_types: Mapping[str, str],
    calendar: WorkCalendar | None = None,
    engine: Engine = "duckdb",
) -> list[Verdict]:
    """What every check of the standard says of the log, as of the moment ``at``.

    ``unit_types`` gives the type of each unit by its code, ``calendar`` the hall's working time:
    without one a limit in working time is not known. Facts that happened after ``at``
    have not come yet. The verdicts come in the order of the standard, then of the objects'
    references, then of the facts; all engines give the same.

    Raises ``EngineUnavailable``; ``ValueError`` for a moment without a zone. What goes wrong
    inside one check becomes an ``error`` verdict.
    """
    checks = tuple(pack.checks)
    return judged(
        checks,
        log.facts,
        at=at,
        zone=zone,
        unit_types=unit_types,
        calendar=calendar,
        engine=engine,
    )


def judged(
    checks: Sequence[tuple[Clause, Check]],
    facts: Sequence[LoggedFact],
    *,
    at: datetime,
    zone: tzinfo,
    unit_types: Mapping[str, str],
    calendar: WorkCalendar | None = None,
    engine: Engine = "duckdb",
) -> list[Verdict]:
    """What the given checks say of the facts; for the rest see ``judge``."""
    if at.tzinfo is None:
        raise ValueError("the judging moment has no zone")
    if engine not in _ENGINES:
        raise EngineUnavailable(engine)
    object_types = {check.per for _, check in checks}
    known = in_order(
        fact for fact in facts if fact.happened <= at and fact.object_type in object_types
    )
    with _uncollected():
        found, failures = _ENGINES[engine](checks, known, at=at, zone=zone, calendar=calendar)
        return verdicts(
            checks, known, found, failures, zone=zone, unit_types=unit_types, calendar=calendar
        )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the cycle collector from walking the verdicts again and again while they grow.

    There are no cycles among them; the walks took as long as all the rest of judging.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
