"""The guide as PDF: made once for a version, a language and a day, then served from memory."""

from __future__ import annotations

import json
from datetime import datetime, time
from functools import lru_cache
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import service_by_code
from servicehall.reception.agenda import plan_of
from servicehall.reception.telling import LOCALES
from servicehall.typesetting.pages import NotSet, pdf
from servicehall.web.desks import Desk, desk
from servicehall.web.public.sheets import Sheet, counters_of
from servicehall.web.public.tickets import qr_code

KEPT = 64
"""So many PDFs are kept in memory; one is about 60 kB."""
UNAVAILABLE = 503
LARGE = "-large"


@require_safe
@desk()
def guide_pdf(request: HttpRequest, desk: Desk, code: str, named: str) -> HttpResponse:
    """The guide of a service as PDF; ``named`` is its language, or ``ko-large`` for large print.

    A browser that has it already is told so. Where the server can't set papers, a page says
    why, and what else to do.
    """
    language, large = named.removesuffix(LARGE), named.endswith(LARGE)
    if language not in LOCALES:
        raise Http404
    try:
        item = service_by_code(desk.centre, code)
    except ServiceItem.DoesNotExist:
        raise Http404 from None
    address = request.build_absolute_uri(reverse("service", args=[desk.centre.code, code]))
    with override(LOCALES[language]):
        sheet = Sheet(
            item,
            counters_of(item),
            by_appointment=desk.centre.receives and plan_of(item) is not None,
        )
        said = json.dumps(
            sheet.said(address=address, qr=_qr(address), day=desk.today, large=large),
            ensure_ascii=False,
        )
    etag = f'"{sha256(f"{language} {desk.today} {said}".encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        try:
            made = _made(said, language, datetime.combine(desk.today, time(), desk.zone))
        except NotSet as lacking:
            return not_set(request, desk, item, lacking)
        response = HttpResponse(made, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{code}-{named}.pdf"'
    response["ETag"] = etag
    # Asked each time whether it is still the guide in force, which costs no typesetting.
    response["Cache-Control"] = "public, no-cache"
    return response


def not_set(request: HttpRequest, desk: Desk, item: ServiceItem, lacking: NotSet) -> HttpResponse:
    """What stands in for a PDF that the server can't make; a template's fault is no such case."""
    if lacking.code == "unfit":
        raise lacking
    context = {"item": item, "lacking": lacking.code}
    return render(request, "public/not_set.html", context, status=UNAVAILABLE)


@lru_cache(maxsize=KEPT)
def _made(said: str, language: str, at: datetime) -> bytes:
    return pdf("guide", json.loads(said), language=language, at=at)


@lru_cache(maxsize=KEPT)
def _qr(address: str) -> str:
    return qr_code(address)
