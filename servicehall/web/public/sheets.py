"""The guide of a service as a whole: what it says on the web page, on paper and in large print.

What belongs in it follows the one-time notice of Chinese halls (item, law, conditions, materials
with form, copies and issuing body, procedure, fee, promised time, whom to ask, whom to complain
to; S13) and clause 2.5.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.dateformat import format as dated
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext, ngettext, pgettext

from servicehall.catalogue.models import EVER, ServiceItem
from servicehall.hall.models import Centre, Counter, Unit
from servicehall.web.public.guides import Guide
from servicehall.web.public.situations import route_of
from servicehall.web.signs import sign_of
from servicehall.web.templatetags.servicehall import localized
from servicehall.worktime.opening import WEEKDAYS, weekly


@dataclass(frozen=True)
class Hours:
    """The days on which people are received at the same hours."""

    days: str
    spans: str


class Sheet:
    """A guide together with its place: counters, hours, telephones, the way through the hall."""

    def __init__(
        self, item: ServiceItem, counters: Mapping[int, str], *, by_appointment: bool = False
    ) -> None:
        """``counters`` are the codes of the counters of each unit, by its primary key."""
        self.item = item
        self.guide = Guide(item)
        self.centre: Centre = item.centre
        self.by_appointment = by_appointment
        self._counters = counters

    @property
    def name(self) -> str:
        """The item's name in the reader's language."""
        return localized(self.item.names)

    @property
    def version(self) -> str:
        """Which version of the item the guide tells of, and since when it is in force."""
        since = self.item.valid_from
        if since is None or since == EVER:
            return gettext("Guide version %(version)s") % {"version": self.item.version}
        return gettext("Guide version %(version)s, in force from %(day)s") % {
            "version": self.item.version,
            "day": dated(since, pgettext("date format", "j M Y")),
        }

    @property
    def laws(self) -> list[tuple[str, str]]:
        """The laws and articles that the item rests on, each with its words where they are kept."""
        return [
            (
                gettext("%(law)s, article %(article)s")
                % {"law": localized(basis["law"]), "article": basis["article"]}
                if basis.get("article")
                else localized(basis["law"]),
                localized(basis.get("text") or {}),
            )
            for basis in self.item.legal_basis
        ]

    @cached_property
    def hours(self) -> list[Hours]:
        """When the item is received, by weekday, days with the same hours together."""
        tables = [each for each in (self.centre.hours, self.item.hours) if each]
        if tables:
            found = weekly(tables)
        else:
            found = dict.fromkeys(WEEKDAYS[:5], [(self.centre.opens, self.centre.closes)])
        told: list[Hours] = []
        days = [(number, found.get(day, [])) for number, day in enumerate(WEEKDAYS)]
        for spans, same in groupby(days, key=lambda each: each[1]):
            if spans:
                numbers = [number for number, _spans in same]
                hours = ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans)
                told.append(Hours(_days(numbers[0], numbers[-1]), hours))
        return told

    def place(self, unit: Unit) -> str:
        """A unit with its counters, as somebody looks for it in the hall."""
        codes = self._counters.get(unit.pk, "")
        if not codes:
            return localized(unit.names)
        form = ngettext(
            "%(unit)s, counter %(counters)s",
            "%(unit)s, counters %(counters)s",
            codes.count(",") + 1,
        )
        return form % {"unit": localized(unit.names), "counters": codes}

    @property
    def where(self) -> str:
        """Where one goes first."""
        return self.place(self.item.unit)

    @cached_property
    def steps(self) -> list[str]:
        """The way through the hall, one step after the other."""
        told = [
            gettext("Book a time, or come without one and take a ticket for this service.")
            if self.by_appointment
            else gettext("Take a ticket for this service in the hall.")
        ]
        told.append(
            gettext(
                "When your number is called, hand in everything on the list at %(place)s. If"
                " something is missing, you are told all of it at once and in writing."
            )
            % {"place": self.where}
            if self.guide.papers
            else gettext("When your number is called, go to %(place)s.") % {"place": self.where}
        )
        if self.item.next_unit is not None:
            told.append(
                gettext("Go on to %(place)s; your ticket keeps its place.")
                % {"place": self.place(self.item.next_unit)}
            )
        told += [
            gettext("After that you go on to %(unit)s.") % {"unit": self.place(unit)}
            for unit in route_of(self.item)
        ]
        if self.item.case_class == ServiceItem.CaseClass.IMMEDIATE:
            told.append(gettext("You take the result with you."))
        else:
            told.append(
                gettext(
                    "You get a receipt with a number and the promised day. The result follows by"
                    " then, within %(limit)s."
                )
                % {"limit": self.guide.promised}
            )
        return told

    @property
    def asks(self) -> list[tuple[str, str]]:
        """Whom to ask and whom to complain to, each with a telephone number or what stands in."""
        ask = self.item.unit.phone or gettext("at any counter")
        complain = self.centre.supervision_phone or gettext("at the supervision office")
        return [(gettext("Questions"), ask), (gettext("Complaints"), complain)]

    def said(self, *, address: str, qr: str, day: date, large: bool) -> dict[str, Any]:
        """What ``guide.typ`` prints, in the language that is active now.

        ``qr`` is the drawing of the code that leads to ``address``.
        """
        printed = gettext("printed on %(day)s") % {
            "day": dated(day, pgettext("date format", "j M Y"))
        }
        guide = self.guide
        return {
            "large": large,
            "hall": localized(self.centre.names),
            "title": self.name,
            "summary": localized(self.item.summary),
            "version": f"{self.version} · {printed}",
            "footer": " · ".join((self.name, self.version, printed)),
            "qr": qr,
            "address": address,
            "qr_words": gettext("Always the guide in force"),
            "who": gettext("Who may apply"),
            "eligibility": [localized(each["text"]) for each in self.item.eligibility],
            "need": gettext("What you need"),
            "columns": [
                gettext("Paper"),
                pgettext("of a paper", "Form"),
                gettext("Copies"),
                gettext("Issued by"),
            ],
            "papers": [
                {
                    "name": localized(paper.names),
                    "form": str(paper.form),
                    "copies": str(paper.copies),
                    "issuer": localized(paper.issuer) or "–",
                    "when": localized(paper.when),
                }
                for paper in guide.papers
            ],
            "nothing": gettext("Nothing; it is enough that you come."),
            "only_if": gettext("Not always") + " ·",
            "all": gettext("This is all. A counter may not ask for anything else."),
            "takes": gettext("How long it takes and what it costs"),
            "facts": [
                [gettext("We promise"), guide.promised],
                [gettext("The law allows"), guide.statutory],
                [gettext("Kind"), str(sign_of(self.item.case_class, "class").label)],
                [gettext("Fee"), guide.fee],
                [gettext("On what law"), "\n".join(law for law, _text in self.laws)],
            ],
            "goes": gettext("Step by step"),
            "steps": self.steps,
            "where": gettext("Where and when"),
            "places": [
                [gettext("Place"), self.where],
                *([each.days, each.spans] for each in self.hours),
                ["", gettext("Closed on public holidays.")],
            ],
            "help": gettext("Questions and complaints"),
            "asks": [list(each) for each in self.asks],
            "contradicted": gettext(
                "Were you asked for something that is not in this guide? Scan the code and tell us;"
                " nobody asks who you are."
            ),
        }


def _days(first: int, last: int) -> str:
    if first == last:
        return str(DAY_NAMES[first])
    return gettext("%(first)s–%(last)s") % {"first": DAY_NAMES[first], "last": DAY_NAMES[last]}


def counters_of(item: ServiceItem) -> dict[int, str]:
    """The codes of the counters of the item's units, by the units' primary keys; one statement."""
    units = [each for each in (item.unit_id, item.next_unit_id) if each]
    found: dict[int, list[str]] = {}
    rows = Counter.objects.filter(unit__in=units).order_by("pk").values_list("unit", "code")
    for unit, code in rows:
        found.setdefault(unit, []).append(code)
    return {unit: ", ".join(codes) for unit, codes in found.items()}
