"""What is handed to the citizen on paper, in their language: the notice and the receipt."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from servicehall.cases.letters import follow_path
from servicehall.cases.models import Case, OneTimeNotice
from servicehall.cases.queries import cases
from servicehall.catalogue.models import RequiredMaterial
from servicehall.hall.models import Centre, Counter
from servicehall.hall.roles import may
from servicehall.typesetting.pages import can_set
from servicehall.web.desks import Desk, desk
from servicehall.web.public.guides import FORMS, Guide

DJANGO_CODES = {"ko": "ko", "zh": "zh-hans", "en": "en"}
"""The hall's languages as Django calls them."""


@dataclass(frozen=True)
class Line:
    """One missing material on the notice."""

    name: str
    hall_name: str
    """Its name in the language of the hall, where that is another one: offices ask for it so."""
    material: RequiredMaterial | None

    @property
    def form(self) -> str:
        """In what form it is brought, in words."""
        return str(FORMS[self.material.form][1]) if self.material else ""


def hall_language(centre: Centre) -> str:
    """The language that the centre's own papers are in."""
    return {"KR": "ko", "CN": "zh"}.get(centre.jurisdiction, "en")


@require_safe
@desk("serve", "see_unit")
def notice(request: HttpRequest, desk: Desk, case: int) -> HttpResponse:
    """The one-time notice: everything that is missing, in one list (clause 2.6.1).

    ``?round=1`` shows an earlier one than the latest.
    """
    found = case_in_sight(desk, case)
    given = notice_asked(found, request.GET.get("round", ""))
    materials = {
        each.code: each for each in RequiredMaterial.objects.filter(service=found.service_id)
    }
    own = hall_language(desk.centre)
    lines = [
        Line(
            name=names.get(given.language) or names.get(own, code),
            hall_name=names.get(own, "") if own != given.language else "",
            material=materials.get(code),
        )
        for code, names in zip(given.items, given.names, strict=True)
    ]
    file = reverse("notice-file", args=[desk.centre.code, found.pk]) + f"?round={given.round}"
    return _paper(
        request,
        desk,
        found,
        "notice",
        given.language,
        notice=given,
        lines=lines,
        hall_language=own,
        paper_file=file if can_set() == "ready" else "",
    )


@require_safe
@desk("serve", "see_unit")
def receipt(request: HttpRequest, desk: Desk, case: int) -> HttpResponse:
    """The receipt of an accepted case: its number, and by when it is promised."""
    found = case_in_sight(desk, case)
    if found.accepted_at is None:
        raise Http404
    language = language_of(found)
    with override(DJANGO_CODES[language]):
        fee = Guide(found.service).fee
    file = reverse("receipt-file", args=[desk.centre.code, found.pk])
    return _paper(
        request,
        desk,
        found,
        "receipt",
        language,
        fee=fee,
        owed=owed_names(found),
        paper_file=file if can_set() == "ready" else "",
    )


def language_of(case: Case) -> str:
    """The language that the papers of a case are in: the citizen's, else the hall's."""
    return case.visit.language if case.visit else hall_language(case.centre)


def owed_names(case: Case) -> list[dict[str, str]]:
    """The names of what the citizen promised to bring after acceptance."""
    if not case.owed:
        return []
    found = RequiredMaterial.objects.filter(service=case.service_id, code__in=case.owed)
    return [each.names for each in found]


def case_in_sight(desk: Desk, pk: int) -> Case:
    """A case whose papers the reader may see; 404 for any other."""
    found = (
        cases()
        .select_related("service__next_unit", "service__centre")
        .prefetch_related("notices__given_by")
        .filter(pk=pk, centre=desk.centre)
        .first()
    )
    permissions = ("serve", "see_unit")
    if found is None or not any(
        may(desk.member, each, centre=desk.centre.pk, unit=found.unit_id) for each in permissions
    ):
        raise Http404
    return found


def notice_asked(case: Case, asked: str) -> OneTimeNotice:
    """The notice of the round that is asked for, else the latest; 404 where there is none."""
    rounds = {str(each.round): each for each in case.notices.all()}
    latest = max(rounds.values(), key=lambda each: each.round, default=None)
    chosen = rounds.get(asked) if asked else latest
    if chosen is None:
        raise Http404
    return chosen


def _paper(
    request: HttpRequest, desk: Desk, case: Case, name: str, language: str, **more: object
) -> HttpResponse:
    counters = Counter.objects.filter(unit=case.unit_id).order_by("pk")
    return render(
        request,
        f"counter/{name}.html",
        {
            "case": case,
            "may_serve": may(desk.member, "serve", centre=desk.centre.pk, unit=case.unit_id),
            "language": language,
            "django_language": DJANGO_CODES[language],
            "counters": ", ".join(counters.values_list("code", flat=True)),
            "follow_address": request.build_absolute_uri(follow_path(desk.centre.code)),
            **more,
        },
    )
