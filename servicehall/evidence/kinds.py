"""Every kind of fact that can be recorded, on one page.

A fact's kind says which objects it concerns, which fields its data has, and which of those
are personal. Personal fields are kept apart and can be erased; the fact stays valid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType


def _(label: str) -> str:
    """Mark a label for the message catalogues."""
    return label


OBJECTS: Mapping[str, str] = MappingProxyType(
    {
        "shift": _("Shift"),
        "closure": _("Closure"),
        "absence": _("Absence"),
        "backup": _("Backup"),
        "badge": _("Badge"),
        "pause": _("Time away from the post"),
        "vacancy": _("Counter without anybody"),
        "handover": _("Handover"),
        "self_check": _("Self-check"),
        "visit": _("Visit"),
        "appointment": _("Appointment"),
        "device": _("Device"),
        "guide_stock": _("Printed guides"),
        "guide_report": _("Report about a guide"),
        "case": _("Case"),
        "question": _("Question"),
        "matter": _("Unresolved matter"),
        "problem_class": _("Class of problem"),
        "calendar": _("Calendar"),
        "document": _("Document"),
        "finding": _("Finding"),
        "standard": _("Standard"),
        "service": _("Service item"),
    }
)
"""The types of object that facts concern, with their labels."""

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "address": _("address"),
        "after_hours": _("after closing time"),
        "alternative": _("other counter"),
        "answer": _("answer"),
        "applicant": _("applicant"),
        "asked": _("asked for"),
        "asked_about": _("what was asked"),
        "away_minutes": _("minutes away"),
        "backup": _("backup"),
        "basis": _("rule it rests on"),
        "bytes": _("size in bytes"),
        "call_backs": _("promised call-backs"),
        "cause": _("what was wrong"),
        "cause_class": _("class of problem"),
        "channel": _("received by"),
        "check": _("check"),
        "clause": _("clause"),
        "consent": _("with the citizen's consent"),
        "confirmed_by": _("decided by"),
        "count": _("how many"),
        "days_ahead": _("working days ahead"),
        "days_early": _("working days early"),
        "days_past_promise": _("working days past the promise"),
        "decided": _("decided at"),
        "delivered_before": _("the former one was handed out"),
        "digest": _("fingerprint"),
        "done": _("what was done"),
        "due": _("due"),
        "effective": _("put right for good"),
        "ended_by": _("ended by"),
        "ends": _("ends"),
        "expected": _("expected back"),
        "from_due": _("was due"),
        "fee": _("fee"),
        "file": _("name of the file"),
        "from_starts": _("was to start"),
        "from_status": _("was"),
        "further": _("further services"),
        "half_done": _("half done"),
        "holder": _("made out to"),
        "items": _("materials"),
        "knowable_before": _("could have been told before"),
        "kind": _("kind"),
        "language": _("language"),
        "late": _("too late"),
        "length": _("length"),
        "likely": _("likely done"),
        "left": _("left"),
        "low_mark": _("low mark"),
        "measure": _("measure"),
        "medium": _("sent by"),
        "minutes_closed": _("minutes closed"),
        "minutes_early": _("minutes early"),
        "minutes_late": _("minutes late"),
        "minutes_over": _("minutes longer than said"),
        "missing": _("missing materials"),
        "moment": _("moment"),
        "next_unit": _("next unit"),
        "occasion": _("occasion"),
        "not_applicable": _("not needed here"),
        "not_kept": _("not kept"),
        "opinion": _("opinion"),
        "order": _("order"),
        "outcome": _("outcome"),
        "own_words": _("in their words"),
        "paper": _("state of the printer"),
        "parked_minutes": _("minutes set aside"),
        "passed_over": _("people passed over"),
        "phrase": _("phrase"),
        "place_kept": _("place kept"),
        "planned": _("planned"),
        "points": _("points"),
        "priority": _("priority"),
        "promised_due": _("promised for"),
        "quantity": _("how often"),
        "reached": _("reached at"),
        "read_by_both": _("read together"),
        "reason": _("reason"),
        "removed": _("thrown away"),
        "recipient": _("signed for by"),
        "remedies": _("remedies told"),
        "replaces": _("replaces"),
        "report": _("report"),
        "round": _("notice number"),
        "seconds": _("seconds taken"),
        "service": _("service"),
        "service_minutes": _("minutes of service"),
        "shown": _("way shown"),
        "signed": _("signed for"),
        "since": _("since"),
        "slip": _("slip given"),
        "stage": _("stage"),
        "stands_in_for": _("in place of"),
        "starts": _("starts"),
        "statement": _("statement"),
        "statutory_due": _("due by law"),
        "step": _("step"),
        "stood_still_minutes": _("working minutes given back"),
        "supplements": _("supplements to come"),
        "times": _("times called"),
        "times_called": _("times called"),
        "to_counter": _("to counter"),
        "to_staff": _("to colleague"),
        "to_unit": _("to unit"),
        "told": _("neighbour told"),
        "told_by": _("to be told by"),
        "told_citizen": _("citizen told"),
        "unattended_minutes": _("minutes unattended"),
        "until": _("until"),
        "valid_from": _("in force from"),
        "valid_until": _("in force until"),
        "version": _("version"),
        "waited_minutes": _("minutes waited"),
        "works": _("worked"),
        "worn": _("badge worn"),
        "written": _("in writing"),
    }
)
"""What each field of a fact is called."""

TYPES: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "text": (str,),
        "count": (int,),
        "number": (int, float),
        "yes_no": (bool,),
        "moment": (str,),
        "list": (list,),
    }
)
"""The types that a field can have; a moment is an ISO 8601 text with its zone."""


class UnknownKind(LookupError):
    """No such kind of fact is declared."""


class WrongData(ValueError):
    """A fact's data does not fit its kind."""


