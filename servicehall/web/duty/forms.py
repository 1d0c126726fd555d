"""What is filled in to plan duty: hours on some days, an absence, a pair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servicehall.hall.models import Absence, Counter, Shift, StaffMember
from servicehall.web.counter.forms import ClockInput, MomentInput, Sent, counter_name
from servicehall.web.desks import Desk
from servicehall.web.duty.week import Week
from servicehall.web.signs import sign_of


class PersonField(forms.ChoiceField):
    """A choice of people; where several units are offered, each with their code."""

    def offer(self, people: Sequence[StaffMember], *, nobody: str = "") -> None:
        """Offer these people, and nobody first where that is a choice."""
        self._people = {str(each.pk): each for each in people}
        none = [("", nobody)] if nobody else []
        self.choices = [*none, *((pk, each.name) for pk, each in self._people.items())]

    def clean(self, value: object) -> StaffMember | None:
        """The person chosen; None for nobody."""
        return self._people.get(super().clean(value))


class DaysForm(forms.Form):
    """Who stands at which counter, on which days, from when to when."""

    staff = PersonField(label=pgettext_lazy("shift", "Who"))
    counter = forms.ChoiceField(label=_("Counter"))
    starts = forms.TimeField(label=pgettext_lazy("shift", "From"), widget=ClockInput())
    ends = forms.TimeField(label=pgettext_lazy("shift", "To"), widget=ClockInput())
    days = forms.MultipleChoiceField(label=_("Days"), widget=forms.CheckboxSelectMultiple())

    def __init__(self, week: Week, data: Sent = None) -> None:
        asked = week.asked
        working = [each.isoformat() for each in week.days if each.weekday() < 5]
        initial = {
            "starts": week.desk.centre.opens,
            "ends": week.desk.centre.closes,
            "counter": asked.get("counter", ""),
            "days": [asked["day"]] if asked.get("day") else working,
        }
        super().__init__(data, initial=initial, auto_id="plan_%s")
        self._zone = week.desk.zone
        _offer(self.fields["staff"], week.staff)
        _offer_counters(self.fields["counter"], week.counters)
        self._counters = {str(each.pk): each for each in week.counters}
        days = [week.monday + timedelta(days=number) for number in range(7)]
        field = self.fields["days"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(each.isoformat(), _day_name(each)) for each in days]

    def clean_counter(self) -> Counter:
        """The counter chosen."""
        return self._counters[self.cleaned_data["counter"]]

    @property
    def hours(self) -> list[tuple[date, datetime, datetime]]:
        """Each day chosen with its start and end."""
        given = self.cleaned_data
        days = [date.fromisoformat(each) for each in given["days"]]
        return [
            (
                day,
                datetime.combine(day, given["starts"], self._zone),
                datetime.combine(day, given["ends"], self._zone),
            )
            for day in days
        ]


class ChangeForm(forms.Form):
    """What takes the place of a shift that has not begun."""

    staff = PersonField(label=pgettext_lazy("shift", "Who"))
    counter = forms.ChoiceField(label=_("Counter"))
    starts = forms.TimeField(label=pgettext_lazy("shift", "From"), widget=ClockInput())
    ends = forms.TimeField(label=pgettext_lazy("shift", "To"), widget=ClockInput())

    def __init__(self, week: Week, shift: Shift, data: Sent = None) -> None:
        initial = {
            "staff": shift.staff_id,
            "counter": shift.counter_id,
            "starts": timezone.localtime(shift.starts).time(),
            "ends": timezone.localtime(shift.ends).time(),
        }
        super().__init__(data, initial=initial, auto_id="change_%s")
        _offer(self.fields["staff"], week.staff)
        _offer_counters(self.fields["counter"], week.counters)
        self._counters = {str(each.pk): each for each in week.counters}

    def clean_counter(self) -> Counter:
        """The counter chosen."""
        return self._counters[self.cleaned_data["counter"]]


class AbsenceForm(forms.Form):
    """Who is away, why, from when to when, and who stands in."""

    staff = PersonField(label=pgettext_lazy("absence", "Who"))
    reason = forms.ChoiceField(label=pgettext_lazy("absence", "Why"))
    starts = forms.DateTimeField(label=pgettext_lazy("absence", "From"), widget=MomentInput())
    ends = forms.DateTimeField(label=pgettext_lazy("absence", "Until"), widget=MomentInput())
    backup = PersonField(
        label=_("Who stands in"),
        required=False,
        help_text=_("Needed where shifts are planned in that time."),
    )

    def __init__(self, week: Week, data: Sent = None) -> None:
        desk: Desk = week.desk
        day = max(desk.today, week.monday)
        initial = {
            "starts": datetime.combine(day, desk.centre.opens, desk.zone),
            "ends": datetime.combine(day, desk.centre.closes, desk.zone),
        }
        super().__init__(data, initial=initial, auto_id="absence_%s")
        _offer(self.fields["staff"], week.staff)
        _offer(self.fields["backup"], week.everybody, nobody=str(pgettext_lazy("backup", "Nobody")))
        reasons = self.fields["reason"]
        assert isinstance(reasons, forms.ChoiceField)
        reasons.choices = [
            (code, str(sign_of(code, "absence").label)) for code in Absence.Reason.values
        ]


class PairForm(forms.Form):
    """Who steps in for whom."""

    staff = PersonField(label=_("Whose post"))
    backup = PersonField(label=_("Who steps in"))

    def __init__(self, week: Week, data: Sent = None) -> None:
        super().__init__(data, auto_id="pair_%s")
        _offer(self.fields["staff"], week.staff)
        _offer(self.fields["backup"], week.everybody)


class PinForm(forms.Form):
    """A new PIN, typed twice."""

    pin = forms.CharField(
        label=_("New PIN"),
        help_text=_("Four to eight digits that only you know."),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same again"),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "new-password"}),
    )

    def __init__(self, data: Sent = None) -> None:
        super().__init__(data, auto_id="pin_%s")

    def clean_again(self) -> str:
        """What was typed the second time; the same as the first."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("pin"):
            raise forms.ValidationError(_("The two are not the same. Type it again."))
        return again


def _offer(field: forms.Field, people: Sequence[StaffMember], *, nobody: str = "") -> None:
    assert isinstance(field, PersonField)
    field.offer(people, nobody=nobody)


def _offer_counters(field: forms.Field, counters: Sequence[Counter]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(str(each.pk), counter_name(each)) for each in counters]


def _day_name(day: date) -> str:
    return formats.date_format(day, "D j")
