"""What one screen in the waiting hall shows: the hall as its layout selects from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet
from django.http import Http404

from servicehall.hall.models import Closure
from servicehall.reception.models import BoardLayout, Visit
from servicehall.reception.queries import called_now
from servicehall.web.board.calls import Call
from servicehall.web.desks import Desk
from servicehall.web.public.waits import Wait, notices, today, waits

RECENT = 8
NOTICES = 4


def layout_of(desk: Desk, code: str) -> BoardLayout:
    """The layout of that code; the usual one for no code. Raises ``Http404``."""
    if not code:
        return BoardLayout(centre=desk.centre)
    found = BoardLayout.objects.filter(centre=desk.centre, code=code).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Screen:
    """A layout at a moment."""

    desk: Desk
    layout: BoardLayout

    @cached_property
    def calls(self) -> list[Call]:
        """Whom to show the way: who has still to come first, the latest call first."""
        if not self.layout.shows("calls"):
            return []
        called = [
            Call(visit, self.layout)
            for visit in called_now(self.desk.centre).filter(self._of_visits)
        ]
        called.sort(key=lambda call: (call.waits, call.at), reverse=True)
        return called

    @cached_property
    def recent(self) -> list[Visit]:
        """The last people called today who have left the counter again, the latest first."""
        if not self.layout.shows("recent"):
            return []
        visits = (
            Visit.objects.filter(
                self._of_visits,
                centre=self.desk.centre,
                day=today(self.desk),
                called_at__isnull=False,
            )
            .exclude(status__in=(Visit.Status.CALLED, Visit.Status.SERVING))
            .select_related("counter")
        )
        return list(visits.order_by("-called_at")[:RECENT])

    @cached_property
    def waits(self) -> list[Wait]:
        """How long one waits, at the units that it shows."""
        if not self.layout.shows("waits"):
            return []
        return [
            wait
            for wait in waits(self.desk)
            if (not self._units or wait.unit.pk in self._units)
            and (not self._counters or any(each.pk in self._counters for each in wait.counters))
        ]

    @cached_property
    def notices(self) -> list[Closure]:
        """What closed counters have posted."""
        if not self.layout.shows("notices"):
            return []
        posted: QuerySet[Closure] = notices(self.desk)
        if self._counters:
            posted = posted.filter(counter__in=self._counters)
        if self._units:
            posted = posted.filter(counter__unit__in=self._units)
        return list(posted)

    @cached_property
    def _units(self) -> frozenset[int]:
        return self._chosen("units")

    @cached_property
    def _counters(self) -> frozenset[int]:
        return self._chosen("counters")

    def _chosen(self, name: str) -> frozenset[int]:
        # What is not saved has chosen nothing; its code is empty.
        if not self.layout.code:
            return frozenset()
        return frozenset(getattr(self.layout, name).values_list("pk", flat=True))

    @cached_property
    def _of_visits(self) -> Q:
        """Which visits it shows: at its counters, and of its units or at a counter of theirs."""
        chosen = Q()
        if self._counters:
            chosen &= Q(counter__in=self._counters)
        if self._units:
            chosen &= Q(unit__in=self._units) | Q(counter__unit__in=self._units)
        return chosen
