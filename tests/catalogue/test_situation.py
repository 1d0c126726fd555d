"""What a person needs: by examples, by laws, and what of a service item makes no sense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicehall.catalogue.conditions import (
    All,
    Answer,
    Any,
    Condition,
    Needs,
    Not,
    WrongCondition,
    condition,
)
from servicehall.catalogue.situation import faults, needed


@dataclass(frozen=True)
class Paper:
    code: str
    condition: str = ""


@dataclass(frozen=True)
class Asked:
    code: str
    option_codes: Sequence[str]


QUESTIONS = {
    "who": ("self", "proxy"),
    "home": ("own", "rented", "other"),
    "age": ("minor", "adult"),
}
MOVING = [
    Paper("form"),
    Paper("attorney", "who is proxy"),
    Paper("principal-card", "needs attorney"),
    Paper("lease", "home is rented, other and not age is minor"),
]


def codes(papers: Sequence[Paper]) -> list[str]:
    return [each.code for each in papers]


@pytest.mark.parametrize(
    ("answers", "want", "undecided", "asks"),
    [
        ({}, ["form"], ["attorney", "principal-card", "lease"], {"who", "home", "age"}),
        ({"who": "self"}, ["form"], ["lease"], {"home", "age"}),
        ({"who": "self", "home": "own"}, ["form"], [], set()),
        ({"who": "self", "age": "minor"}, ["form"], [], set()),
        ({"who": "proxy", "home": "own"}, ["form", "attorney", "principal-card"], [], set()),
        (
            {"who": "proxy", "home": "rented"},
            ["form", "attorney", "principal-card"],
            ["lease"],
            {"age"},
        ),
        (
            {"who": "proxy", "home": "rented", "age": "adult"},
            ["form", "attorney", "principal-card", "lease"],
            [],
            set(),
        ),
    ],
)
def test_answers_give_the_list_and_the_questions_that_are_left(
    answers: dict[str, str], want: list[str], undecided: list[str], asks: set[str]
) -> None:
    found = needed(MOVING, answers)
    assert codes(found.needed) == want
    assert codes(found.undecided) == undecided
    assert found.open_questions == asks
    assert found.decided == (not undecided)
    everything = {*found.needed, *found.undecided, *found.not_needed}
    assert everything == set(MOVING)


def test_an_answer_that_no_question_has_changes_nothing() -> None:
    assert needed(MOVING, {"colour": "red"}) == needed(MOVING, {})


# Laws ----------------------------------------------------------------------------------------

PAPERS = ("a", "b", "c", "d")
atoms = st.sampled_from(sorted(QUESTIONS)).flatmap(
    lambda code: st.builds(
        lambda options: Answer(code, tuple(options)),
        st.lists(st.sampled_from(QUESTIONS[code]), min_size=1, unique=True),
    )
)


def conditions(earlier: Sequence[str]) -> st.SearchStrategy[Condition]:
    """Conditions on answers and on papers that come earlier, so that there is no circle."""
    leaves = atoms | st.builds(Needs, st.sampled_from(earlier)) if earlier else atoms
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds(Not, inner)
            | st.builds(lambda parts: All(tuple(parts)), st.lists(inner, min_size=2, max_size=3))
            | st.builds(lambda parts: Any(tuple(parts)), st.lists(inner, min_size=2, max_size=3))
        ),
        max_leaves=5,
    )


papers = st.tuples(*(st.none() | conditions(PAPERS[:index]) for index in range(4))).map(
    lambda found: [
        Paper(code, str(each) if each else "") for code, each in zip(PAPERS, found, strict=True)
    ]
)
some_answers = st.fixed_dictionaries(
    {}, optional={code: st.sampled_from(options) for code, options in QUESTIONS.items()}
)


def plainly(papers: Sequence[Paper], answers: Mapping[str, str]) -> dict[str, bool]:
    """Every paper's condition weighed with every question answered, one by one."""
    found: dict[str, bool] = {}

    def holds(part: Condition | None) -> bool:
        match part:
            case None:
                return True
            case Answer(question, options):
                return answers[question] in options
            case Needs(code):
                return found[code]
            case Not(inner):
                return not holds(inner)
            case All(parts):
                return all(map(holds, parts))
            case Any(parts):
                return any(map(holds, parts))

    for paper in papers:
        found[paper.code] = holds(condition(paper.condition))
    return found


