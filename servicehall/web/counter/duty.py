"""Duty at a counter: clock in with the badge, close with a notice, open again, clock out."""

from __future__ import annotations

from datetime import datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servicehall.evidence.actions import Refused, writing
from servicehall.hall import actions
from servicehall.hall.models import Closure
from servicehall.hall.queries import shift_left, shift_of
from servicehall.web.counter.forms import ClosureNoticeForm
from servicehall.web.counter.screen import Screen, own_shift_form
from servicehall.web.counter.views import back, key_of, shift_on_duty, show
from servicehall.web.desks import Desk, desk
from servicehall.web.refusals import message

UNPROCESSABLE = 422


@require_POST
@desk("plan_duty")
def plan(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Whoever plans duty puts themself on duty today."""
    form = own_shift_form(desk, request.POST)
    if not form.is_valid():
        return show(request, Screen(desk, request.GET, shift_form=form), status=UNPROCESSABLE)
    day = desk.today

    def at(moment: time) -> datetime:
        return datetime.combine(day, moment, desk.zone)

    try:
        actions.plan_shift(
            staff=desk.staff,
            counter=form.cleaned_data["counter"],
            day=day,
            starts=at(form.cleaned_data["starts"]),
            ends=at(form.cleaned_data["ends"]),
            by=desk.staff,
            at=desk.at,
            key=key_of(request),
        )
    except Refused as refused:
        form.add_error(None, message(refused))
        return show(request, Screen(desk, request.GET, shift_form=form), status=UNPROCESSABLE)
    return back(desk)


@require_POST
@desk("serve")
def clock_in(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Stand at the counter, and say whether the badge is worn (clause 2.1.1)."""
    shift = shift_of(desk.staff, desk.today)
    if shift is None:
        raise Refused("not_on_duty")
    badge = request.POST.get("badge", "")
    if badge not in ("worn", "not_worn"):
        problem = _("Say whether you wear your badge; then you are clocked in.")
        return show(request, Screen(desk, request.GET, problem=problem), status=UNPROCESSABLE)
    key = key_of(request)
    with writing():
        shift = actions.clock_in(shift=shift, by=desk.staff, at=desk.at, key=key)
        actions.check_badge(
            shift=shift,
            worn=badge == "worn",
            by=desk.staff,
            at=desk.at,
            key=f"{key}/badge" if key else None,
        )
    return back(desk)


@require_POST
@desk("serve")
def clock_out(request: HttpRequest, desk: Desk) -> HttpResponse:
    """End duty; the counter closes with it."""
    today = desk.today
    shift = shift_of(desk.staff, today) or shift_left(desk.staff, today)
    if shift is None:
        raise Refused("not_on_duty")
    actions.clock_out(shift=shift, by=desk.staff, at=desk.at, key=key_of(request))
    return back(desk)


@require_POST
@desk("serve")
def close(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Close the counter for a while; the notice is asked for next."""
    actions.close_counter(
        counter=shift_on_duty(desk).counter,
        reason=request.POST.get("reason", ""),
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )
    return back(desk)


@require_POST
@desk("serve")
def closed(request: HttpRequest, desk: Desk, closure: int, verb: str) -> HttpResponse:
    """Post the notice of a closure (clause 2.5.3), or open the counter again."""
    found = get_object_or_404(
        Closure.objects.select_related("centre", "counter__unit"), pk=closure, centre=desk.centre
    )
    if verb == "notice":
        return _post_notice(request, desk, found)
    if verb != "reopen":
        raise Http404
    actions.reopen_counter(closure=found, by=desk.staff, at=desk.at, key=key_of(request))
    return back(desk)


def _post_notice(request: HttpRequest, desk: Desk, closure: Closure) -> HttpResponse:
    form = ClosureNoticeForm(closure, desk.at, request.POST)
    if form.is_valid():
        try:
            actions.post_notice(
                closure=closure,
                until=form.cleaned_data["until"],
                alternative=form.cleaned_data["alternative"],
                by=desk.staff,
                at=desk.at,
                key=key_of(request),
            )
            return back(desk)
        except Refused as refused:
            if refused.code != "until_past":
                raise
            form.add_error("until", message(refused))
    return show(request, Screen(desk, request.GET, notice=form), status=UNPROCESSABLE)
