"""Questions about the catalogue: what is offered, and what matches a citizen's words."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import CharField, Max, Q, QuerySet

from servicehall.catalogue.models import ServiceItem
from servicehall.evidence.prepared import Given, prepared
from servicehall.hall.models import Centre


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
    """Those of the items whose name or summary has every one of the words, in any language."""
    wanted = words.casefold().split()
    return [
        service
        for service in items
        if all(
            any(
                word in text.casefold()
                for text in (*service.names.values(), *service.summary.values())
            )
            for word in wanted
        )
    ]
