"""What is filled in at a counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servicehall.hall.models import Centre, Closure, Counter, StaffMember

LONGEST_BASIS = 200
"""As many characters as a case keeps of the rule that a refusal rests on."""
Sent = QueryDict | None
"""What was sent to a form; None for a form that is shown for the first time."""
QUARTER = 15
"""Minutes to which a proposed end is rounded up."""


class MomentInput(forms.DateTimeInput):
    """A date and time, as browsers let people choose it."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ClockInput(forms.TimeInput):
    """A time of day, as browsers let people choose it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def parse_day(text: str) -> date | None:
    """The day of ``2026-11-30``; None for what is no day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def last_minute(day: date) -> datetime:
    """The last minute of a day in the centre's zone."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def proposed_end(at: datetime) -> datetime:
    """A round moment about half an hour ahead, in the centre's zone."""
    here = timezone.localtime(at) + timedelta(minutes=30 + QUARTER - 1)
    return here.replace(minute=here.minute // QUARTER * QUARTER, second=0, microsecond=0)


class CounterField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of counters."""

    def label_from_instance(self, counter: Counter) -> str:
        """The counter's number, and whether it is closed."""
        return counter_name(counter)


class ClosureNoticeForm(forms.Form):
    """Until when a counter is closed, and which one stands in."""

    until = forms.DateTimeField(label=_("Closed until"), widget=MomentInput())
    alternative = CounterField(
        Counter.objects.none(),
        label=_("Counter that stands in"),
        required=False,
        empty_label=pgettext_lazy("counter", "None"),
    )

    def __init__(self, closure: Closure, at: datetime, data: Sent = None) -> None:
        initial = {
            "until": timezone.localtime(closure.until) if closure.until else proposed_end(at),
            "alternative": closure.alternative_id,
        }
        super().__init__(data, initial=initial, auto_id="notice_%s")
        others = Counter.objects.filter(unit=closure.counter.unit_id).exclude(pk=closure.counter_id)
        field = self.fields["alternative"]
        assert isinstance(field, CounterField)
        field.queryset = others.order_by("pk")


def counter_name(counter: Counter) -> str:
    """A counter in a list of choices: its number, and whether it is closed."""
    name = (
        _("Counter %(counter)s (closed)") if counter.state == "closed" else _("Counter %(counter)s")
    )
    return str(name) % {"counter": counter.code}


class RefusalForm(forms.Form):
    """On which rule and for what reason a case is refused (clause 2.2.3, third phrase)."""

    basis = forms.CharField(
        label=_("Rule that it rests on"),
        help_text=_("The law and the article. The citizen reads it."),
        max_length=LONGEST_BASIS,
        widget=forms.TextInput(attrs={"list": "bases", "autocomplete": "off"}),
        error_messages={"required": _("Name the rule: the law and the article.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("In a sentence or two that the citizen understands."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason; the citizen has a right to it.")},
    )

    def __init__(self, data: Sent = None) -> None:
        super().__init__(data, auto_id="refusal_%s")


class ShiftForm(forms.Form):
    """Who is on duty today at which counter, and from when to when."""

    staff = forms.ChoiceField(label=pgettext_lazy("shift", "Who"))
    counter = forms.ChoiceField(label=_("Counter"))
    starts = forms.TimeField(label=pgettext_lazy("shift", "From"), widget=ClockInput())
    ends = forms.TimeField(label=pgettext_lazy("shift", "To"), widget=ClockInput())

    def __init__(
        self,
        staff: Sequence[StaffMember],
        counters: Sequence[Counter],
        hours: Mapping[str, time],
        data: Sent = None,
        *,
        name: str = "shift",
    ) -> None:
        super().__init__(data, initial=dict(hours), auto_id=f"{name}_%s")
        self._staff = {str(each.pk): each for each in staff}
        self._counters = {str(each.pk): each for each in counters}
        people, places = self.fields["staff"], self.fields["counter"]
        assert isinstance(people, forms.ChoiceField)
        assert isinstance(places, forms.ChoiceField)
        people.choices = [(pk, each.name) for pk, each in self._staff.items()]
        places.choices = [(pk, counter_name(each)) for pk, each in self._counters.items()]

    def clean_staff(self) -> StaffMember:
        """The staff member chosen."""
        return self._staff[self.cleaned_data["staff"]]

    def clean_counter(self) -> Counter:
        """The counter chosen."""
        return self._counters[self.cleaned_data["counter"]]


def duty_hours(centre: Centre, at: datetime) -> dict[str, time]:
    """What a shift planned now is proposed to be: from now to closing, or an hour after hours."""
    now = timezone.localtime(at)
    starts = max(now.time().replace(second=0, microsecond=0), centre.opens)
    ends = centre.closes
    if starts >= ends:
        ends = (now + timedelta(hours=1)).time().replace(second=0, microsecond=0)
    return {"starts": starts, "ends": ends}
