"""The package stands alone, and its lock files hold all that it needs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT

TEXT = {".py", ".html", ".css", ".js", ".yaml", ".yml", ".txt", ".json", ".po", ".svg", ".md"}


def lines_saying(pattern: str, *folders: Path) -> list[str]:
    found = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in TEXT
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if found.search(line)
    ]


def test_nothing_in_the_package_points_outside_the_repository() -> None:
    outside = (str(ROOT) + "/", str(ROOT.parent / "shared"))
    assert lines_saying("|".join([r"\.\./shared\b", *map(re.escape, outside)]), PACKAGE) == []


def test_the_package_runs_from_anywhere_with_nothing_beside_it(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "servicehall", ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        "import servicehall, sys; from servicehall.commands import main;"
        " print(servicehall.__file__); sys.exit(main(['manage', 'check']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(tmp_path),
            "SERVICEHALL_DATA": str(tmp_path / "data"),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path))


def names(requirements: list[str]) -> set[str]:
    return {
        re.sub(r"[-_.]+", "-", match.group()).lower()
        for line in requirements
        if (match := re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line))
    }


def locked(kind: str) -> dict[str, str]:
    """What a lock file names, with the version of each."""
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[.*?\])?==([^\s;]+)", text, re.MULTILINE))


def test_the_lock_files_name_all_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    builders = (ROOT / "requirements" / "build.in").read_text().splitlines()
    core = names([*project["dependencies"], *builders])
    assert core <= set(locked("core"))
    assert core | names(project["optional-dependencies"]["dev"]) <= set(locked("dev"))


def test_what_is_tested_is_what_runs() -> None:
    core, dev = locked("core"), locked("dev")
    assert {name: dev.get(name) for name in core} == core


@pytest.mark.parametrize("kind", ["core", "dev"])
def test_every_locked_package_has_its_hashes(kind: str) -> None:
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    packages = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert packages
    assert [each.split()[0] for each in packages if "--hash=sha256:" not in each] == []


def test_no_address_of_a_registry_is_kept() -> None:
    kept = [*(ROOT / "requirements").iterdir(), ROOT / "pyproject.toml", ROOT / "Makefile"]
    assert [path.name for path in kept if re.search("https?://", path.read_text())] == []


def test_the_readme_and_the_automatic_run_name_the_same_command() -> None:
    assert re.search(r"^make test\b", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert re.search(r"\bmake test\b", (ROOT / "README.md").read_text())
    assert re.search(r"\bmake run\b", (ROOT / "README.md").read_text())


@pytest.mark.parametrize("command", ["run", "test", "check", "bench", "screenshots", "messages"])
def test_the_commands_that_others_rely_on_are_there(command: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", command], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
