"""How long one waits now at each unit, said only where it can be said honestly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, DurationField, ExpressionWrapper, F, QuerySet

from servicehall.hall.models import Centre, Closure, Counter, Unit
from servicehall.reception.models import Visit
from servicehall.reception.queries import waiting_count
from servicehall.web.desks import Desk

LOOKS_BACK = timedelta(days=7)
"""The days whose services say how long one takes, as in ``reception.queries.estimate``."""


@dataclass(frozen=True)
class Wait:
    """One unit now: who waits there, which counters are open, and how long a service takes."""

    unit: Unit
    counters: Sequence[Counter]
    waiting: int
    mean: timedelta | None
    """How long a service took there in the last days; None where nobody was served."""

    @property
    def open(self) -> list[Counter]:
        """The counters that are open."""
        return [each for each in self.counters if each.state == Counter.State.OPEN]

    @property
    def codes(self) -> str:
        """The unit's counters, as a citizen looks for them."""
        return ", ".join(each.code for each in self.counters)

    @property
    def minutes(self) -> int | None:
        """What someone waits who comes now; None where nothing can be said."""
        return self.minutes_behind(self.waiting)

    def minutes_behind(self, ahead: int) -> int | None:
        """What someone waits with so many before them; None where nothing can be said."""
        if self.mean is None or not self.open:
            return None
        return round(self.mean.total_seconds() / 60 * ahead / len(self.open))


def today(desk: Desk) -> date:
    """The day that it is in the hall."""
    return desk.at.astimezone(desk.zone).date()


def receiving_now(desk: Desk) -> bool:
    """Whether people are served now: within the hall's hours, or where a counter is open."""
    within = desk.centre.opens <= desk.at.astimezone(desk.zone).time() < desk.centre.closes
    return within or any_open(desk.centre)


def any_open(centre: Centre) -> bool:
    """Whether any counter of the centre is open."""
    return Counter.objects.filter(centre=centre, state=Counter.State.OPEN).exists()


def waits(desk: Desk) -> list[Wait]:
    """The waits of all units that have counters, in the order of their tickets' letters."""
    length = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
    means: dict[int, timedelta] = dict(
        Visit.objects.filter(
            centre=desk.centre,
            day__gte=today(desk) - LOOKS_BACK,
            status=Visit.Status.FINISHED,
            started_at__isnull=False,
        )
        .values_list("unit")
        .annotate(mean=Avg(length))
    )
    waiting = waiting_count(desk.centre)
    units = Unit.objects.filter(centre=desk.centre).prefetch_related("counters")
    return [
        Wait(unit, counters, waiting.get(unit.pk, 0), means.get(unit.pk))
        for unit in units.order_by("prefix", "pk")
        if (counters := sorted(unit.counters.all(), key=lambda counter: counter.pk))
    ]


def notices(desk: Desk) -> QuerySet[Closure]:
    """The notices that closed counters have posted, in the order of the counters (2.5.3)."""
    return (
        Closure.objects.filter(
            centre=desk.centre, reopened_at__isnull=True, notice_posted_at__isnull=False
        )
        .select_related("counter__unit", "alternative__unit")
        .order_by("counter")
    )
