"""Questions about the posts: who is away, where nobody is, what was left to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from servicehall.evidence.models import PersonalData
from servicehall.hall.models import (
    BackupAssignment,
    Centre,
    Counter,
    Handover,
    Pause,
    SelfCheck,
    StaffMember,
    Vacancy,
)

HANDOVERS_MOST = 10


@dataclass(frozen=True)
class HandedOver:
    """A handover with its words; they are empty once they have been erased."""

    handover: Handover
    words: Mapping[str, str]


def open_pauses(centre: Centre) -> dict[int, Pause]:
    """Who is away from their post for a while, by the counter's primary key."""
    pauses = Pause.objects.filter(centre=centre, ended_at=None)
    return {
        each.counter_id: each
        for each in pauses.select_related("centre", "counter__unit", "shift__staff", "told")
    }


def pause_of(counter: Counter) -> Pause | None:
    """The time away from the counter that is not over."""
    return (
        Pause.objects.filter(counter=counter, ended_at=None)
        .select_related("centre", "counter__unit", "counter__centre", "shift__staff", "told")
        .first()
    )


def told_of(counter: Counter) -> QuerySet[Pause]:
    """The colleagues who told this counter that they are away."""
    return Pause.objects.filter(told=counter, ended_at=None).select_related(
        "counter", "shift__staff"
    )


def open_vacancies(centre: Centre) -> dict[int, Vacancy]:
    """Where nobody is though somebody should be, by the counter's primary key."""
    vacancies = Vacancy.objects.filter(centre=centre, ended_at=None)
    return {each.counter_id: each for each in vacancies.select_related("staff")}


def handovers_for(member: StaffMember, counter: Counter) -> list[HandedOver]:
    """What colleagues left that nobody has taken note of, for whoever is on duty there.

    That of the same counter first, then of its unit, and of those for whom the member steps
    in.
    """
    pairs = BackupAssignment.objects.filter(backup=member, ended_at=None)
    stood_in_for = pairs.values("staff")
    rows = (
        Handover.objects.filter(
            Q(counter__unit=counter.unit_id) | Q(shift__staff__in=stood_in_for),
            noted_at=None,
            centre=counter.centre_id,
        )
        .exclude(shift__staff=member)
        .select_related("centre", "shift__staff", "counter__unit")
        .order_by("-written_at")
    )
    found = sorted(rows[:HANDOVERS_MOST], key=lambda each: each.counter_id != counter.pk)
    words = {
        each.fact_id: each.data
        for each in PersonalData.objects.filter(
            fact__in=[each.fact_id for each in found], erased_at=None
        )
    }
    return [HandedOver(each, words.get(each.fact_id, {})) for each in found]


def self_check_of(counter: Counter, day: date) -> SelfCheck | None:
    """The counter's self-check of the day; None before anybody has opened the counter."""
    return (
        SelfCheck.objects.filter(counter=counter, day=day)
        .select_related("centre", "counter__unit", "done_by")
        .first()
    )


def not_kept_before(counter: Counter, day: date) -> list[str]:
    """The items that the counter's last self-check before the day found not kept."""
    before = SelfCheck.objects.filter(counter=counter, day__lt=day, done_at__isnull=False)
    last = before.order_by("-day").first()
    return list(last.not_kept) if last else []
