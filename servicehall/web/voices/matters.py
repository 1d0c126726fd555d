"""The desk for unresolved matters: the list, one matter, and each step to its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from servicehall.cases.models import Case
from servicehall.evidence.actions import Refused
from servicehall.hall.models import StaffMember
from servicehall.hall.roles import may
from servicehall.reception.models import Visit
from servicehall.voices import actions
from servicehall.voices.models import OPEN_MATTERS, UnresolvedMatter
from servicehall.voices.periods import presets
from servicehall.voices.queries import matters
from servicehall.voices.standing import is_about, may_handle
from servicehall.web.asked import choices_asked, day_asked
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.counter.views import key_of, see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.refusals import message
from servicehall.web.voices.forms import (
    ClassForm,
    DoneForm,
    ExplainForm,
    ExtendForm,
    MatterForm,
    ReasonForm,
)
from servicehall.worktime.calendars import OutsideCalendar

MOST = 200
CHOICES = {"cause": "cause", "unit": "unit__code", "service": "service__code"}


@never_cache
@require_safe
@desk("handle_matters", "see_record")
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The matters of the reader's units: what is open, or those that an analysis counted."""
    asked = choices_asked(request, *CHOICES, "status", "since", "until")
    found = matters().filter(centre=desk.centre)
    for name, value in choices_asked(request, *CHOICES).items():
        found = found.filter(**{CHOICES[name]: value if value != "-" else None})
    if since := day_asked(request, "since"):
        found = found.filter(reported_at__gte=datetime.combine(since, time(), desk.zone))
    if until := day_asked(request, "until"):
        last = datetime.combine(until, time.max, desk.zone)
        found = found.filter(reported_at__lte=last)
    if asked.get("status") != "all":
        found = found.filter(status__in=OPEN_MATTERS)
    rows = [each for each in found.order_by("due", "pk")[:MOST] if sees(desk, each)]
    part = "#list" if request.headers.get("HX-Request") else ""
    context = {"rows": rows, "asked": asked, "now": desk.at, "live": desk.centre.code}
    return render(request, f"voices/matters.html{part}", context)


