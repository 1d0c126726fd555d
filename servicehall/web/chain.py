"""The thread of a page: where each of the six stations leads from here, and what it holds.

A station that the reader may not open is no link, and tells no more than the public may know.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicehall.appraisal.queries import CounterScore, Month, Score
from servicehall.evidence.models import Fact
from servicehall.findings.models import Finding, Rectification
from servicehall.findings.queries import Kept
from servicehall.standard.pack import Check, Clause, Pack
from servicehall.web.desks import Desk
from servicehall.web.sight import in_sight, oversees, sees_all
from servicehall.web.templatetags.servicehall import score as score_text
from servicehall.web.templatetags.servicehall import state_label
from servicehall.web.threads import Station, thread

PENDING = (Rectification.Status.ORDERED, Rectification.Status.REPORTED)
"""Orders that are not verified yet."""

Step = tuple[str, str]
"""Where a station leads (empty: nowhere) and what it holds."""


def of_hall(desk: Desk, pack: Pack, current: str) -> list[Station]:
    """The thread of the whole hall: the standard, its checks, today's facts, what is open."""
    return thread(current=current, **_of_standard(desk, pack), **_of_work(desk))


def _of_standard(desk: Desk, pack: Pack) -> dict[str, Step]:
    standard = reverse("standard", args=[desk.centre.code])
    clauses, checks = len(list(pack.clauses)), len(list(pack.checks))
    return {
        "clause": (standard, ngettext("%(n)s clause", "%(n)s clauses", clauses) % {"n": clauses}),
        "check": (f"{standard}#checks", _checks(checks)),
    }


def _of_work(desk: Desk) -> dict[str, Step]:
    """What the reader may see of today's facts, open findings and orders."""
    if not _belongs(desk):
        return dict.fromkeys(("facts", "finding", "rectification", "score"), ("", _("staff only")))
    code = desk.centre.code
    seen = in_sight(desk.member, desk.centre)
    today = datetime.combine(desk.today, time(), desk.zone)
    facts = Fact.objects.filter(seen, centre=code, happened__gte=today).count()
    found = Finding.objects.filter(seen, centre=desk.centre, nature=Finding.Nature.BREACH)
    return {
        "facts": (_record(desk), _("%(n)s today") % {"n": facts}),
        "finding": (_inbox(desk), _open(found.filter(status=Finding.Status.OPEN).count())),
        "rectification": (_inbox(desk, "status=ordered"), _ordered(found)),
        "score": (_scores(desk), str(Month.of(desk.today))),
    }


def of_object(desk: Desk, pack: Pack, facts: int) -> list[Station]:
    """The thread of an object's history in which nothing was found."""
    return [
        replace(station, href="", state=_facts(facts)) if station.name == "facts" else station
        for station in of_hall(desk, pack, "facts")
    ]


def of_finding(desk: Desk, finding: Finding, *, current: str = "finding") -> list[Station]:
    """The thread of one finding: its clause, check and facts, how it was put right, its score."""
    code = desk.centre.code
    here = reverse("finding", args=[code, finding.reference])
    month = Month.of(finding.happened.astimezone(desk.zone).date())
    rectification = getattr(finding, "rectification", None)
    history = reverse("history", args=[code, finding.object_type, finding.object_id])
    steps: dict[str, Step] = {
        "clause": (reverse("clause", args=[code, finding.clause]), finding.clause),
        "check": (
            reverse("check", args=[code, finding.check_code]),
            state_label(finding.outcome, "outcome"),
        ),
        "facts": (f"{history}?finding={finding.reference}", _facts(len(finding.facts))),
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
    desk: Desk, clause: Clause, kept: Kept, *, check: Check | None = None
) -> list[Station]:
    """The thread of a clause, or of one of its checks: what watches it, what was found.

    ``kept`` is how often it was kept of late, which anybody may know.
    """
    code = desk.centre.code
    here = reverse("clause", args=[code, clause.number])
    steps: dict[str, Step] = {
        "clause": (here, clause.number),
        "check": (
            reverse("check", args=[code, check.code]) if check else f"{here}#watched",
            _checks(len(clause.checks)),
        ),
        "facts": (_record(desk), _("%(n)s judged") % {"n": kept.decided}),
    }
    current = "check" if check else "clause"
    if not _belongs(desk):
        closed: Step = ("", _("staff only"))
        broken: Step = ("", _findings(kept.broken))
        return thread(current=current, **steps, finding=broken, rectification=closed, score=closed)
    which = f"check={check.code}" if check else f"clause={clause.number}"
    found = Finding.objects.filter(
        in_sight(desk.member, desk.centre), centre=desk.centre, nature=Finding.Nature.BREACH
    ).exclude(status=Finding.Status.WITHDRAWN)
    found = found.filter(check_code=check.code) if check else found.filter(clause=clause.number)
    return thread(
        current=current,
        **steps,
        finding=(_inbox(desk, f"{which}&status=all"), _findings(found.count())),
        rectification=(_inbox(desk, f"{which}&status=ordered"), _ordered(found)),
        score=(_scores(desk), str(Month.of(desk.today))),
    )


