"""What can be tapped on the kiosk's screen of services: each with what a tap does now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import services
from servicehall.hall.models import Unit
from servicehall.reception.actions.tickets import MOST_OF_A_SERVICE
from servicehall.reception.giving import Hindrance, hindrances
from servicehall.web.kiosk.devices import KioskDesk
from servicehall.web.kiosk.screens import Screen
from servicehall.web.public.guides import Guide


@dataclass(frozen=True)
class Tile:
    """A service: a tap takes a ticket, puts it with the others, or says why there is none now."""

    guide: Guide
    screen: Screen
    hindrance: Hindrance | None

    @property
    def code(self) -> str:
        return self.guide.item.code

    @property
    def again(self) -> datetime | date | None:
        """When there are tickets for it again, where there are none now."""
        return self.hindrance.next if self.hindrance else None

    @property
    def chosen(self) -> int:
        """How often it is put together with others so far."""
        return self.screen.how_often(self.code)

    @property
    def put(self) -> str:
        """The address of the screen with it put with the others, or taken out again."""
        return self.screen.wanting(self.code, 0 if self.chosen else 1).address

    @property
    def why(self) -> str:
        """The address of the screen that says why there is no ticket for it now."""
        return self.screen.not_now(self.code)


@dataclass(frozen=True)
class Chosen:
    """A service that is put together with others, with how often and how to change that."""

    guide: Guide
    screen: Screen
    many: int

    @property
    def more(self) -> str:
        """The address of the screen with it once more; empty where that is too often."""
        return self._with(self.many + 1) if self.many < MOST_OF_A_SERVICE else ""

    @property
    def fewer(self) -> str:
        """The address of the screen with it once less; with once, it is taken out."""
        return self._with(self.many - 1)

    def _with(self, many: int) -> str:
        return self.screen.wanting(self.guide.item.code, many).address


@dataclass(frozen=True)
class UnitTiles:
    """The tiles of one unit."""

    unit: Unit
    tiles: Sequence[Tile]


class Offer:
    """All services of the hall as this screen offers them."""

    def __init__(self, desk: KioskDesk, screen: Screen) -> None:
        self.screen = screen
        self.items = list(services(desk.centre))
        self._hindered: Mapping[str, Hindrance] = hindrances(
            desk.centre, self.items, day=desk.today, at=desk.at
        )

    def tile(self, item: ServiceItem) -> Tile:
        """The service as it can be tapped."""
        return Tile(Guide(item), self.screen, self._hindered.get(item.code))

    def grouped(self, items: Iterable[ServiceItem]) -> list[UnitTiles]:
        """The tiles by unit, in the order in which the items and so their units come."""
        of_unit: dict[int, list[ServiceItem]] = {}
        for item in items:
            of_unit.setdefault(item.unit_id, []).append(item)
        return [
            UnitTiles(found[0].unit, [self.tile(item) for item in found])
            for found in of_unit.values()
        ]

    @property
    def chosen(self) -> list[Chosen]:
        """What is put together so far; a code that no service has is left out."""
        by_code = {item.code: item for item in self.items}
        return [
            Chosen(Guide(by_code[code]), self.screen, many)
            for code, many in self.screen.wanted
            if code in by_code
        ]
