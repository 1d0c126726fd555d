"""What every test stands on: an environment of its own, and its database and browser."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

from tests import midnight

pytest_plugins = ("tests.databases", "tests.chromium", "tests.not_run")

# A shared machine is slow at times; a test that fails now and then teaches nothing.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

_DATA = Path(tempfile.mkdtemp(prefix="servicehall-tests-"))


def _own_environment() -> None:
    """Keep the tests away from the hall, its settings and its data, that may be at work here."""
    if settings.configured:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests set it themselves.")
    for name in [*os.environ]:
        if name.startswith("SERVICEHALL_") or name == "DATABASE_URL":
            del os.environ[name]
    os.environ["SERVICEHALL_DATA"] = str(_DATA)
    os.environ["SERVICEHALL_SECRET_KEY"] = "for tests only"
    os.environ["DJANGO_SETTINGS_MODULE"] = "servicehall.config.settings"


_own_environment()
midnight.keep_away()


def pytest_unconfigure() -> None:
    shutil.rmtree(_DATA, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Bring on the cast, which needs Django to be set up."""
    config.pluginmanager.import_plugin("tests.stage")
