"""Judging days of the record: breaches become findings, and the tally of outcomes is kept."""

from __future__ import annotations

import hashlib
from collections import Counter as Count
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from servicehall.checks.judging import Engine, judge
from servicehall.checks.logs import log
from servicehall.checks.queries import stretches_in_force
from servicehall.checks.verdicts import Outcome, Verdict
from servicehall.evidence.actions import Refused, writing
from servicehall.findings.changing import change, record_finding
from servicehall.findings.models import Finding, Tally
from servicehall.hall.models import Centre, StaffMember, Unit
from servicehall.hall.queries import working_calendar
from servicehall.hall.roles import require
from servicehall.standard.pack import Pack

BREACHES = frozenset({Outcome.FAIL, Outcome.NEEDS_JUDGEMENT})


@dataclass
class Judged:
    """What judging a stretch of days came to: outcomes for each check, findings opened."""

    since: date
    until: date
    outcomes: dict[str, Count[str]] = field(default_factory=dict)
    """Check code to the count of each outcome."""
    clauses: dict[str, str] = field(default_factory=dict)
    """Check code to its clause."""
    opened: int = 0
    reopened: int = 0
    withdrawn: int = 0
    standing: int = 0


def judge_days(
    *,
    centre: Centre,
    since: date,
    until: date,
    at: datetime,
    engine: Engine = "duckdb",
    by: StaffMember | None = None,
) -> Judged:
    """Judge the objects whose history began on a day in ``[since, until]`` and open findings.

    Each day is judged by the standard in force on it, on all that is known at ``at``. Running
    it again changes nothing unless the record has grown: a breach that is there already keeps
    its finding, one that no longer shows is withdrawn while it is open, and what people have
    decided stays. Raises ``Refused("not_permitted")``; ``Refused("days_reversed")``; and what
    ``stretches_in_force`` and ``judge`` raise.
    """
    if by is not None:
        require(by, "judge", centre=centre.pk)
    if until < since:
        raise Refused("days_reversed")
    zone = ZoneInfo(centre.timezone)
    unit_types = dict(Unit.objects.filter(centre=centre).values_list("code", "unit_type"))
    calendar = working_calendar(centre)
    result = Judged(since, until)
    for pack, first, last in stretches_in_force(centre.code, since, until):
        judged_on = {check.per for _, check in pack.checks}
        facts = log(centre.code, since=first, until=last, zone=zone, object_types=judged_on)
        verdicts = judge(
            pack,
            facts,
            at=at,
            zone=zone,
            unit_types=unit_types,
            calendar=calendar,
            engine=engine,
        )
        with writing():
            _tally(centre, pack, first, last, verdicts, zone, result)
            _open_findings(centre, pack, first, last, verdicts, zone, at, by, result)
    return result


_TALLIED = (
    "standard",
    "day",
    "check_code",
    "clause",
    "outcome",
    "unit",
    "counter",
    "staff",
    "count",
)
"""What a tally says, in the order in which it is compared."""


def _tally(
    centre: Centre,
    pack: Pack,
    first: date,
    last: date,
    verdicts: Sequence[Verdict],
    zone: ZoneInfo,
    result: Judged,
) -> None:
    counts: Count[tuple[date, str, str, str, str, str, str]] = Count()
    for clause, check in pack.checks:
        result.clauses[check.code] = clause.number
        result.outcomes.setdefault(check.code, Count())
    for each in verdicts:
        day = min(max(each.happened.astimezone(zone).date(), first), last)
        counts[
            (day, each.check, each.clause, each.outcome, each.unit, each.counter, each.staff)
        ] += 1
        result.outcomes[each.check][each.outcome] += 1
    wanted = dict.fromkeys((pack.sha256, *named, count) for named, count in counts.items())
    # Most of a day judged again is as it was; writing it anew would take longer than judging it.
    of_days = Tally.objects.filter(centre=centre, day__range=(first, last))
    kept = {tuple(columns): key for key, *columns in of_days.values_list("pk", *_TALLIED)}
    Tally.objects.filter(pk__in=[key for row, key in kept.items() if row not in wanted]).delete()
    Tally.objects.bulk_create(
        [
            Tally(centre=centre, **dict(zip(_TALLIED, row, strict=True)))
            for row in wanted
            if row not in kept
        ],
        batch_size=500,
    )


