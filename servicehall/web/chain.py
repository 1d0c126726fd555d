"""The thread of a page: where each of the six stations leads from here, and what it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicehall.appraisal.queries import CounterScore, Month, Score
from servicehall.evidence.models import Fact
from servicehall.findings.models import Finding, Rectification
from servicehall.findings.queries import counts_by_status
from servicehall.standard.pack import Check, Clause, Pack
from servicehall.web.desks import Desk
from servicehall.web.sight import sees_all
from servicehall.web.templatetags.servicehall import state_label
from servicehall.web.threads import Station, thread
from servicehall.web.wording import value_text


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


def of_clause(
    desk: Desk, pack: Pack, clause: Clause, *, check: Check | None = None
) -> list[Station]:
    """The thread of a clause, or of one of its checks: what watches it, what was found."""
    code = desk.centre.code
    which = f"check={check.code}" if check else f"clause={clause.number}"
    here = reverse("clause", args=[code, clause.number])
    watched = len(clause.checks)
    steps = {
        "clause": (here, clause.number),
        "check": (
            reverse("check", args=[code, check.code]) if check else f"{here}#watched",
            ngettext("%(n)s check", "%(n)s checks", watched) % {"n": watched},
        ),
    }
    if sees_all(desk.member, desk.centre):
        about = Finding.objects.filter(centre=desk.centre, nature=Finding.Nature.BREACH)
        about = about.filter(check_code=check.code) if check else about.filter(clause=clause.number)
        found = about.exclude(status=Finding.Status.WITHDRAWN).count()
        orders = about.filter(rectification__isnull=False).count()
        findings = f"{reverse('findings', args=[code])}?{which}&status="
        steps |= {
            "facts": (reverse("record", args=[code]), ""),
            "finding": (
                f"{findings}all",
                ngettext("%(n)s finding", "%(n)s findings", found) % {"n": found},
            ),
            "rectification": (f"{findings}ordered", _("%(n)s ordered") % {"n": orders}),
            "score": (reverse("scores", args=[code]), str(Month.of(desk.at.date()))),
        }
    return thread(current="check" if check else "clause", **steps)


def of_scores(desk: Desk, pack: Pack, month: Month) -> list[Station]:
    """The thread of the page of all scores."""
    return [
        replace(station, state=str(month)) if station.name == "score" else station
        for station in of_hall(desk, pack, "score")
    ]


def of_score(desk: Desk, pack: Pack, score: Score) -> list[Station]:
    """The thread of one score: the findings it is made of, what is being put right."""
    code = desk.centre.code
    entries = score.entries
    standard = reverse("standard", args=[code])
    ordered = sum(hasattr(entry.finding, "rectification") for entry in entries)
    steps = {
        "clause": (standard, f"{pack.header.version}"),
        "check": (f"{standard}#checks", ""),
        "finding": ("#parts", _("%(n)s open") % {"n": score.open}),
        "score": ("#score", value_text(score.total)),
    }
    if sees_all(desk.member, desk.centre):
        findings = reverse("findings", args=[code])
        by = "counter" if isinstance(score, CounterScore) else "staff"
        steps |= {
            "facts": (f"{reverse('record', args=[code])}?{by}={score.code}", ""),
            "finding": (
                f"{findings}?status=all&{by}={score.code}",
                _("%(n)s open") % {"n": score.open},
            ),
            "rectification": (
                f"{findings}?status=ordered&{by}={score.code}",
                _("%(n)s ordered") % {"n": ordered},
            ),
        }
    return thread(current="score", **steps)
