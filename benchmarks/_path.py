"""A counter that works by the actions alone, and the statements that they send.

``python -m benchmarks._path work COUNTER SECONDS`` prints how many visits it got through;
``python -m benchmarks._path show COUNTER`` prints a visit as a script for pgbench.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")
django.setup()

from django.db import connection
from django.utils import timezone

from servicehall.hall.models import Counter, StaffMember
from servicehall.reception.actions import call_next, finish, start, take_ticket
from servicehall.reception.models import TicketRoll, Visit

WAITING = 20
"""Who waits at each counter before it begins, so that each finds somebody whatever the others
do: pgbench can't look again."""
FAR = 1_000_003
"""Visits are numbered from here on, so that a visit's number is no other number's twin."""

T = TypeVar("T")
Statement = tuple[str, Any]


class Desk:
    """A counter, who is on duty there, and a service of its unit."""

    def __init__(self, counter: int) -> None:
        found = Counter.objects.select_related("unit__centre")
        self.counter = found.get(pk=counter)
        shifts = StaffMember.objects.filter(shifts__counter=counter).select_related("centre")
        self.by = shifts.get()
        services = self.counter.unit.services.select_related("centre", "unit", "next_unit")
        self.service = services.get()

    def take(self) -> Visit:
        """A ticket for the service."""
        return take_ticket(service=self.service, at=timezone.now(), key=str(uuid4()))

    def call(self) -> Visit:
        """Whoever comes next."""
        visit = call_next(counter=self.counter, by=self.by, at=timezone.now(), key=str(uuid4()))
        visit.service = self.service
        return visit

    def serve(self, visit: Visit) -> None:
        """Start."""
        start(visit=visit, by=self.by, at=timezone.now(), key=str(uuid4()))

    def let_go(self, visit: Visit) -> None:
        """Finish."""
        finish(visit=visit, by=self.by, at=timezone.now(), key=str(uuid4()))


def work(counter: int, seconds: float) -> int:
    """How many visits the counter gets through in that time, by the actions."""
    desk = Desk(counter)
    for _ in range(WAITING):
        desk.take()
    count = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        desk.take()
        visit = desk.call()
        desk.serve(visit)
        desk.let_go(visit)
        count += 1
    return count


def script(counter: int) -> str:
    """A visit at the counter as pgbench's script: what the actions send, in their transactions."""
    desk = Desk(counter)
    _number_far_away(desk.counter)
    took, new = _sent(desk.take)
    called, visit = _sent(desk.call)
    started, _ = _sent(lambda: desk.serve(visit))
    ended, _ = _sent(lambda: desk.let_go(visit))
    taken = {
        new.pk: ":id",
        new.number: ":last",
        new.reference: f"'{new.reference.removesuffix(str(new.number))}' || :last::text",
        new.code: "substr(md5(random()::text), 1, 22)",
    }
    there = {visit.pk: ":called_id", visit.reference: ":called_reference"}
    steps = [(took, taken), (called, there), (started, there), (ended, there)]
    return "".join(_transaction(sent, known) for sent, known in steps)


def _number_far_away(counter: Counter) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select last_value from reception_visit_id_seq")
        (last,) = cursor.fetchone()
        if last < FAR:
            cursor.execute("select setval('reception_visit_id_seq', %s)", [FAR])
    roll = TicketRoll.objects.get(prefix=counter.unit.prefix, day=timezone.localtime().date())
    roll.last = max(roll.last, 2 * FAR)
    roll.save()


def _sent(step: Callable[[], T]) -> tuple[list[Statement], T]:
    """What a step sends, and what it returns."""
    sent: list[Statement] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        returned = step()
    return sent, returned


def _transaction(sent: list[Statement], known: dict[Any, str]) -> str:
    written = []
    for sql, params in sent:
        pieces = iter(params if isinstance(params, list | tuple) else ())

        def put(found: re.Match[str], params: Any = params, pieces: Any = pieces) -> str:
            if found[0] == "%%":
                return "%"
            return _literal(params[found[1]] if found[1] else next(pieces), known)

        text = " ".join(re.sub(r"%(?:%|s|\((\w+)\)s)", put, sql).split())
        gives = re.search(r"returning (last|id|\*)$", text)
        prefix = "called_" if text.endswith("*") else ""
        written.append(f"{text} \\gset {prefix}" if gives else f"{text};")
    return "\n".join(["begin;", *written, "commit;", ""])


def _literal(value: Any, known: dict[Any, str]) -> str:
    """The value in SQL. No text has a colon before a letter, which pgbench would replace."""
    value = getattr(value, "obj", value)
    if isinstance(value, dict | list):
        return f"'{json.dumps(value)}'::jsonb"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if value in known:
        return known[value]
    if isinstance(value, datetime):
        return f"'{value.astimezone(UTC):%Y%m%dT%H%M%S.%f}+00'::timestamptz"
    if isinstance(value, date):
        return f"'{value}'::date"
    if isinstance(value, int):
        return str(int(value))
    if re.fullmatch(r"[0-9a-f-]{36}", value):
        return "gen_random_uuid()::text"
    return f"'{value}'"


def main() -> None:
    """Do what is asked for, and print it as JSON."""
    verb, counter, *seconds = sys.argv[1:]
    told = script(int(counter)) if verb == "show" else work(int(counter), float(seconds[0]))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
