"""Who is called: as the board shows it, and as its voice says it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.utils.translation import gettext, override

from servicehall.reception.models import Visit
from servicehall.reception.telling import LOCALES


@dataclass(frozen=True)
class Call:
    """One call to a counter."""

    visit: Visit

    @property
    def waits(self) -> bool:
        """Whether the person has still to come."""
        return self.visit.status == Visit.Status.CALLED

    @property
    def name(self) -> str:
        """Names this call and no other: the ticket, and the how manieth call of it."""
        visit = self.visit
        return f"{visit.day:%Y%m%d}{visit.ticket}/{visit.counter_id}/{visit.times_called}"

    @property
    def said(self) -> str:
        """What the voice says, as JSON: in the citizen's language first, then in the others."""
        counter = self.visit.counter.code if self.visit.counter else ""
        # With a space, so that a voice reads the number as a number.
        about = {"ticket": f"{self.visit.prefix} {self.visit.number}", "counter": counter}
        texts = []
        for language in sorted(LOCALES, key=lambda each: each != self.visit.language):
            with override(LOCALES[language]):
                text = gettext("Number %(ticket)s, please come to counter %(counter)s.") % about
            texts.append({"lang": language, "text": text})
        return json.dumps(texts, ensure_ascii=False)