@dataclass(frozen=True)
class Kind:
    """One kind of fact: what happened (past tense), to which objects, with which data."""

    code: str
    label: str
    objects: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    personal: tuple[str, ...] = ()

    def check(self, objects: Mapping[str, str], data: Mapping[str, object]) -> None:
        """Raise ``WrongData`` unless the objects and every field's type fit this kind.

        A field may be left out: missing is told from false by whoever reads the fact.
        """
        if missing := [name for name in self.objects if not objects.get(name)]:
            raise WrongData(f"{self.code}: no {missing[0]} given")
        if unknown := [name for name in objects if name not in OBJECTS]:
            raise WrongData(f"{self.code}: unknown object type {unknown[0]!r}")
        for name, value in data.items():
            declared = self.fields.get(name)
            if declared is None:
                raise WrongData(f"{self.code}: unknown field {name!r}")
            if value is None:
                continue
            if not isinstance(value, TYPES[declared]) or (
                isinstance(value, bool) and declared != "yes_no"
            ):
                raise WrongData(f"{self.code}: {name} must be a {declared}, not {value!r}")
            if declared == "moment" and not _is_moment(str(value)):
                raise WrongData(
                    f"{self.code}: {name} needs a date and time with its zone, not {value!r}"
                )


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


_DOCUMENT = {
    "kind": "text",
    "language": "text",
    "version": "text",
    "fee": "count",
    "decided": "moment",
    "digest": "text",
}


def _letters(noun: str) -> tuple[Kind, ...]:
    """What becomes of the letters that tell a citizen of their question or matter."""
    sent = {"occasion": "text", "medium": "text"}
    return (
        Kind(f"{noun}.letter_sent", _("Letter sent"), (noun,), sent),
        Kind(f"{noun}.letter_failed", _("Letter could not be sent"), (noun,), sent),
        Kind(f"{noun}.letter_tried_again", _("Letter tried again"), (noun,), {"occasion": "text"}),
    )


