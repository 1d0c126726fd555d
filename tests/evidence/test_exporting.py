"""What leaves the record: the same facts in every form, none of them with personal fields."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from servicehall.cases import actions
from servicehall.evidence.exporting import ocel, tables, xes
from servicehall.evidence.exporting.stream import Stretch
from servicehall.evidence.importing.reading import LogFile
from servicehall.evidence.importing.xes import cases
from servicehall.evidence.models import Fact, FactObject
from tests.tampering import unguarded
from tests.world import MONDAY, World, at

ZONE = ZoneInfo("Asia/Seoul")
NAME = "Hong <&> Gildong"


@pytest.fixture
def stretch(world: World) -> Stretch:
    """The day of a case that was received, told of what is missing, and accepted."""
    world.on_duty()
    case = world.case(applicant=NAME)
    actions.give_notice(
        case=case, missing=("proof",), written=True, language="ko", by=world.clerk, at=at(10, 30)
    )
    actions.supplement(case=case, supplied=("proof",), by=world.clerk, at=at(10, 40))
    actions.accept(case=case, by=world.clerk, at=at(10, 50))
    return Stretch(world.centre.code, MONDAY, MONDAY, ZONE)


def written(write: Callable[[StringIO], int]) -> str:
    """What is written, after it was told how many events that are."""
    file = StringIO()
    assert write(file) == Fact.objects.filter(happened__gte=at(0)).count()
    return file.getvalue()


def test_each_fact_is_an_event_of_ocel_about_objects_that_are_there(stretch: Stretch) -> None:
    log = json.loads(written(lambda file: ocel.write_json(stretch.facts(), file)))
    objects = {each["id"]: each["type"] for each in log["objects"]}
    declared = {
        each["name"]: {given["name"]: given["type"] for given in each["attributes"]}
        for each in log["eventTypes"]
    }
    assert {each["name"] for each in log["objectTypes"]} == set(objects.values())
    for event in log["events"]:
        assert {each["name"] for each in event["attributes"]} <= set(declared[event["type"]])
        assert {each["objectId"] for each in event["relationships"]} <= set(objects)
    (accepted,) = (each for each in log["events"] if each["type"] == "case.accepted")
    about = {(objects[each["objectId"]], each["qualifier"]) for each in accepted["relationships"]}
    assert about == {
        ("case", "concerns"),
        ("staff_member", "staff"),
        ("counter", "counter"),
    }
    assert declared["case.accepted"]["promised_due"] == "time"
    assert accepted["time"] == "2026-11-09T01:50:00+00:00"


def test_a_list_is_written_as_text_since_ocel_has_none(stretch: Stretch) -> None:
    log = json.loads(written(lambda file: ocel.write_json(stretch.facts(), file)))
    (notice,) = (each for each in log["events"] if each["type"] == "notice.given")
    assert {"name": "items", "value": '["proof"]'} in notice["attributes"]
    assert {"name": "written", "value": True} in notice["attributes"]


def test_the_tables_of_ocel_say_the_same(stretch: Stretch, tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    count = ocel.write_sqlite(stretch.facts(), path)
    log = json.loads(written(lambda file: ocel.write_json(stretch.facts(), file)))
    database = sqlite3.connect(path)

    def rows(question: str) -> list[tuple[object, ...]]:
        return database.execute(question).fetchall()

    assert len(rows("select * from event")) == count == len(log["events"])
    assert set(rows("select ocel_id, ocel_type from object")) == {
        (each["id"], each["type"]) for each in log["objects"]
    }
    assert set(rows("select ocel_event_id, ocel_object_id, ocel_qualifier from event_object")) == {
        (event["id"], each["objectId"], each["qualifier"])
        for event in log["events"]
        for each in event["relationships"]
    }
    for kind, table in rows("select ocel_type, ocel_type_map from event_map_type"):
        wanted = sum(event["type"] == kind for event in log["events"])
        assert rows(f"select count(*) from event_{table}") == [(wanted,)]
    for kind, table in rows("select ocel_type, ocel_type_map from object_map_type"):
        wanted = sum(each["type"] == kind for each in log["objects"])
        assert rows(f"select count(*) from object_{table}") == [(wanted,)]
    database.close()


def test_histories_in_xes_are_read_back_by_the_import(stretch: Stretch, tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    with path.open("w", encoding="utf-8") as file:
        count = xes.write(stretch.histories("case"), file)
    with LogFile(path) as log:
        wanted = ("concept:name", "time:timestamp", "org:resource", "items", "written")
        (case,) = cases(log, case_id="concept:name", of_case=(), of_event=wanted)
    recorded = FactObject.objects.filter(object_type="case").order_by("seq")
    assert case.id == recorded[0].object_id
    assert not case.problems
    assert [each.attributes["concept:name"] for each in case.events] == [
        each.fact.kind for each in recorded
    ]
    assert len(case.events) == count
    notice = case.events[1].attributes
    assert (notice["items"], notice["written"]) == ('["proof"]', "true")
    assert notice["org:resource"] == "clerk"


def test_what_no_xml_can_hold_does_not_break_the_log(stretch: Stretch, tmp_path: Path) -> None:
    fact = Fact.objects.get(kind="notice.given")
    strange = fact.data | {"items": ['a"b<c>&\x01\x0b\ufffe한']}
    with unguarded():
        Fact.objects.filter(pk=fact.pk).update(data=strange)
    path = tmp_path / "log.xes"
    with path.open("w", encoding="utf-8") as file:
        xes.write(stretch.histories("case"), file)
    with LogFile(path) as log:
        (case,) = cases(log, case_id="concept:name", of_case=(), of_event=("items",))
    items = next(each.attributes["items"] for each in case.events if "items" in each.attributes)
    assert items.startswith('["a\\"b<c>&')
    assert items.endswith('한"]')


def test_a_row_a_fact_as_csv_and_as_parquet_by_day(stretch: Stretch, tmp_path: Path) -> None:
    rows = list(
        csv.DictReader(StringIO(written(lambda file: tables.write_csv(stretch.facts(), file))))
    )
    folder = tmp_path / "record"
    assert tables.write_parquet(stretch.facts(), folder, ZONE) == len(rows)
    assert [str(each.relative_to(folder)) for each in folder.rglob("*.parquet")] == [
        f"centre=testhall/day={MONDAY}/data_0.parquet"
    ]
    found = duckdb.execute(
        "select id, kind, epoch_us(happened), staff, data, objects, centre"
        f" from read_parquet('{folder}/**/*.parquet') order by happened, id"
    ).fetchall()
    assert [str(each[0]) for each in found] == [each["id"] for each in rows]
    first = Fact.objects.get(pk=found[0][0])
    assert found[0][1:4] == (first.kind, round(first.happened.timestamp() * 1e6), first.staff)
    assert json.loads(found[0][4]) == first.data == json.loads(rows[0]["data"])
    assert json.loads(found[-1][5])[0][:2] == ["case", "2026-11-09/A001/register"]
    assert found[0][6] == "testhall"


def test_a_folder_with_something_in_it_is_not_written_to(stretch: Stretch, tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(FileExistsError):
        tables.write_parquet(stretch.facts(), tmp_path, ZONE)
    assert [each.name for each in tmp_path.iterdir()] == ["mine"]


def test_only_the_days_that_were_asked_for_leave(stretch: Stretch) -> None:
    before = MONDAY - timedelta(days=1)
    assert not list(Stretch(stretch.centre, before, before, ZONE).facts())
    assert not list(Stretch("testhall-far", MONDAY, MONDAY, ZONE).facts())
    assert stretch.count() == len(list(stretch.facts()))


def test_what_is_personal_leaves_in_no_form(stretch: Stretch, tmp_path: Path) -> None:
    ocel.write_sqlite(stretch.facts(), tmp_path / "log.sqlite")
    (tmp_path / "log.json").write_text(written(lambda file: ocel.write_json(stretch.facts(), file)))
    (tmp_path / "log.csv").write_text(written(lambda file: tables.write_csv(stretch.facts(), file)))
    with (tmp_path / "log.xes").open("w", encoding="utf-8") as file:
        xes.write(stretch.histories("case"), file)
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        assert b"2026-11-09/A001" in content
        assert b"Gildong" not in content
