"""The first page: in a demonstration whom to be, else the way to the hall."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from servicehall.hall.models import Centre
from servicehall.web.start.cards import cards
from servicehall.web.start.signing import next_on_this_site
from servicehall.web.start.story import story

CENTRES = 24
"""More than these make no list that anyone reads."""
UNAVAILABLE = 503


@require_safe
def start_page(request: HttpRequest) -> HttpResponse:
    """Whom to be, and how the day stands; outside a demonstration, on to the hall."""
    centres = list(Centre.objects.order_by("-receives", "pk")[:CENTRES])
    if not settings.DEMONSTRATION:
        if centres:
            return redirect("public", centres[0].code)
        return render(request, "start/nothing.html")
    hall = next((each for each in centres if each.receives), None)
    if hall is not None:
        timezone.activate(hall.timezone)
    context: dict[str, object] = {
        "hall": hall,
        "live": hall.code if hall else "",
        "story": story(hall, timezone.now()) if hall else None,
    }
    if request.headers.get("HX-Request"):
        return render(request, "start/page.html#now", context)
    context |= {
        "cards": cards(),
        "centres": centres,
        "onward": next_on_this_site(request, request.GET.get("next", "")),
    }
    return render(request, "start/page.html", context)


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """``ok`` while the database answers; 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return HttpResponse("no database", content_type="text/plain", status=UNAVAILABLE)
    return HttpResponse("ok", content_type="text/plain")
