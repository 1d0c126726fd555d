"""The questions that were asked: noted in a few keys, owned, answered, passed on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from servicehall.evidence.actions import Refused
from servicehall.hall.queries import shift_worked
from servicehall.hall.roles import may
from servicehall.voices import actions
from servicehall.voices.models import FirstContact
from servicehall.voices.queries import (
    open_questions_of,
    open_questions_of_unit,
    questions,
    questions_passed_to,
)
from servicehall.voices.standing import may_take_over, owns
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.counter.views import key_of, see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.refusals import message
from servicehall.web.voices.forms import AnswerForm, PlaceForm, QuestionForm, ReasonForm
from servicehall.worktime.calendars import OutsideCalendar

MOST = 100


@dataclass
class Asked:
    """The questions that the reader sees: their own, what waits for them, their unit's."""

    desk: Desk
    opened: int = 0
    """The question whose steps stay open, since something was wrong in one."""

    @cached_property
    def leads(self) -> bool:
        """Whether the reader answers for the questions of a unit."""
        unit = self.desk.staff.unit_id
        return may(self.desk.member, "reassign", centre=self.desk.centre.pk, unit=unit)

    @property
    def may_note_matter(self) -> bool:
        """Whether the reader takes up what could not be got done."""
        centre = self.desk.centre.pk
        return any(
            may(self.desk.member, each, centre=centre) for each in ("serve", "handle_matters")
        )

    @cached_property
    def own(self) -> list[FirstContact]:
        """What the reader owns."""
        return list(open_questions_of(self.desk.staff)[:MOST])

    @cached_property
    def passed(self) -> list[FirstContact]:
        """What waits for the reader to take it over."""
        return list(questions_passed_to(self.desk.staff, leads=self.leads)[:MOST])

    @cached_property
    def of_unit(self) -> list[FirstContact]:
        """What colleagues own, for who leads the unit or watches over the hall."""
        if self.leads and self.desk.staff.unit is not None:
            unit = self.desk.staff.unit
        elif may(self.desk.member, "see_record", centre=self.desk.centre.pk):
            unit = None
        else:
            return []
        found = open_questions_of_unit(unit, centre=self.desk.centre)
        seen = {each.pk for each in (*self.own, *self.passed)}
        return [each for each in found[:MOST] if each.pk not in seen]

    @cached_property
    def places(self) -> PlaceForm:
        """The colleagues and units that a question can be passed to."""
        return PlaceForm(self.desk.centre, self.desk.staff)


@never_cache
@desk("serve", "see_unit")
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """My open questions, and a question to note."""
    form = QuestionForm(desk.centre, desk.staff, request.POST if request.POST else None)
    if request.method == "POST":
        return _note(request, desk, form)
    part = "#passed" if request.headers.get("HX-Request") else ""
    return _show(request, desk, form=form, part=part)


@require_POST
@desk("serve", "see_unit")
def step(request: HttpRequest, desk: Desk, question: int, verb: str) -> HttpResponse:
    """Answer a question, show the way, pass it on, take it over."""
    found = _in_sight(desk, question)
    if verb not in STEPS:
        raise Http404
    make, do = STEPS[verb]
    form = make(request, desk) if make else None
    if form is None or form.is_valid():
        try:
            do(request, desk, found, form)
            return see_other(reverse("questions", args=[desk.centre.code]))
        except (Refused, OutsideCalendar) as refused:
            return _show(request, desk, problem=message(refused), status=UNPROCESSABLE)
    wrong = " ".join(str(each) for errors in form.errors.values() for each in errors)
    return _show(request, desk, problem=wrong, opened=found.pk, status=UNPROCESSABLE)


def _show(
    request: HttpRequest,
    desk: Desk,
    *,
    form: QuestionForm | None = None,
    problem: str = "",
    opened: int = 0,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "asked": Asked(desk, opened),
        "form": form or QuestionForm(desk.centre, desk.staff),
        "problem": problem,
        "back": request.GET.get("back") or request.POST.get("back", ""),
        "now": desk.at,
        "live": desk.centre.code,
    }
    return render(request, f"voices/questions.html{part}", context, status=status)


