"""The desk for what could not be got done: take it, contact the citizen, classify, end it."""

from __future__ import annotations

from datetime import datetime, timedelta

from servicehall.cases.models import Case
from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import Centre, StaffMember, Unit
from servicehall.hall.queries import working_calendar
from servicehall.hall.roles import require
from servicehall.reception.models import Message, Visit
from servicehall.voices.letters import tell_reporter
from servicehall.voices.models import OPEN_MATTERS, UnresolvedMatter
from servicehall.voices.moving import (
    addressee_of,
    follow_code,
    known_language,
    move_matter,
    next_number,
    record_matter,
    take_on,
    words,
)
from servicehall.voices.periods import answered_by, contact_by, presets
from servicehall.voices.standing import require_handler
from servicehall.worktime.limits import Limit

Status = UnresolvedMatter.Status
Kind = UnresolvedMatter.Kind

MOST_FROM_ONE_NETWORK = 5
"""So many matters from one network a day are taken from the public page."""


@action(UnresolvedMatter)
def report_matter(
    *,
    centre: Centre,
    text: str,
    language: str,
    at: datetime,
    reached: str = "",
    unit: Unit | None = None,
    case: Case | None = None,
    visit: Visit | None = None,
    about_staff: StaffMember | None = None,
    by: StaffMember | None = None,
    origin: str = "",
    key: str | None = None,
) -> UnresolvedMatter:
    """Note what a citizen could not get done: ``by`` a member at the desk, or by the citizen.

    ``reached`` (a telephone number or an e-mail address) and ``text`` are personal. ``origin`` is
    a keyed hash of the network for what comes from the public page. The clock is that of a complex
    matter until it is classified (S16a). Raises ``Refused``: ``not_permitted``; ``no_matter``;
    ``no_way_to_reach``; ``unknown_language``; ``elsewhere``; ``reported_often`` (``most``). Raises
    ``OutsideCalendar``.
    """
    if by is not None and by.centre_id != centre.pk:
        raise Refused("not_permitted", permission="serve")
    said = words(text)
    if not said:
        raise Refused("no_matter")
    if not reached.strip():
        raise Refused("no_way_to_reach")
    if any(each is not None and each.centre_id != centre.pk for each in (unit, case, visit)):
        raise Refused("elsewhere")
    given = known_language(language)
    if origin:
        lately = UnresolvedMatter.objects.filter(
            centre=centre, reported_at__gt=at - timedelta(days=1), origin=origin
        )
        if lately.count() >= MOST_FROM_ONE_NETWORK:
            raise Refused("reported_often", most=MOST_FROM_ONE_NETWORK)
    calendar = working_calendar(centre)
    reference = next_number("M", centre, at)
    served = visit or (case.visit if case is not None else None)
    matter = UnresolvedMatter.objects.create(
        centre=centre,
        reference=reference,
        follow_code=follow_code(),
        channel="internet" if by is None else "counter",
        unit=unit or (case.unit if case else None) or (served.unit if served else None),
        service=case.service if case else served.service if served else None,
        visit=served,
        case=case,
        about_staff=about_staff,
        language=given,
        text=said,
        reached=reached.strip()[:254],
        addressee=addressee_of(
            reached, noun="matter", centre=centre, reference=reference, language=given, at=at
        ),
        reported_at=at,
        contact_by=contact_by(at, calendar),
        due=answered_by(at, presets().complex, calendar),
        origin=origin,
    )
    tell_reporter(Message.Occasion.MATTER_RECEIVED, matter, at=at)
    record_matter(
        "matter.reported",
        matter,
        by=by,
        at=at,
        recorder="" if by else "citizen",
        data={
            "channel": matter.channel,
            "service": matter.service.code if matter.service else "",
            "language": given,
            "told_by": matter.contact_by.isoformat(),
            "due": matter.due.isoformat(),
        },
        personal={"own_words": said, "reached": matter.reached},
    )
    return matter


@action(UnresolvedMatter)
def take_matter(
    *, matter: UnresolvedMatter, by: StaffMember, at: datetime, key: str | None = None
) -> UnresolvedMatter:
    """Become the one who handles a matter, or take it over from whoever does.

    Never the one whom it is about: whom the citizen names, who served them, who handles their
    case. Raises ``Refused``: ``not_permitted``; ``complained_about``; ``handled_by_you``;
    ``impossible_transition``; ``changed_meanwhile``.
    """
    require_handler(matter, by)
    if matter.handler_id == by.pk:
        raise Refused("handled_by_you")
    former = matter.handler
    move_matter(matter, Status.TAKEN, wanted=OPEN_MATTERS, handler=by, taken_at=at)
    tell_reporter(Message.Occasion.MATTER_TAKEN, matter, at=at)
    data = {"stands_in_for": former.code if former else ""}
    record_matter("matter.taken", matter, by=by, at=at, data=data)
    return matter


