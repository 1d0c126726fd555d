"""The command due: what it prints, and what it refuses."""

from __future__ import annotations

import json

import pytest

from servicehall.commands import BadInput, parse
from servicehall.commands.due_command import run


def told(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(parse(["due", *words])) == 0
    return capsys.readouterr().out


def test_it_tells_the_end_and_every_day_that_counts_or_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["--jurisdiction", "KR", "--limit", "immediate", "--from", "2026-12-24T16:30"]
    lines = told(*words, capsys=capsys).splitlines()
    assert lines[0] == "due 2026-12-28 10:30, Monday (Asia/Seoul)"
    assert lines[1] == "rule korea: 3 hours"
    assert "  2026-12-24 Thu  1 h 30 min" in lines
    assert "  2026-12-25 Fri  Christmas Day" in lines
    assert "  in all 3 h" in lines


def test_the_same_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    given = told(
        *("--jurisdiction", "CN", "--limit", "3 working days", "--from", "2026-02-12T10:00"),
        *("--format", "json"),
        capsys=capsys,
    )
    data = json.loads(given)
    assert data["due"] == "2026-02-24T18:00:00+08:00"
    assert (data["rule"], data["length"]) == ("china", "3 days")
    assert [each["day"] for each in data["counted"]] == ["2026-02-13", "2026-02-14", "2026-02-24"]
    assert data["left_out"][0] == {
        "day": "2026-02-12",
        "reason": "the first day does not count",
        "minutes": None,
    }


def test_suspensions_extension_and_another_rule(capsys: pytest.CaptureFixture[str]) -> None:
    base = ["--jurisdiction", "CN", "--limit", "45 days", "--from", "2026-03-02T10:00"]
    without = told(*base, "--rule", "china-joint", capsys=capsys)
    assert without.startswith("due 2026-05-08 18:00")
    extended = told(*base, "--rule", "china-joint", "--extend", "15", capsys=capsys)
    assert extended.startswith("due 2026-05-28 18:00")
    two = ["2026-03-03T09:00..2026-03-04T09:00", "2026-03-10T09:00..2026-03-10T11:30"]
    suspended = told(*base, "--suspend", two[0], "--suspend", two[1], capsys=capsys)
    assert suspended.startswith("due 2026-05-11 11:30"), "Saturday 9 May makes up for a holiday"
    assert "  2026-03-03 Tue  8 h suspended" in suspended
    assert "  2026-03-10 Tue  2 h 30 min suspended" in suspended


def test_as_known_on_an_earlier_day(capsys: pytest.CaptureFixture[str]) -> None:
    base = ["--jurisdiction", "KR", "--limit", "30 days", "--from", "2024-08-26T10:00"]
    assert told(*base, capsys=capsys).startswith("due 2024-10-14")
    assert told(*base, "--as-known", "2024-08-26", capsys=capsys).startswith("due 2024-10-11")


def test_a_moment_with_an_offset_is_taken_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    base = ["--jurisdiction", "KR", "--limit", "1 hour", "--from"]
    assert told(*base, "2026-11-09T01:00+00:00", capsys=capsys).startswith("due 2026-11-09 11:00")


@pytest.mark.parametrize(
    ("but", "message"),
    [
        ({"--limit": "soon"}, "a limit is"),
        ({"--limit": "0 days"}, "a limit is"),
        ({"--from": "tomorrow"}, "'tomorrow' is no moment"),
        ({"--from": "2026-12-29T10:00"}, "2027 is not known"),
        ({"--rule": "france"}, "no rule 'france'"),
        ({"--suspend": "2026-11-10"}, "FROM..TO"),
        ({"--suspend": "2026-11-11T10:00..2026-11-10T10:00"}, "ends before it begins"),
        ({"--extend": "0"}, "1 or more"),
        ({"--extend": "99"}, "at most"),
    ],
)
def test_what_can_not_be_reckoned_is_refused_with_the_reason(
    but: dict[str, str], message: str
) -> None:
    given = {"--jurisdiction": "CN", "--limit": "5 days", "--from": "2026-11-09T10:00"} | but
    with pytest.raises(BadInput, match=message):
        run(parse(["due", *(word for pair in given.items() for word in pair)]))
