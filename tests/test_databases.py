"""The suite runs on the database that was asked for, and on nobody's data."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection

from tests.databases import chosen


@pytest.mark.django_db
def test_the_suite_runs_on_the_database_that_was_chosen(pytestconfig: pytest.Config) -> None:
    assert connection.vendor == pytestconfig.getoption("--database")
    assert chosen(pytestconfig).lower().startswith(connection.vendor)


@pytest.mark.django_db
def test_the_suite_writes_into_a_database_of_its_own() -> None:
    name = Path(str(connection.settings_dict["NAME"])).name
    assert name.startswith("test")
    assert name != Path(str(settings.DATA)).name


def test_the_suite_keeps_away_from_the_data_of_a_hall_at_work() -> None:
    assert Path(settings.DATA) == Path(os.environ["SERVICEHALL_DATA"]).resolve()
    assert Path(settings.DATA).name.startswith("servicehall-tests-")


@pytest.mark.django_db(transaction=True)
def test_a_thread_sees_what_another_has_written() -> None:
    Group.objects.create(name="window leads")
    seen: list[int] = []

    def look() -> None:
        try:
            seen.append(Group.objects.filter(name="window leads").count())
        finally:
            connection.close()

    other = threading.Thread(target=look)
    other.start()
    other.join(timeout=30)
    assert seen == [1]
