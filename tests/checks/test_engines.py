"""DuckDB and the oracle come to the same verdicts, whatever the history and the check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from servicehall.checks.judging import judged
from servicehall.checks.logs import LoggedFact
from servicehall.standard.pack import Check, Clause
from servicehall.worktime.calendars import Change, WorkCalendar, calendar_of
from tests.checks.making import clause_with, make_check

KINDS = ("a", "b", "c")
FIELDS = ("x", "y", "z")
ZONES = ("Asia/Seoul", "America/New_York", "Africa/Cairo", "UTC")
# Around midnight in Cairo on a day on which its clocks were put back at midnight.
START = datetime(2026, 10, 29, 20, tzinfo=UTC)
MOMENTS = (
    "2026-10-29T21:00:00+00:00",
    "2026-10-30T06:05:00+09:00",
    "2026-10-29T21:10Z",
    "2026-10-29T21:10:00",
    "9999-12-31T23:59:59-14:00",
    "soon",
)

numbers = st.sampled_from((0, 1, 2, 1.0, 1.5, -1, 10**400, float("inf"), float("nan"), 2**53 + 1))
texts = st.sampled_from(("", "p", "q", "P", "é", "e\u0301", "p ", "it's", "a\x00b", "\ud800"))
moments_told = st.sampled_from(MOMENTS)
strangers = st.one_of(
    st.none(), numbers, texts, st.booleans(), st.just([]), st.just(["p"]), moments_told
)
PROPER = {"x": st.sampled_from((0, 1, 2, 1.5)), "y": st.sampled_from(("p", "q")), "z": moments_told}
"""What a field mostly holds: a number, a text, a moment."""


@st.composite
def fields(draw: st.DrawFn) -> dict[str, Any]:
    data = {}
    for name, proper in PROPER.items():
        match draw(st.integers(0, 9)):
            case 0:
                continue
            case 1:
                data[name] = draw(strangers)
            case _:
                data[name] = draw(proper)
    return data


# Times meet often, and lie on, before and after the limits that checks name.
offsets = st.sampled_from(
    [timedelta(minutes=n) for n in range(0, 75, 5)]
    + [timedelta(hours=n) for n in range(1, 8)]
    + [timedelta(minutes=5, microseconds=1), timedelta(days=1), timedelta(days=1, seconds=1)]
)
units = st.sampled_from(("civil", "civil", "police", "other", ""))


@st.composite
def histories(draw: st.DrawFn) -> list[LoggedFact]:
    facts: list[LoggedFact] = []
    objects = draw(
        st.lists(
            st.tuples(
                st.sampled_from(("visit", "case")), st.sampled_from(("A-1", "a-1", "B", "가"))
            ),
            min_size=1,
            max_size=4,
            unique=True,
        )
    )
    for object_type, object_id in objects:
        for seq in range(1, draw(st.integers(1, 7)) + 1):
            facts.append(
                LoggedFact(
                    id=len(facts) + 1,
                    object_type=object_type,
                    object_id=object_id,
                    seq=seq,
                    kind=draw(st.sampled_from(KINDS)),
                    happened=START + draw(offsets),
                    unit=draw(units),
                    counter=f"c{seq}",
                    staff=draw(st.sampled_from(("s1", "s1", "s2", ""))),
                    data=draw(fields()),
                )
            )
    return list(draw(st.permutations(facts)))


def _scalar() -> st.SearchStrategy[Any]:
    return st.sampled_from((0, 1, 1.0, 1.5, "", "p", "q", "é", "it's", "a\x00b", True, False))


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(st.sampled_from(FIELDS))
    test = draw(
        st.sampled_from(
            ("equals", "not_equals", "one_of", "not_one_of", "at_least", "at_most", "given")
        )
    )
    proper = {"x": st.sampled_from((0, 1, 2, 1.5)), "y": st.sampled_from(("p", "q"))}
    scalar = draw(
        st.sampled_from((proper.get(name, _scalar()), proper.get(name, _scalar()), _scalar()))
    )
    wanted: Any
    if test in {"one_of", "not_one_of"}:
        wanted = draw(st.lists(scalar, min_size=1, max_size=3))
    elif test in {"at_least", "at_most"}:
        wanted = draw(st.sampled_from((0, 1, 1.5, -1, 2.0**53)))
    else:
        wanted = draw(st.booleans() if test == "given" else scalar)
    return {"field": name, test: wanted}


@st.composite
def moments(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "kind": draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True)),
        "where": draw(st.lists(conditions(), max_size=draw(st.sampled_from((0, 0, 1, 2))))),
    }


spans = st.sampled_from(
    ("0 minutes", "5 minutes", "10 minutes", "1 hour", "2 hours", "1 day", "30 days", "99999 days")
)
working = st.sampled_from(
    (
        "1 working hour",
        "3 working hours",
        "4 working hours",
        "20 working hours",
        "1 working day",
        "2 working days",
        "600 working days",
        "2000 working days",
    )
)
CALENDARS = (
    calendar_of("KR", "Asia/Seoul"),
    calendar_of("CN", "Asia/Shanghai"),
    # What everything that happens falls upon: an office that opens at night, and a day of rest.
    WorkCalendar(
        "",
        ZoneInfo("Africa/Cairo"),
        ((time(1), time(1, 20)), (time(2), time(3))),
        (Change(date(2026, 10, 31), (), date(2026, 1, 1), "rest"),),
    ),
    None,
)
bounds = st.one_of(
    st.sampled_from((0, 1, 1.5)),
    st.lists(
        st.sampled_from(("2026-10-29", "2026-10-30", "2026-10-31")),
        min_size=1,
        max_size=3,
        unique=True,
    ).map(
        lambda days: [{"since": day, "value": n} for n, day in enumerate(sorted(days), start=-1)]
    ),
)


TEMPLATES = (
    "existence",
    "absence",
    "at_most",
    "exactly",
    "init",
    "response",
    "chain_response",
    "precedence",
    "succession",
    "not_coexistence",
    "limit",
)
PAIRED = {"response", "chain_response", "precedence", "succession"}
ACTIVATED = PAIRED | {"limit", "not_coexistence"}
compared = st.sampled_from(("staff", "counter", "unit", *FIELDS))


@st.composite
def checks(draw: st.DrawFn) -> Check:
    template = draw(st.sampled_from(TEMPLATES))
    form: dict[str, Any] = {
        "template": template,
        "per": draw(st.sampled_from(("visit", "visit", "case"))),
        "names": draw(st.sampled_from(("activation", "target", "first"))),
        "on_breach": draw(st.sampled_from(("fail", "needs_judgement"))),
        "credit": draw(st.sampled_from((None, None, 1))),
    }
    if template in ACTIVATED or draw(st.booleans()):
        form["activation"] = draw(moments())
    if template != "limit":
        form["target"] = draw(moments())
    if template == "succession":
        order = draw(st.permutations(KINDS))
        form["activation"]["kind"], form["target"]["kind"] = order[:1], order[1:]
    if template in PAIRED:
        for key in draw(st.sampled_from(((), (), ("same",), ("other",), ("same", "other")))):
            form[key] = draw(compared.filter(lambda name: name != form.get("same")))
    if template in {"at_most", "exactly"}:
        form["count"] = draw(st.integers(1, 3))
    if template in {"precedence", "succession"} and draw(st.booleans()):
        form["within"] = draw(spans)
    if template in {"response", "chain_response"}:
        limit = draw(st.sampled_from(("within", "by", None)))
        if limit:
            form[limit] = draw(
                st.one_of(spans, working) if limit == "within" else st.sampled_from(("z", "z", "y"))
            )
    if template == "limit":
        form["field"] = draw(st.sampled_from(("x", "x", "y")))
        bound = draw(st.sampled_from(("at_most", "at_least", "equals")))
        form[bound] = draw(_scalar() if bound == "equals" else bounds)
    return make_check(**form)


@st.composite
def clauses(draw: st.DrawFn) -> list[tuple[Clause, Check]]:
    found = []
    for number, check in enumerate(draw(st.lists(checks(), min_size=1, max_size=8)), start=1):
        named = check.model_copy(update={"code": f"fault_{number}"})
        unit_types = draw(st.sampled_from(((), (), ("general",), ("general", "enforcement"))))
        found.append((clause_with(named, number=f"2.{number}", unit_types=unit_types), named))
    return found


def differences(
    clauses: Sequence[tuple[Clause, Check]],
    facts: Sequence[LoggedFact],
    at: datetime,
    zone: tzinfo,
    calendar: WorkCalendar | None = None,
) -> list[str]:
    """What the two engines say differently, verdict by verdict."""
    one, other = (
        judged(
            clauses,
            facts,
            at=at,
            zone=zone,
            unit_types={"civil": "general", "police": "enforcement"},
            calendar=calendar,
            engine=engine,
        )
        for engine in ("oracle", "duckdb")
    )
    # Compared as text, in which a field that is not a number equals itself.
    return [
        f"{first}\n{second}"
        for first, second in zip(map(repr, one), map(repr, other), strict=False)
        if first != second
    ] + [f"{len(one)} against {len(other)}"] * (len(one) != len(other))


@settings(max_examples=120)
@given(
    histories(),
    clauses(),
    st.one_of(offsets, st.just(timedelta(days=40))),
    st.sampled_from(ZONES),
    st.sampled_from(CALENDARS),
)
def test_both_engines_say_the_same_of_any_history(
    facts: list[LoggedFact],
    clauses: list[tuple[Clause, Check]],
    later: timedelta,
    zone: str,
    calendar: WorkCalendar | None,
) -> None:
    assert differences(clauses, facts, START + later, ZoneInfo(zone), calendar) == []


def test_a_difference_between_engines_would_be_noticed() -> None:
    """The comparison can fail: verdicts of another moment are not the same."""
    check = make_check(template="existence", target="b")
    clause = clause_with(check)
    fact = LoggedFact(1, "visit", "A-1", 1, "a", START, "civil", "1", "s1", {})
    early, late = (
        judged([(clause, check)], [fact], at=START + later, zone=UTC, unit_types={})
        for later in (timedelta(0), timedelta(days=2))
    )
    assert [repr(each) for each in early] != [repr(each) for each in late]
