"""Each step with a citizen, as the counter sends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from servicehall.hall.models import Counter, Unit
from servicehall.reception import actions
from servicehall.reception.models import Visit
from servicehall.reception.queries import visit_of
from servicehall.web.counter.prompts import courtesies
from servicehall.web.counter.views import back, key_of, shift_on_duty
from servicehall.web.desks import Desk, desk


@require_POST
@desk("serve")
def step(request: HttpRequest, desk: Desk, visit: int, verb: str) -> HttpResponse:
    """Take the visit a step further."""
    if verb not in STEPS:
        raise Http404
    found = visit_of(desk.centre, visit)
    if found is None:
        raise Http404
    STEPS[verb](request, desk, found)
    return back(desk)


def _recall(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.recall(visit=visit, by=desk.staff, at=desk.at, key=key_of(request))


def _miss(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.miss(visit=visit, by=desk.staff, at=desk.at, key=key_of(request))


def _park(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.park(visit=visit, by=desk.staff, at=desk.at, key=key_of(request))


def _put_back(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.put_back(visit=visit, by=desk.staff, at=desk.at, key=key_of(request))


def _return(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.return_missed(visit=visit, by=desk.staff, at=desk.at, key=key_of(request))


def _start(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.start(visit=visit, by=desk.staff, at=desk.at, key=key_of(request))


def _go_on(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.go_on(visit=visit, by=desk.staff, at=desk.at, key=key_of(request))


def _finish(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.finish(visit=visit, by=desk.staff, at=desk.at, key=key_of(request))


def _direct(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    if visit.service.next_unit is None:
        raise Http404
    actions.direct(
        visit=visit,
        to=visit.service.next_unit,
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _call(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.call_chosen(
        visit=visit,
        counter=shift_on_duty(desk).counter,
        reason=request.POST.get("reason", ""),
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _resume(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.resume(
        visit=visit,
        counter=shift_on_duty(desk).counter,
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _transfer(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    to, counter = place_asked(request, desk)
    actions.transfer(
        visit=visit,
        to=to,
        counter=counter,
        reason=request.POST.get("reason", ""),
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _say(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    phrase = courtesies(desk).get(request.POST.get("phrase", ""))
    if phrase is None:
        raise Http404
    actions.say(
        visit=visit,
        phrase=phrase.code,
        moment=phrase.moment,
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def place_asked(request: HttpRequest, desk: Desk) -> tuple[Unit, Counter | None]:
    """Where a visit is to be sent: ``unit:<code>``, or ``counter:<code>`` for one counter.

    404 for what is not in the hall.
    """
    kind, _, code = request.POST.get("to", "").partition(":")
    if kind == "unit":
        return get_object_or_404(Unit, centre=desk.centre, code=code), None
    if kind != "counter":
        raise Http404
    counter = get_object_or_404(
        Counter.objects.select_related("unit"), centre=desk.centre, code=code
    )
    return counter.unit, counter


STEPS: Mapping[str, Callable[[HttpRequest, Desk, Visit], None]] = {
    "call": _call,
    "recall": _recall,
    "miss": _miss,
    "park": _park,
    "resume": _resume,
    "put-back": _put_back,
    "return": _return,
    "transfer": _transfer,
    "start": _start,
    "on": _go_on,
    "say": _say,
    "finish": _finish,
    "direct": _direct,
}
"""What can be done with a visit; ``call`` calls it out of order."""
