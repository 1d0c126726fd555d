"""Benchmarks speak in figures that others' scripts read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import benchmarks

TWO = {
    "one": """
from benchmarks import figure
def main():
    print("half way")
    figure("wait_ms", 1.5, unit="ms", limit="3 ms", ratio=0.5)
""",
    "two": """
from benchmarks import figure
def main():
    figure("글자", 2, unit="s", limit="1 s", ratio=2.0)
""",
    "_shared": "raise SystemExit('not a benchmark')",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the runner and two benchmarks."""
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(Path(benchmarks.__path__[0]) / name, folder)
    for name, code in TWO.items():
        (folder / f"{name}.py").write_text(code)
    return tmp_path


def _run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_figures_alone_are_on_standard_output(place: Path) -> None:
    done = _run(place, "one")
    assert done.returncode == 0
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"figure": "wait_ms", "value": 1.5, "unit": "ms", "limit": "3 ms", "ratio": 0.5}
    ]
    assert "half way" in done.stderr


def test_without_a_name_all_run(place: Path) -> None:
    done = _run(place)
    assert done.returncode == 0
    assert [json.loads(line)["figure"] for line in done.stdout.splitlines()] == ["wait_ms", "글자"]


@pytest.mark.parametrize("name", ["three", "_shared", "../one", ""])
def test_an_unknown_name_is_one_line_and_status_2(place: Path, name: str) -> None:
    done = _run(place, name)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "one, two" in done.stderr


def test_a_benchmark_that_breaks_is_no_success(place: Path) -> None:
    (place / "benchmarks" / "broken.py").write_text("def main():\n    raise ValueError('x')\n")
    assert _run(place, "broken").returncode == 1
