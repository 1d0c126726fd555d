"""Printed guides at the counters: how many are left, which run low or are old (2.5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from servicehall.catalogue import actions
from servicehall.catalogue.models import GuideStock, ServiceItem
from servicehall.catalogue.queries import Stocked, guides_at, service_by_code, services
from servicehall.evidence.actions import Refused
from servicehall.hall.models import Counter, Unit
from servicehall.hall.queries import shift_worked
from servicehall.hall.roles import may
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.counter.views import key_of, see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.public.contacts import LANGUAGES
from servicehall.web.refusals import message
from servicehall.web.templatetags.servicehall import localized
from servicehall.web.wording import CODES

LOW_MARK = 10
"""The low mark that the form proposes."""


@dataclass(frozen=True)
class Row:
    """Printed guides as the page shows them, with what the reader may do with them."""

    stocked: Stocked
    may_use: bool

    @property
    def stock(self) -> GuideStock:
        return self.stocked.stock

    @property
    def language(self) -> str:
        """The language of the guides, in the reader's."""
        return str(CODES[self.stock.language])


class Shelves:
    """The printed guides that a staff member sees: of their unit, or of the whole hall."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def may(self, permission: str, unit: int) -> bool:
        """Whether the member may do this at the unit."""
        return may(self.desk.member, permission, centre=self.desk.centre.pk, unit=unit)

    @cached_property
    def rows(self) -> list[Row]:
        """All of them, those to act on first."""
        found = guides_at(self.desk.centre, unit=self.desk.staff.unit)
        return [Row(each, self._may_use(each.stock.unit_id)) for each in found]

    @cached_property
    def here(self) -> list[Row]:
        """Those at the counter where the member is on duty, and on the rack of its unit."""
        shift = shift_worked(self.desk.staff)
        if shift is None:
            return []
        counter = shift.counter
        found = guides_at(self.desk.centre, unit=counter.unit)
        return [
            Row(each, self._may_use(counter.unit_id))
            for each in found
            if each.stock.counter_id in (None, counter.pk)
        ]

    @property
    def low(self) -> int:
        """How many kinds of guide run low."""
        return sum(row.stock.is_low for row in self.rows)

    @property
    def outdated(self) -> int:
        """How many kinds of guide were printed from an old version."""
        return sum(row.stocked.is_outdated for row in self.rows)

    @cached_property
    def units_kept(self) -> list[Unit]:
        """The units whose guides the member keeps."""
        units = Unit.objects.filter(centre=self.desk.centre).order_by("prefix", "code")
        return [unit for unit in units if self.may("keep_guides", unit.pk)]

    def form(self, data: Any = None) -> StockForm | None:
        """The form by which guides are counted anew; None for who keeps none."""
        return StockForm(self.desk, self.units_kept, data) if self.units_kept else None

    def _may_use(self, unit: int) -> bool:
        return self.may("serve", unit) or self.may("keep_guides", unit)


class StockForm(forms.Form):
    """How many guides of a service lie at a counter, and from when on they are too few."""

    service = forms.ChoiceField()
    language = forms.ChoiceField(choices=LANGUAGES)
    place = forms.ChoiceField()
    left = forms.IntegerField(min_value=0, max_value=actions.MOST_GUIDES)
    low_mark = forms.IntegerField(min_value=0, max_value=actions.MOST_GUIDES, initial=LOW_MARK)

    def __init__(self, desk: Desk, units: Sequence[Unit], data: Any = None) -> None:
        super().__init__(data, auto_id="stock-%s")
        kept = {unit.pk: unit for unit in units}
        self.items = {item.code: item for item in services(desk.centre) if item.unit_id in kept}
        counters = Counter.objects.filter(unit__in=kept).order_by("pk")
        self.places: dict[str, tuple[Unit, Counter | None]] = {
            f"u{unit.pk}": (unit, None) for unit in units
        }
        self.places |= {f"c{each.pk}": (kept[each.unit_id], each) for each in counters}
        labels = {
            "service": _("Service"),
            "language": _("Language"),
            "place": _("Where they lie"),
            "left": _("How many"),
            "low_mark": _("Too few from"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["service"].choices = [  # type: ignore[attr-defined]
            (code, localized(item.names)) for code, item in self.items.items()
        ]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (value, self._place_text(*place)) for value, place in self.places.items()
        ]

    @staticmethod
    def _place_text(unit: Unit, counter: Counter | None) -> str:
        if counter is None:
            return _("Rack: %(unit)s") % {"unit": localized(unit.names)}
        return _("Counter %(counter)s") % {"counter": counter.code}

    def clean(self) -> dict[str, Any]:
        """Put the rows in place of their codes."""
        cleaned = super().clean() or self.cleaned_data
        if {"service", "place"} <= cleaned.keys():
            cleaned["item"] = self.items[cleaned["service"]]
            cleaned["unit"], cleaned["counter"] = self.places[cleaned["place"]]
        return cleaned


def show(
    request: HttpRequest, desk: Desk, *, form: StockForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, or with ``?part=here`` what lies at one's own counter."""
    shelves = Shelves(desk)
    if request.GET.get("part") == "here" and request.headers.get("HX-Request"):
        return render(request, "floor/guides.html#here", {"shelves": shelves})
    context = {"shelves": shelves, "form": form or shelves.form(), "live": desk.centre.code}
    return render(request, "floor/guides.html", context, status=status)


