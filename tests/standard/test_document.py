"""A pack as a document: it comes back as it was, and its hash tells its content and no more."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicehall.standard.document import document, fingerprint, from_document
from servicehall.standard.loading import PackError, Problem, load, shipped, shipped_names
from tests.standard.small_pack import FILES, spoilt, written


@pytest.mark.parametrize("name", shipped_names())
def test_a_pack_comes_back_from_its_document_as_it_was(name: str) -> None:
    pack = shipped(name)
    stored = json.loads(json.dumps(document(pack)))
    again = from_document(stored)
    assert again == pack
    assert again.sha256 == pack.sha256
    assert document(again) == stored


def test_a_document_whose_keys_were_put_in_another_order_has_the_same_hash() -> None:
    def turned(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: turned(part[key]) for key in sorted(part, reverse=True)}
        return [turned(each) for each in part] if isinstance(part, list) else part

    pack = shipped("city-service-hall")
    assert from_document(turned(document(pack))).sha256 == pack.sha256


def test_a_document_whose_whole_numbers_lost_their_point_has_the_same_hash() -> None:
    """As happens on a way through a language with one type of number."""

    def plain(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: plain(value) for key, value in part.items()}
        if isinstance(part, list):
            return [plain(each) for each in part]
        return int(part) if isinstance(part, float) and part.is_integer() else part

    pack = shipped("city-service-hall")
    given = plain(document(pack))
    assert json.dumps(given) != json.dumps(document(pack))
    assert from_document(given).sha256 == pack.sha256


FORMATTED = [
    ("pack.yaml", "name: small\n", "# a remark\n\nname:    'small'  # and another\n"),
    ("pack.yaml", "languages: [zh, ko, en]", "languages:\n- zh\n- ko\n- en"),
    ("pack.yaml", "  base: 100\n", "  base: 100.0\n"),
    ("1-order.yaml", "text: {zh: 先问候。, ko: 먼저 인사한다., en: Greet first.}",
     'text:\n      en: "Greet first."\n      zh: 先问候。\n'
     "      ko: >\n        먼저\n        인사한다."),
    ("1-order.yaml", "        target:\n          kind: closure.notice_posted\n",
     "        target:\n          kind: [closure.notice_posted]\n"),
    ("1-order.yaml", "        activation: counter.closed\n",
     "        activation: {kind: counter.closed, where: []}\n"),
    ("1-order.yaml", "        points: 2\n",
     "        on_breach: fail\n        points: [{since: 0001-01-01, value: 2}]\n"),
    ("2-quality.yaml", "    value: quality\n", "    force: must\n    value: quality\n"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new"), FORMATTED)
def test_another_way_of_writing_the_same_keeps_the_hash(
    file: str, old: str, new: str, tmp_path: Path
) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "other").mkdir()
    plain = load(written(tmp_path / "plain"))
    other = load(spoilt(tmp_path / "other", file, old, new))
    assert other == plain
    assert other.sha256 == plain.sha256


def test_windows_line_ends_keep_the_hash(tmp_path: Path) -> None:
    plain = load(written(tmp_path))
    for name, text in FILES.items():
        (tmp_path / name).write_bytes(text.replace("\n", "\r\n").encode())
    assert load(tmp_path).sha256 == plain.sha256


CHANGED = [
    ("pack.yaml", '"0.1.0"', '"0.1.1"'),
    ("pack.yaml", "bonus_cap: 10", "bonus_cap: 11"),
    ("pack.yaml", "lead_share: 0.5", "lead_share: 0.51"),
    ("1-order.yaml", "ko: 공지\n", "ko: 공고\n"),
    ("1-order.yaml", "within: 5 minutes", "within: 6 minutes"),
    ("1-order.yaml", "points: 2", "points: 3"),
    ("1-order.yaml", "given: true", "given: false"),
    ("2-quality.yaml", "source: invented", "source: found"),
    ("2-quality.yaml", "since: 2020-01-01", "since: 2020-01-02"),
    ("phrases.yaml", "zh: 您好", "zh: 你好"),
]


@pytest.mark.parametrize(("file", "old", "new"), CHANGED)
def test_whatever_is_changed_changes_the_hash(
    file: str, old: str, new: str, tmp_path: Path
) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "other").mkdir()
    plain = load(written(tmp_path / "plain"))
    assert load(spoilt(tmp_path / "other", file, old, new)).sha256 != plain.sha256


def test_the_hash_is_that_of_canonical_json() -> None:
    pack = shipped("city-service-hall")
    text = json.dumps(document(pack), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "\\u" not in text
    assert pack.sha256 == fingerprint(json.loads(text))
    assert re.fullmatch(r"[0-9a-f]{64}", pack.sha256)


def test_the_hash_of_known_content_is_known() -> None:
    """So a pack published by one release is found again by the next."""
    assert fingerprint({"b": "창구", "a": [1.0, True, None]}) == (
        "228cc2ee96253df95133754ab9f7926c94cafad25dba4c6918e2593fda80e1f5"
    )


def leaves(part: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from leaves(value, (*way, key))
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from leaves(value, (*way, index))
    else:
        yield way


DOCUMENT = document(shipped("city-service-hall"))
LEAVES = tuple(leaves(DOCUMENT))


@given(st.sampled_from(LEAVES), st.sampled_from([None, [], {}, -1.5, "", "\ud800", "x" * 300]))
def test_a_damaged_document_is_refused_or_has_another_hash(
    way: tuple[Any, ...], value: object
) -> None:
    damaged = copy.deepcopy(DOCUMENT)
    part = damaged
    for step in way[:-1]:
        part = part[step]
    if part[way[-1]] == value:
        return
    part[way[-1]] = value
    outcome: tuple[Problem, ...] | str
    try:
        outcome = from_document(damaged).sha256
    except PackError as error:
        outcome = error.problems
    if isinstance(outcome, str):
        assert outcome != shipped("city-service-hall").sha256
    else:
        assert outcome
        assert all(each.line == 0 for each in outcome)


@pytest.mark.parametrize(
    ("given", "key", "says"),
    [
        ({}, "header", "is missing"),
        ({"header": {"languages": "zh"}}, "header.name", "is missing"),
        ([], "", "must be a mapping"),
        (None, "", "must be a mapping"),
        ({**DOCUMENT, "extra": 1}, "extra", "is not a key here"),
        ({**DOCUMENT, "phrases": []}, "chapters[3].clauses[1].spoken[0].phrases[0]", "no phrase"),
    ],
)
def test_a_document_that_is_no_pack_is_refused_with_the_key(
    given: Any, key: str, says: str
) -> None:
    with pytest.raises(PackError) as raised:
        from_document(given, name="city-service-hall 1.0.0")
    found = [each for each in raised.value.problems if each.key == key]
    assert found
    assert found[0].file == "city-service-hall 1.0.0"
    assert says in found[0].message
    assert str(found[0]).startswith("city-service-hall 1.0.0: ")


def test_the_tag_of_a_union_is_no_part_of_the_key() -> None:
    damaged = copy.deepcopy(DOCUMENT)
    damaged["chapters"][2]["clauses"][0]["checks"][0]["per"] = 3
    with pytest.raises(PackError) as raised:
        from_document(damaged)
    assert [each.key for each in raised.value.problems] == ["chapters[2].clauses[0].checks[0].per"]
