"""Who comes to the hall of the demonstration: how many, when, for what, with what missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from servicehall.cases.models import Case
from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Unit


class Demand(NamedTuple):
    """How much a service item is asked for."""

    visits: float
    """A day."""
    minutes: float
    """Of service, on average."""
    incomplete: float
    """The share of people who lack something."""


DEMAND: Mapping[str, Demand] = {
    "resident-registration-copy": Demand(22, 6, 0.03),
    "seal-certificate": Demand(11, 9, 0.05),
    "move-in-report": Demand(11, 13, 0.10),
    "passport": Demand(19, 14, 0.14),
    "family-relation-certificate": Demand(10, 6, 0.03),
    "business-registration": Demand(13, 18, 0.22),
    "food-business-report": Demand(9, 22, 0.32),
    "mail-order-report": Demand(11, 17, 0.22),
    "building-permit": Demand(5, 27, 0.36),
    "change-of-use": Demand(5, 23, 0.30),
    "road-occupancy-permit": Demand(6, 20, 0.26),
}
_UNKNOWN = Demand(9, 10, 0.15)

RUSH: Sequence[float] = (3, 5, 9, 11, 8, 6, 3, 2.5, 6, 9, 10, 8, 6.5, 5, 4, 3.5, 3, 2.5)
"""How busy each eighteenth of the day is; from nine to six, with peaks at ten and at two."""

_SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍"
_GIVEN = (
    "가람 나리 다온 라희 마루 바다 보람 새봄 소담 슬기 아라 여울 예슬 온유 우람 이든 "
    "주리 찬솔 초롱 큰솔 푸름 하나 한결 해솔 혜림 도현 민서 서우 연재 준영 지안 태민"
).split()


def invented_name(draw: Random) -> str:
    """A name that nobody has in mind."""
    return draw.choice(_SURNAMES) + draw.choice(_GIVEN)


@dataclass(frozen=True)
class Hours:
    """When the hall is open, in its zone."""

    zone: ZoneInfo
    opens: time
    closes: time

    def opening(self, day: date) -> datetime:
        """When the day begins."""
        return datetime.combine(day, self.opens, tzinfo=self.zone)

    def closing(self, day: date) -> datetime:
        """When the day ends for whoever has no ticket yet."""
        return datetime.combine(day, self.closes, tzinfo=self.zone)


Coming = Literal["at_once", "when_called_again", "never"]


@dataclass
class Errand:
    """What brings a citizen to the hall, and how they bear themselves there."""

    service: ServiceItem
    language: str
    priority: str
    applicant: str
    minutes: float
    missing: list[str]
    """Codes of the materials that they lack."""
    coming: Coming
    case: Case | None = None
    """The matter that they come back for."""
    untold: list[str] = field(default_factory=list)
    """What is missing still and was not told them, so that they can't have brought it."""
    sent_on: bool = False
    """Whether another counter sent them here with a slip."""
    further: ServiceItem | None = None
    """A second service that they came for."""
    fills_in: bool = False
    """Whether they have to fill in a form first, aside."""
    belongs_to: Unit | None = None
    """The unit that really serves them, where they took a ticket for another."""
    patience: float | None = None
    """Minutes after which they give up waiting."""

    @property
    def onward(self) -> list[str]:
        """The units to which they still have to go from the counter where they are."""
        if self.sent_on:
            return []
        units = [self.service.next_unit, self.belongs_to]
        if self.further is not None and self.further.unit_id != self.service.unit_id:
            units.append(self.further.unit)
        return [unit.code for unit in units if unit is not None]


class Citizens:
    """Draws the people who come."""

    def __init__(self, draw: Random, services: Sequence[ServiceItem], hours: Hours) -> None:
        self._draw = draw
        self._hours = hours
        self._materials = {
            each.pk: [material.code for material in each.materials.all()] for each in services
        }
        self._services = list(services)
        self._counts = dict.fromkeys((each.pk for each in services), 0.0)

    def of_day(self, day: date) -> list[tuple[datetime, Errand]]:
        """Who comes to the hall for the first time on a day, in order of time."""
        found = []
        for service in self._services:
            # Fractions carry over to the next day, so that the mean is kept; a few of these come
            # by appointment instead.
            demand = DEMAND.get(service.code, _UNKNOWN)
            self._counts[service.pk] += demand.visits * self._draw.uniform(0.83, 1.12)
            count = int(self._counts[service.pk])
            self._counts[service.pk] -= count
            found += [(self.moment(day), self.errand(service)) for _ in range(count)]
        return sorted(found, key=lambda each: each[0])

    def errand(self, service: ServiceItem) -> Errand:
        """One citizen who comes for a service item for the first time."""
        draw, demand = self._draw, DEMAND.get(service.code, _UNKNOWN)
        missing: list[str] = []
        if draw.random() < demand.incomplete:
            materials = self._materials[service.pk]
            count = min(len(materials), draw.choices((1, 2, 3), (5, 4, 1))[0])
            missing = sorted(draw.sample(materials, count), key=materials.index)
        return Errand(
            service=service,
            language=draw.choices(("ko", "zh", "en"), (92, 5, 3))[0],
            priority=draw.choices(
                ("none", "elderly", "disabled", "pregnant", "infant"), (90, 6, 1, 1, 2)
            )[0],
            applicant=invented_name(draw),
            minutes=demand.minutes * min(max(draw.lognormvariate(-0.05, 0.35), 0.5), 2.4),
            missing=missing,
            coming=draw.choices(("at_once", "when_called_again", "never"), (89, 5, 6))[0],
        )

    def coming_back(self, errand: Errand, case: Case) -> Errand:
        """The same citizen, with what they were told to bring."""
        return Errand(
            service=errand.service,
            language=errand.language,
            priority=errand.priority,
            applicant=errand.applicant,
            minutes=max(3.0, errand.minutes * 0.55),
            missing=[each for each in errand.missing if each not in errand.untold],
            coming="at_once",
            case=case,
            untold=list(errand.untold),
        )

    def moment(self, day: date) -> datetime:
        """When on a day somebody comes, more likely in the rush than in the lulls."""
        opening, closing = self._hours.opening(day), self._hours.closing(day)
        slot = self._draw.choices(range(len(RUSH)), RUSH)[0]
        share = (slot + self._draw.random()) / len(RUSH)
        seconds = round((closing - opening).total_seconds() * share)
        # The kiosk is switched off a few minutes before closing.
        return min(opening + timedelta(seconds=seconds), closing - timedelta(minutes=4))
