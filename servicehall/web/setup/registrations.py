"""The set-up pages: the hall and what it offers can be changed, the record can only be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Field, ForeignKey, ManyToManyField, Max, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.admin import ModelAdmin, TabularInline  # type: ignore[import-untyped]
from unfold.forms import (  # type: ignore[import-untyped]
    AdminPasswordChangeForm,
    UserChangeForm,
    UserCreationForm,
)

from servicehall.catalogue.actions import publish_draft
from servicehall.catalogue.forms import address
from servicehall.catalogue.models import RequiredMaterial, ServiceItem
from servicehall.catalogue.said import questions_of
from servicehall.catalogue.situation import faults
from servicehall.evidence.models import Fact, FactObject
from servicehall.hall.models import Centre, Counter, StaffMember, Unit
from servicehall.hall.roles import may
from servicehall.web.desks import member_of
from servicehall.web.setup.columns import CalledChoices, column, flat
from servicehall.web.setup.forms import NamesField, ServiceItemForm, readable_code
from servicehall.web.setup.labels import choices_of, help_of
from servicehall.web.setup.places import CentreForm, CounterForm
from servicehall.web.templatetags.servicehall import kind_label, localized

PERMISSION = "set_up"


def centre_of(request: HttpRequest, permission: str) -> int | None:
    """The centre in which the person has the permission by their role; None for nobody."""
    member = member_of(request)
    if member is None or not may(member, permission, centre=member.centre_id):
        return None
    return member.centre_id


def _named(row: Centre | Unit) -> str:
    """A row in a list of choices: its name in the reader's language, and its code."""
    return f"{localized(row.names)} ({row.code})"


def _called(row: Model) -> str:
    """A unit or counter in a list of choices."""
    return _named(row) if isinstance(row, Centre | Unit) else str(getattr(row, "code", row))


