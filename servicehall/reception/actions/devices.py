"""Devices: registered, paired, revoked, locked; and how their printers stand."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from servicehall.evidence.actions import Refused, action, record
from servicehall.hall.models import Centre, StaffMember
from servicehall.hall.roles import require
from servicehall.reception.giving import require_valid
from servicehall.reception.models import Device, Printer
from servicehall.reception.models.devices import PAIRING_SIGNS, digest, pairing_secret

PAIRING_LASTS = timedelta(minutes=30)
"""How long a pairing code counts."""
PAIRING_LENGTH = 8
LOCK_REASONS = tuple(reason for reason in Device.Lock.values if reason)
"""Why a kiosk is locked."""
EMPTY = frozenset({Device.Paper.OUT})
"""The states of a printer at which a kiosk that shall do so locks itself."""


@action(Device)
def register_device(
    *,
    centre: Centre,
    reference: str,
    kind: str = Device.Kind.KIOSK,
    place: str = "",
    printer: Printer | None = None,
    locks_without_paper: bool = False,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Device:
    """Register a device of the centre; ``pairing_code`` of the returned row is told only now.

    Raises ``Refused``: ``not_permitted``; ``unknown_kind``; ``other_centre`` for a printer of
    another one; ``device_code_taken``.
    """
    require(by, "set_up", centre=centre.pk)
    if kind not in Device.Kind.values:
        raise Refused("unknown_kind", kind=kind)
    if printer is not None and printer.centre_id != centre.pk:
        raise Refused("other_centre")
    try:
        with transaction.atomic():
            device = Device.objects.create(
                centre=centre,
                reference=reference,
                kind=kind,
                place=place,
                printer=printer,
                locks_without_paper=locks_without_paper,
                registered_at=at,
            )
    except IntegrityError:
        raise Refused("device_code_taken", code=reference) from None
    _record("device.registered", device, by=by, at=at, data={"kind": kind})
    return _open_pairing(device, at)


@action(Device)
def renew_pairing(
    *, device: Device, by: StaffMember, at: datetime, key: str | None = None
) -> Device:
    """Open a new pairing, as for a device whose browser was changed or that had been revoked.

    The token that it has counts until it is paired again. Raises ``Refused("not_permitted")``.
    """
    require(by, "set_up", centre=device.centre_id)
    _record("device.pairing_renewed", device, by=by, at=at)
    return _open_pairing(device, at)


@action(Device)
def pair_device(*, centre: Centre, code: str, at: datetime, key: str | None = None) -> Device:
    """Give the device with that pairing code its token; ``token`` of the returned row.

    The code counts once. A token that it had before counts no more, and a revocation is over.
    Raises ``Refused("pairing_unknown")`` for a code that was never given, is used or too old.
    """
    found = Device.objects.filter(
        centre=centre, pairing_digest=digest(pairing_secret(code)), pairing_until__gt=at
    ).first()
    token = secrets.token_urlsafe(32)
    fresh = {
        "token_digest": digest(token),
        "paired_at": at,
        "seen_at": at,
        "revoked_at": None,
        "pairing_digest": "",
        "pairing_until": None,
    }
    # Conditional, so that of two browsers with one code only one is paired.
    if found is None or not Device.objects.filter(
        pk=found.pk, pairing_digest=found.pairing_digest
    ).update(**fresh):
        raise Refused("pairing_unknown")
    for name, value in fresh.items():
        setattr(found, name, value)
    found.token = token
    _record("device.paired", found, at=at)
    return found


@action(Device)
def revoke_device(
    *, device: Device, by: StaffMember, at: datetime, key: str | None = None
) -> Device:
    """Take a device's right away, at once. Raises ``Refused``: ``not_permitted``;
    ``device_revoked`` where it was done already."""
    require(by, "set_up", centre=device.centre_id)
    changed = Device.objects.filter(pk=device.pk, revoked_at=None).update(
        revoked_at=at, pairing_digest="", pairing_until=None
    )
    if not changed:
        raise Refused("device_revoked")
    device.revoked_at, device.pairing_digest, device.pairing_until = at, "", None
    _record("device.revoked", device, by=by, at=at)
    return device


@action(Device)
def lock_device(
    *, device: Device, reason: str, by: StaffMember, at: datetime, key: str | None = None
) -> Device:
    """Let a kiosk give no tickets until it is unlocked; its screen tells the reason.

    Raises ``Refused``: ``not_permitted``; ``unknown_reason``; ``device_locked`` where it is.
    """
    require(by, "lock_devices", centre=device.centre_id)
    if reason not in LOCK_REASONS:
        raise Refused("unknown_reason", reason=reason)
    if not _lock(device, reason, by=by, at=at):
        raise Refused("device_locked")
    return device


@action(Device)
def unlock_device(
    *, device: Device, by: StaffMember, at: datetime, key: str | None = None
) -> Device:
    """Let a kiosk give tickets again.

    One that locks itself without paper is trusted to have paper now, until its printer says
    otherwise. Raises ``Refused``: ``not_permitted``; ``device_not_locked``.
    """
    require(by, "lock_devices", centre=device.centre_id)
    fresh: dict[str, object] = {"lock": Device.Lock.NONE, "locked_at": None, "locked_by": None}
    if device.paper in EMPTY:
        fresh |= {"paper": Device.Paper.UNKNOWN, "paper_since": at}
    if not Device.objects.filter(pk=device.pk).exclude(lock="").update(**fresh):
        raise Refused("device_not_locked")
    for name, value in fresh.items():
        setattr(device, name, value)
    _record("device.unlocked", device, by=by, at=at)
    return device


@action(Device)
def note_paper(*, device: Device, paper: str, at: datetime, key: str | None = None) -> Device:
    """Keep how a device's printer stands; a fact where that has changed.

    Without paper the device locks itself where the hall wants it. Raises ``Refused``:
    ``unknown_state``; what ``require_valid`` raises.
    """
    if paper not in Device.Paper.values:
        raise Refused("unknown_state", state=paper)
    require_valid(device, at)
    changed = (
        Device.objects.filter(pk=device.pk).exclude(paper=paper).update(paper=paper, paper_since=at)
    )
    if changed:
        _record("device.paper_changed", device, at=at, data={"paper": paper})
    elif paper != Device.Paper.READY:
        # When it was last tried, so that it is not tried at every tap.
        Device.objects.filter(pk=device.pk).update(paper_since=at)
    device.paper, device.paper_since = paper, at
    if paper in EMPTY and device.locks_without_paper and not device.lock:
        _lock(device, Device.Lock.PAPER, by=None, at=at)
    return device


def _open_pairing(device: Device, at: datetime) -> Device:
    code = "".join(secrets.choice(PAIRING_SIGNS) for _sign in range(PAIRING_LENGTH))
    device.pairing_digest, device.pairing_until = digest(code), at + PAIRING_LASTS
    Device.objects.filter(pk=device.pk).update(
        pairing_digest=device.pairing_digest, pairing_until=device.pairing_until
    )
    device.pairing_code = f"{code[:4]}-{code[4:]}"
    return device


def _lock(device: Device, reason: str, *, by: StaffMember | None, at: datetime) -> bool:
    changed = Device.objects.filter(pk=device.pk, lock="").update(
        lock=reason, locked_at=at, locked_by=by
    )
    if changed:
        device.lock, device.locked_at, device.locked_by = reason, at, by
        _record("device.locked", device, by=by, at=at, data={"reason": reason})
    return bool(changed)


def _record(
    kind: str,
    device: Device,
    *,
    at: datetime,
    by: StaffMember | None = None,
    data: dict[str, object] | None = None,
) -> None:
    record(
        kind,
        at=at,
        centre=device.centre.code,
        staff=by.code if by else "",
        recorder=by.code if by else device.recorder,
        objects={"device": device.reference},
        data=data,
    )
