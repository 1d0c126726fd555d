"""The shipped pack is the whole standard, in three languages, with its points and sources."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from servicehall.evidence.kinds import KINDS, OBJECTS
from servicehall.standard.loading import coverage, document, shipped
from servicehall.standard.pack import Response

PACK = shipped("city-service-hall")
DAY = date(2026, 11, 9)

NUMBERS = (
    "preamble 1 2.1.1 2.1.2 2.1.3 2.2.1 2.2.2 2.2.3 2.2.4 2.3.1 2.3.2 2.3.3 2.3.4 2.3.5 2.4"
    " 2.5.1 2.5.2 2.5.3 2.6.1 2.6.2 2.6.3 3a 3b 3c 3d 3e 3f"
).split()

CHECKED = {
    "2.1.1": {
        "clocked_in_late": 1,
        "left_early": 1,
        "badge_not_worn": 1,
        "badge_not_checked": 0,
        "did_not_come": 2,
        "left_without_reason": 0,
        "neighbour_not_told": 0,
        "away_longer_than_said": 0,
        "counter_unattended": 2,
    },
    "2.1.3": {"self_check_missed": 0},
    "2.2.3": {"refused_without_basis": 2, "refused_without_remedy": 2},
    "2.3.1": {"missed_without_recall": 1},
    "2.3.2": {"called_out_of_order": 2, "called_not_received": 1},
    "2.3.3": {
        "question_left": 2,
        "question_taken_left": 2,
        "question_not_taken_over": 1,
        "question_report_left": 0,
        "question_sent_away": 1,
    },
    "2.5.2": {"guide_ran_out": 1},
    "2.5.3": {"closed_without_notice": 2, "notice_without_details": 0.5},
    "2.6.1": {
        "told_twice": 2,
        "requested_again": 2,
        "told_orally_only": 1,
        "told_too_late": 2,
        "missing_not_told": 2,
        "next_counter_not_shown": 0.5,
        "receipt_not_given": 1,
    },
    "2.6.2": {"document_corrected": 2},
    "2.6.3": {
        "promise_missed": 5,
        "due_date_missed": 5,
        "delay_not_told": 1,
        "matter_not_contacted": 1,
        "matter_past_date": 2,
        "matter_delay_not_told": 1,
        "stage_late": 0.5,
        "finished_early": 0,
        "served_after_hours": 0,
    },
}

FOR_A_PERSON = {
    "did_not_come",
    "counter_unattended",
    "missed_without_recall",
    "called_not_received",
    "notice_without_details",
    "told_twice",
    "requested_again",
    "guide_ran_out",
    "document_corrected",
    "stage_late",
    "question_left",
    "question_taken_left",
    "question_not_taken_over",
    "question_report_left",
    "matter_not_contacted",
    "matter_past_date",
}
"""Where facts only hint: a person decides before anything counts."""


def texts(part: Any, way: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text of a document that is there in several languages, with its key."""
    if isinstance(part, dict):
        if part and set(part) <= {"zh", "ko", "en"}:
            yield way, part
        else:
            for key, value in part.items():
                yield from texts(value, f"{way}.{key}")
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from texts(value, f"{way}[{index}]")


TEXTS = dict(texts(document(PACK)))


def test_every_clause_of_the_standard_is_there_in_its_order() -> None:
    assert [clause.number for clause in PACK.clauses] == NUMBERS


def test_every_text_is_there_in_three_languages() -> None:
    assert len(TEXTS) > 150
    assert {way for way, text in TEXTS.items() if set(text) != {"zh", "ko", "en"}} == set()


def test_every_text_is_in_the_language_that_it_says() -> None:
    han, hangul = re.compile("[\u4e00-\u9fff]"), re.compile("[\uac00-\ud7a3]")
    foreign = re.compile("[\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef]")
    wrong = [
        (way, text)
        for way, text in TEXTS.items()
        if not han.search(text["zh"])
        or hangul.search(text["zh"])
        or not hangul.search(text["ko"])
        or han.search(text["ko"])
        or not re.search("[A-Za-z]", text["en"])
        or foreign.search(text["en"])
    ]
    assert wrong == []


