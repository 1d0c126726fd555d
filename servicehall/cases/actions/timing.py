"""What stops a case's clocks, and what is added to them: under rule only, and told at once."""

from __future__ import annotations

from datetime import datetime

from servicehall.cases.clocks import NoExtension, longest_extension, require_extension
from servicehall.cases.letters import STILL, tell, told_in
from servicehall.cases.models import Case, Extension, Suspension
from servicehall.cases.moving import record_case, redate_stages, redated, take_on
from servicehall.cases.periods import periods_of
from servicehall.cases.queries import course
from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import StaffMember
from servicehall.hall.queries import working_calendar
from servicehall.hall.roles import require
from servicehall.reception.models import Message
from servicehall.worktime.limits import Limit, limit
from servicehall.worktime.reckoning import working_time


@action(Case)
def suspend(
    *,
    case: Case,
    reason: str,
    basis: str = "",
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Case:
    """Stop the clocks of a case, for a reason that the law names; its citizen is told.

    ``basis`` is the provision; where it is left out, the one that stands in ``periods.yaml``.
    Raises ``Refused``: ``not_permitted``; ``impossible_transition`` unless accepted;
    ``no_reason_by_law`` for a reason that does not stop a clock here; ``no_provision``;
    ``limit_over`` once the limit by law is; ``suspended_already``.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    _require_running(case)
    allowed = periods_of(case.centre.jurisdiction).suspensions
    if reason not in allowed:
        raise Refused("no_reason_by_law")
    provision = basis.strip() or allowed[reason]
    if not provision:
        raise Refused("no_provision")
    if case.statutory_due is not None and at > case.statutory_due:
        raise Refused("limit_over")
    stopped = Case.objects.filter(pk=case.pk, status=Case.Status.ACCEPTED, suspended_at=None)
    if not stopped.update(suspended_at=at):
        raise Refused("suspended_already")
    case.suspended_at = at
    Suspension.objects.create(case=case, begins=at, reason=reason, basis=provision, by=by)
    tell(Message.Occasion.STOOD_STILL, case, at=at, reason=told_in(case, STILL[reason]))
    record_case("case.suspended", case, by=by, at=at, data={"reason": reason, "basis": provision})
    return case


@action(Case)
def resume(*, case: Case, by: StaffMember, at: datetime, key: str | None = None) -> Case:
    """Let the clocks of a case run again; the dates move by the working time that they stood.

    Raises ``Refused``: ``not_permitted``; ``not_suspended``. Raises ``OutsideCalendar``.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    suspensions = list(case.suspensions.order_by("begins"))
    standing = next((each for each in suspensions if each.ends is None), None)
    if standing is None:
        raise Refused("not_suspended")
    standing.ends = max(at, standing.begins)
    before = case.promised_due
    run = course(case, suspensions, case.extensions.all())
    fields = redated(case, run) | {"suspended_at": None}
    stands = Case.objects.filter(
        pk=case.pk, suspended_at=standing.begins, statutory_due=case.statutory_due
    )
    if not stands.update(**fields):
        raise Refused("changed_meanwhile")
    take_on(case, fields)
    standing.save(update_fields=["ends"])
    redate_stages(case, run)
    stood = working_time(standing.begins, standing.ends, working_calendar(case.centre))
    if case.promised_due != before:
        still = STILL.get(standing.reason, "")
        tell(Message.Occasion.DATE_MOVED, case, at=at, reason=told_in(case, still))
    record_case(
        "case.resumed",
        case,
        by=by,
        at=at,
        data={
            "reason": standing.reason,
            "stood_still_minutes": round(stood.total_seconds() / 60),
            **_dates(case),
        },
    )
    return case


@action(Case)
def extend(
    *,
    case: Case,
    count: int,
    reason: str,
    consent: bool = False,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Case:
    """Extend the limits of a case by so many days (hours where its limit has them).

    Once, within the length of the original or what the law allows; once more with the
    citizen's consent where the law knows that. The citizen is told the new date and the reason
    at once. Raises ``Refused``: ``not_permitted`` (in China the lead extends);
    ``impossible_transition`` unless accepted; ``no_reason``; ``limit_over`` once the promised
    date is; ``extended_already``; ``consent_needed``; ``extension_too_long`` (``most``);
    ``extension_in_calendar_units``. Raises ``OutsideCalendar``.
    """
    periods = periods_of(case.centre.jurisdiction)
    permission = "serve" if periods.extension_by == "handler" else "extend_limits"
    require(by, permission, centre=case.centre_id, unit=case.unit_id)
    _require_running(case)
    if not reason.strip():
        raise Refused("no_reason")
    if case.promised_due is not None and at > case.promised_due:
        raise Refused("limit_over")
    length = _extension(case, count)
    before = case.statutory_due
    extensions = list(case.extensions.order_by("number"))
    number = len(extensions) + 1
    if number > periods.extensions:
        raise Refused("extended_already")
    if number > 1 and not consent:
        raise Refused("consent_needed")
    longer = Extension(
        case=case,
        number=number,
        length=str(length),
        reason=reason.strip(),
        consent=consent,
        extended_at=at,
        by=by,
    )
    run = course(case, case.suspensions.all(), [*extensions, longer])
    fields = redated(case, run)
    # It makes whoever else extends the case wait, and then find it changed.
    if not Case.objects.filter(
        pk=case.pk, status=Case.Status.ACCEPTED, statutory_due=before
    ).update(**fields):
        raise Refused("changed_meanwhile")
    take_on(case, fields)
    longer.save(force_insert=True)
    told = tell(Message.Occasion.EXTENDED, case, at=at, reason=reason.strip())
    record_case(
        "case.extended",
        case,
        by=by,
        at=at,
        data={
            "length": str(length),
            "reason": reason.strip(),
            "times": number,
            "consent": consent,
            "from_due": before.isoformat() if before else None,
            "told_citizen": told,
            **_dates(case),
        },
    )
    return case


@action(Case)
def tell_delay(
    *,
    case: Case,
    reason: str,
    likely: datetime,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Case:
    """Tell the citizen before the promised date that it will not be kept, why, and the new one.

    The date itself stays as it was promised. Raises ``Refused``: ``not_permitted``;
    ``impossible_transition`` unless accepted; ``no_reason``; ``limit_over`` once the date is;
    ``not_later`` for a day that is not after the promise.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    _require_running(case)
    if not reason.strip():
        raise Refused("no_reason")
    promised = case.promised_due
    assert promised is not None
    if at > promised:
        raise Refused("limit_over")
    if likely <= promised:
        raise Refused("not_later")
    changed = Case.objects.filter(
        pk=case.pk, status=Case.Status.ACCEPTED, promised_due=promised
    ).update(delay_told_at=at)
    if not changed:
        raise Refused("changed_meanwhile")
    case.delay_told_at = at
    calendar = working_calendar(case.centre)
    here, due = (each.astimezone(calendar.zone).date() for each in (at, promised))
    told = tell(Message.Occasion.DELAYED, case, at=at, reason=reason.strip(), likely=likely)
    record_case(
        "case.delay_told",
        case,
        by=by,
        at=at,
        data={
            "reason": reason.strip(),
            "due": promised.isoformat(),
            "likely": likely.isoformat(),
            "days_ahead": calendar.days_between(here, due),
            "told_citizen": told,
        },
    )
    return case


def _require_running(case: Case) -> None:
    if case.status != Case.Status.ACCEPTED:
        raise Refused("impossible_transition", status=case.status, wanted=Case.Status.ACCEPTED)


def _extension(case: Case, count: int) -> Limit:
    calendar = working_calendar(case.centre)
    statutory = limit(case.service.statutory_limit)
    most = longest_extension(statutory, calendar)
    if most is None:
        raise Refused("extension_in_calendar_units")
    unit = "hours" if statutory.unit == "hours" or most.unit == "hours" else "days"
    length = Limit(count, unit)
    try:
        if count < 1:
            raise NoExtension("extension_too_long", most)
        require_extension(length, statutory, calendar)
    except NoExtension:
        raise Refused("extension_too_long", most=most.count) from None
    return length


def _dates(case: Case) -> dict[str, object]:
    return {
        name: value.isoformat() if value else None
        for name, value in (
            ("promised_due", case.promised_due),
            ("statutory_due", case.statutory_due),
        )
    }
