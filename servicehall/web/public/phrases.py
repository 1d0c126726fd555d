"""The courtesies of the standard, said by pages where people would say them (clause 2.2)."""

from __future__ import annotations

from collections.abc import Mapping

from servicehall.checks.queries import NoStandard, standard_in_force
from servicehall.web.desks import Desk
from servicehall.web.public.waits import today


def courtesy(desk: Desk, moment: str) -> Mapping[str, str]:
    """What the standard in force has people say at such a moment, in its languages.

    Of several phrases the fullest; empty where no standard is in force or it names none.
    """
    try:
        phrases = standard_in_force(desk.centre.code, today(desk)).phrases
    except NoStandard:
        return {}
    fitting = [each.text for each in phrases if (each.kind, each.moment) == ("courtesy", moment)]
    return max(fitting, key=lambda text: sum(map(len, text.values())), default={})
