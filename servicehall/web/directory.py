"""What the codes in the record stand for: people, units, services, materials and checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from servicehall.catalogue.models import RequiredMaterial
from servicehall.catalogue.queries import published
from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre, Unit
from servicehall.hall.queries import staff_names
from servicehall.standard.pack import Pack

Texts = Mapping[str, str]
"""A name in the languages of the hall."""


@dataclass(frozen=True)
class Directory:
    """Names by the codes that stand in facts; a code that is not here is shown as it is."""

    staff: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, Texts] = field(default_factory=dict)
    services: Mapping[str, Texts] = field(default_factory=dict)
    materials: Mapping[tuple[str, str], Texts] = field(default_factory=dict)
    """By the case's reference and the material's code: services may use one code for two."""
    checks: Mapping[str, Texts] = field(default_factory=dict)
    observed: Mapping[str, Texts] = field(default_factory=dict)
    """What people look at, also in the self-check of a counter."""


NOBODY = Directory()
"""The directory in which nothing has a name."""


def directory(
    centre: Centre,
    told: Iterable[tuple[Fact, str]],
    *,
    pack: Pack | None = None,
    services: Iterable[str] = (),
) -> Directory:
    """Names for everything that these facts of the centre mention, each with its case's reference.

    Asks only for what is mentioned: at most four statements, whatever the number of facts.
    ``pack`` names the checks; ``services`` are codes to be named besides.
    """
    wanted: dict[str, set[str]] = {"services": {*services}, "units": set(), "items": set()}
    cases: set[str] = set()
    for fact, case in told:
        wanted["services"].add(str(fact.data.get("service") or ""))
        wanted["units"] |= {str(fact.data.get(name) or "") for name in ("to_unit", "next_unit")}
        for name in ("items", "not_applicable"):
            if items := fact.data.get(name):
                wanted["items"] |= set(items)
                cases.add(case)
    for codes in wanted.values():
        codes.discard("")
    return Directory(
        staff=staff_names(centre),
        units=_units(centre, wanted["units"]),
        services=_services(centre, wanted["services"]),
        materials=_materials(centre, cases - {""}, wanted["items"]),
        checks={check.code: check.title for _, check in pack.checks} if pack else {},
        observed=_observed(pack) if pack else {},
    )


def service_of(object_type: str, reference: str) -> str:
    """The service's code in a case's reference (``2026-11-09/A012/passport``), else nothing."""
    return reference.split("/")[2] if object_type == "case" and reference.count("/") == 2 else ""


def _observed(pack: Pack) -> dict[str, Texts]:
    return {each.code: each.text for clause in pack.clauses for each in clause.observed}


def _units(centre: Centre, codes: set[str]) -> dict[str, Texts]:
    if not codes:
        return {}
    return dict(Unit.objects.filter(centre=centre, code__in=codes).values_list("code", "names"))


def _services(centre: Centre, codes: set[str]) -> dict[str, Texts]:
    if not codes:
        return {}
    found = published(centre).filter(code__in=codes).order_by("version")
    return dict(found.values_list("code", "names"))


def _materials(centre: Centre, cases: set[str], codes: set[str]) -> dict[tuple[str, str], Texts]:
    if not cases or not codes:
        return {}
    rows = RequiredMaterial.objects.filter(
        service__cases__centre=centre, service__cases__reference__in=cases, code__in=codes
    ).values_list("service__cases__reference", "code", "names")
    return {(case, code): names for case, code, names in rows}
