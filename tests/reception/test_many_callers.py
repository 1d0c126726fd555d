"""Many at once, in any order, and torn off in the middle: nobody is ever called by two counters."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter as Tally
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.hall import actions as hall
from servicehall.hall.models import Counter, StaffMember
from servicehall.reception import actions
from servicehall.reception.ledger import contradictions
from servicehall.reception.models import Visit
from servicehall.reception.queries import visits
from tests.world import ZONE, World, at, make_world

CALLERS = 16
TICKETS = 64


def contradicting(world: World) -> list[str]:
    return [
        f"{each.visit} {each.code} {each.expected} {each.found}"
        for each in contradictions(world.centre, since=date.min, until=date.max)
    ]


def staffed(world: World, count: int) -> list[tuple[Counter, StaffMember]]:
    """So many counters of the unit, each with somebody on duty."""
    pairs = []
    for number in range(count):
        counter = hall.add_counter(unit=world.unit, code=f"c{number}")
        member = hall.add_staff_member(
            centre=world.centre, code=f"s{number}", name=f"S {number}", unit=world.unit
        )
        world.on_duty(member, counter)
        pairs.append((counter, member))
    return pairs


def at_once(*works: Callable[[], None]) -> None:
    """Run all of these at once, each on a connection of its own; raise what any raises."""
    failed: list[BaseException] = []
    begin = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        try:
            begin.wait()
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


@pytest.mark.django_db(transaction=True)
def test_sixteen_counters_call_at_once_and_everybody_is_called_once() -> None:
    world = make_world()
    pairs = staffed(world, CALLERS)
    for number in range(TICKETS):
        world.ticket(at=at(10) + timedelta(seconds=number))
    got: list[str] = []
    ended: list[str] = []

    def work(counter: Counter, member: StaffMember) -> None:
        while True:
            try:
                visit = actions.call_next(counter=counter, by=member, at=at(11), key=str(uuid4()))
            except Refused as refused:
                ended.append(refused.code)
                return
            got.append(visit.ticket)
            actions.start(visit=visit, by=member, at=at(11, 1), key=str(uuid4()))
            actions.finish(visit=visit, by=member, at=at(11, 5), key=str(uuid4()))

    at_once(*(lambda pair=pair: work(*pair) for pair in pairs))
    assert ended == ["nobody_waiting"] * CALLERS
    assert Tally(got) == Tally({f"A{number:03d}": 1 for number in range(1, TICKETS + 1)})
    assert Fact.objects.filter(kind="ticket.called").count() == TICKETS
    assert contradicting(world) == []


@pytest.mark.django_db(transaction=True)
def test_sixteen_counters_want_the_same_person_and_one_gets_them() -> None:
    world = make_world()
    pairs = staffed(world, CALLERS)
    visit = world.ticket(at=at(10))
    got: list[str] = []
    codes: list[str] = []

    def want(counter: Counter, member: StaffMember) -> None:
        chosen = visits().get(pk=visit.pk)
        try:
            actions.call_chosen(
                visit=chosen, counter=counter, reason="needs_help", by=member, at=at(11)
            )
            got.append(counter.code)
        except Refused as refused:
            codes.append(refused.code)

    at_once(*(lambda pair=pair: want(*pair) for pair in pairs))
    assert len(got) == 1
    assert codes == ["impossible_transition"] * (CALLERS - 1)
    visit.refresh_from_db()
    assert visit.counter is not None
    assert visit.counter.code == got[0]
    assert contradicting(world) == []


@pytest.mark.django_db(transaction=True)
def test_sixteen_kiosks_give_numbers_without_a_gap() -> None:
    world = make_world()
    got: list[int] = []

    def tap() -> None:
        for _ in range(4):
            got.append(world.ticket(key=str(uuid4())).number)

    at_once(*[tap] * CALLERS)
    assert sorted(got) == list(range(1, 4 * CALLERS + 1))
    assert contradicting(world) == []


# Any order -------------------------------------------------------------------------------------

STEPS = (
    "take",
    "next",
    "chosen",
    "recall",
    "miss",
    "return",
    "park",
    "resume",
    "put_back",
    "start",
    "transfer",
    "leave",
    "finish",
    "end_day",
)
step = st.tuples(
    st.sampled_from(STEPS),
    st.integers(0, 2),
    st.integers(0, 5),
    st.booleans(),
)


class Hands:
    """People who do what they like with what they last saw, which may be long out of date."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.pairs = [
            (world.counter, world.clerk),
            (world.other_counter, world.other_clerk),
            (world.far_counter, world.far_clerk),
        ]
        self.seen: list[Visit] = []
        self.now = at(10)

    def do(self, name: str, who: int, which: int, fresh: bool) -> None:
        self.now += timedelta(seconds=20)
        counter, by = self.pairs[who]
        if name == "take":
            service = self.world.far_service if which == 5 else self.world.service
            self.seen.append(self.world.ticket(at=self.now, service=service))
            return
        if name == "next":
            visit = actions.call_next(counter=counter, by=by, at=self.now)
            self.seen.append(visits().get(pk=visit.pk))
            return
        if name == "end_day":
            actions.end_day(centre=self.world.centre, day=self.now.date(), at=self.now)
            return
        if not self.seen:
            return
        visit = self.seen[which % len(self.seen)]
        if fresh:
            visit = visits().get(pk=visit.pk)
        told = {"visit": visit, "by": by, "at": self.now}
        match name:
            case "chosen":
                actions.call_chosen(counter=counter, reason="other", **told)  # type: ignore[arg-type]
            case "resume":
                actions.resume(counter=counter, **told)  # type: ignore[arg-type]
            case "return":
                actions.return_missed(**told)  # type: ignore[arg-type]
            case "transfer":
                actions.transfer(to=self.world.other_unit, reason="other", **told)  # type: ignore[arg-type]
            case _:
                vars(actions)[name](**told)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=5, max_size=40))
