"""My page: my PIN, my badge, who steps in for me, my next shifts."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from servicehall.hall import actions
from servicehall.hall.models import BackupAssignment, Badge, Pin, Shift
from servicehall.hall.queries import backup_of
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.counter.views import see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.duty.forms import PinForm
from servicehall.web.duty.rota import sent

AHEAD = timedelta(days=14)


@desk("serve")
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """My PIN and badge, and what concerns my duty."""
    form = PinForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if sent(
            form,
            lambda: actions.set_pin(
                staff=desk.staff, pin=form.cleaned_data["pin"], by=desk.staff, at=desk.at
            ),
        ):
            messages.success(request, _("Your PIN is set. From now on you clock in with it."))
            return see_other(reverse("me", args=[desk.centre.code]))
        status = UNPROCESSABLE
    me = desk.staff
    context = {
        "form": form,
        "pin": Pin.objects.filter(staff=me).first(),
        "badge": Badge.objects.filter(staff=me, revoked_at=None).first(),
        "backup": backup_of(me),
        "stands_in": BackupAssignment.objects.filter(backup=me, ended_at=None).select_related(
            "staff__unit"
        ),
        "shifts": Shift.objects.filter(
            staff=me,
            day__range=(desk.today, desk.today + AHEAD),
            clocked_out=None,
            withdrawn_at=None,
        )
        .select_related("counter__unit", "stands_in_for__staff")
        .order_by("starts"),
    }
    return render(request, "duty/me.html", context, status=status)
