"""Saying without an account what could not be got done, and following it by number and code."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from servicehall.cases.actions import follow
from servicehall.cases.models import Case
from servicehall.evidence.actions import Refused
from servicehall.reception.telling import LOCALES
from servicehall.voices.actions import follow_matter, report_matter
from servicehall.voices.models import UnresolvedMatter
from servicehall.web.appointments.booking import origin_of
from servicehall.web.counter.views import key_of, see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.public.views import nobody_comes
from servicehall.web.refusals import message
from servicehall.web.voices.forms import UnresolvedForm, language_now
from servicehall.worktime.calendars import OutsideCalendar

UNPROCESSABLE, TOO_MANY = 422, 429

FIELDS = {
    "no_matter": "text",
    "no_way_to_reach": "reached",
    "no_mobile_number": "reached",
    "no_email_address": "reached",
    "unknown_case": "number",
}
"""The field at which a refusal is shown."""


@never_cache
@desk()
def report_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Ask what could not be got done; keep it, and show its page with number and code."""
    if not desk.centre.receives:
        return nobody_comes(request)
    known = {name: request.GET.get(name, "") for name in ("number", "code")}
    form = UnresolvedForm(
        desk.centre, request.POST if request.method == "POST" else None, initial=known
    )
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                return see_other(at_page(_reported(request, desk, form)))
            except Refused as refused:
                form.add_error(FIELDS.get(refused.code), message(refused))
                if refused.code in ("too_many_tries", "reported_often"):
                    status = TOO_MANY
            except OutsideCalendar as outside:
                form.add_error(None, message(outside))
    return render(request, "voices/report.html", {"form": form}, status=status)


@never_cache
@require_safe
@desk()
def matter_page(request: HttpRequest, desk: Desk, code: str, reference: str) -> HttpResponse:
    """Where a matter stands, in its citizen's language unless they chose another."""
    try:
        matter = follow_matter(
            centre=desk.centre,
            reference=reference,
            code=code,
            origin=origin_of(request),
            at=desk.at,
        )
    except Refused as refused:
        if refused.code == "too_many_tries":
            raise
        raise Http404 from None
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(LOCALES[matter.language])
    context = {"matter": matter, "now": desk.at, "late": not matter.ended and matter.due < desk.at}
    response = render(request, "voices/followed.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def at_page(matter: UnresolvedMatter) -> str:
    """The address of the page by which a matter is followed."""
    where = [matter.centre.code, matter.follow_code, matter.reference]
    return reverse("unresolved-matter", args=where)


def _reported(request: HttpRequest, desk: Desk, form: UnresolvedForm) -> UnresolvedMatter:
    given = form.cleaned_data
    case: Case | None = None
    if given["number"] or given["code"]:
        case = follow(
            centre=desk.centre,
            reference="".join(given["number"].split()),
            code=given["code"].strip(),
            origin=origin_of(request),
            at=desk.at,
        )
    counter = given["counter"]
    return report_matter(
        centre=desk.centre,
        text=given["text"],
        language=language_now(),
        reached=given["reached"],
        unit=None if case is not None or counter is None else counter.unit,
        case=case,
        origin=origin_of(request),
        at=desk.at,
        key=key_of(request),
    )
