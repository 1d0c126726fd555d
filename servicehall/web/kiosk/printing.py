"""Bringing a ticket on paper: after it is given, outside its transaction, and once only.

The screen with the number asks for it by itself, so nobody waits for a printer to see their
number; without script one button does.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_POST

from servicehall.evidence.actions import Refused
from servicehall.reception.actions import (
    claim_again,
    claim_printout,
    confirm_printed,
    miss_paper,
    note_paper,
)
from servicehall.reception.giving import require_valid
from servicehall.reception.models import Device, Printer, Visit
from servicehall.reception.telling import LOCALES
from servicehall.web.kiosk.devices import KioskDesk, kiosk_desk
from servicehall.web.kiosk.printers import NotPrinted, escpos, send
from servicehall.web.kiosk.receipts import receipt, rows_of
from servicehall.web.kiosk.screens import Screen
from servicehall.web.kiosk.taken import Ticket
from servicehall.web.public.phrases import courtesy
from servicehall.web.public.tickets import visit_or_404

SEE_OTHER = 303
CONFLICT = 409
NO_CONTENT = 204
GIVES_IT_REST = timedelta(seconds=30)
"""How long a printer that could not be reached is not tried: each try keeps the server waiting."""

logger = logging.getLogger(__name__)


@require_POST
@kiosk_desk
def print_ticket(request: HttpRequest, desk: KioskDesk, code: str) -> HttpResponse:
    """Print a ticket at the device that asks, unless it was printed or may have been.

    A browser that prints by itself is answered 204 once, and then 409. For any other printer
    the screen of the ticket follows, which says how it went.
    """
    visit = visit_or_404(desk, code)
    device = desk.device
    if device is None:
        raise Refused("device_not_registered")
    require_valid(device, desk.at)
    if device.printer is None:
        raise Refused("no_printer")
    claimed = claim_printout(visit=visit, device=device, at=desk.at) or claim_again(
        visit=visit, device=device, at=desk.at
    )
    if device.printer.kind == Printer.Kind.BROWSER:
        if claimed:
            confirm_printed(visit=visit, at=desk.at)
        return HttpResponse(status=NO_CONTENT if claimed else CONFLICT)
    if claimed:
        try:
            _print(request, desk, device, device.printer, visit)
        except Exception:
            # The ticket is valid without paper; its screen says that it may not have come out.
            logger.exception("the ticket %s may not have been printed", visit.reference)
    address = Screen.read(desk.centre.code, request.POST, ticket=visit.code).address
    return HttpResponseRedirect(address, status=SEE_OTHER)


def _print(
    request: HttpRequest, desk: KioskDesk, device: Device, printer: Printer, visit: Visit
) -> None:
    rests = _rests(device, desk.at)
    try:
        if rests:
            raise NotPrinted(Device.Paper.UNREACHABLE)
        printer.centre = desk.centre
        paper = send(printer, _commands(request, desk, printer, visit), name=visit.code)
    except NotPrinted as failed:
        miss_paper(visit=visit, device=device, problem=failed.paper, at=desk.at)
        if not rests:
            note_paper(device=device, paper=failed.paper, at=desk.at)
        return
    confirm_printed(visit=visit, at=desk.at)
    if paper != device.paper:
        note_paper(device=device, paper=paper, at=desk.at)


def _rests(device: Device, at: datetime) -> bool:
    return (
        device.paper == Device.Paper.UNREACHABLE
        and device.paper_since is not None
        and timedelta() <= at - device.paper_since < GIVES_IT_REST
    )


def _commands(request: HttpRequest, desk: KioskDesk, printer: Printer, visit: Visit) -> bytes:
    address = request.build_absolute_uri(reverse("ticket", args=[desk.centre.code, visit.code]))
    farewell = courtesy(desk, "farewell").get(visit.language, "")
    with override(LOCALES[visit.language]):
        picture = receipt(
            Ticket(desk, visit), address=address, farewell=farewell, paper=printer.paper
        )
    return escpos(rows_of(picture), picture.width)
