"""What the hall does about voices by itself: notes what is over, erases who is long answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from servicehall.evidence.actions import Refused, action, erase_personal, record, writing
from servicehall.evidence.models import PersonalData
from servicehall.hall.models import Centre, StaffMember, Unit
from servicehall.hall.roles import require
from servicehall.reception.models import Addressee, Message
from servicehall.voices.actions.matters import note_overdue
from servicehall.voices.models import (
    OPEN_MATTERS,
    FirstContact,
    ProblemClass,
    UnresolvedMatter,
)
from servicehall.voices.moving import words
from servicehall.voices.queries import matters


def watch_matters(*, centre: Centre, at: datetime) -> int:
    """Note of open matters that their date has passed, once each; how many."""
    over = matters().filter(centre=centre, status__in=OPEN_MATTERS, due__lt=at, overdue_at=None)
    count = 0
    for matter in over.order_by("due"):
        with writing():
            count += note_overdue(matter=matter, at=at)
    return count


@action(ProblemClass)
def set_measure(
    *,
    centre: Centre,
    unit: Unit | None,
    cause: str,
    measure: str,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> ProblemClass:
    """Say by what measure a class of problem is to end; matters since are counted against it.

    Raises ``Refused``: ``not_permitted``; ``unknown_class``; ``elsewhere``; ``no_measure``.
    """
    require(by, "handle_matters", centre=centre.pk, unit=unit.pk if unit else None)
    if cause not in UnresolvedMatter.Cause.values:
        raise Refused("unknown_class")
    if unit is not None and unit.centre_id != centre.pk:
        raise Refused("elsewhere")
    given = words(measure)
    if not given:
        raise Refused("no_measure")
    reference = f"{unit.code if unit else '-'}/{cause}"
    row, _made = ProblemClass.objects.update_or_create(
        centre=centre,
        reference=reference,
        defaults={"unit": unit, "cause": cause, "measure": given, "set_by": by, "set_at": at},
    )
    record(
        "problem_class.measure_set",
        at=at,
        centre=centre.code,
        unit=unit.code if unit else "",
        staff=by.code,
        recorder=by.code,
        objects={"problem_class": reference},
        data={"cause_class": cause, "measure": given},
    )
    return row


def erase_voices(*, days: int, at: datetime) -> int:
    """Erase what was said and who said it, so many days after its end; how many rows.

    The record stays as it is; what is personal in it is kept apart, and goes too.
    """
    before = at - timedelta(days=days)
    count = 0
    with writing():
        for model, noun, texts in (
            (FirstContact, "question", ("text", "reached", "answer")),
            (UnresolvedMatter, "matter", ("text", "reached", "done", "extension_reason", "origin")),
        ):
            over = list(
                model.objects.filter(ended_at__lt=before, erased_at=None)
                .order_by("pk")
                .values_list("pk", "centre__code", "reference", "addressee")[:500]
            )
            addressees = [addressee for *_row, addressee in over if addressee]
            Message.objects.filter(addressee__in=addressees).update(text="")
            Addressee.objects.filter(pk__in=addressees).update(address="", erased_at=at)
            for code in {each[1] for each in over}:
                told = PersonalData.objects.filter(
                    fact__centre=code,
                    fact__concerns__object_type=noun,
                    fact__concerns__object_id__in=[each[2] for each in over if each[1] == code],
                )
                erase_personal(told, at=at)
            emptied = dict.fromkeys(texts, "") | {"erased_at": at}
            count += model.objects.filter(pk__in=[each[0] for each in over]).update(**emptied)
    return count
