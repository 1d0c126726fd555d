"""What is done with standards: publish one, and put it in force in a centre."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from servicehall.checks.models import InForce, PublishedStandard
from servicehall.evidence.actions import Refused, record, writing
from servicehall.standard.loading import document
from servicehall.standard.pack import Pack


def publish(*, pack: Pack, at: datetime, by: str = "") -> PublishedStandard:
    """Keep the pack for ever, or return what is kept of the same content already.

    ``by`` names who does it, for the record; whether they may is for the caller to ask, since
    roles belong to a hall and a standard to none. Raises ``Refused("version_taken")`` where
    the same version of the same standard was published with other content.
    """
    header = pack.header
    with writing():
        if known := PublishedStandard.objects.filter(sha256=pack.sha256).first():
            return known
        try:
            with transaction.atomic():
                standard = PublishedStandard.objects.create(
                    sha256=pack.sha256,
                    name=header.name,
                    version=header.version,
                    document=document(pack),
                    published_at=at,
                )
        except IntegrityError:
            # The version is taken; by the same content if somebody published it this instant.
            if known := PublishedStandard.objects.filter(sha256=pack.sha256).first():
                return known
            raise Refused("version_taken", name=header.name, version=header.version) from None
        record(
            "standard.published",
            at=at,
            centre="",
            objects={PublishedStandard.OBJECT: standard.reference},
            recorder=by,
            data={"version": standard.version},
        )
    return standard


def put_in_force(
    *, centre: str, standard: PublishedStandard, since: date, at: datetime, by: str = ""
) -> InForce:
    """Let the standard bind the centre from a day on; the one before it ends that day.

    Where it is in force on that day already, nothing changes. ``by`` is as in ``publish``.
    Raises ``Refused``: ``standard_in_past`` for a day before the one since which the last
    standard is in force, ``standard_day_taken`` where another one starts on the day.
    """
    with writing():
        rows = InForce.objects.filter(centre=centre).order_by("-since")
        if known := rows.filter(since=since, standard=standard).first():
            return known
        last = rows.first()
        if last is not None:
            if since < last.since:
                raise Refused("standard_in_past", since=last.since)
            if last.standard_id == standard.sha256:
                return last
        try:
            with transaction.atomic():
                in_force = InForce.objects.create(centre=centre, standard=standard, since=since)
        except IntegrityError:
            raise Refused("standard_day_taken", since=since) from None
        record(
            "standard.put_in_force",
            at=at,
            centre=centre,
            objects={PublishedStandard.OBJECT: standard.reference},
            recorder=by,
            data={"since": since.isoformat()},
        )
    return in_force