@require_safe
@desk("serve", "keep_guides", "see_unit")
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The printed guides of one's unit, or of the hall."""
    return show(request, desk)


@require_POST
@desk("keep_guides")
def count(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Say how many lie somewhere, and from when on they are too few."""
    form = Shelves(desk).form(request.POST)
    if form is None:
        raise PermissionDenied
    if not form.is_valid():
        return show(request, desk, form=form, status=UNPROCESSABLE)
    given = form.cleaned_data
    try:
        actions.stock_guides(
            service=given["item"],
            language=given["language"],
            left=given["left"],
            low_mark=given["low_mark"],
            unit=given["unit"],
            counter=given["counter"],
            by=desk.staff,
            at=desk.at,
            key=key_of(request),
        )
    except Refused as refused:
        form.add_error(None, message(refused))
        return show(request, desk, form=form, status=UNPROCESSABLE)
    messages.success(request, _("The guides are counted; the page says when they run low."))
    return see_other(reverse("hall-guides", args=[desk.centre.code]))


@require_POST
@desk("serve", "keep_guides")
def step(request: HttpRequest, desk: Desk, stock: int, verb: str) -> HttpResponse:
    """One was handed out, none is left, or new ones were brought."""
    found = get_object_or_404(
        GuideStock.objects.select_related("centre", "unit", "counter"), pk=stock, centre=desk.centre
    )
    asked: dict[str, Any] = {
        "stock": found,
        "by": desk.staff,
        "at": desk.at,
        "key": key_of(request),
    }
    if verb == "take":
        actions.hand_out_guides(many=_many(request), **asked)
    elif verb == "out":
        actions.report_guides_out(**asked)
    elif verb == "refill":
        try:
            service = service_by_code(desk.centre, found.service_code)
        except ServiceItem.DoesNotExist:
            raise Http404 from None
        actions.refill_guides(service=service, many=_many(request), **asked)
    else:
        raise Http404
    if request.headers.get("HX-Request"):
        return render(request, "floor/guides.html#here", {"shelves": Shelves(desk)})
    return see_other(reverse("hall-guides", args=[desk.centre.code]))


def _many(request: HttpRequest) -> int:
    """How many the form says; nothing that is not a plain number is one."""
    text = request.POST.get("many", "1")
    return int(text[:6]) if text.isascii() and text.isdigit() else -1
