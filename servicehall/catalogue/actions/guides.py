"""Printed guides at the counters, and what citizens tell of guides that did not hold."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, QuerySet

from servicehall.catalogue.models import GuideReport, GuideStock, ServiceItem
from servicehall.evidence.actions import Refused, action, record
from servicehall.hall.models import Counter, StaffMember, Unit
from servicehall.hall.roles import may, require

LANGUAGES = ("ko", "zh", "en")
"""The languages that guides are printed in."""
MOST_GUIDES = 9_999
"""More printed guides of one kind than these are a slip of the finger."""
MOST_AN_HOUR = 5
"""How many reports about guides are taken from one network in an hour."""
LONGEST_REPORT = 1_000


@action(GuideStock)
def stock_guides(
    *,
    service: ServiceItem,
    language: str,
    left: int,
    low_mark: int,
    unit: Unit,
    by: StaffMember,
    at: datetime,
    counter: Counter | None = None,
    key: str | None = None,
) -> GuideStock:
    """Say how many printed guides of a service lie at a unit, or one of its counters (2.5.2).

    They count as printed from the version that is given. What was said before is replaced. Raises
    ``Refused``: ``not_permitted``; ``unknown_guide_language``; ``wrong_number_of_guides``;
    ``other_unit`` for a counter of another unit; ``other_centre``.
    """
    require(by, "keep_guides", centre=unit.centre_id, unit=unit.pk)
    if language not in LANGUAGES:
        raise Refused("unknown_guide_language")
    _require_number(left, least=0)
    _require_number(low_mark, least=0)
    if service.centre_id != unit.centre_id:
        raise Refused("other_centre")
    if counter is not None and counter.unit_id != unit.pk:
        raise Refused("other_unit")
    place = f"c{counter.pk}" if counter else f"u{unit.pk}"
    reference = f"{service.code}/{language}/{place}"
    before = (
        _locked(GuideStock.objects.filter(centre=unit.centre_id, reference=reference))
        .values_list("left", "low_mark")
        .first()
    )
    stock, _new = GuideStock.objects.update_or_create(
        centre_id=unit.centre_id,
        reference=reference,
        defaults={
            "unit": unit,
            "counter": counter,
            "service_code": service.code,
            "language": language,
            "version": service.version,
            "left": left,
            "low_mark": low_mark,
            "counted_at": at,
        },
    )
    _record_stock(
        "guide.stocked",
        stock,
        by=by,
        at=at,
        data={"version": stock.version, "left": left, "low_mark": low_mark},
    )
    was_low = before is not None and before[0] <= before[1]
    _note_low(stock, was_low=was_low, was=before[0] if before else None, by=by, at=at)
    return stock


@action(GuideStock)
def hand_out_guides(
    *, stock: GuideStock, many: int, by: StaffMember, at: datetime, key: str | None = None
) -> GuideStock:
    """Note that citizens took some; the fact that they run low, or out, is written once.

    Raises ``Refused``: ``not_permitted``; ``wrong_number_of_guides``; ``no_guides_left`` for more
    than there are by the count.
    """
    _require_at_hand(stock, by)
    _require_number(many, least=1)
    held = GuideStock.objects.filter(pk=stock.pk, left__gte=many)
    if not held.update(left=F("left") - many, counted_at=at):
        raise Refused("no_guides_left")
    stock.refresh_from_db(fields=["left", "low_mark", "version", "counted_at"])
    before = stock.left + many
    _record_stock(
        "guide.taken",
        stock,
        by=by,
        at=at,
        data={"version": stock.version, "count": many, "left": stock.left},
    )
    _note_low(stock, was_low=before <= stock.low_mark, was=before, by=by, at=at)
    return stock


@action(GuideStock)
def report_guides_out(
    *, stock: GuideStock, by: StaffMember, at: datetime, key: str | None = None
) -> GuideStock:
    """Note that none is left, whatever the count says; the fact tells what the count said.

    Raises ``Refused``: ``not_permitted``; ``no_guides_left`` where the count says so already.
    """
    _require_at_hand(stock, by)
    before = _locked(GuideStock.objects.filter(pk=stock.pk)).values_list("left", flat=True).get()
    if not GuideStock.objects.filter(pk=stock.pk, left__gt=0).update(left=0, counted_at=at):
        raise Refused("no_guides_left")
    stock.left, stock.counted_at = 0, at
    _record_stock("guide.ran_out", stock, by=by, at=at, data={"count": before})
    return stock


@action(GuideStock)
def refill_guides(
    *,
    stock: GuideStock,
    service: ServiceItem,
    many: int,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> GuideStock:
    """Lay freshly printed guides of the service's version there.

    Those of an older version are thrown away, so that only the one in force lies there. Raises
    ``Refused``: ``not_permitted``; ``wrong_number_of_guides``; ``other_centre`` for a service
    that they are not guides of.
    """
    _require_at_hand(stock, by)
    _require_number(many, least=1)
    if (service.centre_id, service.code) != (stock.centre_id, stock.service_code):
        raise Refused("other_centre")
    held = _locked(GuideStock.objects.filter(pk=stock.pk))
    before, version = held.values_list("left", "version").get()
    removed = before if version != service.version else 0
    left = before - removed + many
    _require_number(left, least=1)
    GuideStock.objects.filter(pk=stock.pk).update(left=left, version=service.version, counted_at=at)
    stock.left, stock.version, stock.counted_at = left, service.version, at
    _record_stock(
        "guide.refilled",
        stock,
        by=by,
        at=at,
        data={"version": stock.version, "count": many, "left": left, "removed": removed},
    )
    return stock


@action(GuideReport)
def report_contradiction(
    *,
    service: ServiceItem,
    asked: Sequence[str],
    words: str,
    language: str,
    origin: str,
    at: datetime,
    counter: Counter | None = None,
    key: str | None = None,
) -> GuideReport:
    """Keep a citizen's word that a counter asked for something that the guide does not say.

    ``asked`` is of ``GuideReport.Asked``; ``words`` are kept apart as personal data; ``origin``
    is a keyed hash of where it comes from, empty where that is not known. Raises ``Refused``:
    ``nothing_asked``; ``unknown_guide_language``; ``other_centre`` for a counter of another
    centre; ``too_many_reports`` from one network.
    """
    chosen = [each for each in GuideReport.Asked.values if each in asked]
    if not chosen or len(chosen) != len({*asked}):
        raise Refused("nothing_asked")
    if language not in LANGUAGES:
        raise Refused("unknown_guide_language")
    if counter is not None and counter.centre_id != service.centre_id:
        raise Refused("other_centre")
    near = GuideReport.objects.filter(centre=service.centre_id, origin=origin).exclude(origin="")
    if near.filter(reported_at__gt=at - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        raise Refused("too_many_reports")
    reference = f"{at:%Y%m%d}-{secrets.token_hex(4)}"
    written = words.strip()[:LONGEST_REPORT]
    fact = record(
        "guide.contradicted",
        at=at,
        centre=service.centre.code,
        unit=service.unit.code,
        counter=counter.code if counter else "",
        recorder="citizen",
        objects={GuideReport.OBJECT: reference},
        personal={"own_words": written} if written else None,
        data={
            "service": service.code,
            "version": service.version,
            "asked": chosen,
            "language": language,
        },
    )
    report = GuideReport.objects.create(
        centre_id=service.centre_id,
        reference=reference,
        service=service,
        counter=counter,
        asked=chosen,
        language=language,
        origin=origin,
        fact=fact,
        reported_at=at,
    )
    # Where it came from is of use for an hour; after a day nobody can tell any more.
    GuideReport.objects.filter(
        centre=service.centre_id, reported_at__lt=at - timedelta(days=1)
    ).exclude(origin="").update(origin="")
    return report


def _require_number(many: int, *, least: int) -> None:
    if not least <= many <= MOST_GUIDES:
        raise Refused("wrong_number_of_guides", least=least, most=MOST_GUIDES)


def _require_at_hand(stock: GuideStock, by: StaffMember) -> None:
    """Who serves at the unit's counters has its guides at hand, as has who keeps them."""
    if not may(by, "keep_guides", centre=stock.centre_id, unit=stock.unit_id):
        require(by, "serve", centre=stock.centre_id, unit=stock.unit_id)


def _locked(rows: QuerySet[GuideStock]) -> QuerySet[GuideStock]:
    """The rows, kept from others until this is done where the database lets several write."""
    if connection.features.has_select_for_update:
        return rows.select_for_update()
    return rows


def _note_low(
    stock: GuideStock, *, was_low: bool, was: int | None, by: StaffMember, at: datetime
) -> None:
    """Write that the guides run low, or out, where that has just become so."""
    if stock.is_low and not was_low:
        data = {"left": stock.left, "low_mark": stock.low_mark}
        _record_stock("guide.stock_low", stock, by=by, at=at, data=data)
    if stock.left == 0 and was != 0:
        _record_stock("guide.ran_out", stock, by=by, at=at, data={"count": 0})


def _record_stock(
    kind: str, stock: GuideStock, *, by: StaffMember, at: datetime, data: Mapping[str, object]
) -> None:
    record(
        kind,
        at=at,
        centre=stock.centre.code,
        unit=stock.unit.code,
        counter=stock.counter.code if stock.counter else "",
        recorder=by.code,
        objects={GuideStock.OBJECT: stock.reference},
        data={"service": stock.service_code, "language": stock.language, **data},
    )
