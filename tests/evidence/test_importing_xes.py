"""XES logs are read case by case; what is broken or hostile is named and stops the reading."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from servicehall.evidence.importing.reading import LogError, LogFile, LoggedCase
from servicehall.evidence.importing.xes import cases
from tests.evidence.event_logs import event, trace, written, xes

OF_CASE = ("start", "department")
OF_EVENT = ("concept:name", "time:timestamp", "org:resource")


def read(path: Path, *, global_defaults: bool = False) -> list[LoggedCase]:
    with LogFile(path) as file:
        return list(
            cases(
                file,
                case_id="concept:name",
                of_case=OF_CASE,
                of_event=OF_EVENT,
                global_defaults=global_defaults,
            )
        )


def complaint(path: Path) -> str:
    with pytest.raises(LogError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)
    return str(caught.value).removeprefix(f"{path}: ")


def test_cases_come_in_order_with_their_events(tmp_path: Path) -> None:
    text = xes(trace("1", event("confirm"), event("ask")), trace("2"))
    first, second = read(written(tmp_path / "log.xes", text))
    assert (first.id, first.line) == ("1", 3)
    assert [each.attributes["concept:name"] for each in first.events] == ["confirm", "ask"]
    assert [(each.number, each.line) for each in first.events] == [(1, 4), (2, 5)]
    assert (second.id, second.events) == ("2", [])


def test_only_what_was_asked_for_is_kept(tmp_path: Path) -> None:
    (case,) = read(written(tmp_path / "log.xes", xes(trace("1", event(cost="5"), secret="x"))))
    assert set(case.attributes) == {"concept:name", "start", "department"}
    assert set(case.events[0].attributes) == {"concept:name", "time:timestamp"}


def test_attributes_within_attributes_are_passed_over(tmp_path: Path) -> None:
    nested = (
        '<string key="start" value="outer"><string key="department" value="inner"/></string>'
        '<event><string key="concept:name" value="outer">'
        '<string key="org:resource" value="inner"/></string></event>'
    )
    text = xes(f'<trace><string key="concept:name" value="1"/>{nested}</trace>')
    (case,) = read(written(tmp_path / "log.xes", text))
    assert case.attributes == {"concept:name": "1", "start": "outer"}
    assert case.events[0].attributes == {"concept:name": "outer"}


def test_an_attribute_without_a_value_is_absent(tmp_path: Path) -> None:
    text = xes('<trace><string key="concept:name" value="1"/><list key="start"/></trace>')
    (case,) = read(written(tmp_path / "log.xes", text))
    assert case.attributes == {"concept:name": "1"}


GLOBALS = (
    '<global scope="trace"><string key="start" value="1970"/></global>'
    '<global scope="event"><string key="org:resource" value="nobody"/></global>'
)


def test_global_values_stand_in_only_where_that_is_asked_for(tmp_path: Path) -> None:
    bare = '<trace><string key="concept:name" value="1"/><event/></trace>'
    path = written(tmp_path / "log.xes", xes(bare, trace("2", start="2026"), before=GLOBALS))
    assert read(path)[0].attributes == {"concept:name": "1"}
    first, second = read(path, global_defaults=True)
    assert first.attributes == {"concept:name": "1", "start": "1970"}
    assert first.events[0].attributes == {"org:resource": "nobody"}
    assert second.attributes["start"] == "2026"


def test_an_attribute_that_is_given_twice_is_a_problem_of_its_row(tmp_path: Path) -> None:
    twice = trace("1", event()).replace("<event>", '<event><date key="time:timestamp" value="x"/>')
    (case,) = read(written(tmp_path / "log.xes", xes(twice)))
    (problem,) = case.problems
    assert str(problem) == "line 4, case 1, event 1, time:timestamp: is given twice"


def test_what_is_compressed_is_known_by_its_content(tmp_path: Path) -> None:
    packed = gzip.compress(xes(trace("1")).encode())
    assert len(read(written(tmp_path / "log.xes", packed))) == 1
    assert len(read(written(tmp_path / "log.xes.gz", xes(trace("1"))))) == 1


def test_an_encoding_that_the_xml_declares_is_heeded(tmp_path: Path) -> None:
    text = xes(trace("민원", department="Façade")).replace("UTF-8", "UTF-16")
    (case,) = read(written(tmp_path / "log.xes", text.encode("utf-16")))
    assert (case.id, case.attributes["department"]) == ("민원", "Façade")


def test_a_compressed_log_that_is_cut_off_is_named(tmp_path: Path) -> None:
    packed = gzip.compress(xes(*(trace(str(n), event()) for n in range(200))).encode())
    said = complaint(written(tmp_path / "log.xes.gz", packed[: len(packed) // 2]))
    assert said.startswith("the compressed file is cut off: it ends at byte")


def test_a_compressed_log_with_a_changed_byte_is_named(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(xes(*(trace(str(n)) for n in range(200))).encode()))
    packed[len(packed) // 2] ^= 255
    assert "broken near byte" in complaint(written(tmp_path / "log.xes.gz", bytes(packed)))


def test_a_log_that_is_cut_off_is_named(tmp_path: Path) -> None:
    text = xes(trace("1", event()))
    said = complaint(written(tmp_path / "log.xes", text[: text.index("</event>")]))
    assert said.startswith("line 4, column ")
    assert "the XML is cut off: <event> is open" in said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"   \n ", "line 2, column 2: the XML is cut off: nothing but space at its end"),
        (b"<log><trace></log>", "line 1, column 15: broken XML: mismatched tag"),
        (b"\x89PNG\r\n\x1a\n\0\0", "line 1, column 1: broken XML: not well-formed (invalid token)"),
        (b"<log>\n\xff</log>", "line 2, column 1: broken XML: not well-formed (invalid token)"),
        (b"case,activity\n1,2\n", "broken XML"),
        (b"<html></html>", "line 1: the root is <html>, not XES's <log>"),
        (b"<log>\n<event/></log>", "line 2: an event that belongs to no trace"),
        (b"<log><trace><string value='1'/></trace></log>", "line 1: an attribute without a key"),
        (b"<?xml version='1.0' encoding='latin-99'?><log/>", "unknown encoding"),
    ],
)
def test_what_is_no_xes_is_named_with_its_line(tmp_path: Path, content: bytes, says: str) -> None:
    assert says in complaint(written(tmp_path / "log.xes", content))


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert complaint(tmp_path / "nowhere.xes") == "no such file or directory"
    assert complaint(tmp_path) == "is a directory"


BOMB = """<!DOCTYPE log [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<log><trace><string key="concept:name" value="&c;"/></trace></log>"""
OUTSIDE = """<!DOCTYPE log [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<log><trace><string key="concept:name" value="1"/>&a;</trace></log>"""
PARAMETER = """<!DOCTYPE log SYSTEM "http://127.0.0.1:9/evil.dtd">
<log><trace/></log>"""


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, PARAMETER])
def test_a_document_type_declaration_is_refused(tmp_path: Path, text: str) -> None:
    said = complaint(written(tmp_path / "log.xes", text))
    assert said.startswith("line 1: a document type declaration")


def test_an_endless_attribute_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "log.xes.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b'<log><trace><string key="concept:name" value="')
        for _ in range(30):
            file.write(b"a" * (1 << 20))
    assert "without any XML element" in complaint(path)


def test_memory_does_not_grow_with_the_log(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / "log.xes.gz"
        with gzip.open(path, "wt", compresslevel=1) as file:
            file.write("<log>")
            for number in range(count):
                file.write(trace(str(number), event(), event("ask"), event("think")))
            file.write("</log>")
        tracemalloc.start()
        with LogFile(path) as log:
            counted = sum(
                1 for _ in cases(log, case_id="concept:name", of_case=OF_CASE, of_event=OF_EVENT)
            )
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert counted == count
        return peak

    assert peak(4_000) < 1.5 * peak(400)
