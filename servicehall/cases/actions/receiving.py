"""Receiving what a citizen brings, telling once what is missing, and accepting."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from servicehall.cases.models import Case, OneTimeNotice
from servicehall.cases.moving import move, record_case
from servicehall.catalogue.models import RequiredMaterial
from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import StaffMember
from servicehall.hall.queries import working_calendar
from servicehall.hall.roles import require
from servicehall.reception.models import Visit
from servicehall.worktime.limits import limit
from servicehall.worktime.reckoning import due

FOLLOW_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What follow codes are written in: nothing that looks like something else."""
FOLLOW_LENGTH = 12


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
        follow_code="".join(secrets.choice(FOLLOW_SIGNS) for _sign in range(FOLLOW_LENGTH)),
    )
    record_case(
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
    move(case, Case.Status.INCOMPLETE)
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
    record_case(
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
    record_case("case.supplemented", case, by=by, at=at, data={"count": len(set(supplied))})
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
    move(
        case,
        Case.Status.ACCEPTED,
        accepted_at=at,
        promised_due=promised,
        statutory_due=statutory,
    )
    record_case(
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
    record_case("receipt.given", case, by=by, at=at, data={"written": True})
    return case


def _require_known(service: int, codes: Sequence[str]) -> dict[str, RequiredMaterial]:
    if not codes:
        return {}
    materials = {each.code: each for each in RequiredMaterial.objects.filter(service=service)}
    for code in codes:
        if code not in materials:
            raise Refused("unknown_material", material=code)
    return materials
