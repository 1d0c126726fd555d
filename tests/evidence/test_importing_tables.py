"""CSV logs are read whatever the order of their rows; what does not fit is named by line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from servicehall.evidence.importing.reading import LogError, LogFile, LoggedCase, Problem
from servicehall.evidence.importing.tables import cases
from tests.evidence.event_logs import written

HEADER = "case,activity,time,unit\n"


def read(
    path: Path, *, encoding: str = "utf-8", delimiter: str = ","
) -> list[LoggedCase | Problem]:
    with LogFile(path) as file:
        return list(
            cases(
                file,
                case_id="case",
                of_case=("unit",),
                of_event=("activity", "time"),
                encoding=encoding,
                delimiter=delimiter,
            )
        )


def complaint(path: Path, *, encoding: str = "utf-8") -> str:
    with pytest.raises(LogError) as caught:
        read(path, encoding=encoding)
    assert "\n" not in str(caught.value)
    return str(caught.value).removeprefix(f"{path}: ")


def only_cases(found: list[LoggedCase | Problem]) -> list[LoggedCase]:
    return [each for each in found if isinstance(each, LoggedCase)]


def test_rows_of_a_case_are_put_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = HEADER + "b,1,t1,x\na,2,t2,\nb,3,t3,x\na,4,t4,y\n"
    found = only_cases(read(written(tmp_path / "log.csv", text)))
    assert [case.id for case in found] == ["b", "a"]
    told = [[(e.number, e.line, e.attributes["activity"]) for e in c.events] for c in found]
    assert told == [[(1, 2, "1"), (2, 4, "3")], [(1, 3, "2"), (2, 5, "4")]]
    assert [case.attributes for case in found] == [{"unit": "x"}, {"unit": "y"}]
    assert [case.problems for case in found] == [[], []]


def test_cells_may_hold_delimiters_quotes_and_line_feeds(tmp_path: Path) -> None:
    text = HEADER + 'a,"one, ""two""\nthree",t,x\nb,4,t,x\n'
    first, second = only_cases(read(written(tmp_path / "log.csv", text)))
    assert first.events[0].attributes["activity"] == 'one, "two"\nthree'
    assert second.events[0].line == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "euc-kr", "utf-16"])
def test_every_stated_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "log.csv", f"{HEADER}a,접수,t,민원실\n".encode(encoding))
    (case,) = only_cases(read(path, encoding="utf-8" if encoding == "utf-8-sig" else encoding))
    assert case.events[0].attributes["activity"] == "접수"
    assert case.attributes == {"unit": "민원실"}


def test_another_delimiter_and_blank_lines_are_read(tmp_path: Path) -> None:
    text = "case;activity;time;unit\r\n\r\na;1,5;t;x\r\n"
    (case,) = only_cases(read(written(tmp_path / "log.csv", text), delimiter=";"))
    assert case.events[0].attributes["activity"] == "1,5"


def test_a_compressed_table_is_read(tmp_path: Path) -> None:
    packed = gzip.compress(f"{HEADER}a,1,t,x\n".encode())
    assert len(read(written(tmp_path / "log.csv.gz", packed))) == 1


def test_a_header_alone_holds_no_case(tmp_path: Path) -> None:
    assert read(written(tmp_path / "log.csv", HEADER)) == []


def test_bytes_that_are_not_in_the_encoding_are_named(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", f"{HEADER}a,1,t,x\na,접수,t,x\n".encode("cp949"))
    start = len(HEADER) + len("a,1,t,x\n") + len("a,") + 1
    assert complaint(path).startswith(f"line 3, byte {start}: not utf-8 text")
    assert "say the file's encoding in the mapping" in complaint(path)


def test_utf16_that_the_mapping_calls_utf8_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", HEADER.encode("utf-16"))
    assert complaint(path) == "line 1: begins like utf-16; the mapping says utf-8"


def test_utf16_that_is_cut_off_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", f"{HEADER}a,1,t,x\n".encode("utf-16")[:-1])
    assert complaint(path, encoding="utf-16").startswith("after line 2: not utf-16 text")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "line 1: no header"),
        (b"case,activity,time,unit\na,\0,t,x\n", "line 2: a zero byte; is this a text file?"),
        (b"\x89PNG\r\n\x1a\n\0", "line 1, byte 1: not utf-8 text"),
        (b"case,activity,time\n", "line 1: no column 'unit'; there are: case, activity, time"),
        (b"case;activity;time;unit\n", "line 1: no column 'activity'"),
        (b"case,activity,time,unit,time\n", "line 1: the column 'time' is there twice"),
        (b'case,activity,time,unit\na,"1,t,x\n', "line 2: unexpected end of data"),
        (b"case,activity,time,unit\n" + b"a" * (1 << 21), "line 2 is longer than"),
    ],
)
def test_what_is_no_such_table_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    assert says in complaint(written(tmp_path / "log.csv", content))


def test_a_compressed_table_that_is_cut_off_is_named(tmp_path: Path) -> None:
    packed = gzip.compress((HEADER + "".join(f"{n},1,t{n},x\n" for n in range(3000))).encode())
    said = complaint(written(tmp_path / "log.csv.gz", packed[: len(packed) // 2]))
    assert said.startswith("the compressed file is cut off")


def test_rows_that_belong_nowhere_are_told_and_the_others_read(tmp_path: Path) -> None:
    text = HEADER + "a,1,t\n,2,t,x\nb,3,t,x\n"
    short, nameless, case = read(written(tmp_path / "log.csv", text))
    assert str(short) == "line 2, case a: 3 cells, but the header has 4"
    assert str(nameless) == "line 3, case: is empty: which case is it?"
    assert isinstance(case, LoggedCase)
    assert case.id == "b"


def test_rows_that_contradict_one_another_about_their_case_are_told(tmp_path: Path) -> None:
    text = HEADER + "a,1,t,x\na,2,t,\na,3,t,y\n"
    (case,) = only_cases(read(written(tmp_path / "log.csv", text)))
    (problem,) = case.problems
    said = "line 4, case a, event 3, unit: says 'y', but 'x' on line 2 of the same case"
    assert str(problem) == said
