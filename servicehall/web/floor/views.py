"""The floor: the hall as a grid of counters, who waits, who has not come; and acting on it."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from servicehall.evidence.actions import Refused
from servicehall.hall import actions
from servicehall.hall.models import Closure, Shift
from servicehall.reception.actions import transfer
from servicehall.reception.queries import visits
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.counter.forms import ClosureNoticeForm, ShiftForm
from servicehall.web.counter.views import key_of, see_other
from servicehall.web.counter.visit_steps import place_asked
from servicehall.web.desks import Desk, desk
from servicehall.web.floor.places import Hall
from servicehall.web.refusals import message


def show(
    request: HttpRequest,
    desk: Desk,
    *,
    shift_form: ShiftForm | None = None,
    notice: tuple[Closure, ClosureNoticeForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The hall's page, or with ``?part=hall`` its live part alone."""
    part = request.GET.get("part") == "hall"
    hall = Hall(desk)
    closure, form = notice or (None, None)
    context = {"hall": hall, "live": desk.centre.code, "closure": closure, "notice_form": form}
    if not part and hall.planned_staff:
        context["shift_form"] = shift_form or hall.shift_form()
    return render(
        request, "floor/hall.html#hall" if part else "floor/hall.html", context, status=status
    )


def back(desk: Desk) -> HttpResponse:
    """Lead to the hall's page."""
    return see_other(reverse("hall", args=[desk.centre.code]))


@require_safe
@desk("see_unit")
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The hall now."""
    return show(request, desk)


@require_POST
@desk("plan_duty")
def plan(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Put somebody on duty today."""
    form = Hall(desk).shift_form(request.POST)
    if not form.is_valid():
        return show(request, desk, shift_form=form, status=UNPROCESSABLE)
    day = desk.today

    def at(moment: time) -> datetime:
        return datetime.combine(day, moment, desk.zone)

    try:
        shift = actions.plan_shift(
            staff=form.cleaned_data["staff"],
            counter=form.cleaned_data["counter"],
            day=day,
            starts=at(form.cleaned_data["starts"]),
            ends=at(form.cleaned_data["ends"]),
            by=desk.staff,
            at=desk.at,
            key=key_of(request),
        )
    except Refused as refused:
        other_unit = refused.code == "not_permitted"
        text = _("They serve in another unit. Choose a counter of theirs.") if other_unit else ""
        form.add_error("counter" if other_unit else None, text or message(refused))
        return show(request, desk, shift_form=form, status=UNPROCESSABLE)
    text = _("%(staff)s is planned at counter %(counter)s; they clock in when they come.")
    messages.success(request, text % {"staff": shift.staff.name, "counter": shift.counter.code})
    return back(desk)


@require_POST
@desk("check_badge")
def badge(request: HttpRequest, desk: Desk, shift: int) -> HttpResponse:
    """Note whether a colleague wears the badge at post (clause 2.1.1)."""
    worn = request.POST.get("worn", "")
    if worn not in ("yes", "no"):
        messages.error(request, _("Say whether the badge is worn; nothing was noted."))
        return back(desk)
    found = get_object_or_404(
        Shift.objects.select_related("centre", "staff", "counter__unit"),
        pk=shift,
        centre=desk.centre,
    )
    actions.check_badge(
        shift=found, worn=worn == "yes", by=desk.staff, at=desk.at, key=key_of(request)
    )
    return back(desk)


@require_POST
@desk("reassign")
def send(request: HttpRequest, desk: Desk, visit: int) -> HttpResponse:
    """Send somebody who waits to another queue or counter."""
    found = get_object_or_404(visits(), pk=visit, centre=desk.centre)
    to, counter = place_asked(request, desk)
    transfer(
        visit=found,
        to=to,
        counter=counter,
        reason=request.POST.get("reason", "") or "balance",
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )
    text = _("%(ticket)s waits there now, with its place kept.")
    messages.success(request, text % {"ticket": found.ticket})
    return back(desk)


@desk("see_unit")
def notice(request: HttpRequest, desk: Desk, closure: int) -> HttpResponse:
    """Post the notice at a closed counter of one's unit (clause 2.5.3)."""
    found = get_object_or_404(
        Closure.objects.select_related("centre", "counter__unit"),
        pk=closure,
        centre=desk.centre,
        reopened_at=None,
    )
    if not Hall(desk).may("serve", found.counter.unit_id):
        raise PermissionDenied
    form = ClosureNoticeForm(found, desk.at, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return show(request, desk, notice=(found, form))
    if form.is_valid():
        try:
            actions.post_notice(
                closure=found,
                until=form.cleaned_data["until"],
                alternative=form.cleaned_data["alternative"],
                by=desk.staff,
                at=desk.at,
                key=key_of(request),
            )
            return back(desk)
        except Refused as refused:
            form.add_error("until" if refused.code == "until_past" else None, message(refused))
    return show(request, desk, notice=(found, form), status=UNPROCESSABLE)
