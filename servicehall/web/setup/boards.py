"""Board layouts, as they are filled in: what each screen in the hall shows and says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import (  # type: ignore[import-untyped]
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from servicehall.hall.models import Counter, Unit
from servicehall.reception.models import BoardLayout
from servicehall.reception.models.boards import all_languages, all_parts
from servicehall.web.setup.forms import LANGUAGES, NamesField
from servicehall.web.setup.registrations import OfCentre
from servicehall.web.templatetags.servicehall import localized

TURNS = range(3, 121)
"""For how many seconds a page may stand."""


class LanguagesField(forms.CharField):
    """Languages in an order, written ``ko, zh, en``; as a list."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        """The list as it is written."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Raises ``ValidationError`` for an unknown language, or one that comes twice."""
        written = [each for each in str(value or "").lower().replace(",", " ").split() if each]
        known = [code for code, _name in LANGUAGES]
        if unknown := [each for each in written if each not in known]:
            raise ValidationError(
                _("“%(unknown)s” is no language of the hall. There are: %(known)s."),
                params={"unknown": unknown[0], "known": ", ".join(known)},
            )
        if len(set(written)) < len(written):
            raise ValidationError(_("Name each language once."))
        return written


class BoardLayoutForm(forms.ModelForm):  # type: ignore[type-arg]
    """A board layout that makes sense: it shows something, and what it says it can say."""

    names = NamesField(
        label=_("Name"),
        required=False,
        help_text=_("Stands at the top of the screen; without it, the centre's name does."),
    )
    parts = forms.MultipleChoiceField(
        label=_("Parts"),
        choices=[
            ("calls", _("Called numbers")),
            ("recent", _("Called before")),
            ("waits", _("Waits")),
            ("notices", _("Notices of closed counters")),
        ],
        initial=all_parts,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        error_messages={"required": _("A screen shows at least one part.")},
    )
    shown = LanguagesField(
        label=_("Languages shown"),
        required=False,
        help_text=_(
            "In this order, in turn, such as “ko, zh, en”. Without any, the screen is in the"
            " language of its browser."
        ),
    )
    spoken = LanguagesField(
        label=_("Languages spoken"),
        required=False,
        initial=all_languages,
        help_text=_("In this order. Without any, the screen never speaks."),
    )
    scheme = forms.ChoiceField(
        label=pgettext_lazy("board", "Colours"),
        choices=[
            ("dark", pgettext_lazy("colours", "Dark")),
            ("light", pgettext_lazy("colours", "Light")),
            ("contrast", _("High contrast")),
        ],
        widget=UnfoldAdminSelectWidget,
    )
    size = forms.ChoiceField(
        label=_("Size"),
        choices=[
            ("normal", pgettext_lazy("text size", "Normal")),
            ("large", pgettext_lazy("text size", "Large")),
            ("largest", pgettext_lazy("text size", "Largest")),
        ],
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = BoardLayout
        fields = (
            "centre",
            "code",
            "names",
            "parts",
            "units",
            "counters",
            "shown",
            "spoken",
            "citizen_first",
            "voice",
            "chime",
            "scheme",
            "size",
            "turn_seconds",
        )
        labels = {
            "code": _("Code in the address"),
            "units": _("Units"),
            "counters": _("Counters"),
            "citizen_first": _("The citizen's language first"),
            "voice": _("Voice on to begin with"),
            "chime": _("Chime before each call"),
            "turn_seconds": _("Seconds for each page and language"),
        }
        help_texts = {
            "units": _("Whose calls and waits it shows; without any, those of all units."),
            "counters": _("To which counters it shows the way; without any, to all."),
        }

    def clean_turn_seconds(self) -> int:
        """Long enough to be read, short enough to come round."""
        seconds: int = self.cleaned_data["turn_seconds"]
        if seconds not in TURNS:
            raise ValidationError(
                _("Between %(least)s and %(most)s seconds."),
                params={"least": TURNS[0], "most": TURNS[-1]},
            )
        return seconds

    def clean(self) -> dict[str, Any] | None:
        """Refuse what is of another centre, contradicts itself, or would show nothing."""
        cleaned = super().clean() or self.cleaned_data
        chosen_centre = cleaned.get("centre")
        # Once it is there, the centre is no field any more; a new one may lack it still.
        centre = chosen_centre.pk if chosen_centre else self.instance.centre_id
        units: Sequence[Unit] = list(cleaned.get("units") or ())
        counters: Sequence[Counter] = list(cleaned.get("counters") or ())
        for name, rows in (("units", units), ("counters", counters)):
            if any(row.centre_id != centre for row in rows):
                self.add_error(name, _("It belongs to another centre."))
        if units and counters:
            chosen = {unit.pk for unit in units}
            strange = [
                each.code
                for each in counters
                if each.unit_id not in chosen
                and not each.also_serves.filter(pk__in=chosen).exists()
            ]
            if strange:
                self.add_error(
                    "counters",
                    ValidationError(
                        _("Serves none of the chosen units: %(counters)s."),
                        params={"counters": ", ".join(strange)},
                    ),
                )
        if cleaned.get("voice") and not (
            cleaned.get("spoken") and "calls" in (cleaned.get("parts") or ())
        ):
            self.add_error(
                "voice", _("The voice needs a language to speak, and called numbers to say.")
            )
        return cleaned


@admin.register(BoardLayout)
class BoardLayoutAdmin(OfCentre):
    """Board layouts; no record names them, so what is not needed any more is deleted."""

    form = BoardLayoutForm
    list_display = ("code", "name", "address", "size", "scheme", "voice", "centre")
    list_select_related = ("centre",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever sets the centre up."""
        return self._may(request)

    @admin.display(description=_("Name"))
    def name(self, row: BoardLayout) -> str:
        """The name in the reader's language."""
        return localized(row.names)

    @admin.display(description=_("Address"))
    def address(self, row: BoardLayout) -> str:
        """The screen itself."""
        href = reverse("board-layout", args=[row.centre.code, row.code])
        return format_html('<a href="{}">{}</a>', href, href)
