"""How each state is told in a page: a tone (colour), an icon and a word, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sign(NamedTuple):
    """How one state is told; the tone is a class of the stylesheet's badge, or empty."""

    tone: str
    icon: str
    label: str | Promise


SIGNS: Mapping[str, Mapping[str, Sign]] = MappingProxyType(
    {
        "outcome": {
            "pass": Sign("success", "check", _("Kept")),
            "fail": Sign("danger", "cross", _("Broken")),
            "not_applicable": Sign("", "minus-circle", _("Not applicable")),
            "insufficient_evidence": Sign("warning", "question", _("Not enough evidence")),
            "error": Sign("warning", "warning", _("Could not be judged")),
            "needs_judgement": Sign("information", "person", _("A person must judge")),
        },
        "finding": {
            "open": Sign("warning", "clock", _("To be decided")),
            "confirmed": Sign("danger", "flag", _("Confirmed")),
            "dismissed": Sign("", "cross-circle", _("Dismissed")),
            "withdrawn": Sign("", "back", _("Withdrawn")),
        },
        "nature": {
            "breach": Sign("danger", "flag", _("Breach")),
            "merit": Sign("success", "star", _("Merit")),
        },
        "rectification": {
            "ordered": Sign("warning", "rectification", _("To be put right")),
            "reported": Sign("information", "document", _("Reported as put right")),
            "verified": Sign("success", "check-circle", _("Put right, verified")),
        },
        "version": {
            "draft": Sign("warning", "edit", _("Draft")),
            "to_come": Sign("information", "calendar", _("To come")),
            "in_force": Sign("success", "check", _("In force")),
            "over": Sign("", "clock", _("Over")),
            "withdrawn": Sign("", "back", _("Withdrawn")),
            "none": Sign("warning", "minus-circle", _("Not offered now")),
        },
        "import": {
            "new": Sign("success", "plus", pgettext_lazy("import", "New")),
            "changed": Sign("information", "edit", _("Changed")),
            "unchanged": Sign("", "check", _("As it is")),
            "wrong": Sign("danger", "warning", pgettext_lazy("import", "Wrong")),
        },
        "visit": {
            "waiting": Sign("", "clock", _("Waiting")),
            "called": Sign("information", "bell", pgettext_lazy("visit", "Called")),
            "serving": Sign("primary", "counter", _("Being served")),
            "finished": Sign("success", "check", _("Finished")),
            "parked": Sign("warning", "pause", _("Set aside")),
            "missed": Sign("warning", "cross-circle", _("Did not come")),
            "left": Sign("", "sign-out", _("Ticket given up")),
        },
        "appointment": {
            "booked": Sign("warning", "clock", _("Not confirmed yet")),
            "confirmed": Sign("information", "calendar", _("Expected")),
            "checked_in": Sign("success", "check", _("Checked in")),
            "missed": Sign("warning", "cross-circle", _("Did not come")),
            "cancelled": Sign("", "cross", _("Cancelled")),
        },
        "case": {
            "received": Sign("", "document", _("Received")),
            "incomplete": Sign("warning", "list", _("Materials missing")),
            "accepted": Sign("information", "clock", _("Being handled")),
            "proposed": Sign("warning", "people", _("Refusal proposed")),
            "granted": Sign("success", "check", _("Granted")),
            "refused": Sign("danger", "cross", _("Refused")),
            "returned": Sign("warning", "back", _("Application returned")),
            "withdrawn": Sign("", "sign-out", _("Application withdrawn")),
        },
        "question": {
            "open": Sign("information", "question", pgettext_lazy("question", "Open")),
            "handed_over": Sign("warning", "next", _("Waits to be taken over")),
            "reported": Sign("warning", "arrow-up", _("Reported up")),
            "answered": Sign("success", "check", pgettext_lazy("question", "Answered")),
            "referred": Sign("success", "location", _("Way shown")),
        },
        "matter": {
            "reported": Sign("warning", "flag", pgettext_lazy("matter", "Reported")),
            "taken": Sign("information", "person", _("In hand")),
            "resolved": Sign("success", "check", pgettext_lazy("matter", "Done")),
            "explained": Sign("", "document", _("Explained in writing")),
        },
        "matter_kind": {
            "simple": Sign("", "clock", _("Simple: on the spot")),
            "complex": Sign("", "calendar", _("Complex: 5 working days")),
            "special": Sign("", "calendar", _("Special: 10 working days")),
        },
        "cause": {
            "passed_round": Sign("", "refresh", _("Passed from counter to counter")),
            "sent_again": Sign("", "back", _("Had to come again")),
            "not_told": Sign("", "info", _("Not told what is needed")),
            "unclear_rule": Sign("", "rule", _("Rule not clear")),
            "system": Sign("", "settings", _("System or device failed")),
            "took_long": Sign("", "clock", _("Took too long")),
            "not_allowed": Sign("", "scale", _("The rules do not allow it")),
            "other": Sign("", "box", pgettext_lazy("cause", "Something else")),
        },
        "refusal": {
            "waiting": Sign("warning", "clock", _("Waits for a decision")),
            "confirmed": Sign("danger", "cross", _("Refusal confirmed")),
            "sent_back": Sign("information", "back", _("Sent back")),
            "lapsed": Sign("", "sign-out", _("Lapsed, application withdrawn")),
        },
        "document": {
            "decision": Sign("success", "certificate", pgettext_lazy("document", "Decision")),
            "refusal": Sign("danger", "document", pgettext_lazy("document", "Notice of refusal")),
        },
        "delivery": {
            "counter": Sign("success", "person", _("Handed over, signed for")),
            "post": Sign("success", "move", _("Sent by post")),
            "download": Sign("success", "download", _("Downloaded")),
        },
        "level": {
            "due_soon": Sign("information", "clock", _("Soon due")),
            "yellow_card": Sign("warning", "warning", _("Yellow card")),
            "red_card": Sign("danger", "warning", _("Red card")),
        },
        "counter": {
            "open": Sign("success", "check", pgettext_lazy("counter", "Open")),
            "paused": Sign("warning", "clock", pgettext_lazy("counter", "Away for a while")),
            "closed": Sign("", "pause", pgettext_lazy("counter", "Closed")),
        },
        "priority": {
            "elderly": Sign("information", "cane", _("Elderly")),
            "disabled": Sign("information", "wheelchair", _("Disabled")),
            "pregnant": Sign("information", "heart", _("Pregnant")),
            "infant": Sign("information", "stroller", _("With an infant")),
            "appointment": Sign("primary", "calendar", _("Appointment")),
        },
        "lock": {
            "paper": Sign("warning", "document", _("No paper")),
            "fault": Sign("danger", "warning", _("Fault")),
            "cleaning": Sign("", "refresh", _("Cleaning")),
            "crowded": Sign("warning", "people", _("Hall is full")),
            "drill": Sign("", "flag", _("Drill")),
            "other": Sign("", "info", _("Other reason")),
        },
        "paper": {
            "unknown": Sign("", "question", _("Printer not tried yet")),
            "ready": Sign("success", "print", _("Printer ready")),
            "low": Sign("warning", "print", _("Paper runs low")),
            "out": Sign("danger", "print", _("Out of paper")),
            "unreachable": Sign("danger", "print", _("Printer can't be reached")),
            "no_font": Sign("danger", "print", _("No font to print with")),
            "no_library": Sign("danger", "print", _("Printing is not installed")),
        },
        "closure": {
            "break": Sign("", "pause", pgettext_lazy("closure", "Break")),
            "meeting": Sign("", "people", _("Meeting")),
            "training": Sign("", "certificate", _("Training")),
            "system": Sign("warning", "warning", _("System failure")),
            "staffing": Sign("warning", "person", _("Nobody to stand in")),
            "other": Sign("", "info", _("Other reason")),
        },
        "away": {
            "rest": Sign("", "pause", pgettext_lazy("away", "Short rest")),
            "papers": Sign("", "document", _("Fetching papers")),
            "with_citizen": Sign("", "people", _("With a citizen in the hall")),
            "called_away": Sign("", "bell", _("Called away by the lead")),
            "other": Sign("", "info", _("Other reason")),
        },
        "absence": {
            "leave": Sign("", "calendar", pgettext_lazy("absence", "Leave")),
            "sick": Sign("", "heart", _("Ill")),
            "errand": Sign("", "business", _("On duty elsewhere")),
            "training": Sign("", "certificate", _("Training")),
            "other": Sign("", "info", _("Other reason")),
        },
        "class": {
            "immediate": Sign("success", "clock", _("Done at once")),
            "dated": Sign("information", "calendar", _("Done by a promised day")),
            "joint": Sign("information", "people", _("Several units together")),
        },
        "role": {
            "clerk": Sign("", "counter", _("Counter staff")),
            "lead": Sign("", "people", _("Counter lead")),
            "unit_head": Sign("", "building", _("Head of the unit")),
            "supervisor": Sign("", "eye", _("Supervision")),
            "inspector": Sign("", "list", _("Inspector")),
            "leadership": Sign("", "chart", _("Leadership")),
            "administrator": Sign("", "settings", _("Administrator")),
        },
        "force": {
            "must": Sign("primary", "shield", pgettext_lazy("clause", "Must")),
            "should": Sign("", "heart", pgettext_lazy("clause", "Should")),
        },
        "value": {
            "standardised": Sign("", "rule", _("Standardised")),
            "quality": Sign("", "star", _("Quality")),
            "efficiency": Sign("", "clock", _("Efficiency")),
            "integrity": Sign("", "scale", _("Integrity")),
        },
        "watch": {
            "checks": Sign("primary", "facts", _("Facts decide")),
            "observed": Sign("information", "eye", _("People observe")),
            "spoken": Sign("information", "speaker", _("Speech rules")),
            "not_checked": Sign("", "minus-circle", _("Not checked")),
        },
        "message": {
            "nearly": Sign("", "clock", _("Turn is near")),
            "called": Sign("information", "bell", pgettext_lazy("visit", "Called")),
            "missed": Sign("warning", "cross-circle", _("Call missed")),
            "kept": Sign("information", "calendar", _("Kept for another day")),
            "code": Sign("", "shield", _("Code to confirm")),
            "confirmed": Sign("success", "check-circle", _("Appointment confirmed")),
            "changed": Sign("information", "calendar", _("Appointment moved")),
            "cancelled": Sign("", "cross-circle", _("Appointment cancelled")),
            "cancelled_by_hall": Sign("warning", "cross-circle", _("Cancelled by the hall")),
            "reminder": Sign("information", "clock", _("Reminder")),
            "missing": Sign("warning", "list", _("What is missing")),
            "accepted": Sign("success", "check", _("Case accepted")),
            "extended": Sign("warning", "calendar", _("Limit extended")),
            "stood_still": Sign("information", "pause", _("Clocks stand still")),
            "date_moved": Sign("information", "calendar", _("Date moved")),
            "delayed": Sign("warning", "clock", _("Delay announced")),
            "overdue": Sign("danger", "warning", _("Date not kept")),
            "case_granted": Sign("success", "check", _("Case granted")),
            "case_refused": Sign("", "cross-circle", _("Case refused")),
            "case_returned": Sign("", "back", _("Papers given back")),
            "question_owner": Sign("information", "person", _("Who owns the question")),
            "question_up": Sign("information", "arrow-up", _("Question reported up")),
            "question_answer": Sign("success", "check", _("Question answered")),
            "matter_received": Sign("information", "flag", _("Matter noted")),
            "matter_taken": Sign("information", "person", _("Who handles the matter")),
            "matter_extended": Sign("warning", "calendar", _("Time extended")),
            "matter_delayed": Sign("warning", "clock", _("Delay announced")),
            "matter_resolved": Sign("success", "check", _("Matter resolved")),
            "matter_explained": Sign("", "document", _("Explained in writing")),
            "waiting": Sign("", "clock", _("To be sent")),
            "sending": Sign("information", "clock", _("Being sent")),
            "sent": Sign("success", "check", _("Sent")),
            "failed": Sign("danger", "cross", _("Could not be sent")),
            "dropped": Sign("", "minus-circle", _("Not needed any more")),
        },
    }
)
"""Every state that a page shows, by what it is a state of."""


def sign_of(state: str, of: str = "") -> Sign:
    """How a state is told; ``of`` names what it is a state of (see ``SIGNS``).

    Without ``of`` the first that knows the state tells it. A state that nothing knows is told
    by its own word, so that nothing vanishes from a page.
    """
    for each in [SIGNS[of]] if of else SIGNS.values():
        if state in each:
            return each[state]
    return Sign("", "info", state.replace("_", " "))
