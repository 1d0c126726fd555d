"""What is filled in about questions and unresolved matters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from servicehall.hall.models import Centre, Counter, StaffMember, Unit
from servicehall.voices.models import UnresolvedMatter
from servicehall.web.signs import sign_of
from servicehall.web.templatetags.servicehall import localized

Sent = Any

LANGUAGES: dict[str, str] = {"ko": "한국어", "zh": "中文", "en": "English"}

OUTCOMES: tuple[tuple[str, Any], ...] = (
    ("answer", _("I answered it")),
    ("refer", _("I showed the way to who can answer")),
    ("hand_over", _("I pass it on; it stays mine until it is taken over")),
    ("keep", _("I find out and answer later")),
    ("report_up", _("Nobody knows whose it is: I report it up to my lead")),
)


def language_now() -> str:
    """The reader's language, as the hall calls it."""
    return (get_language() or "ko").partition("-")[0]


def _text(label: Any, required: Any, *, rows: int = 3, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
    )


def _reached(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Telephone number or e-mail address"),
        help_text=_("Only to answer this; it is erased once that is long over."),
        max_length=254,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write where the citizen can be reached.")},
    )


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Language of the citizen"),
        choices=[(code, LANGUAGES[code]) for code in ("ko", "zh", "en")],
        initial=language_now,
    )


class PlaceField(forms.ChoiceField):
    """A colleague, or a unit as a whole, of the centre."""

    def fill(self, centre: Centre, *, but: int = 0, whole: bool = True) -> None:
        """Offer the units and who belongs to them, without one member (primary key)."""
        groups: dict[int, tuple[Unit, list[StaffMember]]] = {}
        for unit in Unit.objects.filter(centre=centre).order_by("pk"):
            groups[unit.pk] = (unit, [])
        staff = StaffMember.objects.filter(centre=centre, unit__isnull=False)
        for member in staff.order_by("name"):
            if member.pk != but and member.unit_id is not None:
                groups[member.unit_id][1].append(member)
        self.units = {f"unit:{unit.code}": unit for unit, _staff in groups.values()}
        self.members = {
            f"staff:{member.code}": member for _unit, staff in groups.values() for member in staff
        }
        choices: list[tuple[str, Any]] = [("", gettext("choose"))]
        for unit, people in groups.values():
            whoever = [(f"unit:{unit.code}", gettext("Anybody of this unit"))] if whole else []
            named = [(f"staff:{member.code}", member.name) for member in people]
            if whoever or named:
                choices.append((localized(unit.names), [*whoever, *named]))
        self.choices = choices

    def chosen(self, value: str) -> dict[str, Unit | StaffMember | None]:
        """The unit or the member that a value names, as actions take them."""
        return {"to_unit": self.units.get(value), "to_member": self.members.get(value)}


