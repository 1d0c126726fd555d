"""Telling once and in writing what is missing, and what comes of it: the supplement, its period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from servicehall.cases.clocks import supplement_due
from servicehall.cases.letters import tell
from servicehall.cases.models import Case, OneTimeNotice
from servicehall.cases.moving import move, record_case, require_known
from servicehall.cases.periods import periods_of
from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import StaffMember
from servicehall.hall.queries import working_calendar
from servicehall.hall.roles import require
from servicehall.reception.models import Message
from servicehall.worktime.calendars import OutsideCalendar


@action(Case)
def give_notice(
    *,
    case: Case,
    missing: Sequence[str],
    written: bool,
    language: str,
    by: StaffMember,
    at: datetime,
    read_by_both: bool = False,
    until: datetime | None = None,
    key: str | None = None,
) -> Case:
    """Tell the citizen everything that is missing, in one list (clause 2.6.1).

    Counts how many of the items could have been told with an earlier notice: those that the
    service item required then and that the notice left out. ``until`` is by when they are to be
    brought; where it is left out, the period that the law proposes runs. Written notices also go
    by letter to who wants that. Raises ``Refused``: ``not_permitted``; ``nothing_missing``;
    ``unknown_language``; ``unknown_material``; ``date_past``; ``told_too_late`` once the law has
    the case accepted; ``impossible_transition``.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if language not in ("ko", "zh", "en"):
        raise Refused("unknown_language", language=language)
    items = list(dict.fromkeys(missing))
    if not items:
        raise Refused("nothing_missing")
    materials = require_known(case.service_id, items)
    if case.status == Case.Status.RECEIVED and case.told_by is not None and at > case.told_by:
        raise Refused("told_too_late")
    if until is not None and until <= at:
        raise Refused("date_past")
    told = [notice.items for notice in case.notices.order_by("round")]
    until = until or _proposed_until(case, again=bool(told), at=at)
    move(
        case,
        Case.Status.INCOMPLETE,
        supplement_due=until,
        supplement_extended=0,
        lacking=items,
    )
    OneTimeNotice.objects.create(
        case=case,
        round=len(told) + 1,
        items=items,
        names=[materials[code].names for code in items],
        written=written,
        language=language,
        given_at=at,
        given_by=by,
        guide_version=case.service.version,
        read_by_both=read_by_both,
        until=until,
    )
    if written:
        names = [materials[code].names for code in items]
        tell(Message.Occasion.MISSING, case, at=at, items=names)
    data: dict[str, object] = {
        "items": items,
        "count": len(items),
        "written": written,
        "round": len(told) + 1,
        "knowable_before": knowable_before(told=told, missing=items),
        "version": str(case.service.version),
        "language": language,
        "read_by_both": read_by_both,
    }
    if until is not None:
        data["until"] = until.isoformat()
    if case.told_by is not None and not told:
        data["told_by"] = case.told_by.isoformat()
    record_case("notice.given", case, by=by, at=at, data=data)
    return case


def knowable_before(*, told: Sequence[Sequence[str]], missing: Sequence[str]) -> int:
    """How many of what is missing an earlier notice could have told and did not; 0 for the first.

    ``told`` are the items of the notices before.
    """
    return len(set(missing) - set().union(*told)) if told else 0


@action(Case)
def extend_supplement(
    *, case: Case, until: datetime, by: StaffMember, at: datetime, key: str | None = None
) -> Case:
    """Give the citizen more time to bring what is missing, as they asked; twice at most.

    Raises ``Refused``: ``not_permitted``; ``impossible_transition`` unless something is missing;
    ``not_later``; ``supplement_over`` once the period is; ``supplement_extended_often`` (``most``).
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if case.status != Case.Status.INCOMPLETE or case.supplement_due is None:
        raise Refused("impossible_transition", status=case.status, wanted="incomplete")
    if at > case.supplement_due:
        raise Refused("supplement_over")
    if until <= case.supplement_due:
        raise Refused("not_later")
    most = periods_of(case.centre.jurisdiction).supplement_extensions
    times = case.supplement_extended + 1
    if times > most:
        raise Refused("supplement_extended_often", most=most)
    changed = Case.objects.filter(
        pk=case.pk, status=Case.Status.INCOMPLETE, supplement_extended=times - 1
    ).update(supplement_due=until, supplement_extended=times)
    if not changed:
        raise Refused("changed_meanwhile")
    case.supplement_due, case.supplement_extended = until, times
    record_case(
        "supplement.extended",
        case,
        by=by,
        at=at,
        data={"until": until.isoformat(), "times": times},
    )
    return case


@action(Case)
def supplement(
    *, case: Case, supplied: Sequence[str], by: StaffMember, at: datetime, key: str | None = None
) -> Case:
    """Note that the citizen brought what was missing, or a part of it.

    Raises ``Refused``: ``not_permitted``; ``unknown_material``; ``impossible_transition``
    unless something was missing; ``changed_meanwhile`` where a colleague noted more.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if case.status != Case.Status.INCOMPLETE:
        raise Refused("impossible_transition", status=case.status, wanted="supplemented")
    require_known(case.service_id, supplied)
    brought = list(dict.fromkeys(supplied))
    left = [each for each in case.lacking if each not in brought]
    if not Case.objects.filter(
        pk=case.pk, status=Case.Status.INCOMPLETE, lacking=case.lacking
    ).update(lacking=left):
        raise Refused("changed_meanwhile")
    case.lacking = left
    data: dict[str, object] = {"count": len(brought), "items": brought}
    if case.supplement_due is not None:
        data["late"] = at > case.supplement_due
    record_case("case.supplemented", case, by=by, at=at, data=data)
    return case


def _proposed_until(case: Case, *, again: bool, at: datetime) -> datetime | None:
    periods = periods_of(case.centre.jurisdiction)
    days = periods.supplement_again_days if again else periods.supplement_days
    if days is None:
        return None
    try:
        return supplement_due(at, days, periods, working_calendar(case.centre))
    except OutsideCalendar:
        # What is missing is told all the same; a day can be agreed later.
        return None
