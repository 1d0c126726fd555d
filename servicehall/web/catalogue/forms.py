"""What is filled in to publish: a file and a day, or the days of a draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicehall.catalogue.exchange.reading import MOST_BYTES
from servicehall.web.counter.forms import Sent


class DayInput(forms.DateInput):
    """A day as browsers ask for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FileForm(forms.Form):
    """A file of service items, and from when they are to be in force."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("YAML or XLSX, as exported here; at most 2 MB."),
        max_length=200,
    )
    since = forms.DateField(
        label=_("In force from"),
        help_text=_("Until then the versions of now stay in force. Cases that run keep theirs."),
        widget=DayInput(),
    )
    draft = forms.BooleanField(
        label=_("Keep as drafts"),
        help_text=_("Nothing is offered until each draft is published."),
        required=False,
    )

    def __init__(self, today: date, data: Sent = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"since": today})
        self._today = today
        self.fields["since"].widget.attrs["min"] = today.isoformat()

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        return file

    def clean_since(self) -> date:
        """Refuse a day that is over."""
        since: date = self.cleaned_data["since"]
        if since < self._today:
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return since


class DaysForm(forms.Form):
    """The days on which a draft is to be in force."""

    since = forms.DateField(label=_("In force from"), widget=DayInput())
    until = forms.DateField(
        label=_("In force until"),
        help_text=_("Empty: until a later version begins."),
        required=False,
        widget=DayInput(),
    )

    def __init__(self, today: date, data: Sent = None) -> None:
        super().__init__(data, initial={"since": today}, auto_id="days_%s")
