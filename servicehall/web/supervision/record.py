"""The record: what happened, to what; and one object's history with what each check says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from servicehall.checks.judging import judge
from servicehall.checks.logs import history as logged_history
from servicehall.checks.queries import NoStandard, pack_of, standard_in_force
from servicehall.checks.traces import Mark, why
from servicehall.checks.verdicts import Outcome, Verdict
from servicehall.evidence.kinds import KINDS, OBJECTS
from servicehall.evidence.models import Fact, FactObject, PersonalData
from servicehall.evidence.queries import facts, history
from servicehall.findings.models import Finding
from servicehall.hall.queries import counters, working_calendar
from servicehall.standard.pack import Check, Clause, Pack
from servicehall.web.asked import choices_asked, day_asked, pack_in_force
from servicehall.web.chain import of_finding, of_hall, of_object
from servicehall.web.desks import Desk, desk
from servicehall.web.directory import Directory, directory, service_of
from servicehall.web.listed import rows_of
from servicehall.web.sight import in_sight, sees_all, sees_history
from servicehall.web.wording import ToldFact, object_text, reason_text, told_fact

PER_PAGE = 60


@dataclass(frozen=True)
class RecordRow:
    """A fact in the record, with the objects that it concerns by what they are called."""

    told: ToldFact
    places: Sequence[tuple[FactObject, str]]


@desk("see_record")
def record_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The facts of a day, the latest first, filtered by kind, counter and person."""
    day = day_asked(request, "day") or desk.today
    chosen = choices_asked(request, "kind", "counter", "staff")
    begin, end = (
        datetime.combine(each, time(), desk.zone) for each in (day, day + timedelta(days=1))
    )
    found = facts(desk.centre.code).filter(happened__gte=begin, happened__lt=end, **chosen)
    listed = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    pack = pack_in_force(desk)
    cases = [(fact, _case_of(fact)) for fact in listed]
    services = [
        service_of(place.object_type, place.object_id)
        for fact in listed
        for place in fact.concerns.all()
    ]
    known = directory(desk.centre, cases, pack=pack, services=services)
    return render(
        request,
        "supervision/record.html",
        {
            "day": day,
            "earlier": day - timedelta(days=1),
            "later": day + timedelta(days=1) if day < desk.today else None,
            "listed": listed,
            "rows": [_row(fact, case, known) for fact, case in cases],
            "chosen": chosen,
            "kinds": KINDS,
            "counters": counters(desk.centre),
            "staff": sorted(known.staff.items(), key=lambda each: each[1]),
            "thread": of_hall(desk, pack, "facts"),
        },
    )


def _case_of(fact: Fact) -> str:
    """The reference of the case that a fact concerns; nothing where it concerns none."""
    return next((each.object_id for each in fact.concerns.all() if each.object_type == "case"), "")


def _row(fact: Fact, case: str, known: Directory) -> RecordRow:
    places = [
        (place, object_text(place.object_type, place.object_id, known))
        for place in fact.concerns.all()
    ]
    return RecordRow(told_fact(fact, known, case=case), places)


@dataclass(frozen=True)
class Judgement:
    """What one check says of an object: an outcome and its reason for each time it came up."""

    clause: Clause
    check: Check
    verdicts: Sequence[tuple[Verdict, str]]

    @property
    def broken(self) -> bool:
        """Whether it found fault, or left it to a person to find."""
        faults = {Outcome.FAIL, Outcome.NEEDS_JUDGEMENT}
        return any(verdict.outcome in faults for verdict, _reason in self.verdicts)


