"""The catalogue as an administrator sees it, and its files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from servicehall.catalogue.actions import PERMISSION
from servicehall.catalogue.exchange.comparing import in_force
from servicehall.catalogue.exchange.writing import KINDS, written
from servicehall.web.catalogue.forms import FileForm
from servicehall.web.catalogue.listing import listed
from servicehall.web.desks import Desk, desk


def show(
    request: HttpRequest, desk: Desk, *, form: FileForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of the catalogue."""
    context = {"items": listed(desk.centre, desk.today), "form": form or FileForm(desk.today)}
    return render(request, "catalogue/page.html", context, status=status)


@require_safe
@desk(PERMISSION)
def catalogue_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is offered, what comes next, and the way to other files."""
    return show(request, desk)


@require_safe
@desk(PERMISSION)
def export(request: HttpRequest, desk: Desk, kind: str) -> HttpResponse:
    """The items in force today as a file that can be changed and brought back."""
    if kind not in KINDS:
        raise Http404
    name = f"{desk.centre.code}-services-{desk.today}.{kind}"
    return HttpResponse(
        written(in_force(desk.centre, desk.today), kind),
        content_type=KINDS[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
