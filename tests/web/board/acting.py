"""A hall at work in a process of its own: ``python -m tests.web.board.acting <verb> …``.

The tests of a server that is stopped and started act on its database through this.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")
django.setup()

from django.utils import timezone

from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Counter, StaffMember
from servicehall.reception import actions as reception
from servicehall.reception.models import Visit
from servicehall.reception.queries import visits
from tests.world import make_world

ROOT = Path(__file__).resolve().parents[3]


def act(folder: Path, verb: str, *more: str) -> str:
    """Do it on the database in the folder; what was printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.board.acting", verb, *more],
        cwd=ROOT,
        env={**os.environ, "SERVICEHALL_DATA": str(folder), "DATABASE_URL": ""},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def main() -> None:
    """Found the hall with two clerks on duty, or call somebody to a counter."""
    now = timezone.now()
    verb, *more = sys.argv[1:]
    if verb == "found":
        world = make_world()
        for member, counter in (
            (world.clerk, world.counter),
            (world.other_clerk, world.other_counter),
        ):
            world.on_duty(
                member,
                counter,
                day=timezone.localdate(),
                starts=now - timedelta(hours=1),
                ends=now + timedelta(hours=4),
                clocked_in=now - timedelta(hours=1),
            )
        return
    counter = Counter.objects.select_related("unit", "centre").get(code=more[0])
    clerk = StaffMember.objects.select_related("centre").get(
        code={"1": "clerk", "2": "clerk2"}[more[0]]
    )
    if verb == "call":
        if open_visit := visits().filter(counter=counter, status="called").first():
            reception.miss(visit=open_visit, by=clerk, at=now)
        service = ServiceItem.objects.get(code="register")
        reception.take_ticket(service=service, at=now, language=more[1])
        print(reception.call_next(counter=counter, by=clerk, at=now).ticket)
    elif verb == "recall":
        # As if some time had gone by since the last call.
        Visit.objects.filter(counter=counter, status="called").update(
            called_at=now - timedelta(minutes=2), recalled_at=None
        )
        reception.recall(visit=visits().get(counter=counter, status="called"), by=clerk, at=now)


if __name__ == "__main__":
    main()
