"""Steps of the post: leave it and come back, a sign of life, take note, the self-check."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servicehall.evidence.actions import Refused
from servicehall.hall import actions
from servicehall.hall.models import Counter, Handover, Pause, SelfCheck
from servicehall.hall.queries import shift_of
from servicehall.web.counter.post import MINUTES_AWAY, items, shown_at
from servicehall.web.counter.views import back, key_of, shift_on_duty
from servicehall.web.desks import Desk, desk


@require_POST
@desk("serve")
def leave(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Leave the post for a little while, and tell a neighbouring counter."""
    minutes = request.POST.get("minutes", "")
    if minutes not in map(str, MINUTES_AWAY):
        raise Refused("expected_past")
    told = request.POST.get("told", "")
    neighbour = None
    if told:
        known = Counter.objects.filter(pk=int(told)) if told.isdecimal() else Counter.objects.none()
        neighbour = get_object_or_404(known, centre=desk.centre)
    actions.leave_post(
        shift=shift_on_duty(desk),
        reason=request.POST.get("reason", ""),
        expected=desk.at + timedelta(minutes=int(minutes)),
        told=neighbour,
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )
    return back(desk)


@require_POST
@desk("serve")
def come_back(request: HttpRequest, desk: Desk, pause: int) -> HttpResponse:
    """Be back at the post."""
    found = get_object_or_404(
        Pause.objects.select_related("centre", "counter__unit", "counter__centre", "shift__staff"),
        pk=pause,
        centre=desk.centre,
    )
    actions.return_to_post(pause=found, by=desk.staff, at=desk.at, key=key_of(request))
    return back(desk)


@require_POST
@desk("serve")
def beat(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A sign of life of the page; nothing is shown for it."""
    shift = shift_of(desk.staff, desk.today, desk.at)
    if shift is not None and shift.clocked_in is not None:
        actions.beat(counter=shift.counter, by=desk.staff, at=desk.at)
    return HttpResponse(status=204)


@require_POST
@desk("serve")
def take_note(request: HttpRequest, desk: Desk, handover: int) -> HttpResponse:
    """Take note of what a colleague left."""
    found = get_object_or_404(
        Handover.objects.select_related(
            "centre", "counter__unit", "counter__centre", "shift__staff"
        ),
        pk=handover,
        centre=desk.centre,
    )
    actions.take_note(handover=found, by=desk.staff, at=desk.at, key=key_of(request))
    return back(desk)


@require_POST
@desk("serve")
def self_check(request: HttpRequest, desk: Desk, check: int) -> HttpResponse:
    """Note that everything is kept, except what is marked."""
    found = get_object_or_404(
        SelfCheck.objects.select_related("centre", "counter__unit", "counter__centre"),
        pk=check,
        centre=desk.centre,
    )
    shown = shown_at(request.POST.get("shown", ""))
    if shown is None:
        raise Refused("shown_later")
    done = actions.do_self_check(
        check=found,
        items=[each.code for each in items(desk, found)],
        not_kept=request.POST.getlist("not_kept"),
        shown_at=shown,
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )
    if done.not_kept:
        messages.warning(request, _("Self-check done. What was not kept comes again tomorrow."))
    else:
        messages.success(request, _("Self-check done: everything is kept."))
    return back(desk)
