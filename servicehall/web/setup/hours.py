"""Opening hours and days off, as they are filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (  # type: ignore[import-untyped]
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from servicehall.worktime.opening import WEEKDAYS, WrongHours, read_spans, written_spans

DAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


class HoursWidget(forms.MultiWidget):
    """One field a weekday, each saying which it is."""

    template_name = "setup/hours.html"

    def __init__(self) -> None:
        super().__init__(
            {
                code: UnfoldAdminTextInputWidget(attrs={"placeholder": name, "aria-label": name})
                for code, name in zip(WEEKDAYS, DAYS, strict=True)
            }
        )

    def decompress(self, value: Mapping[str, Sequence[Sequence[str]]] | None) -> list[str]:
        """The hours of each day as they are written."""
        return [written_spans((value or {}).get(code, ())) for code in WEEKDAYS]


class HoursField(forms.MultiValueField):
    """Hours by weekday, each day's such as ``09:00-12:00, 13:00-18:00``; an empty day is closed."""

    def __init__(self, **kwargs: Any) -> None:
        fields = tuple(forms.CharField(required=False) for _day in WEEKDAYS)
        super().__init__(
            fields=fields, widget=HoursWidget(), require_all_fields=False, required=False, **kwargs
        )

    def compress(self, data_list: Sequence[str]) -> dict[str, list[list[str]]]:
        """The hours as they are stored; raises ``ValidationError`` for what is none."""
        found = {}
        for code, name, text in zip(WEEKDAYS, DAYS, data_list or ("",) * 7, strict=True):
            try:
                spans = read_spans(text)
            except WrongHours as wrong:
                raise ValidationError(
                    _("%(day)s: “%(text)s” are no hours. Write them so: 09:00-12:00, 13:00-18:00"),
                    params={"day": name, "text": str(wrong)},
                ) from None
            if spans:
                found[code] = spans
        return found


class DaysOffField(forms.CharField):
    """Days, one a line."""

    widget = UnfoldAdminTextareaWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The days as they are written."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The days, in order; raises ``ValidationError`` for what is no day."""
        found = set()
        for text in (super().to_python(value) or "").split():
            try:
                found.add(date.fromisoformat(text).isoformat())
            except ValueError:
                raise ValidationError(
                    _("“%(text)s” is no date. Write year, month and day: 2026-12-31"),
                    params={"text": text},
                ) from None
        return sorted(found)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other days are given."""
        return bool(super().has_changed(self.prepare_value(initial), data))
