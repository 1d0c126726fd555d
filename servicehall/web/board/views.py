"""The board in the waiting hall: who is called where, and how long the others wait."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from servicehall.reception.models import Visit
from servicehall.reception.queries import called_now
from servicehall.reception.telling import LOCALES
from servicehall.web.board.calls import Call
from servicehall.web.context import Frame
from servicehall.web.desks import Desk, desk
from servicehall.web.public.phrases import courtesy
from servicehall.web.public.views import nobody_comes
from servicehall.web.public.waits import notices, receiving_now, today, waits

CALLS = 8
"""As many as are read from ten metres; there is at most one a counter."""
RECENT = 8
NOTICES = 4


@require_safe
@desk()
def board_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All that the board shows; for a fresh fact, the part that changes."""
    if not desk.centre.receives:
        return nobody_comes(request)
    calls = [Call(visit) for visit in called_now(desk.centre)]
    posted = list(notices(desk))
    context = {
        "live": desk.centre.code,
        "now": desk.at,
        "theme": "contrast" if Frame(request).theme == "contrast" else "dark",
        "calls": calls[:CALLS],
        "rows": "many" if len(calls) > CALLS - 2 else "few",
        "recent": recent(desk),
        "waits": waits(desk),
        "notices": posted[:NOTICES],
        "more_notices": max(0, len(posted) - NOTICES),
        "receiving": receiving_now(desk),
        "hello": courtesy(desk, "greeting"),
    }
    part = "#now" if request.headers.get("HX-Request") else ""
    # A screen on the wall has no visitor's language: its address may say which.
    with override(LOCALES.get(request.GET.get("language", ""), get_language())):
        return render(request, f"board/page.html{part}", context)


def recent(desk: Desk) -> list[Visit]:
    """The last people called today who have left the counter again, the latest first."""
    return list(
        Visit.objects.filter(centre=desk.centre, day=today(desk), called_at__isnull=False)
        .exclude(status__in=(Visit.Status.CALLED, Visit.Status.SERVING))
        .select_related("counter")
        .order_by("-called_at")[:RECENT]
    )
