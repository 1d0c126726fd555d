"""Following the record by what is committed: nothing is lost, nothing comes twice."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from servicehall.evidence.actions import record, writing
from servicehall.evidence.committed import START, Window, between, horizon, numbers
from servicehall.evidence.models import Fact, Seal
from servicehall.evidence.sealing.keys import signing_key
from servicehall.evidence.sealing.sealer import seal_all
from servicehall.evidence.sealing.verifying import verify
from tests.world import at

WRITERS = 8
EACH = 40


def tell(reference: str) -> Fact:
    return record("visit.started", at=at(10), centre="testhall", objects={"visit": reference})


@pytest.mark.django_db(transaction=True)
def test_windows_follow_one_another(db: None) -> None:
    with writing():
        first = tell("v1")
    window = between(START)
    assert numbers(window) == [first.pk]
    assert numbers(between(window.until)) == []
    with writing():
        second = tell("v2")
    following = between(window.until)
    assert numbers(following) == [second.pk]
    assert numbers(between(START, following.until)) == [first.pk, second.pk]


def test_a_window_that_was_cut_goes_on_where_that_is_safe(db: None) -> None:
    window = Window(3, 9, "", [], "")
    expected = 3 if connection.vendor == "postgresql" else 6
    assert window.cut_after(5) == expected


def alone(work: Callable[[], None], failed: list[BaseException]) -> None:
    try:
        work()
    except BaseException as error:
        failed.append(error)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_lose_nothing_and_double_nothing() -> None:
    """Two follow the record meanwhile: one that asks for windows, and the sealer."""
    failed: list[BaseException] = []
    read: list[int] = []
    writing_ended = threading.Event()

    def write(writer: int) -> None:
        chance = random.Random(writer)
        for each in range(EACH):
            with writing():
                for further in range(chance.randint(1, 3)):
                    tell(f"{writer}-{each}-{further}")
                # Numbers are given now, and become visible in another order.
                if connection.vendor == "postgresql":
                    time.sleep(chance.random() / 100)

    def follow() -> None:
        mark = START
        while True:
            over = writing_ended.is_set()
            window = between(mark)
            read.extend(numbers(window))
            mark = window.until
            if over:
                return
            time.sleep(0.005)

    def keep_sealing() -> None:
        while not writing_ended.is_set():
            seal_all(at=at(12))
            time.sleep(0.02)

    writers = [
        threading.Thread(target=alone, args=[lambda writer=writer: write(writer), failed])
        for writer in range(WRITERS)
    ]
    readers = [
        threading.Thread(target=alone, args=[each, failed]) for each in (follow, keep_sealing)
    ]
    for thread in (*writers, *readers):
        thread.start()
    for thread in writers:
        thread.join()
    writing_ended.set()
    for thread in readers:
        thread.join()
    assert not failed, failed
    written = set(Fact.objects.values_list("pk", flat=True))
    assert len(written) >= WRITERS * EACH
    assert len(read) == len(set(read)), "doubled"
    assert set(read) == written, "lost"
    seal_all(at=at(13))
    sealed = list(Seal.objects.order_by("index").values_list("fact", flat=True))
    assert len(sealed) == len(written)
    assert set(sealed) == written
    assert verify(key=signing_key().public_key()).fault is None


@pytest.mark.django_db(transaction=True)
def test_a_fact_of_a_transaction_still_open_is_waited_for() -> None:
    """What is committed after it has a higher number, and is read with it, not before it."""
    if connection.vendor == "sqlite":
        assert horizon() == 1, "there is one writer at a time"
        return
    opened, go_on = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    def slow() -> None:
        with transaction.atomic():
            tell("slow")
            opened.set()
            go_on.wait(20)

    writer = threading.Thread(target=alone, args=[slow, failed])
    writer.start()
    assert opened.wait(20)
    with writing():
        quick = tell("quick")
    early = between(START)
    assert numbers(early) == []
    assert seal_all(at=at(12)) is None
    go_on.set()
    writer.join()
    assert not failed
    found = numbers(between(early.until))
    assert len(found) == 2
    assert found[1] == quick.pk
