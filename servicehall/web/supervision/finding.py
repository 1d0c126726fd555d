"""One finding with all that it rests on, and what people do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from servicehall.checks.queries import pack_of
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.evidence.queries import history
from servicehall.findings import actions
from servicehall.findings.models import Finding
from servicehall.findings.queries import finding_by_reference, findings
from servicehall.hall.models import StaffMember
from servicehall.hall.roles import may
from servicehall.web.chain import of_finding
from servicehall.web.desks import Desk, desk
from servicehall.web.directory import directory, service_of
from servicehall.web.listed import Row, rows_of
from servicehall.web.refusals import message
from servicehall.web.sight import in_sight, oversees, sees, unit_in_charge
from servicehall.web.wording import ToldFact, object_text, reason_text, told_fact

SEE_OTHER = 303

DUE = timedelta(days=7)
"""How long there is to put something right, unless the order says otherwise."""

NEWER, OLDER = 4, 12
"""How many findings that wait for a decision the inbox beside a finding shows."""


@dataclass(frozen=True)
class Problem:
    """Why a form was refused, and the name of the field that it lies in, if it lies in one."""

    text: str
    field: str = ""


@desk("serve", "see_unit", "see_record")
def finding_page(
    request: HttpRequest,
    desk: Desk,
    reference: str,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    """One finding: what was breached, the facts that prove it, the answer, the decision."""
    finding = _finding(desk, reference)
    clause, check = pack_of(finding.standard).check(finding.check_code)
    facts = [
        place.fact for place in history(desk.centre.code, finding.object_type, finding.object_id)
    ]
    case = finding.object_id if finding.object_type == "case" else ""
    service = service_of(finding.object_type, finding.object_id)
    known = directory(desk.centre, [(fact, case) for fact in facts], services=[service])
    return render(
        request,
        "supervision/finding.html",
        {
            "finding": finding,
            "clause": clause,
            "check": check,
            "reason": reason_text(finding.reason),
            "staff": known.staff.get(finding.staff, finding.staff),
            "object": object_text(finding.object_type, finding.object_id, known),
            "facts": [told_fact(each, known, case=case, proof=finding.facts) for each in facts],
            "trail": _trail(finding, known.staff),
            "rectification": getattr(finding, "rectification", None),
            "may": _permissions(desk, finding),
            "due": request.POST.get("due") or (desk.today + DUE).isoformat(),
            "typed": request.POST,
            "problem": problem,
            "inbox": _inbox(desk, finding, known.staff),
            "thread": of_finding(desk, finding),
        },
        status=status,
    )


def _finding(desk: Desk, reference: str) -> Finding:
    """The finding, if the reader may see it; else 404, so that nobody learns that it exists."""
    try:
        finding = finding_by_reference(desk.centre, reference)
    except Finding.DoesNotExist:
        raise Http404(f"no finding {reference}") from None
    if not sees(desk.member, desk.centre, finding):
        raise Http404(f"no finding {reference}")
    return finding


def _trail(finding: Finding, names: Mapping[str, str]) -> list[tuple[ToldFact, str | Promise]]:
    """What became of the finding: the facts about it, each with the name of who recorded it."""
    facts = Fact.objects.filter(
        concerns__centre=finding.centre.code,
        concerns__object_type=Finding.OBJECT,
        concerns__object_id=finding.reference,
    ).order_by("concerns__seq")
    return [(told_fact(fact), names.get(fact.recorder, _("Judged by the facts"))) for fact in facts]


def _permissions(desk: Desk, finding: Finding) -> dict[str, bool]:
    """Which forms the reader is shown; whether they may is for the actions to say."""
    own = desk.staff.code == finding.staff
    in_charge = unit_in_charge(desk.staff, desk.centre)
    return {
        "answer": own,
        "decide": not own and may(desk.staff, "decide_findings", centre=desk.centre.pk),
        "report": own or (in_charge is not None and in_charge.code == finding.unit),
        "verify": not own and may(desk.staff, "verify", centre=desk.centre.pk),
    }


@dataclass(frozen=True)
class Inbox:
    """The findings that wait for a decision around the present one, the latest first."""

    rows: Sequence[Row]
    before: Row | None
    after: Row | None


def _inbox(desk: Desk, finding: Finding, names: Mapping[str, str]) -> Inbox | None:
    """The inbox beside a finding; None for who has no inbox."""
    if not oversees(desk.member, desk.centre):
        return None
    waiting = findings(desk.centre).filter(
        in_sight(desk.member, desk.centre), status=Finding.Status.OPEN
    )
    here = {"happened": finding.happened}
    # At one moment they stand in the order of their references, as in the list.
    newer = waiting.filter(happened__gte=finding.happened).exclude(
        **here, reference__gte=finding.reference
    )
    older = waiting.filter(happened__lte=finding.happened).exclude(
        **here, reference__lt=finding.reference
    )
    before = rows_of(reversed(newer.order_by("happened", "-reference")[:NEWER]), names)
    after = rows_of(older[:OLDER], names)
    others = [row for row in after if row.finding.pk != finding.pk]
    return Inbox(
        [*before, *after],
        before[-1] if before else None,
        others[0] if others else None,
    )


# What is done with it ------------------------------------------------------------------------


class Asked(TypedDict):
    """What every action on a finding is given."""

    finding: Finding
    by: StaffMember
    at: datetime
    key: str | None


Verb = Callable[[Asked, QueryDict], Finding]


def _order(asked: Asked, given: QueryDict) -> Finding:
    """Order it to be put right until the centre closes on the day given."""
    centre = asked["finding"].centre
    try:
        day = datetime.fromisoformat(given.get("due", "")).date()
    except ValueError:
        raise Refused("unknown_date", date=given.get("due", "")) from None
    due = datetime.combine(day, centre.closes, ZoneInfo(centre.timezone))
    return actions.order_rectification(**asked, order=given.get("order", ""), due=due)


VERBS: Mapping[str, tuple[Verb, str | Promise]] = {
    "answer": (
        lambda asked, given: actions.answer(**asked, statement=given.get("statement", "")),
        _("Your answer is kept with the finding."),
    ),
    "confirm": (
        lambda asked, given: actions.confirm(**asked, reason=given.get("reason", "")),
        _("Confirmed: the points count from now on."),
    ),
    "dismiss": (
        lambda asked, given: actions.dismiss(**asked, reason=given.get("reason", "")),
        _("Dismissed: the finding costs nothing."),
    ),
    "order": (_order, _("The order is given.")),
    "report": (
        lambda asked, given: actions.report_rectified(**asked, report=given.get("report", "")),
        _("The report is kept; someone else will verify it."),
    ),
    "verify": (
        lambda asked, given: actions.verify_rectified(
            **asked, effective=given.get("effective") == "yes"
        ),
        _("The verification is kept."),
    ),
}
"""What can be done with a finding, and what is said once it is done."""

FIELDS: Mapping[tuple[str, str], str] = {
    ("dismiss", "no_reason"): "reason",
    ("answer", "nothing_said"): "statement",
    ("order", "nothing_said"): "order",
    ("order", "unknown_date"): "due",
    ("order", "due_past"): "due",
    ("report", "nothing_said"): "report",
}
"""The field in which a refusal lies, by verb and code."""


@require_POST
@desk("serve", "see_unit", "see_record")
def act(request: HttpRequest, desk: Desk, reference: str, verb: str) -> HttpResponse:
    """Do what the form on the finding's page asks for; what was typed is kept when refused."""
    if verb not in VERBS:
        raise Http404(f"nothing called {verb} can be done with a finding")
    run, done = VERBS[verb]
    finding = _finding(desk, reference)
    key = request.POST.get("key") or None
    try:
        run(Asked(finding=finding, by=desk.staff, at=desk.at, key=key), request.POST)
    except Refused as refused:
        if refused.code == "not_permitted":
            raise PermissionDenied from None
        problem = Problem(message(refused), FIELDS.get((verb, refused.code), ""))
        response: HttpResponse = finding_page(
            request, centre=desk.centre.code, reference=reference, problem=problem, status=409
        )
        return response
    messages.success(request, str(done))
    address = reverse("finding", args=[desk.centre.code, reference])
    return HttpResponseRedirect(address, status=SEE_OTHER)
