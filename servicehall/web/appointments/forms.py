"""What is filled in about appointments: who comes, the code that was sent, which one it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Unit
from servicehall.reception.actions.booking import HALL_REASONS
from servicehall.reception.contacts import Reached, reached_by
from servicehall.reception.models import Appointment, Channel
from servicehall.reception.senders import senders
from servicehall.web.templatetags.servicehall import localized
from servicehall.web.wording import CODES

Sent = QueryDict | Mapping[str, str] | None
"""What was sent to a form; None for a form that is shown for the first time."""

_NUMBER = re.compile(r"(\d{6})\s*-?\s*(\d{3,})", re.ASCII)
_LINK = re.compile(r"appointments/(\d{6}-\d{3,})/([0-9A-Z]{8})", re.ASCII)


def number_in(text: str) -> str:
    """The number of an appointment in what was typed, as it is kept; empty for none."""
    found = _NUMBER.fullmatch(text.strip())
    return f"{found[1]}-{found[2]}" if found else ""


def code_in(text: str) -> str:
    """The code as it is kept: in capitals, without the gaps that people leave."""
    return re.sub(r"[\s-]", "", text).upper()


class ContactForm(forms.Form):
    """Who comes, and where the code can be sent."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name, so that we know who comes.")},
    )
    contact = forms.CharField(
        label=_("Mobile number or e-mail address"),
        help_text=_(
            "We send you a code to confirm, and tell you if anything changes. We use it for"
            " nothing else, and erase it a week after your appointment."
        ),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "spellcheck": "false"}),
        error_messages={"required": _("Write where we can send you the code.")},
    )

    def __init__(self, jurisdiction: str, data: Sent = None) -> None:
        super().__init__(data)
        self._jurisdiction = jurisdiction
        contact, channels = self.fields["contact"], set(senders())
        if channels == {Channel.EMAIL}:
            contact.label = _("E-mail address")
            contact.widget = forms.EmailInput(attrs={"autocomplete": "email"})
        elif channels == {Channel.SMS}:
            contact.label = _("Mobile number")
            contact.widget = forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"})

    def clean_contact(self) -> Reached:
        """The number or address; raises ``ValidationError`` for what is neither."""
        if not self.cleaned_data["contact"].strip():
            return Reached()
        try:
            return reached_by(self.cleaned_data["contact"], self._jurisdiction)
        except ValueError:
            raise ValidationError(
                _(
                    "This is neither a telephone number nor an e-mail address. Write it like"
                    " 010-1234-5678 or name@example.org."
                )
            ) from None


class CallerForm(ContactForm):
    """Somebody for whom staff book: they may have nothing by which they are reached."""

    channel = forms.ChoiceField(
        label=_("How they asked for it"),
        choices=[(code, CODES[code]) for code in ("phone", "counter")],
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[(code, CODES[code]) for code in ("ko", "zh", "en")]
    )

    def __init__(self, jurisdiction: str, data: Sent = None) -> None:
        super().__init__(jurisdiction, data)
        self.fields["name"].label = _("Their name")
        self.fields["contact"].required = False
        self.fields["contact"].help_text = _(
            "The number and code are sent there. Without it, tell them to write both down."
        )
        for name in ("name", "contact"):
            self.fields[name].widget.attrs["autocomplete"] = "off"


class CodeForm(forms.Form):
    """The six figures that were sent."""

    code = forms.CharField(
        label=_("Code of 6 figures"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "appointment-code",
            }
        ),
        error_messages={"required": _("Write the code that we sent you.")},
    )

    def clean_code(self) -> str:
        """The figures alone."""
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", code):
            raise ValidationError(_("The code has six figures. Look at it again."))
        return code


class CodeField(forms.CharField):
    """A code that is needed, but not beside a scanned link: its form says when it is missing."""

    def validate(self, value: str) -> None:
        """Nothing is wrong with an empty one by itself."""


class WhichForm(forms.Form):
    """Which appointment it is: number and code, or the scanned link in place of the number."""

    number = forms.CharField(
        label=pgettext_lazy("appointment", "Number"),
        help_text=_("Such as 261130-014"),
        max_length=300,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Write the number of your appointment.")},
    )
    code = CodeField(
        label=pgettext_lazy("appointment", "Code"),
        help_text=_("The 8 letters and figures beside the number"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean(self) -> dict[str, str]:
        """Number and code as they are kept; raises ``ValidationError`` where one is missing."""
        cleaned = self.cleaned_data
        if "number" not in cleaned:
            return cleaned
        if link := _LINK.search(cleaned["number"]):
            return {"number": link[1], "code": link[2]}
        number, code = number_in(cleaned["number"]), code_in(cleaned.get("code", ""))
        if not number:
            self.add_error(
                "number", _("A number looks like 261130-014: six figures, a line, three figures.")
            )
        if not code:
            self.add_error("code", _("Write the code that stands beside the number."))
        return {"number": number, "code": code}


class SlotForm(forms.Form):
    """For what and on which day staff look for a time."""

    service = forms.ChoiceField(label=_("Service"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, items: Sequence[ServiceItem], day: date, data: Sent = None) -> None:
        initial = {"day": day.isoformat()}
        super().__init__(data or None, initial=initial)
        self._items = {item.code: item for item in items}
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(item.code, localized(item.names)) for item in items]

    def clean_service(self) -> ServiceItem:
        """The service chosen."""
        return self._items[self.cleaned_data["service"]]


class WithdrawForm(forms.Form):
    """Why an appointment is cancelled by the hall, or for whom it was."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            ("", _("Choose a reason")),
            ("citizen", _("The citizen asked for it")),
            *((code, CODES[code]) for code in HALL_REASONS),
        ],
    )


class ClosedDayForm(forms.Form):
    """A day that is taken out of booking, and why, as citizens read it."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    unit = forms.ChoiceField(label=_("Unit"))
    ko = forms.CharField(label=_("Reason in Korean"), max_length=120)
    zh = forms.CharField(label=_("Reason in Chinese"), max_length=120)
    en = forms.CharField(label=_("Reason in English"), max_length=120)

    def __init__(
        self, units: Sequence[Unit], day: date, data: Sent = None, *, hall: bool = False
    ) -> None:
        super().__init__(data, initial={"day": day})
        self._units = {unit.code: unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        whole = [("", _("The whole hall"))] if hall else []
        field.required = not hall
        field.choices = [*whole, *((unit.code, localized(unit.names)) for unit in units)]
        for language in ("ko", "zh", "en"):
            self.fields[language].widget.attrs["lang"] = "zh-Hans" if language == "zh" else language

    def clean_unit(self) -> Unit | None:
        """The unit chosen; None for the whole hall."""
        return self._units.get(self.cleaned_data["unit"])

    @property
    def reason(self) -> dict[str, str]:
        """The reason in each language."""
        return {language: self.cleaned_data[language] for language in ("ko", "zh", "en")}


def contact_shown(appointment: Appointment) -> str:
    """Where the code was sent, as far as whoever booked needs to see it."""
    contact = getattr(appointment, "contact", None)
    return Reached(contact.phone, contact.email).shown if contact else ""
