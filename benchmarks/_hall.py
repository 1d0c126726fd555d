"""Sets up a hall for a load: counters with somebody on duty and signed in, and a past.

``python -m benchmarks._hall COUNTERS PAST`` on the database of the environment prints one JSON
object: the services that kiosks offer, and for each counter its number and the session of who
is on duty there.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from benchmarks._visits import add_past
from servicehall.catalogue.actions import publish_item
from servicehall.hall import actions as hall
from tests.world import item, make_world, names

PER_UNIT = 4
PASSWORD = "correct horse battery"


def main() -> None:
    """Set the hall up."""
    counters, past = int(sys.argv[1]), int(sys.argv[2])
    call_command("migrate", verbosity=0)
    world = make_world()
    now = timezone.now()
    if past:
        add_past(world, past)
    desks, services = [], []
    for number in range(counters):
        if number % PER_UNIT == 0:
            place = number // PER_UNIT
            unit = hall.add_unit(
                centre=world.centre,
                code=f"unit-{place}",
                names=names(f"Unit {place}"),
                prefix="JKLMNPQRSTUVWXYZ"[place],
            )
            publish_item(centre=world.centre, item=item(unit.code, f"service-{place}"))
            services.append(f"service-{place}")
        counter = hall.add_counter(unit=unit, code=f"c{number}")
        member = hall.add_staff_member(
            centre=world.centre, code=f"s{number}", name=f"Clerk {number}", unit=unit
        )
        world.on_duty(
            member,
            counter,
            day=timezone.localtime(now).date(),
            clocked_in=now,
            starts=now,
            ends=now + timedelta(hours=9),
        )
        member.user = User.objects.create_user(f"clerk{number}", password=PASSWORD)
        member.save(update_fields=["user"])
        client = Client(SERVER_NAME="localhost")
        form = {"username": member.user.username, "password": PASSWORD}
        if client.post("/sign-in/", form).status_code != 302:
            raise RuntimeError("signing in failed")
        desks.append(
            {
                "counter": counter.pk,
                "service": services[-1],
                "session": client.cookies["sessionid"].value,
            }
        )
    print(json.dumps({"services": services, "desks": desks}))


if __name__ == "__main__":
    main()
