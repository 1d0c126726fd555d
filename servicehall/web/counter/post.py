"""The post of a staff member: away and back, in whose place, what was left, the self-check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.core import signing
from django.db.models import Exists, OuterRef, Q

from servicehall.checks.queries import NoStandard, standard_in_force
from servicehall.hall.models import Badge, Counter, Pause, SelfCheck, Shift, StaffMember
from servicehall.hall.queries import (
    HandedOver,
    counters,
    handovers_for,
    not_kept_before,
    pause_of,
    self_check_of,
    to_take_over,
    told_of,
)
from servicehall.standard.pack import Text
from servicehall.web.desks import Desk

MINUTES_AWAY = (5, 10, 15, 20, 30, 45, 60)
"""For how long somebody may say that they are away."""
_SALT = "self-check"


@dataclass(frozen=True)
class Item:
    """One item of the self-check."""

    code: str
    clause: str
    asks: Text
    open: bool
    """Whether it was not kept the last time."""


class Post:
    """What the counter's page shows of the post; asks the database only for what is shown."""

    def __init__(self, desk: Desk, shift: Shift | None) -> None:
        self.desk = desk
        self.shift = shift

    @property
    def counter(self) -> Counter | None:
        """The counter of the shift that is being worked."""
        worked = self.shift is not None and self.shift.clocked_in is not None
        return self.shift.counter if self.shift and worked else None

    @cached_property
    def needs_proof(self) -> bool:
        """Whether the person proves by PIN or badge who they are: they have one of the two."""
        return needs_proof(self.desk.staff)

    # Away ----------------------------------------------------------------------------------

    @cached_property
    def pause(self) -> Pause | None:
        """The time away from the post, where the person is away."""
        if self.counter is None or self.counter.state != Counter.State.PAUSED:
            return None
        return pause_of(self.counter)

    @property
    def is_late_back(self) -> bool:
        """Whether the time away lasts longer than was said."""
        return bool(self.pause and self.pause.expected_at < self.desk.at)

    @property
    def reasons_away(self) -> Sequence[str]:
        """Why somebody may leave their post."""
        return Pause.Reason.values

    @property
    def minutes_away(self) -> Sequence[tuple[int, bool]]:
        """For how long, and which of these is proposed: the longest that is not too long."""
        most = self.desk.centre.away_most
        proposed = max((each for each in MINUTES_AWAY if each <= most), default=MINUTES_AWAY[0])
        return [(each, each == proposed) for each in MINUTES_AWAY]

    @cached_property
    def neighbours(self) -> Sequence[Counter]:
        """The other counters, those of the same unit first, and the nearest first."""
        own = self.counter
        if own is None:
            return []
        others = [each for each in counters(self.desk.centre) if each.pk != own.pk]
        return sorted(others, key=lambda each: (each.unit_id != own.unit_id, abs(each.pk - own.pk)))

    @cached_property
    def told(self) -> Sequence[Pause]:
        """The colleagues who told this counter that they are away."""
        return list(told_of(self.counter)) if self.counter else []

    # Backup --------------------------------------------------------------------------------

    @cached_property
    def to_take_over(self) -> Sequence[Shift]:
        """At whose counters the person may step in now."""
        if self.counter is not None:
            return []
        return to_take_over(self.desk.staff, self.desk.at)

    @property
    def stands_in_for(self) -> StaffMember | None:
        """In whose place the shift is worked."""
        instead = self.shift.stands_in_for if self.shift else None
        return instead.staff if instead else None

    # What was left -------------------------------------------------------------------------

    @cached_property
    def handovers(self) -> Sequence[HandedOver]:
        """What colleagues left for whoever is on duty here."""
        if self.counter is None:
            return []
        return handovers_for(self.desk.staff, self.counter)

    # Self-check ----------------------------------------------------------------------------

    @cached_property
    def self_check(self) -> SelfCheck | None:
        """The counter's self-check of today."""
        if self.counter is None or self.shift is None:
            return None
        return self_check_of(self.counter, self.shift.day)

    @cached_property
    def items(self) -> Sequence[Item]:
        """What the self-check asks; what was not kept the last time comes first."""
        check = self.self_check
        return items(self.desk, check) if check and check.done_at is None else []

    @property
    def shown(self) -> str:
        """When the items are shown, signed, so that the time taken can be measured."""
        return signing.dumps(self.desk.at.isoformat(), salt=_SALT)


def needs_proof(member: StaffMember) -> bool:
    """Whether the person has a PIN or a badge, and so proves by it who they are."""
    badges = Badge.objects.filter(staff=OuterRef("pk"), revoked_at=None)
    proofs = Q(pin__isnull=False) | Exists(badges)
    return StaffMember.objects.filter(proofs, pk=member.pk).exists()


def shown_at(signed: str) -> datetime | None:
    """When the items were shown; None for a time that this server did not sign today."""
    try:
        text = signing.loads(signed, salt=_SALT, max_age=timedelta(days=1))
    except signing.BadSignature:
        return None
    return datetime.fromisoformat(text)


def items(desk: Desk, check: SelfCheck) -> Sequence[Item]:
    """What the standard in force asks of a counter's unit in the morning, open items first."""
    try:
        pack = standard_in_force(desk.centre.code, check.day)
    except NoStandard:
        return []
    before = set(not_kept_before(check.counter, check.day))
    unit_type = check.counter.unit.unit_type
    found = [
        Item(observed.code, clause.number, observed.asks, observed.code in before)
        for clause in pack.clauses
        for observed in clause.observed
        if observed.asks and unit_type in (observed.unit_types or clause.unit_types or (unit_type,))
    ]
    return sorted(found, key=lambda each: not each.open)
