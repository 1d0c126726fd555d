"""The choice of theme and text size, kept in two cookies so that the server renders it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from servicehall.web.context import SIZES, THEMES

CHOICES = {"theme": (*THEMES, ""), "size": SIZES}
A_YEAR = 365 * 24 * 60 * 60


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen of ``theme`` and ``size``, and lead back to ``next``."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    for name, known in CHOICES.items():
        if (chosen := request.POST.get(name)) in known:
            response.set_cookie(
                name,
                chosen,
                max_age=A_YEAR if chosen else 0,
                samesite="Lax",
                secure=request.is_secure(),
            )
    return response