@action(UnresolvedMatter)
def contact_reporter(
    *, matter: UnresolvedMatter, by: StaffMember, at: datetime, key: str | None = None
) -> UnresolvedMatter:
    """Note that the citizen was contacted, such as called back (S16d: on the same day).

    Raises ``Refused``: ``not_permitted``; ``not_your_matter``; ``contacted_already``;
    ``impossible_transition``.
    """
    _require_mine(matter, by)
    if matter.contacted_at is not None:
        raise Refused("contacted_already")
    move_matter(matter, Status.TAKEN, wanted=(Status.TAKEN,), contacted_at=at)
    record_matter("matter.contacted", matter, by=by, at=at, data={"late": at > matter.contact_by})
    return matter


@action(UnresolvedMatter)
def classify_matter(
    *,
    matter: UnresolvedMatter,
    kind: str,
    cause: str,
    by: StaffMember,
    at: datetime,
    unit: Unit | None = None,
    key: str | None = None,
) -> UnresolvedMatter:
    """Say what kind of matter it is, which sets its date, and what class of problem it shows.

    A simple one is done on the spot, from now; a complex one in 5 and a special one in 10 working
    days from the report (S16a). ``unit`` is the one that it turns out to be about. Raises
    ``Refused``: ``not_permitted``; ``not_your_matter``; ``unknown_class``; ``elsewhere``;
    ``matter_extended``, since the date that was told stays; ``impossible_transition``. Raises
    ``OutsideCalendar``.
    """
    _require_mine(matter, by)
    if kind not in Kind.values or cause not in UnresolvedMatter.Cause.values:
        raise Refused("unknown_class")
    if unit is not None and unit.centre_id != matter.centre_id:
        raise Refused("elsewhere")
    if matter.extended_at is not None:
        raise Refused("matter_extended")
    start = at if kind == Kind.SIMPLE else matter.reported_at
    until = answered_by(start, presets().of_kind(kind), working_calendar(matter.centre))
    move_matter(
        matter,
        Status.TAKEN,
        wanted=(Status.TAKEN,),
        kind=kind,
        cause=cause,
        due=until,
        unit=unit or matter.unit,
    )
    data = {"kind": kind, "cause_class": cause, "due": until.isoformat()}
    record_matter("matter.classified", matter, by=by, at=at, data=data)
    return matter


