"""A mapping is read whole, or every mistake in it is told with file, line and key."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

from servicehall.evidence.importing.shipped import (
    SHIPPED,
    MappingError,
    load_mapping,
    shipped_mappings,
)
from tests.evidence.event_logs import MAPPING, make_mapping, mapping_text, written


def mistakes(folder: Path, **but: Any) -> list[str]:
    with pytest.raises(MappingError) as caught:
        make_mapping(folder, **but)
    return [str(each) for each in caught.value.problems]


def event_fact(**but: Any) -> list[dict[str, Any]]:
    given = {"activity": "a", "kind": "notice.given", "fields": {"written": True}, **but}
    return [{key: value for key, value in given.items() if value is not None}]


def field(kind: str = "notice.given", /, **fields: Any) -> dict[str, Any]:
    return {"event_facts": event_fact(kind=kind, fields=fields)}


def test_a_mapping_names_the_attributes_that_it_reads(tmp_path: Path) -> None:
    mapping = make_mapping(tmp_path)
    told = {"start", "end", "planned", "responsible", "department", "applicant"}
    assert mapping.of_case == told
    assert mapping.of_event == {"concept:name", "time:timestamp", "org:resource"}
    assert mapping.rules["ask again"].kind == "notice.given"


@pytest.mark.parametrize("name", shipped_mappings())
def test_every_shipped_mapping_is_valid_and_named_after_its_file(name: str) -> None:
    assert load_mapping(name).name == name
    assert load_mapping(SHIPPED / f"{name}.yaml") == load_mapping(name)


def test_a_name_that_is_neither_file_nor_shipped_is_told() -> None:
    with pytest.raises(MappingError, match="neither a file nor a shipped mapping; shipped: muni"):
        load_mapping("municipal")
    with pytest.raises(MappingError, match="no such file"):
        load_mapping("nowhere/mapping.yaml")


@pytest.mark.parametrize(
    ("but", "says"),
    [
        ({"name": None}, "name: is missing"),
        ({"name": "Ein Name"}, "name: 'Ein Name' does not fit the pattern"),
        ({"colour": "red"}, "colour: is not a key here"),
        ({"format": "xls"}, "format: must be 'xes' or 'csv'"),
        ({"title": {"en": "Only"}}, "title: no text in zh, ko"),
        ({"zone": "Mars/Olympus"}, "zone: 'Mars/Olympus' is no time zone"),
        ({"zone": "../../etc/passwd"}, "is no time zone"),
        ({"object": "letter"}, "object: unknown object type 'letter'; there are shift,"),
        ({"csv": {"encoding": "klingon"}}, "csv.encoding: 'klingon' is no encoding"),
        ({"csv": {"encoding": "base64"}}, "csv.encoding: 'base64' is no encoding"),
        ({"csv": {"delimiter": '"'}}, "csv.delimiter: the delimiter can be neither"),
        ({"staff": "org:resource"}, "staff: 'org:resource' does not fit the pattern"),
        ({"ignore": ["think", "ask"]}, "the activity 'ask' is there twice"),
        ({"event_facts": None, "case_facts": None}, "nothing in the log becomes a fact"),
        ({"object": "visit"}, "case.received is not a fact about one visit"),
        ({"centre": {**MAPPING["centre"], "jurisdiction": "NL"}}, "centre.jurisdiction: must be"),
        ({"event_facts": event_fact(kind="notice.givn")}, "unknown kind of fact: 'notice.givn'"),
        ({"event_facts": event_fact(activity=[])}, "event_facts[0].activity: "),
        ({"event_facts": event_fact(activity=None)}, "event_facts[0].activity: is missing"),
        (field(colour="red"), "notice.given has no field 'colour'; it has items, count,"),
        (field(written="maybe"), "notice.given: written must be a yes_no, not 'maybe'"),
        (field(round={"nth": True, "from": "event.x"}), "give exactly one of from, nth, earlier"),
        (field(round={}), "give exactly one of from, nth, earlier"),
        (field(round={"nth": True, "end_of_day": True}), "go with from only"),
        (field(round={"source": "event.x"}), "round.source: is not a key here"),
        (field(round={"earlier": ["case.lost"]}), "round.earlier: unknown kind of fact"),
        (field(written={"nth": True}), "written is a yes_no: it can't hold a count of facts"),
        (field(items={"from": "event.x"}), "items: a separator goes with a list"),
        (field(count={"from": "event.x", "separator": ";"}), "count: a separator goes with"),
        (field(count={"from": "event.x", "end_of_day": True}), "only a moment has an end of"),
        (field(count={"from": "event.x", "values": {"a": "b"}}), "count must be a count"),
        (field("case.received", due="2026-01-01"), "due is a moment: it has to come from"),
        (field("case.received", applicant="Kim"), "applicant is personal"),
        (
            {"case_facts": [{"kind": "case.received", "at": "event.start"}]},
            "case_facts[0].at: 'event.start' does not fit",
        ),
        (
            {"case_facts": [{"kind": "case.received", "at": "case.start", "staff": "event.who"}]},
            "event.who: a fact of the case as a whole has no event",
        ),
        (
            {"case_facts": [{"kind": "case.received", "at": "case.a", "opens": True}] * 2},
            "only one fact can open a case",
        ),
        (
            {
                "units": {
                    "from": "case.department",
                    "known": dict.fromkeys("ab", MAPPING["units"]["known"]["Front"]),
                }
            },
            "two units have the code 'front'",
        ),
    ],
)
def test_a_mistake_is_told_with_its_key(tmp_path: Path, but: dict[str, Any], says: str) -> None:
    told = mistakes(tmp_path, **but)
    assert any(says in each for each in told), told
    assert all(each.startswith("mapping.yaml:") for each in told)


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    text = mapping_text().replace("kind: receipt.given", "kind: receipt.givn")
    line = text[: text.index("receipt.givn")].count("\n") + 1
    with pytest.raises(MappingError) as caught:
        load_mapping(written(tmp_path / "m.yaml", text))
    said = f"m.yaml:{line}: event_facts[0].kind: unknown kind of fact: 'receipt.givn'"
    assert str(caught.value) == said


def test_many_mistakes_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as caught:
        load_mapping(written(tmp_path / "m.yaml", "a: 1\nb: 2\nc: 3\nd: 4\n"))
    assert "\n" not in str(caught.value)
    assert "more" in str(caught.value)
    assert len(caught.value.problems) > 4


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"name: [", "is not YAML"),
        (b"", "holds nothing"),
        (b"- a\n- b\n", "must be a mapping"),
        ("name: 허가".encode("cp949"), "is not UTF-8"),
        (b"a: &x 1\nb: *x\n", "anchor"),
        (b"a: 1\na: 2\n", "twice"),
    ],
)
def test_a_file_that_is_no_mapping_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(MappingError, match=says):
        load_mapping(written(tmp_path / "m.yaml", content))


def test_the_mapping_that_the_guide_starts_from_is_valid(tmp_path: Path) -> None:
    guide = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "import-an-event-log.md"
    (block,) = re.findall(
        r"^   ```yaml\n(.*?)^   ```$", guide.read_text(), re.DOTALL | re.MULTILINE
    )
    mapping = load_mapping(written(tmp_path / "m.yaml", textwrap.dedent(block)))
    assert mapping.of_case == {"received", "planned", "finished", "department"}
    assert mapping.rules["papers requested"].kind == "notice.given"
