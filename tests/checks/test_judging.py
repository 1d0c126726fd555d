"""Judging keeps checks apart, keeps an order, and says which engine is missing."""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest

from servicehall.checks import duckdb_engine, oracle
from servicehall.checks.judging import Engine, EngineUnavailable, judge
from servicehall.checks.logs import Log, LoggedFact
from servicehall.checks.sql import script
from servicehall.checks.verdicts import Outcome, Verdict
from servicehall.standard.pack import Pack
from tests.checks.making import NINE, ZONE, check_form, make_fact, make_pack

ENGINES: tuple[Engine, ...] = ("oracle", "duckdb")
LATER = NINE + timedelta(days=1)

BADGE = check_form(code="no_badge", per="shift", template="existence", target="badge.checked")
SLOW = check_form(
    code="slow",
    template="response",
    activation="ticket.called",
    target="visit.started",
    within="5 minutes",
)
WAITED = check_form(
    code="waited_long",
    template="limit",
    activation="ticket.called",
    field="waited_minutes",
    at_most=15,
)


def judged(pack: Pack, *facts: LoggedFact, engine: Engine = "duckdb", **but: Any) -> list[Verdict]:
    given: dict[str, Any] = {"at": LATER, "zone": ZONE, "unit_types": {"civil": "general"}}
    return judge(pack, Log("hall", facts), engine=engine, **(given | but))


@pytest.mark.parametrize("engine", ENGINES)
def test_verdicts_come_in_the_order_of_checks_then_objects_then_facts(engine: Engine) -> None:
    facts = [
        make_fact("ticket.called", minute, object_id=visit, number=number)
        for visit, number, minute in (("B-2", 1, 0), ("A-1", 2, 9), ("A-1", 1, 9), ("A-10", 1, 2))
    ]
    facts.append(make_fact("shift.planned", object_type="shift", object_id="s"))
    verdicts = judged(make_pack(WAITED, BADGE, SLOW), *facts, engine=engine)
    assert [(each.check, each.object_id, each.occurrence) for each in verdicts] == [
        ("waited_long", "A-1", 1),
        ("waited_long", "A-1", 2),
        ("waited_long", "A-10", 1),
        ("waited_long", "B-2", 1),
        ("no_badge", "s", None),
        ("slow", "A-1", 1),
        ("slow", "A-1", 2),
        ("slow", "A-10", 1),
        ("slow", "B-2", 1),
    ]
    assert judged(make_pack(WAITED, BADGE, SLOW), *reversed(facts), engine=engine) == verdicts


