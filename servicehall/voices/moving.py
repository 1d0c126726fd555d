"""What every change of a question or a matter has in common: numbers, reach, changes, facts."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from servicehall.evidence.actions import Refused, record
from servicehall.hall.models import Centre, StaffMember
from servicehall.hall.queries import working_calendar
from servicehall.reception.matters import reached_at
from servicehall.reception.models import Addressee
from servicehall.voices.models import FirstContact, UnresolvedMatter, VoiceSeries
from servicehall.voices.periods import answered_by, presets
from servicehall.worktime.limits import limit

CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12
LANGUAGES = ("ko", "zh", "en")
MOST_TEXT = 2000


def next_number(series: str, centre: Centre, at: datetime) -> str:
    """The next number of a series in the centre's year, such as ``Q-2026-00012``.

    The row stays locked until the transaction ends, so that numbers have neither gaps nor twins.
    """
    name = f"{series}-{at.astimezone(ZoneInfo(centre.timezone)).year}"
    mine = VoiceSeries.objects.filter(centre=centre, name=name)
    if not mine.update(last=F("last") + 1):
        # The first of the year, or nearly so: another may have begun the series meanwhile.
        VoiceSeries.objects.get_or_create(centre=centre, name=name)
        mine.update(last=F("last") + 1)
    return f"{name}-{mine.values_list('last', flat=True).get():05d}"


def follow_code() -> str:
    """A code with which a citizen follows a matter; random, and says nothing."""
    return "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))


def addressee_of(
    reached: str, *, noun: str, centre: Centre, reference: str, language: str, at: datetime
) -> Addressee | None:
    """Where somebody is told by letter, in the caller's transaction; None for who is to be called.

    Raises ``Refused``: ``no_way_to_reach`` for what is neither a telephone number nor an address.
    """
    given = reached.strip()
    if not given:
        return None
    try:
        channel, address = reached_at(given, centre.jurisdiction)
    except Refused:
        # A fixed line gets no text message; whoever answers calls it.
        if "@" in given or len(re.sub(r"\D", "", given)) < 5 or re.search(r"[^\d\s+()./-]", given):
            raise Refused("no_way_to_reach") from None
        return None
    return Addressee.objects.create(
        centre=centre,
        noun=noun,
        reference=reference,
        channel=channel,
        address=address,
        language=language,
        agreed_at=at,
    )


def known_language(language: str) -> str:
    """The language, if the hall speaks it. Raises ``Refused``: ``unknown_language``."""
    if language not in LANGUAGES:
        raise Refused("unknown_language", language=language)
    return language


def words(text: str) -> str:
    """A text as it is kept: without what is around it, and not without end."""
    return text.strip()[:MOST_TEXT]


def question_due(centre: Centre, at: datetime) -> datetime:
    """By when a question asked now is answered. Raises ``OutsideCalendar``."""
    length = settings.QUESTION_WITHIN
    within = limit(length) if length else presets().answered_within
    return answered_by(at, within, working_calendar(centre))


def take_over_due(centre: Centre, at: datetime) -> datetime:
    """By when a question handed over now is taken over. Raises ``OutsideCalendar``."""
    length = settings.TAKE_OVER_WITHIN
    within = limit(length) if length else presets().taken_over_within
    return answered_by(at, within, working_calendar(centre))


def move_question(
    question: FirstContact, status: str, *, wanted: Sequence[str], **fields: object
) -> None:
    """Change a question that is as it was read, and in one of the statuses ``wanted``."""
    if question.status not in wanted:
        raise Refused("impossible_transition", status=question.status, wanted=status)
    mine = FirstContact.objects.filter(
        pk=question.pk, status=question.status, owner=question.owner_id
    )
    if not mine.update(status=status, **fields):
        raise Refused("changed_meanwhile")
    question.status = status
    take_on(question, fields)


def move_matter(
    matter: UnresolvedMatter, status: str, *, wanted: Sequence[str], **fields: object
) -> None:
    """Change a matter that is as it was read, and in one of the statuses ``wanted``."""
    if matter.status not in wanted:
        raise Refused("impossible_transition", status=matter.status, wanted=status)
    mine = UnresolvedMatter.objects.filter(
        pk=matter.pk, status=matter.status, handler=matter.handler_id, due=matter.due
    )
    if not mine.update(status=status, **fields):
        raise Refused("changed_meanwhile")
    matter.status = status
    take_on(matter, fields)


def take_on(row: FirstContact | UnresolvedMatter, fields: Mapping[str, object]) -> None:
    """Let the row in hand be as it was written."""
    for name, value in fields.items():
        setattr(row, name, value)


def record_question(
    kind: str,
    question: FirstContact,
    *,
    by: StaffMember,
    at: datetime,
    data: Mapping[str, object] | None = None,
    personal: Mapping[str, str] | None = None,
) -> None:
    """Record a fact about a question, in the transaction of the change that it tells of."""
    record(
        kind,
        at=at,
        centre=question.centre.code,
        unit=by.unit.code if by.unit else "",
        counter=question.counter.code if question.counter else "",
        staff=by.code,
        recorder=by.code,
        objects={"question": question.reference},
        data=data,
        personal=personal,
    )


def record_matter(
    kind: str,
    matter: UnresolvedMatter,
    *,
    by: StaffMember | None,
    at: datetime,
    data: Mapping[str, object] | None = None,
    personal: Mapping[str, str] | None = None,
    recorder: str = "",
) -> None:
    """Record a fact about a matter; it concerns whoever handles it, else whoever is ``by``."""
    doer = matter.handler or by
    record(
        kind,
        at=at,
        centre=matter.centre.code,
        unit=matter.unit.code if matter.unit else "",
        staff=doer.code if doer else "",
        recorder=by.code if by else recorder or "hall",
        objects={"matter": matter.reference},
        data=data,
        personal=personal,
    )