@never_cache
@desk("serve", "handle_matters")
def new_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Note at the desk what a citizen could not get done."""
    form = MatterForm(desk.centre, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _reported(request, desk, form)
        except Refused as refused:
            form.add_error(FIELDS.get(refused.code), message(refused))
        except OutsideCalendar as outside:
            form.add_error(None, message(outside))
        else:
            told = _("Noted as %(number)s; code %(code)s. Give both to the citizen.")
            messages.success(request, told % {"number": made.reference, "code": made.follow_code})
            where = ("matter", [made.pk]) if may_handle(made, desk.member) else ("matter-new", [])
            return see_other(reverse(where[0], args=[desk.centre.code, *where[1]]))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "voices/matter_new.html", {"form": form}, status=status)


FIELDS = {
    "no_way_to_reach": "reached",
    "unknown_matter_case": "case",
    "unknown_matter_ticket": "ticket",
    "no_matter": "text",
}
"""The field at which a refusal is shown."""


@never_cache
@require_safe
@desk("handle_matters", "see_record")
def matter_page(request: HttpRequest, desk: Desk, matter: int) -> HttpResponse:
    """One matter with its dates, and what can be done about it."""
    return _show(request, desk, _in_sight(desk, matter))


@require_POST
@desk("handle_matters")
def step(request: HttpRequest, desk: Desk, matter: int, verb: str) -> HttpResponse:
    """Take a matter, contact its citizen, classify it, put an end to it."""
    found = _in_sight(desk, matter)
    if verb not in STEPS:
        raise Http404
    make, do = STEPS[verb]
    form = make(found, request) if make else None
    problem = ""
    if form is None or form.is_valid():
        try:
            do(request, desk, found, form)
            return see_other(reverse("matter", args=[desk.centre.code, found.pk]))
        except (Refused, OutsideCalendar) as refused:
            problem = message(refused)
    again = _in_sight(desk, matter)
    given = {verb: form} if form is not None else {}
    return _show(request, desk, again, problem=problem, given=given, status=UNPROCESSABLE)


def sees(desk: Desk, matter: UnresolvedMatter) -> bool:
    """Whether the reader handles it or sees the record, and it is not about them."""
    if is_about(matter, desk.staff):
        return False
    return may_handle(matter, desk.member) or may(desk.member, "see_record", centre=desk.centre.pk)


def _in_sight(desk: Desk, pk: int) -> UnresolvedMatter:
    found = matters().filter(pk=pk, centre=desk.centre).first()
    if found is None or not sees(desk, found):
        raise Http404
    return found


def _show(
    request: HttpRequest,
    desk: Desk,
    matter: UnresolvedMatter,
    *,
    problem: str = "",
    given: Mapping[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = given or {}
    mine = matter.handler_id == desk.staff.pk and not matter.ended
    context = {
        "matter": matter,
        "problem": problem,
        "opened": next(iter(shown), ""),
        "may_take": may_handle(matter, desk.member) and not matter.ended and not mine,
        "mine": mine,
        "now": desk.at,
        "over": matter.due < desk.at and not matter.ended,
        "class_form": shown.get("classify") or ClassForm(matter),
        "extend_form": shown.get("extend") or ExtendForm(prefix="extend"),
        "delay_form": shown.get("delay") or ReasonForm(prefix="delay"),
        "done_form": shown.get("resolve") or DoneForm(),
        "explain_form": shown.get("explain") or ExplainForm(prefix="explain"),
        "most": presets().most.count,
        "live": desk.centre.code,
    }
    return render(request, "voices/matter.html", context, status=status)


def _reported(request: HttpRequest, desk: Desk, form: MatterForm) -> UnresolvedMatter:
    given = form.cleaned_data
    case = visit = None
    if given["case"]:
        cases = Case.objects.select_related("unit", "service", "visit__unit", "visit__service")
        case = cases.filter(centre=desk.centre, reference=given["case"].strip()).first()
        if case is None:
            raise Refused("unknown_matter_case")
    if given["ticket"]:
        ticket = given["ticket"].strip().upper()
        reference = ticket if "/" in ticket else f"{desk.today}/{ticket}"
        visits = Visit.objects.select_related("unit", "service")
        visit = visits.filter(centre=desk.centre, reference=reference).first()
        if visit is None:
            raise Refused("unknown_matter_ticket")
    about = form.about_field.chosen(given["about"])["to_member"]
    assert about is None or isinstance(about, StaffMember)
    return actions.report_matter(
        centre=desk.centre,
        text=given["text"],
        language=given["language"],
        reached=given["reached"],
        unit=given["unit"],
        case=case,
        visit=visit,
        about_staff=about,
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


Do = Callable[[HttpRequest, Desk, UnresolvedMatter, forms.Form | None], object]
Make = Callable[[UnresolvedMatter, HttpRequest], forms.Form]


def _take(
    request: HttpRequest, desk: Desk, matter: UnresolvedMatter, form: forms.Form | None
) -> None:
    actions.take_matter(matter=matter, by=desk.staff, at=desk.at, key=key_of(request))


def _contact(
    request: HttpRequest, desk: Desk, matter: UnresolvedMatter, form: forms.Form | None
) -> None:
    actions.contact_reporter(matter=matter, by=desk.staff, at=desk.at, key=key_of(request))


def _classify(
    request: HttpRequest, desk: Desk, matter: UnresolvedMatter, form: forms.Form | None
) -> None:
    assert form is not None
    actions.classify_matter(
        matter=matter,
        kind=form.cleaned_data["kind"],
        cause=form.cleaned_data["cause"],
        unit=form.cleaned_data["unit"],
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _extend(
    request: HttpRequest, desk: Desk, matter: UnresolvedMatter, form: forms.Form | None
) -> None:
    assert form is not None
    actions.extend_matter(
        matter=matter,
        count=form.cleaned_data["count"],
        reason=form.cleaned_data["reason"],
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _delay(
    request: HttpRequest, desk: Desk, matter: UnresolvedMatter, form: forms.Form | None
) -> None:
    assert form is not None
    actions.tell_matter_delay(
        matter=matter,
        reason=form.cleaned_data["reason"],
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _resolve(
    request: HttpRequest, desk: Desk, matter: UnresolvedMatter, form: forms.Form | None
) -> None:
    assert form is not None
    actions.resolve_matter(
        matter=matter,
        done=form.cleaned_data["done"],
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _explain(
    request: HttpRequest, desk: Desk, matter: UnresolvedMatter, form: forms.Form | None
) -> None:
    assert form is not None
    actions.explain_matter(
        matter=matter,
        basis=form.cleaned_data["basis"],
        reason=form.cleaned_data["reason"],
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


STEPS: Mapping[str, tuple[Make | None, Do]] = {
    "take": (None, _take),
    "contact": (None, _contact),
    "classify": (lambda matter, request: ClassForm(matter, request.POST), _classify),
    "extend": (lambda _matter, request: ExtendForm(request.POST, prefix="extend"), _extend),
    "delay": (lambda _matter, request: ReasonForm(request.POST, prefix="delay"), _delay),
    "resolve": (lambda _matter, request: DoneForm(request.POST), _resolve),
    "explain": (lambda _matter, request: ExplainForm(request.POST, prefix="explain"), _explain),
}
"""The form and the action of each step."""
