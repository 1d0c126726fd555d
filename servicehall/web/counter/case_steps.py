"""The citizen's matter at the counter: receive, ask once, accept, decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from servicehall.cases import actions
from servicehall.cases.models import Case
from servicehall.evidence.actions import Refused
from servicehall.reception.queries import visits
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.counter.forms import RefusalForm, last_minute, parse_day
from servicehall.web.counter.matter import case_of
from servicehall.web.counter.screen import Screen
from servicehall.web.counter.views import back, key_of, see_other, show
from servicehall.web.desks import Desk, desk
from servicehall.web.refusals import message
from servicehall.worktime.calendars import OutsideCalendar

LONGEST_NAME = 80
LONGEST_ADDRESS = 254
MATERIAL = "material-"
"""What the name of a field of the checklist begins with; the material's code follows."""


@require_POST
@desk("serve")
def receive(request: HttpRequest, desk: Desk, visit: int) -> HttpResponse:
    """Receive the matter of the citizen at the counter, with what is missing."""
    found = get_object_or_404(visits(), pk=visit, centre=desk.centre)
    missing, not_applicable = checklist(request.POST)
    actions.receive(
        visit=found,
        missing=missing,
        not_applicable=not_applicable,
        reached=request.POST.get("reached", "").strip()[:LONGEST_ADDRESS],
        applicant=request.POST.get("applicant", "").strip()[:LONGEST_NAME],
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )
    return back(desk, missing=missing)


def checklist(sent: QueryDict) -> tuple[list[str], list[str]]:
    """The codes of the materials that are missing, and of those that are not needed."""
    states = {name.removeprefix(MATERIAL): sent[name] for name in sent if name.startswith(MATERIAL)}
    missing = [code for code, state in states.items() if state == "missing"]
    not_needed = [code for code, state in states.items() if state == "not_applicable"]
    return [*sent.getlist("missing"), *missing], not_needed


@require_POST
@desk("serve")
def step(request: HttpRequest, desk: Desk, case: int, verb: str) -> HttpResponse:
    """Take the case a step further; what can't be done is told beside what was typed."""
    if verb not in STEPS:
        raise Http404
    found = case_of(desk, case)
    opened = found.pk if request.POST.get("opened") else None
    form = RefusalForm(request.POST) if verb == "refuse" else None
    problem = ""
    try:
        if form is None or form.is_valid():
            problem = STEPS[verb](request, desk, found)
            if not problem and verb == "receipt":
                receipt = reverse("receipt", args=[desk.centre.code, found.pk])
                return see_other(receipt)
            if not problem:
                return back(desk, case=opened)
    except OutsideCalendar:
        problem = _(
            "The holidays of the year that this limit reaches are not known yet, so no date can be"
            " promised and nothing was changed. Ask whoever administers the hall to update the"
            " calendar."
        )
    except Refused as refused:
        problem = message(refused)
    again = case_of(desk, case) if opened else None
    screen = Screen(desk, request.POST, refusal=form, problem=problem, opened=again)
    return show(request, screen, status=UNPROCESSABLE)


def _notice(request: HttpRequest, desk: Desk, case: Case) -> str:
    actions.give_notice(
        case=case,
        missing=request.POST.getlist("missing"),
        written=request.POST.get("manner") != "spoken",
        language=request.POST.get("language", ""),
        read_by_both=bool(request.POST.get("read")),
        until=_last_minute(request.POST.get("until", "")),
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )
    return ""


def _supply(request: HttpRequest, desk: Desk, case: Case) -> str:
    supplied = request.POST.getlist("supplied")
    if not supplied:
        return _(
            "Nothing is marked as brought, so nothing was noted. Mark what the citizen brought."
        )
    actions.supplement(case=case, supplied=supplied, by=desk.staff, at=desk.at, key=key_of(request))
    brought = len(set(supplied))
    text = ngettext(
        "%(count)s material is noted as supplied.",
        "%(count)s materials are noted as supplied.",
        brought,
    )
    messages.success(request, text % {"count": brought})
    return ""


def _accept(request: HttpRequest, desk: Desk, case: Case) -> str:
    owed = request.POST.getlist("owed")
    if request.POST.get("promise") and not owed:
        return _(
            "Nothing is marked as promised, so nothing was accepted. Mark what is still to come."
        )
    actions.accept(
        case=case,
        owed=owed,
        owed_by=_last_minute(request.POST.get("owed_by", "")) if owed else None,
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )
    return ""


def _keep(request: HttpRequest, desk: Desk, case: Case) -> str:
    actions.keep_promise(
        case=case,
        supplied=request.POST.getlist("supplied"),
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )
    return ""


def _last_minute(text: str) -> datetime | None:
    """The last minute of a day that was sent; None for none, and for what is no day."""
    day = parse_day(text)
    return last_minute(day) if day else None


def _receipt(request: HttpRequest, desk: Desk, case: Case) -> str:
    actions.give_receipt(case=case, by=desk.staff, at=desk.at, key=key_of(request))
    return ""


def _grant(request: HttpRequest, desk: Desk, case: Case) -> str:
    actions.grant(case=case, by=desk.staff, at=desk.at, key=key_of(request))
    return ""


def _refuse(request: HttpRequest, desk: Desk, case: Case) -> str:
    actions.propose_refusal(
        case=case,
        basis=request.POST.get("basis", ""),
        reason=request.POST.get("reason", ""),
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )
    return ""


STEPS: Mapping[str, Callable[[HttpRequest, Desk, Case], str]] = {
    "notice": _notice,
    "supply": _supply,
    "accept": _accept,
    "keep": _keep,
    "receipt": _receipt,
    "grant": _grant,
    "refuse": _refuse,
}
"""What can be done with a case; each tells what is wrong, and nothing once it is done."""
