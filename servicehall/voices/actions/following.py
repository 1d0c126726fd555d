"""Following a matter by its number and code, without an account."""

from __future__ import annotations

from datetime import datetime
from secrets import compare_digest

from servicehall.cases.actions import count_try, require_tries
from servicehall.evidence.actions import Refused
from servicehall.hall.models import Centre
from servicehall.voices.models import UnresolvedMatter
from servicehall.voices.queries import matters


def follow_matter(
    *, centre: Centre, reference: str, code: str, origin: str, at: datetime
) -> UnresolvedMatter:
    """The matter of that number and code; wrong tries count together with those at cases.

    Raises ``Refused``: ``unknown_case``, whatever is wrong; ``too_many_tries`` (``minutes``).
    """
    require_tries(centre=centre, origin=origin, at=at)
    found = matters().filter(centre=centre, reference=reference).first()
    kept = found.follow_code if found is not None else ""
    if compare_digest(kept.encode(), code.encode()) and found is not None and kept:
        return found
    count_try(centre=centre, origin=origin, at=at)
    raise Refused("unknown_case")
