"""Counts the statements by which a case is received at the counter, with a way of being reached.

``python -m benchmarks._receiving`` on the database of the environment prints their number.
"""

from __future__ import annotations

import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")
django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks._visits import TRANSACTION, Desk
from servicehall.cases.models import Case
from tests.world import make_world


def main() -> None:
    """Serve somebody and receive their matter, the second one counted."""
    call_command("migrate", verbosity=0)
    world = make_world()
    now = timezone.now()
    world.on_duty(
        day=timezone.localtime(now).date(),
        clocked_in=now,
        starts=now,
        ends=now + timedelta(hours=9),
    )
    desk = Desk(world)
    # The first one also writes what is kept for later ones.
    receive(desk)
    count = receive(desk)
    if Case.objects.count() != 2:
        raise RuntimeError("not every matter was received")
    print(count)


def receive(desk: Desk) -> int:
    """One citizen with one paper missing; the statements of the step that receives the matter."""
    desk.take()
    desk.call()
    desk.find()
    desk.start()
    assert desk.visit is not None
    address = reverse("counter-receive", args=["testhall", desk.visit.pk])
    form = {
        "material-form": "brought",
        "material-proof": "missing",
        "applicant": "Hong Gildong",
        "reached": "hong@example.kr",
    }
    with CaptureQueriesContext(connection) as asked:
        desk.post(desk.counter, address, **form)
    count = sum(
        not query["sql"].lstrip().upper().startswith(TRANSACTION)
        for query in asked.captured_queries
    )
    if not count:
        raise RuntimeError("no statement was seen")
    desk.finish()
    return count


if __name__ == "__main__":
    main()
