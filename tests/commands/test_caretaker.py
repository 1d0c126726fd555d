"""What the hall does by itself: once in each slot, whatever fails, and until it is stopped."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from django.db.utils import OperationalError
from django.utils import timezone
from pytest_django import Settings

from servicehall.cases.actions import accept
from servicehall.cases.queries import cases
from servicehall.commands.caretaker import DUTIES, Caretaker, Duty, take_slot
from servicehall.evidence.models import Fact
from servicehall.findings.models import Tally
from servicehall.hall.models import Centre, Vacancy
from servicehall.reception import actions
from servicehall.reception.models import (
    Addressee,
    AppointmentContact,
    Contact,
    MeasuredDay,
    Message,
    Round,
    Visit,
)
from tests.reception.booking import TUESDAY, Letters, booked, confirmed, phone, plan_for, told
from tests.served import served
from tests.world import World, at, bind_standard

__all__ = ("told",)


class Counted:
    """A duty that counts how often it was done, and fails as told."""

    def __init__(self, *faults: Exception) -> None:
        self.moments: list[datetime] = []
        self.faults = list(faults)

    def __call__(self, moment: datetime) -> None:
        self.moments.append(moment)
        if self.faults:
            raise self.faults.pop(0)


@pytest.mark.django_db
def test_each_slot_of_a_duty_comes_once() -> None:
    done = Counted()
    caretaker = Caretaker([Duty("counted", 60, done)])
    for second in (0, 1, 59, 60, 61, 185):
        caretaker.look(at(10) + timedelta(seconds=second))
    assert [moment - at(10) for moment in done.moments] == [
        timedelta(seconds=0),
        timedelta(seconds=60),
        timedelta(seconds=185),
    ]


@pytest.mark.django_db
def test_of_two_caretakers_one_does_a_slot() -> None:
    done = Counted()
    caretakers = [Caretaker([Duty("counted", 60, done)]) for _ in range(2)]
    for caretaker in caretakers:
        caretaker.look(at(10))
    assert len(done.moments) == 1
    for caretaker in reversed(caretakers):
        caretaker.look(at(10, 1))
    assert len(done.moments) == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_one_gets_the_slot() -> None:
    duty, got = Duty("counted", 60, Counted()), []
    together = threading.Barrier(6)

    def ask() -> None:
        try:
            together.wait()
            got.append(take_slot(duty, 5, at(10)))
        finally:
            connection.close()

    for _round in range(2):
        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(got) == [False] * 11 + [True]


@pytest.mark.django_db
def test_after_the_clock_was_set_back_duties_go_on() -> None:
    duty = Duty("counted", 60, Counted())
    assert take_slot(duty, 10_000, at(10))
    assert not take_slot(duty, 9_999, at(10)), "another process is a little behind"
    assert take_slot(duty, 9_000, at(10)), "the clock was set back by hours"


@pytest.mark.django_db
def test_a_duty_that_fails_comes_again_and_holds_up_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    fails, works = Counted(ValueError("broken")), Counted()
    caretaker = Caretaker([Duty("fails", 60, fails), Duty("works", 60, works)])
    assert caretaker.look(at(10)) == ["works"]
    assert "fails failed; tried again in its next slot" in caplog.text
    assert caretaker.look(at(10, 1)) == ["fails", "works"]


@pytest.mark.django_db
def test_while_the_database_is_away_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done = Counted()
    caretaker = Caretaker([Duty("counted", 60, done)])

    def away(*_: object) -> bool:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(connection, "close", lambda: None)
    with monkeypatch.context() as broken:
        broken.setattr("servicehall.commands.caretaker.take_slot", away)
        assert caretaker.look(at(10)) == []
    assert "the database failed" in caplog.text
    assert caretaker.look(at(10, second=1)) == ["counted"], "still in the same slot"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_it_goes_on_after_the_database_cut_its_connection(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As when the server is started again; a file has no connection to cut."""
    done = Counted()

    def look(moment: datetime) -> None:
        Round.objects.count()
        done(moment)

    caretaker = Caretaker([Duty("looks", 1, look)])
    caretaker.start()
    try:
        assert reached(lambda: len(done.moments) >= 1)
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
            assert cursor.rowcount >= 1
        before = len(done.moments)
        assert reached(lambda: len(done.moments) >= before + 2)
    finally:
        caretaker.stop()


