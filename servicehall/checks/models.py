"""Standards once published: the whole document, its hash, and where it is in force since when."""

from __future__ import annotations

from django.db import models


class PublishedStandard(models.Model):
    """A pack as it was published; its SHA-256 names it for ever."""

    OBJECT = "standard"

    sha256 = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    document = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("name", "version"), name="one_standard_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def reference(self) -> str:
        """What names it in facts: the start of its SHA-256, which no other standard shares."""
        return self.sha256[:40]


class InForce(models.Model):
    """From which day a published standard binds a centre."""

    centre = models.CharField(max_length=40)
    standard = models.ForeignKey(PublishedStandard, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "since"), name="one_standard_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.centre} since {self.since}"
