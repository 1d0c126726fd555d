"""What citizens do who follow their case: send what was missing; and its erasure."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from secrets import compare_digest

from django.db import IntegrityError, transaction
from django.db.models import F

from servicehall.cases.keeping import forget, keep
from servicehall.cases.models import Case, Upload, WrongTries
from servicehall.cases.moving import record_case
from servicehall.cases.sniffing import MOST_BYTES, kind_of_file, shown_name
from servicehall.evidence.actions import Refused, action, writing
from servicehall.hall.models import Centre, StaffMember
from servicehall.hall.roles import require

MOST_TRIES = 10
"""So many wrong numbers or codes from one network within ``TRIES_WITHIN`` are answered."""
TRIES_WITHIN = timedelta(minutes=10)
MOST_FILES = 10
"""So many files are kept of one case at a time."""


def follow(*, centre: Centre, reference: str, code: str, origin: str, at: datetime) -> Case:
    """The case of that number and code, with all that its page says.

    A wrong number and a wrong code are answered alike, and counted for the network (``origin``, a
    keyed hash). Raises ``Refused``: ``unknown_case``; ``too_many_tries`` with the minutes until
    the next one, also for what would be right.
    """
    require_tries(centre=centre, origin=origin, at=at)
    found = (
        Case.objects.select_related("centre", "unit", "counter", "service__unit", "visit", "staff")
        .filter(centre=centre, reference=reference)
        .first()
    )
    # Compared even where there is no such case, so that the answer takes as long.
    kept = found.follow_code if found is not None else ""
    if compare_digest(kept.encode(), code.encode()) and found is not None and kept:
        return found
    count_try(centre=centre, origin=origin, at=at)
    raise Refused("unknown_case")


def require_tries(*, centre: Centre, origin: str, at: datetime) -> None:
    """Raise ``Refused("too_many_tries")`` with the minutes until a network may try again."""
    tries = WrongTries.objects.filter(centre=centre, origin=origin).first()
    recent = tries is not None and at - tries.since < TRIES_WITHIN
    if tries is not None and recent and tries.count >= MOST_TRIES:
        left = TRIES_WITHIN - (at - tries.since)
        raise Refused("too_many_tries", minutes=max(1, -(-int(left.total_seconds()) // 60)))


def count_try(*, centre: Centre, origin: str, at: datetime) -> None:
    """Count a wrong try of a network, and forget those of others that no longer matter."""
    with writing():
        WrongTries.objects.filter(since__lt=at - TRIES_WITHIN).delete()
        WrongTries.objects.get_or_create(centre=centre, origin=origin, defaults={"since": at})
        WrongTries.objects.filter(centre=centre, origin=origin).update(count=F("count") + 1)


@action(Case)
def hand_in(*, case: Case, content: bytes, name: str, at: datetime, key: str | None = None) -> Case:
    """Take a file that whoever follows the case sends for what is missing.

    What it is says its content; what it is called is personal. The same file again changes
    nothing. Called for who has shown number and code. Raises ``Refused``: ``nothing_awaited``
    unless something is missing; ``file_empty``; ``file_too_large``; ``file_not_taken`` for what is
    no PDF, JPEG or PNG; ``too_many_files``.
    """
    case.refresh_from_db(fields=["status"])
    if case.status != Case.Status.INCOMPLETE:
        raise Refused("nothing_awaited")
    if not content:
        raise Refused("file_empty")
    if len(content) > MOST_BYTES:
        raise Refused("file_too_large", most=MOST_BYTES // 1024 // 1024)
    kind = kind_of_file(content)
    if not kind:
        raise Refused("file_not_taken")
    digest = hashlib.sha256(content).hexdigest()
    there = list(case.uploads.filter(erased_at=None).values_list("digest", flat=True))
    if digest in there:
        return case
    if len(there) >= MOST_FILES:
        raise Refused("too_many_files", most=MOST_FILES)
    stored = keep(content)
    try:
        with transaction.atomic():
            Upload.objects.create(
                case=case,
                kind=kind,
                name=shown_name(name),
                size=len(content),
                stored=stored,
                digest=digest,
                uploaded_at=at,
            )
            record_case(
                "case.file_sent",
                case,
                by=None,
                by_citizen=True,
                at=at,
                data={"kind": kind, "bytes": len(content), "count": len(there) + 1},
                personal={"file": shown_name(name)},
            )
    except IntegrityError:
        # Two taps at once: the other one has kept the file.
        forget(stored)
    return case


@action(Case)
def erase_file(*, upload: Upload, by: StaffMember, at: datetime, key: str | None = None) -> Case:
    """Erase a file that a citizen sent, with its name; that there was one stays known.

    Raises ``Refused``: ``not_permitted``; ``erased_already``.
    """
    case = upload.case
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    changed = Upload.objects.filter(pk=upload.pk, erased_at=None).update(
        erased_at=at, name="", stored="", digest=""
    )
    if not changed:
        raise Refused("erased_already")
    record_case("case.file_erased", case, by=by, at=at, data={"kind": upload.kind})
    transaction.on_commit(lambda: forget(upload.stored))
    return case
