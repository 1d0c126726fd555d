"""A case of a log becomes facts in the order of its history, or every bad row is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from servicehall.evidence.importing.facts import ConvertedCase, converted
from servicehall.evidence.importing.reading import LogFile
from servicehall.evidence.importing.xes import cases
from tests.evidence.event_logs import MAPPING, NOW, event, make_mapping, trace, written, xes


def convert(folder: Path, text: str, **but: Any) -> ConvertedCase:
    """The one case in the text, converted."""
    mapping = make_mapping(folder, **but)
    with LogFile(written(folder / "log.xes", xes(text))) as file:
        (case,) = cases(
            file,
            case_id=mapping.case.id,
            of_case=mapping.of_case,
            of_event=mapping.of_event,
        )
        return converted(mapping, case, now=NOW)


def kinds(case: ConvertedCase) -> list[str]:
    assert case.problems == []
    return [fact.kind for fact in case.facts]


def problem(folder: Path, text: str, **but: Any) -> str:
    (only,) = convert(folder, text, **but).problems
    return str(only)


def events_with(fields: dict[str, Any], kind: str = "notice.given") -> dict[str, Any]:
    return {"event_facts": [{"activity": "ask", "kind": kind, "fields": fields}]}


def data_of(folder: Path, fields: dict[str, Any], kind: str = "notice.given", **more: str) -> Any:
    case = convert(folder, trace("1", event("ask", **more)), **events_with(fields, kind))
    assert case.problems == []
    return case.facts[-1].data


def test_a_fact_tells_what_the_mapping_says(tmp_path: Path) -> None:
    case = convert(
        tmp_path,
        trace(
            "1",
            event("ask", "2026-03-02T10:00:00+01:00", org_resource="A7"),
            planned="2026-04-01T00:00:00Z",
            end="2026-03-20T12:00:00+01:00",
            responsible="B1",
            applicant="Hong",
        ),
    )
    received, asked, decided = case.facts
    assert (received.kind, received.staff, received.unit) == ("case.received", "B1", "front")
    assert received.data == {"due": "2026-04-01T02:00:00+02:00"}
    assert received.personal == {"applicant": "Hong"}
    assert received.source == "town/permits/1/case.received@start"
    assert (asked.staff, asked.unit, asked.object_id) == ("A7", "front", "1")
    assert asked.at.isoformat() == "2026-03-02T10:00:00+01:00"
    assert asked.data == {"round": 1, "knowable_before": 0}
    assert asked.source == "town/permits/1/1"
    assert (decided.kind, decided.staff) == ("case.decided", "")
    assert case.acting == {"A7"}
    assert set(case.units) == {"front"}


def test_facts_come_by_time_and_ties_in_the_order_of_the_file(tmp_path: Path) -> None:
    moment = "2026-03-01T09:00:00+01:00"
    case = convert(
        tmp_path,
        trace(
            "1",
            event("ask again", "2026-03-01T10:00:00+01:00"),
            event("ask", moment),
            event("confirm", moment),
            start=moment,
            end=moment,
        ),
    )
    assert kinds(case) == [
        "case.received",
        "notice.given",
        "receipt.given",
        "case.decided",
        "notice.given",
    ]
    assert [fact.source[-1] for fact in case.facts if fact.kind == "notice.given"] == ["2", "1"]


def test_counts_go_by_the_history_and_not_by_the_file(tmp_path: Path) -> None:
    case = convert(
        tmp_path,
        trace(
            "1",
            event("ask again", "2026-03-05T10:00:00+01:00"),
            event("confirm", "2026-03-03T10:00:00+01:00"),
            event("ask", "2026-03-02T10:00:00+01:00"),
        ),
    )
    asked = [fact.data for fact in case.facts if fact.kind == "notice.given"]
    assert asked == [{"round": 1, "knowable_before": 0}, {"round": 2, "knowable_before": 2}]


@pytest.mark.parametrize(
    ("earlier", "opened"),
    [("2026-02-27T08:00:00+01:00", True), ("2026-03-02T08:00:00+01:00", False)],
)
def test_what_opens_a_case_comes_first_whatever_the_clock(
    tmp_path: Path, earlier: str, opened: bool
) -> None:
    case = convert(tmp_path, trace("1", event("confirm", earlier)))
    assert kinds(case) == ["case.received", "receipt.given"]
    assert case.opened_earlier is opened
    assert case.facts[0].at == min(case.facts[0].at, case.facts[1].at)


def test_what_is_ignored_is_counted_by_its_reason(tmp_path: Path) -> None:
    only = {**MAPPING["event"], "only": {"lifecycle:transition": ["complete"]}}
    done = {"lifecycle_transition": "complete"}
    case = convert(
        tmp_path,
        trace("1", event("think", **done), event("confirm", **done), event("what is this?")),
        event=only,
    )
    assert kinds(case) == ["case.received", "receipt.given"]
    assert case.ignored == {"think": 1, "lifecycle:transition is ''": 1}


def test_an_end_that_has_not_come_is_no_fact(tmp_path: Path) -> None:
    assert kinds(convert(tmp_path, trace("1"))) == ["case.received"]
    assert kinds(convert(tmp_path, trace("1", end="UNKNOWN"))) == ["case.received"]


def test_what_is_not_known_is_left_out_of_the_fact(tmp_path: Path) -> None:
    case = convert(
        tmp_path,
        trace("1", event("confirm", org_resource="UNKNOWN"), planned="", department="UNKNOWN"),
    )
    assert kinds(case) == ["case.received", "receipt.given"]
    assert case.facts[0].data == {}
    assert (case.facts[1].staff, case.facts[1].unit) == ("", "")


@pytest.mark.parametrize(
    ("declared", "text", "made"),
    [
        ("count", "3", 3),
        ("written", "TRUE", True),
        ("written", "0", False),
        ("items", "plan; deed;;", ["plan", "deed"]),
    ],
)
def test_a_text_becomes_what_its_field_holds(
    tmp_path: Path, declared: str, text: str, made: object
) -> None:
    value = {"from": "event.told", **({"separator": ";"} if declared == "items" else {})}
    assert data_of(tmp_path, {declared: value}, told=text) == {declared: made}


def test_values_are_translated_and_others_are_problems(tmp_path: Path) -> None:
    value = {"from": "event.told", "values": {"ja": True, "nein": False}}
    assert data_of(tmp_path, {"written": value}, told="ja") == {"written": True}
    text = trace("1", event("ask", told="vielleicht"))
    said = "line 4, case 1, event 1, told: 'vielleicht' is not among the mapping's values"
    assert problem(tmp_path, text, **events_with({"written": value})) == said


def test_a_number_may_have_a_fraction(tmp_path: Path) -> None:
    fields = {"days_early": {"from": "event.told"}}
    assert data_of(tmp_path, fields, "case.decided", told="-1.5") == {"days_early": -1.5}


def test_a_planned_day_may_last_to_its_end(tmp_path: Path) -> None:
    fields = {"due": {"from": "event.told", "end_of_day": True}}
    data = data_of(tmp_path, fields, "case.received", told="2026-03-29T00:30:00+01:00")
    assert data == {"due": "2026-03-29T23:59:59.999999+02:00"}


@pytest.mark.parametrize(
    ("fields", "kind", "told", "says"),
    [
        ({"count": {"from": "event.told"}}, "notice.given", "-1", "is no whole number"),
        ({"count": {"from": "event.told"}}, "notice.given", "1.0", "is no whole number"),
        ({"count": {"from": "event.told"}}, "notice.given", "٣", "is no whole number"),
        ({"written": {"from": "event.told"}}, "notice.given", "maybe", "neither true nor false"),
        ({"days_early": {"from": "event.told"}}, "case.decided", "nan", "is no number"),
        ({"days_early": {"from": "event.told"}}, "case.decided", "1e9", "is no number"),
        ({"due": {"from": "event.told"}}, "case.received", "soon", "is no date and time like"),
        ({"due": {"from": "event.told"}}, "case.received", "2026-03-01", "has no time zone"),
    ],
)
def test_a_text_that_does_not_fit_its_field_is_a_problem(
    tmp_path: Path, fields: dict[str, Any], kind: str, told: str, says: str
) -> None:
    said = problem(tmp_path, trace("1", event("ask", told=told)), **events_with(fields, kind))
    assert said.startswith("line 4, case 1, event 1, told: ")
    assert says in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (trace("1", event("dance")), "event 1, concept:name: the activity 'dance' is neither"),
        (trace("1", event("")), "event 1, concept:name: names no activity"),
        (trace("1", event("Confirm")), "the activity 'Confirm' is neither mapped nor ignored"),
        (trace("1", event(at="")), "event 1, time:timestamp: no time is given"),
        (trace("1", event(at="UNKNOWN")), "event 1, time:timestamp: no time is given"),
        (trace("1", event(at="yesterday")), "'yesterday' is no date and time like 2026-"),
        (trace("1", event(at="2026-02-30T10:00:00+01:00")), "is no date and time like"),
        (trace("1", event(at="2026-03-02T10:00:00")), "has no time zone, and the mapping gives"),
        (trace("1", event(at="2027-03-02T10:00:00+01:00")), "lies in the future"),
        (trace("1", event(at="0001-01-01T00:00:00+01:00")), "no year that a hall has worked"),
        (trace("1", event(org_resource="x" * 41)), "org:resource: is longer than 40 characters"),
        (trace("1", event(org_resource="a\u202eb")), "holds characters that can't be shown"),
        (trace("1", department="Back"), "department: the unit 'Back' is not known to the mapping"),
        (trace("1", start=""), "line 3, case 1, start: is missing: what opens the case?"),
        (trace("1", start="2026-03-01T09:00:00"), "line 3, case 1, start: '2026-03-01T09:00:00'"),
        (trace(""), "line 3, concept:name: is empty: which case is it?"),
        (trace("x" * 61), "concept:name: is longer than 60 characters"),
        (trace("a\u202eb"), "concept:name: 'a\\u202eb' holds characters that can't be shown"),
    ],
)
def test_a_bad_row_is_named_with_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    assert says in problem(tmp_path, text)


def test_every_bad_row_of_a_case_is_named(tmp_path: Path) -> None:
    case = convert(tmp_path, trace("1", event("dance"), event("ask"), event(at="x"), start="y"))
    places = [(each.line, each.event, each.field) for each in case.problems]
    assert places == [(4, 1, "concept:name"), (6, 3, "time:timestamp"), (3, None, "start")]


def test_times_without_a_zone_take_the_one_that_the_mapping_gives(tmp_path: Path) -> None:
    case = convert(
        tmp_path,
        trace("1", event(at="2026-07-02 10:00:00"), start="2026-03-01T09:00:00"),
        zone="Europe/Amsterdam",
    )
    assert [fact.at.isoformat() for fact in case.facts] == [
        "2026-03-01T09:00:00+01:00",
        "2026-07-02T10:00:00+02:00",
    ]


def test_a_form_of_times_that_the_mapping_gives_is_the_only_one(tmp_path: Path) -> None:
    form = {"time_format": "%d.%m.%Y %H:%M", "zone": "Europe/Amsterdam"}
    case = convert(tmp_path, trace("1", event(at="2.3.2026 10:00"), start="1.3.2026 9:00"), **form)
    assert case.facts[1].at.isoformat() == "2026-03-02T10:00:00+01:00"
    said = problem(tmp_path, trace("1", event(), start="1.3.2026 9:00"), **form)
    assert said.endswith("is no date and time like %d.%m.%Y %H:%M")


def test_events_with_a_name_of_their_own_keep_it_in_the_source(tmp_path: Path) -> None:
    named = {"event": {**MAPPING["event"], "id": "id"}}
    text = trace("1", event(id="e9"), event(id="x" * 60), event(id="a/b"))
    sources = [fact.source.removeprefix("town/permits/1/") for fact in
               convert(tmp_path, text, **named).facts[1:]]  # fmt: skip
    assert sources[0] == "e9"
    assert [each[:7] for each in sources[1:]] == ["sha256:"] * 2
    assert sources[1] != sources[2]
    said = problem(tmp_path, trace("1", event(id="e9"), event(id="e9")), **named)
    assert said == "line 5, case 1, event 2, id: 'e9' is event 1, too"
    assert problem(tmp_path, trace("1", event()), **named).endswith("id: is empty")


def test_units_may_be_founded_by_the_names_in_the_log(tmp_path: Path) -> None:
    units = {"from": "case.department", "others": "found"}
    case = convert(tmp_path, trace("1", department="Customer contact"), units=units)
    assert case.facts[0].unit == "customer-contact"
    assert case.units["customer-contact"].names == dict.fromkeys(
        ("zh", "ko", "en"), "Customer contact"
    )
    said = problem(tmp_path, trace("1", department="민원실"), units=units)
    assert said.endswith("department: '민원실' gives no code for a unit: name it in the mapping")
