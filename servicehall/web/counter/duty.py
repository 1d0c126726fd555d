"""Duty at a counter: clock in with the badge, close with a notice, open again, clock out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servicehall.evidence.actions import Refused, writing
from servicehall.hall import actions
from servicehall.hall.models import Closure, Shift
from servicehall.hall.queries import shift_left, shift_of
from servicehall.web.counter.forms import ClosureNoticeForm
from servicehall.web.counter.post import needs_proof
from servicehall.web.counter.screen import Screen, own_shift_form
from servicehall.web.counter.views import back, key_of, shift_on_duty, show
from servicehall.web.desks import Desk, desk
from servicehall.web.refusals import message

UNPROCESSABLE = 422
HANDOVER = ("half_done", "call_backs", "supplements")
"""What is left to whoever comes next, by kind."""


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
    shift = shift_of(desk.staff, desk.today, desk.at)
    if shift is None:
        raise Refused("not_on_duty")
    key = key_of(request)
    return _begin(
        request,
        desk,
        lambda: actions.clock_in(shift=shift, by=desk.staff, at=desk.at, key=key),
    )


@require_POST
@desk("serve")
def take_over(request: HttpRequest, desk: Desk, shift: int) -> HttpResponse:
    """Step in at the counter of a colleague who is away (AB岗制)."""
    found = get_object_or_404(
        Shift.objects.select_related("centre", "staff", "counter__unit", "counter__centre"),
        pk=shift,
        centre=desk.centre,
    )
    key = key_of(request)
    return _begin(
        request, desk, lambda: actions.take_over(shift=found, by=desk.staff, at=desk.at, key=key)
    )


def _begin(request: HttpRequest, desk: Desk, begin: Callable[[], Shift]) -> HttpResponse:
    """Begin duty once the person has proved who they are and said whether the badge is worn."""
    badge = request.POST.get("badge", "")
    problem = ""
    if badge not in ("worn", "not_worn"):
        problem = _("Say whether you wear your badge; then you are clocked in.")
    problem = problem or unproved(request, desk)
    if problem:
        return show(request, Screen(desk, request.GET, problem=problem), status=UNPROCESSABLE)
    key = key_of(request)
    with writing():
        shift = begin()
        actions.check_badge(
            shift=shift,
            worn=badge == "worn",
            by=desk.staff,
            at=desk.at,
            key=f"{key}/badge" if key else None,
        )
    return back(desk)


def unproved(request: HttpRequest, desk: Desk) -> str:
    """Why the person has not proved who they are; empty where they have, or need not.

    Whoever has a PIN or a badge proves it by one of them.
    """
    if not needs_proof(desk.staff):
        return ""
    given = request.POST.get("proof", "").strip()
    if not given:
        return _("Type your PIN or scan your badge; then go on.")
    try:
        actions.prove(staff=desk.staff, given=given, at=desk.at)
    except Refused as refused:
        return message(refused)
    return ""


@require_POST
@desk("serve")
def clock_out(request: HttpRequest, desk: Desk) -> HttpResponse:
    """End duty, with what is left to whoever comes next; the counter closes with it."""
    today = desk.today
    shift = shift_of(desk.staff, today, desk.at)
    if shift is None or shift.clocked_in is None:
        shift = shift_left(desk.staff, today) or shift
    if shift is None:
        raise Refused("not_on_duty")
    if problem := unproved(request, desk):
        return show(request, Screen(desk, request.GET, problem=problem), status=UNPROCESSABLE)
    words = {name: request.POST.get(name, "") for name in HANDOVER}
    key = key_of(request)
    with writing():
        actions.clock_out(shift=shift, by=desk.staff, at=desk.at, key=key)
        if any(text.strip() for text in words.values()):
            actions.hand_over(
                shift=shift,
                **words,
                by=desk.staff,
                at=desk.at,
                key=f"{key}/handover" if key else None,
            )
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
