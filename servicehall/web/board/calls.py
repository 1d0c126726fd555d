"""Who is called: as the board shows it, and as its voice says it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, override

from servicehall.reception.models import BoardLayout, Visit
from servicehall.reception.telling import LOCALES


@dataclass(frozen=True)
class Call:
    """One call to a counter, on a board of that layout."""

    visit: Visit
    layout: BoardLayout

    @property
    def waits(self) -> bool:
        """Whether the person has still to come."""
        return self.visit.status == Visit.Status.CALLED

    @property
    def at(self) -> datetime:
        """When the person was called last."""
        called = self.visit.recalled_at or self.visit.called_at
        assert called is not None
        return called

    @property
    def long(self) -> bool:
        """Whether the ticket has more signs than the usual four."""
        return len(self.visit.ticket) > 4

    @property
    def name(self) -> str:
        """Names this call and no other: the ticket, and the how manieth call of it."""
        visit = self.visit
        return f"{visit.day:%Y%m%d}{visit.ticket}/{visit.counter_id}/{visit.times_called}"

    @property
    def said(self) -> str:
        """What the voice says, as JSON: in the layout's languages, one after the other."""
        counter = self.visit.counter.code if self.visit.counter else ""
        # With a space and without noughts before it, so that a voice reads a number.
        about = {"ticket": f"{self.visit.prefix} {self.visit.number}", "counter": counter}
        texts = []
        for language in self.languages:
            with override(LOCALES[language]):
                text = gettext("Number %(ticket)s, please come to counter %(counter)s.") % about
            texts.append({"lang": language, "text": text})
        return json.dumps(texts, ensure_ascii=False)

    @property
    def languages(self) -> Sequence[str]:
        """The languages that it is spoken in, in order."""
        spoken: list[str] = self.layout.spoken
        if not self.layout.citizen_first:
            return spoken
        return sorted(spoken, key=lambda each: each != self.visit.language)
