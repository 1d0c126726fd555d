"""What citizens ask beside their errand, and what they could not get done, in the simulated hall.

A few of both a day, by draws of their own: whatever else happens stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from servicehall.cases.models import Case
from servicehall.demonstration.cast import Cast
from servicehall.demonstration.floor import Floor
from servicehall.hall.models import StaffMember, Unit
from servicehall.hall.queries import on_duty
from servicehall.voices.actions import (
    answer_question,
    classify_matter,
    contact_reporter,
    explain_matter,
    extend_matter,
    note_question,
    report_matter,
    resolve_matter,
    set_measure,
    take_matter,
    take_over_question,
    tell_matter_delay,
    watch_matters,
)
from servicehall.voices.models import FirstContact, UnresolvedMatter
from servicehall.voices.queries import matters, questions
from servicehall.voices.standing import is_about

QUESTIONS = (
    ("현금자동지급기는 어디에 있나요?", "1층 정문 오른쪽에 있습니다."),
    ("주차 할인은 어디서 받나요?", "안내 데스크에서 도장을 찍어 드립니다."),
    ("반려견 등록은 어느 창구에서 하나요?", "시청 축산과에서 합니다. 전화번호를 드렸습니다."),
    ("여권 사진은 여기서 찍을 수 있나요?", "지하 1층 사진관에서 찍을 수 있습니다."),
    ("도로 점용 허가는 며칠 걸리나요?", "접수 후 5일 안에 처리됩니다."),
    ("외국어 통역을 부탁할 수 있나요?", "오후 두 시부터 중국어 통역이 있습니다."),
)


class Told(NamedTuple):
    """A matter as a citizen tells it, and what it turns out to be."""

    text: str
    cause: str
    kind: str
    done: str
    basis: str = ""
    """Where it can't be done."""


MATTERS: Sequence[Told] = (
    Told(
        "건물 주소가 바뀌었는데 두 창구가 서로 다른 데로 가라고만 합니다.",
        "passed_round",
        "complex",
        "두 부서가 함께 확인해 주소를 바로잡고 신청을 받았습니다.",
    ),
    Told(
        "서류를 세 번이나 다시 가져오라고 했습니다.",
        "sent_again",
        "complex",
        "필요한 서류를 한 번에 정리해 드리고 오늘 접수했습니다.",
    ),
    Told(
        "키오스크에서 결제가 되지 않아 신청을 못 했습니다.",
        "system",
        "simple",
        "창구에서 바로 결제하고 접수했습니다.",
    ),
    Told(
        "가게 이름을 바꾸려는데 안 된다고만 하고 까닭을 말해 주지 않습니다.",
        "not_allowed",
        "special",
        "같은 이름이 이미 등록되어 있어 다른 이름을 안내해 드렸습니다.",
        "식품위생법 시행규칙 제43조",
    ),
)


def voices_of_day(floor: Floor, day: date, number: int) -> None:
    """Enter what is asked and what is reported on a day; ``number`` counts the days from 0."""
    draw = Random(f"voices {floor.voices_seed} {day}")
    opens = floor.hours.opening(day)
    for place in range(4):
        moment = opens + timedelta(minutes=draw.randint(40 + 100 * place, 120 + 100 * place))
        floor.agenda.enter(moment, _asking(floor, draw.randrange(10**6), place, number))
    told = MATTERS[number % len(MATTERS)]
    moment = opens + timedelta(minutes=draw.randint(60, 300))
    floor.agenda.enter(moment, _reporting(floor, draw.randrange(10**6), told, number))
    floor.agenda.enter(
        opens + timedelta(minutes=5),
        lambda: _watch(floor),
    )


