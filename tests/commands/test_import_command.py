"""``servicehall import events``: what it says, what it writes, and with which status it ends."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

from servicehall.checks.models import InForce
from servicehall.commands import main
from servicehall.evidence.models import Fact
from servicehall.hall.actions import found_centre
from servicehall.hall.models import Centre, StaffMember, Unit
from tests.evidence.event_logs import (
    MAPPING,
    TABLE,
    event,
    mapping_text,
    table,
    trace,
    written,
    xes,
)

pytestmark = pytest.mark.django_db

GOOD = xes(
    trace("1", event("confirm", org_resource="A"), event("ask", org_resource="A")),
    trace("2", event("think", org_resource="B"), responsible="C"),
)
BAD = xes(
    trace("1", event("confirm")),
    trace("2", event("dance"), event("confirm", "2026-03-02T10:00:00")),
    trace("3", event("confirm"), start="soon"),
)


class Ran:
    """What one run of the command said, and its exit status."""

    def __init__(self, status: int, said: str, complained: str) -> None:
        self.status = status
        self.said = said
        self.complained = complained

    @property
    def last_line(self) -> str:
        return self.complained.splitlines()[-1]

    def tells(self, name: str) -> str:
        """What stands behind that name in the report."""
        return next(line[10:] for line in self.said.splitlines() if line.split(" ")[0] == name)


class Importer:
    """Runs the command on a log and a mapping in a folder of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        self.log = folder / "log.xes"
        self.mapping = folder / "mapping.yaml"

    def __call__(self, content: str | bytes = GOOD, *options: str, **but: Any) -> Ran:
        written(self.log, content)
        written(self.mapping, mapping_text(**but))
        return self.run(str(self.log), "--mapping", str(self.mapping), *options)

    def run(self, *arguments: str) -> Ran:
        self.capsys.readouterr()
        status = main(["import", "events", *arguments])
        said, complained = self.capsys.readouterr()
        return Ran(status, said, complained)


@pytest.fixture
def importer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Importer:
    return Importer(tmp_path, capsys)


def nothing_is_there() -> bool:
    return not (Fact.objects.exists() or Centre.objects.exists() or InForce.objects.exists())


def test_a_dry_run_tells_everything_and_writes_nothing(importer: Importer) -> None:
    ran = importer()
    assert ran.status == 0
    assert ran.tells("Centre") == "town, to be founded"
    assert ran.tells("Cases") == "2"
    assert ran.tells("Events") == "3: 2 mapped, 1 ignored"
    assert "1 ignored: think" in ran.said
    assert ran.tells("Period") == "2026-03-01 to 2026-03-02"
    assert ran.tells("Standard") == "city-service-hall, to be put in force since 2026-03-01"
    assert ran.tells("Units") == "1: front"
    assert ran.tells("Staff") == "2: 1 carried out events, 1 are named by cases only"
    assert ran.tells("Facts") == "4: 4 new, 0 recorded already"
    assert ran.said.endswith("Nothing was written; --commit writes.\n")
    assert nothing_is_there()


def test_a_commit_founds_the_centre_and_records_the_facts(importer: Importer) -> None:
    ran = importer(GOOD, "--commit")
    assert ran.status == 0
    assert ran.said.endswith("4 facts added to centre town.\n")
    centre = Centre.objects.get()
    assert (centre.code, centre.timezone, centre.jurisdiction, centre.receives) == (
        "town",
        "Europe/Amsterdam",
        "ZZ",
        False,
    )
    assert centre.names == MAPPING["centre"]["names"]
    assert [unit.code for unit in Unit.objects.all()] == ["front"]
    staff = StaffMember.objects.order_by("code")
    assert [(each.code, each.name, each.unit and each.unit.code) for each in staff] == [
        ("A", "A", "front"),
        ("C", "C", "front"),
    ]
    assert Fact.objects.filter(recorder="import", centre="town", source__isnull=False).count() == 4
    binding = InForce.objects.get()
    assert (binding.centre, binding.standard.name) == ("town", "city-service-hall")
    assert binding.since.isoformat() == "2026-03-01"


