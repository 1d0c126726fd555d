"""The commands judge, findings and score: their output, and their exit statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from servicehall.commands import BadInput, main, parse
from servicehall.commands.findings_command import run as run_findings
from servicehall.commands.judge_command import run as run_judge
from servicehall.commands.score_command import run as run_score
from servicehall.findings.models import Finding
from tests.world import World, at, bind_standard, judged_world, work_a_day


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_judge_tells_the_count_of_each_outcome_for_every_check(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = bind_standard(world)
    work_a_day(world)
    given = ["judge", "--centre", "testhall", "--from", "2026-11-09", "--to", "2026-11-09"]
    assert run_judge(parse([*given, "--format", "jsonl"])) == 0
    rows = {row["code"]: row for row in lines(capsys)}
    assert list(rows) == [check.code for _, check in pack.checks]
    late = rows["clocked_in_late"]
    assert (late["clause"], late["fail"], late["pass"]) == ("2.1.1", 1, 0)
    assert set(late) == {
        "centre",
        "code",
        "clause",
        "pass",
        "fail",
        "not_applicable",
        "insufficient_evidence",
        "error",
        "needs_judgement",
    }
    assert run_judge(parse([*given, "--engine", "oracle", "--format", "jsonl"])) == 0
    assert {row["code"]: row for row in lines(capsys)} == rows
    assert run_judge(parse([*given, "--fail-on", "fail"])) == 1
    assert run_judge(parse([*given, "--fail-on", "error"])) == 0


def test_judge_begins_with_the_first_day_that_a_standard_binds(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.ticket(service=world.far_service, at=at(10) - timedelta(days=3))
    bind_standard(world)
    work_a_day(world)
    assert run_judge(parse(["judge", "--centre", "testhall", "--format", "jsonl"])) == 0
    assert {row["code"]: row["fail"] for row in lines(capsys)}["clocked_in_late"] == 1


def test_findings_and_scores_come_as_one_object_a_line(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    judged_world(world)
    Finding.objects.filter(check_code="clocked_in_late").update(status="confirmed")
    assert run_findings(parse(["findings", "--format", "jsonl", "--status", "open"])) == 0
    rows = lines(capsys)
    assert {row["code"] for row in rows} >= {"badge_not_worn", "told_orally_only"}
    assert "clocked_in_late" not in {row["code"] for row in rows}
    score = parse(["score", "--centre", "testhall", "--period", "2026-11", "--format", "jsonl"])
    assert run_score(score) == 0
    scores = {(row["kind"], row["code"]): row for row in lines(capsys)}
    clerk = scores["staff", "clerk"]
    late = Finding.objects.get(check_code="clocked_in_late")
    assert clerk["deducted"] == late.points
    assert {"finding": late.reference, "points": late.points, "counts": True} in clerk["entries"]  # type: ignore[operator]
    assert run_score(parse(["score", "--centre", "testhall", "--period", "2026-11"])) == 0
    assert "deducted" in capsys.readouterr().out


def test_bad_input_is_one_line_and_status_two(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    bind_standard(world)
    work_a_day(world)
    for given, says in (
        (["judge", "--centre", "nowhere"], "no centre 'nowhere'; there is testhall"),
        (["judge", "--engine", "spark", "--centre", "testhall"], "spark"),
        (
            ["judge", "--centre", "testhall", "--from", "2026-11-10", "--to", "2026-11-09"],
            "--from lies after --to",
        ),
        (["judge", "--centre", "testhall", "--from", "2020-01-01"], "no standard is in force"),
    ):
        assert main(given) == 2
        error = capsys.readouterr().err
        assert says in error
        assert len(error.splitlines()) == 1


@pytest.mark.parametrize(
    "given",
    [
        ["score", "--period", "2026-13"],
        ["judge", "--from", "yesterday"],
        ["judge", "--engine", "magic"],
        ["eat"],
        [],
    ],
)
def test_words_that_the_command_does_not_know_are_status_two(
    db: None, given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(given)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_without_any_centre_the_command_says_what_to_do(db: None) -> None:
    with pytest.raises(BadInput, match="there is no centre yet"):
        run_judge(parse(["judge"]))


def test_a_database_without_tables_is_said_in_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "servicehall.commands", "judge"],
        env={**os.environ, "SERVICEHALL_DATA": str(tmp_path / "new"), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "manage migrate" in done.stderr
    assert len(done.stderr.splitlines()) == 1
