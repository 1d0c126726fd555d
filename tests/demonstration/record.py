"""The record of a simulation as one fingerprint, by which two runs are compared."""

from __future__ import annotations

import hashlib
import json

from servicehall.evidence.models import Fact, FactObject


def fingerprint(centre: str) -> str:
    """SHA-256 of all that the centre's facts say; neither their ids nor when they were written."""
    told = hashlib.sha256()
    facts = Fact.objects.filter(centre=centre).order_by("pk").prefetch_related("concerns")
    for fact in facts.select_related("personal"):
        personal = getattr(fact, "personal", None)
        said = (
            fact.kind,
            fact.happened.isoformat(),
            fact.unit,
            fact.counter,
            fact.staff,
            fact.recorder,
            fact.data,
            personal.data if personal else None,
            [[each.object_type, _name(each), each.seq] for each in fact.concerns.all()],
        )
        told.update(json.dumps(said, sort_keys=True).encode())
    return told.hexdigest()


def _name(place: FactObject) -> str:
    """What names the object; a rack of guides is named by its unit's id, which no run chooses."""
    if place.object_type == "guide_stock":
        return place.object_id.rpartition("/")[0]
    return place.object_id
