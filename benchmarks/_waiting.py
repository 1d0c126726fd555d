"""The calibration of all measured days as JSON, and what an estimate costs; see ``waiting``."""

from __future__ import annotations

import json
import os
import time
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")
django.setup()

from servicehall.demonstration.cast import CENTRE
from servicehall.hall.models import Centre, Counter
from servicehall.reception.actions import measure_day
from servicehall.reception.calibration import calibration
from servicehall.reception.measured import pace_of
from servicehall.reception.models import Visit
from servicehall.reception.waiting import Post, Scene, Waiting, estimate

ROUNDS = 500


def main() -> None:
    """Measure every day in its order, then print what they come to."""
    centre = Centre.objects.get(code=CENTRE)
    days = sorted(set(Visit.objects.filter(centre=centre).values_list("day", flat=True)))
    for day in days:
        last = Visit.objects.filter(centre=centre, day=day).latest("taken_at").taken_at
        measure_day(centre=centre, day=day, at=last + timedelta(days=1))
    found = calibration(centre, since=days[0], until=days[-1])
    assert found.whole is not None
    print(
        json.dumps(
            {
                "share": found.whole.share,
                "n": found.whole.n,
                "sooner": found.whole.share_sooner,
                "later": found.whole.share_later,
                "median_error": found.whole.median_error,
                "units": {name: (each.share, each.n) for name, each in found.units},
                "estimate_ms": _cost(centre, days[-1]),
            }
        )
    )


def _cost(centre: Centre, day: date) -> float:
    """Milliseconds of one estimate with forty people before and every counter busy."""
    pace = pace_of(centre, until=day)
    unit = max(pace, key=lambda code: pace[code].all.n)
    wanted = tuple(pace[unit].times)
    posts = [
        Post(code, frozenset({unit}), wanted[:1], unit, busy=3.0)
        for code in Counter.objects.filter(centre=centre, unit__code=unit).values_list(
            "code", flat=True
        )
    ]
    queue = [
        Waiting(unit, (wanted[place % len(wanted)],), (float(place), place)) for place in range(40)
    ]
    scene = Scene(posts, queue, 10)
    began = time.process_time()
    for _ in range(ROUNDS):
        estimate(scene, pace, unit)
    return (time.process_time() - began) / ROUNDS * 1000


if __name__ == "__main__":
    main()
