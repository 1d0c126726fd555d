"""What is done with a citizen's matter, from receipt to decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from servicehall.cases.models import NEXT, Case, OneTimeNotice
from servicehall.catalogue.models import RequiredMaterial
from servicehall.evidence.actions import Refused, action, record
from servicehall.hall.models import StaffMember
from servicehall.hall.queries import working_calendar
from servicehall.hall.roles import require
from servicehall.reception.models import Visit
from servicehall.worktime.limits import limit
from servicehall.worktime.reckoning import due


@action(Case)
def receive(
    *,
    visit: Visit,
    missing: Sequence[str],
    by: StaffMember,
    at: datetime,
    applicant: str = "",
    key: str | None = None,
) -> Case:
    """Receive the matter of the citizen at the counter.

    ``missing`` are the codes of required materials that were not brought. The applicant's
    name is personal and kept apart. Raises ``Refused``: ``not_permitted``; ``not_serving``
    unless the visit is being served; ``case_received_already``; ``unknown_material``.
    """
    require(by, "serve", centre=visit.centre_id, unit=visit.unit_id)
    if visit.status != Visit.Status.SERVING:
        raise Refused("not_serving")
    _require_known(visit.service_id, missing)
    if Case.objects.filter(visit=visit, service=visit.service_id).exists():
        raise Refused("case_received_already")
    case = Case.objects.create(
        centre=visit.centre,
        reference=f"{visit.reference}/{visit.service.code}",
        service=visit.service,
        unit=visit.unit,
        visit=visit,
        counter=visit.counter,
        staff=by,
        received_at=at,
    )
    _record(
        "case.received",
        case,
        by=by,
        at=at,
        data={"service": visit.service.code, "missing": len(set(missing)), "channel": "counter"},
        personal={"applicant": applicant} if applicant else None,
    )
    return case


@action(Case)
def give_notice(
    *,
    case: Case,
    missing: Sequence[str],
    written: bool,
    language: str,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Case:
    """Tell the citizen everything that is missing, in one list (clause 2.6.1).

    Counts how many of the items could have been told with an earlier notice: those that the
    service item required then and that the notice left out. Raises ``Refused``:
    ``not_permitted``; ``nothing_missing``; ``unknown_language``; ``unknown_material``;
    ``impossible_transition``.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if language not in ("ko", "zh", "en"):
        raise Refused("unknown_language", language=language)
    items = list(dict.fromkeys(missing))
    if not items:
        raise Refused("nothing_missing")
    materials = _require_known(case.service_id, items)
    told = [notice.items for notice in case.notices.order_by("round")]
    knowable = len(set(items) - set().union(*told)) if told else 0
    _move(case, Case.Status.INCOMPLETE)
    OneTimeNotice.objects.create(
        case=case,
        round=len(told) + 1,
        items=items,
        names=[materials[code].names for code in items],
        written=written,
        language=language,
        given_at=at,
        given_by=by,
    )
    _record(
        "notice.given",
        case,
        by=by,
        at=at,
        data={
            "items": items,
            "count": len(items),
            "written": written,
            "round": len(told) + 1,
            "knowable_before": knowable,
        },
    )
    return case


@action(Case)
def supplement(
    *, case: Case, supplied: Sequence[str], by: StaffMember, at: datetime, key: str | None = None
) -> Case:
    """Note that the citizen brought what was missing.

    Raises ``Refused``: ``not_permitted``; ``unknown_material``; ``impossible_transition``
    unless something was missing.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if case.status != Case.Status.INCOMPLETE:
        raise Refused("impossible_transition", status=case.status, wanted="supplemented")
    _require_known(case.service_id, supplied)
    _record("case.supplemented", case, by=by, at=at, data={"count": len(set(supplied))})
    return case


@action(Case)
def accept(*, case: Case, by: StaffMember, at: datetime, key: str | None = None) -> Case:
    """Accept the case: both clocks start, and the promised and statutory dates are fixed.

    Raises ``Refused``: ``not_permitted``; ``impossible_transition``. Raises
    ``OutsideCalendar`` where the holidays of a year that the limits reach are not known.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    calendar = working_calendar(case.centre)
    promised = due(at, limit(case.service.promised_limit), calendar)
    statutory = due(at, limit(case.service.statutory_limit), calendar)
    _move(
        case,
        Case.Status.ACCEPTED,
        accepted_at=at,
        promised_due=promised,
        statutory_due=statutory,
    )
    _record(
        "case.accepted",
        case,
        by=by,
        at=at,
        data={"promised_due": promised.isoformat(), "statutory_due": statutory.isoformat()},
    )
    return case


