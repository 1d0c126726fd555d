"""Lists and filters whose choices are called as on the set-up pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import ChoicesFieldListFilter
from django.db.models import Model

from servicehall.web.setup.labels import choices_of


class CalledChoices(ChoicesFieldListFilter):
    """A filter by choices as the set-up pages call them."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Each choice, in the reader's language."""
        called = choices_of(self.field.model._meta.label, self.field.name)
        words = {str(label): str(called.get(code, label)) for code, label in self.field.flatchoices}
        for each in super().choices(changelist):
            yield {**each, "display": words.get(str(each["display"]), each["display"])}


def column(model: type[Model], name: str) -> str | Callable[[Model], str]:
    """The column of a list for a field; one with choices tells them in the reader's language."""
    called = choices_of(model._meta.label, name)
    if not called:
        return name

    @admin.display(description=model._meta.get_field(name).verbose_name, ordering=name)  # type: ignore[union-attr]
    def told(row: Model) -> str:
        code = getattr(row, name)
        return str(called.get(code, code))

    return told


def flat(choices: Any) -> Sequence[tuple[Any, Any]]:
    """The choices of a field that are not in groups."""
    return [(code, text) for code, text in choices if not isinstance(text, list | tuple)]
