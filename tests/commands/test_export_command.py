"""The command export: all of it is written or nothing, and nothing is replaced unasked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

import pytest

from servicehall.commands import BadInput, parse
from servicehall.commands.export_command import FORMS, run
from servicehall.evidence.exporting import ocel
from servicehall.evidence.models import Fact
from tests.world import MONDAY, World

DAYS = ["--from", str(MONDAY), "--to", str(MONDAY)]


def export(path: Path, *words: str) -> int:
    return run(parse(["export", "events", str(path), "--centre", "testhall", *words]))


@pytest.fixture
def recorded(world: World) -> World:
    """A hall with a day on record."""
    world.on_duty()
    world.case()
    return world


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_written_and_told(
    recorded: World, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "record"
    assert export(path, "--format", form, *DAYS) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{path}: ")
    assert f"events of testhall, {MONDAY} to {MONDAY}" in told
    assert [each.name for each in tmp_path.iterdir()] == ["record"]


def test_without_days_all_that_is_on_record_leaves(recorded: World, tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    export(path)
    assert len(json.loads(path.read_text())["events"]) == Fact.objects.count()


def test_what_is_there_is_only_replaced_where_that_is_asked(
    recorded: World, tmp_path: Path
) -> None:
    path = tmp_path / "log.json"
    path.write_text("mine")
    with pytest.raises(BadInput, match="is there already; --overwrite replaces it"):
        export(path)
    assert path.read_text() == "mine"
    export(path, "--overwrite")
    assert json.loads(path.read_text())["events"]


def test_a_folder_is_not_replaced_by_a_file(recorded: World, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInput, match="is a folder"):
        export(tmp_path / "folder", "--overwrite")
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="is no folder"):
        export(tmp_path / "file", "--overwrite", "--format", "parquet")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--centre", "nowhere"], "no centre 'nowhere'"),
        (["--from", "2026-11-10", "--to", "2026-11-09"], "--from lies after --to"),
    ],
)
def test_bad_input_is_told(recorded: World, tmp_path: Path, words: list[str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        export(tmp_path / "log.json", *words)
    assert not list(tmp_path.iterdir())


def test_what_fails_midway_leaves_nothing_and_keeps_what_was_there(
    recorded: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.json"
    path.write_text("mine")

    def fail(facts: object, file: IO[str]) -> int:
        file.write('{"events": [')
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ocel, "write_json", fail)
    with pytest.raises(BadInput, match="No space left on device; nothing was written"):
        export(path, "--overwrite")
    assert [each.name for each in tmp_path.iterdir()] == ["log.json"]
    assert path.read_text() == "mine"


def test_where_nothing_can_be_written_is_told(recorded: World, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file or directory"):
        export(tmp_path / "nowhere" / "log.json")
