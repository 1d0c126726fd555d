"""The people of the rota: who is away, who steps in for whom, who carries which badge."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from servicehall.hall import actions
from servicehall.hall.models import Absence, BackupAssignment, Badge, StaffMember
from servicehall.hall.roles import may
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.counter.views import key_of, see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.duty.forms import AbsenceForm, PairForm
from servicehall.web.duty.rota import address_of, sent, week_of
from servicehall.web.duty.week import Week
from servicehall.web.public.tickets import qr_code


def show(
    request: HttpRequest,
    week: Week,
    *,
    absence: AbsenceForm | None = None,
    pair: PairForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the unit's people."""
    context = {
        "week": week,
        "absence_form": absence or (AbsenceForm(week) if week.staff else None),
        "pair_form": pair or (PairForm(week) if week.staff else None),
    }
    return render(request, "duty/people.html", context, status=status)


@require_safe
@desk("plan_duty")
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who is away, who steps in, who carries which badge."""
    return show(request, week_of(request, desk))


@require_POST
@desk("plan_duty")
def absent(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Record an absence, and who stands in meanwhile."""
    week = week_of(request, desk)
    form = AbsenceForm(week, request.POST)

    def run() -> None:
        actions.record_absence(**form.cleaned_data, by=desk.staff, at=desk.at, key=key_of(request))

    if not sent(form, run):
        return show(request, week, absence=form, status=UNPROCESSABLE)
    messages.success(request, _("The absence is recorded."))
    return see_other(address_of(week, "rota-people"))


@require_POST
@desk("plan_duty")
def present(request: HttpRequest, desk: Desk, absence: int) -> HttpResponse:
    """Withdraw an absence: the person comes after all."""
    found = get_object_or_404(
        Absence.objects.select_related("centre", "staff__unit", "staff__centre"),
        pk=absence,
        centre=desk.centre,
    )
    actions.withdraw_absence(absence=found, by=desk.staff, at=desk.at, key=key_of(request))
    messages.success(request, _("The absence is withdrawn."))
    return see_other(address_of(week_of(request, desk), "rota-people"))


@require_POST
@desk("plan_duty")
def pair(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Register who steps in for whom."""
    week = week_of(request, desk)
    form = PairForm(week, request.POST)

    def run() -> None:
        actions.register_backup(**form.cleaned_data, by=desk.staff, at=desk.at, key=key_of(request))

    if not sent(form, run):
        return show(request, week, pair=form, status=UNPROCESSABLE)
    messages.success(request, _("The pair is registered and published."))
    return see_other(address_of(week, "rota-people"))


@require_POST
@desk("plan_duty")
def unpair(request: HttpRequest, desk: Desk, pair: int) -> HttpResponse:
    """End a pair."""
    found = get_object_or_404(
        BackupAssignment.objects.select_related("centre", "staff__unit", "backup"),
        pk=pair,
        centre=desk.centre,
    )
    actions.end_backup(pair=found, by=desk.staff, at=desk.at, key=key_of(request))
    return see_other(address_of(week_of(request, desk), "rota-people"))


@require_POST
@desk("plan_duty")
def issue(request: HttpRequest, desk: Desk, staff: int) -> HttpResponse:
    """Issue a badge to print; the one before it is revoked."""
    member = get_object_or_404(
        StaffMember.objects.select_related("centre", "unit"), pk=staff, centre=desk.centre
    )
    badge = actions.issue_badge(staff=member, by=desk.staff, at=desk.at, key=key_of(request))
    return see_other(_badge_address(desk, badge))


@require_POST
@desk("plan_duty", "serve")
def revoke(request: HttpRequest, desk: Desk, badge: int) -> HttpResponse:
    """Revoke a badge that was lost or given back."""
    found = get_object_or_404(
        Badge.objects.select_related("centre", "staff__unit"), pk=badge, centre=desk.centre
    )
    actions.revoke_badge(badge=found, by=desk.staff, at=desk.at, key=key_of(request))
    messages.success(request, _("The badge is revoked; its code opens nothing any more."))
    if found.staff_id == desk.staff.pk:
        return see_other(reverse("me", args=[desk.centre.code]))
    return see_other(address_of(week_of(request, desk), "rota-people"))


@require_safe
@desk("plan_duty")
def badge(request: HttpRequest, desk: Desk, badge: int) -> HttpResponse:
    """A badge to print: name, unit, place for a photo, and the code to scan."""
    found = get_object_or_404(
        Badge.objects.select_related("centre", "staff__unit"),
        pk=badge,
        centre=desk.centre,
        revoked_at=None,
    )
    unit = found.staff.unit_id
    if not may(desk.member, "plan_duty", centre=desk.centre.pk, unit=unit):
        raise Http404
    response = render(request, "duty/badge.html", {"badge": found})
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@desk("plan_duty")
def badge_code(request: HttpRequest, desk: Desk, badge: int) -> HttpResponse:
    """The code of a badge as a picture."""
    found = get_object_or_404(
        Badge.objects.select_related("staff"), pk=badge, centre=desk.centre, revoked_at=None
    )
    unit = found.staff.unit_id
    if not may(desk.member, "plan_duty", centre=desk.centre.pk, unit=unit):
        raise Http404
    response = HttpResponse(qr_code(found.code), content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response


def _badge_address(desk: Desk, badge: Badge) -> str:
    return reverse("rota-badge", args=[desk.centre.code, badge.pk])
