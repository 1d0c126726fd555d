"""The closing lines say what did not run."""

from __future__ import annotations

import pytest

from tests.not_run import lines


def _skipped(reason: str) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid="tests/test_x.py::test_x",
        location=("tests/test_x.py", 1, "test_x"),
        keywords={},
        outcome="skipped",
        longrepr=("tests/test_x.py", 1, f"Skipped: {reason}"),
        when="setup",
    )


def test_each_reason_is_told_once_with_its_count() -> None:
    told = lines(
        "SQLite",
        {"skipped": [_skipped("no Chromium"), _skipped("no Chromium"), _skipped("no data")]},
    )
    assert told == [
        "on SQLite: NOT RUN: 2 tests: no Chromium",
        "on SQLite: NOT RUN: 1 test: no data",
    ]


def test_a_run_of_everything_has_nothing_to_tell() -> None:
    assert lines("SQLite", {"passed": [_skipped("unused")]}) == []


def test_failures_of_an_earlier_run_are_not_lost() -> None:
    assert lines("SQLite", {"failed": [_skipped("x")], "error": [_skipped("y")]}) == [
        "on SQLite: FAILED: 2"
    ]