def _note(request: HttpRequest, desk: Desk, form: QuestionForm) -> HttpResponse:
    if form.is_valid():
        given = form.cleaned_data
        serves = may(desk.member, "serve", centre=desk.centre.pk)
        shift = shift_worked(desk.staff) if serves else None
        try:
            actions.note_question(
                text=given["text"],
                language=given["language"],
                outcome=given["outcome"],
                reached=given["reached"],
                shown=given["shown"],
                counter=shift.counter if shift else None,
                by=desk.staff,
                at=desk.at,
                key=key_of(request),
                **form.place.chosen(given["to"]),  # type: ignore[arg-type]
            )
        except Refused as refused:
            form.add_error(FIELDS.get(refused.code), message(refused))
        except OutsideCalendar as outside:
            form.add_error(None, message(outside))
        else:
            messages.success(request, _("The question is noted."))
            back = "counter" if request.POST.get("back") == "counter" and serves else "questions"
            return see_other(reverse(back, args=[desk.centre.code]))
    return _show(request, desk, form=form, status=UNPROCESSABLE)


FIELDS = {"no_way_to_reach": "reached", "nobody_named": "to", "no_question": "text"}
"""The field at which a refusal is shown."""


def _in_sight(desk: Desk, pk: int) -> FirstContact:
    """A question that the reader owns, or that was passed to them; 404 for any other."""
    found = questions().filter(pk=pk, centre=desk.centre).first()
    if found is None or not (owns(found, desk.staff) or may_take_over(found, desk.staff)):
        raise Http404
    return found


Do = Callable[[HttpRequest, Desk, FirstContact, forms.Form | None], object]
Make = Callable[[HttpRequest, Desk], forms.Form]


def _answer(
    request: HttpRequest, desk: Desk, question: FirstContact, form: forms.Form | None
) -> None:
    assert form is not None
    actions.answer_question(
        question=question,
        answer=form.cleaned_data["answer"],
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _refer(
    request: HttpRequest, desk: Desk, question: FirstContact, form: forms.Form | None
) -> None:
    assert isinstance(form, PlaceForm)
    actions.refer_question(
        question=question,
        shown=True,
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
        **form.place.chosen(form.cleaned_data["to"]),  # type: ignore[arg-type]
    )


def _hand_over(
    request: HttpRequest, desk: Desk, question: FirstContact, form: forms.Form | None
) -> None:
    assert isinstance(form, PlaceForm)
    actions.hand_over_question(
        question=question,
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
        **form.place.chosen(form.cleaned_data["to"]),  # type: ignore[arg-type]
    )


def _report_up(
    request: HttpRequest, desk: Desk, question: FirstContact, form: forms.Form | None
) -> None:
    actions.report_question_up(question=question, by=desk.staff, at=desk.at, key=key_of(request))


def _take_over(
    request: HttpRequest, desk: Desk, question: FirstContact, form: forms.Form | None
) -> None:
    actions.take_over_question(question=question, by=desk.staff, at=desk.at, key=key_of(request))


def _decline(
    request: HttpRequest, desk: Desk, question: FirstContact, form: forms.Form | None
) -> None:
    assert form is not None
    actions.decline_question(
        question=question,
        reason=form.cleaned_data["reason"],
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _place(request: HttpRequest, desk: Desk) -> PlaceForm:
    return PlaceForm(desk.centre, desk.staff, request.POST)


STEPS: Mapping[str, tuple[Make | None, Do]] = {
    "answer": (lambda request, _desk: AnswerForm(request.POST), _answer),
    "refer": (_place, _refer),
    "hand-over": (_place, _hand_over),
    "report-up": (None, _report_up),
    "take-over": (None, _take_over),
    "decline": (lambda request, _desk: ReasonForm(request.POST), _decline),
}
"""The form and the action of each step."""
