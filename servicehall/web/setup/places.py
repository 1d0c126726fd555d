"""What is filled in for the places of a hall: the rules of a centre, whom a counter serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from servicehall.web.setup.forms import NamesField
from servicehall.web.setup.hours import DaysOffField, HoursField

LIMITS: Mapping[str, tuple[int, int]] = {
    "recall_pause": (0, 600),
    "recall_most": (1, 10),
    "return_within": (0, 600),
    "priority_worth": (0, 240),
    "wait_promise": (1, 480),
    "tell_at": (1, 50),
    "appointment_early": (0, 240),
    "appointment_late": (0, 240),
    "appointment_hold": (1, 240),
    "last_ticket_before": (0, 600),
    "backup_after": (0, 240),
    "unattended_after": (1, 240),
    "away_most": (1, 240),
}
"""The least and the most that a rule of a centre can be; beyond it is a slip of the finger."""


class CentreForm(forms.ModelForm):  # type: ignore[type-arg]
    """A centre, with its name in each language and its hours by weekday."""

    names = NamesField(label=_("Name"))
    hours = HoursField(
        label=_("Hours of tickets"),
        help_text=_(
            "By weekday, such as 09:00-12:00, 13:00-18:00. Tickets are given within them only; if"
            " every day is empty, at any time."
        ),
    )
    days_off = DaysOffField(
        label=_("Days off"),
        help_text=_("Beside public holidays, one a line: 2026-12-31"),
    )

    def clean(self) -> dict[str, Any] | None:
        """Refuse a rule beyond its limits, hours turned about, and a time zone that is none."""
        cleaned = super().clean() or self.cleaned_data
        for name, (least, most) in LIMITS.items():
            value = cleaned.get(name)
            if value is not None and not least <= value <= most:
                self.add_error(
                    name,
                    ValidationError(
                        _("Give a number from %(least)s to %(most)s."),
                        params={"least": least, "most": most},
                    ),
                )
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("This is not after the beginning."))
        zone = cleaned.get("timezone")
        if zone and zone not in available_timezones():
            self.add_error("timezone", _("There is no such time zone. Write it so: Asia/Seoul"))
        return cleaned


class CounterForm(forms.ModelForm):  # type: ignore[type-arg]
    """A counter, which may call from the queues of further units."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse units of another centre, and its own unit a second time."""
        cleaned = super().clean() or self.cleaned_data
        centre = getattr(cleaned.get("centre"), "pk", self.instance.centre_id)
        unit = cleaned.get("unit")
        if unit is not None and unit.centre_id != centre:
            self.add_error("unit", _("This unit belongs to another centre."))
        for each in cleaned.get("also_serves") or ():
            if each.centre_id != centre:
                self.add_error("also_serves", _("This unit belongs to another centre."))
            elif each == unit:
                self.add_error("also_serves", _("It serves its own unit already; leave that out."))
        return cleaned