@pytest.mark.parametrize("engine", ENGINES)
def test_a_verdict_says_whom_what_when_and_why(engine: Engine) -> None:
    (verdict,) = judged(
        make_pack(SLOW),
        make_fact("ticket.called", 0, number=1, id=71, staff="kim", counter="3"),
        make_fact("visit.started", 7, number=2, id=72, staff="lee", counter="4"),
        engine=engine,
    )
    assert verdict.check == "slow"
    assert verdict.clause == "2.1.1"
    assert (verdict.object_type, verdict.object_id, verdict.occurrence) == ("visit", "A-1", 1)
    assert verdict.outcome is Outcome.FAIL
    assert verdict.facts == (71, 72)
    assert verdict.happened == NINE
    assert (verdict.unit, verdict.counter, verdict.staff) == ("civil", "3", "kim")
    assert verdict.reason.document == {
        "code": "came_late",
        "values": {
            "target": "visit.started",
            "came": "2026-11-02T09:07:00+09:00",
            "due": "2026-11-02T09:05:00+09:00",
        },
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_a_breach_reads_the_same_whenever_it_is_judged_again(engine: Engine) -> None:
    facts = (make_fact("ticket.called"), make_fact("shift.planned", object_type="shift"))
    pack = make_pack(SLOW, BADGE)
    first = judged(pack, *facts, engine=engine)
    assert [each.outcome for each in first] == [Outcome.FAIL, Outcome.FAIL]
    assert judged(pack, *facts, engine=engine, at=LATER + timedelta(days=300)) == first


@pytest.mark.parametrize("engine", ENGINES)
def test_only_objects_of_the_type_that_a_check_names_are_judged(engine: Engine) -> None:
    facts = (
        make_fact("badge.checked", object_type="visit"),
        make_fact("badge.checked", object_type="shift", object_id="s-1"),
    )
    verdicts = judged(make_pack(BADGE), *facts, engine=engine)
    assert [each.object_id for each in verdicts] == ["s-1"]


@pytest.mark.parametrize("engine", ENGINES)
def test_objects_with_the_same_reference_but_another_type_are_kept_apart(engine: Engine) -> None:
    per_case = check_form(code="per_case", per="case", template="existence", target="case.decided")
    per_visit = check_form(code="per_visit", template="existence", target="case.decided")
    facts = (
        make_fact("case.decided", object_type="case"),
        make_fact("visit.started", object_type="visit"),
    )
    verdicts = judged(make_pack(per_case, per_visit), *facts, engine=engine)
    assert [(each.check, each.outcome) for each in verdicts] == [
        ("per_case", Outcome.PASS),
        ("per_visit", Outcome.FAIL),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_facts_and_no_checks_give_no_verdicts(engine: Engine) -> None:
    assert judged(make_pack(SLOW), engine=engine) == []
    assert judged(make_pack(), make_fact("ticket.called"), engine=engine) == []
    future = make_fact("ticket.called", minute=60 * 24 * 9)
    assert judged(make_pack(SLOW), future, engine=engine) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_check_that_fails_gives_errors_and_leaves_the_others_alone(engine: Engine) -> None:
    broken = SLOW | {"code": "broken", "within": "99999 days"}
    facts = (
        make_fact("ticket.called", data={"waited_minutes": 3}),
        make_fact("ticket.taken", object_id="A-2", staff="lee"),
    )
    verdicts = judged(make_pack(broken, WAITED), *facts, engine=engine)
    assert [(each.check, each.object_id, each.outcome) for each in verdicts] == [
        ("broken", "A-1", Outcome.ERROR),
        ("broken", "A-2", Outcome.ERROR),
        ("waited_long", "A-1", Outcome.PASS),
        ("waited_long", "A-2", Outcome.NOT_APPLICABLE),
    ]
    assert verdicts[1].staff == "lee"
    assert verdicts[0].reason.code == "check_failed"
    assert "99999 days" in verdicts[0].reason.values["message"]


def test_what_is_thrown_while_a_verdict_is_told_stays_with_its_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def explode(*_: object) -> None:
        raise RuntimeError("no clock\nat all")

    monkeypatch.setattr("servicehall.checks.telling.due", explode)
    verdicts = judged(make_pack(SLOW, WAITED), make_fact("ticket.called"))
    assert [(each.check, each.outcome) for each in verdicts] == [
        ("slow", Outcome.ERROR),
        ("waited_long", Outcome.INSUFFICIENT_EVIDENCE),
    ]
    assert verdicts[0].reason.values == {"message": "RuntimeError: no clock"}


def test_a_script_that_duckdb_refuses_fails_for_the_culprit_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def spoiled(plan: Any, dialect: Any) -> tuple[list[str], str]:
        prepared, query = script(plan, dialect)
        return prepared, query.replace("'above_limit'", "error('no ruler')")

    monkeypatch.setattr(duckdb_engine, "script", spoiled)
    facts = (make_fact("ticket.called", data={"waited_minutes": 30}),)
    verdicts = judged(make_pack(SLOW, WAITED), *facts)
    assert [(each.check, each.outcome) for each in verdicts] == [
        ("slow", Outcome.FAIL),
        ("waited_long", Outcome.ERROR),
    ]
    assert "no ruler" in verdicts[1].reason.values["message"]


def test_the_compiled_engine_does_not_ask_the_plain_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(oracle, "_of_check")
    assert len(judged(make_pack(SLOW), make_fact("ticket.called"))) == 1


def test_spark_is_said_to_be_missing_and_what_to_use() -> None:
    with pytest.raises(EngineUnavailable, match="use duckdb or oracle") as caught:
        judged(make_pack(SLOW), make_fact("ticket.called"), engine="spark")
    assert caught.value.engine == "spark"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        judged(make_pack(SLOW), make_fact("ticket.called"), at=datetime(2026, 11, 2, 9))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_zone_decides_when_a_day_ends(engine: Engine) -> None:
    """Nine in the evening in UTC is the next morning in Seoul."""
    fact = make_fact(
        "shift.planned", object_type="shift", happened=datetime(2026, 11, 2, tzinfo=UTC)
    )
    at = datetime(2026, 11, 2, 16, tzinfo=UTC)
    (seoul,) = judged(make_pack(BADGE), fact, at=at, engine=engine)
    (utc,) = judged(make_pack(BADGE), fact, at=at, zone=UTC, engine=engine)
    assert (seoul.reason.code, utc.reason.code) == ("never_came", "may_still_come")
    assert seoul.reason.values["until"] == "2026-11-03T00:00:00+09:00"


@pytest.mark.parametrize("collects", [True, False])
def test_the_cycle_collector_is_left_as_it_was_found(collects: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if collects else gc.disable)()
        judged(make_pack(SLOW), make_fact("ticket.called"))
        assert gc.isenabled() is collects
    finally:
        (gc.enable if before else gc.disable)()


def test_duckdb_may_not_fetch_anything_from_elsewhere() -> None:
    settings = "select current_setting('autoinstall_known_extensions')"
    with duckdb.connect(":memory:", config=duckdb_engine.SETTINGS) as connection:
        assert connection.execute(settings).fetchall() == [(False,)]
