"""What is due: the list, calm and live, and one case with all its clocks."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from servicehall.cases.letters import STILL
from servicehall.cases.models import Case
from servicehall.cases.periods import periods_of
from servicehall.cases.queries import cases, returnable
from servicehall.catalogue.models import RequiredMaterial
from servicehall.hall.roles import may
from servicehall.web.desks import Desk, desk
from servicehall.web.due.drawing import drawn_clocks
from servicehall.web.due.forms import DelayForm, ExtendForm, SupplementForm, SuspendForm
from servicehall.web.due.listing import DueList, may_see
from servicehall.web.public.guides import limit_text


@require_safe
@desk("serve", "see_unit")
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The due list; for a fresh fact, the part that changes."""
    part = "#list" if request.headers.get("HX-Request") else ""
    context = {"due": DueList(desk, request.GET), "live": desk.centre.code}
    return render(request, f"due/page.html{part}", context)


@require_safe
@desk("serve", "see_unit")
def case_page(request: HttpRequest, desk: Desk, case: int) -> HttpResponse:
    """One case with its clocks, and what can be done about them."""
    return show(request, desk, case_in_sight(desk, case))


def show(
    request: HttpRequest,
    desk: Desk,
    case: Case,
    *,
    problem: str = "",
    forms: Mapping[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a case; ``forms`` are those that are shown again for what was wrong in them."""
    given = forms or {}
    running = case.status == Case.Status.ACCEPTED
    materials = {
        each.code: each.names for each in RequiredMaterial.objects.filter(service=case.service_id)
    }
    still = case.suspensions.filter(ends=None).first() if case.suspended_at else None
    periods = periods_of(desk.centre.jurisdiction)
    lead_extends = periods.extension_by != "handler"
    permission = "extend_limits" if lead_extends else "serve"
    context = {
        "case": case,
        "clocks": drawn_clocks(case, desk.at),
        "still": still,
        "stages": case.stages.filter(done_at=None).order_by("begun_at") if running else [],
        "still_reason": gettext(STILL.get(still.reason, still.reason)) if still else "",
        "extensions": [
            (each, limit_text(each.length, desk.centre.jurisdiction))
            for each in case.extensions.order_by("number")
        ],
        "owed": [(code, materials.get(code, {})) for code in case.owed],
        "problem": problem,
        "opened": next(iter(given), ""),
        "may_serve": may(desk.member, "serve", centre=desk.centre.pk, unit=case.unit_id),
        "may_extend": may(desk.member, permission, centre=desk.centre.pk, unit=case.unit_id),
        "lead_extends": lead_extends,
        "may_return": returnable(case, at=desk.at),
        "suspend_form": given.get("suspend") or (SuspendForm(case) if running else None),
        "extend_form": given.get("extend") or (ExtendForm(case) if running else None),
        "delay_form": given.get("delay") or DelayForm(),
        "supplement_form": given.get("supplement") or SupplementForm(),
        "over": bool(case.promised_due and case.promised_due < desk.at),
        "live": desk.centre.code,
    }
    return render(request, "due/case.html", context, status=status)


def case_in_sight(desk: Desk, pk: int) -> Case:
    """A case of a unit that the reader serves or watches over; 404 for any other."""
    found = cases().filter(pk=pk, centre=desk.centre).first()
    if found is None or not may_see(desk, found.unit_id):
        raise Http404
    return found
