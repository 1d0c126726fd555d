"""A file is read as it is written, or refused with the line where it can't be."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from servicehall.standard.reading import DEEPEST, read_file
from servicehall.standard.sources import PackError, Problem

TEXT = "title:\n  ko: 창구\n  zh: 窗口\n"


def refused(path: Path) -> Problem:
    with pytest.raises(PackError) as raised:
        read_file(path)
    (problem,) = raised.value.problems
    return problem


def file(folder: Path, raw: bytes) -> Path:
    path = folder / "a.yaml"
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("raw", "line", "says"),
    [
        (codecs.BOM_UTF8 + TEXT.encode(), 1, "byte order mark"),
        (TEXT.encode("utf-16"), 1, "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), 1, "UTF-16"),
        (TEXT.encode("utf-16-le"), 1, "as UTF-16 text does"),
        (TEXT.encode("utf-32"), 1, "UTF-32"),
        (TEXT.encode("gb18030"), 2, "is not UTF-8"),
        ("title:\n  ko: 창구\n".encode("euc-kr"), 2, "is not UTF-8"),
        (b"a: 1\nb: \xff\n", 2, "byte 0xff is not UTF-8"),
        (b"a: 1\nb: 2\nc: \0\n", 3, "zero byte"),
    ],
)
def test_a_file_in_another_encoding_is_refused_by_name(
    raw: bytes, line: int, says: str, tmp_path: Path
) -> None:
    problem = refused(file(tmp_path, raw))
    assert (problem.file, problem.line, problem.key) == ("a.yaml", line, "")
    assert says in problem.message


def test_names_that_multiply_are_refused_before_they_expand(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    path = file(tmp_path, "\n".join(lines).encode())
    with pytest.raises(PackError) as raised:
        read_file(path)
    assert "the anchor &a0 is not allowed" in raised.value.problems[0].message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_a_nest_without_bottom_is_refused(opening: str, tmp_path: Path) -> None:
    problem = refused(file(tmp_path, (opening * 50_000).encode()))
    assert problem.message == f"is nested more than {DEEPEST} deep"


def test_a_nest_with_a_bottom_is_read(tmp_path: Path) -> None:
    depth = DEEPEST - 1
    read = read_file(file(tmp_path, ("[" * depth + "]" * depth).encode()))
    assert str(read.data).count("[") == depth


@pytest.mark.parametrize(
    ("written", "data"),
    [
        ("yes", "yes"),
        ("No", "No"),
        ("true", True),
        ("True", "True"),
        ("12", 12),
        ("-3", -3),
        ("012", "012"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("09:30", "09:30"),
        ("1:30", "1:30"),
        ("2020-01-01", "2020-01-01"),
        ("0.5", 0.5),
        ("1e3", "1e3"),
        (".nan", ".nan"),
        ("1.2.3", "1.2.3"),
        ("9" * 5_000, "9" * 5_000),
        ("~", None),
        ("null", None),
        ("", None),
        ('"12"', "12"),
        ("=", "="),
    ],
)
def test_values_are_those_of_json(written: str, data: object, tmp_path: Path) -> None:
    read = read_file(file(tmp_path, f"a: {written}\n".encode()))
    assert read.data == {"a": data}
    assert isinstance(read.data, dict)
    assert type(read.data["a"]) is type(data)


@pytest.mark.parametrize("escape", [r"\ud800", r"\0", r"\a", r"\uFEFF"])
def test_a_character_that_does_not_print_is_found_behind_its_escape(
    escape: str, tmp_path: Path
) -> None:
    problem = refused(file(tmp_path, f'a: 1\nb:\n  - "x{escape}"\n'.encode()))
    assert (problem.line, "is not allowed" in problem.message or "not YAML" in problem.message) == (
        3,
        True,
    )


def test_a_key_has_no_such_character_either(tmp_path: Path) -> None:
    problem = refused(file(tmp_path, b'a: 1\n"b\\0": 2\n'))
    assert (problem.line, problem.message) == (2, "the character U+0000 is not allowed")


def test_every_key_that_is_there_twice_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError) as raised:
        read_file(file(tmp_path, b"a: 1\nb:\n  - c: 1\n    c: 2\na: 3\n"))
    assert [(each.line, each.key) for each in raised.value.problems] == [(4, "b[0].c"), (5, "a")]


def test_windows_line_ends_count_as_one(tmp_path: Path) -> None:
    problem = refused(file(tmp_path, b"a: 1\r\nb: 2\r\na: 3\r\n"))
    assert (problem.line, problem.key) == (3, "a")
