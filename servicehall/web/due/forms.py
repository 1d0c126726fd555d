"""What is filled in about a case's clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicehall.cases.letters import STILL
from servicehall.cases.models import Case
from servicehall.cases.periods import periods_of
from servicehall.web.counter.forms import MomentInput, Sent, last_minute


class DayInput(forms.DateInput):
    """A day, as browsers let people choose it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _reason(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the reason; the citizen has a right to it.")},
    )


class SuspendForm(forms.Form):
    """Why the clocks of a case are to stand still, and on what provision."""

    reason = forms.ChoiceField(label=_("Why the clocks stop"))
    basis = forms.CharField(
        label=_("Provision"),
        help_text=_("Empty for the one that stands in the rules for this reason."),
        max_length=200,
        required=False,
    )

    def __init__(self, case: Case, data: Sent = None) -> None:
        super().__init__(data, auto_id="suspend_%s")
        allowed = periods_of(case.centre.jurisdiction).suspensions
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, _(STILL[code])) for code in allowed]


class ExtendForm(forms.Form):
    """By how much a limit is extended, and why."""

    count = forms.IntegerField(label=_("By how many days or hours"), min_value=1, max_value=99)
    reason = _reason(_("Reason"), _("The citizen is told it with the new date, at once."))
    consent = forms.BooleanField(
        label=_("The citizen agrees to a second extension"), required=False
    )

    def __init__(self, case: Case, data: Sent = None) -> None:
        super().__init__(data, auto_id="extend_%s")
        if data is None and not case.extensions.exists():
            del self.fields["consent"]


class DelayForm(forms.Form):
    """By when it is likely done, and why not as promised."""

    likely = forms.DateTimeField(label=_("Likely done by"), widget=MomentInput())
    reason = _reason(_("Reason"), _("The citizen is told it. The promised date stays as it was."))

    def __init__(self, data: Sent = None) -> None:
        super().__init__(data, auto_id="delay_%s")


class SupplementForm(forms.Form):
    """Until when the citizen may bring what is missing."""

    until = forms.DateField(label=_("New last day"), widget=DayInput())

    def __init__(self, data: Sent = None) -> None:
        super().__init__(data, auto_id="supplement_%s")

    def clean_until(self) -> datetime:
        """The last minute of the day."""
        return last_minute(self.cleaned_data["until"])


class DeclaredDayForm(forms.Form):
    """A day that is declared a day of rest, or of work."""

    day = forms.DateField(label=_("Day"), widget=DayInput())
    works = forms.ChoiceField(
        label=_("What it becomes"),
        choices=[("no", _("A day of rest")), ("yes", _("A working day"))],
    )
    reason = _reason(
        _("Reason"), _("Such as the name of the holiday. Citizens read it with their new date.")
    )

    def __init__(self, data: Sent = None) -> None:
        super().__init__(data, auto_id="day_%s")
