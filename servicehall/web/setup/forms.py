"""What is filled in when a hall is set up: names in three languages, service items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (  # type: ignore[import-untyped]
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from servicehall.catalogue.models import ServiceItem
from servicehall.web.setup.hours import HoursField
from servicehall.worktime.limits import limit

LANGUAGES = tuple((code.partition("-")[0], name) for code, name in settings.LANGUAGES)
"""The hall's languages as texts are keyed by them, each by its own name."""


class NamesWidget(forms.MultiWidget):
    """One field a language, each saying which it is."""

    def __init__(self, *, long: bool = False) -> None:
        one = UnfoldAdminTextareaWidget if long else UnfoldAdminTextInputWidget
        super().__init__(
            {
                code: one(
                    attrs={"placeholder": name, "aria-label": name, "lang": code}
                    | ({"rows": 2} if long else {})
                )
                for code, name in LANGUAGES
            }
        )

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        """The texts in the order of the languages."""
        return [(value or {}).get(code, "") for code, _name in LANGUAGES]


class NamesField(forms.MultiValueField):
    """A text in each language, as a dict; all of them or, where it may be left out, none."""

    def __init__(self, *, long: bool = False, **kwargs: Any) -> None:
        fields = tuple(forms.CharField(required=False) for _language in LANGUAGES)
        super().__init__(
            fields=fields, widget=NamesWidget(long=long), require_all_fields=False, **kwargs
        )

    def compress(self, data_list: Sequence[str]) -> dict[str, str]:
        """The dict keyed ``ko``, ``zh``, ``en``; raises ``ValidationError`` for one half filled."""
        texts = {
            code: text.strip()
            for (code, _name), text in zip(LANGUAGES, data_list or ("",) * 3, strict=True)
        }
        missing = [name for code, name in LANGUAGES if not texts[code]]
        if len(missing) == len(LANGUAGES) and not self.required:
            return {}
        if missing:
            raise ValidationError(
                _("Write it in every language; it is missing in %(languages)s."),
                params={"languages": ", ".join(missing)},
            )
        return texts


def readable_limit(text: str) -> int:
    """How many working hours a limit lasts; raises ``ValidationError`` for what is no limit."""
    try:
        return limit(text).hours
    except ValueError:
        raise ValidationError(
            _("Write “immediate”, or a number of hours or days, such as “3 hours” or “7 days”.")
        ) from None


class ServiceItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """A service item: the promise may be shorter than the law's limit, never longer."""

    names = NamesField(label=_("Name"))
    summary = NamesField(label=_("Summary"), long=True)
    hours = HoursField(
        label=_("Hours of reception"),
        help_text=_(
            "Within the hall's hours, by weekday; if every day is empty, as long as those."
        ),
    )

    class Meta:
        model = ServiceItem
        fields = (
            "centre",
            "unit",
            "code",
            "names",
            "summary",
            "icon",
            "case_class",
            "statutory_limit",
            "promised_limit",
            "fee",
            "legal_basis",
            "next_unit",
            "daily_quota",
            "hours",
        )

    def clean_legal_basis(self) -> list[dict[str, Any]]:
        """The laws, each ``{"law": {"ko": …, "zh": …, "en": …}, "article": "…"}``."""
        given = self.cleaned_data["legal_basis"]
        well_formed = (
            isinstance(given, list)
            and given
            and all(
                isinstance(basis, dict)
                and set(basis) <= {"law", "article"}
                and isinstance(basis.get("law"), dict)
                and set(basis["law"]) <= {code for code, _name in LANGUAGES}
                and all(isinstance(text, str) and text for text in basis["law"].values())
                and basis["law"]
                and isinstance(basis.get("article", ""), str)
                for basis in given
            )
        )
        if not well_formed:
            raise ValidationError(
                _(
                    "Name at least one law, so: [{example}]",
                ).format(example='{"law": {"ko": "…", "zh": "…", "en": "…"}, "article": "…"}')
            )
        return list(given)

    def clean(self) -> dict[str, Any] | None:
        """Refuse a promise that is longer than the law allows, and units of another centre."""
        cleaned = super().clean() or self.cleaned_data
        hours = {}
        for name in ("statutory_limit", "promised_limit"):
            try:
                hours[name] = readable_limit(cleaned.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
        if len(hours) == 2 and hours["promised_limit"] > hours["statutory_limit"]:
            self.add_error("promised_limit", _("The promise is longer than the law allows."))
        for name in ("unit", "next_unit"):
            unit = cleaned.get(name)
            if unit is not None and unit.centre_id != getattr(cleaned.get("centre"), "pk", None):
                self.add_error(name, _("This unit belongs to another centre."))
        return cleaned
