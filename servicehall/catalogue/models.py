"""What citizens come for: service items, the materials they need, on what law, by when."""

from __future__ import annotations

from django.db import models

from servicehall.hall.models import Centre, Unit


class ServiceItem(models.Model):
    """A service that the hall gives, with its legal basis, fee, limits and route."""

    class CaseClass(models.TextChoices):
        IMMEDIATE = "immediate"
        DATED = "dated"
        JOINT = "joint"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="services")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="services")
    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
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
    """Each ``{"law": names, "article": text}``."""
    next_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    """Where the citizen goes next, where one counter does not do all."""
    daily_quota = models.PositiveIntegerField(null=True, blank=True)
    """How many tickets for it are given a day; None without a limit."""
    hours = models.JSONField(default=dict, blank=True)
    """When it is received, by weekday and within the hall's hours; empty for as long as those."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "code", "version"), name="one_service_item_a_version"
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
    issuer = models.JSONField(default=dict)
    when = models.JSONField(default=dict)
    """When it is needed, where not always."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("service", "code"), name="one_material_a_code"),
        )
        ordering = ("position",)

    def __str__(self) -> str:
        return self.code
