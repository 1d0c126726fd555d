"""Questions about the catalogue: what is offered on a day, and what matches a citizen's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, DateField, Max, Q, QuerySet
from django.utils import timezone

from servicehall.catalogue.models import GuideReport, GuideStock, ServiceItem
from servicehall.catalogue.search import Entry, Index
from servicehall.evidence.models import PersonalData
from servicehall.evidence.prepared import Given, prepared
from servicehall.hall.models import Centre, Unit

Status = ServiceItem.Status


def services(centre: Centre, day: date | None = None) -> QuerySet[ServiceItem]:
    """The version of each service item that is in force on the day, by units and codes.

    ``day`` is the centre's; without one, today. Longer texts are read only when asked for.
    """
    day = day or _today(centre)
    begun = ServiceItem.objects.filter(centre=centre, status=Status.PUBLISHED, valid_from__lte=day)
    which = Q(pk__in=())
    latest = begun.values("code").annotate(since=Max("valid_from"))
    for code, since in latest.values_list("code", "since"):
        which |= Q(code=code, valid_from=since)
    return (
        begun.filter(which)
        .filter(Q(valid_until=None) | Q(valid_until__gte=day))
        .select_related("centre", "unit", "next_unit")
        .defer("legal_basis", "eligibility", "questions", "stages")
        .order_by("unit__prefix", "pk")
    )


def begun_versions(centre: Any, code: Any, day: Any) -> QuerySet[ServiceItem]:
    """The published versions of a code that have begun by the day, the last first.

    Each argument is a value or what stands for one in a query.
    """
    return ServiceItem.objects.filter(
        centre=centre, code=code, status=Status.PUBLISHED, valid_from__lte=day
    ).order_by("-valid_from")


@prepared
def _begun() -> QuerySet[ServiceItem]:
    found = begun_versions(Given("centre"), Given("code", CharField()), Given("day", DateField()))
    return found.select_related("unit")[:1]


def service_offered(centre: Centre, code: str, day: date | None = None) -> ServiceItem | None:
    """The version of a service item in force on the day, with its unit; None for none.

    ``day`` is the centre's; without one, today.
    """
    day = day or _today(centre)
    service = _begun.first(centre=centre.pk, code=code, day=day)
    if service is None or _over(service, day):
        return None
    service.centre = centre
    return service


def service_by_code(centre: Centre, code: str, day: date | None = None) -> ServiceItem:
    """The version in force on the day, with its materials; raises ``ServiceItem.DoesNotExist``."""
    day = day or _today(centre)
    found = begun_versions(centre, code, day).select_related("centre", "unit", "next_unit")
    service = found.prefetch_related("materials")[:1].get()
    if _over(service, day):
        raise ServiceItem.DoesNotExist
    return service


def latest_versions(
    centre: Centre, codes: Iterable[str], day: date | None = None
) -> dict[str, ServiceItem]:
    """The versions of these services in force on the day, by code, without their materials."""
    day = day or _today(centre)
    wanted = set(codes)
    items = ServiceItem.objects.filter(
        centre=centre, code__in=wanted, status=Status.PUBLISHED, valid_from__lte=day
    ).select_related("unit")
    # Of one service, which is what most come for, its old versions are not even read.
    items = items.order_by("-valid_from")[:1] if len(wanted) == 1 else items.order_by("valid_from")
    found = {}
    for item in items:
        item.centre = centre
        found[item.code] = item
    return {code: item for code, item in found.items() if not _over(item, day)}


def published(centre: Centre) -> QuerySet[ServiceItem]:
    """Every version that was ever published for the centre, past, in force and to come."""
    return ServiceItem.objects.filter(centre=centre).exclude(status=Status.DRAFT)


def versions(centre: Centre, code: str) -> QuerySet[ServiceItem]:
    """All versions of a service item, the latest first, drafts and withdrawn ones among them."""
    return (
        ServiceItem.objects.filter(centre=centre, code=code)
        .select_related("centre", "unit", "next_unit")
        .prefetch_related("materials")
        .order_by("-version")
    )


def versions_of(centre: Centre, code: str = "") -> QuerySet[ServiceItem]:
    """All versions of one item, or of every item, the latest first; ``material_count`` with each.

    Longer texts are read only when asked for.
    """
    found = ServiceItem.objects.filter(centre=centre, **({"code": code} if code else {}))
    return (
        found.select_related("centre", "unit")
        .defer("legal_basis", "eligibility", "questions", "stages")
        .annotate(material_count=Count("materials"))
        .order_by("-version")
    )


def _over(service: ServiceItem, day: date) -> bool:
    return service.valid_until is not None and service.valid_until < day


def _today(centre: Centre) -> date:
    return timezone.now().astimezone(ZoneInfo(centre.timezone)).date()


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