class QuestionForm(forms.Form):
    """A question, and what was done with it at once; a few keys are enough for one answered."""

    text = forms.CharField(
        label=_("What was asked"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        error_messages={"required": _("Write what was asked, in a few words.")},
    )
    outcome = forms.ChoiceField(
        label=_("What you did"), choices=OUTCOMES, initial="answer", widget=forms.RadioSelect
    )
    to = PlaceField(label=_("To whom"), required=False)
    shown = forms.BooleanField(
        label=_("I showed where it is, or went along"), required=False, initial=True
    )
    reached = _reached(required=False)
    language = _language()

    def __init__(self, centre: Centre, member: StaffMember, data: Sent = None) -> None:
        super().__init__(data, auto_id="question_%s")
        field = self.fields["to"]
        assert isinstance(field, PlaceField)
        field.fill(centre, but=member.pk)
        self.place = field


class AnswerForm(forms.Form):
    """What the citizen was answered."""

    answer = _text(_("Answer"), _("Write what you answered."))


class PlaceForm(forms.Form):
    """Whom a question is shown or passed on to."""

    to = PlaceField(label=_("To whom"), error_messages={"required": _("Choose to whom.")})

    def __init__(self, centre: Centre, member: StaffMember, data: Sent = None) -> None:
        super().__init__(data)
        field = self.fields["to"]
        assert isinstance(field, PlaceField)
        field.fill(centre, but=member.pk)
        self.place = field


class ReasonForm(forms.Form):
    """Why."""

    reason = _text(_("Reason"), _("Write the reason."), rows=2)

    def __init__(self, data: Sent = None, *, prefix: str = "reason") -> None:
        super().__init__(data, auto_id=f"{prefix}_%s")


class UnresolvedForm(forms.Form):
    """What could not be got done: the citizen's own form."""

    text = _text(
        _("What could you not get done, and where?"),
        _("Write what you could not get done."),
        rows=5,
        hint=_("Such as: I came three times, and each counter sent me to the other one."),
    )
    reached = forms.CharField(
        label=_("Where can we reach you?"),
        help_text=_("Telephone number or e-mail address. We contact you on the same working day."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
        error_messages={"required": _("Write where we can reach you.")},
    )
    counter = forms.ModelChoiceField(
        Counter.objects.none(), label=_("At which counter?"), required=False, to_field_name="code"
    )
    number = forms.CharField(
        label=_("Number of your case"),
        help_text=_("If it is about one; it stands on your receipt."),
        max_length=300,
        required=False,
    )
    code = forms.CharField(label=pgettext_lazy("case", "Code"), max_length=40, required=False)

    def __init__(self, centre: Centre, data: Sent = None, *, initial: Any = None) -> None:
        super().__init__(data, auto_id="unresolved_%s", initial=initial)
        field = self.fields["counter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Counter.objects.filter(centre=centre).select_related("unit").order_by("pk")
        field.empty_label = gettext("I don't know")
        field.label_from_instance = lambda each: f"{each.code} {localized(each.unit.names)}"  # type: ignore[method-assign,assignment]


class MatterForm(forms.Form):
    """What could not be got done, as a member of staff notes it at the desk."""

    text = _text(
        _("What could not be got done"), _("Write what the citizen could not get done."), rows=4
    )
    reached = _reached()
    language = _language()
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit that it is about"), required=False, to_field_name="code"
    )
    case = forms.CharField(label=_("Number of the case"), max_length=60, required=False)
    ticket = forms.CharField(
        label=_("Ticket of today"),
        help_text=_("Such as A012; or the day and the ticket, 2026-11-09/A012."),
        max_length=60,
        required=False,
    )
    about = PlaceField(
        label=_("About a colleague"),
        help_text=_("Whom the citizen names. It is handled by somebody else."),
        required=False,
    )

    def __init__(self, centre: Centre, data: Sent = None) -> None:
        super().__init__(data, auto_id="matter_%s")
        unit, about = self.fields["unit"], self.fields["about"]
        assert isinstance(unit, forms.ModelChoiceField)
        assert isinstance(about, PlaceField)
        unit.queryset = Unit.objects.filter(centre=centre).order_by("pk")
        unit.empty_label = gettext("not known")
        unit.label_from_instance = lambda each: localized(each.names)  # type: ignore[method-assign,assignment]
        about.fill(centre, whole=False)
        self.about_field = about


class ClassForm(forms.Form):
    """What kind of matter it is, and what class of problem it shows."""

    kind = forms.ChoiceField(label=_("How much it takes"), widget=forms.RadioSelect)
    cause = forms.ChoiceField(label=_("Class of problem"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit that it is about"), required=False, to_field_name="code"
    )

    def __init__(self, matter: UnresolvedMatter, data: Sent = None) -> None:
        super().__init__(
            data,
            auto_id="class_%s",
            initial={
                "kind": matter.kind or "complex",
                "cause": matter.cause,
                "unit": matter.unit.code if matter.unit else None,
            },
        )
        kind, cause, unit = (self.fields[name] for name in ("kind", "cause", "unit"))
        kind.choices = kinds()  # type: ignore[attr-defined]
        cause.choices = [("", gettext("choose")), *causes()]  # type: ignore[attr-defined]
        unit.queryset = Unit.objects.filter(centre=matter.centre_id).order_by("pk")  # type: ignore[attr-defined]
        unit.empty_label = gettext("not known")  # type: ignore[attr-defined]
        unit.label_from_instance = lambda each: localized(each.names)  # type: ignore[attr-defined]


def kinds() -> list[tuple[str, str | Promise]]:
    """The kinds of matter, each with how long it takes."""
    return [(each, sign_of(each, "matter_kind").label) for each in UnresolvedMatter.Kind.values]


def causes() -> list[tuple[str, str | Promise]]:
    """The classes of problem, each with its words."""
    return [(each, sign_of(each, "cause").label) for each in UnresolvedMatter.Cause.values]


class ExtendForm(ReasonForm):
    """By how many working days a matter is extended, and why."""

    count = forms.IntegerField(label=_("Working days more"), min_value=1, max_value=15)

    field_order = ("count", "reason")


class DoneForm(forms.Form):
    """What was done."""

    done = _text(
        _("What was done"),
        _("Write what was done; the citizen reads it."),
        hint=_("The citizen reads it."),
    )

    def __init__(self, data: Sent = None) -> None:
        super().__init__(data, auto_id="done_%s")


class ExplainForm(ReasonForm):
    """On what rule and for what reason it can't be done."""

    basis = forms.CharField(
        label=_("Rule that it rests on"),
        max_length=200,
        error_messages={"required": _("Name the rule.")},
    )

    field_order = ("basis", "reason")


class MeasureForm(forms.Form):
    """By what a class of problem is to end."""

    measure = forms.CharField(
        label=_("Measure"),
        max_length=500,
        error_messages={"required": _("Write the measure.")},
    )
