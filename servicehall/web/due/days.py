"""Days declared after the calendar was known: a new holiday, or a day that is worked after all."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicehall.cases.actions import declare_day
from servicehall.evidence.actions import Refused
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.counter.views import see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.due.forms import DeclaredDayForm
from servicehall.web.refusals import message
from servicehall.worktime.calendars import OutsideCalendar


@desk("set_up")
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The days declared so far; a new one moves the dates of all open cases."""
    form = DeclaredDayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            moved = declare_day(
                centre=desk.centre,
                day=form.cleaned_data["day"],
                works=form.cleaned_data["works"] == "yes",
                reason=form.cleaned_data["reason"],
                by=desk.staff,
                at=desk.at,
            )
        except Refused as refused:
            form.add_error(None, message(refused))
        except OutsideCalendar:
            form.add_error("day", _("The holidays of this year are not known yet."))
        else:
            text = ngettext(
                "The day is declared; the date of %(count)s case moved.",
                "The day is declared; the dates of %(count)s cases moved.",
                len(moved),
            )
            messages.success(request, text % {"count": len(moved)})
            return see_other(reverse("due-days", args=[desk.centre.code]))
    status = UNPROCESSABLE if form.errors else 200
    declared = [
        each | {"day": date.fromisoformat(each["day"]), "known": date.fromisoformat(each["known"])}
        for each in sorted(desk.centre.declared_days, key=lambda each: str(each["day"]))
    ][::-1]
    return render(request, "due/days.html", {"form": form, "declared": declared}, status=status)
