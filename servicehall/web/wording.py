"""How the record and its verdicts are told to a reader: facts, their data, and reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import formats, timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from servicehall.checks.traces import MARKS, Mark
from servicehall.checks.verdicts import REASONS, VALUES
from servicehall.evidence.kinds import FIELDS, KINDS
from servicehall.evidence.models import Fact
from servicehall.web.directory import NOBODY, Directory
from servicehall.web.public.guides import limit_text
from servicehall.web.templatetags.servicehall import kind_label, localized, state_label

CODES = {
    # How a case came, and how it ended.
    "counter": _("at the counter"),
    "online": _("online"),
    "internet": _("online"),
    "post": _("by post"),
    "email": _("by e-mail"),
    "phone": _("by phone"),
    "internal": _("from within the administration"),
    "granted": _("granted"),
    "received": _("received"),
    "incomplete": _("waiting for what is missing"),
    "proposed": _("refusal proposed"),
    # What can be done against a refusal, and the document that tells it.
    "objection": _("objection"),
    "appeal": _("administrative appeal"),
    "reconsideration": _("administrative reconsideration"),
    "litigation": _("administrative litigation"),
    "decision": _("decision"),
    "download": _("download"),
    # Why somebody goes first.
    "elderly": _("elderly"),
    "disabled": _("disabled"),
    "pregnant": _("pregnant"),
    "infant": _("with an infant"),
    # Why somebody is called out of order.
    "returned_with_materials": _("came back with the missing materials"),
    "needs_help": _("needs help"),
    "appointment": _("has an appointment"),
    "transferred": _("sent from another counter"),
    # Why somebody is sent to another queue.
    "wrong_counter": _("came to the wrong counter"),
    "specialist": _("a colleague knows this better"),
    "language": _("a colleague speaks the language"),
    "balance": _("fewer people wait there"),
    "closing": _("this counter closes"),
    # What is said at a counter, and when.
    "greeting": _("greeting"),
    "processing": _("while it is handled"),
    "missing": _("when something is missing"),
    "refusal": _("when it can't be done"),
    "next": _("when the next counter is shown"),
    "comment": _("when opinions are asked for"),
    "farewell": _("farewell"),
    # Where a ticket stood.
    "called": _("called"),
    "parked": _("set aside"),
    # Why a counter closes.
    "break": _("break"),
    "meeting": _("meeting"),
    "training": _("training"),
    "system": _("system failure"),
    "staffing": _("nobody to stand in"),
    "other": _("another reason"),
    # Why an appointment is cancelled.
    "citizen": _("by whom it was for"),
    "closed_day": _("the day is closed"),
    "unconfirmed": _("not confirmed in time"),
    # What a message or a letter tells, and how it goes.
    "sms": _("by text message"),
    "nearly": _("turn is near"),
    "missed": _("call missed"),
    "kept": _("place kept for another day"),
    "code": _("code to confirm"),
    "confirmed": _("appointment confirmed"),
    "changed": _("appointment moved"),
    "cancelled": _("appointment cancelled"),
    "cancelled_by_hall": _("cancelled by the hall"),
    "reminder": _("reminder"),
    "accepted": _("case accepted"),
    "extended": _("limit extended"),
    "stood_still": _("clocks stand still"),
    "date_moved": _("date moved"),
    "delayed": _("delay announced"),
    "overdue": _("date not kept"),
    "case_granted": _("granted"),
    "case_refused": _("refused"),
    "case_returned": _("papers given back"),
    # Questions and unresolved matters: what kind, and what class of problem.
    "question_owner": _("who owns the question"),
    "question_up": _("question reported up"),
    "question_answer": _("question answered"),
    "matter_received": _("matter noted"),
    "matter_taken": _("who handles the matter"),
    "matter_extended": _("time extended"),
    "matter_delayed": _("delay announced"),
    "matter_resolved": _("matter resolved"),
    "matter_explained": _("explained in writing"),
    "simple": _("simple"),
    "complex": _("complex"),
    "special": _("special"),
    "passed_round": _("passed from counter to counter"),
    "sent_again": _("had to come again"),
    "not_told": _("not told what is needed"),
    "unclear_rule": _("rule not clear"),
    "took_long": _("took too long"),
    "not_allowed": _("the rules do not allow it"),
    # Why the clocks of a case stand still.
    "supplement": _("missing papers awaited"),
    "transfer": _("papers on their way to another office"),
    "representative": _("choice of a representative"),
    "hearing": _("hearing"),
    "tender": _("tender or auction"),
    "test": _("inspection, test or appraisal"),
    "expert_review": _("review by experts"),
    "prerequisite": _("another decision comes first"),
    # Devices, why one is locked, and how its printer stands.
    "kiosk": _("kiosk"),
    "board": _("board"),
    "evaluator": _("evaluator"),
    "paper": _("no paper"),
    "fault": _("fault"),
    "cleaning": _("cleaning"),
    "crowded": _("hall is full"),
    "drill": _("drill"),
    "ready": _("ready"),
    "low": _("paper runs low"),
    "out": _("out of paper"),
    "unreachable": _("can't be reached"),
    "no_font": _("no font to print with"),
    "no_library": _("printing is not installed"),
    # Why somebody leaves their post, and what ends it.
    "rest": _("short rest"),
    "papers": _("fetching papers"),
    "with_citizen": _("with a citizen in the hall"),
    "called_away": _("called away by the lead"),
    "returned": _("the return"),
    "clocked_out": _("clocking out"),
    # What ends a time in which nobody was at a counter.
    "attended": _("somebody came"),
    "counter_closed": _("the counter was closed"),
    "hall_closed": _("the hall closed"),
    "nobody_planned": _("the end of the planned time"),
    # Why somebody is absent, or a colleague steps in.
    "leave": _("leave"),
    "sick": _("illness"),
    "errand": _("duty elsewhere"),
    "on_leave": _("recorded absence"),
    "has_not_come": _("had not come"),
    # What a counter asked for beyond the guide.
    "another_paper": _("a paper that is not on the list"),
    "more_copies": _("more copies than the list says"),
    "original": _("an original where the list says a copy"),
    "newer": _("a newer paper, or one with a stamp"),
    "money": _("more money, or a fee that is not named"),
    "another_visit": _("to come again, or to go somewhere else"),
    "other_thing": _("something else"),
    # The languages of the hall.
    "ko": _("Korean"),
    "zh": _("Chinese"),
    "en": _("English"),
}
"""What the codes in a fact's data are called; a code that is not here is shown as it is."""

