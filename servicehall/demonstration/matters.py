"""A citizen's matter at the counter of the simulated hall, and what becomes of it afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from servicehall.cases.actions import (
    accept,
    confirm_refusal,
    give_notice,
    give_receipt,
    grant,
    propose_refusal,
    receive,
    supplement,
)
from servicehall.cases.models import Case
from servicehall.catalogue.models import ServiceItem
from servicehall.demonstration.agenda import Process
from servicehall.demonstration.citizens import Errand
from servicehall.demonstration.clocks import foresee_delay, go_through_stages
from servicehall.demonstration.floor import Floor
from servicehall.hall.models import StaffMember
from servicehall.reception.actions import direct, finish, go_on
from servicehall.reception.models import Visit
from servicehall.worktime.limits import Limit, limit
from servicehall.worktime.reckoning import due

_REFUSALS = (
    "제출한 도면이 시설 기준에 맞지 않습니다.",
    "신청한 장소에서는 허용되지 않는 용도입니다.",
    "같은 내용의 신청이 이미 처리되었습니다.",
)
_OPINION = "관련 규정과 사유를 확인하였습니다."


def attend(
    floor: Floor, visit: Visit, errand: Errand, clerk: StaffMember, ends: datetime
) -> Process:
    """Serve a citizen until ``ends``, then show them on or say farewell."""
    begins = floor.now

    def at(share: float) -> datetime:
        return begins + timedelta(seconds=round((ends - begins).total_seconds() * share))

    if not errand.sent_on:
        yield at(0.2)
        case = _received(floor, visit, errand, clerk)
        missing = errand.missing if errand.case is None else errand.untold
        if missing:
            yield at(0.7)
            _tell(floor, case, errand, missing, clerk)
        else:
            yield at(0.5)
            accept(case=case, by=clerk, at=floor.now)
            yield at(0.7)
            if not floor.lapses.falls_short("gives_no_receipt", clerk.code):
                give_receipt(case=case, by=clerk, at=floor.now)
            yield at(0.9)
            _settle(floor, case, clerk)
    yield ends
    if visit.further_left:
        yield from _turn_to_further(floor, visit, errand, clerk)
    else:
        _part(floor, visit, errand, clerk)


def _turn_to_further(floor: Floor, visit: Visit, errand: Errand, clerk: StaffMember) -> Process:
    """Turn to what else the citizen came for, here or at the unit that has it."""
    counter = visit.counter
    assert counter is not None
    floor.leave(errand)
    go_on(visit=visit, by=clerk, at=floor.now)
    onward = replace(
        errand,
        service=floor.cast.services[visit.service.code],
        further=None,
        sent_on=False,
        missing=[],
        case=None,
        untold=[],
        minutes=max(3.0, errand.minutes * 0.6),
    )
    if visit.status == Visit.Status.WAITING:
        floor.join(onward.service.unit, visit, onward)
        return
    ends = floor.now + timedelta(seconds=round(onward.minutes * 60))
    hurry = floor.hurries.get(counter.code)
    if hurry is not None and hurry < ends:
        ends = max(hurry, floor.now + timedelta(minutes=1))
    yield from attend(floor, visit, onward, clerk, ends)


def _received(floor: Floor, visit: Visit, errand: Errand, clerk: StaffMember) -> Case:
    if errand.case is None:
        floor.cases += 1
        # Whoever fetches a certificate shows a card; nobody writes their name down.
        dated = errand.service.case_class != ServiceItem.CaseClass.IMMEDIATE
        return receive(
            visit=visit,
            missing=errand.missing,
            by=clerk,
            at=floor.now,
            applicant=errand.applicant if dated else "",
            # Every third leaves a way of being told.
            reached=f"applicant{floor.cases}@example.org" if dated and not floor.cases % 3 else "",
        )
    return supplement(case=errand.case, supplied=errand.missing, by=clerk, at=floor.now)


def _tell(floor: Floor, case: Case, errand: Errand, missing: list[str], clerk: StaffMember) -> None:
    """Tell what is missing: all at once and on paper, or as the clerk's habits have it."""
    lapses, told = floor.lapses, missing
    if len(missing) > 1 and lapses.falls_short("tells_in_parts", clerk.code):
        told = missing[: len(missing) // 2]
    written = not lapses.falls_short("tells_by_mouth", clerk.code)

    def give() -> None:
        give_notice(
            case=case,
            missing=told,
            written=written,
            language=errand.language,
            by=clerk,
            at=floor.now,
        )

    today = floor.now.astimezone(floor.hours.zone).date()
    in_time = floor.hours.closing(today) - floor.now > timedelta(hours=2)
    if in_time and errand.case is None and lapses.falls_short("tells_late", clerk.code):
        # They went home without the list and are told by telephone.
        floor.agenda.enter(floor.later(40 * 60, 90 * 60), give)
    else:
        give()
    untold = [each for each in missing if each not in told]
    again = replace(errand, missing=list(missing), untold=untold)
    floor.expect_back(floor.citizens.coming_back(again, case))


def _settle(floor: Floor, case: Case, clerk: StaffMember) -> None:
    """Decide on the spot what can be; enter for later when the rest will be decided, if ever."""
    service, draw = case.service, floor.draw
    if service.case_class == ServiceItem.CaseClass.IMMEDIATE:
        grant(case=case, by=clerk, at=floor.now)
        return
    assert case.promised_due is not None
    go_through_stages(floor, case, clerk)
    if floor.lapses.falls_short("never_decides", clerk.code):
        likely = due(case.promised_due, Limit(3, "days"), floor.calendar)
        foresee_delay(floor, case, clerk, likely)
        return
    # What stands against a matter is seen before all that it needs is done.
    refused = draw.random() < 0.04
    share = draw.triangular(0.4, 1.0, 0.95) * (0.4 if refused else 1.0)
    if floor.lapses.falls_short("decides_late", clerk.code):
        moment = due(case.promised_due, Limit(draw.randint(2, 12), "hours"), floor.calendar)
        foresee_delay(floor, case, clerk, moment)
    else:
        hours = limit(service.promised_limit).hours
        after = Limit(max(1, round(hours * share)), "hours")
        moment = min(
            due(floor.now, after, floor.calendar),
            case.promised_due - timedelta(seconds=draw.randint(120, 5400)),
        )

    def confirm() -> None:
        lead = floor.cast.lead(case.unit.code)
        second = lead if lead.pk != clerk.pk else _above(floor, case)
        confirm_refusal(case=case, by=second, opinion=_OPINION, at=floor.now)

    def decide() -> None:
        if refused:
            propose_refusal(
                case=case,
                basis=_basis(service),
                reason=draw.choice(_REFUSALS),
                by=clerk,
                at=floor.now,
            )
            floor.agenda.enter(floor.later(20 * 60, 100 * 60), confirm)
        else:
            grant(case=case, by=clerk, at=floor.now)

    floor.agenda.enter(max(moment, floor.later(60, 600)), decide)


def _part(floor: Floor, visit: Visit, errand: Errand, clerk: StaffMember) -> None:
    following = errand.service.next_unit
    floor.leave(errand)
    if (
        following is None
        or errand.sent_on
        or floor.lapses.falls_short("shows_no_next_counter", clerk.code)
    ):
        finish(visit=visit, by=clerk, at=floor.now)
        return
    direct(visit=visit, to=following, by=clerk, at=floor.now)
    onward = replace(errand, sent_on=True, minutes=floor.draw.uniform(3, 6), coming="at_once")
    floor.join(following, visit, onward)


def _above(floor: Floor, case: Case) -> StaffMember:
    """Who decides a refusal that the unit's lead proposed: its head, else the leadership."""
    role = StaffMember.Role
    staff = floor.cast.staff.values()
    heads = (each for each in staff if each.role == role.UNIT_HEAD)
    head = next((each for each in heads if each.unit_id == case.unit_id), None)
    return head or next(each for each in staff if each.role == role.LEADERSHIP)


def _basis(service: ServiceItem) -> str:
    """The rule that a refusal cites, as the catalogue names it."""
    basis = service.legal_basis[0]
    return f"{basis['law']['ko']} 제{basis['article']}조"