def every_completion(answers: Mapping[str, str]) -> list[dict[str, str]]:
    left = [code for code in QUESTIONS if code not in answers]
    return [
        {**answers, **dict(zip(left, chosen, strict=True))}
        for chosen in product(*(QUESTIONS[code] for code in left))
    ]


@given(papers, some_answers)
def test_what_is_known_stays_true_however_the_rest_is_answered(
    papers: list[Paper], answers: dict[str, str]
) -> None:
    found = needed(papers, answers)
    for full in every_completion(answers):
        plain = plainly(papers, full)
        assert all(plain[each.code] for each in found.needed)
        assert not any(plain[each.code] for each in found.not_needed)


@given(papers, some_answers)
def test_with_every_answer_the_list_is_exact(papers: list[Paper], answers: dict[str, str]) -> None:
    for full in every_completion(answers):
        found = needed(papers, full)
        assert found.decided
        assert not found.open_questions
        assert {each.code for each in found.needed} == {
            code for code, holds in plainly(papers, full).items() if holds
        }


@given(papers, some_answers)
def test_while_something_is_undecided_a_question_is_left_and_only_those_matter(
    papers: list[Paper], answers: dict[str, str]
) -> None:
    found = needed(papers, answers)
    assert bool(found.open_questions) == bool(found.undecided)
    assert not found.open_questions & set(answers)
    for code in set(QUESTIONS) - set(answers) - found.open_questions:
        for option in QUESTIONS[code]:
            more = needed(papers, {**answers, code: option})
            assert (more.needed, more.not_needed) == (found.needed, found.not_needed)


@given(papers)
def test_conditions_without_a_circle_have_no_fault(papers: list[Paper]) -> None:
    asked = [Asked(code, options) for code, options in QUESTIONS.items()]
    assert list(faults(papers, asked)) == []


# What makes no sense -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("papers", "place", "told"),
    [
        ([Paper("a", "colour is red")], 0, "no question 'colour'; there is who, home, age"),
        (
            [Paper("a"), Paper("b", "who is nobody")],
            1,
            "'who' has no option 'nobody'; there is self",
        ),
        ([Paper("a", "needs deed")], 0, "there is no material 'deed'; there is a"),
        ([Paper("a", "who is")], 0, "an option's code belongs here"),
        ([Paper("a", "needs a")], 0, "in a circle: a → a"),
        (
            [Paper("a"), Paper("b", "needs c"), Paper("c", "not needs d"), Paper("d", "needs b")],
            1,
            "in a circle: b → c → d → b",
        ),
    ],
)
def test_a_condition_that_makes_no_sense_is_told_with_its_place(
    papers: list[Paper], place: int, told: str
) -> None:
    asked = [Asked(code, options) for code, options in QUESTIONS.items()]
    ((where, message),) = faults(papers, asked)
    assert where == ("materials", place, "condition")
    assert told in message


def test_codes_that_come_twice_or_are_words_of_conditions_are_told() -> None:
    asked = [Asked("not", ("x", "x")), Asked("q", ("or", "y"))]
    told = dict(faults([Paper("a"), Paper("a"), Paper("needs")], asked))
    assert told == {
        ("materials", 1, "code"): "a material comes twice: 'a'",
        ("materials", 2, "code"): "'needs' is a word of conditions",
        ("questions", 0, "code"): "'not' is a word of conditions",
        ("questions", 0, "options", 1, "code"): "an option comes twice: 'x'",
        ("questions", 1, "options", 0, "code"): "'or' is a word of conditions",
    }


@pytest.mark.parametrize("text", ["needs a", "needs nothing"])
def test_a_circle_that_nobody_looked_for_ends_all_the_same(text: str) -> None:
    with pytest.raises(WrongCondition):
        needed([Paper("a", text)], {})


def test_a_long_chain_of_materials_is_followed() -> None:
    chain = [Paper("p0", "who is proxy")]
    chain += [Paper(f"p{number}", f"needs p{number - 1}") for number in range(1, 200)]
    assert list(faults(chain, [Asked("who", ("self", "proxy"))])) == []
    assert len(needed(chain, {"who": "proxy"}).needed) == 200
