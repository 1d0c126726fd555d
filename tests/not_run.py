"""Says in the closing lines, loudly, what did not run and why."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter

from tests.databases import chosen


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--not-run",
        type=Path,
        metavar="FILE",
        help="add here what this run did not run, for what comes after all runs",
    )


def reasons(reports: list[pytest.TestReport | pytest.CollectReport]) -> Counter[str]:
    """How many tests were skipped for each reason."""
    told: Counter[str] = Counter()
    for report in reports:
        skipped = report.longrepr
        reason = skipped[2] if isinstance(skipped, tuple) else str(skipped)
        told[reason.removeprefix("Skipped: ")] += 1
    return told


def lines(database: str, stats: dict[str, list[pytest.TestReport]]) -> list[str]:
    """The lines for one run: what did not run and why, and that it failed if it did."""
    told = [
        f"on {database}: NOT RUN: {count} {'test' if count == 1 else 'tests'}: {reason}"
        for reason, count in sorted(reasons(stats.get("skipped", [])).items())  # type: ignore[arg-type]
    ]
    failed = len(stats.get("failed", [])) + len(stats.get("error", []))
    if failed:
        told.append(f"on {database}: FAILED: {failed}")
    return told


def pytest_terminal_summary(
    terminalreporter: TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    now = lines(chosen(config), terminalreporter.stats)
    if exitstatus == pytest.ExitCode.INTERRUPTED:
        now.append(f"on {chosen(config)}: INTERRUPTED, the rest was NOT RUN")
    kept: Path | None = config.getoption("--not-run")
    if kept:
        with kept.open("a") as file:
            file.write("".join(f"{line}\n" for line in now))
    if now:
        terminalreporter.section("NOT EVERYTHING RAN OR PASSED", red=True, bold=True)
        for line in now:
            terminalreporter.line(line, red=True, bold=True)
    else:
        terminalreporter.line(f"Nothing was skipped. Database: {chosen(config)}.")
