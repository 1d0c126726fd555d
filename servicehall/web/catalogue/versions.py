"""The versions of one service item: publish a draft, take back what is to come."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from servicehall.catalogue.actions import PERMISSION, publish_draft, withdraw_version
from servicehall.catalogue.queries import versions
from servicehall.evidence.actions import Refused
from servicehall.web.catalogue.forms import DaysForm
from servicehall.web.catalogue.listing import listed
from servicehall.web.counter.views import key_of, see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.refusals import message

UNPROCESSABLE = 422


def show(
    request: HttpRequest, desk: Desk, code: str, *, form: DaysForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of an item's versions; 404 for none."""
    found = listed(desk.centre, desk.today, code)
    if not found:
        raise Http404
    context = {"item": found[0], "form": form or DaysForm(desk.today)}
    return render(request, "catalogue/versions.html", context, status=status)


@require_safe
@desk(PERMISSION)
def versions_page(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Every version, which days it was or is in force, and the draft."""
    return show(request, desk, code)


@require_POST
@desk(PERMISSION)
def publish(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Publish the draft from a day on."""
    draft = get_object_or_404(versions(desk.centre, code), pk=request.POST.get("draft") or 0)
    form = DaysForm(desk.today, request.POST)
    if form.is_valid():
        try:
            publish_draft(
                draft=draft, **form.cleaned_data, by=desk.staff, at=desk.at, key=key_of(request)
            )
        except Refused as refused:
            form.add_error(None, message(refused))
        else:
            messages.success(request, _("The version is published."))
            return see_other(reverse("catalogue-versions", args=[desk.centre.code, code]))
    return show(request, desk, code, form=form, status=UNPROCESSABLE)


@require_POST
@desk(PERMISSION)
def withdraw(request: HttpRequest, desk: Desk, code: str, version: int) -> HttpResponse:
    """Take back a version before its first day."""
    found = get_object_or_404(versions(desk.centre, code), version=version)
    withdraw_version(service=found, by=desk.staff, at=desk.at, key=key_of(request))
    messages.success(request, _("The version is withdrawn. The one before it stays in force."))
    return see_other(reverse("catalogue-versions", args=[desk.centre.code, code]))