def of_scores(desk: Desk, pack: Pack, month: Month) -> list[Station]:
    """The thread of the page of all scores."""
    return [
        replace(station, state=str(month)) if station.name == "score" else station
        for station in of_hall(desk, pack, "score")
    ]


def of_score(desk: Desk, pack: Pack, score: Score, judged: int) -> list[Station]:
    """The thread of one score: how much was judged, what was found, what is being put right."""
    by = "counter" if isinstance(score, CounterScore) else "staff"
    which = f"{by}={score.code}&since={score.month.first}&until={score.month.last}"
    pending = sum(_is_pending(entry.finding) for entry in score.entries)
    own = desk.member is not None and desk.member.code == score.code
    return thread(
        current="score",
        **_of_standard(desk, pack),
        facts=("#judged", _("%(n)s judged") % {"n": judged}),
        finding=("#points", _findings(len(score.entries))),
        rectification=(
            "#points" if own else _inbox(desk, f"{which}&status=ordered"),
            _("%(n)s ordered") % {"n": pending},
        ),
        score=("#made", score_text(score.total)),
    )


def _is_pending(finding: Finding) -> bool:
    rectification = getattr(finding, "rectification", None)
    return rectification is not None and rectification.status in PENDING


def _belongs(desk: Desk) -> bool:
    return desk.member is not None and desk.member.centre_id == desk.centre.pk


def _record(desk: Desk) -> str:
    overseer = sees_all(desk.member, desk.centre)
    return reverse("record", args=[desk.centre.code]) if overseer else ""


def _inbox(desk: Desk, which: str = "") -> str:
    """The list of findings; for who has none of their own month's page."""
    code = desk.centre.code
    if oversees(desk.member, desk.centre):
        return f"{reverse('findings', args=[code])}{f'?{which}' if which else ''}"
    return reverse("my-month", args=[code]) if _serves(desk) else ""


def _scores(desk: Desk) -> str:
    code = desk.centre.code
    if oversees(desk.member, desk.centre):
        return reverse("scores", args=[code])
    return reverse("my-month", args=[code]) if _serves(desk) else ""


def _serves(desk: Desk) -> bool:
    return desk.member is not None and desk.member.unit_id is not None


def _checks(count: int) -> str:
    return ngettext("%(n)s check", "%(n)s checks", count) % {"n": count}


def _facts(count: int) -> str:
    return ngettext("%(n)s fact", "%(n)s facts", count) % {"n": count}


def _findings(count: int) -> str:
    return ngettext("%(n)s finding", "%(n)s findings", count) % {"n": count}


def _open(count: int) -> str:
    return _("%(n)s open") % {"n": count}


def _ordered(found: QuerySet[Finding]) -> str:
    pending = found.filter(rectification__status__in=PENDING).count()
    return _("%(n)s ordered") % {"n": pending}
