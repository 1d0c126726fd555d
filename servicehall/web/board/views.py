"""The board in the waiting hall: who is called where, and how long the others wait."""

from __future__ import annotations

from functools import partial
from importlib import metadata
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from servicehall.evidence.queries import mark
from servicehall.reception.models import BoardLayout
from servicehall.reception.telling import LOCALES
from servicehall.web.board.renderings import Renderings
from servicehall.web.board.screens import NOTICES, Screen, layout_of
from servicehall.web.context import Frame
from servicehall.web.desks import Desk, desk
from servicehall.web.public.phrases import courtesy
from servicehall.web.public.views import nobody_comes
from servicehall.web.public.waits import receiving_now

FEW = 6
"""So many calls stand in three rows of two; more need a fourth."""

PROGRAM = metadata.version("servicehall")

_renderings = Renderings()


@never_cache
@require_safe
@desk()
def board_page(request: HttpRequest, desk: Desk, layout: str = "") -> HttpResponse:
    """All that the board shows; for a fresh fact, the part that changes, the same for everyone."""
    if not desk.centre.receives:
        return nobody_comes(request)
    marked = mark()
    screen = Screen(desk, layout_of(desk, layout))
    asked = request.GET.get("language", "")
    fixed = asked if asked in LOCALES else ""
    # A screen on the wall has no visitor's language: its address or its layout says which.
    language = fixed or next(iter(screen.layout.shown), "")
    with override(LOCALES.get(language, get_language())):
        if "HX-Request" not in request.headers:
            context = now(screen, fixed) | frame(request, screen, fixed)
            return HttpResponse(render_to_string("board/page.html", context, request))
        key = (desk.centre.code, layout, fixed, get_language())
        render = partial(_part, request, screen, fixed)
        return HttpResponse(_renderings.shared(key, marked, render))


def _part(request: HttpRequest, screen: Screen, fixed: str) -> bytes:
    return render_to_string("board/page.html#now", now(screen, fixed), request).encode()


def now(screen: Screen, fixed: str) -> dict[str, Any]:
    """What changes; ``fixed`` is the language that the address asks for, if it does."""
    most = NOTICES if len(screen.waits) <= NOTICES + 1 else NOTICES // 2
    place = [each for each in (screen.desk.centre.code, screen.layout.code) if each]
    address = reverse("board-layout" if screen.layout.code else "board", args=place)
    return {
        "screen": screen,
        "now": screen.desk.at,
        "address": f"{address}?language={fixed}" if fixed else address,
        "rows": "many" if len(screen.calls) > FEW else "few",
        "notices": screen.notices[:most],
        "more_notices": max(0, len(screen.notices) - most),
        "receiving": receiving_now(screen.desk, screen.waits),
        "version": version(screen.layout),
    }


def frame(request: HttpRequest, screen: Screen, fixed: str) -> dict[str, Any]:
    """What stays as long as the page does."""
    layout = screen.layout
    contrast = Frame(request).theme == "contrast"
    return {
        "live": screen.desk.centre.code,
        "live_prompt": True,
        "theme": "contrast" if contrast else layout.scheme,
        "hello": courtesy(screen.desk, "greeting"),
        "turns": [] if fixed else layout.shown,
    }


def version(layout: BoardLayout) -> str:
    """Names the program and the layout as they are: where it changes, a screen begins anew."""
    changed = f"-{layout.changed_at.timestamp():.0f}" if layout.changed_at else ""
    return f"{PROGRAM}{changed}"
