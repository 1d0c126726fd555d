"""A month's score of a staff member, a counter or a lead, made of nothing but findings.

The scheme comes from the standard: a base made of parts, each floored at 0, a capped bonus,
and shares for counters and leads. Nothing is stored: the same findings give the same score.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from servicehall.checks.queries import standard_in_force
from servicehall.evidence.actions import Refused
from servicehall.findings.models import Finding
from servicehall.hall.models import Centre, Counter, Shift, StaffMember
from servicehall.standard.pack import Pack, Part, Scoring


@dataclass(frozen=True)
class Month:
    """A calendar month, written ``2026-11``."""

    year: int
    month: int

    @classmethod
    def read(cls, text: str) -> Month:
        """Read ``2026-11``; raises ``Refused("unknown_period")`` for anything else."""
        found = re.fullmatch(r"(\d{4})-(\d{2})", text)
        if not found or not 1 <= int(found[2]) <= 12 or not 1 <= int(found[1]) <= 9998:
            raise Refused("unknown_period", period=text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month of a day."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def earlier(self) -> Month:
        """The month before."""
        return Month.of(self.first - timedelta(days=1))

    @property
    def later(self) -> Month:
        """The month after."""
        return Month.of(self.last + timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True)
class Entry:
    """One finding in a score: what it deducts, or for a merit adds."""

    finding: Finding
    points: float
    """What counts here: the finding's own points, or a lead's share of them."""

    @property
    def counts(self) -> bool:
        """Whether it is confirmed; an open finding is shown and costs nothing yet."""
        return self.finding.status == Finding.Status.CONFIRMED


@dataclass
class PartScore:
    """What is left of one part: its weight less what was deducted, never below 0."""

    part: Part
    entries: list[Entry] = field(default_factory=list)

    @property
    def deducted(self) -> float:
        return round(sum(entry.points for entry in self.entries if entry.counts), 2)

    @property
    def pending(self) -> float:
        """What findings that are still open would deduct."""
        return round(sum(entry.points for entry in self.entries if not entry.counts), 2)

    @property
    def score(self) -> float:
        return round(max(0.0, self.part.weight - self.deducted), 2)


@dataclass
class Score:
    """A score of one person or counter in one month, with every entry it is made of."""

    month: Month
    code: str
    scheme: Scoring
    parts: list[PartScore]
    merits: list[Entry] = field(default_factory=list)

    @property
    def bonus(self) -> float:
        """What merits add, up to the scheme's cap."""
        return round(min(self.scheme.bonus_cap, sum(each.points for each in self.merits)), 2)

    @property
    def deducted(self) -> float:
        """What is taken off the base, after each part's floor."""
        return round(self.scheme.base - sum(part.score for part in self.parts), 2)

    @property
    def own(self) -> float:
        """The parts and the bonus together."""
        return round(sum(part.score for part in self.parts) + self.bonus, 2)

    @property
    def total(self) -> float:
        return self.own

    @property
    def entries(self) -> list[Entry]:
        """All deductions, in the order of the parts."""
        return [entry for part in self.parts for entry in part.entries]

    @property
    def open(self) -> int:
        """How many findings are still open."""
        return sum(not entry.counts for entry in self.entries)


@dataclass
class CounterScore(Score):
    """A counter's score: a share of its staff's mean, the rest from what happened there."""

    staff: list[Score] = field(default_factory=list)

    @property
    def staff_mean(self) -> float | None:
        """The mean of those who were on duty there; None where nobody was."""
        if not self.staff:
            return None
        return round(sum(score.total for score in self.staff) / len(self.staff), 2)

    @property
    def total(self) -> float:
        if self.staff_mean is None:
            return self.own
        share = self.scheme.counter.staff_share
        return round(share * self.staff_mean + (1 - share) * self.own, 2)


@dataclass(frozen=True)
class Scores:
    """All scores of a centre in a month."""

    month: Month
    standard: Pack
    staff: dict[str, Score]
    counters: dict[str, CounterScore]


def scores(centre: Centre, month: Month, *, today: date) -> Scores:
    """The month's scores of everybody in the units and of every counter, by their codes.

    The scheme is that of the standard in force on the month's last day (today's, while the
    month runs). Raises what ``standard_in_force`` raises.
    """
    pack = standard_in_force(centre.code, min(month.last, today))
    scheme = pack.header.scoring
    found = _findings(centre, month)
    members = list(
        StaffMember.objects.filter(centre=centre, unit__isnull=False)
        .select_related("unit")
        .order_by("code")
    )
    staff = {
        member.code: _score(scheme, month, member.code, _of_member(member, members, found, scheme))
        for member in members
    }
    served = defaultdict(set)
    on_duty = Shift.objects.filter(
        centre=centre, day__range=(month.first, month.last), clocked_in__isnull=False
    )
    for counter, member in on_duty.values_list("counter__code", "staff__code").distinct():
        served[counter].add(member)
    counters = {}
    for code in Counter.objects.filter(centre=centre).order_by("pk").values_list("code", flat=True):
        own = _score(
            scheme,
            month,
            code,
            [Entry(each, each.points) for each in found if each.counter == code],
        )
        counters[code] = CounterScore(
            month=month,
            code=code,
            scheme=scheme,
            parts=own.parts,
            merits=own.merits,
            staff=[staff[member] for member in sorted(served[code]) if member in staff],
        )
    return Scores(month, pack, staff, counters)


def _findings(centre: Centre, month: Month) -> list[Finding]:
    zone = ZoneInfo(centre.timezone)
    return list(
        Finding.objects.filter(
            centre=centre,
            status__in=(Finding.Status.OPEN, Finding.Status.CONFIRMED),
            happened__gte=datetime.combine(month.first, datetime.min.time(), zone),
            happened__lt=datetime.combine(month.later.first, datetime.min.time(), zone),
        )
        .select_related("rectification")
        .order_by("happened", "reference")
    )


def _of_member(
    member: StaffMember,
    members: Sequence[StaffMember],
    found: Iterable[Finding],
    scheme: Scoring,
) -> list[Entry]:
    """A member's own findings; for a lead also a share of the breaches of the unit's others."""
    unit = member.unit.code if member.unit else ""
    leads = member.role == StaffMember.Role.LEAD and scheme.lead_share > 0
    colleagues = {
        each.code for each in members if each.unit_id == member.unit_id and each.pk != member.pk
    }
    entries = []
    for finding in found:
        if finding.staff == member.code:
            entries.append(Entry(finding, finding.points))
        elif (
            leads
            and finding.unit == unit
            and finding.staff in colleagues
            and finding.nature == Finding.Nature.BREACH
        ):
            entries.append(Entry(finding, round(finding.points * scheme.lead_share, 3)))
    return entries


def _score(scheme: Scoring, month: Month, code: str, entries: Iterable[Entry]) -> Score:
    parts = {part.code: PartScore(part) for part in scheme.parts}
    merits = []
    for entry in entries:
        part = scheme.part_of(entry.finding.clause)
        if entry.finding.nature == Finding.Nature.MERIT:
            merits.append(entry)
        elif part is not None:
            parts[part.code].entries.append(entry)
    return Score(month, code, scheme, list(parts.values()), merits)
