"""The items of a centre's catalogue as an administrator sees them: now, next, and drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servicehall.catalogue.models import EVER, ServiceItem
from servicehall.catalogue.queries import versions_of
from servicehall.hall.models import Centre
from servicehall.web.public.guides import limit_text

Status = ServiceItem.Status


@dataclass(frozen=True)
class Version:
    """A version with what became of it by a day."""

    service: ServiceItem
    day: date
    until: date | None
    """Its last day: its own, or the one before a later version begins."""

    @property
    def state(self) -> str:
        """``draft``, ``withdrawn``, ``to_come``, ``in_force`` or ``over``."""
        since = self.service.valid_from
        if self.service.status != Status.PUBLISHED or since is None:
            return self.service.status
        if since > self.day:
            return "to_come"
        return "over" if self.until is not None and self.until < self.day else "in_force"

    @property
    def since(self) -> date | None:
        """Its first day; None where it was there before days were kept, or has none yet."""
        return None if self.service.valid_from == EVER else self.service.valid_from

    @property
    def promised(self) -> str:
        """The promised limit in words."""
        return limit_text(self.service.promised_limit, self.service.centre.jurisdiction)


@dataclass(frozen=True)
class Listed:
    """A service item with all its versions, the latest first."""

    code: str
    versions: Sequence[Version]

    def _in(self, state: str) -> list[Version]:
        return [each for each in self.versions if each.state == state]

    @property
    def now(self) -> Version | None:
        """The version in force."""
        return next(iter(self._in("in_force")), None)

    @property
    def following(self) -> Version | None:
        """The version that is in force next."""
        return min(
            self._in("to_come"), key=lambda each: each.service.valid_from or EVER, default=None
        )

    @property
    def draft(self) -> Version | None:
        """The draft of the next version."""
        return next(iter(self._in("draft")), None)

    @property
    def shown(self) -> Version:
        """The version that it goes by: in force, else to come, else any."""
        return self.now or self.following or self.versions[0]


def listed(centre: Centre, day: date, code: str = "") -> list[Listed]:
    """Every item of the centre, or the one of that code, by units and codes; one statement."""
    found: dict[str, list[ServiceItem]] = {}
    for service in versions_of(centre, code):
        found.setdefault(service.code, []).append(service)
    items = [Listed(each, _dated(rows, day)) for each, rows in found.items()]
    return sorted(items, key=lambda each: (each.shown.service.unit.prefix, each.code))


def _dated(rows: Sequence[ServiceItem], day: date) -> list[Version]:
    begins = sorted(
        each.valid_from for each in rows if each.status == Status.PUBLISHED and each.valid_from
    )
    versions = []
    for each in rows:
        until = each.valid_until
        later = [other for other in begins if each.valid_from and other > each.valid_from]
        if each.status == Status.PUBLISHED and later:
            before = date.fromordinal(later[0].toordinal() - 1)
            until = min(until or before, before)
        versions.append(Version(each, day, until))
    return versions
