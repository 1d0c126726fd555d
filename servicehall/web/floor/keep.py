"""Keeping a queue for another day: who is concerned, what they are told, and doing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from servicehall.evidence.actions import Refused
from servicehall.hall.models import Unit
from servicehall.hall.roles import may
from servicehall.reception.actions import keep_overnight
from servicehall.reception.giving import next_opening, opening_on
from servicehall.reception.models import Visit
from servicehall.reception.moving import callable_days
from servicehall.reception.queries import kept_for, still_waiting
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.desks import Desk, desk
from servicehall.web.floor.views import back
from servicehall.web.refusals import message
from servicehall.web.templatetags.servicehall import localized


class KeepForm(forms.Form):
    """Whose queues are kept and for which day, confirmed by a tick."""

    units = forms.MultipleChoiceField(
        label=_("Whose queue"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one queue; nothing was changed.")},
    )
    until = forms.DateField(
        label=_("Kept for"),
        help_text=_("A day on which the hall is open. The tickets can be called on that day only."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    sure = forms.BooleanField(
        label=_("I have looked at who is concerned. They are not served today any more."),
        error_messages={
            "required": _("Confirm that they are not served today any more; nothing was changed.")
        },
    )

    def __init__(
        self, units: Sequence[Unit], until: date | None, data: QueryDict | None = None
    ) -> None:
        self._units = {unit.code: unit for unit in units}
        initial = {"units": list(self._units), "until": until}
        super().__init__(data, initial=initial, auto_id="keep_%s")
        field = self.fields["units"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(code, localized(unit.names)) for code, unit in self._units.items()]

    def clean_units(self) -> list[Unit]:
        """The units chosen."""
        return [self._units[code] for code in self.cleaned_data["units"]]


@dataclass(frozen=True)
class Concerned:
    """Who waits in one of the queues, or is set aside there."""

    unit: Unit
    visits: Sequence[Visit]

    @property
    def told(self) -> int:
        """How many of them are told by message."""
        return sum(each.wants_messages for each in self.visits)


class Keeping:
    """The queues that the staff member may keep, and who is in them now."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def day(self) -> date:
        """The day whose queue it is: soon after midnight still that of the evening."""
        return callable_days(self.desk.centre, self.desk.at)[1]

    @cached_property
    def units(self) -> list[Unit]:
        """The units whose queues may be kept by the staff member."""
        return [
            unit
            for unit in Unit.objects.filter(centre=self.desk.centre).order_by("prefix", "pk")
            if may(self.desk.member, "keep_queue", centre=self.desk.centre.pk, unit=unit.pk)
        ]

    @cached_property
    def concerned(self) -> list[Concerned]:
        """Who waits now, by unit; units where nobody does are left out."""
        people: dict[int, list[Visit]] = {}
        found = still_waiting(self.desk.centre, until=self.day).filter(calls_on=self.day)
        for visit in found.select_related("centre", "unit", "counter", "service"):
            people.setdefault(visit.unit_id, []).append(visit)
        return [Concerned(unit, people[unit.pk]) for unit in self.units if unit.pk in people]

    @cached_property
    def proposed(self) -> date | None:
        """The next day on which the hall is open."""
        return next_opening(self.desk.centre, after=self.day)

    @property
    def opens(self) -> time | None:
        """From when it is open then."""
        return opening_on(self.desk.centre, self.proposed) if self.proposed else None

    @property
    def last(self) -> date:
        """The last day that can be chosen sensibly."""
        return self.day + timedelta(days=7)


@never_cache
@desk("keep_queue")
def keep_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who is concerned and what they will be told; with the form sent, keep their places."""
    keeping = Keeping(desk)
    if not keeping.units:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = KeepForm(keeping.units, keeping.proposed, data)
    if data is not None and form.is_valid():
        until, units = form.cleaned_data["until"], form.cleaned_data["units"]
        try:
            keep_overnight(
                centre=desk.centre,
                day=keeping.day,
                until=until,
                units=units,
                by=desk.staff,
                at=desk.at,
            )
        except Refused as refused:
            form.add_error("until", message(refused))
        else:
            _tell(request, kept_for(units, day=keeping.day, until=until))
            return back(desk)
    context = {"keeping": keeping, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "floor/keep.html", context, status=status)


def _tell(request: HttpRequest, count: int) -> None:
    """Say how many are kept for that day now; the same after a second click."""
    if not count:
        messages.info(request, gettext("Nobody waits any more, so nothing was changed."))
        return
    text = ngettext(
        "%(count)s ticket is kept with its place.",
        "%(count)s tickets are kept with their places.",
        count,
    )
    messages.success(request, text % {"count": count})