def voices_now(cast: Cast, at: datetime) -> None:
    """Let a question wait to be taken over, another for its answer, and a matter be new."""
    today = datetime.combine(at.date(), time(), at.tzinfo) - timedelta(days=1)
    if FirstContact.objects.filter(centre=cast.centre, asked_at__gt=today, status="open").exists():
        return
    first, last = [unit for unit in cast.units.values() if cast.counters_of(unit.code)][:2]
    clerks = [_clerk(cast, each, 0) for each in (first, last)]
    if clerks[0] is None or clerks[1] is None:
        return
    earlier = at - timedelta(minutes=20)
    for clerk, outcome, place in ((clerks[0], "keep", 2), (clerks[1], "hand_over", 4)):
        note_question(
            text=QUESTIONS[place][0],
            language="ko",
            outcome=outcome,
            reached="02-000-0110",
            to_unit=first if outcome == "hand_over" else None,
            by=clerk,
            at=earlier,
        )
    report_matter(
        centre=cast.centre,
        text=MATTERS[0].text,
        language="ko",
        reached="02-000-0111",
        unit=first,
        by=clerks[0],
        at=earlier,
    )


def _asking(floor: Floor, number: int, place: int, day: int) -> Callable[[], None]:
    def ask() -> None:
        units = [u for u in floor.cast.units.values() if floor.cast.counters_of(u.code)]
        unit, other = units[number % len(units)], units[(number + 1) % len(units)]
        clerk = _clerk(floor.cast, unit, number)
        if clerk is None:
            return
        text, answer = QUESTIONS[number % len(QUESTIONS)]
        outcome = ("answer", "refer", "hand_over", "keep")[place]
        if outcome == "keep" and day % 3 == 2:
            outcome = "report_up"
        question = note_question(
            text=text,
            language="zh" if number % 7 == 0 else "ko",
            outcome=outcome,
            answer=answer,
            reached="02-000-0110" if place > 1 else "",
            shown=number % 9 != 0,
            to_unit=other if outcome in ("refer", "hand_over") else None,
            by=clerk,
            at=floor.now,
        )
        if place < 2 or number % 8 == 0:
            return
        _pass_through(floor, question, outcome, answer, other, number)

    return ask


def _pass_through(
    floor: Floor, question: FirstContact, outcome: str, answer: str, other: Unit, number: int
) -> None:
    """Let an open question be taken over where it was passed on, and answered."""
    pk = question.pk

    def take_over() -> None:
        assert question.unit is not None
        lead = floor.cast.lead(question.unit.code)
        colleague = lead if outcome == "report_up" else _clerk(floor.cast, other, number)
        found = questions().get(pk=pk)
        if colleague is not None and colleague.pk != found.owner_id:
            take_over_question(question=found, by=colleague, at=floor.now)

    def answer_it() -> None:
        found = questions().get(pk=pk)
        answer_question(question=found, answer=answer, by=found.owner, at=floor.now)

    later = floor.now + timedelta(minutes=10 + number % 50)
    if outcome != "keep":
        floor.agenda.enter(later, take_over)
    floor.agenda.enter(later + timedelta(minutes=15 + number % 40), answer_it)


def _reporting(floor: Floor, number: int, told: Told, day: int) -> Callable[[], None]:
    def report() -> None:
        units = [u for u in floor.cast.units.values() if floor.cast.counters_of(u.code)]
        unit = units[day % len(units)]
        clerk = _clerk(floor.cast, unit, number)
        case = (
            Case.objects.filter(centre=floor.cast.centre, unit=unit)
            .select_related("unit", "service", "visit")
            .order_by("-pk")
            .first()
        )
        matter = report_matter(
            centre=floor.cast.centre,
            text=told.text,
            language="ko",
            reached="02-000-0112",
            unit=unit,
            case=case if number % 2 else None,
            by=clerk,
            at=floor.now,
        )
        handler = floor.cast.lead(unit.code)
        found = matters().get(pk=matter.pk)
        if is_about(found, handler):
            handler = floor.cast.with_role(StaffMember.Role.SUPERVISOR)[0]
        _handle(floor, matter.pk, handler, told, number)
        fate = day % 5 if told.kind != "simple" else 0
        if fate == 1:
            _tell_delay(floor, matter.pk, handler)
        if fate not in (1, 2):
            _end(floor, matter.pk, handler, told, number)

    return report


