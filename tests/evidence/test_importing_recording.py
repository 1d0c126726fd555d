"""A log is looked through without writing, then recorded whole, once, and never over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from servicehall.evidence.actions import record, record_imported, writing
from servicehall.evidence.importing.facts import ImportedFact
from servicehall.evidence.importing.mapping import EventLogMapping
from servicehall.evidence.importing.reading import LogError, Problem
from servicehall.evidence.importing.recording import Changed, Survey, record_log, survey
from servicehall.evidence.kinds import WrongData
from servicehall.evidence.models import Fact, FactObject, PersonalData
from tests.evidence.event_logs import (
    NOW,
    TABLE,
    event,
    make_mapping,
    table,
    trace,
    written,
    xes,
)

pytestmark = pytest.mark.django_db

LATER = "2026-03-09T10:00:00+01:00"
TWO = (
    trace("1", event("confirm", org_resource="A"), event("ask", LATER), applicant="Hong"),
    trace("2", event("think"), end=LATER),
)


def look(log: Path, mapping: EventLogMapping, problems: list[Problem] | None = None) -> Survey:
    kept: list[Problem] = [] if problems is None else problems
    return survey(log, mapping, now=NOW, told=kept.append)


def bring_in(log: Path, mapping: EventLogMapping) -> int:
    found = look(log, mapping)
    with writing():
        return record_log(log, mapping, now=NOW, expected=found)


def histories() -> dict[str, list[tuple[int, str]]]:
    """For each case its facts by their places."""
    told: dict[str, list[tuple[int, str]]] = {}
    for place in FactObject.objects.select_related("fact").order_by("object_id", "seq"):
        told.setdefault(place.object_id, []).append((place.seq, place.fact.kind))
    return told


def imported(**but: Any) -> ImportedFact:
    given = {
        "kind": "case.received",
        "at": NOW,
        "object_type": "case",
        "object_id": "1",
        "unit": "",
        "staff": "",
        "data": {},
        "personal": {},
        "source": "town/permits/1/1",
        "line": 1,
    }
    return ImportedFact(**{**given, **but})


def test_looking_through_writes_nothing_and_counts_everything(tmp_path: Path) -> None:
    found = look(written(tmp_path / "log.xes", xes(*TWO)), make_mapping(tmp_path))
    assert (found.cases, found.events, found.mapped_events) == (2, 3, 2)
    assert found.facts == {
        "case.received": 2,
        "receipt.given": 1,
        "notice.given": 1,
        "case.decided": 1,
    }
    assert (found.new, found.recorded, found.ignored) == (5, 0, {"think": 1})
    assert found.staff == {"A": {"front": 1}}
    assert (found.problems, found.problem_cases) == (0, 0)
    assert found.first
    assert found.last
    assert found.first.isoformat() == "2026-03-01T09:00:00+01:00"
    assert found.last.isoformat() == LATER
    assert not Fact.objects.exists()


def test_a_log_is_recorded_as_histories_without_gaps(tmp_path: Path) -> None:
    log = written(tmp_path / "log.xes", xes(*TWO))
    assert bring_in(log, make_mapping(tmp_path)) == 5
    assert histories() == {
        "1": [(1, "case.received"), (2, "receipt.given"), (3, "notice.given")],
        "2": [(1, "case.received"), (2, "case.decided")],
    }
    receipt = Fact.objects.get(kind="receipt.given")
    assert (receipt.centre, receipt.unit, receipt.staff) == ("town", "front", "A")
    assert (receipt.recorder, receipt.source) == ("import", "town/permits/1/1")
    assert receipt.happened.isoformat() == "2026-03-02T09:00:00+00:00"
    assert receipt.data == {"written": True}
    personal = PersonalData.objects.get()
    assert (personal.fact.concerns.get().object_id, personal.data) == ("1", {"applicant": "Hong"})
    assert "applicant" not in personal.fact.data


def test_the_same_log_again_adds_nothing(tmp_path: Path) -> None:
    log, mapping = written(tmp_path / "log.xes", xes(*TWO)), make_mapping(tmp_path)
    bring_in(log, mapping)
    again = look(log, mapping)
    assert (again.new, again.recorded, again.problems) == (0, 5, 0)
    assert bring_in(log, mapping) == 0
    moved = log.rename(tmp_path / "another name.xes")
    assert bring_in(moved, mapping) == 0
    assert Fact.objects.count() == 5


def test_a_log_that_has_grown_adds_what_is_new_at_the_end(tmp_path: Path) -> None:
    mapping = make_mapping(tmp_path)
    bring_in(written(tmp_path / "log.xes", xes(*TWO)), mapping)
    grown = trace(
        "1",
        event("confirm", org_resource="A"),
        event("ask", LATER),
        event("ask again", "2026-03-12T10:00:00+01:00"),
        applicant="Hong",
        end="2026-03-13T10:00:00+01:00",
    )
    log = written(tmp_path / "grown.xes", xes(grown, TWO[1], trace("3")))
    assert look(log, mapping).recorded == 5
    assert bring_in(log, mapping) == 3
    assert histories() == {
        "1": [
            (1, "case.received"),
            (2, "receipt.given"),
            (3, "notice.given"),
            (4, "notice.given"),
            (5, "case.decided"),
        ],
        "2": [(1, "case.received"), (2, "case.decided")],
        "3": [(1, "case.received")],
    }
    assert Fact.objects.get(source="town/permits/1/3").data["round"] == 2


def test_what_the_log_now_tells_otherwise_is_a_problem(tmp_path: Path) -> None:
    mapping = make_mapping(tmp_path)
    bring_in(written(tmp_path / "log.xes", xes(*TWO)), mapping)
    before = list(Fact.objects.order_by("pk").values())
    problems: list[Problem] = []
    other = TWO[1].replace(LATER, "2026-03-10T10:00:00+01:00")
    log = written(tmp_path / "changed.xes", xes(TWO[0], other))
    found = look(log, mapping, problems)
    (only,) = problems
    assert (only.case, only.field) == ("2", "case.decided")
    assert "its time was recorded as 2026-03-09 09:00:00+00:00 and is now 2026-03-10" in str(only)
    assert (found.problem_cases, found.new) == (1, 0)
    assert bring_in(log, mapping) == 0
    assert list(Fact.objects.order_by("pk").values()) == before


def test_what_the_log_no_longer_tells_is_counted_and_stays(tmp_path: Path) -> None:
    mapping = make_mapping(tmp_path)
    bring_in(written(tmp_path / "log.xes", xes(*TWO)), mapping)
    shrunk = written(tmp_path / "log.xes", xes(trace("1", applicant="Hong"), TWO[1]))
    assert look(shrunk, mapping).vanished == 2
    assert bring_in(shrunk, mapping) == 0
    assert Fact.objects.count() == 5


def test_a_case_that_the_hall_itself_has_recorded_is_never_added_to(tmp_path: Path) -> None:
    with writing():
        record("case.received", at=NOW, centre="town", objects={"case": "1"})
        record("case.received", at=NOW, centre="elsewhere", objects={"case": "2"})
    problems: list[Problem] = []
    log, mapping = written(tmp_path / "log.xes", xes(*TWO)), make_mapping(tmp_path)
    assert look(log, mapping, problems).problem_cases == 1
    assert [each.case for each in problems] == ["1"]
    assert "facts of it that do not come from this log" in str(problems[0])
    assert bring_in(log, mapping) == 2
    assert Fact.objects.filter(centre="town", concerns__object_id="1").count() == 1


def test_another_log_can_not_add_to_the_cases_of_the_first(tmp_path: Path) -> None:
    log = written(tmp_path / "log.xes", xes(*TWO))
    bring_in(log, make_mapping(tmp_path))
    assert look(log, make_mapping(tmp_path, name="permits-2")).problem_cases == 2


def test_a_case_with_one_bad_row_is_left_out_whole(tmp_path: Path) -> None:
    bad = trace("1", event("confirm"), event("dance"), event("ask"))
    log, mapping = written(tmp_path / "log.xes", xes(bad, TWO[1])), make_mapping(tmp_path)
    found = look(log, mapping)
    assert (found.problems, found.problem_cases, found.cases) == (1, 1, 2)
    assert found.facts.total() == 2
    assert bring_in(log, mapping) == 2
    assert set(histories()) == {"2"}


def test_a_case_that_comes_twice_is_imported_once_and_told(tmp_path: Path) -> None:
    problems: list[Problem] = []
    log = written(tmp_path / "log.xes", xes(TWO[0], TWO[0]))
    mapping = make_mapping(tmp_path)
    look(log, mapping, problems)
    assert [each.message for each in problems] == ["the case is there twice"]
    assert bring_in(log, mapping) == 3


def test_a_row_that_fits_no_header_keeps_its_case_out(tmp_path: Path) -> None:
    text = table(
        ["1", "confirm", LATER, "A", "Front"],
        ["2", "confirm", LATER, "B", "Front"],
        ["1", "ask", LATER],
    )
    log, mapping = written(tmp_path / "log.csv", text), make_mapping(tmp_path, **TABLE)
    problems: list[Problem] = []
    found = look(log, mapping, problems)
    assert [(each.line, each.case) for each in problems] == [(4, "1"), (2, "1")]
    assert (found.problem_cases, found.cases) == (1, 2)
    assert bring_in(log, mapping) == 1
    assert histories() == {"2": [(1, "receipt.given")]}


def test_a_table_is_recorded_and_grows_like_any_log(tmp_path: Path) -> None:
    rows = [
        ["1", "confirm", "2026-03-02T10:00:00+01:00", "A", "Front"],
        ["2", "ask", "2026-03-03T10:00:00+01:00", "B", "Back"],
        ["1", "ask", "2026-03-04T10:00:00+01:00", "A", "Front"],
    ]
    mapping = make_mapping(tmp_path, **TABLE)
    assert bring_in(written(tmp_path / "log.csv", table(*rows)), mapping) == 3
    rows.append(["2", "ask again", "2026-03-05T10:00:00+01:00", "B", "Back"])
    assert bring_in(written(tmp_path / "log.csv", table(*rows)), mapping) == 1
    assert histories() == {
        "1": [(1, "receipt.given"), (2, "notice.given")],
        "2": [(1, "notice.given"), (2, "notice.given")],
    }
    assert set(Fact.objects.values_list("unit", flat=True)) == {"front", "back"}


def test_batches_are_joined_without_a_seam(tmp_path: Path) -> None:
    traces = [trace(str(n), event("confirm"), event("ask")) for n in range(900)]
    log, mapping = written(tmp_path / "log.xes", xes(*traces)), make_mapping(tmp_path)
    assert bring_in(log, mapping) == 2700
    assert bring_in(log, mapping) == 0
    kept = histories()
    assert len(kept) == 900
    assert {tuple(seq for seq, _ in each) for each in kept.values()} == {(1, 2, 3)}


def test_a_log_that_changes_under_way_is_not_recorded(tmp_path: Path) -> None:
    log, mapping = written(tmp_path / "log.xes", xes(*TWO)), make_mapping(tmp_path)
    found = look(log, mapping)
    written(log, xes(*TWO, trace("3")))
    with pytest.raises(Changed), writing():
        record_log(log, mapping, now=NOW, expected=found)
    assert not Fact.objects.exists()


def test_a_log_that_breaks_off_under_way_leaves_nothing(tmp_path: Path) -> None:
    traces = [trace(str(n), event("confirm"), event("ask")) for n in range(900)]
    log, mapping = written(tmp_path / "log.xes", xes(*traces)), make_mapping(tmp_path)
    found = look(log, mapping)
    text = xes(*traces)
    written(log, text[: len(text) * 9 // 10])
    with pytest.raises(LogError), writing():
        record_log(log, mapping, now=NOW, expected=found)
    assert not Fact.objects.exists()
    assert not FactObject.objects.exists()


def test_imported_facts_take_the_next_places() -> None:
    with writing():
        record("case.received", at=NOW, centre="town", objects={"case": "1"})
        facts = [
            imported(kind="notice.given", source="a"),
            imported(kind="case.received", object_id="2", source="b"),
            imported(kind="case.decided", source="c"),
        ]
        assert record_imported(centre="town", facts=facts, recorder="import") == 3
        assert record_imported(centre="town", facts=[], recorder="import") == 0
    assert histories() == {
        "1": [(1, "case.received"), (2, "notice.given"), (3, "case.decided")],
        "2": [(1, "case.received")],
    }


def test_a_source_can_not_be_recorded_twice() -> None:
    facts = [imported()]
    with writing():
        record_imported(centre="town", facts=facts, recorder="import")
    with pytest.raises(IntegrityError), writing():
        record_imported(centre="town", facts=facts, recorder="import")
    assert Fact.objects.count() == 1


def test_imported_data_that_does_not_fit_its_kind_is_refused_whole() -> None:
    facts = [imported(), imported(source="b", data={"colour": "red"})]
    with pytest.raises(WrongData, match="colour"), writing():
        record_imported(centre="town", facts=facts, recorder="import")
    assert not Fact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_imported_facts_need_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record_imported(centre="town", facts=[imported()], recorder="import")
    assert not Fact.objects.exists()
