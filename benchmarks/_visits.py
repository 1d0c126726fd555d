"""Drives visits through the pages and tells what each step costs, on the environment's database.

``python -m benchmarks._visits PAST`` writes so many past visits and prints the statements of each
step as one JSON object. Then, for each line that it reads, it drives some more and prints the
CPU of a whole visit (ticket, call, start, finish), until there are no more lines.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import process_time
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from servicehall.evidence.models import Fact
from servicehall.reception.models import Visit
from tests.world import World, make_world

MEASURED = 100
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
        self.post(self.kiosk, reverse("take", args=["testhall"]), service="register", language="ko")

    def call(self) -> None:
        """Call the next person."""
        self.post(self.counter, reverse("counter-call", args=["testhall"]))

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
        self.post(self.counter, reverse("counter-visit", args=["testhall", self.visit.pk, verb]))

    def post(self, client: Client, address: str, **form: str) -> None:
        """Send a form with a key of its own; what is not carried out ends the benchmark."""
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
    """Milliseconds of CPU of a whole visit, here and in the database, on average.

    CPU and not the clock, since what else the machine does would be measured along.
    """
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
    return spent / MEASURED * 1000


def cpu() -> float:
    """Seconds of CPU that this process and its PostgreSQL backend have used."""
    if connection.vendor != "postgresql":
        return process_time()
    connection.ensure_connection()
    backend: int = connection.connection.info.backend_pid
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def add_past(world: World, count: int) -> None:
    """Write visits of earlier days with the facts that each leaves behind, in SQL by the day."""
    per_day = -(-count // DAYS)
    today = timezone.localtime().date()
    facts = Fact.objects.aggregate(last=Max("pk"))["last"] or 0
    dialect = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    with connection.cursor() as cursor:
        for past in range(1, DAYS + 1):
            day = today - timedelta(days=past)
            many = min(per_day, count - (past - 1) * per_day)
            if many <= 0:
                break
            given = {
                "many": many,
                "centre": world.centre.pk,
                "unit": world.unit.pk,
                "service": world.service.pk,
                "counter": world.counter.pk,
                "staff": world.clerk.pk,
                "day": day.isoformat(),
                "begins": datetime.combine(day, time(0), UTC).strftime("%Y-%m-%d %H:%M:%S"),
                "facts": facts,
            }
            for statement in _PAST:
                cursor.execute(statement.format(**dialect), given)
            facts += many * len(_KINDS)
            if past % 50 == 0:
                print(f"  {past * per_day} past visits", file=sys.stderr, flush=True)
        if connection.vendor == "postgresql":
            for table in ("evidence_fact", "evidence_factobject", "reception_visit"):
                cursor.execute(
                    f"select setval(pg_get_serial_sequence('{table}', 'id'),"
                    f" (select max(id) from {table}))"
                )
            # What its autovacuum would do before long.
            cursor.execute("vacuum analyze")


_KINDS = ("ticket.taken", "ticket.called", "visit.started", "visit.finished")
_KIND = " ".join(f"when {place} then '{kind}'" for place, kind in enumerate(_KINDS))

_SQLITE = {
    "later": "datetime(%(begins)s, '+' || (i * 20 + {minutes} * 60) || ' seconds')",
    "code": "substr(lower(hex(randomblob(11))), 1, 22)",
    "number": "printf('%%03d', i)",
    "json": "'{}'",
    "false": "0",
    "date": "%(day)s",
}
_POSTGRESQL = {
    "later": "%(begins)s::timestamptz + make_interval(secs => i * 20 + {minutes} * 60)",
    "code": "substr(md5(random()::text || i), 1, 22)",
    "number": "lpad(i::text, greatest(3, length(i::text)), '0')",
    "json": "'{}'::jsonb",
    "false": "false",
    "date": "%(day)s::date",
}
for _dialect in (_SQLITE, _POSTGRESQL):
    for _name, _minutes in (("taken", 0), ("called", 5), ("started", 6), ("ended", 14)):
        _dialect[_name] = _dialect["later"].replace("{minutes}", str(_minutes))
    _dialect["happened"] = _dialect["later"].replace("{minutes}", "5 * k")

_NUMBERS = "with recursive n(i) as (select 1 union all select i + 1 from n where i < %(many)s)"
_STEPS = f"{_NUMBERS}, s(k) as (select 0 union all select k + 1 from s where k < 3)"

_PAST = (
    f"""
    insert into reception_visit
    (centre_id, reference, code, day, calls_on, prefix, number, service_id, quantity, further_left,
    unit_id, status, priority, seniority, language, taken_at, waiting_since, counter_id, staff_id,
    called_at, times_called, started_at, ended_at, wants_messages)
    {_NUMBERS}
    select %(centre)s, %(day)s || '/A' || {{number}}, {{code}}, {{date}}, {{date}}, 'A', i,
    %(service)s, 1, 0, %(unit)s, 'finished', 'none', {{taken}}, 'ko', {{taken}}, {{taken}},
    %(counter)s, %(staff)s, {{called}}, 1, {{started}}, {{ended}}, {{false}}
    from n
    """,
    """
    insert into reception_ticketroll (centre_id, prefix, day, last)
    values (%(centre)s, 'A', {date}, %(many)s)
    """,
    f"""
    insert into evidence_fact
    (id, kind, happened, recorded, centre, unit, counter, staff, recorder, data)
    {_STEPS}
    select %(facts)s + (i - 1) * 4 + k + 1, case k {_KIND} end, {{happened}}, {{happened}},
    'testhall', 'civil', '1', 'clerk', 'clerk', {{json}} from n, s
    """,
    f"""
    insert into evidence_factobject (fact_id, centre, object_type, object_id, seq)
    {_STEPS}
    select %(facts)s + (i - 1) * 4 + k + 1, 'testhall', 'visit', %(day)s || '/A' || {{number}},
    k + 1 from n, s
    """,
)
"""The visits of a day, the last number that was given, and the four facts of each visit."""


def main() -> None:
    """Write the past, count statements, and measure whenever asked."""
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
    add_past(world, int(sys.argv[1]))
    cost_of_visit(desk)
    print(json.dumps(statements(desk)), flush=True)
    for _ in sys.stdin:
        print(cost_of_visit(desk), flush=True)


if __name__ == "__main__":
    main()
