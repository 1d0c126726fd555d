"""What a staff member sees at their counter; asks the database only for what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from math import ceil

from django.http import QueryDict

from servicehall.cases.models import Case
from servicehall.evidence.queries import history
from servicehall.hall.models import Closure, Counter, Shift, StaffMember, Unit
from servicehall.hall.queries import closure_of, counters, leads, shift_left, shift_of
from servicehall.hall.roles import may
from servicehall.reception.actions import CHOSEN_REASONS, TRANSFER_REASONS
from servicehall.reception.models import FurtherService, Visit
from servicehall.reception.moving import callable_days
from servicehall.reception.queries import (
    callable_at,
    further_service,
    queue,
    set_aside,
    visit_at,
)
from servicehall.reception.staffing import Freed, free_first
from servicehall.reception.waits import HallNow
from servicehall.web.counter.folding import Folded, folded
from servicehall.web.counter.forms import (
    ClosureNoticeForm,
    RefusalForm,
    ShiftForm,
    duty_hours,
)
from servicehall.web.counter.matter import Matter
from servicehall.web.counter.post import Post
from servicehall.web.counter.prompts import Prompts, prompts
from servicehall.web.counter.remembering import Remembering
from servicehall.web.desks import Desk
from servicehall.web.wording import CODES

QUEUE_SHOWN = 12
"""More than these who wait stand folded below."""
QUEUE_MOST = 60
MISSED_SHOWN = 6
"""Of those who missed their call, the latest; the others have gone."""


class State(StrEnum):
    """Where the staff member's work stands; it chooses the primary button."""

    NO_SHIFT = "no_shift"
    LEFT = "left"
    PLANNED = "planned"
    CLOSED = "closed"
    PAUSED = "paused"
    FREE = "free"
    CALLED = "called"
    SERVING = "serving"


