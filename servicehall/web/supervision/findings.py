"""The inbox of findings, one finding with all that it rests on, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servicehall.checks.queries import pack_of, standard_in_force
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.evidence.queries import history
from servicehall.findings import actions
from servicehall.findings.models import Finding
from servicehall.findings.queries import finding_by_reference, findings
from servicehall.hall.queries import staff_names
from servicehall.hall.roles import may
from servicehall.standard.pack import Check, Clause
from servicehall.web.chain import of_finding, of_hall
from servicehall.web.desks import Desk, desk
from servicehall.web.refusals import message
from servicehall.web.sight import findings_seen_by
from servicehall.web.wording import ToldFact, reason_text, told_fact

PER_PAGE = 40

TABS: Mapping[str, Q] = {
    "open": Q(status=Finding.Status.OPEN),
    "confirmed": Q(status=Finding.Status.CONFIRMED),
    "ordered": Q(rectification__status__in=("ordered", "reported")),
    "dismissed": Q(status=Finding.Status.DISMISSED),
    "all": Q(),
}
"""The inbox's tabs, each with what it holds; withdrawn ones are under all."""


@dataclass(frozen=True)
class Row:
    """A finding in a list, with what the standard of its day calls it."""

    finding: Finding
    clause: Clause
    check: Check
    staff: str


def rows_of(found: list[Finding], names: Mapping[str, str]) -> list[Row]:
    """Findings with the texts of the standard that each was judged by."""
    rows = []
    for finding in found:
        clause, check = pack_of(finding.standard).check(finding.check_code)
        rows.append(Row(finding, clause, check, names.get(finding.staff, finding.staff)))
    return rows


@desk("decide_findings", "see_record", "see_unit")
def findings_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The inbox: what is open first, filtered by clause, unit, counter or person."""
    seen = findings_seen_by(desk.member, desk.centre, findings(desk.centre))
    tab = request.GET.get("status", "open")
    if tab not in TABS:
        raise Http404
    chosen = {
        name: value
        for name in ("clause", "chapter", "unit", "counter", "staff", "check")
        if (value := request.GET.get(name, "").strip())
    }
    found = _filtered(seen, chosen)
    pages = Paginator(found.filter(TABS[tab]), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    names = staff_names(desk.centre)
    pack = standard_in_force(desk.centre.code, desk.at.astimezone(desk.zone).date())
    return render(
        request,
        "supervision/findings.html",
        {
            "listed": page,
            "rows": rows_of(list(page), names),
            "tabs": _tabs(request, found, tab),
            "tab": tab,
            "chosen": chosen,
            "kept": [pair for pair in chosen.items() if pair[0] not in ("clause", "unit")],
            "clauses": [clause for clause in pack.clauses if clause.checks],
            "units": desk.centre.units.order_by("prefix", "code"),
            "thread": of_hall(desk, pack, "finding"),
        },
    )


def _filtered(found: QuerySet[Finding], chosen: Mapping[str, str]) -> QuerySet[Finding]:
    fields = {"check": "check_code", "chapter": "clause__startswith"}
    return found.filter(**{fields.get(name, name): value for name, value in chosen.items()})


def _tabs(
    request: HttpRequest, found: QuerySet[Finding], tab: str
) -> list[tuple[str, str, bool, int]]:
    labels = {
        "open": _("To decide"),
        "confirmed": _("Confirmed"),
        "ordered": _("Being put right"),
        "dismissed": _("Dismissed"),
        "all": _("All"),
    }
    query = request.GET.copy()
    query.pop("page", None)
    tabs = []
    for name, which in TABS.items():
        query["status"] = name
        tabs.append(
            (labels[name], f"?{query.urlencode()}", name == tab, found.filter(which).count())
        )
    return tabs


@desk("serve", "see_unit", "see_record")
def finding_page(
    request: HttpRequest, desk: Desk, reference: str, problem: str = "", status: int = 200
) -> HttpResponse:
    """One finding: what was breached, the facts that prove it, the answer, the decision."""
    finding = _finding(desk, reference)
    clause, check = pack_of(finding.standard).check(finding.check_code)
    names = staff_names(desk.centre)
    places = history(desk.centre.code, finding.object_type, finding.object_id)
    trail = Fact.objects.filter(
        concerns__centre=desk.centre.code,
        concerns__object_type=Finding.OBJECT,
        concerns__object_id=finding.reference,
    ).order_by("pk")
    rectification = getattr(finding, "rectification", None)
    return render(
        request,
        "supervision/finding.html",
        {
            "finding": finding,
            "clause": clause,
            "check": check,
            "reason": reason_text(finding.reason),
            "staff": names.get(finding.staff, finding.staff),
            "history": [told_fact(each.fact, names, proof=finding.facts) for each in places],
            "trail": _trail(list(trail), names),
            "rectification": rectification,
            "may_decide": may(desk.member, "decide_findings", centre=desk.centre.pk)
            and desk.staff.code != finding.staff,
            "may_answer": desk.staff.code == finding.staff,
            "may_report": _may_report(desk, finding),
            "may_verify": may(desk.member, "verify", centre=desk.centre.pk),
            "default_due": (desk.at + timedelta(days=7)).astimezone(desk.zone).date(),
            "typed": request.POST,
            "problem": problem,
            "following": _following(desk, finding),
            "thread": of_finding(desk, finding),
        },
        status=status,
    )


def _trail(facts: list[Fact], names: Mapping[str, str]) -> list[tuple[ToldFact, str]]:
    """The facts about the finding itself, each with the name of who recorded it."""
    return [
        (told_fact(fact, names), names.get(fact.recorder, _("the judge of facts")))
        for fact in facts
    ]


def _may_report(desk: Desk, finding: Finding) -> bool:
    member = desk.staff
    in_charge = member.role in ("lead", "unit_head") and member.unit is not None
    return member.code == finding.staff or (
        in_charge and member.unit is not None and member.unit.code == finding.unit
    )


def _following(desk: Desk, finding: Finding) -> Finding | None:
    """The next finding to decide, so that the inbox can be worked through without going back."""
    seen = findings_seen_by(desk.member, desk.centre, findings(desk.centre))
    rest = seen.filter(status=Finding.Status.OPEN).exclude(pk=finding.pk)
    return rest.filter(happened__lte=finding.happened).first() or rest.first()


def _finding(desk: Desk, reference: str) -> Finding:
    try:
        finding = finding_by_reference(desk.centre, reference)
    except Finding.DoesNotExist:
        raise Http404 from None
    seen = findings_seen_by(desk.member, desk.centre, Finding.objects.filter(pk=finding.pk))
    if not seen.exists():
        raise Http404
    return finding


@require_POST
@desk("serve", "see_unit", "see_record")
def act(request: HttpRequest, desk: Desk, reference: str, verb: str) -> HttpResponse:
    """Do what the form on the finding's page asks for; what was typed is kept when refused."""
    if verb not in _VERBS:
        raise Http404
    finding = _finding(desk, reference)
    try:
        _VERBS[verb](request, desk, finding)
    except Refused as refused:
        if refused.code == "not_permitted":
            raise PermissionDenied from None
        return finding_page(
            request,
            centre=desk.centre.code,
            reference=reference,
            problem=message(refused),
            status=409,
        )
    messages.success(request, _DONE[verb]())
    return redirect("finding", desk.centre.code, reference)


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")