@action(UnresolvedMatter)
def extend_matter(
    *,
    matter: UnresolvedMatter,
    count: int,
    reason: str,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> UnresolvedMatter:
    """Give a matter so many working days more, once, before its date; the citizen is told.

    It never takes longer than 15 working days from the report (S16b). Raises ``Refused``:
    ``not_permitted``; ``not_your_matter``; ``no_reason``; ``not_classified``; ``matter_extended``;
    ``limit_over``; ``too_long_in_all`` (``most``); ``impossible_transition``. Raises
    ``OutsideCalendar``.
    """
    _require_mine(matter, by)
    given = words(reason)
    if not given:
        raise Refused("no_reason")
    if not matter.kind:
        raise Refused("not_classified")
    if matter.extended_at is not None:
        raise Refused("matter_extended")
    if at > matter.due:
        raise Refused("limit_over")
    periods, calendar = presets(), working_calendar(matter.centre)
    kept = periods.of_kind(matter.kind)
    days = count + (kept.count if kept.unit == "days" else 0)
    until = answered_by(matter.reported_at, Limit(max(days, 1), "days"), calendar)
    most = answered_by(matter.reported_at, periods.most, calendar)
    if count < 1 or until > most or until <= matter.due:
        raise Refused("too_long_in_all", most=periods.most.count)
    move_matter(
        matter,
        Status.TAKEN,
        wanted=(Status.TAKEN,),
        due=until,
        extended_at=at,
        extension_reason=given,
        delay_told_at=None,
        overdue_at=None,
    )
    told = tell_reporter(Message.Occasion.MATTER_EXTENDED, matter, at=at, text=given)
    data = {"due": until.isoformat(), "count": count, "told_citizen": told}
    record_matter("matter.extended", matter, by=by, at=at, data=data, personal={"reason": given})
    return matter


@action(UnresolvedMatter)
def tell_matter_delay(
    *, matter: UnresolvedMatter, reason: str, by: StaffMember, at: datetime, key: str | None = None
) -> UnresolvedMatter:
    """Tell the citizen before the date that it will not be kept, and why (S16b).

    Raises ``Refused``: ``not_permitted``; ``not_your_matter``; ``no_reason``; ``limit_over``;
    ``impossible_transition``.
    """
    _require_mine(matter, by)
    given = words(reason)
    if not given:
        raise Refused("no_reason")
    if at > matter.due:
        raise Refused("limit_over")
    move_matter(matter, Status.TAKEN, wanted=(Status.TAKEN,), delay_told_at=at)
    told = tell_reporter(Message.Occasion.MATTER_DELAYED, matter, at=at, text=given)
    data = {"due": matter.due.isoformat(), "told_citizen": told}
    record_matter("matter.delay_told", matter, by=by, at=at, data=data, personal={"reason": given})
    return matter


@action(UnresolvedMatter)
def resolve_matter(
    *, matter: UnresolvedMatter, done: str, by: StaffMember, at: datetime, key: str | None = None
) -> UnresolvedMatter:
    """End a matter that is done, and say what was done; the citizen is told.

    Raises ``Refused``: ``not_permitted``; ``not_your_matter``; ``nothing_done``;
    ``not_classified``; ``impossible_transition``.
    """
    _require_mine(matter, by)
    given = words(done)
    if not given:
        raise Refused("nothing_done")
    _end(matter, Status.RESOLVED, by, at, done=given)
    return matter


@action(UnresolvedMatter)
def explain_matter(
    *,
    matter: UnresolvedMatter,
    basis: str,
    reason: str,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> UnresolvedMatter:
    """End a matter that can't be done, and explain in writing why: the rule and the reason.

    Raises ``Refused``: ``not_permitted``; ``not_your_matter``; ``no_basis``; ``no_reason``;
    ``not_classified``; ``impossible_transition``.
    """
    _require_mine(matter, by)
    rule, given = basis.strip()[:200], words(reason)
    if not rule:
        raise Refused("no_basis")
    if not given:
        raise Refused("no_reason")
    _end(matter, Status.EXPLAINED, by, at, done=given, basis=rule)
    return matter


def note_overdue(*, matter: UnresolvedMatter, at: datetime) -> bool:
    """Note, once, that the date of an open matter has passed; in the caller's transaction."""
    if at <= matter.due or matter.overdue_at is not None:
        return False
    mine = UnresolvedMatter.objects.filter(
        pk=matter.pk, status__in=OPEN_MATTERS, due=matter.due, overdue_at=None
    )
    if not mine.update(overdue_at=at):
        return False
    take_on(matter, {"overdue_at": at})
    data = {"due": matter.due.isoformat(), "told_citizen": matter.delay_told_at is not None}
    record_matter("matter.overdue", matter, by=None, at=at, data=data)
    return True


def _require_mine(matter: UnresolvedMatter, by: StaffMember) -> None:
    require(by, "handle_matters", centre=matter.centre_id)
    if matter.status == Status.REPORTED or matter.ended:
        raise Refused("impossible_transition", status=matter.status, wanted=Status.TAKEN)
    if matter.handler_id != by.pk:
        raise Refused("not_your_matter")


def _end(
    matter: UnresolvedMatter, status: str, by: StaffMember, at: datetime, **fields: str
) -> None:
    if not matter.kind:
        raise Refused("not_classified")
    note_overdue(matter=matter, at=at)
    move_matter(matter, status, wanted=(Status.TAKEN,), ended_at=at, **fields)
    ended_well = status == Status.RESOLVED
    occasion = Message.Occasion.MATTER_RESOLVED if ended_well else Message.Occasion.MATTER_EXPLAINED
    told = tell_reporter(occasion, matter, at=at, text=matter.done)
    data: dict[str, object] = {
        "kind": matter.kind,
        "cause_class": matter.cause,
        "late": at > matter.due,
        "told_citizen": told,
    }
    if not ended_well:
        data["basis"] = matter.basis
    record_matter(
        f"matter.{status}", matter, by=by, at=at, data=data, personal={"done": matter.done}
    )