def reached(holds: Callable[[], bool], within: float = 15) -> bool:
    """Whether something comes to hold within so many seconds."""
    deadline = time.monotonic() + within
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


@pytest.mark.django_db(transaction=True)
def test_it_works_in_a_thread_and_stops_after_the_duty_in_hand() -> None:
    began, may_end, ended = threading.Event(), threading.Event(), []

    def slow(_moment: datetime) -> None:
        began.set()
        may_end.wait(5)
        ended.append(True)

    caretaker = Caretaker([Duty("slow", 3600, slow)])
    caretaker.start()
    assert began.wait(5)
    threading.Timer(0.1, may_end.set).start()
    caretaker.stop()
    assert ended == [True]
    assert "caretaker" not in {each.name for each in threading.enumerate()}


def duty(name: str) -> Callable[[datetime], None]:
    return next(each.do for each in DUTIES if each.name == name)


def test_the_night_lets_go_who_still_waits_from_yesterday(world: World) -> None:
    visit = world.ticket()
    duty("end_days")(at(23, 59))
    visit.refresh_from_db()
    assert visit.status == "waiting"
    duty("end_days")(at(0, 1) + timedelta(days=1))
    visit.refresh_from_db()
    assert visit.status == "left"


def test_the_day_ends_at_midnight_of_the_halls_own_zone(world: World) -> None:
    world.centre.timezone = "America/New_York"
    world.centre.save()
    visit = world.ticket(at=at(10))
    duty("end_days")(at(12))
    visit.refresh_from_db()
    assert visit.status == "waiting", "in New York it is still the evening before"
    duty("end_days")(at(14, 1))
    visit.refresh_from_db()
    assert visit.status == "left"