@action(Case)
def give_receipt(*, case: Case, by: StaffMember, at: datetime, key: str | None = None) -> Case:
    """Hand over the acceptance receipt with the number and the promised date.

    Raises ``Refused``: ``not_permitted``; ``not_accepted`` before acceptance.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if case.accepted_at is None:
        raise Refused("not_accepted")
    _record("receipt.given", case, by=by, at=at, data={"written": True})
    return case


@action(Case)
def grant(*, case: Case, by: StaffMember, at: datetime, key: str | None = None) -> Case:
    """Decide for the applicant; how early or late against the promise is measured.

    Raises ``Refused``: ``not_permitted``; ``impossible_transition`` unless accepted.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    _move(case, Case.Status.GRANTED, decided_at=at)
    past = _days_past_promise(case, at)
    _record(
        "case.decided",
        case,
        by=by,
        at=at,
        data={"outcome": "granted", "days_past_promise": max(past, 0), "days_early": max(-past, 0)},
    )
    return case


@action(Case)
def refuse(
    *,
    case: Case,
    basis: str,
    reason: str,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Case:
    """Decide against the applicant, on a rule and for a reason (clause 2.2.3, third phrase).

    Raises ``Refused``: ``not_permitted``; ``no_basis`` without the rule; ``no_reason``
    without the reason; ``impossible_transition``.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if not basis.strip():
        raise Refused("no_basis")
    if not reason.strip():
        raise Refused("no_reason")
    _move(
        case,
        Case.Status.REFUSED,
        decided_at=at,
        refusal_basis=basis.strip(),
        refusal_reason=reason.strip(),
    )
    _record(
        "case.refused",
        case,
        by=by,
        at=at,
        data={
            "basis": basis.strip(),
            "reason": reason.strip(),
            "days_past_promise": max(_days_past_promise(case, at), 0),
        },
    )
    return case


def _days_past_promise(case: Case, at: datetime) -> int:
    """Working days past the promised moment, at least 1 once it has gone; negative when early."""
    if case.promised_due is None:
        return 0
    calendar = working_calendar(case.centre)
    promised = case.promised_due.astimezone(calendar.zone)
    decided = at.astimezone(calendar.zone)
    days = calendar.days_between(promised.date(), decided.date())
    return max(days, 1) if decided > promised else min(days, 0)


def _require_known(service: int, codes: Sequence[str]) -> dict[str, RequiredMaterial]:
    if not codes:
        return {}
    materials = {each.code: each for each in RequiredMaterial.objects.filter(service=service)}
    for code in codes:
        if code not in materials:
            raise Refused("unknown_material", material=code)
    return materials


def _move(case: Case, status: str, **fields: object) -> None:
    """Change the status where the table allows it and the database still has the old one."""
    if status not in NEXT[case.status]:
        raise Refused("impossible_transition", status=case.status, wanted=status)
    changed = Case.objects.filter(pk=case.pk, status=case.status).update(status=status, **fields)
    if not changed:
        case.refresh_from_db(fields=["status"])
        raise Refused("impossible_transition", status=case.status, wanted=status)
    case.status = status
    for name, value in fields.items():
        setattr(case, name, value)


def _record(
    kind: str,
    case: Case,
    *,
    by: StaffMember,
    at: datetime,
    data: dict[str, object],
    personal: dict[str, str] | None = None,
) -> None:
    record(
        kind,
        at=at,
        centre=case.centre.code,
        unit=case.unit.code,
        counter=case.counter.code if case.counter else "",
        staff=by.code,
        recorder=by.code,
        objects={"case": case.reference},
        data=data,
        personal=personal,
    )
