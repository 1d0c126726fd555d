"""The page behind a ticket's QR code: where its holder stands, and where to go."""

from __future__ import annotations

import io
import re
from uuid import UUID

import segno
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from servicehall.cases.models import Case
from servicehall.cases.queries import cases_of
from servicehall.evidence.actions import Refused
from servicehall.reception.actions import give_contact, withdraw_contact
from servicehall.reception.giving import opening_on
from servicehall.reception.models import Visit
from servicehall.reception.queries import visit_by_code
from servicehall.reception.telling import LOCALES
from servicehall.reception.waiting import NOMINAL
from servicehall.web.desks import Desk, desk
from servicehall.web.public.contacts import ContactForm, contact_of
from servicehall.web.public.phrases import courtesy
from servicehall.web.public.standing import Standing
from servicehall.web.public.waits import wait_of, wait_text
from servicehall.web.refusals import message

TICKET_COOKIE = "ticket"
"""The last ticket that this device followed, so that the public page leads back to it."""
OK = 200
SEE_OTHER = 303
UNPROCESSABLE = 422
HALF_A_DAY = 12 * 60 * 60
A_DAY = 2 * HALF_A_DAY


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
    return show(request, desk, visit_or_404(desk, code))


@require_POST
@desk()
def give(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Take up the address that messages are to go to; what is wrong with it is said beside it."""
    visit = visit_or_404(desk, code)
    speak_to(request, visit)
    form = ContactForm(desk.centre, request.POST)
    if not form.is_valid():
        return show(request, desk, visit, form=form)
    try:
        give_contact(
            visit=visit,
            channel=form.channel,
            address=form.cleaned_data["address"],
            language=form.cleaned_data["language"],
            at=desk.at,
            key=key_of(request),
        )
    except Refused as refused:
        form.add_error("address", message(refused))
        return show(request, desk, visit, form=form)
    return to_ticket(visit, desk)


@require_POST
@desk()
def withdraw(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Take the agreement back and erase the address."""
    visit = visit_or_404(desk, code)
    speak_to(request, visit)
    withdraw_contact(visit=visit, at=desk.at, key=key_of(request))
    return to_ticket(visit, desk)


def key_of(request: HttpRequest) -> str:
    """The form's own key, by which a second tap is known; a form without one was not ours."""
    try:
        return str(UUID(request.POST.get("key", "")))
    except ValueError:
        raise SuspiciousOperation("a form without a key") from None


def speak_to(request: HttpRequest, visit: Visit) -> None:
    """Speak the ticket's language unless its holder chose another."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(LOCALES[visit.language])


def show(
    request: HttpRequest, desk: Desk, visit: Visit, *, form: ContactForm | None = None
) -> HttpResponse:
    """The ticket's page, with the form for messages as it was sent where it has to be mended."""
    speak_to(request, visit)
    wait, ahead = wait_of(desk, visit)
    been_served = visit.waiting_since > visit.taken_at or visit.started_at is not None
    ended = visit.status == Visit.Status.FINISHED
    kept = visit.status == Visit.Status.WAITING and visit.calls_on > desk.today
    context = {
        "live": desk.centre.code,
        "visit": visit,
        "standing": Standing(visit, desk.at),
        "kept_until": visit.calls_on if kept else None,
        "kept_from": (opening_on(desk.centre, visit.calls_on) if kept else None)
        or desk.centre.opens,
        "ahead": ahead,
        "wait": wait,
        "wait_text": wait_text(wait, ahead),
        "nominal": NOMINAL,
        "cases": [_told(case) for case in cases_of(visit)] if been_served else [],
        "farewell": courtesy(desk, "farewell") if ended else {},
    }
    context["fresh"] = form is None and "HX-Request" in request.headers
    if context["fresh"]:
        response = render(request, "public/ticket.html#now", context)
    else:
        context |= contact_of(visit, form)
        status = UNPROCESSABLE if form else OK
        response = render(request, "public/ticket.html", context, status=status)
    response.set_cookie(
        TICKET_COOKIE,
        visit.code,
        max_age=HALF_A_DAY + A_DAY * max(0, (visit.calls_on - desk.today).days),
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


def to_ticket(visit: Visit, desk: Desk) -> HttpResponse:
    """Lead to the ticket's page."""
    address = reverse("ticket", args=[desk.centre.code, visit.code])
    return HttpResponseRedirect(address, status=SEE_OTHER)