def test_messages_go_out_and_addresses_are_erased_by_themselves(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.MESSAGES_FILE = str(tmp_path / "messages.jsonl")
    actions.give_contact(
        visit=world.ticket(), channel="email", address="kim@example.org", language="en", at=at(10)
    )
    duty("tell_near")(at(10, 1))
    # What is due is reckoned by the clock at each message.
    Message.objects.update(useless_at=timezone.now() + timedelta(hours=1), due_at=at(10))
    duty("send")(at(10, 1))
    (line,) = (tmp_path / "messages.jsonl").read_text().splitlines()
    assert json.loads(line)["to"] == "kim@example.org"
    duty("erase")(at(10) + timedelta(days=9))
    assert Contact.objects.get().address == ""


def test_cases_are_watched_moved_and_forgotten_by_themselves(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.MESSAGES_FILE = str(tmp_path / "messages.jsonl")
    world.on_duty()
    case = cases().get(pk=world.case(reached="kim@example.org").pk)
    accept(case=case, by=world.clerk, at=at(10, 20))
    duty("watch_cases")(at(9) + timedelta(days=2))
    assert Fact.objects.filter(kind="case.due_soon").count() == 1
    # The day was declared, and the process ended before the dates were moved.
    day = (at(10) + timedelta(days=2)).date().isoformat()
    world.centre.declared_days = [
        {"day": day, "works": False, "reason": "Holiday", "known": "2026-11-10"}
    ]
    world.centre.save()
    for _again in range(2):
        duty("recount_dates")(at(12))
    assert Fact.objects.get(kind="case.due_moved").data["reason"] == "Holiday"
    case.refresh_from_db()
    assert case.promised_due == at(10, 20) + timedelta(days=4)
    case.status, case.decided_at = "granted", at(12)
    case.save()
    duty("erase")(at(12) + timedelta(days=91))
    assert Addressee.objects.get().address == ""


def test_in_china_a_case_is_accepted_by_law_by_itself(world: World) -> None:
    world.centre.jurisdiction, world.centre.timezone = "CN", "Asia/Shanghai"
    world.centre.save()
    for each in (world.unit, world.counter, world.clerk):
        each.refresh_from_db()
    world.on_duty()
    case = world.case(missing=("proof",))
    duty("watch_cases")(at(9) + timedelta(days=8))
    case.refresh_from_db()
    assert (case.status, case.deemed) == ("accepted", True)


def test_recent_days_are_measured_by_themselves(world: World) -> None:
    world.on_duty()
    world.ticket()
    duty("measure")(at(11))
    assert MeasuredDay.objects.get().day == at(11).date()


def test_counters_without_anybody_are_noted_by_themselves(world: World) -> None:
    world.on_duty(clocked_in=at(9))
    for moment in (at(9, 5), at(9, 20), at(9, 21)):
        duty("look_round")(moment)
    assert Vacancy.objects.get().noted_at == at(9, 20)
    duty("look_round")(at(18, 1))
    assert Vacancy.objects.get().ended_at == at(18, 1)
    assert kinds("counter.unattended", "counter.attended") == [
        "counter.unattended",
        "counter.attended",
    ]


def test_whose_time_passes_is_missed_and_an_unconfirmed_time_is_free_again(
    world: World, told: Letters
) -> None:
    plan_for(world, per_slot=9)
    confirmed(world)
    booked(world, 11, reached=phone(1))
    late = at(10, 30, day=TUESDAY) + timedelta(minutes=world.centre.appointment_late)
    for moment in (at(9, 14), at(9, 16), late, late + timedelta(minutes=1)):
        duty("miss")(moment)
        duty("miss")(moment)
    assert kinds("appointment.missed", "appointment.cancelled") == [
        "appointment.cancelled",
        "appointment.missed",
    ]


@pytest.mark.parametrize(
    ("hours", "reminded"), [((0, 8), 0), ((9,), 1), ((9, 12, 19), 1), ((20, 23), 0)]
)
def test_people_are_reminded_once_and_by_day(
    world: World, told: Letters, hours: tuple[int, ...], reminded: int
) -> None:
    plan_for(world)
    confirmed(world, day=TUESDAY + timedelta(days=1))
    told.clear()
    for hour in hours:
        duty("remind")(at(hour, day=TUESDAY))
    assert [each.occasion for each in told] == ["reminder"] * reminded


def test_the_halls_own_clock_says_when_people_are_reminded(world: World, told: Letters) -> None:
    world.centre.timezone = "America/New_York"
    world.centre.save()
    plan_for(world)
    confirmed(world, 22, 30, starts=at(23, 30, day=TUESDAY + timedelta(days=1)))
    told.clear()
    duty("remind")(at(20, day=TUESDAY))
    assert len(told) == 0, "in New York it is six in the morning"
    duty("remind")(at(23, 30, day=TUESDAY))
    assert len(told) == 1


def test_letters_go_out_and_whom_they_were_for_is_erased_in_every_centre(
    world: World, told: Letters, settings: Settings
) -> None:
    plan_for(world)
    confirmed(world)
    Message.objects.update(useless_at=timezone.now() + timedelta(hours=1), due_at=at(9))
    duty("send")(at(9, 2))
    (line,) = Path(settings.MESSAGES_FILE).read_text().splitlines()
    assert json.loads(line)["to"] == "+821012345678"
    # Also where citizens do not come any more.
    world.centre.receives = False
    world.centre.save()
    for _ in range(2):
        duty("erase")(at(9) + timedelta(days=9))
    contact = AppointmentContact.objects.get()
    assert (contact.name, contact.phone) == ("", "")
    assert {each.text for each in told} == {""}


def test_a_day_is_judged_in_the_night_after_and_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind_standard(world)
    judged = []

    def note(**asked: object) -> None:
        judged.append((asked["since"], asked["until"]))

    monkeypatch.setattr("servicehall.commands.caretaker.judge_days", note)
    day, next_day = at(10).date(), at(10).date() + timedelta(days=1)
    duty("judge")(at(23))
    duty("judge")(at(3, 59, day=next_day))
    assert judged == [], "people may still be called after midnight"
    for hour in (4, 5, 23):
        duty("judge")(at(hour, day=next_day))
    assert judged == [(day, day)]
    duty("judge")(at(9, day=next_day + timedelta(days=3)))
    assert judged[1:] == [(next_day, next_day + timedelta(days=2))], "nothing ran for three days"


def test_a_day_whose_judging_fails_is_judged_in_the_next_hour(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind_standard(world)
    tomorrow = at(10).date() + timedelta(days=1)

    def fails(**_: object) -> None:
        raise ValueError("no memory")

    with monkeypatch.context() as broken:
        broken.setattr("servicehall.commands.caretaker.judge_days", fails)
        with pytest.raises(ExceptionGroup):
            duty("judge")(at(4, day=tomorrow))
    world.on_duty()
    world.ticket()
    duty("judge")(at(5, day=tomorrow))
    assert Tally.objects.filter(day=at(10).date()).exists()


def test_a_hall_without_a_standard_is_not_judged(world: World) -> None:
    world.ticket()
    duty("judge")(at(10) + timedelta(days=2))
    assert not Tally.objects.exists()


def test_a_centre_that_fails_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def ends(*, centre: Centre, **_: object) -> None:
        if centre.pk == world.centre.pk:
            raise ValueError("broken")
        done.append(centre.code)

    monkeypatch.setattr("servicehall.commands.caretaker.end_day", ends)
    with pytest.raises(ExceptionGroup) as failed:
        duty("end_days")(at(10))
    assert "in the centre testhall" in failed.value.exceptions[0].__notes__
    assert done == ["testhall-far"]


def kinds(*wanted: str) -> list[str]:
    """The kinds of the facts of those kinds, in their order."""
    facts = Fact.objects.filter(kind__in=wanted).order_by("happened", "pk")
    return list(facts.values_list("kind", flat=True))


def test_a_hall_that_receives_nobody_is_left_alone(world: World) -> None:
    world.ticket()
    world.centre.receives = False
    world.centre.save()
    for each in DUTIES:
        each.do(at(10) + timedelta(days=3))
    assert Visit.objects.get().status == "waiting"


def test_every_duty_bears_being_done_twice(world: World) -> None:
    world.on_duty()
    world.ticket()
    for _ in range(2):
        for each in DUTIES:
            each.do(at(10) + timedelta(days=1))
    assert Visit.objects.get().status == "left"
    assert MeasuredDay.objects.count() == 1


def rounds(folder: Path) -> int:
    """How many duties have been begun in the hall that is served from the folder."""
    with closing(sqlite3.connect(folder / "servicehall.sqlite3")) as database:
        (found,) = database.execute("select count(*) from reception_round").fetchone()
    return int(found)


def test_whoever_serves_does_the_duties_too(tmp_path: Path) -> None:
    with served(tmp_path):
        assert reached(lambda: rounds(tmp_path) == len(DUTIES))


def test_whoever_serves_leaves_the_duties_where_told_so(tmp_path: Path) -> None:
    with served(tmp_path, "--without-caretaker"):
        time.sleep(2.5)
        assert rounds(tmp_path) == 0
        # Once by hand, as from a timer of the machine.
        asked = command("caretaker", "--once", SERVICEHALL_DATA=str(tmp_path), DATABASE_URL="")
        asked.communicate(timeout=60)
        assert (asked.returncode, rounds(tmp_path)) == (0, len(DUTIES))


def command(*words: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "servicehall.commands", *words],
        env={**os.environ, **environment},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_beside_sqlite_a_process_of_its_own_is_refused_with_what_to_do(tmp_path: Path) -> None:
    asked = command("caretaker", SERVICEHALL_DATA=str(tmp_path), DATABASE_URL="")
    _, told = asked.communicate(timeout=60)
    assert asked.returncode == 2
    assert "let 'servicehall serve' do this" in told


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_as_a_command_it_works_until_it_is_told_to_end() -> None:
    name = connection.settings_dict["NAME"]
    base = os.environ["DATABASE_URL"].rpartition("/")[0]
    asked = command("caretaker", DATABASE_URL=f"{base}/{name}")
    try:
        assert reached(lambda: Round.objects.count() == len(DUTIES), within=30)
    finally:
        asked.send_signal(signal.SIGTERM)
        _, told = asked.communicate(timeout=30)
    assert asked.returncode == 0
    assert "the caretaker is at work" in told


def test_the_settings_of_tests_start_no_caretaker() -> None:
    assert configured.MESSAGES_FILE == ""
    assert "SERVICEHALL_CARETAKER" not in os.environ
