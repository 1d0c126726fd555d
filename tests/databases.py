"""Runs the suite on SQLite; with ``--database postgresql``, what touches the database there."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from tests.postgres import NotFound, Server, version

FIXTURES = frozenset(
    {
        "client",
        "admin_client",
        "db",
        "transactional_db",
        "django_db_setup",
        "django_db_reset_sequences",
        "django_db_serialized_rollback",
    }
)
"""A test with one of these fixtures, or with the mark ``django_db``, touches the database."""

_server = pytest.StashKey[Server]()
_absent = pytest.StashKey[str]()
_chosen = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="postgresql: run what touches the database on a server at TEST_DATABASE_URL, or on"
        " one that is started for the tests",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the database, then have Django read its settings."""
    config.stash[_chosen] = "SQLite"
    if config.getoption("--database") == "postgresql":
        _choose_postgresql(config)
    # pytest-django sets Django up only where the settings have been read by now.
    assert settings.DATABASES


def _choose_postgresql(config: pytest.Config) -> None:
    config.stash[_chosen] = "PostgreSQL"
    if url := os.environ.get("TEST_DATABASE_URL"):
        try:
            number = version(url)
        except psycopg.OperationalError as error:
            raise pytest.UsageError(f"TEST_DATABASE_URL: {error}") from None
    else:
        # What ends the run must also end the server.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            server = Server()
        except NotFound as error:
            config.stash[_absent] = f"PostgreSQL: {error}"
            return
        config.stash[_server] = server
        url = server.url
        number = version(url)
    os.environ["DATABASE_URL"] = url
    config.stash[_chosen] = f"PostgreSQL {number}"


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(_server, None):
        server.stop()


def chosen(config: pytest.Config) -> str:
    """The database that this run is on, by name and version, as told to people."""
    return config.stash[_chosen]


def touches_database(item: pytest.Item) -> bool:
    """Whether a test needs the database."""
    return item.get_closest_marker("django_db") is not None or bool(
        FIXTURES.intersection(getattr(item, "fixturenames", ()))
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other database, and on PostgreSQL also what has run on SQLite
    and would be no different here."""
    if config.getoption("--database") == "postgresql":
        kept = [
            item
            for item in items
            if touches_database(item) and not item.get_closest_marker("browser")
        ]
    else:
        kept = [item for item in items if not item.get_closest_marker("postgresql")]
    if absent := config.stash.get(_absent, None):
        for item in kept:
            item.add_marker(pytest.mark.skip(reason=absent))
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A choice of tests of which none touches the database has nothing to do here."""
    if (
        exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED
        and session.config.getoption("--database") == "postgresql"
    ):
        session.exitstatus = pytest.ExitCode.OK


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep SQLite's test database in a file: threads can't share one in memory as they would.

    Overrides the fixture of this name of pytest-django.
    """
    database = connections.databases["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        folder: Path = tmp_path_factory.mktemp("database")
        database["TEST"]["NAME"] = str(folder / "test.sqlite3")
