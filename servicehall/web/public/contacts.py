"""Where the holder of a ticket wants messages: the form, and what is kept already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from servicehall.hall.models import Centre
from servicehall.reception.addresses import masked
from servicehall.reception.models import Channel, Contact, Visit
from servicehall.reception.senders import senders

LANGUAGES = (("ko", "한국어"), ("zh", "简体中文"), ("en", "English"))
_OPEN = (
    Visit.Status.WAITING,
    Visit.Status.CALLED,
    Visit.Status.PARKED,
    Visit.Status.MISSED,
)


class ContactForm(forms.Form):
    """An address, the language of the messages, and the agreement without which none is sent."""

    address = forms.CharField(max_length=254, strip=True)
    language = forms.ChoiceField(choices=LANGUAGES)
    agreed = forms.BooleanField()

    def __init__(self, centre: Centre, data: Any = None) -> None:
        language = (get_language() or "ko").partition("-")[0]
        super().__init__(data, initial={"language": language}, auto_id="contact-%s")
        channels = set(senders())
        example = {
            Centre.Jurisdiction.KOREA: "010-1234-5678",
            Centre.Jurisdiction.CHINA: "138 0013 8000",
        }.get(Centre.Jurisdiction(centre.jurisdiction), "+44 7700 900123")
        address = self.fields["address"]
        if channels == {Channel.EMAIL}:
            address.label, address.help_text = _("E-mail address"), _("such as name@example.org")
            address.widget = forms.EmailInput()
        elif channels == {Channel.SMS}:
            address.label = _("Mobile number")
            address.help_text = _("such as %(number)s") % {"number": example}
            address.widget = forms.TextInput(attrs={"type": "tel"})
        else:
            address.label = _("Mobile number or e-mail address")
            address.help_text = _("such as %(number)s or name@example.org") % {"number": example}
        mail = channels == {Channel.EMAIL}
        address.widget.attrs |= {
            # An address is spoken of by its kind, so that a phone offers its owner's own.
            "autocomplete": "email" if mail else "tel" if Channel.EMAIL not in channels else "on",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        self.fields["language"].label = _("Language of the messages")
        days = settings.MESSAGE_ADDRESS_DAYS
        self.fields["agreed"].label = ngettext(
            "I agree that this hall uses this address to tell me about this ticket. It is used for"
            " nothing else and erased after %(days)s day; I can take this back here at any time.",
            "I agree that this hall uses this address to tell me about this ticket. It is used for"
            " nothing else and erased after %(days)s days; I can take this back here at any time.",
            days,
        ) % {"days": days}

    @property
    def channel(self) -> str:
        """How the address given is reached."""
        return Channel.EMAIL if "@" in self.cleaned_data["address"] else Channel.SMS


def contact_of(visit: Visit, form: ContactForm | None = None) -> dict[str, Any]:
    """What the ticket's page shows of messages: the address that is kept, or the form for one."""
    if visit.status not in _OPEN or not senders():
        return {}
    kept = None
    if visit.wants_messages:
        kept = Contact.objects.filter(visit=visit, withdrawn_at=None, erased_at=None).first()
    return {
        "contact": kept,
        "contact_address": masked(kept.address) if kept else "",
        "contact_form": None if kept and form is None else form or ContactForm(visit.centre),
        "contact_place": visit.centre.tell_at,
    }
