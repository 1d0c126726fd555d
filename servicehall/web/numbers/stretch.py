"""Which numbers an address asks for: a day, week or month, and what of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.http import urlencode

from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import published
from servicehall.hall.models import Counter, Unit
from servicehall.hall.queries import counters
from servicehall.hall.roles import may
from servicehall.reception.episodes import last_day
from servicehall.reception.numbers import Choice
from servicehall.web.asked import choices_asked, day_asked
from servicehall.web.desks import Desk

Span = Literal["day", "week", "month"]
SPANS: tuple[Span, ...] = get_args(Span)

DAY = timedelta(days=1)


def span_around(by: Span, day: date) -> tuple[date, date]:
    """The first and the last day of the day, the week (from Monday) or the month."""
    if by == "day":
        return day, day
    if by == "week":
        monday = day - day.weekday() * DAY
        return monday, monday + 6 * DAY
    first = day.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1) - DAY


@dataclass(frozen=True)
class Parts:
    """What the hall has, by which its numbers can be narrowed and told apart."""

    units: Sequence[Unit]
    services: Sequence[ServiceItem]
    """The latest version of each."""
    counters: Sequence[Counter]


def parts_of(desk: Desk) -> Parts:
    """The units, services and counters of the centre; three statements."""
    latest = {each.code: each for each in published(desk.centre).order_by("version")}
    return Parts(
        list(desk.centre.units.order_by("prefix", "code")),
        sorted(latest.values(), key=lambda each: each.pk),
        list(counters(desk.centre)),
    )


@dataclass(frozen=True)
class Asked:
    """What an address asks for; the address can be written from it again."""

    by: Span
    since: date
    until: date
    today: date
    choice: Choice
    own_unit: bool
    """Whether the reader sees one unit alone, so that it need not stand in the address."""
    compared_day: date | None = None
    """The day before on which anybody came, where one day is asked for."""

    @property
    def last(self) -> date:
        """The last of its days that has begun; of one to come, the first."""
        return max(self.since, min(self.until, self.today))

    @property
    def goes_on(self) -> bool:
        """Whether it is not over yet."""
        return self.since <= self.today <= self.until

    @property
    def before(self) -> tuple[date, date] | None:
        """The stretch to compare with, as many days of it as have begun of this one."""
        if self.by == "day":
            return (self.compared_day, self.compared_day) if self.compared_day else None
        first, last = span_around(self.by, self.since - DAY)
        return first, min(last, first + (self.last - self.since)) if self.goes_on else last

    @property
    def narrowed(self) -> bool:
        """Whether it leaves anything out that the reader may see."""
        choice = self.choice
        return any((choice.unit and not self.own_unit, choice.service, choice.counter, choice.came))

    @property
    def earlier(self) -> date:
        """A day of the stretch before."""
        return self.since - DAY

    @property
    def later(self) -> date | None:
        """A day of the stretch after; None where that has not begun."""
        after = self.until + DAY
        return after if after <= self.today else None

    def query(self, **but: object) -> str:
        """The address's query, with what differs; None leaves a part out."""
        asked: dict[str, object] = {
            "by": self.by,
            "day": self.since,
            "unit": "" if self.own_unit else self.choice.unit,
            "service": self.choice.service,
            "counter": self.choice.counter,
            "came": self.choice.came,
        }
        return "?" + urlencode({name: str(each) for name, each in (asked | but).items() if each})


def asked(request: HttpRequest, desk: Desk, parts: Parts) -> Asked:
    """What the address asks for; 404 for what the hall has not, 403 for another's unit.

    Without a day it is the last on which anybody came.
    """
    given = choices_asked(request, "by", "unit", "service", "counter", "came")
    by = next((each for each in SPANS if each == given.get("by", "day")), None)
    came = next((each for each in ("", "booked", "walk_in") if each == given.get("came", "")), None)
    if by is None or came is None:
        raise Http404("no such stretch")
    _require_known(given.get("unit"), [each.code for each in parts.units])
    _require_known(given.get("service"), [each.code for each in parts.services])
    _require_known(given.get("counter"), [each.code for each in parts.counters])
    own = own_unit(desk)
    if own is not None and given.get("unit") not in (None, own):
        raise PermissionDenied
    day = day_asked(request, "day") or last_day(desk.centre.code, until=desk.today) or desk.today
    since, until = span_around(by, day)
    return Asked(
        by=by,
        since=since,
        until=until,
        today=desk.today,
        choice=Choice(
            own or given.get("unit", ""),
            given.get("service", ""),
            given.get("counter", ""),
            came,
        ),
        own_unit=own is not None,
        compared_day=last_day(desk.centre.code, until=day - DAY) if by == "day" else None,
    )


def own_unit(desk: Desk) -> str | None:
    """The code of the one unit whose numbers the reader may see; None who may see them all.

    Raises ``PermissionDenied`` for a reader who may see one unit but belongs to none.
    """
    member = desk.staff
    if may(member, "see_unit", centre=desk.centre.pk, unit=0):
        return None
    if member.unit is None:
        raise PermissionDenied
    return member.unit.code


def _require_known(code: str | None, known: Sequence[str]) -> None:
    if code is not None and code not in known:
        raise Http404(f"the hall has no {code}")
