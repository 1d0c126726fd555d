"""The record: what happened, to what; and one object's history with what each check says of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from servicehall.checks.judging import judge
from servicehall.checks.logs import history as logged_history
from servicehall.checks.queries import pack_of, standard_in_force
from servicehall.checks.verdicts import Outcome
from servicehall.evidence.kinds import KINDS, OBJECTS
from servicehall.evidence.models import PersonalData
from servicehall.evidence.queries import facts, history
from servicehall.findings.queries import findings
from servicehall.hall.queries import staff_names
from servicehall.standard.pack import Pack
from servicehall.web.chain import of_finding, of_hall
from servicehall.web.desks import Desk, desk
from servicehall.web.sight import findings_seen_by, history_seen_by, sees_all
from servicehall.web.wording import reason_text, told_fact

PER_PAGE = 60


@desk("see_record")
def record_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The facts of a day, the latest first, filtered by kind, counter and person."""
    today = desk.at.astimezone(desk.zone).date()
    day = _day(request.GET.get("day", ""), today)
    begin = datetime.combine(day, time(), desk.zone)
    found = facts(desk.centre.code).filter(
        happened__gte=begin, happened__lt=begin + timedelta(days=1)
    )
    chosen = {
        name: value
        for name in ("kind", "counter", "staff")
        if (value := request.GET.get(name, "").strip())
    }
    page = Paginator(found.filter(**chosen), PER_PAGE).get_page(request.GET.get("page"))
    names = staff_names(desk.centre)
    return render(
        request,
        "supervision/record.html",
        {
            "day": day,
            "earlier": day - timedelta(days=1),
            "later": day + timedelta(days=1) if day < today else None,
            "listed": page,
            "rows": [told_fact(fact, names) for fact in page],
            "chosen": chosen,
            "kinds": KINDS,
            "counters": desk.centre.counters.order_by("pk"),
            "names": sorted(names.items(), key=lambda each: each[1]),
            "thread": of_hall(desk, standard_in_force(desk.centre.code, today), "facts"),
        },
    )


def _day(text: str, today: date) -> date:
    """The day asked for; today where none is, 404 for what is no day."""
    if not text:
        return today
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


@desk("serve", "see_unit", "see_record")
def history_page(
    request: HttpRequest, desk: Desk, object_type: str, object_id: str
) -> HttpResponse:
    """Everything that happened to one object, and what each check of the standard says of it."""
    places = history(desk.centre.code, object_type, object_id)
    if object_type not in OBJECTS or not history_seen_by(
        desk.member, desk.centre, [place.fact for place in places]
    ):
        raise Http404
    names = staff_names(desk.centre)
    seen = findings_seen_by(desk.member, desk.centre, findings(desk.centre))
    about = list(seen.filter(object_type=object_type, object_id=object_id))
    chosen = next((each for each in about if each.reference == request.GET.get("finding")), None)
    day = places[0].fact.happened.astimezone(desk.zone).date()
    pack = pack_of(chosen.standard) if chosen else standard_in_force(desk.centre.code, day)
    personal = PersonalData.objects.filter(fact__in=[place.fact_id for place in places])
    return render(
        request,
        "supervision/history.html",
        {
            "object_type": object_type,
            "object_id": object_id,
            "rows": [
                told_fact(place.fact, names, proof=chosen.facts if chosen else ())
                for place in places
            ],
            "verdicts": _verdicts(desk, pack, object_type, object_id),
            "findings": about,
            "chosen": chosen,
            "personal": sees_all(desk.member, desk.centre) and personal.exists(),
            "thread": of_finding(desk, chosen, current="facts")
            if chosen
            else of_hall(desk, pack, "facts"),
        },
    )


def _verdicts(desk: Desk, pack: Pack, object_type: str, object_id: str) -> list[dict[str, object]]:
    """What each check says of the object now, by the slow and obvious interpreter."""
    unit_types = dict(desk.centre.units.values_list("code", "unit_type"))
    verdicts = judge(
        pack,
        logged_history(desk.centre.code, object_type, object_id),
        at=desk.at,
        zone=desk.zone,
        unit_types=unit_types,
        engine="oracle",
    )
    return [
        {
            "clause": pack.clause(verdict.clause),
            "check": pack.check(verdict.check)[1],
            "outcome": verdict.outcome,
            "reason": reason_text({"code": verdict.reason.code, "values": verdict.reason.values}),
        }
        for verdict in verdicts
        if verdict.outcome != Outcome.NOT_APPLICABLE
    ]
