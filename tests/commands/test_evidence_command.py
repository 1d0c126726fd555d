"""``servicehall evidence``: seals, proves, and ends with the status that says what came of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection

from servicehall.commands import main
from servicehall.evidence.actions import record, writing
from servicehall.evidence.models import Checkpoint, Fact
from tests.tampering import unguarded
from tests.world import World, at


@pytest.fixture(autouse=True)
def told(world: World, monkeypatch: pytest.MonkeyPatch) -> Fact:
    """One fact, taken to be committed."""
    if connection.vendor == "postgresql":
        monkeypatch.setattr("servicehall.evidence.committed.horizon", lambda: 2**60)
    with writing():
        return record("visit.started", at=at(10), centre="testhall", objects={"visit": "v1"})


def key(capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["evidence", "key"]) == 0
    return capsys.readouterr().out.strip()


def test_a_sealed_record_is_whole(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["evidence", "seal"]) == 0
    kept = tmp_path / "kept.txt"
    kept.write_text(capsys.readouterr().out)
    assert kept.read_text() == Checkpoint.objects.get().note
    public = key(capsys)
    words = ["evidence", "verify", "--checkpoint", str(kept), "--key", public]
    assert main([*words, "--centre", "testhall"]) == 0
    assert capsys.readouterr().out.startswith("whole: ")


def test_a_broken_record_ends_with_one_and_names_the_fact(
    capsys: pytest.CaptureFixture[str], told: Fact
) -> None:
    main(["evidence", "seal"])
    with unguarded():
        Fact.objects.filter(pk=told.pk).update(staff="other")
    capsys.readouterr()
    assert main(["evidence", "verify"]) == 1
    assert f"broken: fact {told.pk}: changed: " in capsys.readouterr().out


def test_a_proof_is_checked_and_a_changed_one_is_not(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, told: Fact
) -> None:
    main(["evidence", "seal"])
    public = key(capsys)
    assert main(["evidence", "proof", str(told.pk)]) == 0
    proof = tmp_path / "proof.json"
    proof.write_text(capsys.readouterr().out)
    assert main(["evidence", "check", str(proof), "--key", public]) == 0
    assert f"proven: fact {told.pk} " in capsys.readouterr().out
    changed = json.loads(proof.read_text())
    changed["line"] = changed["line"].replace("v1", "v2")
    proof.write_text(json.dumps(changed))
    assert main(["evidence", "check", str(proof), "--key", public]) == 1
    assert "not proven: " in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "--centre", "nowhere"],
        ["verify", "--checkpoint", "/nowhere"],
        ["verify", "--checkpoint", __file__],
        ["verify", "--key", "AAAA"],
        ["proof", "999999"],
        ["check", "/nowhere", "--key", "A" * 43 + "="],
        ["check", __file__, "--key", "A" * 43 + "="],
    ],
)
def test_what_cannot_be_used_ends_with_two(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(["evidence", *words]) == 2
    assert capsys.readouterr().err.startswith("servicehall: ")
