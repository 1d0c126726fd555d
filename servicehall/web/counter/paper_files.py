"""The notice and the receipt as PDF: what is printed, and what a citizen can keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.dateformat import format as dated
from django.utils.translation import gettext, ngettext, override, pgettext
from django.views.decorators.http import require_safe

from servicehall.cases.letters import follow_path
from servicehall.cases.models import Case, OneTimeNotice
from servicehall.catalogue.models import RequiredMaterial
from servicehall.typesetting.pages import NotSet, pdf
from servicehall.web.counter.papers import (
    DJANGO_CODES,
    case_in_sight,
    hall_language,
    language_of,
    notice_asked,
    owed_names,
)
from servicehall.web.desks import Desk, desk
from servicehall.web.public.guides import FORMS, Guide
from servicehall.web.templatetags.servicehall import localized

Rows = list[tuple[str, str]]


@require_safe
@desk("serve", "see_unit")
def notice(request: HttpRequest, desk: Desk, case: int) -> HttpResponse:
    """The one-time notice as PDF, in the citizen's language; ``?round=1`` for an earlier one."""
    found = case_in_sight(desk, case)
    given = notice_asked(found, request.GET.get("round", ""))
    with override(DJANGO_CODES[given.language]):
        said = notice_said(found, given, address=_address(request, desk))
    return _file("notice", said, language=given.language, at=given.given_at)


@require_safe
@desk("serve", "see_unit")
def receipt(request: HttpRequest, desk: Desk, case: int) -> HttpResponse:
    """The receipt of an accepted case as PDF, in the citizen's language."""
    found = case_in_sight(desk, case)
    if found.accepted_at is None:
        raise Http404
    language = language_of(found)
    with override(DJANGO_CODES[language]):
        said = receipt_said(found, address=_address(request, desk))
    return _file("receipt", said, language=language, at=found.accepted_at)


def notice_said(case: Case, given: OneTimeNotice, *, address: str) -> dict[str, Any]:
    """What the notice says, in the language that is active."""
    materials = {
        each.code: each for each in RequiredMaterial.objects.filter(service=case.service_id)
    }
    own = hall_language(case.centre)
    count = len(given.items)
    rows: Rows = [
        (gettext("Your matter"), localized(case.service.names)),
        (gettext("Number"), case.reference),
        (gettext("Where to bring it"), localized(case.unit.names)),
        (gettext("Legal basis"), _bases(case)),
    ]
    if given.until is not None:
        rows.append((gettext("To be brought by"), _day(given.until, case)))
    version = gettext("version %(version)s") % {"version": given.guide_version}
    rows += [
        (gettext("According to the guide"), version),
        (gettext("Given on"), _moment(given.given_at, case)),
        *_follow(case, address),
    ]
    closing = [
        gettext("If you need more time, tell us before that day; you may ask twice.")
        if given.until
        else "",
        gettext(
            "When you come back, take a ticket and say that you bring what was missing. Should we"
            " ask for anything that is not on this list, please tell us."
        ),
        gettext("We have gone through this list together.") if given.read_by_both else "",
    ]
    return {
        "title": gettext("Notice of what is missing"),
        "from": f"{localized(case.centre.names)} · {localized(case.unit.names)}",
        "lead": ngettext(
            "To go on with your matter we still need the following. This is the whole list.",
            "To go on with your matter we still need the following %(n)s papers. This is the whole"
            " list.",
            count,
        )
        % {"n": count},
        "items": [
            {
                "name": names.get(given.language) or names.get(own, code),
                "own": names.get(own, "") if own != given.language else "",
                "about": _about(materials.get(code)),
            }
            for code, names in zip(given.items, given.names, strict=True)
        ],
        "rows": rows,
        "closing": [each for each in closing if each],
        "signs": _signs(given.given_by.name),
        "qr": _qr(address),
    }


def receipt_said(case: Case, *, address: str) -> dict[str, Any]:
    """What the receipt says, in the language that is active."""
    assert case.accepted_at
    assert case.promised_due
    assert case.statutory_due
    rows: Rows = [
        (gettext("Your matter"), localized(case.service.names)),
        (gettext("Number"), case.reference),
        (gettext("Accepted on"), _moment(case.accepted_at, case)),
        (gettext("The law allows until"), _moment(case.statutory_due, case)),
        (gettext("Fee"), Guide(case.service).fee),
    ]
    if case.service.next_unit is not None:
        rows.append((gettext("Next counter"), localized(case.service.next_unit.names)))
    rows += [(gettext("Who answers for it"), localized(case.unit.names)), *_follow(case, address)]
    owed = [localized(names) for names in owed_names(case)]
    promise = ""
    if owed and case.owed_by is not None:
        promise = gettext("I bring the following by %(by)s. My matter is handled meanwhile.") % {
            "by": _day(case.owed_by, case)
        }
    return {
        "title": gettext("Receipt"),
        "from": f"{localized(case.centre.names)} · {localized(case.unit.names)}",
        "lead": gettext(
            "Your matter is complete and has been accepted. It will be done no later than"
        )
        if not owed
        else gettext("Your matter has been accepted. It will be done no later than"),
        "date": _moment(case.promised_due, case),
        "rows": rows,
        "owed_title": gettext("Your written promise"),
        "promise": promise,
        "owed": owed,
        "closing": [
            gettext(
                "Should it take longer, you will be told before that day, and why. Keep this"
                " receipt."
            )
        ],
        "signs": _signs(case.staff.name),
        "qr": _qr(address),
    }


def _follow(case: Case, address: str) -> Rows:
    rows: Rows = []
    if case.follow_code:
        both = gettext("Number and code")
        told = f"{address}\n{both}: {case.reference}, {case.follow_code}"
        rows.append((gettext("To see where it stands"), told))
    told = gettext(
        "Tell the lead of the counter or the supervision section of this centre. You get an"
        " answer, and nothing is held against you."
    )
    rows.append((gettext("If you are not content"), told))
    return rows


def _about(material: RequiredMaterial | None) -> str:
    if material is None:
        return ""
    parts = [str(FORMS[material.form][1])]
    if material.copies > 1:
        parts[0] += f" × {material.copies}"
    if material.issuer:
        issued = gettext("issued by %(issuer)s")
        parts.append(issued % {"issuer": localized(material.issuer)})
    if material.when:
        parts.append(localized(material.when))
    return " · ".join(parts)


def _bases(case: Case) -> str:
    return "; ".join(
        f"{localized(each['law'])} {each['article']}" for each in case.service.legal_basis
    )


def _signs(name: str) -> Sequence[str]:
    return gettext("Citizen"), gettext("For the centre: %(name)s") % {"name": name}


def _address(request: HttpRequest, desk: Desk) -> str:
    return request.build_absolute_uri(follow_path(desk.centre.code))


def _qr(address: str) -> str:
    return str(segno.make(address, error="m").svg_inline(border=0, omitsize=False))


def _moment(value: datetime, case: Case) -> str:
    here = value.astimezone(ZoneInfo(case.centre.timezone))
    return dated(here, pgettext("date format", "D j M Y, H:i"))


def _day(value: datetime, case: Case) -> str:
    here = value.astimezone(ZoneInfo(case.centre.timezone))
    return dated(here, pgettext("date format", "D j M Y"))


def _file(template: str, said: dict[str, Any], *, language: str, at: datetime) -> HttpResponse:
    try:
        made = pdf(template, said, language=language, at=at)
    except NotSet as lacking:
        if lacking.code == "unfit":
            raise
        raise Http404 from None
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{template}.pdf"'},
    )
