"""What is filled in about a case: the decision, the document, its delivery, number and code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servicehall.cases.models import Case, Delivery, Document
from servicehall.cases.papers import Entries
from servicehall.cases.remedies import Remedy, remedies_of
from servicehall.web.counter.forms import RefusalForm
from servicehall.web.templatetags.servicehall import localized

Sent = Any


class NeededField(forms.CharField):
    """A text that is needed; whatever looks over the whole says when it is missing."""

    def validate(self, value: str) -> None:
        """Nothing is wrong with an empty one by itself."""


class ProposalForm(RefusalForm):
    """On which rule and for what reason a refusal is proposed, and what the citizen can do."""

    remedies = forms.MultipleChoiceField(
        label=_("What the citizen can do against it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one; the citizen has a right to know it.")},
    )
    remedy = forms.CharField(
        label=_("Another remedy, in words"),
        help_text=_("Where to object and within what time."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, case: Case, data: Sent = None) -> None:
        super().__init__(data)
        known = remedies_of(case.centre.jurisdiction)
        field = self.fields["remedies"]
        assert isinstance(field, forms.MultipleChoiceField)
        if known:
            field.choices = [(each.code, remedy_text(each)) for each in known]
            field.initial = [each.code for each in known]
        else:
            del self.fields["remedies"]
            self.fields["remedy"].label = _("What the citizen can do against it")
            self.fields["remedy"].required = True


def remedy_text(remedy: Remedy) -> str:
    """A remedy in a list of choices: what, to whom, within what time, on what law."""
    period = (
        _("within %(count)s days") % {"count": remedy.days}
        if remedy.days
        else _("within %(count)s months") % {"count": remedy.months}
    )
    return f"{localized(remedy.names)}: {localized(remedy.to)}, {period} ({remedy.source})"


class OpinionForm(forms.Form):
    """What the second person thinks of a refusal."""

    opinion = forms.CharField(
        label=_("Opinion"),
        help_text=_("Needed to send it back: your colleague reads why. The register keeps it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Sent = None) -> None:
        super().__init__(data, auto_id="opinion_%s")


class ReasonForm(forms.Form):
    """Why an application is given back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the reason; the citizen has a right to it.")},
    )

    def __init__(self, data: Sent = None) -> None:
        super().__init__(data, auto_id="return_%s")


class WithdrawalForm(forms.Form):
    """How the applicant takes the application back, and why if they say so."""

    written = forms.BooleanField(label=_("The applicant signed the withdrawal"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, data: Sent = None) -> None:
        super().__init__(data, auto_id="withdrawal_%s")


class IssueForm(forms.Form):
    """What is written into a document; everything else the case says."""

    holder = NeededField(label=_("Made out to"), max_length=80)
    text = NeededField(
        label=_("What is granted"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    fee = forms.IntegerField(label=_("Fee paid"), min_value=0, max_value=10**9)
    valid_until = forms.DateField(
        label=pgettext_lazy("document", "Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    language = forms.ChoiceField(label=_("Language of the document"))

    def __init__(
        self, case: Case, data: Sent = None, *, holder: str = "", before: Document | None = None
    ) -> None:
        language = case.visit.language if case.visit else "ko"
        initial = {
            "holder": holder,
            "fee": case.service.fee,
            "language": before.language if before else language,
            "text": before.text if before else "",
            "valid_until": before.valid_until if before else None,
        }
        super().__init__(data, initial=initial, auto_id="document_%s")
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code.partition("-")[0], name) for code, name in settings.LANGUAGES]
        if case.status == Case.Status.REFUSED:
            del self.fields["text"]
            del self.fields["valid_until"]
        if before is not None:
            self.fields["cause"] = NeededField(label=_("What was wrong"), max_length=500)
            self.order_fields(["cause"])

    @property
    def entries(self) -> Entries:
        """What was filled in, as the action takes it."""
        given = self.cleaned_data
        return Entries(
            holder=given["holder"],
            text=given.get("text", ""),
            fee=given["fee"],
            language=given["language"],
            valid_until=given.get("valid_until"),
        )


class DeliveryForm(forms.Form):
    """How a document is handed out, and to whom."""

    medium = forms.ChoiceField(label=_("How it is handed out"), widget=forms.RadioSelect)
    to = NeededField(
        label=_("Signed for by, or sent to"),
        help_text=_("The name or the address; kept apart from the record, and can be erased."),
        max_length=200,
    )

    def __init__(self, data: Sent = None, *, done: Sequence[str] = ()) -> None:
        super().__init__(data, auto_id="delivery_%s")
        media = {
            Delivery.Medium.COUNTER: _("At the counter, signed for"),
            Delivery.Medium.POST: _("By post"),
        }
        left = [(str(code), label) for code, label in media.items() if code not in done]
        field = self.fields["medium"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = left
        field.initial = left[0][0] if left else None


_LINK = re.compile(r"/case/([A-Za-z0-9]+)/(.+?)/?$")


class FollowForm(forms.Form):
    """Which case it is: number and code, as they stand on the papers."""

    number = forms.CharField(
        label=pgettext_lazy("case", "Number"),
        help_text=_("Such as 2026-11-09/A012/passport"),
        max_length=300,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Write the number of your case.")},
    )
    code = NeededField(
        label=pgettext_lazy("case", "Code"),
        help_text=_("The 12 letters and figures beside the number"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean(self) -> dict[str, str]:
        """Number and code as they are kept, however they are written; a pasted link has both."""
        number = "".join(str(self.cleaned_data.get("number", "")).split())
        code = re.sub(r"[^A-Za-z0-9]", "", str(self.cleaned_data.get("code", "")))
        if link := _LINK.search(number):
            code, number = link[1], link[2]
        if number and not code:
            self.add_error("code", _("Write the code that stands beside the number."))
        return {"number": number, "code": code.upper()}