def _handle(floor: Floor, pk: int, handler: StaffMember, told: Told, number: int) -> None:
    """Take it, say what it is, and contact the citizen, now and then only the next day."""

    def take() -> None:
        matter = take_matter(matter=matters().get(pk=pk), by=handler, at=floor.now)
        classify_matter(matter=matter, kind=told.kind, cause=told.cause, by=handler, at=floor.now)

    def contact() -> None:
        contact_reporter(matter=matters().get(pk=pk), by=handler, at=floor.now)

    floor.agenda.enter(floor.now + timedelta(minutes=5), take)
    soon = floor.now + timedelta(minutes=20)
    floor.agenda.enter(_days_later(floor, 1) if number % 10 == 0 else soon, contact)


def _tell_delay(floor: Floor, pk: int, handler: StaffMember) -> None:
    """Tell the citizen on the next day that it will not be done in time."""

    def tell() -> None:
        tell_matter_delay(
            matter=matters().get(pk=pk),
            reason="지난 기록을 다른 기관에서 찾고 있습니다.",
            by=handler,
            at=floor.now,
        )

    floor.agenda.enter(_days_later(floor, 1), tell)


def _end(floor: Floor, pk: int, handler: StaffMember, told: Told, number: int) -> None:
    """Bring it to its end in time, now and then after its one extension."""

    def longer() -> None:
        extend_matter(
            matter=matters().get(pk=pk),
            count=3,
            reason="관계 기관의 회신을 기다리고 있습니다.",
            by=handler,
            at=floor.now,
        )

    def end() -> None:
        matter = matters().get(pk=pk)
        if told.basis:
            explain_matter(
                matter=matter, basis=told.basis, reason=told.done, by=handler, at=floor.now
            )
        else:
            resolve_matter(matter=matter, done=told.done, by=handler, at=floor.now)
        _set_measure(floor, matter, handler)

    days = {"simple": 0, "complex": 1 + number % 3, "special": 3 + number % 6}[told.kind]
    if told.kind == "complex" and number % 5 == 0:
        floor.agenda.enter(_days_later(floor, 2), longer)
        days = 6
    floor.agenda.enter(_days_later(floor, days) + timedelta(minutes=40), end)


def _set_measure(floor: Floor, matter: UnresolvedMatter, handler: StaffMember) -> None:
    """What keeps coming gets its measure, once it has come twice."""
    alike = UnresolvedMatter.objects.filter(
        centre=matter.centre, unit=matter.unit, cause=matter.cause
    )
    if matter.cause == "passed_round" and alike.count() == 2:
        set_measure(
            centre=floor.cast.centre,
            unit=matter.unit,
            cause=matter.cause,
            measure="주소 변경은 한 창구에서 두 부서의 서류를 함께 받습니다.",
            by=handler,
            at=floor.now,
        )


def _days_later(floor: Floor, days: int) -> datetime:
    """The same time so many working days later."""
    here = floor.now.astimezone(floor.hours.zone)
    following = floor.calendar.working_days(here.date())
    day = here.date()
    for _ in range(days):
        day = next(following)
    return floor.calendar.at(day, here.time())


def _watch(floor: Floor) -> None:
    watch_matters(centre=floor.cast.centre, at=floor.now)


def _clerk(cast: Cast, unit: Unit, number: int) -> StaffMember | None:
    """Somebody of the unit who is on duty now."""
    there = [
        shift.staff for shift in on_duty(cast.centre).values() if shift.staff.unit_id == unit.pk
    ]
    there.sort(key=lambda each: each.code)
    return cast.staff[there[number % len(there)].code] if there else None