@desk("serve", "see_unit", "see_record")
def history_page(
    request: HttpRequest, desk: Desk, object_type: str, object_id: str
) -> HttpResponse:
    """Everything that happened to one object, and what each check of the standard says of it.

    ``?finding=`` and ``?check=`` choose whose proof, and which facts' part in it, are marked.
    """
    trail = [place.fact for place in history(desk.centre.code, object_type, object_id)]
    if object_type not in OBJECTS or not sees_history(desk.member, desk.centre, trail):
        raise Http404(f"no {object_type} {object_id}")
    about = _findings(desk, object_type, object_id)
    chosen = _chosen(request, about)
    day = trail[0].happened.astimezone(desk.zone).date()
    pack = pack_of(chosen.standard) if chosen else _pack_on(desk, day)
    case = object_id if object_type == "case" else ""
    service = service_of(object_type, object_id)
    known = directory(desk.centre, [(fact, case) for fact in trail], pack=pack, services=[service])
    marked = _check_asked(request, chosen)
    judged, marks = _judged(desk, pack, object_type, object_id, marked) if pack else ([], {})
    personal = PersonalData.objects.filter(fact__in=trail, erased_at__isnull=True)
    return render(
        request,
        "supervision/history.html",
        {
            "object_type": object_type,
            "object": object_text(object_type, object_id, known),
            "facts": [
                told_fact(
                    fact,
                    known,
                    case=case,
                    proof=chosen.facts if chosen else (),
                    marks=marks.get(fact.pk, ()),
                )
                for fact in trail
            ],
            "judged": judged,
            "marked": marked if marks else "",
            "rows": rows_of(about, known.staff),
            "chosen": chosen,
            "personal": sees_all(desk.member, desk.centre) and personal.exists(),
            "thread": of_finding(desk, chosen, current="facts")
            if chosen
            else of_object(desk, pack or pack_in_force(desk), len(trail)),
        },
    )


def _pack_on(desk: Desk, day: date) -> Pack | None:
    """The standard of that day; None where none bound the centre, so that nothing is judged."""
    try:
        return standard_in_force(desk.centre.code, day)
    except NoStandard:
        return None


def _findings(desk: Desk, object_type: str, object_id: str) -> list[Finding]:
    """The findings about the object that the reader may see, the withdrawn ones last."""
    found = Finding.objects.filter(
        in_sight(desk.member, desk.centre),
        centre=desk.centre,
        object_type=object_type,
        object_id=object_id,
    ).select_related("rectification")
    return sorted(found, key=lambda each: (each.status == "withdrawn", each.happened))


def _chosen(request: HttpRequest, about: Sequence[Finding]) -> Finding | None:
    """The finding asked for; where a check is asked for, none unless it is the finding's own."""
    if reference := request.GET.get("finding"):
        return next((each for each in about if each.reference == reference), None)
    check = request.GET.get("check")
    breaches = [each for each in about if each.nature == Finding.Nature.BREACH]
    return next((each for each in breaches if check in (None, each.check_code)), None)


def _check_asked(request: HttpRequest, chosen: Finding | None) -> str:
    return request.GET.get("check") or (chosen.check_code if chosen else "")


def _judged(
    desk: Desk, pack: Pack, object_type: str, object_id: str, marked: str
) -> tuple[list[Judgement], Mapping[int, frozenset[Mark]]]:
    """What the checks say of the object now, what was broken first, and the parts of its facts.

    By the slow and obvious interpreter: there is but one object.
    """
    log = logged_history(desk.centre.code, object_type, object_id)
    unit_types = dict(desk.centre.units.values_list("code", "unit_type"))
    calendar = working_calendar(desk.centre)
    verdicts = judge(
        pack,
        log,
        at=desk.at,
        zone=desk.zone,
        unit_types=unit_types,
        calendar=calendar,
        engine="oracle",
    )
    told: dict[str, list[tuple[Verdict, str]]] = {}
    for verdict in verdicts:
        if verdict.outcome != Outcome.NOT_APPLICABLE:
            text = reason_text(verdict.reason.document)
            told.setdefault(verdict.check, []).append((verdict, text))
    judged = [Judgement(*pack.check(code), found) for code, found in told.items()]
    marks: Mapping[int, frozenset[Mark]] = {}
    if marked in told:
        trace = why(
            pack,
            marked,
            log.facts,
            at=desk.at,
            zone=desk.zone,
            unit_types=unit_types,
            calendar=calendar,
        )
        marks = {each.fact.id: each.marks for each in trace.facts}
    return sorted(judged, key=lambda each: not each.broken), marks
