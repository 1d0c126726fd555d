"""What staff do with a case on its page; what can't be done is told beside what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from servicehall.cases import actions
from servicehall.cases.models import Case, Document
from servicehall.evidence.actions import Refused
from servicehall.web.cases import forms as filled
from servicehall.web.cases.faults import fault_texts
from servicehall.web.cases.page import SEES, Page, case_or_404, show
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.counter.views import key_of, see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.refusals import message

Given = dict[str, Any]


def _current(case: Case) -> Document | None:
    return case.documents.filter(superseded_at=None).first()


def _form(verb: str, request: HttpRequest, case: Case) -> forms.Form | None:
    """The form that the step is sent with; None for a step that is a button alone."""
    sent = request.POST
    made: Mapping[str, Callable[[], forms.Form]] = {
        "propose": lambda: filled.ProposalForm(case, sent),
        "confirm": lambda: filled.OpinionForm(sent),
        "send-back": lambda: filled.OpinionForm(sent),
        "return": lambda: filled.ReasonForm(sent),
        "withdraw": lambda: filled.WithdrawalForm(sent),
        "issue": lambda: filled.IssueForm(case, sent),
        "reissue": lambda: filled.IssueForm(case, sent, before=_current(case)),
        "deliver": lambda: filled.DeliveryForm(sent),
    }
    return made[verb]() if verb in made else None


def _propose(request: HttpRequest, case: Case, given: Given, who: Given) -> None:
    actions.propose_refusal(
        case=case,
        basis=given["basis"],
        reason=given["reason"],
        remedies=given.get("remedies", []),
        remedy=given["remedy"],
        **who,
    )


def _document(request: HttpRequest, case: Case) -> Document:
    found = case.documents.select_related("case__centre", "case__unit", "case__counter")
    return get_object_or_404(found, pk=_number(request, "document"))


def _number(request: HttpRequest, name: str) -> int:
    """The number that the form names; 0, which nothing has, for what is none."""
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0


def _issue(request: HttpRequest, case: Case, given: Given, who: Given) -> None:
    actions.issue(case=case, entries=given["entries"], **who)


def _reissue(request: HttpRequest, case: Case, given: Given, who: Given) -> None:
    before = _document(request, case)
    before.case = case
    actions.reissue(document=before, entries=given["entries"], cause=given.get("cause", ""), **who)


def _deliver(request: HttpRequest, case: Case, given: Given, who: Given) -> None:
    actions.deliver(
        document=_document(request, case), medium=given["medium"], to=given["to"], **who
    )


def _erase(request: HttpRequest, case: Case, given: Given, who: Given) -> None:
    upload = get_object_or_404(case.uploads.all(), pk=_number(request, "file"))
    upload.case = case
    actions.erase_file(upload=upload, **who)


STEPS: Mapping[str, Callable[[HttpRequest, Case, Given, Given], object]] = {
    "grant": lambda request, case, given, who: actions.grant(case=case, **who),
    "propose": _propose,
    "confirm": lambda request, case, given, who: actions.confirm_refusal(
        case=case, opinion=given["opinion"], **who
    ),
    "send-back": lambda request, case, given, who: actions.send_back_refusal(
        case=case, opinion=given["opinion"], **who
    ),
    "return": lambda request, case, given, who: actions.return_case(
        case=case, reason=given["reason"], **who
    ),
    "withdraw": lambda request, case, given, who: actions.withdraw(
        case=case, written=given["written"], reason=given["reason"], **who
    ),
    "issue": _issue,
    "reissue": _reissue,
    "deliver": _deliver,
    "erase": _erase,
}
"""What can be done on the page of a case."""


@require_POST
@desk(*SEES)
def step(request: HttpRequest, desk: Desk, case: int, verb: str) -> HttpResponse:
    """Take the case a step further and show it again."""
    found = case_or_404(desk, case)
    if verb not in STEPS:
        raise Http404
    form = _form(verb, request, found)
    problem, faults = "", []
    if form is None or form.is_valid():
        given = dict(form.cleaned_data) if form is not None else {}
        if isinstance(form, filled.IssueForm):
            given["entries"] = form.entries
        try:
            STEPS[verb](
                request, found, given, {"by": desk.staff, "at": desk.at, "key": key_of(request)}
            )
            return see_other(reverse("case", args=[desk.centre.code, found.pk]))
        except Refused as refused:
            problem = message(refused)
            faults = fault_texts(refused.about.get("faults", ()))  # type: ignore[arg-type]
    shown = "send-back" if verb == "confirm" else verb
    page = Page(desk, case_or_404(desk, case), (shown, form) if form else None, problem, faults)
    return show(request, page, status=UNPROCESSABLE)
