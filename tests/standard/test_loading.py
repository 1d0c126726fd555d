"""A good pack loads whole; a bad one not at all, and says where it is bad."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest

from servicehall.standard.loading import (
    SHIPPED,
    PackError,
    Problem,
    check_place,
    clause_place,
    coverage,
    load,
    read,
    shipped,
    shipped_names,
)
from tests.standard.small_pack import FILES, spoilt, written


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(PackError) as raised:
        load(folder)
    return raised.value.problems


class Bad(NamedTuple):
    """One passage replaced, and what must be said of it."""

    what: str
    file: str
    old: str
    new: str
    at: str
    """Text that starts in the line to be named; empty for a file as a whole."""
    key: str
    says: str
    named: str = ""
    """The file to be named, where it is another one."""


BAD = [
    # What a form does not allow.
    Bad(
        "an unknown key",
        "1-order.yaml", "        within: 5 minutes", "        witin: 5 minutes",
        "witin", "clauses[0].checks[0].witin", "is not a key here",
    ),
    Bad(
        "a missing key",
        "1-order.yaml", "        per: closure\n", "",
        "- code: closed_without_notice", "clauses[0].checks[0].per", "is missing",
    ),
    Bad(
        "a limit that is no span of time",
        "1-order.yaml", "within: 5 minutes", "within: soon",
        "within: soon", "clauses[0].checks[0].within", "'soon' does not fit the pattern",
    ),
    Bad(
        "an unknown template",
        "1-order.yaml", "template: response", "template: alternate_response",
        "template: alternate", "clauses[0].checks[0].template", "'alternate_response' is none of",
    ),
    Bad(
        "no template",
        "1-order.yaml", "        template: response\n", "",
        "- code: closed", "clauses[0].checks[0].template", "is missing",
    ),
    Bad(
        "two limits",
        "1-order.yaml", "within: 5 minutes", "within: 5 minutes\n        by: until",
        "- code: closed", "clauses[0].checks[0]", "give within or by, not both",
    ),
    Bad(
        "a condition without a test",
        "1-order.yaml", "{field: until, given: true}", "{field: until}",
        "- {field: until}", "clauses[0].checks[0].target.where[0]", "give exactly one of equals",
    ),
    Bad(
        "a condition with a list for a value",
        "1-order.yaml", "{field: until, given: true}", "{field: until, equals: [a]}",
        "equals: [a]", "clauses[0].checks[0].target.where[0].equals",
        "must be text, a number, or true or false",
    ),
    Bad(
        "an example with a time that is a number",
        "1-order.yaml", '{kind: counter.closed, at: "09:00"}\n                - {kind: closure',
        "{kind: counter.closed, at: 9}\n                - {kind: closure",
        "at: 9}", "clauses[0].checks[0].examples.clean[0].facts[0].at",
        "must be text: put 9 between quotes",
    ),
    Bad(
        "no breaching example",
        "1-order.yaml",
        '            - facts:\n                - {kind: counter.closed, at: "09:00"}\n  - number',
        "            []\n  - number",
        "breaching:", "clauses[0].checks[0].examples.breaching", "needs at least 1, there are 0",
    ),
    Bad(
        "points with a sign",
        "1-order.yaml", "points: 2", "points: -2",
        "points: -2", "clauses[0].checks[0].points", "at or above 0",
    ),
    Bad(
        "points that are a word",
        "1-order.yaml", "points: 2", "points: two",
        "points: two", "clauses[0].checks[0].points", "must be a number, or a list of values",
    ),
    Bad(
        "a credit beside points",
        "1-order.yaml", "points: 2", "points: 2\n        credit: 1",
        "- code: closed", "clauses[0].checks[0]", "costs no points",
    ),
    Bad(
        "a day that does not exist",
        "2-quality.yaml", "since: 2020-01-01", "since: 2020-02-30",
        "2020-02-30", "clauses[0].observed[0].points[0].since", "date",
    ),
    Bad(
        "days out of order",
        "2-quality.yaml", "{since: 2020-01-01, value: 2, source: invented}",
        "{since: 2020-01-01, value: 2}\n          - {since: 2019-01-01, value: 1}",
        "points:", "clauses[0].observed[0].points", "the days must rise",
    ),
    Bad(
        "a number that is not finite",
        "2-quality.yaml", "value: 2,", "value: .inf,",
        ".inf", "clauses[0].observed[0].points[0].value", "must be",
    ),
    Bad(
        "an unquoted clause number",
        "2-quality.yaml", 'number: "2.1"', "number: 2.1",
        "number: 2.1", "clauses[0].number", "must be text: put 2.1 between quotes",
    ),
    Bad(
        "a version that is a number",
        "pack.yaml", 'version: "0.1.0"', "version: 0.1",
        "version", "version", "put 0.1 between quotes",
    ),
    Bad(
        "an unknown language",
        "pack.yaml", "languages: [zh, ko, en]", "languages: [zh, ko, en, fr]",
        "languages", "languages[3]", "must be 'zh', 'ko' or 'en'",
    ),
    Bad(
        "languages that are a number",
        "pack.yaml", "languages: [zh, ko, en]", "languages: 3",
        "languages", "languages", "must be a list",
    ),
    Bad(
        "weights that do not make the base",
        "pack.yaml", "weight: 60", "weight: 50",
        "scoring:", "scoring", "the parts weigh 90, the base is 100",
    ),
    Bad(
        "a clause that nobody watches",
        "2-quality.yaml",
        FILES["2-quality.yaml"][FILES["2-quality.yaml"].index("    observed:") :], "",
        "- number:", "clauses[0]", "say checks, observed, spoken, or not_checked",
    ),
    Bad(
        "a clause that only encourages, with points",
        "2-quality.yaml", "value: quality", "value: quality\n    force: should",
        "- number:", "clauses[0]", "never costs points",
    ),
    Bad(
        "an item that only encourages, with points",
        "2-quality.yaml", "      - code: paper_wrong",
        "      - code: paper_wrong\n        force: should",
        "- code: paper_wrong", "clauses[0].observed[0]", "never costs points",
    ),
    Bad(
        "no value where one must be",
        "2-quality.yaml", "value: quality", "value:",
        "value:\n", "clauses[0].value", "must be",
    ),
    # Texts.
    Bad(
        "a text without one language",
        "1-order.yaml", "      ko: 공지\n", "",
        "title:\n      zh: 告示", "clauses[0].title", "no text in ko",
    ),
    Bad(
        "an empty text",
        "1-order.yaml", "      ko: 공지\n", '      ko: "  "\n',
        "title:\n      zh: 告示", "clauses[0].title", "the text in ko is empty",
    ),
    Bad(
        "a text in a language that is not the pack's",
        "1-order.yaml", "      ko: 공지\n", "      ko: 공지\n      ja: お知らせ\n",
        "title:\n      zh: 告示", "clauses[0].title", "'ja' is not one of the pack's languages",
    ),
    Bad(
        "a text that is a number",
        "1-order.yaml", "      ko: 공지\n", "      ko: 12\n",
        "ko: 12", "clauses[0].title.ko", "put 12 between quotes",
    ),
    Bad(
        "a text that is a plain word",
        "phrases.yaml", "text: {zh: 您好, ko: 안녕하세요, en: Hello}", "text: Hello",
        "text: Hello", "phrases[0].text", "must be a mapping",
    ),
    # What the files say of one another.
    Bad(
        "a clause number twice",
        "1-order.yaml", 'number: "1.2"', 'number: "1.1"',
        'number: "1.1"\n    title: {zh: 问候', "clauses[1].number",
        "the clause number '1.1' is there twice",
    ),
    Bad(
        "a code twice, in two files",
        "2-quality.yaml", "code: paper_wrong", "code: closed_without_notice",
        "code: closed", "clauses[0].observed[0].code",
        "the code 'closed_without_notice' is there twice",
    ),
    Bad(
        "a phrase twice",
        "phrases.yaml", "    moment: greeting\n",
        "  - code: hello\n    kind: courtesy\n    clause: \"1.2\"\n"
        "    text: {zh: 你好, ko: 안녕, en: Hi}\n",
        "code: hello\n    kind: courtesy\n    clause: \"1.2\"\n    text: {zh: 你好",
        "phrases[1].code", "the phrase 'hello' is there twice",
    ),
    Bad(
        "a phrase of a clause that is not there",
        "phrases.yaml", 'clause: "1.2"', 'clause: "1.3"',
        "clause:", "phrases[0].clause", "there is no clause '1.3'",
    ),
    Bad(
        "a spoken item with a phrase that is not there",
        "1-order.yaml", "phrases: [hello]", "phrases: [hello, good_day]",
        "phrases:", "clauses[1].spoken[0].phrases[1]", "there is no phrase 'good_day'",
    ),
    Bad(
        "a type of unit that is not declared",
        "1-order.yaml", "unit_types: [general]", "unit_types: [general, police]",
        "unit_types:", "clauses[0].unit_types[1]", "the unit type 'police' is not declared",
    ),
    Bad(
        "an observed item for a type of unit that is not declared",
        "2-quality.yaml", "      - code: paper_wrong",
        "      - code: paper_wrong\n        unit_types: [police]",
        "unit_types:", "clauses[0].observed[0].unit_types[0]", "'police' is not declared",
    ),
    Bad(
        "a part of the score with a clause that is not there",
        "pack.yaml", 'clauses: ["2.1"]', 'clauses: ["2.1", "4"]',
        'clauses: ["2.1", "4"]', "scoring.parts[1].clauses[1]", "there is no clause '4'",
    ),
    Bad(
        "a clause in two parts of the score",
        "pack.yaml", 'clauses: ["2.1"]', 'clauses: ["2.1", "1"]',
        'clauses: ["2.1", "1"]', "scoring.parts[1].clauses[1]",
        "the clause '1' is in the part 'order' already",
    ),
    Bad(
        "a part of the score twice",
        "pack.yaml", "code: quality", "code: order",
        "code: order\n      title: {zh: 质量", "scoring.parts[1].code", "is there twice",
    ),
    Bad(
        "a clause that costs points in no part of the score",
        "pack.yaml", 'clauses: ["2.1"]', 'clauses: ["1.2"]',
        'number: "2.1"', "clauses[0].number", "costs points but is in no part of the score",
        "2-quality.yaml",
    ),
    Bad(
        "a clause of another chapter",
        "2-quality.yaml", 'number: "2.1"', 'number: "21.1"',
        'number: "21.1"', "clauses[0].number", "the clause '21.1' is not of the chapter '2'",
    ),
    Bad(
        "a chapter that is not the one in the file's name",
        "2-quality.yaml", 'number: "2"', 'number: "2.1"',
        'number: "2.1"\ntitle', "number", "the chapter is '2.1', but the file's name says '2'",
    ),
    Bad(
        "a chapter number twice",
        "2-quality.yaml", 'number: "2"', 'number: "1"',
        'number: "1"', "number", "the chapter number '1' is there twice",
    ),
    # What YAML allows and a pack does not.
    Bad(
        "a key twice",
        "1-order.yaml", "      en: Notice\n", "      en: Notice\n      zh: 公告\n",
        "zh: 公告", "clauses[0].title.zh", "is there twice, first in line 6",
    ),
    Bad(
        "an alias",
        "1-order.yaml", "      ko: 공지\n", "      ko: *notice\n",
        "*notice", "", "the alias *notice is not allowed",
    ),
    Bad(
        "an anchor",
        "1-order.yaml", "      ko: 공지\n", "      ko: &notice 공지\n",
        "&notice", "", "the anchor &notice is not allowed",
    ),
    Bad(
        "a tag that would make a Python object",
        "1-order.yaml", "      ko: 공지\n", "      ko: !!python/object/apply:os.getcwd []\n",
        "!!python", "", "the tag tag:yaml.org,2002:python/object/apply:os.getcwd is not allowed",
    ),
    Bad(
        "a merge",
        "1-order.yaml", "      en: Notice\n", "      en: Notice\n      <<: {en: Other}\n",
        "<<:", "clauses[0].title.<<", "must be",
    ),
    Bad(
        "a key that is a list",
        "1-order.yaml", "      en: Notice\n", "      en: Notice\n      ? [a]\n      : b\n",
        "? [a]", "clauses[0].title", "a key must be a plain word",
    ),
    Bad(
        "YAML that breaks off",
        "1-order.yaml", "text: {zh: 先问候。, ko: 먼저 인사한다., en: Greet first.}",
        "text: {zh: 先问候。",
        "value: quality", "", "is not YAML:",
    ),
    Bad(
        "a tab for indentation",
        "1-order.yaml", "    value: quality", "\tvalue: quality",
        "\tvalue", "", "is not YAML:",
    ),
    Bad(
        "a second document",
        "phrases.yaml", "    moment: greeting\n", "    moment: greeting\n---\nphrases: []\n",
        "---", "", "holds a second document",
    ),
    Bad(
        "a character that does not print",
        "phrases.yaml", "en: Hello", "en: Hel\x07lo",
        "Hel\x07lo", "", "the character U+0007 is not allowed",
    ),
    Bad(
        "a list where the file must be a mapping",
        "phrases.yaml", FILES["phrases.yaml"], "- hello\n",
        "- hello", "", "must be a mapping",
    ),
    Bad(
        "a file with nothing but a comment",
        "2-quality.yaml", FILES["2-quality.yaml"], "# nothing yet\n",
        "# nothing", "", "holds nothing",
    ),
    # The list of files.
    Bad(
        "a chapter that is not there",
        "pack.yaml", "  - 2-quality.yaml\n", "  - 2-quality.yaml\n  - 3-more.yaml\n",
        "", "", "no such file", "3-more.yaml",
    ),
    Bad(
        "a chapter listed twice",
        "pack.yaml", "  - 2-quality.yaml\n", "  - 2-quality.yaml\n  - 1-order.yaml\n",
        "- 1-order.yaml", "chapters[2]", "1-order.yaml is listed twice",
    ),
    Bad(
        "a file that is not listed",
        "pack.yaml", "  - 2-quality.yaml\n", "",
        "", "", "is not listed under chapters in pack.yaml", "2-quality.yaml",
    ),
    Bad(
        "a chapter outside the folder",
        "pack.yaml", "  - 2-quality.yaml\n", "  - 2-quality.yaml\n  - ../secret.yaml\n",
        "../secret", "chapters[2]", "'../secret.yaml' is not the name of a YAML file",
    ),
    Bad(
        "the phrases listed as a chapter",
        "pack.yaml", "  - 2-quality.yaml\n", "  - 2-quality.yaml\n  - phrases.yaml\n",
        "- phrases.yaml", "chapters[2]", "phrases.yaml is not a chapter",
    ),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=[bad.what.replace(" ", "_") for bad in BAD])
def test_a_bad_pack_says_where_it_is_bad(bad: Bad, tmp_path: Path) -> None:
    folder = spoilt(tmp_path, bad.file, bad.old, bad.new)
    named = bad.named or bad.file
    line = 1
    if bad.at:
        text = (folder / named).read_text(encoding="utf-8")
        line = text.count("\n", 0, text.rindex(bad.at)) + 1
    found = problems(folder)
    assert [(each.file, each.line, each.key) for each in found if bad.says in each.message] == [
        (named, line, bad.key)
    ], found


@pytest.mark.parametrize("bad", BAD, ids=[bad.what.replace(" ", "_") for bad in BAD])
def test_a_bad_pack_never_half_loads(bad: Bad, tmp_path: Path) -> None:
    with pytest.raises(PackError) as raised:
        read(spoilt(tmp_path, bad.file, bad.old, bad.new))
    lines = str(raised.value).splitlines()
    assert len(lines) == len(raised.value.problems)
    assert all(line.strip() for line in lines)


def test_a_good_pack_loads_whole(tmp_path: Path) -> None:
    pack = load(written(tmp_path))
    assert [clause.number for clause in pack.clauses] == ["1.1", "1.2", "2.1"]
    assert [check.code for _, check in pack.checks] == ["closed_without_notice"]
    assert pack.phrase("hello").text["ko"] == "안녕하세요"
    assert len(pack.sha256) == 64


def test_a_problem_is_told_in_one_line(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, "1-order.yaml", "within: 5 minutes", "witin: 5 minutes")
    with pytest.raises(PackError) as raised:
        load(folder)
    assert str(raised.value) == ("1-order.yaml:23: clauses[0].checks[0].witin: is not a key here")


def test_all_that_is_wrong_is_told_at_once_file_by_file_and_line_by_line(tmp_path: Path) -> None:
    files = dict(FILES)
    files["pack.yaml"] = files["pack.yaml"].replace("weight: 60", "weight: 50")
    files["1-order.yaml"] = files["1-order.yaml"].replace("value: quality", "value: speed")
    files["1-order.yaml"] = files["1-order.yaml"].replace("      ko: 공지\n", "")
    files["phrases.yaml"] = files["phrases.yaml"].replace("kind: courtesy", "kind: rude")
    found = problems(written(tmp_path, files))
    assert [(each.file, each.key) for each in found] == [
        ("pack.yaml", "scoring"),
        ("1-order.yaml", "clauses[0].title"),
        ("1-order.yaml", "clauses[1].value"),
        ("phrases.yaml", "phrases[0].kind"),
    ]
    lines = [each.line for each in found if each.file == "1-order.yaml"]
    assert lines == sorted(lines)


def test_a_number_is_read_as_in_json_and_a_time_as_it_is_written(tmp_path: Path) -> None:
    pack = load(spoilt(tmp_path, "1-order.yaml", 'at: "09:05"', "at: 09:05"))
    _, check = pack.check("closed_without_notice")
    assert check.examples.clean[0].facts[1].at == "09:05"


def test_the_word_no_stays_a_word(tmp_path: Path) -> None:
    pack = load(spoilt(tmp_path, "phrases.yaml", "en: Hello", "en: no"))
    assert pack.phrase("hello").text["en"] == "no"


@pytest.mark.parametrize("missing", ["pack.yaml", "1-order.yaml", "phrases.yaml"])
def test_a_missing_file_is_named(missing: str, tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / missing).unlink()
    assert [(each.file, each.message[:12]) for each in problems(tmp_path)] == [
        (missing, "no such file")
    ]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    (found,) = problems(tmp_path / "nowhere")
    assert str(found) == f"{tmp_path / 'nowhere'}: no such folder"


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "1-order.yaml").unlink()
    (tmp_path / "1-order.yaml").mkdir()
    (found,) = problems(tmp_path)
    assert (found.file, found.message) == ("1-order.yaml", "can't be read: Is a directory")


def test_a_place_found_wrong_by_a_higher_layer_has_file_and_line(tmp_path: Path) -> None:
    pack, sources = read(written(tmp_path))
    place = (*check_place(pack, "closed_without_notice"), "examples", "clean", 0)
    assert sources.problem(place, "is no example") == Problem(
        "1-order.yaml", 27, "clauses[0].checks[0].examples.clean[0]", "is no example"
    )
    assert sources.problem(("phrases", 0, "text", "ko"), "is rude")[:3] == (
        "phrases.yaml", 5, "phrases[0].text.ko",
    )  # fmt: skip
    assert sources.problem(("header", "scoring", "base"), "is low")[:3] == (
        "pack.yaml", 12, "scoring.base",
    )  # fmt: skip


def test_places_are_found_by_number_and_code_or_not_at_all(tmp_path: Path) -> None:
    pack = load(written(tmp_path))
    assert clause_place(pack, "2.1") == ("chapters", 1, "clauses", 0)
    assert check_place(pack, "closed_without_notice")[-2:] == ("checks", 0)
    with pytest.raises(KeyError):
        clause_place(pack, "9")
    with pytest.raises(KeyError):
        check_place(pack, "greets")


def test_coverage_counts_clauses_and_not_items(tmp_path: Path) -> None:
    assert coverage(load(written(tmp_path)))._asdict() == {
        "clauses": 3,
        "checked": 1,
        "observed": 1,
        "spoken": 1,
        "not_checked": 0,
        "watched": 3,
    }


def test_what_is_shipped_is_found_by_name() -> None:
    assert "city-service-hall" in shipped_names()
    for name in shipped_names():
        assert shipped(name).header.name == name
        assert shipped(name) == load(SHIPPED / name)


def test_an_unknown_name_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(LookupError, match="'atlantis'.*city-service-hall"):
        shipped("atlantis")


def test_the_clause_worked_out_in_the_documentation_loads(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "pack.md").read_text("utf-8")
    worked: str
    (worked,) = re.findall(r"```yaml\n(- number: .*?)```", page, re.DOTALL)
    chapter = FILES["2-quality.yaml"].replace('number: "2"', 'number: "2.5"')
    chapter = chapter[: chapter.index("  - number")] + textwrap.indent(worked, "  ")
    header = FILES["pack.yaml"].replace('["2.1"]', '["2.5"]').replace("2-quality", "2-5-facilities")
    files = {name: text for name, text in FILES.items() if name != "2-quality.yaml"}
    files |= {"pack.yaml": header, "2-5-facilities.yaml": chapter}
    files["1-order.yaml"] = files["1-order.yaml"].replace("closed_without_notice", "no_notice")
    pack = load(written(tmp_path, files))
    documented, check = pack.clause("2.5.3"), pack.clause("2.5.3").checks[0]
    assert documented.text == shipped("city-service-hall").clause("2.5.3").text
    assert check.points == shipped("city-service-hall").check(check.code)[1].points