_ALL = (
    # The hall: who stood where and when.
    Kind("shift.planned", _("Shift planned"), ("shift",), {"starts": "moment", "ends": "moment"}),
    Kind("shift.clocked_in", _("Clocked in"), ("shift",), {"minutes_late": "number"}),
    Kind("badge.checked", _("Badge checked"), ("shift",), {"worn": "yes_no"}),
    Kind("shift.clocked_out", _("Clocked out"), ("shift",), {"minutes_early": "number"}),
    Kind("shift.withdrawn", _("Shift taken off the rota"), ("shift",), {}),
    Kind("shift.excused", _("Excused from a shift"), ("shift",), {"backup": "text"}),
    Kind("shift.shortened", _("Shift ended early by leave"), ("shift",), {"ends": "moment"}),
    Kind(
        "shift.taken_over",
        _("Stepped in for a colleague"),
        ("shift",),
        {"stands_in_for": "text", "reason": "text", "away_minutes": "number"},
    ),
    Kind("badge.issued", _("Badge issued"), ("badge",), {}),
    Kind("badge.revoked", _("Badge revoked"), ("badge",), {}),
    Kind(
        "absence.recorded",
        _("Absence recorded"),
        ("absence",),
        {"starts": "moment", "ends": "moment", "planned": "yes_no", "backup": "text"},
        personal=("reason",),
    ),
    Kind("absence.withdrawn", _("Absence withdrawn"), ("absence",), {}),
    Kind("backup.registered", _("Backup registered"), ("backup",), {"backup": "text"}),
    Kind("backup.ended", _("Backup ended"), ("backup",), {"backup": "text"}),
    Kind(
        "backup.both_away",
        _("Both of a pair away"),
        ("backup",),
        {"backup": "text", "starts": "moment", "ends": "moment"},
    ),
    Kind(
        "post.left",
        _("Left the post"),
        ("pause",),
        {"reason": "text", "expected": "moment", "told": "text"},
    ),
    Kind(
        "post.returned",
        _("Time away from the post ended"),
        ("pause",),
        {"away_minutes": "number", "minutes_over": "number", "ended_by": "text"},
    ),
    Kind(
        "counter.unattended",
        _("Nobody at the counter"),
        ("vacancy",),
        {"since": "moment", "unattended_minutes": "number"},
    ),
    Kind(
        "counter.attended",
        _("Counter no longer without anybody"),
        ("vacancy",),
        {"unattended_minutes": "number", "ended_by": "text"},
    ),
    Kind(
        "handover.written",
        _("Handed over"),
        ("handover",),
        {},
        personal=("half_done", "call_backs", "supplements"),
    ),
    Kind("handover.noted", _("Handover taken note of"), ("handover",), {}),
    Kind("self_check.due", _("Self-check due"), ("self_check",), {}),
    Kind(
        "self_check.done",
        _("Self-check done"),
        ("self_check",),
        {"not_kept": "list", "count": "count", "seconds": "count"},
    ),
    Kind(
        "counter.closed",
        _("Counter closed"),
        ("closure",),
        {"reason": "text", "planned": "yes_no"},
    ),
    Kind(
        "closure.notice_posted",
        _("Closure notice posted"),
        ("closure",),
        {"until": "moment", "alternative": "text"},
    ),
    Kind("counter.reopened", _("Counter reopened"), ("closure",), {"minutes_closed": "number"}),
    # Reception: from ticket to farewell.
    Kind(
        "ticket.taken",
        _("Ticket taken"),
        ("visit",),
        {
            "service": "text",
            "priority": "text",
            "language": "text",
            "quantity": "count",
            "further": "list",
        },
    ),
    Kind(
        "ticket.called",
        _("Called to a counter"),
        ("visit",),
        {"waited_minutes": "number", "passed_over": "count", "reason": "text"},
    ),
    Kind("ticket.recalled", _("Called again"), ("visit",), {"times": "count"}),
    Kind("ticket.missed", _("Did not come when called"), ("visit",), {"times_called": "count"}),
    Kind(
        "ticket.returned",
        _("Came back after a missed call"),
        ("visit",),
        {"away_minutes": "number", "place_kept": "yes_no"},
    ),
    Kind("ticket.parked", _("Set aside"), ("visit",), {}),
    Kind("ticket.resumed", _("Called back"), ("visit",), {"parked_minutes": "number"}),
    Kind("ticket.put_back", _("Put back in the queue"), ("visit",), {"from_status": "text"}),
    Kind("ticket.left", _("Ticket given up"), ("visit",), {"waited_minutes": "number"}),
    Kind(
        "ticket.expired", _("Not called before closing"), ("visit",), {"waited_minutes": "number"}
    ),
    Kind("ticket.kept_overnight", _("Kept for another day"), ("visit",), {"until": "text"}),
    Kind(
        "visit.transferred",
        _("Sent to another queue"),
        ("visit",),
        {"to_unit": "text", "to_counter": "text", "reason": "text"},
    ),
    Kind("visit.started", _("Service started"), ("visit",), {}),
    Kind("visit.went_on", _("Went on to a further service"), ("visit",), {"service": "text"}),
    Kind("courtesy.said", _("Courtesy said"), ("visit",), {"phrase": "text", "moment": "text"}),
    Kind(
        "visit.directed",
        _("Shown to the next counter"),
        ("visit",),
        {"to_unit": "text", "slip": "yes_no", "service": "text"},
    ),
    Kind(
        "visit.finished",
        _("Service finished"),
        ("visit",),
        {"service_minutes": "number", "next_unit": "text", "after_hours": "yes_no"},
    ),
    # Messages to who waits; addresses are kept apart from the record.
    Kind(
        "contact.given",
        _("Messages asked for"),
        ("visit",),
        {"medium": "text", "language": "text"},
    ),
    Kind("contact.withdrawn", _("Messages no longer wanted"), ("visit",), {}),
    Kind("message.sent", _("Message sent"), ("visit",), {"occasion": "text", "medium": "text"}),
    Kind(
        "message.failed",
        _("Message could not be sent"),
        ("visit",),
        {"occasion": "text", "medium": "text"},
    ),
    Kind("message.tried_again", _("Message tried again"), ("visit",), {"occasion": "text"}),
    # Appointments: from booking to coming, or not.
    Kind(
        "appointment.booked",
        _("Appointment booked"),
        ("appointment",),
        {"service": "text", "starts": "moment", "language": "text", "channel": "text"},
    ),
    Kind("appointment.confirmed", _("Appointment confirmed"), ("appointment",), {}),
    Kind(
        "appointment.changed",
        _("Appointment moved"),
        ("appointment",),
        {"from_starts": "moment", "starts": "moment"},
    ),
    Kind("appointment.cancelled", _("Appointment cancelled"), ("appointment",), {"reason": "text"}),
    Kind(
        "appointment.checked_in",
        _("Came to the appointment"),
        ("appointment",),
        {"minutes_early": "number", "minutes_late": "number", "place_kept": "yes_no"},
    ),
    Kind("appointment.missed", _("Did not come to the appointment"), ("appointment",), {}),
    Kind("letter.sent", _("Letter sent"), ("appointment",), {"occasion": "text", "medium": "text"}),
    Kind(
        "letter.failed",
        _("Letter could not be sent"),
        ("appointment",),
        {"occasion": "text", "medium": "text"},
    ),
    Kind("letter.tried_again", _("Letter tried again"), ("appointment",), {"occasion": "text"}),
    Kind("ticket.not_printed", _("Ticket not printed"), ("visit",), {"paper": "text"}),
    # Devices: who may give tickets, and what hinders them.
    Kind("device.registered", _("Device registered"), ("device",), {"kind": "text"}),
    Kind("device.pairing_renewed", _("New pairing code given out"), ("device",), {}),
    Kind("device.paired", _("Device paired"), ("device",), {}),
    Kind("device.revoked", _("Device revoked"), ("device",), {}),
    Kind("device.locked", _("Kiosk locked"), ("device",), {"reason": "text"}),
    Kind("device.unlocked", _("Kiosk unlocked"), ("device",), {}),
    Kind("device.paper_changed", _("Printer's state changed"), ("device",), {"paper": "text"}),
    # Printed guides: how many lie there, and where a counter asked for something else.
    Kind(
        "guide.stocked",
        _("Printed guides counted"),
        ("guide_stock",),
        {
            "service": "text",
            "language": "text",
            "version": "count",
            "left": "count",
            "low_mark": "count",
        },
    ),
    Kind(
        "guide.taken",
        _("Printed guides handed out"),
        ("guide_stock",),
        {
            "service": "text",
            "language": "text",
            "version": "count",
            "count": "count",
            "left": "count",
        },
    ),
    Kind(
        "guide.stock_low",
        _("Printed guides running low"),
        ("guide_stock",),
        {"service": "text", "language": "text", "left": "count", "low_mark": "count"},
    ),
    Kind(
        "guide.ran_out",
        _("No printed guide left"),
        ("guide_stock",),
        {"service": "text", "language": "text", "count": "count"},
    ),
    Kind(
        "guide.refilled",
        _("Printed guides refilled"),
        ("guide_stock",),
        {
            "service": "text",
            "language": "text",
            "version": "count",
            "count": "count",
            "left": "count",
            "removed": "count",
        },
    ),
    Kind(
        "guide.contradicted",
        _("Something else asked for than the guide says"),
        ("guide_report",),
        {"service": "text", "version": "count", "asked": "list", "language": "text"},
        personal=("own_words",),
    ),
    # Cases: from receipt to decision.
    Kind(
        "case.received",
        _("Case received"),
        ("case",),
        {
            "service": "text",
            "missing": "count",
            "channel": "text",
            "due": "moment",
            "version": "text",
            "not_applicable": "list",
            "told_by": "moment",
        },
        personal=("applicant",),
    ),
    Kind(
        "notice.given",
        _("One-time notice given"),
        ("case",),
        {
            "items": "list",
            "count": "count",
            "written": "yes_no",
            "round": "count",
            "knowable_before": "count",
            "version": "text",
            "language": "text",
            "read_by_both": "yes_no",
            "until": "moment",
            "told_by": "moment",
        },
    ),
    Kind(
        "case.supplemented",
        _("Missing materials supplied"),
        ("case",),
        {"count": "count", "items": "list", "late": "yes_no"},
    ),
    Kind(
        "supplement.extended",
        _("More time to bring what is missing"),
        ("case",),
        {"until": "moment", "times": "count"},
    ),
    Kind(
        "case.accepted",
        _("Case accepted"),
        ("case",),
        {
            "promised_due": "moment",
            "statutory_due": "moment",
            "items": "list",
            "until": "moment",
        },
    ),
    Kind(
        "case.deemed_accepted",
        _("Accepted by law, since nothing was told in time"),
        ("case",),
        {"told_by": "moment", "promised_due": "moment", "statutory_due": "moment"},
    ),
    Kind(
        "case.promise_kept",
        _("Brought what was promised at acceptance"),
        ("case",),
        {"items": "list", "count": "count", "late": "yes_no"},
    ),
    # The clocks of a case.
    Kind(
        "case.suspended",
        _("Clocks stopped"),
        ("case",),
        {"reason": "text", "basis": "text"},
    ),
    Kind(
        "case.resumed",
        _("Clocks run again"),
        ("case",),
        {
            "reason": "text",
            "stood_still_minutes": "number",
            "promised_due": "moment",
            "statutory_due": "moment",
        },
    ),
    Kind(
        "case.extended",
        _("Limit extended"),
        ("case",),
        {
            "length": "text",
            "reason": "text",
            "times": "count",
            "consent": "yes_no",
            "from_due": "moment",
            "promised_due": "moment",
            "statutory_due": "moment",
            "told_citizen": "yes_no",
        },
    ),
    Kind(
        "case.due_moved",
        _("Date moved by the calendar"),
        ("case",),
        {
            "reason": "text",
            "from_due": "moment",
            "promised_due": "moment",
            "statutory_due": "moment",
            "told_citizen": "yes_no",
        },
    ),
    Kind("case.due_soon", _("Soon due"), ("case",), {"due": "moment", "stage": "text"}),
    Kind("case.yellow_card", _("Yellow card"), ("case",), {"due": "moment", "stage": "text"}),
    Kind("case.red_card", _("Red card"), ("case",), {"due": "moment", "stage": "text"}),
    Kind(
        "case.delay_told",
        _("Told that the date will not be kept"),
        ("case",),
        {
            "reason": "text",
            "due": "moment",
            "likely": "moment",
            "days_ahead": "number",
            "told_citizen": "yes_no",
        },
    ),
    Kind(
        "case.stage_begun",
        _("Stage begun"),
        ("case",),
        {"stage": "text", "due": "moment"},
    ),
    Kind("case.letter_sent", _("Letter sent"), ("case",), {"occasion": "text", "medium": "text"}),
    Kind(
        "case.letter_failed",
        _("Letter could not be sent"),
        ("case",),
        {"occasion": "text", "medium": "text"},
    ),
    Kind("case.letter_tried_again", _("Letter tried again"), ("case",), {"occasion": "text"}),
    Kind(
        "calendar.day_declared",
        _("Day declared"),
        ("calendar",),
        {"works": "yes_no", "reason": "text", "count": "count"},
    ),
    Kind("receipt.given", _("Receipt given"), ("case",), {"written": "yes_no"}),
    Kind(
        "case.step_done",
        _("Step done"),
        ("case",),
        {"step": "text", "due": "moment", "late": "yes_no"},
    ),
    Kind(
        "case.decided",
        _("Case decided"),
        ("case",),
        {"outcome": "text", "days_past_promise": "number", "days_early": "number"},
    ),
    Kind(
        "case.refused",
        _("Case refused"),
        ("case",),
        {
            "basis": "text",
            "reason": "text",
            "remedies": "list",
            "days_past_promise": "number",
            "confirmed_by": "text",
        },
        personal=("opinion",),
    ),
    Kind(
        "case.refusal_proposed",
        _("Refusal proposed"),
        ("case",),
        {
            "basis": "text",
            "reason": "text",
            "remedies": "list",
            "from_status": "text",
            "days_past_promise": "number",
        },
    ),
    Kind(
        "case.refusal_sent_back",
        _("Proposed refusal sent back"),
        ("case",),
        {"confirmed_by": "text"},
        personal=("opinion",),
    ),
    Kind(
        "case.returned",
        _("Application returned"),
        ("case",),
        {"reason": "text", "round": "count", "due": "moment"},
    ),
    Kind(
        "case.withdrawn",
        _("Application withdrawn"),
        ("case",),
        {"from_status": "text", "written": "yes_no"},
        personal=("reason",),
    ),
    Kind(
        "case.file_sent",
        _("File sent by the citizen"),
        ("case",),
        {"kind": "text", "bytes": "count", "count": "count"},
        personal=("file",),
    ),
    Kind("case.file_erased", _("File of the citizen erased"), ("case",), {"kind": "text"}),
    # Documents: what a case ends with on paper.
    Kind("document.issued", _("Document issued"), ("case", "document"), _DOCUMENT, ("holder",)),
    Kind(
        "document.reissued",
        _("Document corrected"),
        ("case", "document"),
        _DOCUMENT | {"replaces": "text", "delivered_before": "yes_no"},
        personal=("holder", "cause"),
    ),
    Kind(
        "document.delivered",
        _("Document delivered"),
        ("case", "document"),
        {"medium": "text", "signed": "yes_no"},
        personal=("recipient", "address"),
    ),
    # Questions: owned by whoever was asked first, until somebody has taken them over.
    Kind(
        "question.asked",
        _("Question asked"),
        ("question",),
        {"language": "text", "due": "moment"},
        personal=("asked_about", "reached"),
    ),
    Kind(
        "question.answered",
        _("Question answered"),
        ("question",),
        {"late": "yes_no"},
        personal=("answer",),
    ),
    Kind(
        "question.referred",
        _("Shown to who can answer"),
        ("question",),
        {"to_unit": "text", "to_staff": "text", "shown": "yes_no"},
    ),
    Kind(
        "question.handed_over",
        _("Question handed over"),
        ("question",),
        {"to_unit": "text", "to_staff": "text", "until": "moment"},
    ),
    Kind(
        "question.taken_over",
        _("Question taken over"),
        ("question",),
        {"stands_in_for": "text", "due": "moment"},
    ),
    Kind(
        "question.declined",
        _("Question given back to its owner"),
        ("question",),
        {},
        personal=("reason",),
    ),
    Kind(
        "question.reported_up",
        _("Question reported up"),
        ("question",),
        {"to_unit": "text", "due": "moment"},
    ),
    *_letters("question"),
    # Unresolved matters: what could not be got done, from the report to its end.
    Kind(
        "matter.reported",
        _("Unresolved matter reported"),
        ("matter",),
        {
            "channel": "text",
            "service": "text",
            "language": "text",
            "told_by": "moment",
            "due": "moment",
        },
        personal=("own_words", "reached"),
    ),
    Kind("matter.taken", _("Unresolved matter taken"), ("matter",), {"stands_in_for": "text"}),
    Kind("matter.contacted", _("Citizen contacted"), ("matter",), {"late": "yes_no"}),
    Kind(
        "matter.classified",
        _("Unresolved matter classified"),
        ("matter",),
        {"kind": "text", "cause_class": "text", "due": "moment"},
    ),
    Kind(
        "matter.extended",
        _("Time for an unresolved matter extended"),
        ("matter",),
        {"due": "moment", "count": "count", "told_citizen": "yes_no"},
        personal=("reason",),
    ),
    Kind(
        "matter.delay_told",
        _("Citizen told of the delay"),
        ("matter",),
        {"due": "moment", "told_citizen": "yes_no"},
        personal=("reason",),
    ),
    Kind(
        "matter.overdue",
        _("Unresolved matter past its date"),
        ("matter",),
        {"due": "moment", "told_citizen": "yes_no"},
    ),
    Kind(
        "matter.resolved",
        _("Unresolved matter resolved"),
        ("matter",),
        {"kind": "text", "cause_class": "text", "late": "yes_no", "told_citizen": "yes_no"},
        personal=("done",),
    ),
    Kind(
        "matter.explained",
        _("Explained why it can't be done"),
        ("matter",),
        {
            "kind": "text",
            "cause_class": "text",
            "late": "yes_no",
            "told_citizen": "yes_no",
            "basis": "text",
        },
        personal=("done",),
    ),
    *_letters("matter"),
    Kind(
        "problem_class.measure_set",
        _("Measure against a class of problem"),
        ("problem_class",),
        {"cause_class": "text", "measure": "text"},
    ),
    # What the hall offers.
    Kind(
        "service.drafted",
        _("Version of a service drafted"),
        ("service",),
        {"service": "text", "version": "count", "valid_from": "text", "valid_until": "text"},
    ),
    Kind(
        "service.published",
        _("Version of a service published"),
        ("service",),
        {"service": "text", "version": "count", "valid_from": "text", "valid_until": "text"},
    ),
    Kind(
        "service.withdrawn",
        _("Version of a service withdrawn"),
        ("service",),
        {"service": "text", "version": "count", "valid_from": "text", "valid_until": "text"},
    ),
    # The standard and what came of it.
    Kind("standard.published", _("Standard published"), ("standard",), {"version": "text"}),
    Kind("standard.put_in_force", _("Standard put in force"), ("standard",), {"since": "text"}),
    Kind(
        "finding.opened",
        _("Finding opened"),
        ("finding",),
        {"check": "text", "clause": "text", "outcome": "text"},
    ),
    Kind("finding.answered", _("Finding answered"), ("finding",), {}, personal=("statement",)),
    Kind("finding.confirmed", _("Finding confirmed"), ("finding",), {"points": "number"}),
    Kind("finding.dismissed", _("Finding dismissed"), ("finding",), {}, personal=("reason",)),
    Kind(
        "rectification.ordered",
        _("Rectification ordered"),
        ("finding",),
        {"due": "moment"},
        personal=("order",),
    ),
    Kind(
        "rectification.reported", _("Reported as put right"), ("finding",), {}, personal=("report",)
    ),
    Kind(
        "rectification.verified", _("Rectification verified"), ("finding",), {"effective": "yes_no"}
    ),
    Kind("finding.withdrawn", _("Finding withdrawn"), ("finding",), {"check": "text"}),
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in _ALL})
"""Every kind by its code."""


def kind_of(code: str) -> Kind:
    """The kind of that code; raises ``UnknownKind`` naming it."""
    try:
        return KINDS[code]
    except KeyError:
        raise UnknownKind(f"unknown kind of fact: {code!r}") from None