def test_a_second_commit_adds_nothing_and_says_so(importer: Importer) -> None:
    importer(GOOD, "--commit")
    ran = importer(GOOD, "--commit")
    assert ran.status == 0
    assert ran.tells("Centre") == "town, known"
    assert ran.tells("Standard") == "city-service-hall, in force"
    assert ran.tells("Facts") == "4: 0 new, 4 recorded already"
    assert ran.said.endswith("0 facts added to centre town.\n")
    assert (Centre.objects.count(), StaffMember.objects.count()) == (1, 2)
    assert InForce.objects.count() == 1


def test_a_log_that_has_grown_adds_just_the_rest(importer: Importer) -> None:
    importer(GOOD, "--commit")
    grown = GOOD.replace("</log>", trace("3", start="2026-02-01T09:00:00+01:00") + "</log>")
    ran = importer(grown, "--commit")
    assert ran.said.endswith("1 fact added to centre town.\n")
    assert ran.tells("Standard").startswith("in force only since 2026-03-01: what is older")


def test_problems_are_told_by_row_and_end_with_status_2(importer: Importer) -> None:
    for options in ((), ("--commit",)):
        ran = importer(BAD, *options)
        assert ran.status == 2
        assert ran.tells("Cases") == "3, 2 of them with problems"
        assert ran.tells("Events") == "4: 1 mapped, 0 ignored, 3 in cases with problems"
        lines = ran.complained.splitlines()
        assert lines[-4].startswith("  line 7, case 2, event 1, concept:name: the activity 'dance'")
        assert lines[-3].startswith("  line 8, case 2, event 2, time:timestamp: '2026-03-02T10")
        assert lines[-2].startswith("  line 10, case 3, start: 'soon' is no date and time")
        assert lines[-1].startswith(
            f"servicehall: {importer.log}: problems in the rows: 3, the first in line 7, case 2,"
        )
        assert "nothing was written" in lines[-1]
        assert nothing_is_there()


def test_cases_with_problems_are_left_out_where_that_is_asked_for(importer: Importer) -> None:
    ran = importer(BAD, "--skip-bad-rows")
    assert ran.status == 0
    assert nothing_is_there()
    ran = importer(BAD, "--skip-bad-rows", "--commit")
    assert ran.status == 0
    assert ran.said.endswith("2 facts added to centre town.\n")
    assert set(
        Fact.objects.filter(centre="town").values_list("concerns__object_id", flat=True)
    ) >= {"1"}
    assert not Fact.objects.filter(concerns__object_id__in=["2", "3"]).exists()


