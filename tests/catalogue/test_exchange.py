"""The catalogue as a file: what goes out comes back the same, and what is wrong is told."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from servicehall.catalogue.exchange.comparing import compared, in_force, looked_through
from servicehall.catalogue.exchange.reading import MOST_BYTES, read_catalogue
from servicehall.catalogue.exchange.writing import written
from servicehall.catalogue.forms import ItemForm
from servicehall.catalogue.situation import needed
from servicehall.hall.models import Centre
from servicehall.standard.sources import PackError
from servicehall.worktime.rules import rule
from tests.world import MONDAY, World, item, names

KINDS = ["yaml", "xlsx"]

# Round trips ---------------------------------------------------------------------------------

texts = st.one_of(
    st.text(
        st.characters(max_codepoint=0xD7FF, exclude_categories=["Cc"]), min_size=1, max_size=9
    ).map(lambda text: text.strip() or "x"),
    st.sampled_from(
        [
            "=1+1",
            "@SUM(A1)",
            "-1",
            "+2",
            "'x",
            "yes",
            "null",
            "1_000",
            "2026-11-09",
            "0x1F",
            "12:30",
        ]
        + [
            "#N/A",
            "_x0041_",
            "a\n b",
            "- item",
            "key: value",
            "{x}",
            "한\u0085글",
            "\u2028z",
            "1.0",
        ]
    ),
)
all_names = st.fixed_dictionaries({"ko": texts, "zh": texts, "en": texts})
maybe_names: st.SearchStrategy[dict[str, str]] = st.just({}) | all_names


@st.composite
def items(draw: st.DrawFn) -> ItemForm:
    """A service item in which everything may occur that a form allows."""
    codes = st.lists(
        st.from_regex(r"q[a-z0-9-]{0,3}", fullmatch=True), unique=True, min_size=2, max_size=3
    )
    questions = [
        {
            "code": code,
            "text": draw(all_names),
            "options": [{"code": each, "names": draw(all_names)} for each in draw(codes)],
        }
        for code in draw(codes)
    ]
    first = questions[0]
    asked = f"{first['code']} is {first['options'][0]['code']}"  # type: ignore[index]
    conditions = ["", asked, f"not {asked}", "needs m0", f"needs m0 and ({asked} or not needs m0)"]
    materials = []
    for number in range(draw(st.integers(0, 3))):
        condition = draw(st.sampled_from(conditions)) if number else ""
        materials.append(
            {
                "code": f"m{number}",
                "names": draw(all_names),
                "form": draw(st.sampled_from(["original", "copy", "form", "shown"])),
                "copies": draw(st.integers(1, 9)),
                "issuer": draw(maybe_names),
                "when": draw(all_names) if condition else draw(maybe_names),
                "condition": condition,
                "sample": draw(st.sampled_from(["", "https://example.org/a?b=1&c=%20#d"])),
                "weight": draw(st.sampled_from(["main", "minor"])),
            }
        )
    onward = draw(st.sampled_from([None, "roads"]))
    return ItemForm.model_validate(
        {
            "code": draw(st.from_regex(r"s[a-z0-9-]{0,5}", fullmatch=True)),
            "unit": "civil",
            "names": draw(all_names),
            "summary": draw(all_names),
            "icon": draw(st.sampled_from(["", "passport"])),
            "case_class": draw(st.sampled_from(["immediate", "dated", "joint"])),
            "statutory_limit": "9 days",
            "promised_limit": draw(st.sampled_from(["immediate", "3 hours", "1 day", "9 days"])),
            "fee": draw(st.integers(0, 2_000_000_000)),
            "legal_basis": [
                {"law": draw(all_names), "article": draw(texts), "text": draw(maybe_names)}
                for _ in range(draw(st.integers(1, 2)))
            ],
            "eligibility": [{"text": draw(all_names)} for _ in range(draw(st.integers(0, 2)))],
            "next_unit": onward,
            "further_units": draw(st.lists(st.sampled_from(["civil", "roads"]), max_size=2))
            if onward
            else [],
            "daily_quota": draw(st.none() | st.integers(0, 99)),
            "hours": draw(st.sampled_from([{}, {"mon": "09:00-12:00, 13:00-18:00"}])),
            "questions": questions,
            "materials": materials,
            "stages": draw(
                st.sampled_from([[], [{"code": "a", "names": names("a"), "limit": "1 hour"}]])
            ),
        }
    )


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(st.lists(items(), max_size=3, unique_by=lambda each: each.code))
def test_what_is_written_is_read_as_the_same(kind: str, given: list[ItemForm]) -> None:
    file = read_catalogue(written(given, kind), f"services.{kind}")
    assert file.all_problems == ()
    assert list(file.items) == given
    assert written(file.items, "yaml") == written(given, "yaml")
    report = compared(file, given, MONDAY)
    assert (report.to_publish, report.untouched, report.wrong) == ([], (), 0)


def test_formula_like_text_is_text_in_the_workbook() -> None:
    form = item("civil", "permit", names=dict.fromkeys(("ko", "zh", "en"), "=1+1"))
    sheet = load_workbook(BytesIO(written([form], "xlsx")))["services"]
    cell = next(each for each in sheet[2] if each.value == "=1+1")
    assert cell.data_type == "s"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_hall_offers_is_brought_back_without_a_change(world: World, kind: str) -> None:
    before = in_force(world.centre, MONDAY)
    report = looked_through(world.centre, written(before, kind), f"x.{kind}", MONDAY)
    assert [line.outcome for line in report.lines] == ["unchanged"] * len(before)


def test_the_items_of_a_file_decide_what_one_needs() -> None:
    content = b"""\
