"""Conditions: what they mean as they are written, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicehall.catalogue.conditions import (
    DEEPEST,
    LONGEST,
    RESERVED,
    All,
    Answer,
    Any,
    Condition,
    Needs,
    Not,
    WrongCondition,
    condition,
)

codes = st.from_regex(r"[a-z][a-z0-9-]{0,5}", fullmatch=True).filter(
    lambda code: code not in RESERVED
)
answers = st.builds(
    lambda question, options: Answer(question, tuple(dict.fromkeys(options))),
    codes,
    st.lists(codes, min_size=1, max_size=3),
)


def joined(kind: type[All] | type[Any], parts: list[Condition]) -> Condition:
    """As it is read: what is joined in the same way is one list."""
    flat = [
        inner for each in parts for inner in (each.parts if isinstance(each, kind) else (each,))
    ]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


conditions: st.SearchStrategy[Condition] = st.recursive(
    answers | st.builds(Needs, codes),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(joined, st.just(All), st.lists(inner, min_size=2, max_size=3))
        | st.builds(joined, st.just(Any), st.lists(inner, min_size=2, max_size=3))
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("", None),
        ("  ", None),
        ("applicant is proxy", Answer("applicant", ("proxy",))),
        ("home is rented,lodging , rented", Answer("home", ("rented", "lodging"))),
        ("needs deed", Needs("deed")),
        ("not a is b", Not(Answer("a", ("b",)))),
        ("a is b and c is d", All((Answer("a", ("b",)), Answer("c", ("d",))))),
        (
            "a is b or c is d and needs e",
            Any((Answer("a", ("b",)), All((Answer("c", ("d",)), Needs("e"))))),
        ),
        (
            "(a is b or c is d) and needs e",
            All((Any((Answer("a", ("b",)), Answer("c", ("d",)))), Needs("e"))),
        ),
    ],
)
def test_a_condition_means_what_it_says(text: str, means: Condition | None) -> None:
    assert condition(text) == means


@given(conditions)
def test_what_is_written_is_read_as_the_same_condition(given: Condition) -> None:
    assert condition(str(given)) == given


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a", "character 2: “is” belongs here, but nothing follows"),
        ("a is", "character 5: an option's code belongs here"),
        ("a is b c", "character 8: “and”, “or” or the end belongs here, not “c”"),
        ("a is b,", "an option's code"),
        ("a is b or", "a question's code"),
        ("(a is b", "“)” belongs here"),
        ("a is b)", "not “)”"),
        ("needs and", "a material's code belongs here, not “and”"),
        ("and is b", "a question's code"),
        ("A is b", "character 1: 'A' belongs to no condition"),
        ("a = b", "character 3: '=' belongs to no condition"),
        ("a is 대리인", "belongs to no condition"),
        ("not " * (DEEPEST + 2) + "a is b", "nested at most"),
        ("(" * 400 + "a is b" + ")" * 400, "nested at most"),
        ("a is b or " * 200 + "a is b", f"at most {LONGEST} characters"),
        ("a is " + ",".join(f"o{number}" for number in range(200)), "its spaces counted"),
    ],
)
def test_what_is_no_condition_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(WrongCondition) as raised:
        condition(text)
    assert told in str(raised.value)