def test_every_problem_goes_to_the_errors_file(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "errors.csv"
    ran = importer(BAD, "--errors", str(path), "--limit-errors", "1")
    assert ran.status == 2
    assert ran.complained.count("\n  ") + ran.complained.startswith("  ") == 2
    assert "  … and 2 more\n" in ran.complained
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["line", "case", "event", "field", "message"]
    assert [row[:4] for row in rows] == [
        ["7", "2", "1", "concept:name"],
        ["8", "2", "2", "time:timestamp"],
        ["10", "3", "", "start"],
    ]


def test_the_errors_file_never_overwrites_the_log(importer: Importer) -> None:
    ran = importer(GOOD, "--errors", str(importer.log))
    assert ran.status == 2
    assert ran.last_line == f"servicehall: --errors: {importer.log} is the log itself"
    assert importer.log.read_text() == GOOD
    ran = importer(GOOD, "--errors", str(importer.folder / "no" / "such" / "folder"))
    assert ran.status == 2
    assert ran.last_line.endswith("no such file or directory")


CUT_OFF = gzip.compress(GOOD.encode())[:-40]


@pytest.mark.parametrize(
    ("content", "but", "says"),
    [
        (CUT_OFF, {}, "the compressed file is cut off: it ends at byte"),
        (GOOD[:-30], {}, "the XML is cut off"),
        (b"\x7fELF\x02\x01\x01\0\0", {}, "line 1, column 1: broken XML"),
        (b"", {}, "the file is empty"),
        (f"<!DOCTYPE log [<!ENTITY a 'b'>]>{GOOD[39:]}", {}, "a document type declaration"),
        ("접수,시각\n".encode("cp949"), TABLE, "line 1, byte 1: not utf-8 text"),
        ("case,activity\n", TABLE, "line 1: no column 'time'; there are: case, activity"),
    ],
)
def test_a_log_that_can_not_be_read_is_one_line(
    importer: Importer, content: str | bytes, but: dict[str, Any], says: str
) -> None:
    ran = importer(content, "--commit", **but)
    assert ran.status == 2
    assert ran.last_line.startswith(f"servicehall: {importer.log}: ")
    assert says in ran.last_line
    assert nothing_is_there()


def test_a_log_that_breaks_off_late_leaves_nothing(importer: Importer) -> None:
    text = xes(*(trace(str(n), event("confirm"), event("ask")) for n in range(900)))
    ran = importer(gzip.compress(text.encode())[:-500], "--commit", "--skip-bad-rows")
    assert ran.status == 2
    assert nothing_is_there()


def test_a_mapping_that_can_not_be_used_is_one_line(importer: Importer) -> None:
    ran = importer(GOOD, "--commit", event_facts=[{"activity": "a", "kind": "case.lost"}])
    assert ran.status == 2
    assert ran.complained.count("\n") == 1
    said = "event_facts[0].kind: unknown kind of fact: 'case.lost'"
    assert ran.last_line.startswith("servicehall: mapping.yaml:")
    assert ran.last_line.endswith(said)
    assert nothing_is_there()


def test_files_that_are_not_there_are_named(importer: Importer) -> None:
    ran = importer.run("nowhere.xes", "--mapping", "municipal-permits")
    assert (ran.status, ran.last_line) == (
        2,
        "servicehall: nowhere.xes: no such file or directory",
    )
    ran = importer.run("nowhere.xes", "--mapping", "some-map")
    assert ran.status == 2
    assert "neither a file nor a shipped mapping; shipped: municipal-permits" in ran.last_line


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"receives": True}, "its receives is True, not False"),
        ({"timezone": "Asia/Seoul"}, "its timezone is Asia/Seoul, not Europe/Amsterdam"),
        ({"jurisdiction": "KR"}, "its jurisdiction is KR, not ZZ"),
    ],
)
def test_a_log_is_not_mixed_into_another_centre(
    importer: Importer, given: dict[str, Any], says: str
) -> None:
    same = {"timezone": "Europe/Amsterdam", "jurisdiction": "ZZ", "receives": False}
    found_centre(code="town", names={"en": "Town"}, **{**same, **given})
    ran = importer(GOOD, "--commit")
    assert ran.status == 2
    assert "there is a centre 'town' already" in ran.last_line
    assert says in ran.last_line
    assert not Fact.objects.exists()


def test_a_code_that_addresses_need_is_refused(importer: Importer) -> None:
    ran = importer(GOOD, "--commit", centre={**MAPPING["centre"], "code": "setup"})
    assert ran.status == 2
    assert ran.last_line == "servicehall: mapping permits: no centre can have the code 'setup'"


def test_a_table_is_imported_like_any_log(importer: Importer) -> None:
    text = table(["1", "confirm", "2026-03-02 10:00", "A", "Front"])
    ran = importer(text, **TABLE)
    assert ran.status == 2
    assert "'2026-03-02 10:00' has no time zone, and the mapping gives none (zone)" in ran.last_line
    ran = importer(text, "--commit", **TABLE, zone="Europe/Amsterdam")
    assert ran.status == 0
    fact = Fact.objects.get(kind="receipt.given")
    assert fact.happened.isoformat() == "2026-03-02T09:00:00+00:00"


def test_where_there_is_no_terminal_progress_is_a_few_lines(importer: Importer) -> None:
    text = xes(*(trace(str(n), event("confirm")) for n in range(2_000)))
    ran = importer(text)
    lines = [line for line in ran.complained.splitlines() if line.startswith("Looking through")]
    assert 2 <= len(lines) <= 11
    assert lines[-1] == "Looking through: 100 of 100"
