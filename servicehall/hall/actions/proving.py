"""Proving at a counter who one is: by a PIN of one's own, or by the code of one's badge."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.db.models import F

from servicehall.evidence.actions import Refused, action, record, writing
from servicehall.hall.models import Badge, Pin, StaffMember
from servicehall.hall.roles import require

TRIES = 5
"""So many wrong tries in a row lock a PIN."""
LOCKED_FOR = timedelta(minutes=10)
SHORTEST, LONGEST = 4, 8
"""How many digits a PIN may have."""


def set_pin(*, staff: StaffMember, pin: str, by: StaffMember, at: datetime) -> Pin:
    """Set one's own PIN; it is kept only as a hash, and any lock is lifted.

    Raises ``Refused``: ``not_permitted`` for anyone else's; ``pin_not_digits`` unless it has
    four to eight digits; ``pin_too_easy`` for one digit repeated or digits in a row.
    """
    if by.pk != staff.pk:
        raise Refused("not_permitted", permission="serve")
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise Refused("pin_not_digits")
    steps = {ord(later) - ord(earlier) for earlier, later in zip(pin, pin[1:], strict=False)}
    if steps in ({0}, {1}, {-1}):
        raise Refused("pin_too_easy")
    hashed = make_password(pin)
    with writing():
        found, _ = Pin.objects.update_or_create(
            staff=staff,
            defaults={"hashed": hashed, "set_at": at, "wrong": 0, "locked_until": None},
        )
    return found


def prove(*, staff: StaffMember, given: str, at: datetime) -> None:
    """Accept a PIN or the code of a badge as proof that the staff member is here.

    Wrong tries are counted even though they are refused, so this opens transactions of its own
    and is called before an action, outside of any. Raises ``Refused``: ``pin_wrong`` with how
    many tries are left; ``pin_locked`` after too many, with the minutes until the next one.
    """
    given = given.strip()
    if Badge.objects.filter(staff=staff, code=given, revoked_at=None).exists():
        return
    pin = Pin.objects.filter(staff=staff).first()
    if pin is None:
        raise Refused("proof_wrong")
    if pin.locked_until is not None and at < pin.locked_until:
        raise Refused("pin_locked", minutes=_minutes(pin.locked_until - at))
    if check_password(given, pin.hashed):
        if pin.wrong or pin.locked_until:
            with writing():
                Pin.objects.filter(pk=pin.pk).update(wrong=0, locked_until=None)
        return
    with writing():
        Pin.objects.filter(pk=pin.pk).update(wrong=F("wrong") + 1)
        wrong = Pin.objects.values_list("wrong", flat=True).get(pk=pin.pk)
        if wrong >= TRIES:
            Pin.objects.filter(pk=pin.pk).update(wrong=0, locked_until=at + LOCKED_FOR)
    if wrong >= TRIES:
        raise Refused("pin_locked", minutes=_minutes(LOCKED_FOR))
    raise Refused("pin_wrong", left=TRIES - wrong)


@action(Badge)
def issue_badge(
    *, staff: StaffMember, by: StaffMember, at: datetime, key: str | None = None
) -> Badge:
    """Issue a badge with a new random code; the one before it is revoked.

    Raises ``Refused``: ``not_permitted``; ``badge_issued`` where another was issued at the
    same moment.
    """
    require(by, "plan_duty", centre=staff.centre_id, unit=staff.unit_id)
    earlier = list(Badge.objects.filter(staff=staff))
    Badge.objects.filter(staff=staff, revoked_at=None).update(revoked_at=at)
    try:
        with transaction.atomic():
            badge = Badge.objects.create(
                centre_id=staff.centre_id,
                reference=f"{staff.code}/{len(earlier) + 1}",
                staff=staff,
                code=secrets.token_urlsafe(18),
                issued_at=at,
            )
    except IntegrityError:
        raise Refused("badge_issued", staff=staff.name) from None
    _record("badge.issued", badge, by=by, at=at)
    for each in earlier:
        if each.revoked_at is None:
            _record("badge.revoked", each, by=by, at=at)
    return badge


@action(Badge)
def revoke_badge(*, badge: Badge, by: StaffMember, at: datetime, key: str | None = None) -> Badge:
    """Revoke a badge, such as one that was lost; its code opens nothing any more.

    The person may do so, and whoever plans their duty. Raises ``Refused``: ``not_permitted``;
    ``badge_revoked``.
    """
    if by.pk != badge.staff_id:
        require(by, "plan_duty", centre=badge.centre_id, unit=badge.staff.unit_id)
    if not Badge.objects.filter(pk=badge.pk, revoked_at=None).update(revoked_at=at):
        raise Refused("badge_revoked")
    badge.revoked_at = at
    _record("badge.revoked", badge, by=by, at=at)
    return badge


def _minutes(left: timedelta) -> int:
    return max(1, -(-int(left.total_seconds()) // 60))


def _record(kind: str, badge: Badge, *, by: StaffMember, at: datetime) -> None:
    staff = badge.staff
    record(
        kind,
        at=at,
        centre=by.centre.code,
        unit=staff.unit.code if staff.unit else "",
        staff=staff.code,
        recorder=by.code,
        objects={"badge": badge.reference},
    )
