"""What whoever was asked does with a question: answer it, show the way, or pass it on."""

from __future__ import annotations

from datetime import datetime

from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import Centre, Counter, StaffMember, Unit
from servicehall.reception.models import Message
from servicehall.voices.letters import tell_asker
from servicehall.voices.models import OPEN_QUESTIONS, FirstContact
from servicehall.voices.moving import (
    addressee_of,
    known_language,
    move_question,
    next_number,
    question_due,
    record_question,
    take_over_due,
    words,
)
from servicehall.voices.standing import may_take_over, require_owner

Status = FirstContact.Status
OUTCOMES = ("keep", "answer", "refer", "hand_over", "report_up")
"""What whoever notes a question does with it at once."""


@action(FirstContact)
def note_question(
    *,
    text: str,
    language: str,
    outcome: str,
    by: StaffMember,
    at: datetime,
    reached: str = "",
    answer: str = "",
    shown: bool = False,
    to_unit: Unit | None = None,
    to_member: StaffMember | None = None,
    counter: Counter | None = None,
    key: str | None = None,
) -> FirstContact:
    """Note a question that the member was asked, and what they did with it at once.

    ``outcome`` is one of ``OUTCOMES``. From now on the member owns it until it is answered or
    somebody else has taken it over. Where it stays open, it says where the citizen is reached
    (``reached``: a telephone number or an e-mail address; personal, as is ``text``). Rule:
    首问负责制 (S9, S10). Raises ``Refused``: ``unknown_outcome``; ``no_question``;
    ``unknown_language``; ``no_way_to_reach``; what ``refer``, ``hand_over`` and ``report_up``
    raise. Raises ``OutsideCalendar``.
    """
    if outcome not in OUTCOMES:
        raise Refused("unknown_outcome")
    asked = words(text)
    if not asked:
        raise Refused("no_question")
    stays_open = outcome not in ("answer", "refer")
    if stays_open and not reached.strip():
        raise Refused("no_way_to_reach")
    centre = by.centre
    reference = next_number("Q", centre, at)
    given = known_language(language)
    question = FirstContact.objects.create(
        centre=centre,
        reference=reference,
        unit=by.unit,
        asked_of=by,
        owner=by,
        counter=counter,
        language=given,
        text=asked,
        reached=reached.strip()[:254],
        addressee=addressee_of(
            reached, noun="question", centre=centre, reference=reference, language=given, at=at
        ),
        asked_at=at,
        due=question_due(centre, at),
    )
    personal = {"asked_about": asked}
    if question.reached:
        personal["reached"] = question.reached
    record_question(
        "question.asked",
        question,
        by=by,
        at=at,
        data={"language": given, "due": question.due.isoformat()},
        personal=personal,
    )
    if outcome == "answer":
        _answer(question, answer, by, at)
    elif outcome == "refer":
        _refer(question, to_unit, to_member, shown, by, at)
    elif outcome == "hand_over":
        _hand_over(question, to_unit, to_member, by, at)
    elif outcome == "report_up":
        _report_up(question, by, at)
    if outcome in ("keep", "hand_over"):
        tell_asker(Message.Occasion.QUESTION_OWNER, question, at=at)
    return question


@action(FirstContact)
def answer_question(
    *, question: FirstContact, answer: str, by: StaffMember, at: datetime, key: str | None = None
) -> FirstContact:
    """Answer an open question; who asked is told the answer where they can be written to.

    Raises ``Refused``: ``not_owner`` for anyone but its owner and the lead of their unit;
    ``no_answer``; ``impossible_transition``; ``changed_meanwhile``.
    """
    require_owner(question, by)
    if not words(answer):
        raise Refused("no_answer")
    _answer(question, answer, by, at)
    tell_asker(Message.Occasion.QUESTION_ANSWER, question, at=at, text=question.answer)
    return question


