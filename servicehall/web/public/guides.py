"""Service items as citizens read them: limits and fees in words, grouped by who gives them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from servicehall.catalogue.models import RequiredMaterial, ServiceItem
from servicehall.hall.models import Centre, Unit
from servicehall.worktime.limits import limit
from servicehall.worktime.rules import rule_of

FORMS: dict[str, tuple[str, str | Promise]] = {
    "original": ("document", _("Original, handed in")),
    "copy": ("document", _("Copy")),
    "form": ("edit", _("Form to fill in")),
    "shown": ("eye", _("Only shown, you keep it")),
}
"""In what form a material is brought: icon and words."""


def limit_text(text: str, jurisdiction: str) -> str:
    """A time limit of the catalogue in words: ``7 days`` is "7 working days"."""
    length = limit(text)
    if length.unit == "immediate":
        if rule_of(jurisdiction).immediate.unit == "days":
            return gettext("At once, the same day")
        return gettext("At once, within 3 working hours")
    forms = {
        "hours": ngettext("%(count)s working hour", "%(count)s working hours", length.count),
        "days": ngettext("%(count)s working day", "%(count)s working days", length.count),
        "weeks": ngettext("%(count)s week", "%(count)s weeks", length.count),
        "months": ngettext("%(count)s month", "%(count)s months", length.count),
        "years": ngettext("%(count)s year", "%(count)s years", length.count),
    }
    return forms[length.unit] % {"count": length.count}


def short_limit_text(text: str, jurisdiction: str) -> str:
    """As ``limit_text``, where there is little room."""
    if text == "immediate":
        return pgettext("time limit", "At once")
    return limit_text(text, jurisdiction)


def fee_text(amount: int, jurisdiction: str) -> str:
    """A fee with the money of the place."""
    if not amount:
        return gettext("No fee")
    figure = f"{amount:,}"
    if jurisdiction == Centre.Jurisdiction.KOREA:
        return gettext("%(amount)s won") % {"amount": figure}
    if jurisdiction == Centre.Jurisdiction.CHINA:
        return gettext("%(amount)s yuan") % {"amount": figure}
    return figure


@dataclass(frozen=True)
class Paper:
    """A material that the citizen brings, with its form in words."""

    names: dict[str, str]
    icon: str
    form: str | Promise
    copies: int
    issuer: dict[str, str]
    when: dict[str, str]
    sample: str = ""


def paper_of(material: RequiredMaterial, *, decided: bool = False) -> Paper:
    """A material as a guide tells it; ``decided``: it is known that this person needs it."""
    return Paper(
        material.names,
        *FORMS[material.form],
        material.copies,
        material.issuer,
        {} if decided and material.condition else material.when,
        material.sample,
    )


@dataclass(frozen=True)
class Stage:
    """A step on the way to the decision."""

    names: dict[str, str]
    limit: str


@dataclass(frozen=True)
class Guide:
    """A service item as its guide tells it."""

    item: ServiceItem

    @property
    def promised(self) -> str:
        return limit_text(self.item.promised_limit, self.item.centre.jurisdiction)

    @property
    def promised_shortly(self) -> str:
        return short_limit_text(self.item.promised_limit, self.item.centre.jurisdiction)

    @property
    def statutory(self) -> str:
        return limit_text(self.item.statutory_limit, self.item.centre.jurisdiction)

    @property
    def fee(self) -> str:
        return fee_text(self.item.fee, self.item.centre.jurisdiction)

    @property
    def icon(self) -> str:
        return self.item.icon or "document"

    @property
    def papers(self) -> list[Paper]:
        """What one needs; asks the database unless the item was read with its materials."""
        return [paper_of(each) for each in self.item.materials.all()]

    @property
    def stages(self) -> list[Stage]:
        """What happens on the way to the decision, each with its own limit."""
        jurisdiction = self.item.centre.jurisdiction
        return [
            Stage(each["names"], limit_text(each["limit"], jurisdiction))
            for each in self.item.stages
        ]


@dataclass(frozen=True)
class Group:
    """The guides of one unit."""

    unit: Unit
    guides: list[Guide]


def guides(items: Iterable[ServiceItem]) -> list[Guide]:
    """The guides of service items, in their order."""
    return [Guide(item) for item in items]


def grouped(items: Iterable[ServiceItem]) -> list[Group]:
    """The guides by unit; the items come in the order of units."""
    return [
        Group(of_unit[0].unit, guides(of_unit))
        for _unit, found in groupby(items, key=lambda item: item.unit_id)
        if (of_unit := list(found))
    ]