def _key(request: HttpRequest) -> str | None:
    return request.POST.get("key") or None


def _answer(request: HttpRequest, desk: Desk, finding: Finding) -> None:
    actions.answer(
        finding=finding,
        statement=_text(request, "statement"),
        by=desk.staff,
        at=desk.at,
        key=_key(request),
    )


def _confirm(request: HttpRequest, desk: Desk, finding: Finding) -> None:
    actions.confirm(
        finding=finding,
        reason=_text(request, "reason"),
        by=desk.staff,
        at=desk.at,
        key=_key(request),
    )


def _dismiss(request: HttpRequest, desk: Desk, finding: Finding) -> None:
    actions.dismiss(
        finding=finding,
        reason=_text(request, "reason"),
        by=desk.staff,
        at=desk.at,
        key=_key(request),
    )


def _order(request: HttpRequest, desk: Desk, finding: Finding) -> None:
    try:
        due = datetime.fromisoformat(_text(request, "due")).replace(
            hour=18, minute=0, tzinfo=desk.zone
        )
    except ValueError:
        raise Refused("unknown_date", date=_text(request, "due")) from None
    actions.order_rectification(
        finding=finding,
        order=_text(request, "order"),
        due=due,
        by=desk.staff,
        at=desk.at,
        key=_key(request),
    )


def _report(request: HttpRequest, desk: Desk, finding: Finding) -> None:
    actions.report_rectified(
        finding=finding,
        report=_text(request, "report"),
        by=desk.staff,
        at=desk.at,
        key=_key(request),
    )


def _verify(request: HttpRequest, desk: Desk, finding: Finding) -> None:
    actions.verify_rectified(
        finding=finding,
        effective=_text(request, "effective") == "yes",
        by=desk.staff,
        at=desk.at,
        key=_key(request),
    )


_VERBS: Mapping[str, Callable[[HttpRequest, Desk, Finding], None]] = {
    "answer": _answer,
    "confirm": _confirm,
    "dismiss": _dismiss,
    "order": _order,
    "report": _report,
    "verify": _verify,
}

_DONE: Mapping[str, Callable[[], str]] = {
    "answer": lambda: _("Your answer is kept with the finding."),
    "confirm": lambda: _("Confirmed: the points count from now on."),
    "dismiss": lambda: _("Dismissed: the finding costs nothing."),
    "order": lambda: _("The order is given."),
    "report": lambda: _("The report is kept; someone else will verify it."),
    "verify": lambda: _("The verification is kept."),
}