def test_chinese_is_set_with_chinese_punctuation() -> None:
    narrow = re.compile("[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
    assert [way for way, text in TEXTS.items() if narrow.search(text["zh"])] == []


def test_clauses_read_word_for_word_as_the_standard_does() -> None:
    assert PACK.clause("2.1.1").text["zh"] == (
        "工作期间\uff0c工作人员应佩带胸牌上岗\uff0c按时上、下班\uff0c认真做好各项业务工作。"
    )
    assert PACK.clause("2.6.1").text["ko"] == (
        "신청에 필요한 자료 전부를 한 번에 알리고, 다음 단계에 어느 창구로 가는지 먼저 안내한다."
    )
    assert "do not quarrel, report to the window lead" in PACK.clause("2.3.5").text["en"]


def test_the_clauses_on_language_quote_their_phrases() -> None:
    for number in ("2.2.3", "2.2.4"):
        quoted = [each for each in PACK.phrases if each.clause == number and not each.source]
        assert len(quoted) == {"2.2.3": 7, "2.2.4": 8}[number]
        for phrase in quoted:
            for language, words in phrase.text.items():
                assert words in PACK.clause(number).text[language], phrase.code


def test_phrases_are_five_seven_eight_and_two() -> None:
    assert Counter((each.kind, each.clause, bool(each.source)) for each in PACK.phrases) == {
        ("courtesy", "2.2.2", False): 5,
        ("courtesy", "2.2.3", False): 7,
        ("forbidden", "2.2.4", False): 8,
        ("forbidden", "2.2.4", True): 2,
    }
    assert sum(len(each.text["zh"]) for each in PACK.phrases if each.clause == "2.2.2") == 10


def test_every_forbidden_phrase_says_what_to_say_instead() -> None:
    for phrase in PACK.phrases:
        assert (phrase.instead is not None) == (phrase.kind == "forbidden"), phrase.code


def test_three_phrases_promise_a_paper_and_one_invites_a_review() -> None:
    assert {each.code: each.artefact for each in PACK.phrases if each.artefact} == {
        "list_of_missing": "supplement_list",
        "basis_of_refusal": "basis_of_refusal",
        "next_window": "routing_slip",
        "comments_welcome": "review_invitation",
    }


def test_every_phrase_is_named_by_what_is_judged_in_speech() -> None:
    named = {code for clause in PACK.clauses for each in clause.spoken for code in each.phrases}
    assert named == {phrase.code for phrase in PACK.phrases}


def test_the_checks_are_these_with_these_points() -> None:
    found: dict[str, dict[str, float]] = {}
    for clause, check in PACK.checks:
        found.setdefault(clause.number, {})[check.code] = check.points.on(DAY)
    assert found == CHECKED


def test_only_merits_give_credit() -> None:
    credits = {check.code: check.credit.on(DAY) for _, check in PACK.checks if check.credit}
    assert credits == {"finished_early": 0.2, "served_after_hours": 0.1}


def test_where_facts_only_hint_a_person_decides() -> None:
    assert {
        check.code for _, check in PACK.checks if check.on_breach == "needs_judgement"
    } == FOR_A_PERSON


def test_what_is_only_encouraged_costs_nothing() -> None:
    assert [clause.number for clause in PACK.clauses if clause.force == "should"] == ["2.2.1"]
    assert not PACK.clause("2.2.1").costs
    (uniform,) = (each for each in PACK.clause("2.4").observed if each.force == "should")
    assert uniform.code == "uniform_not_worn"
    assert uniform.unit_types == ("enforcement",)
    assert [value.value for value in uniform.points.values] == [0]


def test_reporting_an_incident_costs_nothing() -> None:
    points = {each.code: each.points.on(DAY) for each in PACK.clause("2.3.5").observed}
    assert points == {"quarrelled": 3, "incident_not_reported": 0}


def test_every_point_and_limit_carries_its_source() -> None:
    bare = [
        way
        for way, dated in _dated(document(PACK))
        if dated["value"] and not dated["source"].strip()
    ]
    assert bare == []
    for _, check in PACK.checks:
        if isinstance(check, Response) and check.within:
            assert check.source, check.code


def _dated(part: Any, way: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        if "since" in part:
            yield way, {"source": "", **part}
        for key, value in part.items():
            yield from _dated(value, f"{way}.{key}")
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from _dated(value, f"{way}[{index}]")


def test_every_source_that_is_cited_is_listed_and_no_other() -> None:
    given = document(PACK)
    listed = given["header"].pop("sources")
    cited = set(re.findall(r"\bS\d+[a-z]?\b", json.dumps(given, ensure_ascii=False)))
    # Ranges such as "S35 to S40" cite what lies between.
    for first, last in re.findall(
        r"\bS(\d+)(?: to |至|~)S(\d+)", json.dumps(given, ensure_ascii=False)
    ):
        cited |= {f"S{number}" for number in range(int(first), int(last) + 1)}
    assert cited == set(listed)


def test_a_log_of_any_year_since_2000_has_its_limits_and_points() -> None:
    for _, check in PACK.checks:
        assert check.points.on(date(2000, 1, 1)) == check.points.on(DAY)
        for dated in (
            check.credit,
            getattr(check, "at_most", None),
            getattr(check, "at_least", None),
        ):
            if dated is not None:
                assert dated.on(date(2000, 1, 1)) == dated.on(DAY)


def test_the_score_has_the_five_parts() -> None:
    scoring = PACK.header.scoring
    assert [(part.code, part.weight) for part in scoring.parts] == [
        ("order", 20),
        ("language_attitude", 25),
        ("facilities", 10),
        ("quality_time", 35),
        ("supervision", 10),
    ]
    assert (scoring.base, scoring.bonus_cap) == (100, 10)
    assert (scoring.counter.staff_share, scoring.lead_share) == (0.6, 0.5)
    unscored = {each.number for each in PACK.clauses if scoring.part_of(each.number) is None}
    assert unscored == {"preamble", "1"}


def test_coverage_is_a_number() -> None:
    assert coverage(PACK)._asdict() == {
        "clauses": 27,
        "checked": 11,
        "observed": 19,
        "spoken": 5,
        "not_checked": 8,
        "watched": 23,
    }


def test_what_nobody_watches_says_why() -> None:
    unwatched = [
        clause.number
        for clause in PACK.clauses
        if not (clause.checks or clause.observed or clause.spoken)
    ]
    assert unwatched == ["preamble", "1", "3a", "3e"]
    assert all(PACK.clause(number).not_checked for number in unwatched)


@pytest.mark.parametrize(
    ("clause", "check"), list(PACK.checks), ids=lambda each: getattr(each, "code", "of")
)
def test_checks_speak_of_facts_that_there_are(clause: Any, check: Any) -> None:
    """A first look; that the examples hold is shown where packs are admitted."""
    assert check.per in OBJECTS
    for example in (*check.examples.clean, *check.examples.breaching):
        for fact in example.facts:
            assert set(fact.data) <= set(KINDS[fact.kind].fields)
            assert check.per in KINDS[fact.kind].objects