NOTHING: Sequence[Any] = (None, "", "none", [])
"""Values that tell a reader nothing; their fields are left out."""

VERBATIM = {
    ("case.refused", "basis"),
    ("case.refused", "reason"),
    ("case.refusal_proposed", "basis"),
    ("case.refusal_proposed", "reason"),
    ("case.returned", "reason"),
    ("case.step_done", "step"),
    ("document.issued", "version"),
    ("document.reissued", "version"),
    ("standard.published", "version"),
    ("case.received", "version"),
    ("notice.given", "version"),
    ("case.suspended", "basis"),
    ("case.extended", "reason"),
    ("case.delay_told", "reason"),
    ("case.due_moved", "reason"),
    ("calendar.day_declared", "reason"),
}
"""Fields in which people wrote words of their own: these are no codes."""


# Reasons -------------------------------------------------------------------------------------


def reason_text(reason: Mapping[str, Any]) -> str:
    """A verdict's reason as a sentence in the reader's language.

    ``reason`` is what a finding keeps: ``{"code": …, "values": {…}}``. Empty for a code that
    is not known.
    """
    message = REASONS.get(str(reason.get("code", "")))
    if message is None:
        return ""
    values = {
        name: _reason_value(VALUES.get(name, "plain"), value)
        for name, value in reason.get("values", {}).items()
    }
    for name, words in _FITTING.items():
        if name in values:
            values["expected"] = str(words) % {
                "event": values.get("expected", ""),
                "field": values[name],
            }
    return gettext(message) % values


_FITTING = {
    "same": _("%(event)s (same %(field)s)"),
    "other": _("%(event)s (another %(field)s)"),
}
_ROLES = {"staff": _("staff member"), "counter": _("counter"), "unit": _("unit")}


def _reason_value(manner: str, value: Any) -> str:
    if manner == "kind":
        return kind_label(str(value))
    if manner == "kinds":
        return kinds_text(map(str, value))
    if manner == "field":
        return field_label(str(value))
    if manner == "day":
        return formats.date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    if manner == "moment":
        return moment_text(str(value))
    return value_text(value)


def kinds_text(codes: Iterable[str]) -> str:
    """Kinds of fact, any of which will do, by what they are called."""
    return pgettext("list of events", " / ").join(kind_label(code) for code in codes)


def field_label(field: str) -> str:
    """What a field of a fact is called; the code itself where it has no name."""
    if field in _ROLES:
        return str(_ROLES[field])
    return gettext(FIELDS[field]) if field in FIELDS else field


def fitting_text(event: str, *, same: str | None, other: str | None) -> str:
    """An event with what it must have in common with another, or must not."""
    for name, field in (("same", same), ("other", other)):
        if field is not None:
            event = str(_FITTING[name]) % {"event": event, "field": field_label(field)}
    return event


