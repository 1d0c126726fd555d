"""Questions about findings: the inbox, one finding with its facts, how often a clause is kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from servicehall.checks.verdicts import Outcome
from servicehall.findings.models import Finding, Tally
from servicehall.hall.models import Centre


def findings(centre: Centre) -> QuerySet[Finding]:
    """Breaches of the centre, the latest first, with who decided and how it was put right."""
    return (
        Finding.objects.filter(centre=centre, nature=Finding.Nature.BREACH)
        .select_related("centre", "decided_by", "rectification")
        .order_by("-happened", "reference")
    )


def finding_by_reference(centre: Centre, reference: str) -> Finding:
    """A finding or merit by its reference; raises ``Finding.DoesNotExist``."""
    return Finding.objects.select_related(
        "centre",
        "decided_by",
        "rectification__ordered_by",
        "rectification__reported_by",
        "rectification__verified_by",
    ).get(centre=centre, reference=reference)


def counts_by_status(centre: Centre) -> dict[str, int]:
    """How many breaches have each status."""
    rows = (
        Finding.objects.filter(centre=centre, nature=Finding.Nature.BREACH)
        .values_list("status")
        .annotate(Count("pk"))
    )
    return dict(rows)


@dataclass(frozen=True)
class Kept:
    """How often a check or clause was kept, of how often it could be decided."""

    outcomes: dict[str, int]

    @property
    def kept(self) -> int:
        return self.outcomes.get(Outcome.PASS, 0)

    @property
    def broken(self) -> int:
        return self.outcomes.get(Outcome.FAIL, 0)

    @property
    def undecided(self) -> int:
        """Judged by nobody yet: too little evidence, an error, or left to a person."""
        return sum(
            self.outcomes.get(each, 0)
            for each in (Outcome.INSUFFICIENT_EVIDENCE, Outcome.ERROR, Outcome.NEEDS_JUDGEMENT)
        )

    @property
    def decided(self) -> int:
        """The n that a share of kept ones rests on."""
        return self.kept + self.broken

    @property
    def share(self) -> float | None:
        """The share kept, 0 to 1; None where nothing was decided."""
        return self.kept / self.decided if self.decided else None

    def __add__(self, other: Kept) -> Kept:
        return Kept(dict(Counter(self.outcomes) + Counter(other.outcomes)))


def kept_by(
    centre: Centre,
    field: str,
    *,
    since: date | None = None,
    until: date | None = None,
    **which: str,
) -> dict[str, Kept]:
    """How often the standard was kept, by one field of the tally: ``clause``, ``unit``, ….

    ``which`` narrows it, such as ``clause="2.6.1"``.
    """
    found = kept_by_all(centre, (field,), since, until, **which)
    return {values[0]: kept for values, kept in found.items()}


def kept_by_all(
    centre: Centre,
    fields: Iterable[str],
    since: date | None = None,
    until: date | None = None,
    **which: str,
) -> dict[tuple[str, ...], Kept]:
    """How often the standard was kept, by several fields of the tally together."""
    names = tuple(fields)
    tallies = Tally.objects.filter(centre=centre, **which)
    if since is not None:
        tallies = tallies.filter(day__gte=since)
    if until is not None:
        tallies = tallies.filter(day__lte=until)
    found: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for *values, outcome, count in tallies.values_list(*names, "outcome").annotate(Sum("count")):
        found[tuple(values)][outcome] = count
    return {values: Kept(outcomes) for values, outcomes in found.items()}
