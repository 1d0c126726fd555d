"""Drives visits through the pages and tells what each step costs; run by ``house`` for a database.

Prints one JSON object: statements for each step, and the CPU of a whole visit (ticket, call,
start, finish) without and with the past visits whose number is the argument.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from time import process_time
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from servicehall.evidence.models import Fact, FactObject
from servicehall.reception.models import TicketRoll, Visit
from tests.world import ZONE, World, make_world

MEASURED = 150
ROUNDS = 4
DAYS = 250
"""The past visits are spread over so many days before today."""

TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


class Desk:
    """A clerk at the counter and a kiosk beside it, each with its own client."""

    def __init__(self, world: World) -> None:
        self.world = world
        user = User.objects.create_user("clerk")
        world.clerk.user = user
        world.clerk.save(update_fields=["user"])
        self.kiosk, self.counter = (Client(SERVER_NAME="localhost") for _ in range(2))
        self.counter.force_login(user)
        self.visit: Visit | None = None

    def take(self) -> None:
        """Tap a service at the kiosk."""
        self._post(
            self.kiosk, reverse("take", args=["testhall"]), service="register", language="ko"
        )

    def call(self) -> None:
        """Call the next person."""
        self._post(self.counter, reverse("counter-call", args=["testhall"]))

    def start(self) -> None:
        """Begin to serve whoever was called."""
        self._step("start")

    def finish(self) -> None:
        """Say farewell."""
        self._step("finish")

    def find(self) -> None:
        """Learn who is at the counter, as the counter's page does."""
        self.visit = Visit.objects.get(counter=self.world.counter, status__in=("called", "serving"))

    def _step(self, verb: str) -> None:
        assert self.visit is not None
        self._post(self.counter, reverse("counter-visit", args=["testhall", self.visit.pk, verb]))

    def _post(self, client: Client, address: str, **form: str) -> None:
        answer = client.post(address, {**form, "key": str(uuid4())})
        if answer.status_code != 303:
            raise RuntimeError(f"{address} answered {answer.status_code}: {answer.content[:400]!r}")


def statements(desk: Desk) -> dict[str, int]:
    """The statements that each step needs, those that only begin and end transactions left out."""
    counts = {}
    steps: list[tuple[str, Callable[[], None]]] = [
        ("ticket", desk.take),
        ("call", desk.call),
        ("serve", desk.start),
        ("finish", desk.finish),
    ]
    for name, step in steps:
        with CaptureQueriesContext(connection) as asked:
            step()
        counts[name] = sum(
            not query["sql"].lstrip().upper().startswith(TRANSACTION)
            for query in asked.captured_queries
        )
        if name == "call":
            desk.find()
    return counts


def cost_of_visit(desk: Desk) -> float:
    """Milliseconds of CPU of a whole visit, here and in the database: the least of some rounds.

    CPU and not the clock, since what else the machine does would be measured along.
    """
    rounds = []
    for _ in range(ROUNDS):
        spent = 0.0
        for _ in range(MEASURED):
            began = cpu()
            desk.take()
            desk.call()
            spent += cpu() - began
            desk.find()
            began = cpu()
            desk.start()
            desk.finish()
            spent += cpu() - began
        rounds.append(spent / MEASURED * 1000)
    return min(rounds)


def cpu() -> float:
    """Seconds of CPU that this process and its PostgreSQL backend have used."""
    if connection.vendor != "postgresql":
        return process_time()
    connection.ensure_connection()
    backend: int = connection.connection.info.backend_pid
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def add_past(world: World, count: int) -> None:
    """Write visits of earlier days with the facts that each leaves behind."""
    per_day = -(-count // DAYS)
    today = timezone.localtime().date()
    for past in range(1, DAYS + 1):
        day = today - timedelta(days=past)
        many = min(per_day, count - (past - 1) * per_day)
        if many <= 0:
            break
        visits = [_past_visit(world, day, number) for number in range(1, many + 1)]
        _write(Visit, visits)
        TicketRoll.objects.create(centre=world.centre, prefix=world.unit.prefix, day=day, last=many)
        facts = [fact for visit in visits for fact in _past_facts(world, visit)]
        _write(Fact, facts)
        kinds = len(_KINDS)
        _write(
            FactObject,
            [
                FactObject(
                    fact=fact,
                    centre="testhall",
                    object_type="visit",
                    object_id=visits[place // kinds].reference,
                    seq=place % kinds + 1,
                )
                for place, fact in enumerate(facts)
            ],
        )
        if past % 50 == 0:
            print(f"  {past * per_day} past visits", file=sys.stderr, flush=True)
    if connection.vendor == "postgresql":
        # What its autovacuum would do before long.
        with connection.cursor() as cursor:
            cursor.execute("analyze")


_KINDS = ("ticket.taken", "ticket.called", "visit.started", "visit.finished")


def _past_visit(world: World, day: date, number: int) -> Visit:
    at = datetime.combine(day, time(9), ZONE) + timedelta(seconds=100 * number)
    return Visit(
        centre=world.centre,
        reference=f"{day:%Y-%m-%d}/A{number:03d}",
        code=uuid4().hex[:22],
        day=day,
        prefix="A",
        number=number,
        service=world.service,
        unit=world.unit,
        status=Visit.Status.FINISHED,
        taken_at=at,
        seniority=at,
        calls_on=day,
        waiting_since=at,
        counter=world.counter,
        staff=world.clerk,
        called_at=at + timedelta(minutes=5),
        times_called=1,
        started_at=at + timedelta(minutes=6),
        ended_at=at + timedelta(minutes=14),
    )


def _past_facts(world: World, visit: Visit) -> Iterator[Fact]:
    for minutes, kind in enumerate(_KINDS):
        yield Fact(
            kind=kind,
            happened=visit.taken_at + timedelta(minutes=5 * minutes),
            recorded=visit.taken_at,
            centre="testhall",
            unit="civil",
            counter="1",
            staff="clerk",
            command=str(uuid4()),
            data={},
        )


def _write(model: type[Model], rows: Sequence[Model]) -> None:
    remaining = iter(rows)
    while batch := list(islice(remaining, 2_000)):
        model._default_manager.bulk_create(batch)


def main() -> None:
    """Measure, add the past, measure again."""
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
    counted = statements(desk)
    cost_of_visit(desk)
    without = cost_of_visit(desk)
    add_past(world, int(sys.argv[1]))
    again = statements(desk)
    with_past = cost_of_visit(desk)
    print(
        json.dumps(
            {
                "statements": {name: max(counted[name], again[name]) for name in counted},
                "same_statements": counted == again,
                "without_past_ms": without,
                "with_past_ms": with_past,
            }
        )
    )


if __name__ == "__main__":
    main()
