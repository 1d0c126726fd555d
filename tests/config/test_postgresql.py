"""A connection kept from an earlier request: whether it stands is known without a statement."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_a_connection_that_stands_is_used_without_asking() -> None:
    connection.ensure_connection()
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()
    assert len(asked) == 0


def test_a_connection_that_the_server_ended_is_not_used() -> None:
    connection.ensure_connection()
    kept = connection.connection
    parameters = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(
        **{name: parameters[name] for name in wanted if name in parameters}, autocommit=True
    ) as other:
        other.execute("select pg_terminate_backend(%s)", [kept.info.backend_pid])
        # Until the word of it has come through.
        other.execute("select pg_sleep(0.2)")
    assert not connection.is_usable()
    connection.close()
    connection.ensure_connection()
    assert connection.is_usable()


def test_a_closed_connection_is_not_used() -> None:
    connection.ensure_connection()
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()
