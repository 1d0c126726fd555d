"""Bringing in a file: first what it would change, row by row, then all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from servicehall.catalogue.actions import PERMISSION, draft_items, publish_items
from servicehall.catalogue.exchange.comparing import Report, looked_through
from servicehall.catalogue.exchange.writing import written
from servicehall.standard.sources import PackError
from servicehall.web.catalogue.forms import FileForm
from servicehall.web.catalogue.views import show
from servicehall.web.counter.views import see_other
from servicehall.web.desks import Desk, desk

SALT = "catalogue"
KEPT_FOR = 60 * 60
"""Seconds for which what was looked through can be published."""
MOST_KEPT = 2_000_000
"""Characters in which the page carries what was looked through."""
UNPROCESSABLE = 422
CONFLICT = 409

KEYS: dict[str, str | Promise] = {
    "unit": gettext_lazy("Unit"),
    "names": gettext_lazy("Name"),
    "summary": gettext_lazy("Summary"),
    "icon": gettext_lazy("Picture"),
    "case_class": gettext_lazy("How it is decided"),
    "statutory_limit": gettext_lazy("Limit by law"),
    "promised_limit": gettext_lazy("Promised limit"),
    "fee": gettext_lazy("Fee"),
    "legal_basis": gettext_lazy("Laws that it rests on"),
    "eligibility": gettext_lazy("Who may apply"),
    "next_unit": gettext_lazy("Next counter is at"),
    "further_units": gettext_lazy("Counters after the next one"),
    "daily_quota": gettext_lazy("Tickets a day at most"),
    "hours": gettext_lazy("Hours of reception"),
    "questions": gettext_lazy("Questions about the situation"),
    "materials": gettext_lazy("Required materials"),
    "stages": gettext_lazy("Stages"),
}
"""What the parts of an item are called in which a file differs."""


@dataclass(frozen=True)
class Kept:
    """What was looked through, as the page carries it to the next step, signed."""

    centre: str
    content: str
    since: date
    draft: bool
    seen: list[list[str]]

    def signed(self) -> str:
        """As one text."""
        return signing.dumps({**vars(self), "since": str(self.since)}, salt=SALT, compress=True)

    @classmethod
    def read(cls, text: str, desk: Desk) -> Kept | None:
        """What was signed for this centre; None for anything else, and after an hour."""
        try:
            given = signing.loads(text, salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature:
            return None
        kept = cls(**{**given, "since": date.fromisoformat(given["since"])})
        return kept if kept.centre == desk.centre.code else None


def seen(report: Report) -> list[list[str]]:
    """What the report says becomes of each item, to tell whether it is still so."""
    return [[line.code, line.outcome, *line.changes] for line in report.lines]


def answer(
    request: HttpRequest, desk: Desk, report: Report, *, draft: bool, status: int = 200
) -> HttpResponse:
    """The page of what a file would change, with the step to publish it where nothing is wrong."""
    kept = ""
    if not report.wrong and report.to_publish:
        items = [line.item for line in report.lines if line.item]
        content = written(items, "yaml").decode()
        kept = Kept(desk.centre.code, content, report.since, draft, seen(report)).signed()
    context = {
        "report": report,
        "lines": [(line, [KEYS[name] for name in line.changes]) for line in report.lines],
        "draft": draft,
        "kept": kept if len(kept) <= MOST_KEPT else "",
        "too_large": len(kept) > MOST_KEPT,
    }
    return render(request, "catalogue/report.html", context, status=status)


@require_POST
@desk(PERMISSION)
def look(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Look a file through: what is new, changed, as it was, and wrong. Nothing is written."""
    form = FileForm(desk.today, request.POST, request.FILES)
    if not form.is_valid():
        return show(request, desk, form=form, status=UNPROCESSABLE)
    file, since = form.cleaned_data["file"], form.cleaned_data["since"]
    try:
        report = looked_through(desk.centre, file.read(), file.name, since)
    except PackError as error:
        report = Report(file.name, since, (), error.problems, ())
    status = UNPROCESSABLE if report.wrong else 200
    return answer(request, desk, report, draft=form.cleaned_data["draft"], status=status)


@require_POST
@desk(PERMISSION)
def publish(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Publish what was looked through, all of it or nothing."""
    kept = Kept.read(request.POST.get("kept", ""), desk)
    if kept is None:
        messages.error(request, _("Too much time has passed. Choose the file again."))
        return see_other(reverse("catalogue", args=[desk.centre.code]))
    report = looked_through(desk.centre, kept.content.encode(), "services.yaml", kept.since)
    if report.wrong or (report.to_publish and seen(report) != kept.seen):
        messages.warning(
            request, _("The catalogue was changed meanwhile. Look at what would change now.")
        )
        return answer(request, desk, report, draft=kept.draft, status=CONFLICT)
    if kept.draft:
        made = draft_items(centre=desk.centre, items=report.to_publish, by=desk.staff, at=desk.at)
        told = ngettext("%(n)s draft is kept.", "%(n)s drafts are kept.", len(made))
    else:
        made = publish_items(
            centre=desk.centre,
            items=report.to_publish,
            since=kept.since,
            by=desk.staff,
            at=desk.at,
        )
        told = ngettext("%(n)s version is published.", "%(n)s versions are published.", len(made))
    messages.success(request, told % {"n": len(made)})
    return see_other(reverse("catalogue", args=[desk.centre.code]))
