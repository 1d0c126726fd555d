"""What is filled in when a hall is set up: names in three languages, service items."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as PydanticError
from unfold.widgets import (  # type: ignore[import-untyped]
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from servicehall.catalogue.forms import EligibilityForm, Form, QuestionForm, StageForm
from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Unit
from servicehall.web.setup.hours import HoursField
from servicehall.worktime.limits import Limit, limit
from servicehall.worktime.rules import Rule, rule_of

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


def readable_code(text: str) -> str:
    """A code of the catalogue; raises ``ValidationError`` for what is none."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", text):
        raise ValidationError(
            _("Write a code in small letters, digits and hyphens, such as “passport”.")
        )
    return text


def readable_limit(text: str) -> Limit:
    """A limit; raises ``ValidationError`` for what is none."""
    try:
        return limit(text)
    except ValueError:
        raise ValidationError(
            _("Write “immediate”, or a number of hours or days, such as “3 hours” or “7 days”.")
        ) from None


class ServiceItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """A service item: the promise may be shorter than the law's limit, never longer."""

    keep_as_draft = forms.BooleanField(
        label=_("Keep as a draft"),
        help_text=_("It is not offered until it is published on the page of the catalogue."),
        required=False,
    )
    valid_from = forms.DateField(
        label=_("In force from"),
        help_text=_("Empty: from today. Until then the version before it stays in force."),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )
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
            "eligibility",
            "next_unit",
            "further_units",
            "daily_quota",
            "hours",
            "questions",
            "stages",
        )

    def clean_legal_basis(self) -> list[dict[str, Any]]:
        """The laws, each ``{"law": {"ko": …, "zh": …, "en": …}, "article": "…"}``."""
        given = self.cleaned_data["legal_basis"]
        well_formed = (
            isinstance(given, list)
            and given
            and all(
                isinstance(basis, dict)
                and set(basis) <= {"law", "article", "text"}
                and _are_texts(basis.get("law"))
                and basis["law"]
                and isinstance(basis.get("article", ""), str)
                and _are_texts(basis.get("text", {}))
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

    def clean_code(self) -> str:
        """A code as the catalogue's file has it."""
        return readable_code(self.cleaned_data["code"])

    def clean_further_units(self) -> list[str]:
        """Codes of units, in order."""
        return _list_of(str, self.cleaned_data["further_units"])

    def clean_eligibility(self) -> list[dict[str, Any]]:
        """Who may apply, as ``EligibilityForm`` has it."""
        return _listed(EligibilityForm, self.cleaned_data["eligibility"])

    def clean_questions(self) -> list[dict[str, Any]]:
        """The questions as ``QuestionForm`` has them."""
        return _listed(QuestionForm, self.cleaned_data["questions"])

    def clean_stages(self) -> list[dict[str, Any]]:
        """The stages as ``StageForm`` has them."""
        return _listed(StageForm, self.cleaned_data["stages"])

    def clean(self) -> dict[str, Any] | None:
        """Refuse a promise that is longer than the law allows, and units of another centre."""
        cleaned = super().clean() or self.cleaned_data
        centre = cleaned.get("centre")
        limits = {}
        for name in ("statutory_limit", "promised_limit"):
            try:
                limits[name] = readable_limit(cleaned.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
        if len(limits) == 2 and centre is not None:
            self._compare(rule_of(centre.jurisdiction), **limits)
        known = {unit.code for unit in Unit.objects.filter(centre=centre)}
        for name, codes in (
            ("further_units", cleaned.get("further_units", ())),
            ("stages", [each["unit"] for each in cleaned.get("stages", ()) if each["unit"]]),
        ):
            if unknown := [code for code in codes if code not in known]:
                self.add_error(name, _("No unit has the code “%s”.") % unknown[0])
        if cleaned.get("further_units") and cleaned.get("next_unit") is None:
            self.add_error("further_units", _("There is no next counter, so none comes after it."))
        if centre is not None and (since := cleaned.get("valid_from")):
            today = timezone.now().astimezone(ZoneInfo(centre.timezone)).date()
            if since < today:
                self.add_error("valid_from", _("This day is over. Choose today or a later day."))
        for name in ("unit", "next_unit"):
            unit = cleaned.get(name)
            if unit is not None and unit.centre_id != getattr(cleaned.get("centre"), "pk", None):
                self.add_error(name, _("This unit belongs to another centre."))
        return cleaned

    def _compare(self, rule: Rule, *, statutory_limit: Limit, promised_limit: Limit) -> None:
        if not rule.keeps_within(promised_limit, statutory_limit):
            self.add_error("promised_limit", _("The promise is longer than the law allows."))
        stages = [limit(each["limit"]) for each in self.cleaned_data.get("stages", ())]
        if sum(rule.hours(each) for each in stages) > rule.hours(promised_limit):
            self.add_error("stages", _("The stages together are longer than the promise."))


def _are_texts(given: object) -> bool:
    return (
        isinstance(given, dict)
        and set(given) <= {code for code, _name in LANGUAGES}
        and all(isinstance(text, str) and text for text in given.values())
    )


def _list_of(kind: type, given: object) -> list[Any]:
    if not given:
        return []
    if not isinstance(given, list) or not all(isinstance(each, kind) for each in given):
        raise ValidationError(_("Write a list."))
    return given


def _listed(form: type[Form], given: object) -> list[dict[str, Any]]:
    """What is written, as the form has it; raises ``ValidationError`` with what is wrong."""
    found = []
    for index, each in enumerate(_list_of(dict, given)):
        try:
            found.append(form.model_validate(each).model_dump(mode="json"))
        except PydanticError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, (index, *first["loc"])))
            raise ValidationError(
                "%(place)s: %(wrong)s", params={"place": place, "wrong": first["msg"]}
            ) from None
    return found
