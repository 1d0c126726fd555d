"""What stands around every page: a refusal of an action becomes a page, not an error."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from servicehall.evidence.actions import Refused
from servicehall.web.refusals import message

CONFLICT = 409


class Refusals:
    """Answers an action's refusal that no view has caught."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page that says what was refused (409), or for htmx the messages of the page."""
        if not isinstance(exception, Refused):
            return None
        text = message(exception)
        if request.headers.get("HX-Request") == "true":
            response = render(request, "parts/refused.html", {"text": text}, status=CONFLICT)
            response["HX-Retarget"] = "#messages"
            response["HX-Reswap"] = "innerHTML"
        else:
            context = {"text": text, "back": _came_from(request)}
            response = render(request, "refused.html", context, status=CONFLICT)
        response["X-Refused"] = exception.code
        return response


def refusals(get_response: Callable[[HttpRequest], HttpResponse]) -> Refusals:
    """The middleware, as the settings name it."""
    return Refusals(get_response)


def _came_from(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if own and came_from else "/"
