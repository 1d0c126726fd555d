"""Opening findings from the record, and what people then do with each."""

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
from servicehall.evidence.actions import Refused, action, record, writing
from servicehall.findings.models import NEXT, Finding, Rectification, Tally
from servicehall.hall.models import Centre, StaffMember, Unit
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
    result = Judged(since, until)
    for pack, first, last in stretches_in_force(centre.code, since, until):
        judged_on = {check.per for _, check in pack.checks}
        facts = log(centre.code, since=first, until=last, zone=zone, object_types=judged_on)
        verdicts = judge(pack, facts, at=at, zone=zone, unit_types=unit_types, engine=engine)
        with writing():
            _tally(centre, pack, first, last, verdicts, zone, result)
            _open_findings(centre, pack, first, last, verdicts, zone, at, by, result)
    return result


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
    Tally.objects.filter(centre=centre, day__range=(first, last)).delete()
    Tally.objects.bulk_create(
        [
            Tally(
                centre=centre,
                standard=pack.sha256,
                day=day,
                check_code=check,
                clause=clause,
                outcome=outcome,
                unit=unit,
                counter=counter,
                staff=staff,
                count=count,
            )
            for (day, check, clause, outcome, unit, counter, staff), count in counts.items()
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
            _change(finding, Finding.Status.OPEN)
            _record("finding.opened", finding, by=by, at=at, data=_about(finding))
            result.reopened += 1
        else:
            result.standing += 1
    Finding.objects.bulk_create(made, batch_size=200)
    for finding in made:
        _record("finding.opened", finding, by=by, at=at, data=_about(finding))
    result.opened += len(made)
    for reference, finding in known.items():
        stands_open = finding.status == Finding.Status.OPEN or (
            finding.nature == Finding.Nature.MERIT and finding.status == Finding.Status.CONFIRMED
        )
        if reference not in shown and stands_open:
            Finding.objects.filter(pk=finding.pk).update(status=Finding.Status.WITHDRAWN)
            _record("finding.withdrawn", finding, by=by, at=at, data={"check": finding.check_code})
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


@action(Finding)
def answer(
    *, finding: Finding, statement: str, by: StaffMember, at: datetime, key: str | None = None
) -> Finding:
    """The person concerned says how it was, before anybody decides.

    Raises ``Refused``: ``not_permitted`` for anyone else; ``nothing_said``;
    ``impossible_transition`` once it is decided.
    """
    if by.centre_id != finding.centre_id or by.code != finding.staff:
        raise Refused("not_permitted", permission="answer")
    if not statement.strip():
        raise Refused("nothing_said")
    changed = Finding.objects.filter(pk=finding.pk, status=Finding.Status.OPEN).update(
        statement=statement.strip(), stated_at=at
    )
    if not changed:
        raise Refused("impossible_transition", status=finding.status, wanted="answered")
    finding.statement, finding.stated_at = statement.strip(), at
    _record("finding.answered", finding, by=by, at=at, personal={"statement": statement.strip()})
    return finding


@action(Finding)
def confirm(
    *,
    finding: Finding,
    by: StaffMember,
    at: datetime,
    reason: str = "",
    key: str | None = None,
) -> Finding:
    """A supervisor confirms the breach: its points count from now on.

    Raises ``Refused``: ``not_permitted``; ``own_finding`` where it names the supervisor;
    ``impossible_transition`` unless it is open.
    """
    _require_judge_of(finding, by)
    _change(
        finding,
        Finding.Status.CONFIRMED,
        decided_by=by,
        decided_at=at,
        decision_reason=reason.strip(),
    )
    _record("finding.confirmed", finding, by=by, at=at, data={"points": finding.points})
    return finding


@action(Finding)
def dismiss(
    *, finding: Finding, reason: str, by: StaffMember, at: datetime, key: str | None = None
) -> Finding:
    """A supervisor dismisses the finding, with the reason; it costs nothing.

    Raises ``Refused``: as ``confirm``; ``no_reason``.
    """
    _require_judge_of(finding, by)
    if not reason.strip():
        raise Refused("no_reason")
    _change(
        finding,
        Finding.Status.DISMISSED,
        decided_by=by,
        decided_at=at,
        decision_reason=reason.strip(),
    )
    _record("finding.dismissed", finding, by=by, at=at, personal={"reason": reason.strip()})
    return finding


@action(Finding)
def order_rectification(
    *,
    finding: Finding,
    order: str,
    due: datetime,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Finding:
    """Order that a confirmed breach be put right by a date (clause 3f).

    Raises ``Refused``: ``not_permitted``; ``not_confirmed``; ``nothing_said``; ``until_past``;
    ``ordered_already``.
    """
    _require_judge_of(finding, by)
    if finding.status != Finding.Status.CONFIRMED or finding.nature != Finding.Nature.BREACH:
        raise Refused("not_confirmed")
    if not order.strip():
        raise Refused("nothing_said")
    if due <= at:
        raise Refused("until_past")
    _, made = Rectification.objects.get_or_create(
        finding=finding,
        defaults={"order": order.strip(), "due": due, "ordered_by": by, "ordered_at": at},
    )
    if not made:
        raise Refused("ordered_already")
    _record(
        "rectification.ordered",
        finding,
        by=by,
        at=at,
        data={"due": due.isoformat()},
        personal={"order": order.strip()},
    )
    return finding


@action(Finding)
def report_rectified(
    *, finding: Finding, report: str, by: StaffMember, at: datetime, key: str | None = None
) -> Finding:
    """The person concerned, their lead or unit head reports what was done.

    Raises ``Refused``: ``not_permitted``; ``nothing_said``; ``not_ordered`` where no order is
    waiting for a report.
    """
    leads = by.role in {StaffMember.Role.LEAD, StaffMember.Role.UNIT_HEAD}
    in_charge = leads and by.unit is not None and by.unit.code == finding.unit
    if by.centre_id != finding.centre_id or not (by.code == finding.staff or in_charge):
        raise Refused("not_permitted", permission="report_rectified")
    if not report.strip():
        raise Refused("nothing_said")
    changed = Rectification.objects.filter(
        finding=finding, status=Rectification.Status.ORDERED
    ).update(
        status=Rectification.Status.REPORTED,
        report=report.strip(),
        reported_by=by,
        reported_at=at,
    )
    if not changed:
        raise Refused("not_ordered")
    _record("rectification.reported", finding, by=by, at=at, personal={"report": report.strip()})
    return finding


@action(Finding)
def verify_rectified(
    *, finding: Finding, effective: bool, by: StaffMember, at: datetime, key: str | None = None
) -> Finding:
    """Someone other than the doer verifies; where it had no effect the order stands again.

    Raises ``Refused``: ``not_permitted``; ``doer_verifies``; ``not_reported``.
    """
    require(by, "verify", centre=finding.centre_id)
    rectification = Rectification.objects.filter(
        finding=finding, status=Rectification.Status.REPORTED
    ).first()
    if rectification is None:
        raise Refused("not_reported")
    if by.pk == rectification.reported_by_id or by.code == finding.staff:
        raise Refused("doer_verifies")
    rectification.status = (
        Rectification.Status.VERIFIED if effective else Rectification.Status.ORDERED
    )
    rectification.verified_by, rectification.verified_at = by, at
    rectification.save(update_fields=["status", "verified_by", "verified_at"])
    _record("rectification.verified", finding, by=by, at=at, data={"effective": effective})
    return finding


def _require_judge_of(finding: Finding, by: StaffMember) -> None:
    require(by, "decide_findings", centre=finding.centre_id)
    if by.code == finding.staff:
        raise Refused("own_finding")


def _change(finding: Finding, status: str, **fields: object) -> None:
    """Change the status where the table allows it and the database still has the old one."""
    if status not in NEXT[finding.status]:
        raise Refused("impossible_transition", status=finding.status, wanted=status)
    changed = Finding.objects.filter(pk=finding.pk, status=finding.status).update(
        status=status, **fields
    )
    if not changed:
        finding.refresh_from_db(fields=["status"])
        raise Refused("impossible_transition", status=finding.status, wanted=status)
    finding.status = status
    for name, value in fields.items():
        setattr(finding, name, value)


def _about(finding: Finding) -> dict[str, object]:
    return {
        "check": finding.check_code,
        "clause": finding.clause,
        "outcome": finding.outcome,
    }


def _record(
    kind: str,
    finding: Finding,
    *,
    by: StaffMember | None,
    at: datetime,
    data: dict[str, object] | None = None,
    personal: dict[str, str] | None = None,
) -> None:
    record(
        kind,
        at=at,
        centre=finding.centre.code,
        unit=finding.unit,
        counter=finding.counter,
        staff=finding.staff,
        recorder=by.code if by else "judge",
        objects={"finding": finding.reference},
        data=data,
        personal=personal,
    )
