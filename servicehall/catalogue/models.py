"""What citizens come for: service items, the materials they need, on what law, by when."""

from __future__ import annotations

from datetime import date

from django.db import models

from servicehall.hall.models import Centre, Counter, Unit

EVER = date.min
"""From when a version holds that was there before anybody gave a day."""


class ServiceItem(models.Model):
    """A version of a service that the hall gives, with its legal basis, fee, limits and route.

    Of an item, that published version is in force which began last; a later one ends it. So no
    two are in force on one day, as no two begin on one. What is published never changes.
    """

    OBJECT = "service"

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    class CaseClass(models.TextChoices):
        IMMEDIATE = "immediate"
        DATED = "dated"
        JOINT = "joint"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="services")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="services")
    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    reference = models.CharField(max_length=60, blank=True)
    """Code and version, such as ``passport/2``: what facts name it by."""
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PUBLISHED)
    valid_from = models.DateField(null=True, blank=True, default=EVER)
    """The first day of the hall on which it is in force; None for a draft."""
    valid_until = models.DateField(null=True, blank=True)
    """The last day; None until a later version begins."""
    names = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    icon = models.CharField(max_length=20, blank=True)
    case_class = models.CharField(max_length=10, choices=CaseClass.choices)
    statutory_limit = models.CharField(max_length=20)
    """Such as ``3 hours`` or ``7 days``, working time of the centre's jurisdiction."""
    promised_limit = models.CharField(max_length=20)
    fee = models.PositiveIntegerField(default=0)
    """In the smallest unit that the jurisdiction's currency is quoted in (won, yuan)."""
    legal_basis = models.JSONField(default=list)
    """Each ``{"law": names, "article": text, "text": what the article says}``."""
    eligibility = models.JSONField(default=list, blank=True)
    """Who may apply and what must hold for it: each ``{"text": names}``, in order."""
    next_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    """Where the citizen goes next, where one counter does not do all."""
    further_units = models.JSONField(default=list, blank=True)
    """Codes of the units after the next one, in order."""
    questions = models.JSONField(default=list, blank=True)
    """Each ``{"code": …, "text": names, "options": [{"code": …, "names": …}]}``."""
    stages = models.JSONField(default=list, blank=True)
    """Each ``{"code": …, "names": …, "limit": "1 day", "unit": code or None}``, in order."""
    daily_quota = models.PositiveIntegerField(null=True, blank=True)
    """How many tickets for it are given a day; None without a limit."""
    hours = models.JSONField(default=dict, blank=True)
    """When it is received, by weekday and within the hall's hours; empty for as long as those."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "code", "version"), name="one_service_item_a_version"
            ),
            models.UniqueConstraint(
                fields=("centre", "code", "valid_from"),
                condition=models.Q(status="published"),
                name="one_version_begins_a_day",
            ),
            models.UniqueConstraint(
                fields=("centre", "code"),
                condition=models.Q(status="draft"),
                name="one_draft_a_service_item",
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft") | models.Q(valid_from__isnull=False),
                name="a_published_version_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="a_version_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class RequiredMaterial(models.Model):
    """A paper that the citizen brings for a service item."""

    service = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="materials")
    code = models.SlugField(max_length=40)
    position = models.PositiveIntegerField()
    names = models.JSONField(default=dict)
    form = models.CharField(max_length=10, default="original")
    """``original``, ``copy``, ``form`` (to be filled in) or ``shown`` (looked at, given back)."""
    copies = models.PositiveIntegerField(default=1)
    weight = models.CharField(max_length=10, default="main")
    """``main``, or ``minor``: may be brought after acceptance, on a written promise (容缺受理)."""
    issuer = models.JSONField(default=dict)
    when = models.JSONField(default=dict)
    """When it is needed, in words, where not always."""
    condition = models.CharField(max_length=1000, blank=True)
    """The same as a condition on a citizen's answers: see ``conditions``."""
    sample = models.CharField(max_length=300, blank=True)
    """The address of a filled-in example."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("service", "code"), name="one_material_a_code"),
        )
        ordering = ("position",)

    def __str__(self) -> str:
        return self.code


class GuideStock(models.Model):
    """Printed guides of a service in one language, at a unit or one of its counters (2.5.2)."""

    OBJECT = "guide_stock"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="guide_stocks")
    reference = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="guide_stocks")
    """The unit at whose counters they lie."""
    counter = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, related_name="guide_stocks"
    )
    """The one counter where they lie; None for a rack that the unit's counters share."""
    service_code = models.SlugField(max_length=40)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    """The version of the service item that they were printed from."""
    left = models.PositiveIntegerField()
    low_mark = models.PositiveIntegerField()
    """So many or fewer are too few: it is time to print more."""
    counted_at = models.DateTimeField()
    """When somebody last took, brought or counted some."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "reference"), name="one_guide_stock_a_reference"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def is_low(self) -> bool:
        """Whether it is time to print more."""
        return self.left <= self.low_mark


class GuideReport(models.Model):
    """A citizen's word that a counter asked for something that the guide does not say.

    It is a hint to look there, never proof: nobody's points depend on it. Who told it is not
    known; what was written is personal data of its fact.
    """

    OBJECT = "guide_report"

    class Asked(models.TextChoices):
        ANOTHER_PAPER = "another_paper"
        MORE_COPIES = "more_copies"
        ORIGINAL = "original"
        NEWER = "newer"
        MONEY = "money"
        ANOTHER_VISIT = "another_visit"
        OTHER = "other_thing"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="guide_reports")
    reference = models.CharField(max_length=60)
    service = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="reports")
    """The version of the item whose guide was contradicted."""
    counter = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, related_name="guide_reports"
    )
    asked = models.JSONField(default=list)
    language = models.CharField(max_length=2)
    origin = models.CharField(max_length=64, blank=True)
    """A keyed hash of where it was sent from, kept for a day against floods."""
    fact = models.OneToOneField("evidence.Fact", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("centre", "reported_at"), name="guide_reports_of_centre"),
            models.Index(
                fields=("centre", "origin", "reported_at"), name="guide_reports_by_origin"
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "reference"), name="one_guide_report_a_reference"
            ),
        )

    def __str__(self) -> str:
        return self.reference