def moment_text(text: str) -> str:
    """A moment written in ISO 8601, in the reader's language and the centre's zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return formats.date_format(moment, pgettext("date format", "j M Y, H:i"))


def value_text(value: Any) -> str:
    """A value of a fact's data as people say it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, float | int):
        return str(formats.localize(int(value) if float(value).is_integer() else value))
    if isinstance(value, list | tuple):
        return ", ".join(value_text(each) for each in value)
    return str(CODES.get(str(value), value))


# Facts ---------------------------------------------------------------------------------------


class Detail(NamedTuple):
    """One field of a fact as it is told."""

    label: str
    text: str


class ToldMark(NamedTuple):
    """The part that a fact plays in the check that is shown."""

    text: str
    wrong: bool
    """Whether it is what the check finds fault with."""


FAULTS = frozenset({Mark.LATE, Mark.EARLY, Mark.FORBIDDEN, Mark.INSTEAD})


@dataclass(frozen=True)
class ToldFact:
    """A fact as a page shows it."""

    fact: Fact
    details: Sequence[Detail]
    staff: str
    """The staff member's name, else their code; empty where the fact names nobody."""
    proves: bool = False
    """Whether the finding that is shown rests on it."""
    marks: Sequence[ToldMark] = ()


def told_fact(
    fact: Fact,
    directory: Directory = NOBODY,
    *,
    case: str = "",
    proof: Collection[int] = (),
    marks: Iterable[Mark] = (),
) -> ToldFact:
    """Tell one fact; ``case`` is the case that it concerns, by which materials have names."""
    details = [
        Detail(field_label(name), _detail_text(fact.kind, name, value, directory, case))
        for name, value in fact.data.items()
        if value not in NOTHING
    ]
    return ToldFact(
        fact,
        details,
        directory.staff.get(fact.staff, fact.staff),
        fact.pk in proof,
        [
            ToldMark(gettext(MARKS[mark]), mark in FAULTS)
            for mark in sorted(marks, key=[*Mark].index)
        ],
    )


def _detail_text(kind: str, name: str, value: Any, directory: Directory, case: str) -> str:
    declared = KINDS[kind].fields.get(name) if kind in KINDS else None
    if declared == "moment":
        return moment_text(str(value))
    if (kind, name) in VERBATIM:
        return str(value)
    if name == "length":
        return limit_text(str(value), "")
    if name in {"items", "not_applicable"} and isinstance(value, list):
        return ", ".join(_named(directory.materials.get((case, code)), code) for code in value)
    if name == "service":
        return _named(directory.services.get(value), value)
    if name == "further" and isinstance(value, list):
        return ", ".join(_named(directory.services.get(code), code) for code in value)
    if name in {"to_unit", "next_unit"}:
        return _named(directory.units.get(value), value)
    if name == "check":
        return _named(directory.checks.get(value), value)
    if name == "not_kept" and isinstance(value, list):
        return ", ".join(_named(directory.observed.get(code), code) for code in value)
    if name in {"backup", "stands_in_for", "confirmed_by", "to_staff"}:
        return directory.staff.get(value, value)
    if name in {"alternative", "to_counter", "told"}:
        return gettext("Counter %(counter)s") % {"counter": value}
    if name == "kind" and kind.startswith("document."):
        return state_label(value, "document")
    if (kind, name) == ("finding.opened", "outcome"):
        return state_label(value, "outcome")
    return value_text(value)


def _named(names: Mapping[str, str] | None, code: Any) -> str:
    return localized(names) if names else value_text(code)


def object_text(object_type: str, reference: str, directory: Directory = NOBODY) -> str:
    """What names an object to a reader: its reference, with its codes put into words."""
    head, _, rest = reference.partition("/")
    if object_type in {"shift", "absence"} and rest.partition("/")[0] in directory.staff:
        staff, _slash, number = rest.partition("/")
        return f"{head} {directory.staff[staff]}" + (f" ({number})" if number else "")
    if object_type == "self_check" and rest:
        return f"{head} " + gettext("Counter %(counter)s") % {"counter": rest}
    if object_type in {"closure", "pause", "vacancy", "handover"} and rest:
        counter = gettext("Counter %(counter)s") % {"counter": head}
        return f"{counter}, {moment_text(rest)}"
    if object_type == "case" and rest.count("/") == 1:
        ticket, service = rest.split("/")
        if service in directory.services:
            return f"{head}/{ticket} {localized(directory.services[service])}"
    if object_type == "standard":
        return reference[:10]
    return reference
