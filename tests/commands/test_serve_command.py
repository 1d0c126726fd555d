"""How many processes serve, and what is no number of them."""

from __future__ import annotations

import os

import pytest
from django.db import connection

from servicehall.commands import BadInput
from servicehall.commands.serve_command import chosen_processes


def test_one_process_serves_a_sqlite_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "sqlite")
    assert chosen_processes(None) == 1
    assert chosen_processes(1) == 1
    with pytest.raises(BadInput, match="need PostgreSQL"):
        chosen_processes(2)


@pytest.mark.parametrize(("cores", "expected"), [(1, 1), (2, 2), (64, 4), (None, 1)])
def test_on_postgresql_as_many_as_there_are_processors_up_to_four(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, expected: int
) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert chosen_processes(None) == expected
    assert chosen_processes(7) == 7


@pytest.mark.parametrize("asked", [0, -3])
def test_somebody_has_to_serve(asked: int) -> None:
    with pytest.raises(BadInput, match="at least one"):
        chosen_processes(asked)
