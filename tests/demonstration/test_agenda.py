"""Simulated time: order, rest and waking."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from servicehall.demonstration.agenda import Agenda, Idle, Process

NINE = datetime(2026, 11, 9, 9, tzinfo=UTC)


def minutes(count: float) -> datetime:
    return NINE + timedelta(minutes=count)


def test_what_falls_earlier_happens_first_and_ties_keep_their_order() -> None:
    agenda, done = Agenda(NINE), []
    for moment, name in ((5, "late"), (1, "first"), (1, "second"), (0, "at once")):
        agenda.enter(minutes(moment), lambda name=name: done.append((agenda.now, name)))  # type: ignore[misc]
    agenda.run(minutes(10))
    assert done == [
        (minutes(0), "at once"),
        (minutes(1), "first"),
        (minutes(1), "second"),
        (minutes(5), "late"),
    ]
    assert agenda.now == minutes(10)


def test_a_run_stops_before_its_end_and_goes_on_later() -> None:
    agenda, done = Agenda(NINE), []
    agenda.enter(minutes(5), lambda: done.append("five"))
    agenda.run(minutes(5))
    assert done == []
    agenda.run(minutes(6))
    assert done == ["five"]


def test_what_is_entered_for_the_past_happens_now() -> None:
    agenda, done = Agenda(NINE), []
    agenda.run(minutes(5))
    agenda.enter(minutes(1), lambda: done.append(agenda.now))
    agenda.run(minutes(6))
    assert done == [minutes(5)]


def test_a_process_goes_on_from_moment_to_moment_to_its_end() -> None:
    agenda, done = Agenda(NINE), []

    def process() -> Process:
        done.append(agenda.now)
        yield minutes(3)
        done.append(agenda.now)

    agenda.begin(process(), minutes(1))
    agenda.run(minutes(10))
    assert done == [minutes(1), minutes(3)]


def rests(agenda: Agenda, done: list[tuple[str, datetime]], name: str, until: float) -> Process:
    yield Idle("counter", minutes(until))
    done.append((name, agenda.now))


def test_whoever_rests_longest_is_woken_and_only_once() -> None:
    agenda = Agenda(NINE)
    done: list[tuple[str, datetime]] = []
    agenda.begin(rests(agenda, done, "first", 8), minutes(0))
    agenda.begin(rests(agenda, done, "second", 9), minutes(1))
    agenda.enter(minutes(2), lambda: agenda.wake("counter", minutes(3)))
    agenda.run(minutes(20))
    assert done == [("first", minutes(3)), ("second", minutes(9))]


def test_waking_an_empty_place_does_nothing() -> None:
    agenda = Agenda(NINE)
    done: list[tuple[str, datetime]] = []
    agenda.wake("counter", minutes(1))
    agenda.begin(rests(agenda, done, "only", 4), minutes(2))
    agenda.wake("elsewhere", minutes(3))
    agenda.run(minutes(20))
    assert done == [("only", minutes(4))]
