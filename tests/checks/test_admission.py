"""A pack is admitted only when its checks can be judged here and its examples hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from servicehall.checks.admission import admit, admitted
from servicehall.standard.loading import SHIPPED, PackError, Sources, shipped_names
from servicehall.standard.sources import SourceFile
from tests.checks.making import check_form, make_pack, pack_document


def example(*facts: tuple[str, str] | tuple[str, str, dict[str, Any]], **but: Any) -> Any:
    return {
        "facts": [
            {"kind": kind, "at": at, **({"data": rest[0]} if rest else {})}
            for kind, at, *rest in facts
        ],
        **but,
    }


def good(**but: Any) -> dict[str, Any]:
    """A check that is admitted: a case is decided by the date that was promised."""
    return check_form(
        **{
            "code": "promise_missed",
            "per": "case",
            "template": "response",
            "activation": "case.accepted",
            "target": {"kind": ["case.decided", "case.refused"]},
            "by": "promised_due",
            "examples": {
                "clean": [
                    example(
                        ("case.accepted", "09:00", {"promised_due": "+1d 18:00"}),
                        ("case.decided", "+1d 18:00"),
                    )
                ],
                "breaching": [
                    example(("case.accepted", "09:00", {"promised_due": "+1d 18:00"})),
                ],
            },
        }
        | but
    )


def limit(**but: Any) -> dict[str, Any]:
    """A check that is admitted: nobody waits longer than 15 minutes."""
    return check_form(
        **{
            "code": "waited_long",
            "template": "limit",
            "activation": "ticket.called",
            "field": "waited_minutes",
            "at_most": 15,
            "examples": {
                "clean": [example(("ticket.called", "09:00", {"waited_minutes": 15}))],
                "breaching": [example(("ticket.called", "09:00", {"waited_minutes": 16}))],
            },
        }
        | but
    )


def absence(field: str, **test: Any) -> dict[str, Any]:
    """A check on one condition on how a case was received or a counter closed."""
    kinds = {"planned": "counter.closed", "until": "closure.notice_posted"}
    kind = kinds.get(field, "notice.given")
    return check_form(
        per="case" if kind == "notice.given" else "closure",
        template="absence",
        target={"kind": kind, "where": [{"field": field, **test}]},
    )


def problems(*checks: dict[str, Any]) -> list[str]:
    """What speaks against a pack of these checks: keys within the first check, and messages."""
    pack = make_pack(*checks)
    sources = Sources(SourceFile("pack", data=pack_document(*checks)))
    try:
        admitted(pack, sources)
    except PackError as error:
        prefix = "chapters[0].clauses[0].checks[0]."
        return [f"{each.key.removeprefix(prefix)}: {each.message}" for each in error.problems]
    return []


def write(folder: Path, *checks: dict[str, Any]) -> None:
    document = pack_document(*checks)
    for name, content in (
        ("pack.yaml", document["header"]),
        ("2-1-order.yaml", document["chapters"][0]),
        ("phrases.yaml", {"phrases": []}),
    ):
        # By way of JSON, so that what occurs twice is spelled out twice.
        plain = json.loads(json.dumps(content))
        text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(text, encoding="utf-8")


def test_a_pack_is_admitted_from_its_folder(tmp_path: Path) -> None:
    write(tmp_path, good(), limit())
    pack = admit(tmp_path)
    assert [check.code for _, check in pack.checks] == ["promise_missed", "waited_long"]
    assert pack == make_pack(good(), limit())


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_pack_is_admitted(name: str) -> None:
    assert admit(SHIPPED / name).header.name == name


def test_a_problem_is_told_with_file_line_and_key(tmp_path: Path) -> None:
    write(tmp_path, limit(field="waited_hours"))
    with pytest.raises(PackError) as caught:
        admit(tmp_path)
    (problem,) = caught.value.problems
    lines = (tmp_path / "2-1-order.yaml").read_text(encoding="utf-8").splitlines()
    assert problem.file == "2-1-order.yaml"
    assert lines[problem.line - 1].strip() == "field: waited_hours"
    assert problem.key == "clauses[0].checks[0].field"
    assert str(problem).startswith(f"2-1-order.yaml:{problem.line}: clauses[0].checks[0].field: ")


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, limit(field="waited_hours"), good(by="due"), good(code="third"))
    with pytest.raises(PackError) as caught:
        admit(tmp_path)
    assert [each.key for each in caught.value.problems] == [
        "clauses[0].checks[0].field",
        "clauses[0].checks[1].by",
    ]


def test_what_the_form_forbids_is_told_before_anything_is_judged(tmp_path: Path) -> None:
    write(tmp_path, limit(surprise=1))
    with pytest.raises(PackError, match="surprise"):
        admit(tmp_path)


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (limit(per="citizen"), "per: 'citizen' is not a type of object; there are shift, "),
        (limit(activation="ticket.calld"), "activation: unknown kind of fact: 'ticket.calld'"),
        (limit(activation={"kind": []}), "activation.kind: name at least one kind of fact"),
        (limit(per="case"), "activation: 'ticket.called' tells nothing of a case"),
        (
            good(target={"kind": ["case.decided", "visit.finished"]}),
            "target.kind[1]: 'visit.finished' tells nothing of a case",
        ),
        (
            limit(field="waited_hours"),
            "field: 'ticket.called' has no field 'waited_hours'; there are waited_minutes, ",
        ),
        (
            limit(activation="visit.started"),
            "field: 'visit.started' has no field 'waited_minutes'; ",
        ),
        (limit(field="reason"), "field: 'reason' of 'ticket.called' is a text, not a number"),
        (
            limit(at_most=None, equals="long"),
            "equals: 'waited_minutes' of 'ticket.called' is a number; it can't be compared with"
            " 'long'",
        ),
        (
            limit(at_most=None, equals=True),
            "equals: 'waited_minutes' of 'ticket.called' is a number; it can't be compared with"
            " True",
        ),
        (
            good(by="promise"),
            "by: 'case.accepted' has no field 'promise'; there are promised_due, ",
        ),
        (
            good(activation="case.decided", by="outcome"),
            "by: 'outcome' of 'case.decided' is a text, not a moment",
        ),
        (
            good(template="chain_response", activation="case.decided", by="outcome"),
            "by: 'outcome' of 'case.decided' is a text, not a moment",
        ),
        (
            good(target="case.decided", other="outcome"),
            "other: 'case.accepted' has no field 'outcome'; there are ",
        ),
        (
            good(target="case.decided", same="promised_due"),
            "same: 'case.decided' has no field 'promised_due'; there are ",
        ),
        (
            good(by=None, within="1001 working days"),
            "within: longer than 1000 working days: '1001 working days'",
        ),
        (
            good(activation="notice.given", target="notice.given", by=None, same="items"),
            "same: 'items' of 'notice.given' is a list, not what can be compared",
        ),
        (
            {
                name: value
                for name, value in good(template="succession", within="40000 days").items()
                if name != "by"
            },
            "within: longer than 36525 days: '40000 days'",
        ),
        (good(by=None, within="40000 days"), "within: longer than 36525 days: '40000 days'"),
        (absence("applicant", equals="x"), "target.where[0].field: 'notice.given' has no field "),
        (
            absence("written", equals="yes"),
            "target.where[0].equals: 'written' of 'notice.given' is ",
        ),
        (
            absence("written", at_least=1),
            "target.where[0].at_least: 'written' of 'notice.given' is ",
        ),
        (absence("count", one_of=[1, "two"]), "target.where[0].one_of: 'count' of 'notice.given' "),
        (absence("count", one_of=[]), "target.where[0].one_of: name at least one value"),
        (
            absence("items", equals="x"),
            "target.where[0].equals: 'items' of 'notice.given' is a list",
        ),
        (
            absence("until", equals="x"),
            "target.where[0].equals: 'until' of 'closure.notice_posted'",
        ),
    ],
)
def test_what_no_fact_can_answer_is_not_admitted(check: dict[str, Any], told: str) -> None:
    (problem,) = problems(check)
    assert problem.startswith(told)


def test_who_and_where_are_compared_without_being_fields() -> None:
    """In the examples the same staff member does everything, at one counter."""
    assert problems(good(same="staff")) == []
    (problem,) = problems(good(other="counter"))
    assert problem.startswith("examples.clean[0]: the clean example is a breach: fail of fact 1: ")
    assert "case.decided, case.refused with another counter" in problem


def test_a_personal_field_is_never_compared() -> None:
    check = check_form(
        per="case",
        template="absence",
        target={"kind": "case.received", "where": [{"field": "applicant", "given": True}]},
    )
    (problem,) = problems(check)
    assert problem == (
        "target.where[0].field: 'applicant' of 'case.received' is personal: it is kept apart and"
        " never compared"
    )


def test_a_field_must_be_there_in_every_kind_that_a_moment_names() -> None:
    check = good(target={"kind": ["case.decided", "case.refused"],
                         "where": [{"field": "outcome", "equals": "granted"}]})  # fmt: skip
    (problem,) = problems(check)
    assert problem.startswith("target.where[0].field: 'case.refused' has no field 'outcome'")


@pytest.mark.parametrize("field", ["items", "until", "written", "count"])
def test_of_any_field_it_can_be_asked_whether_it_is_given(field: str) -> None:
    kind, per = (
        ("closure.notice_posted", "closure") if field == "until" else ("notice.given", "case")
    )
    values = {"items": ["id_card"], "until": "18:00", "written": True, "count": 1}
    check = check_form(
        per=per,
        template="absence",
        target={"kind": kind, "where": [{"field": field, "given": False}]},
        examples={
            "clean": [example((kind, "09:00", {field: values[field]}))],
            "breaching": [example((kind, "09:00"))],
        },
    )
    assert problems(check) == []


def with_examples(check: dict[str, Any], **but: Any) -> dict[str, Any]:
    return check | {"examples": check["examples"] | but}


KEPT = example(("ticket.called", "09:00", {"waited_minutes": 3}))
BROKEN = example(("ticket.called", "09:00", {"waited_minutes": 99}))
UNSAID = example(("ticket.called", "09:00"))
UNRELATED = example(("ticket.taken", "09:00"))


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (
            with_examples(limit(), clean=[KEPT, BROKEN]),
            "examples.clean[1]: the clean example is a breach: fail of fact 1: “waited_minutes” is"
            " 99, above the limit of 15.",
        ),
        (
            with_examples(limit(), clean=[UNSAID]),
            "examples.clean[0]: the clean example does not pass: insufficient_evidence of fact 1: ",
        ),
        (
            with_examples(limit(), clean=[UNRELATED]),
            "examples.clean[0]: the clean example does not pass: not_applicable: “ticket.called”"
            " did not come",
        ),
        (
            with_examples(limit(), breaching=[KEPT]),
            "examples.breaching[0]: the breaching example is no breach: pass of fact 1: ",
        ),
        (
            with_examples(limit(), breaching=[BROKEN, UNSAID]),
            "examples.breaching[1]: the breaching example is no breach: insufficient_evidence",
        ),
        (
            with_examples(limit(), clean=[example(("ticket.called", "25:00"))]),
            "examples.clean[0].facts[0].at: there is no such time: '25:00'",
        ),
        (
            with_examples(limit(), clean=[KEPT | {"until": "09:61"}]),
            "examples.clean[0].until: there is no such time: '09:61'",
        ),
        (
            with_examples(limit(), clean=[KEPT | {"until": "08:59"}]),
            "examples.clean[0]: the clean example does not pass: no fact is there to judge",
        ),
        (
            with_examples(limit(), clean=[example(("ticket.clled", "09:00"))]),
            "examples.clean[0].facts[0].kind: unknown kind of fact: 'ticket.clled'",
        ),
        (
            with_examples(limit(), clean=[example(("case.accepted", "09:00"))]),
            "examples.clean[0].facts[0].kind: 'case.accepted' tells nothing of a visit",
        ),
        (
            with_examples(limit(), clean=[example(("ticket.called", "09:00", {"waited": 3}))]),
            "examples.clean[0].facts[0].data: ticket.called: unknown field 'waited'",
        ),
        (
            with_examples(
                limit(), clean=[example(("ticket.called", "09:00", {"waited_minutes": "3"}))]
            ),
            "examples.clean[0].facts[0].data: ticket.called: waited_minutes must be a number",
        ),
        (
            with_examples(
                good(),
                clean=[example(("case.accepted", "09:00", {"promised_due": "tomorrow"}))],
            ),
            "examples.clean[0].facts[0].data: case.accepted: promised_due needs a date and time",
        ),
        (
            with_examples(
                good(),
                clean=[example(("case.accepted", "09:00", {"promised_due": "+1d 24:10"}))],
            ),
            "examples.clean[0].facts[0].data.promised_due: there is no such time: '+1d 24:10'",
        ),
    ],
)
def test_an_example_that_does_not_hold_keeps_the_pack_out(check: dict[str, Any], told: str) -> None:
    (problem,) = problems(check)
    assert problem.startswith(told)


def test_an_example_may_need_judgement_to_count_as_a_breach() -> None:
    assert problems(limit(on_breach="needs_judgement")) == []


def test_a_credit_is_earned_by_the_clean_example_and_not_by_the_breaching_one() -> None:
    assert problems(limit(credit=1)) == []
    (problem,) = problems(with_examples(limit(credit=1), breaching=[KEPT]))
    assert problem.startswith(
        "examples.breaching[0]: the breaching example earns the credit: pass of fact 1: "
    )
    (problem,) = problems(with_examples(limit(credit=1), clean=[BROKEN]))
    assert problem.startswith("examples.clean[0]: the clean example does not pass: not_applicable")


def test_examples_are_run_only_where_the_check_itself_is_right() -> None:
    (problem,) = problems(with_examples(limit(field="waited_hours"), clean=[BROKEN]))
    assert problem.startswith("field: ")
