"""Publishing what citizens can come for: drafts, versions and the days from which they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Max
from pydantic import ValidationError

from servicehall.catalogue.forms import ItemForm, contradictions
from servicehall.catalogue.models import EVER, RequiredMaterial, ServiceItem
from servicehall.catalogue.queries import service_by_code
from servicehall.catalogue.said import said_of
from servicehall.evidence.actions import Refused, action, record, writing
from servicehall.hall.models import Centre, StaffMember, Unit
from servicehall.hall.roles import require
from servicehall.worktime.opening import read_spans
from servicehall.worktime.rules import rule_of

PERMISSION = "set_up"
OUTSIDE = "set-up"
"""Who records what is published from the command line or by a superuser."""

Status = ServiceItem.Status
Units = Mapping[str, Unit]


def publish_item(
    *, centre: Centre, item: ItemForm, since: date = EVER, until: date | None = None
) -> ServiceItem:
    """Set up a service item of a hall: its next version, in force from a day on.

    Returns the version in force on that day where it says the same already. A version that
    began on the same day is withdrawn. Raises ``Refused``: ``unknown_unit``; ``promise_longer``
    and ``stages_longer`` by the rule of the place; ``version_ends_first``.
    """
    with writing():
        service, _new = _publish(centre, item, since, until, _units(centre))
    return service


@action(ServiceItem)
def draft_item(
    *, centre: Centre, item: ItemForm, by: StaffMember | None, at: datetime, key: str | None = None
) -> ServiceItem:
    """Keep an item as the draft of its next version; an earlier draft of it is written over.

    ``by`` is None for whoever sets the hall up from outside. Raises ``Refused``:
    ``not_permitted``; ``unknown_unit``; ``promise_longer``; ``stages_longer``.
    """
    _require(by, centre)
    units = _units(centre)
    _require_right(centre, item, units)
    _lock(centre)
    ServiceItem.objects.filter(centre=centre, code=item.code, status=Status.DRAFT).delete()
    draft = _written(centre, item, units, Status.DRAFT, None, None)
    _record("service.drafted", draft, by=by, at=at)
    return draft


@action(ServiceItem)
def publish_draft(
    *,
    draft: ServiceItem,
    since: date,
    until: date | None = None,
    by: StaffMember | None,
    at: datetime,
    key: str | None = None,
) -> ServiceItem:
    """Publish a draft: from that day on it is in force, and it never changes any more.

    ``since`` and ``until`` are days of the hall, both of them in force. A version that was to
    begin on the same day is withdrawn. Raises ``Refused``: ``not_permitted``; ``not_a_draft``;
    ``since_past``; ``version_ends_first``; ``draft_wrong`` for what no item can say; and as
    ``draft_item``.
    """
    centre = draft.centre
    _require(by, centre)
    _require_days(centre, since, until, at)
    try:
        said = said_of(draft)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise Refused("draft_wrong", place=place, wrong=first["msg"]) from None
    _require_right(centre, said, _units(centre))
    _lock(centre)
    _make_way(centre, draft.code, since)
    published = ServiceItem.objects.filter(pk=draft.pk, status=Status.DRAFT).update(
        status=Status.PUBLISHED, valid_from=since, valid_until=until
    )
    if not published:
        raise Refused("not_a_draft")
    draft.status, draft.valid_from, draft.valid_until = Status.PUBLISHED, since, until
    _record("service.published", draft, by=by, at=at)
    return draft


@action(ServiceItem)
def withdraw_version(
    *, service: ServiceItem, by: StaffMember | None, at: datetime, key: str | None = None
) -> ServiceItem:
    """Take back a published version before its first day; the one before it stays in force.

    Raises ``Refused``: ``not_permitted``; ``version_begun`` from its first day on, and for what
    is not published.
    """
    centre = service.centre
    _require(by, centre)
    _lock(centre)
    withdrawn = ServiceItem.objects.filter(
        pk=service.pk, status=Status.PUBLISHED, valid_from__gt=_today(centre, at)
    ).update(status=Status.WITHDRAWN)
    if not withdrawn:
        raise Refused("version_begun")
    service.status = Status.WITHDRAWN
    _record("service.withdrawn", service, by=by, at=at)
    return service


def publish_items(
    *, centre: Centre, items: Sequence[ItemForm], since: date, by: StaffMember | None, at: datetime
) -> list[ServiceItem]:
    """Publish items from a day on, all of them or none; the new versions that this made.

    What says the same as the version in force on that day stays as it is, so that repeating it
    changes nothing. Raises as ``publish_draft``.
    """
    _require(by, centre)
    _require_days(centre, since, None, at)
    with writing():
        _lock(centre)
        units = _units(centre)
        done = [_publish(centre, item, since, None, units) for item in items]
        made = [service for service, new in done if new]
        for service in made:
            _record("service.published", service, by=by, at=at)
    return made


def draft_items(
    *, centre: Centre, items: Sequence[ItemForm], by: StaffMember | None, at: datetime
) -> list[ServiceItem]:
    """Keep items as drafts, all of them or none. Raises as ``draft_item``."""
    with writing():
        return [draft_item(centre=centre, item=item, by=by, at=at) for item in items]


def _publish(
    centre: Centre, item: ItemForm, since: date, until: date | None, units: Units
) -> tuple[ServiceItem, bool]:
    """The version that says so from that day on, and whether it is new."""
    _require_right(centre, item, units)
    if until is not None and until < since:
        raise Refused("version_ends_first")
    _lock(centre)
    try:
        before = service_by_code(centre, item.code, since)
    except ServiceItem.DoesNotExist:
        pass
    else:
        if said_of(before) == item and until in (None, before.valid_until):
            return before, False
    _make_way(centre, item.code, since)
    return _written(centre, item, units, Status.PUBLISHED, since, until), True


def _written(
    centre: Centre,
    item: ItemForm,
    units: Units,
    status: str,
    since: date | None,
    until: date | None,
) -> ServiceItem:
    """Write a version with the next number of its code."""
    last = ServiceItem.objects.filter(centre=centre, code=item.code).aggregate(Max("version"))
    version = (last["version__max"] or 0) + 1
    said = item.model_dump()
    service = ServiceItem.objects.create(
        centre=centre,
        unit=units[item.unit],
        code=item.code,
        version=version,
        reference=f"{item.code}/{version}",
        status=status,
        valid_from=since,
        valid_until=until,
        names=item.names,
        summary=item.summary,
        icon=item.icon,
        case_class=item.case_class,
        statutory_limit=item.statutory_limit,
        promised_limit=item.promised_limit,
        fee=item.fee,
        legal_basis=list(said["legal_basis"]),
        eligibility=list(said["eligibility"]),
        next_unit=units[item.next_unit] if item.next_unit else None,
        further_units=list(item.further_units),
        daily_quota=item.daily_quota,
        hours={day: read_spans(text) for day, text in item.hours.items()},
        questions=list(said["questions"]),
        stages=list(said["stages"]),
    )
    RequiredMaterial.objects.bulk_create(
        RequiredMaterial(service=service, position=position, **material)
        for position, material in enumerate(said["materials"], start=1)
    )
    return service


def _units(centre: Centre) -> Units:
    return {unit.code: unit for unit in Unit.objects.filter(centre=centre)}


def _require(by: StaffMember | None, centre: Centre) -> None:
    if by is not None:
        require(by, PERMISSION, centre=centre.pk)


def _require_right(centre: Centre, item: ItemForm, units: Units) -> None:
    for _place, code in item.units:
        if code not in units:
            raise Refused("unknown_unit", unit=code)
    for place, _message in contradictions(item, rule_of(centre.jurisdiction)):
        raise Refused("stages_longer" if place[0] == "stages" else "promise_longer")


def _require_days(centre: Centre, since: date, until: date | None, at: datetime) -> None:
    if since < _today(centre, at):
        raise Refused("since_past", day=since)
    if until is not None and until < since:
        raise Refused("version_ends_first")


def _today(centre: Centre, at: datetime) -> date:
    return at.astimezone(ZoneInfo(centre.timezone)).date()


def _lock(centre: Centre) -> None:
    """Let nobody else publish for the centre meanwhile; rows that refer to it are not held up."""
    Centre.objects.select_for_update(no_key=True).values_list("pk").get(pk=centre.pk)


def _make_way(centre: Centre, code: str, since: date) -> None:
    """Withdraw the version that begins on the very day, so that none but the new one does."""
    ServiceItem.objects.filter(
        centre=centre, code=code, status=Status.PUBLISHED, valid_from=since
    ).update(status=Status.WITHDRAWN)


def _record(kind: str, service: ServiceItem, *, by: StaffMember | None, at: datetime) -> None:
    record(
        kind,
        at=at,
        centre=service.centre.code,
        unit=service.unit.code,
        staff=by.code if by else "",
        recorder=by.code if by else OUTSIDE,
        objects={"service": service.reference},
        data={
            "service": service.code,
            "version": service.version,
            "valid_from": service.valid_from.isoformat() if service.valid_from else None,
            "valid_until": service.valid_until.isoformat() if service.valid_until else None,
        },
    )