def _open_findings(
    centre: Centre,
    pack: Pack,
    first: date,
    last: date,
    verdicts: Sequence[Verdict],
    zone: ZoneInfo,
    at: datetime,
    by: StaffMember | None,
    result: Judged,
) -> None:
    shown = {
        _identity(each): each
        for each in verdicts
        if each.outcome in BREACHES
        or (each.outcome == Outcome.PASS and pack.check(each.check)[1].credit is not None)
    }
    known = {
        finding.reference: finding
        for finding in Finding.objects.filter(
            centre=centre,
            happened__gte=datetime.combine(first, datetime.min.time(), zone),
            happened__lt=datetime.combine(last + timedelta(days=1), datetime.min.time(), zone),
        )
    }
    known |= {
        finding.reference: finding
        for finding in Finding.objects.filter(
            centre=centre, reference__in=[each for each in shown if each not in known]
        )
    }
    made = []
    for reference, verdict in shown.items():
        finding = known.get(reference)
        if finding is None:
            made.append(_finding(centre, pack, reference, verdict, zone, at))
        elif finding.status == Finding.Status.WITHDRAWN:
            change(finding, Finding.Status.OPEN)
            record_finding("finding.opened", finding, by=by, at=at, data=_about(finding))
            result.reopened += 1
        else:
            result.standing += 1
    Finding.objects.bulk_create(made, batch_size=200)
    for finding in made:
        record_finding("finding.opened", finding, by=by, at=at, data=_about(finding))
    result.opened += len(made)
    for reference, finding in known.items():
        stands_open = finding.status == Finding.Status.OPEN or (
            finding.nature == Finding.Nature.MERIT and finding.status == Finding.Status.CONFIRMED
        )
        if reference not in shown and stands_open:
            Finding.objects.filter(pk=finding.pk).update(status=Finding.Status.WITHDRAWN)
            record_finding(
                "finding.withdrawn", finding, by=by, at=at, data={"check": finding.check_code}
            )
            result.withdrawn += 1


def _identity(verdict: Verdict) -> str:
    """The finding's reference: the same breach has the same one wherever it is computed."""
    named = (
        verdict.check,
        verdict.object_type,
        verdict.object_id,
        "" if verdict.occurrence is None else str(verdict.occurrence),
    )
    return "F" + hashlib.sha256("\x00".join(named).encode()).hexdigest()[:10].upper()


def _finding(
    centre: Centre, pack: Pack, reference: str, verdict: Verdict, zone: ZoneInfo, at: datetime
) -> Finding:
    _, check = pack.check(verdict.check)
    day = verdict.happened.astimezone(zone).date()
    merit = check.credit is not None
    points = check.credit.on(day) if check.credit is not None else check.points.on(day)
    return Finding(
        centre=centre,
        reference=reference,
        nature=Finding.Nature.MERIT if merit else Finding.Nature.BREACH,
        # Nobody loses by a merit, so it stands without a decision.
        status=Finding.Status.CONFIRMED if merit else Finding.Status.OPEN,
        standard=pack.sha256,
        clause=verdict.clause,
        check_code=verdict.check,
        outcome=verdict.outcome,
        reason={"code": verdict.reason.code, "values": dict(verdict.reason.values)},
        object_type=verdict.object_type,
        object_id=verdict.object_id,
        occurrence="" if verdict.occurrence is None else str(verdict.occurrence),
        facts=list(verdict.facts),
        happened=verdict.happened,
        unit=verdict.unit,
        counter=verdict.counter,
        staff=verdict.staff,
        points=points,
        opened_at=at,
    )


def _about(finding: Finding) -> dict[str, object]:
    return {
        "check": finding.check_code,
        "clause": finding.clause,
        "outcome": finding.outcome,
    }
