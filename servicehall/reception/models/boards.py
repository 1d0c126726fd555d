"""Boards: what each screen in the waiting hall shows and says, as data."""

from __future__ import annotations

from django.db import models

from servicehall.hall.models import Centre, Counter, Unit

LANGUAGES = ("ko", "zh", "en")
"""The languages that a board can show and speak, in their usual order."""


def all_parts() -> list[str]:
    """Every part of a board."""
    return list(BoardLayout.Part.values)


def all_languages() -> list[str]:
    """Every language of the hall, in its usual order."""
    return list(LANGUAGES)


class BoardLayout(models.Model):
    """What one or more screens show: whose calls, which parts, in which languages, how large.

    A row that is not saved is the board that every centre has without setting anything up.
    """

    class Part(models.TextChoices):
        CALLS = "calls"
        RECENT = "recent"
        WAITS = "waits"
        NOTICES = "notices"

    class Scheme(models.TextChoices):
        DARK = "dark"
        LIGHT = "light"
        CONTRAST = "contrast"

    class Size(models.TextChoices):
        NORMAL = "normal"
        LARGE = "large"
        LARGEST = "largest"

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="board_layouts")
    code = models.SlugField(max_length=40)
    names = models.JSONField(default=dict, blank=True)
    """What the screen is called; empty where the centre's name says enough."""
    units = models.ManyToManyField(Unit, related_name="+", blank=True)
    """Whose calls and waits it shows; none means all."""
    counters = models.ManyToManyField(Counter, related_name="+", blank=True)
    """To which counters it shows the way; none means all."""
    parts = models.JSONField(default=all_parts)
    shown = models.JSONField(default=list, blank=True)
    """The languages that it is written in, in turn; empty means the language of its visitor."""
    spoken = models.JSONField(default=all_languages, blank=True)
    """The languages that calls are spoken in, in this order; empty means that it never speaks."""
    citizen_first = models.BooleanField(default=True)
    """Whether a call is spoken in the citizen's language first, where that is among them."""
    voice = models.BooleanField(default=False)
    """Whether the voice is on until somebody at the screen switches it off."""
    chime = models.BooleanField(default=True)
    """Whether two tones come before a call is spoken."""
    scheme = models.CharField(max_length=10, choices=Scheme.choices, default=Scheme.DARK)
    size = models.CharField(max_length=10, choices=Size.choices, default=Size.NORMAL)
    turn_seconds = models.PositiveSmallIntegerField(default=10)
    """For how long each page of calls, and each language, stands."""
    changed_at = models.DateTimeField(auto_now=True)
    """When it was last changed: screens that show it then begin anew."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "code"), name="one_board_layout_a_code"),
        )

    def __str__(self) -> str:
        return f"{self.centre_id}/{self.code}"

    def shows(self, part: str) -> bool:
        """Whether the part is on the board."""
        return part in self.parts

    @property
    def shows_calls(self) -> bool:
        """Whether it has the side of the called numbers."""
        return self.shows(self.Part.CALLS) or self.shows(self.Part.RECENT)

    @property
    def shows_hall(self) -> bool:
        """Whether it has the side of waits and notices."""
        return self.shows(self.Part.WAITS) or self.shows(self.Part.NOTICES)

    @property
    def speaks(self) -> bool:
        """Whether there is anything to say, and a language to say it in."""
        return bool(self.spoken) and self.shows(self.Part.CALLS)
