"""Questions about standards: which one was in force where and when."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from servicehall.checks.models import InForce, PublishedStandard
from servicehall.standard.loading import from_document
from servicehall.standard.pack import Pack


class NoStandard(LookupError):
    """No standard binds the centre on the day, so nothing there can be judged."""

    def __init__(self, centre: str, day: date) -> None:
        super().__init__(f"no standard is in force in {centre} on {day}")
        self.centre = centre
        self.day = day


class StandardChanged(ValueError):
    """What is kept under a standard's SHA-256 is not what was published."""


def standard_in_force(centre: str, day: date) -> Pack:
    """The standard that binds the centre on the day; raises ``NoStandard``."""
    sha256 = (
        InForce.objects.filter(centre=centre, since__lte=day)
        .order_by("-since")
        .values_list("standard_id", flat=True)
        .first()
    )
    if sha256 is None:
        raise NoStandard(centre, day)
    return pack_of(sha256)


def first_bound(centre: str) -> date | None:
    """The first day on which any standard bound the centre; None where none ever has."""
    days = InForce.objects.filter(centre=centre).order_by("since")
    return days.values_list("since", flat=True).first()


def stretches_in_force(centre: str, since: date, until: date) -> list[tuple[Pack, date, date]]:
    """The days in [since, until] in stretches with one standard each: it, first day, last day.

    Raises ``NoStandard`` where the first of the days has none.
    """
    found = InForce.objects.filter(centre=centre, since__lte=until).order_by("since")
    begun = [(each.since, each.standard_id) for each in found]
    if not begun or begun[0][0] > since:
        raise NoStandard(centre, since)
    ends = [*(later - timedelta(days=1) for later, _ in begun[1:]), until]
    return [
        (pack_of(sha256), max(first, since), last)
        for (first, sha256), last in zip(begun, ends, strict=True)
        if last >= since
    ]


@lru_cache(maxsize=32)
def pack_of(sha256: str) -> Pack:
    """The standard of that SHA-256, read once and then remembered, since it never changes.

    Raises ``PublishedStandard.DoesNotExist``; ``StandardChanged`` where the kept document
    does not have that SHA-256 any more.
    """
    pack = from_document(
        PublishedStandard.objects.values_list("document", flat=True).get(pk=sha256), name=sha256
    )
    if pack.sha256 != sha256:
        raise StandardChanged(f"the standard {sha256} now reads as {pack.sha256}")
    return pack


def versions(centre: str) -> list[InForce]:
    """The standards that bound, bind or will bind the centre, the latest first."""
    return list(InForce.objects.filter(centre=centre).select_related("standard").order_by("-since"))
