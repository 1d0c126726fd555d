"""Questions about the catalogue: what is offered, and what matches a citizen's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import CharField, Max, Q, QuerySet

from servicehall.catalogue.models import GuideReport, GuideStock, ServiceItem
from servicehall.catalogue.search import Entry, Index
from servicehall.evidence.models import PersonalData
from servicehall.evidence.prepared import Given, prepared
from servicehall.hall.models import Centre, Unit


def services(centre: Centre) -> QuerySet[ServiceItem]:
    """The latest version of each service item, in the order of units and codes."""
    latest = (
        ServiceItem.objects.filter(centre=centre)
        .values("code")
        .annotate(latest=Max("version"))
        .values_list("code", "latest")
    )
    which = Q(pk__in=())
    for code, version in latest:
        which |= Q(code=code, version=version)
    return (
        ServiceItem.objects.filter(which, centre=centre)
        .select_related("centre", "unit", "next_unit")
        .order_by("unit__prefix", "pk")
    )


@prepared
def _versions() -> QuerySet[ServiceItem]:
    return (
        ServiceItem.objects.filter(centre=Given("centre"), code=Given("code", CharField()))
        .select_related("unit")
        .order_by("-version")[:1]
    )


def service_offered(centre: Centre, code: str) -> ServiceItem | None:
    """The latest version of a service item with its unit; None where there is none."""
    service = _versions.first(centre=centre.pk, code=code)
    if service is not None:
        service.centre = centre
    return service


def service_by_code(centre: Centre, code: str) -> ServiceItem:
    """The latest version of a service item; raises ``ServiceItem.DoesNotExist``."""
    return (
        ServiceItem.objects.filter(centre=centre)
        .select_related("centre", "unit", "next_unit")
        .prefetch_related("materials")
        .order_by("-version")
        .filter(code=code)[:1]
        .get()
    )


def latest_versions(centre: Centre, codes: Iterable[str]) -> dict[str, ServiceItem]:
    """The latest versions of these services by code, without their materials."""
    wanted = set(codes)
    items = ServiceItem.objects.filter(centre=centre, code__in=wanted).select_related("unit")
    # Of one service, which is what most come for, its old versions are not even read.
    items = items.order_by("-version")[:1] if len(wanted) == 1 else items.order_by("version")
    found = {}
    for item in items:
        item.centre = centre
        found[item.code] = item
    return found


def matching(items: Iterable[ServiceItem], words: str) -> list[ServiceItem]:
    """Those of the items that a citizen means by the words, the best first.

    In any language, with slips in the spelling and with other words for them; how they are
    ranked stands in ``search/index.py``. All of them where nothing is typed.
    """
    offered = list(items)
    if not words.split():
        return offered
    index = _index(
        tuple((tuple(each.names.items()), tuple(each.summary.items())) for each in offered)
    )
    return [offered[match.place] for match in index.search(words)]


_Texts = tuple[tuple[str, str], ...]


@lru_cache(maxsize=8)
def _index(texts: tuple[tuple[_Texts, _Texts], ...]) -> Index:
    """The index of a catalogue by what it says, so that it is made once for each edition."""
    return Index([Entry(dict(names), dict(summary)) for names, summary in texts])


@dataclass(frozen=True)
class Stocked:
    """Printed guides that lie somewhere, with the item in force that they are guides of."""

    stock: GuideStock
    service: ServiceItem

    @property
    def is_outdated(self) -> bool:
        """Whether they were printed from another version than the one in force."""
        return self.stock.version != self.service.version


def guides_at(centre: Centre, *, unit: Unit | None = None) -> list[Stocked]:
    """The printed guides in the hall, or at one unit, those to act on first (2.5.2).

    Two statements.
    """
    stocks = GuideStock.objects.filter(centre=centre)
    if unit is not None:
        stocks = stocks.filter(unit=unit)
    found = list(stocks.select_related("unit", "counter"))
    items = latest_versions(centre, (each.service_code for each in found))
    for each in found:
        each.centre = centre
    rows = [Stocked(each, items[each.service_code]) for each in found if each.service_code in items]
    return sorted(rows, key=_urgency)


def _urgency(row: Stocked) -> tuple[object, ...]:
    """None left before too few, too few before outdated; then by place."""
    stock = row.stock
    state = stock.left > 0, not stock.is_low, not row.is_outdated
    return *state, stock.unit_id, stock.counter_id or 0, stock.service_code, stock.language


def guide_reports(centre: Centre) -> QuerySet[GuideReport]:
    """What citizens told of counters that asked for more than the guide says, the latest first."""
    return (
        GuideReport.objects.filter(centre=centre)
        .select_related("service__unit", "counter")
        .order_by("-reported_at", "-pk")
    )


def words_of(reports: Iterable[GuideReport]) -> dict[int, str]:
    """What was written in the reports, by their primary keys; nothing of what was erased."""
    by_fact = {each.fact_id: each.pk for each in reports}
    kept = PersonalData.objects.filter(fact__in=by_fact, erased_at=None)
    return {by_fact[each.fact_id]: str(each.data.get("own_words", "")) for each in kept}
