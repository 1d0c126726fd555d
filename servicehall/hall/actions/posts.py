"""The post in the day: leave it and come back, signs of life, and nobody being there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from servicehall.evidence.actions import Refused, action, record, writing
from servicehall.hall.models import (
    Absence,
    BackupAssignment,
    Centre,
    Counter,
    Pause,
    Shift,
    StaffMember,
    Vacancy,
)
from servicehall.hall.queries.attendance import Attendance, attendance
from servicehall.hall.roles import require
from servicehall.hall.standing import end_pause, end_vacancy, minutes_between, record_at

BEAT = timedelta(minutes=1)
"""A counter's sign of life is written at most once in this time."""


@action(Pause)
def leave_post(
    *,
    shift: Shift,
    reason: str,
    expected: datetime,
    told: Counter | None,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Pause:
    """Leave the post for a little while; nobody is called there until the return.

    The neighbouring counter is told (S33c). Without a reason, or with nobody told, it is noted
    as it is, and judged by the standard. Raises ``Refused``: ``not_permitted``;
    ``unknown_reason``; ``not_on_duty``; ``expected_past``; ``same_counter``; ``other_centre``;
    ``visit_open``; ``counter_closed`` while it is closed; ``away_already``.
    """
    counter = shift.counter
    if by.pk != shift.staff_id:
        require(by, "plan_duty", centre=shift.centre_id, unit=counter.unit_id)
    if reason and reason not in Pause.Reason.values:
        raise Refused("unknown_reason", reason=reason)
    if expected <= at:
        raise Refused("expected_past")
    if told is not None and told.pk == counter.pk:
        raise Refused("same_counter")
    if told is not None and told.centre_id != counter.centre_id:
        raise Refused("other_centre")
    if not Shift.objects.filter(
        pk=shift.pk, clocked_in__isnull=False, clocked_out__isnull=True
    ).exists():
        raise Refused("not_on_duty")
    if counter.visits.filter(status__in=("called", "serving")).exists():
        raise Refused("visit_open")
    changed = Counter.objects.filter(pk=counter.pk, state=Counter.State.OPEN).update(
        state=Counter.State.PAUSED
    )
    if not changed:
        counter.refresh_from_db(fields=["state"])
        if counter.state == Counter.State.PAUSED:
            raise Refused("away_already")
        raise Refused("counter_closed", counter=counter.code)
    pause = Pause.objects.create(
        centre_id=shift.centre_id,
        reference=f"{counter.code}/{at:%Y-%m-%dT%H:%M:%S.%f}",
        counter=counter,
        shift=shift,
        reason=reason,
        told=told,
        left_at=at,
        expected_at=expected,
    )
    counter.state = Counter.State.PAUSED
    record_at(
        "post.left",
        counter,
        staff=shift.staff.code,
        by=by.code,
        at=at,
        objects={"pause": pause.reference},
        data={
            "reason": reason,
            "expected": expected.isoformat(),
            "told": told.code if told else "",
        },
    )
    return pause


@action(Pause)
def return_to_post(*, pause: Pause, by: StaffMember, at: datetime, key: str | None = None) -> Pause:
    """Be back at the post; the counter is open again unless it was closed meanwhile.

    Raises ``Refused``: ``not_permitted``; ``back_already``.
    """
    if by.pk != pause.shift.staff_id:
        require(by, "plan_duty", centre=pause.centre_id, unit=pause.counter.unit_id)
    if not Pause.objects.filter(pk=pause.pk, ended_at=None).exists():
        raise Refused("back_already")
    Counter.objects.filter(pk=pause.counter_id, state=Counter.State.PAUSED).update(
        state=Counter.State.OPEN, last_seen=at
    )
    end_pause(pause, ended_by="returned", by=by, at=at)
    end_vacancy(pause.counter, ended_by="attended", at=at)
    return pause


def beat(*, counter: Counter, by: StaffMember, at: datetime) -> bool:
    """Note a sign of life of whoever is on duty at the counter; whether it was written.

    At most one a minute is written, and none of anybody who is not on duty there.
    """
    due = Counter.objects.filter(
        pk=counter.pk,
        shifts__staff=by,
        shifts__clocked_in__isnull=False,
        shifts__clocked_out__isnull=True,
    ).exclude(last_seen__gt=at - BEAT)
    if not due.exists():
        return False
    with writing():
        changed = (
            Counter.objects.filter(pk=counter.pk)
            .exclude(last_seen__gt=at - BEAT)
            .update(last_seen=at)
        )
        if changed and counter.state != Counter.State.PAUSED:
            end_vacancy(counter, ended_by="attended", at=at)
    return bool(changed)


def note_unattended(*, centre: Centre, at: datetime) -> Sequence[Vacancy]:
    """Note the counters at which nobody is though somebody should be, and where that is over.

    Run again and again while the hall is open, and once after it has closed: it changes
    nothing twice. Somebody should be there by the rota or because the counter is open;
    nobody is there where nobody has clocked in, where neither the page nor a fact has given a
    sign of life, or where a time away lasts longer than was said, each for longer than the
    centre's ``unattended_after``. The vacancies that began or ended are returned.
    """
    changed: list[Vacancy] = []
    with writing():
        for counter in attendance(centre, at):
            limit = timedelta(minutes=centre.unattended_after)
            empty_since = counter.empty_since
            if empty_since is not None and at - empty_since > limit:
                changed += _note_vacancy(counter, empty_since, at)
            elif counter.vacant:
                ended = end_vacancy(counter.counter, ended_by=counter.ended_by, at=at)
                changed += [ended] if ended else []
    return changed


def _note_vacancy(found: Attendance, since: datetime, at: datetime) -> Iterator[Vacancy]:
    if found.vacant:
        return
    counter, staff = found.counter, found.staff
    try:
        with transaction.atomic():
            vacancy = Vacancy.objects.create(
                centre_id=counter.centre_id,
                reference=f"{counter.code}/{at:%Y-%m-%dT%H:%M:%S.%f}",
                counter=counter,
                staff=staff,
                since=since,
                noted_at=at,
            )
    except IntegrityError:
        return
    record_at(
        "counter.unattended",
        counter,
        staff=staff.code if staff else "",
        by="",
        at=at,
        objects={"vacancy": vacancy.reference},
        data={
            "since": since.isoformat(),
            "unattended_minutes": minutes_between(since, at),
        },
    )
    if staff is not None and found.shift is not None and found.shift.clocked_in is None:
        _note_both_away(staff, counter, since, at)
    yield vacancy


def _note_both_away(staff: StaffMember, counter: Counter, since: datetime, at: datetime) -> None:
    """Note it where the one who should step in is absent as well."""
    for pair in BackupAssignment.objects.filter(staff=staff, ended_at=None).select_related(
        "backup"
    ):
        absence = Absence.objects.filter(
            staff=pair.backup, starts__lte=at, ends__gt=at, withdrawn_at=None
        ).first()
        if absence is not None:
            record(
                "backup.both_away",
                at=at,
                centre=counter.centre.code,
                unit=counter.unit.code,
                counter=counter.code,
                staff=staff.code,
                recorder="hall",
                objects={"backup": pair.reference},
                data={
                    "backup": pair.backup.code,
                    "starts": since.isoformat(),
                    "ends": absence.ends.isoformat(),
                },
            )
