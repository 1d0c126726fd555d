"""The cast: one small hall, and everybody who comes to it.

Plain functions that make rows through the real actions; each takes what differs. Times are
those of one ordinary Monday.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from servicehall.cases import actions as cases
from servicehall.cases.models import Case
from servicehall.catalogue.actions import publish_item
from servicehall.catalogue.forms import ItemForm
from servicehall.catalogue.models import ServiceItem
from servicehall.checks.actions import publish, put_in_force
from servicehall.checks.admission import admit
from servicehall.findings.actions import Judged, judge_days
from servicehall.hall import actions as hall
from servicehall.hall.models import Centre, Counter, SelfCheck, Shift, StaffMember, Unit
from servicehall.reception import actions as reception
from servicehall.reception.models import Visit
from servicehall.standard.loading import SHIPPED
from servicehall.standard.pack import Pack

ZONE = ZoneInfo("Asia/Seoul")
MONDAY = date(2026, 11, 9)


def at(hour: int, minute: int = 0, *, day: date = MONDAY, second: int = 0) -> datetime:
    """A time on the Monday, or on another day, in the hall's zone."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZONE)


def names(english: str) -> dict[str, str]:
    """A name in three languages that tells them apart."""
    return {"en": english, "ko": f"{english} (한)", "zh": f"{english} (中)"}


@dataclass
class World:
    """The hall and its people: who acts, who watches, and a stranger who must see nothing."""

    centre: Centre
    unit: Unit
    other_unit: Unit
    counter: Counter
    other_counter: Counter
    far_counter: Counter
    clerk: StaffMember
    other_clerk: StaffMember
    far_clerk: StaffMember
    lead: StaffMember
    supervisor: StaffMember
    other_supervisor: StaffMember
    director: StaffMember
    administrator: StaffMember
    stranger: StaffMember
    service: ServiceItem
    far_service: ServiceItem
    shifts: dict[str, Shift] = field(default_factory=dict)

    def on_duty(
        self, member: StaffMember | None = None, counter: Counter | None = None, **but: Any
    ) -> Shift:
        """Put a member on duty at a counter, clocked in at 08:55."""
        member = member or self.clerk
        counter = counter or self.counter
        day = but.get("day", MONDAY)
        shift = hall.plan_shift(
            staff=member,
            counter=counter,
            day=day,
            starts=but.get("starts", at(9, day=day)),
            ends=but.get("ends", at(18, day=day)),
            by=self.administrator,
            at=at(8, day=day),
        )
        shift = hall.clock_in(shift=shift, by=member, at=but.get("clocked_in", at(8, 55, day=day)))
        counter.refresh_from_db()
        self.shifts[member.code] = shift
        return shift

    def ticket(self, **but: Any) -> Visit:
        """A citizen takes a ticket."""
        given: dict[str, Any] = {"service": self.service, "at": at(10), "language": "ko"}
        return reception.take_ticket(**(given | but))

    def served(self, **but: Any) -> Visit:
        """A citizen sits at the counter and is being served."""
        self.ticket(**({"at": at(10)} | but))
        visit = reception.call_next(counter=self.counter, by=self.clerk, at=at(10, 5))
        return reception.start(visit=visit, by=self.clerk, at=at(10, 6))

    def case(self, missing: tuple[str, ...] = (), **but: Any) -> Case:
        """A case received from a citizen at the counter."""
        visit = but.pop("visit", None) or self.served()
        return cases.receive(
            visit=visit, missing=missing, by=self.clerk, at=but.pop("at", at(10, 10)), **but
        )

    def next_minute(self, moment: datetime, minutes: int = 1) -> datetime:
        """A moment some minutes later."""
        return moment + timedelta(minutes=minutes)


def item(unit: str, code: str, **but: Any) -> ItemForm:
    """A service item with two materials, promised in three days of the law's five."""
    given: dict[str, Any] = {
        "code": code,
        "unit": unit,
        "names": names(code),
        "summary": names(f"about {code}"),
        "case_class": "dated",
        "statutory_limit": "5 days",
        "promised_limit": "3 days",
        "legal_basis": [{"law": names("Act"), "article": "1"}],
        "materials": [
            {"code": "form", "names": names("application form"), "form": "form"},
            {"code": "proof", "names": names("proof of address"), "weight": "minor"},
        ],
    }
    return ItemForm.model_validate(given | but)


