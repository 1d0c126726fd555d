"""The fixtures that bring on the cast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from servicehall.reception.numbers import forget
from tests.tampering import let_tests_flush
from tests.web.counter.hands import sign_in
from tests.web.judged import judged_hall
from tests.world import World, make_world


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tables that deny to be emptied are emptied between tests all the same.

    Goes on from the fixture of this name of pytest-django.
    """
    with django_db_blocker.unblock():
        let_tests_flush()


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Forget what was counted of another test's record."""
    forget()


@pytest.fixture
def world(db: None) -> World:
    """The small hall with its cast; nobody is on duty yet."""
    return make_world()


@pytest.fixture
def hall(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world after its Monday was judged; it is Tuesday, nine o'clock."""
    return judged_hall(world, monkeypatch)


@pytest.fixture
def supervisor(hall: World) -> Client:
    """A browser in which a supervisor of the judged hall is signed in."""
    return sign_in(hall.supervisor)


@pytest.fixture
def open_hall(world: World) -> World:
    """The hall at this moment: two clerks on duty at two counters."""
    now = timezone.now()
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
    return world
