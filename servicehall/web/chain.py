"""The thread of a page: where each of the six stations leads from here, and what it holds."""

from __future__ import annotations

from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicehall.appraisal.queries import Month
from servicehall.evidence.models import Fact
from servicehall.findings.models import Finding, Rectification
from servicehall.findings.queries import counts_by_status
from servicehall.standard.pack import Pack
from servicehall.web.desks import Desk
from servicehall.web.sight import sees_all
from servicehall.web.templatetags.servicehall import state_label
from servicehall.web.threads import Station, thread


def of_hall(desk: Desk, pack: Pack, current: str) -> list[Station]:
    """The thread of the whole hall: the standard, its checks, today's facts, what is open."""
    code = desk.centre.code
    clauses, checks = len(list(pack.clauses)), len(list(pack.checks))
    standard = reverse("standard", args=[code])
    steps = {
        "clause": (standard, ngettext("%(n)s clause", "%(n)s clauses", clauses) % {"n": clauses}),
        "check": (
            f"{standard}#checks",
            ngettext("%(n)s check", "%(n)s checks", checks) % {"n": checks},
        ),
    }
    if sees_all(desk.member, desk.centre):
        today = datetime.combine(desk.at.astimezone(desk.zone).date(), time(), desk.zone)
        facts = Fact.objects.filter(centre=code, happened__gte=today).count()
        opened = counts_by_status(desk.centre).get(Finding.Status.OPEN, 0)
        orders = (
            Rectification.objects.filter(finding__centre=desk.centre)
            .exclude(status=Rectification.Status.VERIFIED)
            .count()
        )
        findings = reverse("findings", args=[code])
        steps |= {
            "facts": (reverse("record", args=[code]), _("%(n)s today") % {"n": facts}),
            "finding": (findings, _("%(n)s open") % {"n": opened}),
            "rectification": (
                f"{findings}?status=ordered",
                _("%(n)s ordered") % {"n": orders},
            ),
            "score": (reverse("scores", args=[code]), str(Month.of(desk.at.date()))),
        }
    return thread(current=current, **steps)


def of_finding(desk: Desk, finding: Finding, *, current: str = "finding") -> list[Station]:
    """The thread of one finding: its clause, check and facts, how it was put right, its score."""
    code = desk.centre.code
    here = reverse("finding", args=[code, finding.reference])
    month = Month.of(finding.happened.astimezone(desk.zone).date())
    rectification = getattr(finding, "rectification", None)
    proof = len(finding.facts)
    steps = {
        "clause": (reverse("clause", args=[code, finding.clause]), finding.clause),
        "check": (
            reverse("check", args=[code, finding.check_code]),
            state_label(finding.outcome, "outcome"),
        ),
        "facts": (
            f"{reverse('history', args=[code, finding.object_type, finding.object_id])}"
            f"?finding={finding.reference}",
            ngettext("%(n)s fact", "%(n)s facts", proof) % {"n": proof},
        ),
        "finding": (here, state_label(finding.status, "finding")),
    }
    if rectification is not None:
        state = state_label(rectification.status, "rectification")
        steps["rectification"] = (f"{here}#rectification", state)
    if finding.staff:
        score = reverse("score", args=[code, "staff", finding.staff])
        steps["score"] = (f"{score}?period={month}#{finding.reference}", str(month))
    return thread(current=current, **steps)