def test_in_any_order_of_steps_visits_and_record_agree(
    world: World, steps: list[tuple[str, int, int, bool]]
) -> None:
    with transaction.atomic():
        for member, counter in (
            (world.clerk, world.counter),
            (world.other_clerk, world.other_counter),
            (world.far_clerk, world.far_counter),
        ):
            world.on_duty(member, counter)
        hands = Hands(world)
        for each in steps:
            with_facts = Fact.objects.count()
            try:
                hands.do(*each)
            except Refused:
                assert Fact.objects.count() == with_facts
        assert contradicting(world) == []
        held = Visit.objects.filter(status__in=("called", "serving"))
        counters = list(held.values_list("counter", flat=True))
        assert len(counters) == len(set(counters))
        transaction.set_rollback(True)


# Torn off --------------------------------------------------------------------------------------

WORKS = """
import sys
from datetime import timedelta
from itertools import count
from uuid import uuid4
import django
django.setup()
from django.utils import timezone
from servicehall.hall.models import Counter, StaffMember
from servicehall.catalogue.models import ServiceItem
from servicehall.reception import actions
from servicehall.reception.queries import visit_at
counter = Counter.objects.select_related("unit", "centre").get(code="1")
clerk = StaffMember.objects.select_related("unit", "centre").get(code="clerk")
service = ServiceItem.objects.select_related("unit", "centre").get(code="register")
left = visit_at(counter)
print("ready", flush=True)
for number in count():
    now = timezone.now()
    if left is not None:
        visit, left = left, None
    else:
        actions.take_ticket(service=service, at=now, key=str(uuid4()))
        visit = actions.call_next(counter=counter, by=clerk, at=now, key=str(uuid4()))
    if visit.status == "called":
        actions.start(visit=visit, by=clerk, at=now, key=str(uuid4()))
    actions.finish(visit=visit, by=clerk, at=now, key=str(uuid4()))
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_the_middle_leaves_nothing_half_done() -> None:
    """Again and again, at any moment of any action; the next one goes on where it ended."""
    world = make_world()
    now = datetime.now(ZONE)
    world.on_duty(day=now.date(), clocked_in=now, starts=now, ends=now + timedelta(hours=8))
    draw = random.Random(7)
    finished = 0
    for _ in range(8):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKS],
            env={**os.environ, **_same_database()},
            cwd=Path(__file__).resolve().parents[2],
            stdout=subprocess.PIPE,
        )
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"ready\n"
        time.sleep(draw.uniform(0.02, 0.4))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        assert contradicting(world) == []
        assert Visit.objects.filter(status__in=("called", "serving")).count() <= 1
        now_finished = Visit.objects.filter(status="finished").count()
        assert now_finished >= finished
        finished = now_finished
    assert finished > 8


def _same_database() -> dict[str, str]:
    """What makes another process use the database of this test."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return {"SERVICEHALL_SQLITE": name, "DATABASE_URL": ""}
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    return {"DATABASE_URL": f"{address}/{name}"}
