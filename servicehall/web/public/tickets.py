"""The page behind a ticket's QR code: where its holder stands, and where to go."""

from __future__ import annotations

import io
import re

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from servicehall.cases.models import Case
from servicehall.cases.queries import cases_of
from servicehall.reception.models import Visit
from servicehall.reception.queries import people_ahead, visit_by_code
from servicehall.web.desks import Desk, desk
from servicehall.web.public.phrases import courtesy
from servicehall.web.public.waits import waits

TICKET_COOKIE = "ticket"
"""The last ticket that this device followed, so that the public page leads back to it."""
HALF_A_DAY = 12 * 60 * 60
LOCALES = {"ko": "ko", "zh": "zh-hans", "en": "en"}
"""Django's code of each language that a ticket can have."""


def code_in(text: str) -> str:
    """The ticket's code in what was typed or pasted: the code alone, or the link with it."""
    found = re.search(r"tickets/([\w-]+)", text)
    return found[1] if found else text


def found_visit(desk: Desk, code: str) -> Visit | None:
    """The visit of that ticket in this centre, if there is one."""
    if not re.fullmatch(r"[\w-]{1,22}", code, re.ASCII):
        return None
    try:
        visit = visit_by_code(code)
    except Visit.DoesNotExist:
        return None
    return visit if visit.centre_id == desk.centre.pk else None


def visit_or_404(desk: Desk, code: str) -> Visit:
    """The visit of that ticket in this centre; raises ``Http404``."""
    visit = found_visit(desk, code)
    if visit is None:
        raise Http404
    return visit


def qr_code(text: str) -> str:
    """A QR code of the text as an SVG document, black on white whatever the theme."""
    written = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        written, kind="svg", scale=4, border=4, dark="#000", light="#fff", omitsize=True
    )
    return written.getvalue().decode()


def qr_address(text: str) -> str:
    """A QR code of the text as an address of the picture itself."""
    return segno.make(text, error="m", micro=False).svg_data_uri(
        border=4, dark="#000", light="#fff", omitsize=True
    )


@never_cache
@require_safe
@desk()
def ticket_page(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Where the ticket's holder stands; in the ticket's language unless they chose another."""
    visit = visit_or_404(desk, code)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(LOCALES[visit.language])
    wait = next((each for each in waits(desk) if each.unit.pk == visit.unit_id), None)
    ahead = people_ahead(visit) if visit.status == Visit.Status.WAITING else 0
    directed = visit.waiting_since > visit.taken_at
    been_served = directed or visit.started_at is not None
    ended = visit.status == Visit.Status.FINISHED
    context = {
        "live": desk.centre.code,
        "visit": visit,
        "directed": directed,
        "ahead": ahead,
        "wait": wait,
        "minutes": wait.minutes_behind(ahead) if wait else None,
        "cases": [_told(case) for case in cases_of(visit)] if been_served else [],
        "farewell": courtesy(desk, "farewell") if ended else {},
    }
    context["fresh"] = "HX-Request" in request.headers
    part = "#now" if context["fresh"] else ""
    response = render(request, f"public/ticket.html{part}", context)
    response.set_cookie(
        TICKET_COOKIE,
        visit.code,
        max_age=HALF_A_DAY,
        path=reverse("public", args=[desk.centre.code]),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@cache_control(private=True, max_age=3600)
@require_safe
@desk()
def ticket_qr(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The ticket's QR code: the address of its page."""
    visit = visit_or_404(desk, code)
    address = request.build_absolute_uri(reverse("ticket", args=[desk.centre.code, visit.code]))
    return HttpResponse(qr_code(address), content_type="image/svg+xml")


def _told(case: Case) -> dict[str, object]:
    """A case with the last list of what is missing, where it waits for that."""
    lists = sorted(case.notices.all(), key=lambda notice: notice.round)
    waits_for = case.status == Case.Status.INCOMPLETE and lists
    return {"case": case, "missing": lists[-1].names if waits_for else []}
