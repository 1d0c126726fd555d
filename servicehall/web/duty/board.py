"""Who is on duty now: for everybody in the hall, with name, post and who steps in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from servicehall.hall.models import Closure, Counter, Pause, Shift, StaffMember
from servicehall.hall.queries import backups, counters, on_duty, open_closures, open_pauses
from servicehall.web.desks import Desk, desk


@dataclass(frozen=True)
class Post:
    """One counter as the board shows it."""

    counter: Counter
    shift: Shift | None
    pause: Pause | None
    closure: Closure | None
    backup: StaffMember | None
    """Who steps in for whoever is on duty there; nobody where that has happened."""

    @property
    def state(self) -> str:
        """``open``, ``paused``, ``closed``, or ``empty`` where nobody is on duty."""
        if self.closure is None and self.shift is None:
            return "empty"
        return self.counter.state


def posts(desk: Desk) -> Sequence[Post]:
    """Every counter of the hall with who is there; four statements, however many there are."""
    shifts, pauses = on_duty(desk.centre), open_pauses(desk.centre)
    closures = {each.counter_id: each for each in open_closures(desk.centre)}
    steps_in = {each.staff_id: each.backup for each in backups(desk.centre)}
    return [
        Post(
            counter,
            shift := shifts.get(counter.pk),
            pauses.get(counter.pk),
            closures.get(counter.pk),
            steps_in.get(shift.staff_id) if shift and not shift.stands_in_for_id else None,
        )
        for counter in counters(desk.centre)
    ]


@require_safe
@desk()
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The board of who is on duty; for a fresh fact, the part that changes."""
    context = {"posts": posts(desk), "live": desk.centre.code, "now": desk.at}
    part = "#now" if request.headers.get("HX-Request") else ""
    return render(request, f"duty/board.html{part}", context)