@action(FirstContact)
def refer_question(
    *,
    question: FirstContact,
    to_unit: Unit | None,
    to_member: StaffMember | None,
    shown: bool,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> FirstContact:
    """Show the citizen to the colleague or the counter that can answer, which ends the question.

    Raises ``Refused``: ``not_owner``; ``nobody_named``; ``elsewhere`` for another centre's;
    ``impossible_transition``; ``changed_meanwhile``.
    """
    require_owner(question, by)
    _refer(question, to_unit, to_member, shown, by, at)
    return question


@action(FirstContact)
def hand_over_question(
    *,
    question: FirstContact,
    to_unit: Unit | None,
    to_member: StaffMember | None,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> FirstContact:
    """Pass a question on to a named colleague or a unit; it stays its owner's until taken over.

    Raises ``Refused``: ``not_owner``; ``nobody_named``; ``elsewhere``; ``to_oneself``;
    ``impossible_transition``; ``changed_meanwhile``. Raises ``OutsideCalendar``.
    """
    require_owner(question, by)
    _hand_over(question, to_unit, to_member, by, at)
    return question


@action(FirstContact)
def take_over_question(
    *, question: FirstContact, by: StaffMember, at: datetime, key: str | None = None
) -> FirstContact:
    """Become the owner of a question that was handed over or reported up; the citizen is told.

    Raises ``Refused``: ``not_for_you`` unless it was passed to this member, to their unit, or
    reported up to the lead that they are; ``impossible_transition``; ``changed_meanwhile``.
    """
    if question.status not in (Status.HANDED_OVER, Status.REPORTED):
        raise Refused("impossible_transition", status=question.status, wanted=Status.OPEN)
    if not may_take_over(question, by):
        raise Refused("not_for_you")
    former = question.owner
    move_question(
        question,
        Status.OPEN,
        wanted=(Status.HANDED_OVER, Status.REPORTED),
        owner=by,
        unit=by.unit,
        to_unit=None,
        to_member=None,
        handed_at=None,
        take_over_by=None,
    )
    tell_asker(Message.Occasion.QUESTION_OWNER, question, at=at)
    record_question(
        "question.taken_over",
        question,
        by=by,
        at=at,
        data={"stands_in_for": former.code, "due": question.due.isoformat()},
    )
    return question


@action(FirstContact)
def decline_question(
    *, question: FirstContact, reason: str, by: StaffMember, at: datetime, key: str | None = None
) -> FirstContact:
    """Give a question that was handed over back to its owner, and say why it is not one's own.

    Raises ``Refused``: ``not_for_you``; ``no_reason``; ``impossible_transition``.
    """
    if question.status != Status.HANDED_OVER:
        raise Refused("impossible_transition", status=question.status, wanted=Status.OPEN)
    if not may_take_over(question, by):
        raise Refused("not_for_you")
    given = words(reason)
    if not given:
        raise Refused("no_reason")
    move_question(
        question,
        Status.OPEN,
        wanted=(Status.HANDED_OVER,),
        to_unit=None,
        to_member=None,
        handed_at=None,
        take_over_by=None,
    )
    record_question("question.declined", question, by=by, at=at, personal={"reason": given})
    return question


@action(FirstContact)
def report_question_up(
    *, question: FirstContact, by: StaffMember, at: datetime, key: str | None = None
) -> FirstContact:
    """Report a question up to the lead or the head of one's unit, since its owner is unclear.

    Raises ``Refused``: ``not_owner``; ``no_unit_above`` for who belongs to no unit;
    ``impossible_transition``; ``changed_meanwhile``.
    """
    require_owner(question, by)
    _report_up(question, by, at)
    return question


def _answer(question: FirstContact, answer: str, by: StaffMember, at: datetime) -> None:
    given = words(answer)
    move_question(question, Status.ANSWERED, wanted=OPEN_QUESTIONS, answer=given, ended_at=at)
    record_question(
        "question.answered",
        question,
        by=by,
        at=at,
        data={"late": at > question.due},
        personal={"answer": given} if given else None,
    )


def _refer(
    question: FirstContact,
    to_unit: Unit | None,
    to_member: StaffMember | None,
    shown: bool,
    by: StaffMember,
    at: datetime,
) -> None:
    unit = _named(question.centre, to_unit, to_member)
    move_question(
        question,
        Status.REFERRED,
        wanted=OPEN_QUESTIONS,
        to_unit=unit,
        to_member=to_member,
        ended_at=at,
    )
    data = {"to_unit": unit.code, "to_staff": to_member.code if to_member else "", "shown": shown}
    record_question("question.referred", question, by=by, at=at, data=data)


def _hand_over(
    question: FirstContact,
    to_unit: Unit | None,
    to_member: StaffMember | None,
    by: StaffMember,
    at: datetime,
) -> None:
    unit = _named(question.centre, to_unit, to_member)
    if to_member is not None and to_member.pk == question.owner_id:
        raise Refused("to_oneself")
    until = take_over_due(question.centre, at)
    move_question(
        question,
        Status.HANDED_OVER,
        wanted=(Status.OPEN,),
        to_unit=unit,
        to_member=to_member,
        handed_at=at,
        take_over_by=until,
    )
    data = {
        "to_unit": unit.code,
        "to_staff": to_member.code if to_member else "",
        "until": until.isoformat(),
    }
    record_question("question.handed_over", question, by=by, at=at, data=data)


def _report_up(question: FirstContact, by: StaffMember, at: datetime) -> None:
    unit = question.unit
    if unit is None:
        raise Refused("no_unit_above")
    move_question(
        question, Status.REPORTED, wanted=(Status.OPEN,), to_unit=unit, to_member=None, handed_at=at
    )
    tell_asker(Message.Occasion.QUESTION_UP, question, at=at)
    data = {"to_unit": unit.code, "due": question.due.isoformat()}
    record_question("question.reported_up", question, by=by, at=at, data=data)


def _named(centre: Centre, to_unit: Unit | None, to_member: StaffMember | None) -> Unit:
    unit = to_member.unit if to_member is not None else to_unit
    if unit is None:
        raise Refused("nobody_named")
    if unit.centre_id != centre.pk:
        raise Refused("elsewhere")
    return unit