class OfCentre(ModelAdmin):  # type: ignore[misc]
    """Pages of rows that belong to a centre, for whoever sets that centre up.

    Superusers see every centre. Nothing is deleted: the record names rows by their codes, and
    codes therefore stay as they were given.
    """

    centre_field = "centre"
    fixed: tuple[str, ...] = ("centre", "code")
    """Fields that can't be changed once the row is there."""

    def _may(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(
            getattr(user, "is_superuser", False) or centre_of(request, PERMISSION) is not None
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the set-up is shown at all."""
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether rows are shown."""
        return self._may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether rows are added."""
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether rows are changed."""
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted."""
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        """What can't be changed any more."""
        return self.fixed if obj is not None else ()

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        """The columns, with choices in the reader's language."""
        return [
            column(self.model, each) if isinstance(each, str) and each in self._fields else each
            for each in super().get_list_display(request)
        ]

    def get_list_filter(self, request: HttpRequest) -> Sequence[Any]:
        """The filters, with choices in the reader's language."""
        label = self.model._meta.label
        return [
            (each, CalledChoices) if isinstance(each, str) and choices_of(label, each) else each
            for each in super().get_list_filter(request)
        ]

    @property
    def _fields(self) -> set[str]:
        return {each.name for each in self.model._meta.get_fields()}

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """A field with its help, and its choices in the reader's language."""
        found: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        label = self.model._meta.label
        if found is None:
            return None
        found.help_text = str(help_of(label, db_field.name)) or found.help_text
        called = choices_of(label, db_field.name)
        if called and isinstance(found, forms.ChoiceField):
            found.choices = [(code, called.get(code, text)) for code, text in flat(found.choices)]
        return found

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField[Any] | None:
        """Offer only units and counters of the person's own centre."""
        related = db_field.related_model
        assert isinstance(related, type)
        if not getattr(request.user, "is_superuser", False):
            kwargs["queryset"] = related._default_manager.filter(
                centre=centre_of(request, PERMISSION)
            )
        found: forms.ModelMultipleChoiceField[Any] | None = super().formfield_for_manytomany(
            db_field, request, **kwargs
        )
        if found is not None:
            found.label_from_instance = _called  # type: ignore[method-assign, assignment]
        return found

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of the person's own centre; all of them for a superuser."""
        rows: QuerySet[Any] = super().get_queryset(request)
        if getattr(request.user, "is_superuser", False):
            return rows
        return rows.filter(**{self.centre_field: centre_of(request, PERMISSION)})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new row begins in the person's own centre."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        return {"centre": centre_of(request, PERMISSION)} | initial

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer only rows of the person's own centre."""
        centre = centre_of(request, PERMISSION)
        superuser = getattr(request.user, "is_superuser", False)
        related = db_field.related_model
        if not superuser and isinstance(related, type) and related is not User:
            field = "pk" if related is Centre else "centre"
            kwargs["queryset"] = related._default_manager.filter(**{field: centre})
        found: forms.ModelChoiceField[Any] | None = super().formfield_for_foreignkey(
            db_field, request, **kwargs
        )
        if found is not None:
            found.required = not db_field.null
            if related in (Centre, Unit):
                found.label_from_instance = _named  # type: ignore[method-assign, assignment]
        return found


class NamedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row with a name in each language."""

    names = NamesField(label=_("Name"))


@admin.register(Centre)
class CentreAdmin(OfCentre):
    """Centres: a new one is founded by a superuser."""

    form = CentreForm
    centre_field = "pk"
    fixed = ("code",)
    list_display = ("code", "name", "jurisdiction", "timezone", "opens", "closes")
    fieldsets = (
        (None, {"fields": ("code", "names", "jurisdiction", "timezone", "receives")}),
        (
            _("Hours and tickets"),
            {
                "fields": (
                    "opens",
                    "closes",
                    "hours",
                    "days_off",
                    "last_ticket_before",
                    "kiosks_registered_only",
                    "phone_tickets",
                    "supervision_phone",
                )
            },
        ),
        (
            _("Calling and waiting"),
            {
                "fields": (
                    "recall_pause",
                    "recall_most",
                    "return_within",
                    "priority_worth",
                    "wait_promise",
                    "tell_at",
                )
            },
        ),
        (
            _("Appointments"),
            {"fields": ("appointment_early", "appointment_late", "appointment_hold")},
        ),
        (_("Posts"), {"fields": ("backup_after", "unattended_after", "away_most")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only superusers found centres."""
        return bool(getattr(request.user, "is_superuser", False))

    @admin.display(description=_("Name"))
    def name(self, row: Centre) -> str:
        """The name in the reader's language."""
        return localized(row.names)


@admin.register(Unit)
class UnitAdmin(OfCentre):
    """Units with counters in the hall."""

    form = NamedForm
    list_display = ("code", "name", "unit_type", "prefix", "centre")
    fields = ("centre", "code", "names", "unit_type", "prefix", "phone", "daily_quota")

    @admin.display(description=_("Name"))
    def name(self, row: Unit) -> str:
        """The name in the reader's language."""
        return localized(row.names)


@admin.register(Counter)
class CounterAdmin(OfCentre):
    """Counters; whether one is open is a matter of duty, not of set-up."""

    form = CounterForm
    list_display = ("code", "unit_name", "further_units", "state", "centre")
    list_select_related = ("unit", "centre")
    fields = ("centre", "unit", "code", "also_serves", "state_name")
    readonly_fields = ("state_name",)
    fixed = ("centre", "code", "state_name")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        """The state is never set by hand."""
        return self.fixed if obj is not None else ("state_name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The counters with all units that they serve, in one statement more."""
        return super().get_queryset(request).prefetch_related("also_serves")

    @admin.display(description=_("State"), ordering="state")
    def state_name(self, row: Counter) -> str:
        """The state in the reader's language."""
        return str(choices_of("hall.Counter", "state").get(row.state, row.state))

    @admin.display(description=_("Also serves"))
    def further_units(self, row: Counter) -> str:
        """The units that it serves beside its own."""
        return ", ".join(localized(each.names) for each in row.also_serves.all())

    @admin.display(description=_("Unit"))
    def unit_name(self, row: Counter) -> str:
        """The unit's name in the reader's language."""
        return localized(row.unit.names)


@admin.register(StaffMember)
class StaffMemberAdmin(OfCentre):
    """Staff with their one role; the user is whom they sign in as."""

    list_display = ("code", "name", "role", "unit_name", "user")
    list_filter = ("role", ("unit", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("unit", "centre", "user")
    search_fields = ("code", "name")
    fields = ("centre", "code", "name", "role", "unit", "user")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        """Only a superuser says as which user somebody signs in: it gives away their rights."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if getattr(request.user, "is_superuser", False) else (*fixed, "user")

    @admin.display(description=_("Unit"))
    def unit_name(self, row: StaffMember) -> str:
        """The unit's name in the reader's language."""
        return localized(row.unit.names) if row.unit else ""


class MaterialForm(forms.ModelForm):  # type: ignore[type-arg]
    """A required material with its texts in each language."""

    names = NamesField(label=_("Name"))
    issuer = NamesField(label=_("Issuer"), required=False)
    when = NamesField(label=_("When it is needed"), required=False)
    form = forms.ChoiceField(
        label=pgettext_lazy("material", "Form"),
        choices=[
            ("original", _("Original, handed in")),
            ("copy", _("Copy")),
            ("form", _("Form to fill in")),
            ("shown", _("Only shown, you keep it")),
        ],
    )
    weight = forms.ChoiceField(
        label=pgettext_lazy("material", "Weight"),
        choices=[
            ("main", _("Main: nothing is accepted without it")),
            ("minor", _("Minor: may be promised in writing")),
        ],
        required=False,
    )

    class Meta:
        model = RequiredMaterial
        fields = (
            "position",
            "code",
            "names",
            "form",
            "copies",
            "issuer",
            "when",
            "condition",
            "sample",
            "weight",
        )

    def clean_weight(self) -> str:
        """Main where nothing else is said."""
        return str(self.cleaned_data["weight"] or "main")

    def clean_code(self) -> str:
        """A code as the catalogue's file has it."""
        return readable_code(self.cleaned_data["code"])

    def clean_sample(self) -> str:
        """The address of an example that a browser can open."""
        try:
            return address(self.cleaned_data["sample"])
        except ValueError:
            raise forms.ValidationError(_("Write an address such as https://…")) from None


class MaterialFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """All materials of an item, whose conditions speak of its questions and of each other."""

    def clean(self) -> None:
        """Refuse conditions on what is not there, and materials that need one another."""
        super().clean()
        rows = [form for form in self.forms if form.cleaned_data and not form.errors]
        questions = questions_of(self.instance)
        for place, told in faults([form.instance for form in rows], questions):
            if place[0] == "materials" and isinstance(place[1], int):
                name = "condition" if place[-1] == "condition" else "code"
                rows[place[1]].add_error(name, told)
            else:
                raise forms.ValidationError(told)
        for form in rows:
            if form.instance.condition and not form.instance.when:
                form.add_error("when", _("Say in words too when it is needed."))


class MaterialInline(TabularInline):  # type: ignore[misc]
    """The materials of a service item."""

    model = RequiredMaterial
    form = MaterialForm
    formset = MaterialFormSet
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As the service item's."""
        return True

    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As the service item's."""
        return True


@admin.register(ServiceItem)
class ServiceItemAdmin(OfCentre):
    """Service items: what is saved becomes the next version, and old cases keep theirs."""

    form = ServiceItemForm
    inlines = (MaterialInline,)
    fixed = ()
    save_as = True
    save_as_continue = False
    list_display = (
        "code",
        "version",
        "status",
        "valid_from",
        "name",
        "unit_name",
        "case_class",
        "promised_limit",
        "fee",
    )
    list_filter = (("unit", admin.RelatedOnlyFieldListFilter), "status", "case_class")
    list_select_related = ("unit", "centre")
    search_fields = ("code",)
    ordering = ("code", "-version")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save every change as a row of its own: a published version never changes."""
        if request.method == "POST" and object_id is not None:
            sent = request.POST.copy()
            sent["_saveasnew"] = "1"
            request.POST = sent  # type: ignore[assignment]
        answer: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        return answer

    def save_model(self, request: HttpRequest, obj: ServiceItem, form: Any, change: bool) -> None:
        """Write it as the draft of the next version of its code, in place of an earlier draft."""
        rows = ServiceItem.objects.filter(centre=obj.centre, code=obj.code)
        rows.filter(status=ServiceItem.Status.DRAFT).delete()
        obj.version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
        obj.reference = f"{obj.code}/{obj.version}"
        obj.status, obj.valid_from = ServiceItem.Status.DRAFT, None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Publish it with its materials, unless it is kept as a draft."""
        super().save_related(request, form, formsets, change)
        if form.cleaned_data["keep_as_draft"]:
            return
        draft, at = form.instance, timezone.now()
        publish_draft(
            draft=draft,
            since=form.cleaned_data["valid_from"]
            or at.astimezone(ZoneInfo(draft.centre.timezone)).date(),
            by=None if getattr(request.user, "is_superuser", False) else member_of(request),
            at=at,
        )

    @admin.display(description=_("Name"))
    def name(self, row: ServiceItem) -> str:
        """The name in the reader's language."""
        return localized(row.names)

    @admin.display(description=_("Unit"))
    def unit_name(self, row: ServiceItem) -> str:
        """The unit's name in the reader's language."""
        return localized(row.unit.names)


class Read(ModelAdmin):  # type: ignore[misc]
    """Pages that only show."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds to the record by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes the record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes from the record."""
        return False


class PlaceInline(TabularInline):  # type: ignore[misc]
    """The objects that a fact concerns."""

    model = FactObject
    fields = ("object_type", "object_id", "seq")
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As the fact's."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody adds to the record by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes the record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes from the record."""
        return False


@admin.register(Fact)
class FactAdmin(Read):
    """The record, without its personal fields."""

    list_display = ("happened", "kind_name", "unit", "counter", "staff", "centre")
    list_filter = ("kind",)
    search_fields = ("staff", "counter")
    ordering = ("-happened", "-pk")
    inlines = (PlaceInline,)
    show_full_result_count = False

    def _may(self, request: HttpRequest) -> bool:
        return bool(
            getattr(request.user, "is_superuser", False)
            or centre_of(request, "see_record") is not None
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the record is shown at all."""
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether facts are shown."""
        return self._may(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Fact]:
        """The facts of the person's own centre; all of them for a superuser."""
        rows: QuerySet[Fact] = super().get_queryset(request)
        if getattr(request.user, "is_superuser", False):
            return rows
        member = member_of(request)
        return rows.filter(centre=member.centre.code) if member else rows.none()

    @admin.display(description=_("What happened"), ordering="kind")
    def kind_name(self, fact: Fact) -> str:
        """The kind of fact in the reader's language."""
        return kind_label(fact.kind)


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class StaffUserAdmin(UserAdmin, ModelAdmin):  # type: ignore[misc, type-arg]
    """Who can sign in; Django's own page in the look of the others, for superusers."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Sign-in"), {"fields": ("is_active", "is_staff", "is_superuser", "last_login")}),
    )
    list_display = ("username", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    filter_horizontal = ()