services:
  - code: move
    unit: civil
    names: {ko: a, zh: a, en: a}
    summary: {ko: a, zh: a, en: a}
    case_class: immediate
    statutory_limit: immediate
    promised_limit: immediate
    legal_basis: [{law: {ko: a, zh: a, en: a}}]
    questions:
      - code: who
        text: {ko: a, zh: a, en: a}
        options:
          - {code: self, names: {ko: a, zh: a, en: a}}
          - {code: proxy, names: {ko: a, zh: a, en: a}}
    materials:
      - code: attorney
        names: {ko: a, zh: a, en: a}
        when: {ko: a, zh: a, en: a}
        condition: who is proxy
"""
    (form,) = read_catalogue(content, "services.yaml").items
    assert [each.code for each in needed(form.materials, {"who": "proxy"}).needed] == ["attorney"]
    assert needed(form.materials, {"who": "self"}).needed == ()


# What is wrong with a file as a whole --------------------------------------------------------


def packed(**members: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in members.items():
            into.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"  \n", "a.yaml", "holds nothing"),
        (b"x" * (MOST_BYTES + 1), "a.yaml", "more than 2,000,000 bytes"),
        (b"%PDF-1.7", "a.yaml", "is a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "a.xlsx", "is a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.xls", "of an older kind"),
        (packed(readme=b"hello"), "a.xlsx", "a packed file, but no workbook"),
        (packed(xl__workbook_dot_xml=b"<a/>"), "a.xlsx", "can't be read as a workbook"),
        (
            packed(xl__workbook_dot_xml=b"<a/>", xl__vbaProject_dot_bin=b"x"),
            "a.xlsm",
            "holds macros",
        ),
        (
            packed(xl__workbook_dot_xml=b"<a/>", bomb=b"0" * 60_000_000),
            "a.xlsx",
            "when unpacked",
        ),
        (written([], "xlsx"), "a.yaml", "is named .yaml, but holds a workbook"),
        (b"services: []", "a.xlsx", "is named .xlsx, but holds text"),
        (b"code;name\nx;y\n", "a.csv", "must hold 'services'"),
        (b"services: {a: b}", "a.yaml", "must hold 'services'"),
        ("services: 주민".encode("utf-16"), "a.yaml", "UTF-16"),
        (b"services: [" + b"x," * 2001 + b"]", "a.yaml", "at most 2,000 items, not 2,001"),
        (b"services: &a [*a]", "a.yaml", "is not allowed"),
        (b"services: " + b"[" * 5000, "a.yaml", "nested more than"),
    ],
)
def test_what_is_no_catalogue_is_refused_in_one_line(content: bytes, name: str, told: str) -> None:
    with pytest.raises(PackError) as raised:
        read_catalogue(content, name)
    assert told in str(raised.value)
    assert name in str(raised.value)


# What is wrong within ------------------------------------------------------------------------


def book(change: Callable[[Workbook], object]) -> list[str]:
    """What is told of a workbook with two right items that was changed so."""
    right = [
        item("civil", "permit"),
        item(
            "civil",
            "other",
            questions=[
                {
                    "code": "who",
                    "text": names("Who?"),
                    "options": [{"code": each, "names": names(each)} for each in ("a", "b")],
                }
            ],
            stages=[{"code": "s", "names": names("s"), "limit": "1 day"}],
        ),
    ]
    given = load_workbook(BytesIO(written(right, "xlsx")))
    change(given)
    file = BytesIO()
    given.save(file)
    told = read_catalogue(file.getvalue(), "x.xlsx", units=["civil", "roads"]).all_problems
    return [str(each) for each in told]


def cell(sheet: str, place: str, value: Any) -> Callable[[Workbook], object]:
    def change(given: Workbook) -> None:
        given[sheet][place] = value

    return change


def test_a_right_workbook_has_no_problem() -> None:
    assert book(lambda given: None) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (cell("services", "B3", "parks"), "x.xlsx:3: services!B3 (unit): the centre has no unit"),
        (cell("services", "D3", None), "x.xlsx:3: services!C3 (names): no text in zh"),
        (cell("services", "J2", "quick"), "services!J2 (case_class): must be 'immediate'"),
        (cell("services", "K2", "soon"), "services!K2 (statutory_limit): a limit is"),
        (cell("services", "L2", "6 days"), "services!L2 (promised_limit): the promised limit is"),
        (cell("services", "M2", "free"), "services!M2 (fee): 'free' is no whole number"),
        (cell("services", "M2", 1.5), "services!M2 (fee): '1.5' is no whole number"),
        (cell("services", "M2", "=1+1"), "services!M2 (fee): is a formula: write its value"),
        (cell("services", "C2", True), "services!C2 (names_ko): is true or false"),
        (cell("services", "C2", datetime(2026, 11, 9)), "is a date: write it as text"),
        (cell("services", "A3", "permit"), "services!A3 (code): 'permit' comes twice"),
        (cell("services", "A3", "Bad Code"), "services!A3 (code): 'Bad Code' does not fit"),
        (cell("services", "B1", "office"), "services!B1: 'office' is no column"),
        (cell("services", "A1", None), "services!1: there is no column 'code'"),
        (cell("services", "C1", "names_zh"), "the column 'names_zh' comes twice"),
        (cell("materials", "A2", "gone"), "materials!A2 (service): the sheet services has no code"),
        (cell("materials", "N2", "who is"), "materials!N2 (condition): at character 7"),
        (cell("materials", "N2", "who is a"), "materials!N2 (condition): there is no question"),
        (
            cell("materials", "N4", "who is c"),
            "materials!N4 (condition): question 'who' has no opt",
        ),
        (cell("materials", "N4", "needs form"), "in a circle: form → form"),
        (cell("materials", "G2", 0), "materials!G2 (copies): must be greater than or equal to 1"),
        (cell("materials", "O2", "javascript:alert(1)"), "materials!O2 (sample): "),
        (cell("options", "B2", "whom"), "options!B2 (question): the sheet questions has no code"),
        (cell("stages", "F2", "4 days"), "x.xlsx:3: services!3 (stages): the stages last 32"),
        (cell("stages", "G2", "parks"), "stages!G2 (unit): the centre has no unit 'parks'"),
        (lambda given: given.remove(given["services"]), "has no sheet 'services'"),
        (lambda given: given.create_sheet("notes"), "notes: is no sheet of a catalogue"),
        (lambda given: given.remove(given["legal_basis"]), "(legal_basis): is missing"),
    ],
)
def test_what_is_wrong_in_a_workbook_is_told_with_sheet_and_cell(
    change: Callable[[Workbook], object], told: str
) -> None:
    try:
        found = book(change)
    except PackError as error:
        found = [str(error)]
    assert any(told in each for each in found), found


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"unit": "parks"}, "has no unit 'parks'; there is civil, roads"),
        ({"colour": "red"}, "services[0].colour: is not a key here"),
        ({"fee": "free"}, "services[0].fee: must be a valid integer"),
        ({"further_units": ["civil"]}, "there is no next unit"),
        ({"summary": {"ko": "가", "zh": "  "}}, "services[0].summary: no text in zh, en"),
        ({"names": {"ko": "a\x07", "zh": "b", "en": "c"}}, "U+0007 is not allowed"),
        ({"names": {"ko": "a" * 10_001, "zh": "b", "en": "c"}}, "at most 10,000 characters"),
        (
            {
                "materials": [
                    {"code": "a", "names": names("a"), "condition": "needs b"},
                    {"code": "b", "names": names("b"), "condition": "needs a"},
                ]
            },
            "services[0].materials[0].condition: the materials need one another in a circle: a →",
        ),
        (
            {
                "questions": [
                    {
                        "code": "who",
                        "text": names("w"),
                        "options": [{"code": "a", "names": names("a")}],
                    }
                ]
            },
            "services[0].questions[0].options: needs at least 2, there are 1",
        ),
        ("nothing", "services[0]: must be a mapping"),
        (None, "services[0]: must be a mapping"),
    ],
)
def test_what_is_wrong_in_a_text_is_told_with_line_and_key(change: Any, told: str) -> None:
    said = item("civil", "permit").model_dump(mode="json", exclude_defaults=True)
    given = said | change if isinstance(change, dict) else change
    content = repr({"services": [given]}).replace("None", "null").encode()
    content = content.replace(b"'a\\x07'", b'"a\\x07"')
    try:
        found = read_catalogue(content, "x.yaml", units=["civil", "roads"]).all_problems
    except PackError as error:
        found = error.problems
    assert any(told in str(each) for each in found), found
    assert all(each.line >= 1 for each in found)


def test_of_several_items_each_tells_its_own_problems() -> None:
    right, wrong = item("civil", "permit"), item("civil", "late")
    content = written([right, wrong], "yaml").replace(b"late", b"Late")
    file = read_catalogue(content, "x.yaml")
    assert [bool(each.problems) for each in file.entries] == [False, True]
    with pytest.raises(PackError):
        assert file.items


def test_a_file_full_of_faults_is_not_looked_at_to_its_end() -> None:
    rows = "".join(f"- {{code: a{number}, colour: red}}\n" for number in range(1900))
    file = read_catalogue(f"services:\n{rows}".encode(), "x.yaml")
    assert len(file.entries) < 200
    assert "more than 1,000 problems" in file.problems[-1].message
    with pytest.raises(PackError):
        assert file.items


def test_limits_are_compared_by_the_rule_of_the_place() -> None:
    form = item("civil", "permit", statutory_limit="3 hours", promised_limit="immediate")
    content = written([form], "yaml")
    assert read_catalogue(content, "x.yaml", rule=rule("korea")).all_problems == ()
    (problem,) = read_catalogue(content, "x.yaml", rule=rule("china")).all_problems
    assert "longer than the statutory one" in problem.message


@pytest.mark.django_db
def test_looking_through_costs_the_same_however_much_is_in_the_file(
    world: World, django_assert_max_num_queries: Any
) -> None:
    content = written([item("civil", f"permit-{number}") for number in range(40)], "yaml")
    centre = Centre.objects.get(code="testhall")
    with django_assert_max_num_queries(4):
        report = looked_through(centre, content, "x.yaml", MONDAY)
    assert (report.count("new"), len(report.untouched)) == (40, 2)
