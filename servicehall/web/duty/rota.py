"""The rota desk: plan a week, copy the last one, change a shift or take it off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from servicehall.evidence.actions import Refused
from servicehall.hall import actions
from servicehall.hall.models import Shift
from servicehall.hall.queries import shift_by_id
from servicehall.web.asked import day_asked
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.counter.views import key_of, see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.duty.forms import ChangeForm, DaysForm
from servicehall.web.duty.week import Week
from servicehall.web.refusals import message


def week_of(request: HttpRequest, desk: Desk) -> Week:
    """The week and unit that the address asks for."""
    return Week(desk, request.GET, day_asked(request, "week"))


def address_of(week: Week, name: str = "rota") -> str:
    """The address of a page of the rota, in the same week and unit."""
    query = {"week": week.monday.isoformat(), "unit": week.unit.code if week.unit else ""}
    return f"{reverse(name, args=[week.desk.centre.code])}?{urlencode(query)}"


def show(
    request: HttpRequest,
    week: Week,
    *,
    plan: DaysForm | None = None,
    change: ChangeForm | None = None,
    shift: Shift | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a week."""
    chosen = shift or week.chosen
    context = {
        "week": week,
        "live": week.desk.centre.code,
        "chosen": chosen,
        "change_form": change or (ChangeForm(week, chosen) if chosen else None),
        "plan_form": plan or (DaysForm(week) if week.counters and week.staff else None),
    }
    return render(request, "duty/rota.html", context, status=status)


def sent(form: forms.Form, run: Callable[[], object]) -> bool:
    """Whether a form was right and its action carried out; a refusal is told in the form."""
    if not form.is_valid():
        return False
    try:
        run()
    except Refused as refused:
        form.add_error(None, message(refused))
        return False
    return True


@require_safe
@desk("plan_duty")
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who stands where in a week."""
    return show(request, week_of(request, desk))


@require_POST
@desk("plan_duty")
def plan(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Plan somebody on several days at once; what can't be planned is told."""
    week = week_of(request, desk)
    form = DaysForm(week, request.POST)
    found: list[actions.Planned] = []

    def run() -> None:
        found.append(
            actions.plan_days(
                staff=form.cleaned_data["staff"],
                counter=form.cleaned_data["counter"],
                hours=form.hours,
                by=desk.staff,
                at=desk.at,
                key=key_of(request),
            )
        )

    if not sent(form, run):
        return show(request, week, plan=form, status=UNPROCESSABLE)
    _tell(request, found[0])
    return see_other(address_of(week))


@require_POST
@desk("plan_duty")
def copy(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Plan the week as the one before it was."""
    week = week_of(request, desk)
    if week.unit is None:
        raise Http404
    planned = actions.copy_week(
        unit=week.unit, monday=week.monday, by=desk.staff, at=desk.at, key=key_of(request)
    )
    _tell(request, planned)
    return see_other(address_of(week))


@require_POST
@desk("plan_duty")
def change(request: HttpRequest, desk: Desk, shift: int, verb: str) -> HttpResponse:
    """Change a shift that has not begun, or take it off the rota."""
    try:
        found = shift_by_id(desk.centre, shift)
    except Shift.DoesNotExist:
        raise Http404 from None
    week = week_of(request, desk)
    if verb == "withdraw":
        actions.withdraw_shift(shift=found, by=desk.staff, at=desk.at, key=key_of(request))
        messages.success(request, _("The shift is off the rota."))
        return see_other(address_of(week))
    if verb != "change":
        raise Http404
    form = ChangeForm(week, found, request.POST)

    def moment(name: str) -> datetime:
        return datetime.combine(found.day, form.cleaned_data[name], desk.zone)

    def run() -> None:
        actions.change_shift(
            shift=found,
            staff=form.cleaned_data["staff"],
            counter=form.cleaned_data["counter"],
            starts=moment("starts"),
            ends=moment("ends"),
            by=desk.staff,
            at=desk.at,
            key=key_of(request),
        )

    if not sent(form, run):
        return show(request, week, change=form, shift=found, status=UNPROCESSABLE)
    messages.success(request, _("The shift is changed."))
    return see_other(address_of(week))


def _tell(request: HttpRequest, planned: actions.Planned) -> None:
    count = len(planned.shifts)
    if count:
        text = ngettext("%(n)s shift is planned.", "%(n)s shifts are planned.", count)
        messages.success(request, text % {"n": count})
    for each in dict.fromkeys(message(refused) for _day, refused in planned.refused):
        messages.warning(request, each)
