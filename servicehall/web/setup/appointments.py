"""Set-up of appointments: how they can be booked, and on which days not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from servicehall.catalogue.models import ServiceItem
from servicehall.reception.models import Appointment, BookingPlan, ClosedDay
from servicehall.web.desks import member_of
from servicehall.web.setup.forms import NamesField
from servicehall.web.setup.registrations import OfCentre
from servicehall.web.templatetags.servicehall import localized


class BookingPlanForm(forms.ModelForm):  # type: ignore[type-arg]
    """A plan whose parts fit together."""

    class Meta:
        model = BookingPlan
        fields = (
            "centre",
            "unit",
            "service_code",
            "open",
            "slot_minutes",
            "first",
            "last",
            "pause_from",
            "pause_until",
            "capacity",
            "per_slot",
            "staff_share",
            "before_rota",
            "days_ahead",
            "notice_minutes",
        )
        labels = {
            "service_code": _("Service (its code; empty for all of the unit)"),
            "open": _("Can be booked"),
            "slot_minutes": _("Minutes for one appointment"),
            "first": _("First appointment (empty: as the hall opens)"),
            "last": _("Last one over (empty: as the hall closes)"),
            "pause_from": _("Pause from"),
            "pause_until": _("Pause until"),
            "capacity": _("Room by"),
            "per_slot": _("Appointments at one time (by staff: for each on the rota)"),
            "staff_share": _("By staff: per cent of them for appointments"),
            "before_rota": _("By staff: appointments at one time before the rota is planned"),
            "days_ahead": _("Days ahead"),
            "notice_minutes": _("Minutes of notice"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "capacity" in self.fields:
            field = self.fields["capacity"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("fixed", _("a fixed number")), ("staff", _("staff on the rota"))]

    def clean(self) -> dict[str, Any] | None:
        """Refuse a unit of another centre, an unknown service, and times turned about."""
        cleaned = super().clean() or self.cleaned_data
        centre = cleaned.get("centre") or getattr(self.instance, "centre", None)
        unit = cleaned.get("unit") or getattr(self.instance, "unit", None)
        if unit is not None and centre is not None and unit.centre_id != centre.pk:
            self.add_error("unit", _("This unit belongs to another centre."))
        code = cleaned.get("service_code")
        if code and not ServiceItem.objects.filter(unit=unit, code=code).exists():
            self.add_error("service_code", _("This unit has no service of that code."))
        for since, until in (("first", "last"), ("pause_from", "pause_until")):
            begins, ends = cleaned.get(since), cleaned.get(until)
            if begins and ends and ends <= begins:
                self.add_error(until, _("This is not after the beginning."))
        if bool(cleaned.get("pause_from")) != bool(cleaned.get("pause_until")):
            self.add_error("pause_until", _("A pause needs its beginning and its end."))
        return cleaned


@admin.register(BookingPlan)
class BookingPlanAdmin(OfCentre):
    """Plans; what is booked stays as it is when its plan changes."""

    form = BookingPlanForm
    fixed = ("centre", "unit", "service_code")
    list_display = ("unit_name", "service_code", "open", "slot_minutes", "capacity", "days_ahead")
    list_select_related = ("unit", "centre")

    @admin.display(description=_("Unit"))
    def unit_name(self, row: BookingPlan) -> str:
        """The unit's name in the reader's language."""
        return localized(row.unit.names)


class ClosedDaySetUpForm(forms.ModelForm):  # type: ignore[type-arg]
    """A day that is taken out of booking while nothing is booked on it yet."""

    reason = NamesField(label=_("Reason"))

    class Meta:
        model = ClosedDay
        fields = ("centre", "unit", "day", "reason")

    def clean(self) -> dict[str, Any] | None:
        """Refuse a unit of another centre, and a day on which people are expected."""
        cleaned = super().clean() or self.cleaned_data
        centre = cleaned.get("centre") or getattr(self.instance, "centre", None)
        unit = cleaned.get("unit") or getattr(self.instance, "unit", None)
        if unit is not None and centre is not None and unit.centre_id != centre.pk:
            self.add_error("unit", _("This unit belongs to another centre."))
        if self.instance.pk is None and centre is not None and cleaned.get("day"):
            booked = Appointment.objects.filter(
                centre=centre, day=cleaned["day"], status__in=("booked", "confirmed")
            )
            if (booked.filter(unit=unit) if unit else booked).exists():
                raise ValidationError(
                    _(
                        "People have appointments on this day. Close it on the page of"
                        " appointments: there they are cancelled and told."
                    )
                )
        return cleaned


@admin.register(ClosedDay)
class ClosedDayAdmin(OfCentre):
    """Closed days; one that is deleted can be booked again."""

    form = ClosedDaySetUpForm
    fixed = ("centre", "unit", "day")
    list_display = ("day", "unit_name", "why", "centre")
    list_select_related = ("unit", "centre")
    ordering = ("-day",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A day is opened again by deleting that it is closed."""
        return self._may(request)

    def save_model(self, request: HttpRequest, obj: ClosedDay, form: Any, change: bool) -> None:
        """Note who closed it."""
        obj.closed_by = member_of(request)
        super().save_model(request, obj, form, change)

    @admin.display(description=_("Unit"))
    def unit_name(self, row: ClosedDay) -> str:
        """The unit's name in the reader's language; the whole hall where there is none."""
        return localized(row.unit.names) if row.unit else str(_("The whole hall"))

    @admin.display(description=_("Reason"))
    def why(self, row: ClosedDay) -> str:
        """The reason in the reader's language."""
        return localized(row.reason)