class Screen:
    """The counter of one staff member at one moment."""

    def __init__(
        self,
        desk: Desk,
        asked: QueryDict,
        *,
        notice: ClosureNoticeForm | None = None,
        shift_form: ShiftForm | None = None,
        refusal: RefusalForm | None = None,
        problem: str = "",
        opened: Case | None = None,
    ) -> None:
        self.desk = desk
        self.asked = asked
        self.problem = problem
        """What is wrong with what was sent, told beside the form that is shown again."""
        self._notice = notice
        self._shift_form = shift_form
        self._refusal = refusal
        self._opened = opened

    # Duty ----------------------------------------------------------------------------------

    @cached_property
    def today(self) -> date:
        """The day in the centre."""
        return self.desk.today

    @cached_property
    def shift(self) -> Shift | None:
        """The shift being worked, else the one planned for today."""
        return shift_of(self.desk.staff, self.today, self.desk.at)

    @cached_property
    def post(self) -> Post:
        """The post: away and back, in whose place, what was left, the self-check."""
        return Post(self.desk, self.shift)

    @cached_property
    def left(self) -> Shift | None:
        """Today's shift, where it is over."""
        return shift_left(self.desk.staff, self.today)

    @property
    def forgotten(self) -> bool:
        """Whether the shift being worked is one of an earlier day, never clocked out of."""
        return bool(self.shift and self.shift.clocked_in and self.shift.day < self.today)

    @property
    def counter(self) -> Counter | None:
        """The counter of the shift."""
        return self.shift.counter if self.shift else None

    @property
    def unit(self) -> Unit | None:
        """Whose queue and cases are shown: the counter's unit, else the staff member's own."""
        return self.shift.counter.unit if self.shift else self.desk.staff.unit

    @cached_property
    def closure(self) -> Closure | None:
        """The closure of the counter, where it is closed."""
        if self.counter is None or self.counter.state != Counter.State.CLOSED:
            return None
        return closure_of(self.counter)

    @property
    def notice_ran_out(self) -> bool:
        """Whether the counter is still closed though its notice says until earlier."""
        return bool(self.closure and self.closure.until and self.closure.until < self.desk.at)

    @cached_property
    def state(self) -> State:
        """Where the work stands."""
        if self.shift is None:
            return State.LEFT if self.left else State.NO_SHIFT
        if self.shift.clocked_in is None:
            return State.PLANNED
        if self.visit is not None:
            return State(self.visit.status)
        return {
            Counter.State.OPEN.value: State.FREE,
            Counter.State.PAUSED.value: State.PAUSED,
            Counter.State.CLOSED.value: State.CLOSED,
        }[self.shift.counter.state]

    @cached_property
    def minutes_late(self) -> int:
        """Minutes past the planned start, 0 before it."""
        if self.shift is None:
            return 0
        return max(0, int((self.desk.at - self.shift.starts).total_seconds() // 60))

    @cached_property
    def may_plan(self) -> bool:
        """Whether the staff member may put themself on duty."""
        unit = self.desk.staff.unit_id
        return unit is not None and may(
            self.desk.member, "plan_duty", centre=self.desk.centre.pk, unit=unit
        )

    @cached_property
    def whom_to_ask(self) -> str:
        """Who plans the unit's duty, by name."""
        return ", ".join(each.name for each in leads(self.unit)) if self.unit else ""

    @cached_property
    def shift_form(self) -> ShiftForm:
        """The form by which who may plan duty starts a shift of their own."""
        return self._shift_form or own_shift_form(self.desk)

    @cached_property
    def notice_form(self) -> ClosureNoticeForm | None:
        """The form of the notice on a closed counter."""
        if self._notice is not None:
            return self._notice
        return ClosureNoticeForm(self.closure, self.desk.at) if self.closure else None

    @property
    def closure_reasons(self) -> Sequence[str]:
        """Why a counter may be closed."""
        return Closure.Reason.values

    # Who waits -----------------------------------------------------------------------------

    @cached_property
    def waiting(self) -> Folded[Visit]:
        """Who waits for the unit, in order."""
        counter = self.counter
        if counter is not None:
            found = callable_at(counter, days=self.days).select_related("service", "reserved_for")
        elif self.unit is not None:
            found = queue(self.unit, days=self.days)
        else:
            found = Visit.objects.none()
        return folded(found[: QUEUE_MOST + 1], shown=QUEUE_SHOWN, most=QUEUE_MOST)

    @property
    def days(self) -> tuple[date, date]:
        """The days whose tickets can be called now."""
        return callable_days(self.desk.centre, self.desk.at)

    @cached_property
    def _aside(self) -> list[Visit]:
        return set_aside(self.unit, day=self.today) if self.unit else []

    @property
    def parked(self) -> list[Visit]:
        """Who is set aside at the unit's counters, the longest first."""
        return [each for each in self._aside if each.status == Visit.Status.PARKED]

    @property
    def missed(self) -> list[Visit]:
        """Who missed their call today and may still come, the latest first."""
        missed = [each for each in self._aside if each.status == Visit.Status.MISSED]
        return missed[::-1][:MISSED_SHOWN]

    @cached_property
    def chosen(self) -> Visit | None:
        """Whom to call out of order, while the reason is being asked for."""
        asked = self.asked.get("chosen", "")
        if not asked or self.state != State.FREE:
            return None
        return next((each for each in self.waiting.all if str(each.pk) == asked), None)

    @property
    def passed_over(self) -> int:
        """How many would be passed over by calling the chosen one."""
        return self.waiting.all.index(self.chosen) if self.chosen else 0

    @property
    def chosen_reasons(self) -> list[tuple[str, str]]:
        """Why somebody may be called out of order."""
        return [(code, str(CODES[code])) for code in CHOSEN_REASONS]

    # Who is here ---------------------------------------------------------------------------

    @cached_property
    def visit(self) -> Visit | None:
        """Who is called to the counter or served there."""
        if self.shift is None or self.shift.clocked_in is None:
            return None
        return visit_at(self.shift.counter)

    @property
    def next_unit(self) -> Unit | None:
        """Where the citizen goes from here, where the service has a next counter."""
        if self.visit is None or self.visit.service.next_unit_id == self.visit.unit_id:
            return None
        return self.visit.service.next_unit

    @cached_property
    def next_counters(self) -> str:
        """The counters that serve the next unit, by their codes."""
        if self.next_unit is None:
            return ""
        return ", ".join(self._now.counters_of(self.next_unit.code))

    @property
    def citizen_language(self) -> str:
        """What the citizen speaks, in the reader's language."""
        return str(CODES[self.visit.language]) if self.visit else ""

    @cached_property
    def matter(self) -> Matter:
        """The case that was opened, else what the citizen came for."""
        return Matter(self.desk, self.visit, self.asked, opened=self._opened, refusal=self._refusal)

    @property
    def waits_for_recall(self) -> bool:
        """Whether the person called may be called once more."""
        return bool(self.visit and self.visit.times_called < self.desk.centre.recall_most)

    @cached_property
    def further(self) -> FurtherService | None:
        """What the citizen came for beside this, and was not begun."""
        return further_service(self.visit) if self.visit and self.visit.further_left else None

    @property
    def sending(self) -> bool:
        """Whether it is being asked where to send the citizen."""
        return self.asked.get("send") == "1" and self.state in (State.CALLED, State.SERVING)

    @cached_property
    def places(self) -> list[Counter]:
        """The counters of the hall, to which a citizen can be sent."""
        return list(counters(self.desk.centre))

    @cached_property
    def free_first(self) -> Freed | None:
        """The open counter for what the citizen needs next that is likely free first.

        Of the next unit where the service has one, else of the unit that serves them now; never
        the counter at which they are.
        """
        if self.visit is None or self.counter is None:
            return None
        unit = self.next_unit or self.visit.unit
        now = self._now
        found = free_first(now.scene, now.pace, unit.code, without={self.counter.code})
        open_now = {each.code for each in now.scene.posts if each.opens <= 0}
        return next((each for each in found if each.counter in open_now), None)

    @cached_property
    def _now(self) -> HallNow:
        return HallNow(self.desk.centre, self.desk.at)

    @property
    def free_in(self) -> int:
        """In how many whole minutes that counter is free."""
        return ceil(self.free_first.minutes) if self.free_first else 0

    @property
    def transfer_reasons(self) -> list[tuple[str, str]]:
        """Why a citizen may be sent to another queue."""
        return [(code, str(CODES[code])) for code in TRANSFER_REASONS]

    # What to remember ----------------------------------------------------------------------

    @cached_property
    def remembering(self) -> Remembering:
        """The unit's cases to remember."""
        return Remembering(self.unit, self.desk.at.astimezone(self.desk.zone))

    @cached_property
    def prompts(self) -> Prompts:
        """What to say now, in the citizen's language; nothing away from the counter."""
        if self.state not in (State.FREE, State.CALLED, State.SERVING):
            return Prompts()
        language = self.visit.language if self.visit else "ko"
        turn = self.visit.number if self.visit else self.today.day
        noted = self.noted if self.visit else None
        return prompts(self.desk, self.moments, language=language, turn=turn, noted=noted)

    @cached_property
    def noted(self) -> set[str]:
        """The codes of the courtesies that were noted as said to the citizen."""
        if self.visit is None:
            return set()
        places = history(self.desk.centre.code, Visit.OBJECT, self.visit.reference)
        return {
            str(place.fact.data.get("phrase"))
            for place in places
            if place.fact.kind == "courtesy.said"
        }

    @property
    def moments(self) -> Sequence[str]:
        """The moments of the standard's phrases that the work has come to."""
        if self.state != State.SERVING:
            return ("greeting",)
        onward = ("next",) if self.next_unit else ()
        return (*self._case_moments, *onward, "farewell")

    @property
    def _case_moments(self) -> tuple[str, ...]:
        case = self.matter.case
        if case is None or self.matter.is_of_another_visit:
            return ("processing",)
        return {
            Case.Status.RECEIVED.value: ("processing", "missing"),
            Case.Status.INCOMPLETE.value: ("missing",),
            Case.Status.ACCEPTED.value: ("comment",),
            Case.Status.GRANTED.value: ("comment",),
            Case.Status.REFUSED.value: ("refusal", "comment"),
        }[case.status]


def own_shift_form(desk: Desk, data: QueryDict | None = None) -> ShiftForm:
    """The form of a shift of the staff member's own, today, at a counter of their unit."""
    member: StaffMember = desk.staff
    places = [each for each in counters(desk.centre) if each.unit_id == member.unit_id]
    form = ShiftForm([member], places, duty_hours(desk.centre, desk.at), data)
    del form.fields["staff"]
    return form
