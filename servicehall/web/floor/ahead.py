"""The next hour of each unit in a sentence: open a counter, release one, or leave all as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as dated
from django.utils.translation import gettext, ngettext, pgettext

from servicehall.hall.models import Counter, StaffMember, Unit
from servicehall.reception.staffing import FEWEST_DAYS, Advice, Outlook
from servicehall.web.templatetags.servicehall import localized


@dataclass(frozen=True)
class Ahead:
    """What the next hour brings a unit, as the floor tells it."""

    unit: Unit
    outlook: Outlook
    at: datetime
    closed: Sequence[Counter]
    """The unit's counters that nobody works at, or will within the hour."""
    spare: Sequence[StaffMember]
    """Who serves in the unit, is at no counter and is not absent."""

    @property
    def tone(self) -> str:
        """How much it matters: ``warning``, ``information`` or nothing."""
        return {Advice.OPEN: "warning", Advice.SHORT: "warning", Advice.RELEASE: "information"}.get(
            self.outlook.advice, ""
        )

    @property
    def advised(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.tone)

    @property
    def known(self) -> bool:
        """Whether enough is known to say anything."""
        return self.outlook.advice != Advice.UNKNOWN

    @property
    def line(self) -> str:
        """What to do, as a hint."""
        found, unit = self.outlook, localized(self.unit.names)
        about = {"unit": unit, "count": found.count, "time": self._time}
        if found.advice == Advice.OPEN:
            form = (
                ngettext(
                    "Open %(count)s more counter for %(unit)s from %(time)s",
                    "Open %(count)s more counters for %(unit)s from %(time)s",
                    found.count,
                )
                if found.minute
                else ngettext(
                    "Open %(count)s more counter for %(unit)s now",
                    "Open %(count)s more counters for %(unit)s now",
                    found.count,
                )
            )
        elif found.advice == Advice.SHORT:
            form = (
                gettext(
                    "From %(time)s one waits for %(unit)s longer than promised, and it has no"
                    " further counter"
                )
                if found.minute
                else gettext(
                    "One waits for %(unit)s longer than promised, and it has no further counter"
                )
            )
        else:
            form = {
                Advice.RELEASE: gettext("One counter of %(unit)s could be released"),
                Advice.ENOUGH: gettext("%(unit)s has as many counters as it needs"),
                Advice.UNKNOWN: gettext("%(unit)s: too little is known yet to say anything"),
            }[found.advice]
        return form % about

    @property
    def numbers(self) -> str:
        """The numbers that the hint is made of, in a few words."""
        found = self.outlook
        parts = [
            ngettext("%(count)s waiting", "%(count)s waiting", found.waiting)
            % {"count": found.waiting}
        ]
        if found.usual is not None:
            people = round(found.usual.people)
            parts.append(
                ngettext("%(count)s usually comes", "%(count)s usually come", people)
                % {"count": people}
            )
        if self.known:
            parts.append(
                ngettext(
                    "%(counters)s counter serves %(count)s an hour",
                    "%(counters)s counters serve %(count)s an hour",
                    found.counters,
                )
                % {"counters": found.counters, "count": round(found.serves)}
            )
        return pgettext("list of figures", ", ").join(parts)

    @property
    def usual_rests_on(self) -> str:
        """From which days it is known how many usually come."""
        usual = self.outlook.usual
        if usual is None:
            return ""
        form = (
            gettext("on the last %(days)s days of this weekday: %(least)s to %(most)s")
            if usual.same_weekday
            else gettext("on the last %(days)s days: %(least)s to %(most)s")
        )
        return form % {
            "days": usual.days,
            "least": round(usual.least),
            "most": round(usual.most),
        }

    @property
    def lacks(self) -> str:
        """What is not known, where nothing can be said."""
        if self.known:
            return ""
        if self.outlook.usual is None:
            return gettext(
                "On fewer than %(days)s past days people were counted at this hour. Nothing is"
                " suggested until there are more."
            ) % {"days": FEWEST_DAYS}
        return gettext(
            "Too few people were served here on recent days to know how long one takes. Nothing"
            " is suggested until there are more."
        )

    @property
    def _time(self) -> str:
        moment = timezone.localtime(self.at + timedelta(minutes=self.outlook.minute))
        return dated(moment, pgettext("date format", "H:i"))