def make_world(code: str = "testhall") -> World:
    """Set up the hall with its cast; nobody is on duty yet."""
    centre = hall.found_centre(code=code, names=names("Test hall"))
    unit = hall.add_unit(centre=centre, code="civil", names=names("Civil affairs"), prefix="A")
    other = hall.add_unit(
        centre=centre, code="roads", names=names("Roads"), unit_type="enforcement", prefix="B"
    )
    elsewhere = hall.found_centre(code=f"{code}-far", names=names("Far hall"))

    def member(code: str, role: str, unit: Unit | None = None) -> StaffMember:
        return hall.add_staff_member(
            centre=centre, code=code, name=f"Member {code}", unit=unit, role=role
        )

    role = StaffMember.Role
    publish_item(centre=centre, item=item("roads", "digging"))
    return World(
        centre=centre,
        unit=unit,
        other_unit=other,
        counter=hall.add_counter(unit=unit, code="1"),
        other_counter=hall.add_counter(unit=unit, code="2"),
        far_counter=hall.add_counter(unit=other, code="3"),
        clerk=member("clerk", role.CLERK, unit),
        other_clerk=member("clerk2", role.CLERK, unit),
        far_clerk=member("clerk3", role.CLERK, other),
        lead=member("lead", role.LEAD, unit),
        supervisor=member("supervisor", role.SUPERVISOR),
        other_supervisor=member("supervisor2", role.SUPERVISOR),
        director=member("director", role.LEADERSHIP),
        administrator=member("administrator", role.ADMINISTRATOR),
        stranger=hall.add_staff_member(
            centre=elsewhere, code="stranger", name="Stranger", role=role.SUPERVISOR
        ),
        service=publish_item(centre=centre, item=item("civil", "register", next_unit="roads")),
        far_service=ServiceItem.objects.get(centre=centre, code="digging"),
    )


@cache
def shipped_standard() -> Pack:
    """The shipped standard, admitted once for all tests."""
    return admit(SHIPPED / "city-service-hall")


def bind_standard(world: World, *, since: date = MONDAY) -> Pack:
    """Publish the shipped standard and put it in force in the world's centre."""
    pack = shipped_standard()
    standard = publish(pack=pack, at=at(7))
    put_in_force(centre=world.centre.code, standard=standard, since=since, at=at(7))
    return pack


def work_a_day(world: World) -> None:
    """A day with breaches whose number is known.

    One clerk comes ten minutes late without a badge; calls someone out of order for no stated
    reason; tells what is missing by mouth alone; one case stays within its promise.
    """
    shift = world.on_duty(clocked_in=at(9, 10))
    hall.do_self_check(
        check=SelfCheck.objects.get(counter=world.counter, day=MONDAY),
        items=["premises_unclean"],
        not_kept=[],
        shown_at=at(9, 10),
        by=world.clerk,
        at=at(9, 11),
    )
    hall.check_badge(shift=shift, worn=False, by=world.lead, at=at(9, 12))
    first, second = world.ticket(at=at(9, 20)), world.ticket(at=at(9, 21))
    reception.call_chosen(
        visit=second, counter=world.counter, reason="other", by=world.clerk, at=at(9, 30)
    )
    reception.start(visit=second, by=world.clerk, at=at(9, 31))
    case = cases.receive(
        visit=second, missing=["proof"], by=world.clerk, at=at(9, 35), applicant="Somebody"
    )
    cases.give_notice(
        case=case, missing=["proof"], written=False, language="ko", by=world.clerk, at=at(9, 40)
    )
    reception.finish(visit=second, by=world.clerk, at=at(9, 45))
    served = reception.call_next(counter=world.counter, by=world.clerk, at=at(9, 46))
    assert served == first
    reception.start(visit=served, by=world.clerk, at=at(9, 47))
    kept = cases.receive(visit=served, missing=[], by=world.clerk, at=at(9, 50))
    cases.accept(case=kept, by=world.clerk, at=at(9, 52))
    cases.give_receipt(case=kept, by=world.clerk, at=at(9, 53))
    reception.direct(visit=served, to=world.other_unit, by=world.clerk, at=at(9, 55))
    cases.grant(case=kept, by=world.clerk, at=at(16))
    hall.clock_out(shift=shift, by=world.clerk, at=at(18))


def judged_world(world: World) -> Judged:
    """Bind the standard, work the day, and judge it the next morning."""
    bind_standard(world)
    work_a_day(world)
    morning = at(8) + timedelta(days=1)
    # For so few facts the interpreter is done before a database has been started.
    return judge_days(centre=world.centre, since=MONDAY, until=MONDAY, at=morning, engine="oracle")
