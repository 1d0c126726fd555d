"""What is done about a case's clocks, as its page sends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from servicehall.cases import actions
from servicehall.cases.models import Case
from servicehall.evidence.actions import Refused
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.counter.views import key_of, see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.due.forms import DelayForm, ExtendForm, SupplementForm, SuspendForm
from servicehall.web.due.views import case_in_sight, show
from servicehall.web.refusals import message
from servicehall.worktime.calendars import OutsideCalendar


@require_POST
@desk("serve", "extend_limits")
def step(request: HttpRequest, desk: Desk, case: int, verb: str) -> HttpResponse:
    """Stop, take up or extend the clocks of a case, or tell its citizen of a delay."""
    if verb not in STEPS:
        raise Http404
    make_form, do = STEPS[verb]
    found = case_in_sight(desk, case)
    form = make_form(found, request) if make_form else None
    problem = ""
    if form is None or form.is_valid():
        try:
            do(request, desk, found, form)
            return see_other(reverse("due-case", args=[desk.centre.code, found.pk]))
        except (Refused, OutsideCalendar) as refused:
            problem = message(refused)
    again = case_in_sight(desk, case)
    given = {verb: form} if form is not None else {}
    return show(request, desk, again, problem=problem, forms=given, status=UNPROCESSABLE)


Do = Callable[[HttpRequest, Desk, Case, forms.Form | None], object]


def _suspend(request: HttpRequest, desk: Desk, case: Case, form: forms.Form | None) -> None:
    assert form is not None
    actions.suspend(
        case=case,
        reason=form.cleaned_data["reason"],
        basis=form.cleaned_data["basis"],
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _resume(request: HttpRequest, desk: Desk, case: Case, form: forms.Form | None) -> None:
    actions.resume(case=case, by=desk.staff, at=desk.at, key=key_of(request))


def _extend(request: HttpRequest, desk: Desk, case: Case, form: forms.Form | None) -> None:
    assert form is not None
    actions.extend(
        case=case,
        count=form.cleaned_data["count"],
        reason=form.cleaned_data["reason"],
        consent=form.cleaned_data.get("consent", False),
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _delay(request: HttpRequest, desk: Desk, case: Case, form: forms.Form | None) -> None:
    assert form is not None
    actions.tell_delay(
        case=case,
        reason=form.cleaned_data["reason"],
        likely=form.cleaned_data["likely"],
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _supplement(request: HttpRequest, desk: Desk, case: Case, form: forms.Form | None) -> None:
    assert form is not None
    actions.extend_supplement(
        case=case,
        until=form.cleaned_data["until"],
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _owed(request: HttpRequest, desk: Desk, case: Case, form: forms.Form | None) -> None:
    actions.keep_promise(
        case=case,
        supplied=request.POST.getlist("supplied"),
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _stage(request: HttpRequest, desk: Desk, case: Case, form: forms.Form | None) -> None:
    actions.finish_stage(
        case=case,
        code=request.POST.get("stage", ""),
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


Make = Callable[[Case, HttpRequest], forms.Form]

STEPS: Mapping[str, tuple[Make | None, Do]] = {
    "suspend": (lambda case, request: SuspendForm(case, request.POST), _suspend),
    "resume": (None, _resume),
    "extend": (lambda case, request: ExtendForm(case, request.POST), _extend),
    "delay": (lambda _case, request: DelayForm(request.POST), _delay),
    "supplement": (lambda _case, request: SupplementForm(request.POST), _supplement),
    "owed": (None, _owed),
    "stage": (None, _stage),
}
"""The form and the action of each step."""
