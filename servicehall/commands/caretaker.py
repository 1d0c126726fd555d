"""The caretaker: what the hall does by itself at intervals, whoever has a page open.

Several processes may run one: of each duty's slots every one is begun by a single process. A
duty that fails is logged and comes again in its next slot; so does everything when the database
was away for a while.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import Q
from django.db.utils import Error as DatabaseError
from django.utils import timezone

from servicehall.cases.actions import accept_by_law, erase_people, recount, warn_of_dates
from servicehall.checks.queries import first_bound
from servicehall.evidence.actions import writing
from servicehall.evidence.sealing.sealer import seal_all
from servicehall.findings.actions import judge_days
from servicehall.hall.actions import note_unattended
from servicehall.hall.models import Centre
from servicehall.reception.actions import (
    end_day,
    erase_appointment_contacts,
    erase_contacts,
    measure_days,
    miss_appointments,
    remind,
    send_next,
    tell_who_is_near,
)
from servicehall.reception.models import Round
from servicehall.voices.actions import erase_voices, watch_matters

logger = logging.getLogger(__name__)

LOOKS_EVERY = 1.0
"""Seconds between two looks at what is due."""
SENDS_FOR = 20.0
"""Seconds after which other duties get their turn, however many messages wait."""
SEALS_FOR = 10.0
"""Seconds after which other duties get their turn, however many facts are still to be sealed."""
JUDGES_FROM = time_of_day(4)
"""At what hour of the hall's clock the day before is judged: when nobody is called any more."""
JUDGES_BACK = timedelta(days=30)
"""How far back days are judged that passed while nobody served."""


@dataclass(frozen=True)
class Duty:
    """Something done every so many seconds: told the moment, it does what is to be done then.

    It must bear being done twice: a process that was killed may have done half of it.
    """

    name: str
    every: int
    do: Callable[[datetime], None]


def tell_near(at: datetime) -> None:
    """Write messages to those whose turn is near."""
    _in_each_hall(lambda centre: tell_who_is_near(centre=centre, at=at))


def look_round(at: datetime) -> None:
    """Note the counters at which nobody is though somebody should be, and where that is over."""
    _in_each_hall(lambda centre: note_unattended(centre=centre, at=at))


def miss(at: datetime) -> None:
    """Mark appointments as missed whose time is over, let go those that nobody confirmed."""
    _in_each_hall(lambda centre: miss_appointments(centre=centre, at=at))


def remind_people(at: datetime) -> None:
    """Write reminders of the next day's appointments."""
    _in_each_hall(lambda centre: remind(centre=centre, at=at))


def watch_cases(at: datetime) -> None:
    """Accept what nobody told about in time, warn of dates, give cards; note matters overdue."""

    def watch(centre: Centre) -> None:
        accept_by_law(centre=centre, at=at)
        warn_of_dates(centre=centre, at=at)
        watch_matters(centre=centre, at=at)

    _in_each_hall(watch)


def recount_dates(at: datetime) -> None:
    """Move the dates that a declared day has not moved yet, such as where that was cut off."""

    def count_again(centre: Centre) -> None:
        if centre.declared_days:
            recount(centre=centre, reason=str(centre.declared_days[-1]["reason"]), at=at)

    _in_each_hall(count_again)


def end_days(at: datetime) -> None:
    """Let go who still waits with a ticket of a day that is over in the centre's zone."""

    def end(centre: Centre) -> None:
        today = at.astimezone(ZoneInfo(centre.timezone)).date()
        end_day(centre=centre, day=today - timedelta(days=1), at=at)

    _in_each_hall(end)


def judge_past(at: datetime) -> None:
    """Judge the days that are over since the last one judged, once each."""
    _in_each_hall(lambda centre: _judge_past(centre, at))


def measure(at: datetime) -> None:
    """Measure today and the recent days, from which waits are reckoned."""
    _in_each_hall(lambda centre: measure_days(centre=centre, at=at))


def erase(at: datetime) -> None:
    """Erase addresses whose time is over: of tickets, cases and appointments; in every centre."""
    erase_contacts(at=at)
    erase_people(days=settings.CASE_ADDRESS_DAYS, at=at)
    erase_voices(days=settings.CASE_ADDRESS_DAYS, at=at)
    for centre in Centre.objects.order_by("pk"):
        erase_appointment_contacts(centre=centre, at=at)


def seal(at: datetime) -> None:
    """Seal the facts that are committed, and publish the checkpoint."""
    began = time.monotonic()
    seal_all(at=at, more=lambda sealed: time.monotonic() - began < SEALS_FOR)


def send(at: datetime) -> None:
    """Send what is due."""
    began = time.monotonic()
    while time.monotonic() - began < SENDS_FOR:
        if send_next(at=timezone.now()) is None:
            return


DUTIES: Sequence[Duty] = (
    Duty("tell_near", 5, tell_near),
    Duty("look_round", 60, look_round),
    Duty("miss", 60, miss),
    Duty("watch_cases", 60, watch_cases),
    Duty("end_days", 300, end_days),
    Duty("remind", 600, remind_people),
    Duty("measure", 600, measure),
    Duty("erase", 3600, erase),
    Duty("recount_dates", 6 * 3600, recount_dates),
    # After the days are ended and missed appointments noted, since it judges what is recorded.
    Duty("judge", 3600, judge_past),
    Duty("seal", 60, seal),
    # Last, since it may have to wait for others.
    Duty("send", 2, send),
)
"""All that the hall does by itself."""


class Caretaker:
    """Does the duties until it is stopped."""

    def __init__(self, duties: Sequence[Duty] = DUTIES) -> None:
        self.duties = duties
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._begun: dict[str, int] = {}

    def start(self) -> None:
        """Work in a thread beside whatever else the process does."""
        self._thread = threading.Thread(target=self.work, name="caretaker", daemon=True)
        self._thread.start()

    def stop(self, within: float = 5.0) -> None:
        """Stop after the duty in hand, which gets so many seconds to end."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(within)

    def work(self) -> None:
        """Do duties in their slots until stopped."""
        while not self._stopped.is_set():
            close_old_connections()
            self.look(timezone.now())
            self._stopped.wait(LOOKS_EVERY)
        connection.close()

    def look(self, at: datetime) -> list[str]:
        """Do every duty whose slot has come and is not taken; their names."""
        done = []
        for duty in self.duties:
            slot = int(at.timestamp()) // duty.every
            if self._stopped.is_set() or self._begun.get(duty.name) == slot:
                continue
            try:
                taken = take_slot(duty, slot, at)
                # Only now: a slot that could not be asked for is asked for again.
                self._begun[duty.name] = slot
                if taken:
                    duty.do(at)
                    done.append(duty.name)
            except DatabaseError:
                logger.exception("caretaker: %s: the database failed; tried again", duty.name)
                connection.close()
            except Exception:
                logger.exception("caretaker: %s failed; tried again in its next slot", duty.name)
        return done


def take_slot(duty: Duty, slot: int, at: datetime) -> bool:
    """Whether this process is the one to do the duty in this slot.

    A slot far ahead is one from before the clock was set back, and no reason to rest.
    """
    free = Q(slot__lt=slot) | Q(slot__gt=slot + 3600 // duty.every + 1)
    mine = Round.objects.filter(free, name=duty.name)
    with writing():
        if mine.update(slot=slot, begun_at=at):
            return True
        if Round.objects.filter(name=duty.name).exists():
            return False
        # The first time ever; of several processes that are here at once one is let through.
        Round.objects.bulk_create(
            [Round(name=duty.name, slot=-1, begun_at=at)], ignore_conflicts=True
        )
        return bool(mine.update(slot=slot, begun_at=at))


def _in_each_hall(do: Callable[[Centre], object]) -> None:
    """Do it for each centre that citizens come to; one that fails holds up no other."""
    failures: list[Exception] = []
    for centre in Centre.objects.filter(receives=True).order_by("pk"):
        try:
            do(centre)
        except DatabaseError:
            raise
        except Exception as failure:
            failure.add_note(f"in the centre {centre.code}")
            failures.append(failure)
    if failures:
        raise ExceptionGroup("not done in every centre", failures)


def _judge_past(centre: Centre, at: datetime) -> None:
    here = at.astimezone(ZoneInfo(centre.timezone))
    over = 1 if here.time() >= JUDGES_FROM else 2
    last, bound = here.date() - timedelta(days=over), first_bound(centre.code)
    if bound is None:
        return
    mark = f"judge {centre.pk}"
    done = Round.objects.filter(name=mark).values_list("slot", flat=True).first()
    following = last if done is None else date.fromordinal(done + 1)
    since = max(following, bound, last - JUDGES_BACK)
    if since > last:
        return
    judge_days(centre=centre, since=since, until=last, at=at)
    # Only now: days whose judging was cut off are judged in the next hour.
    with writing():
        Round.objects.update_or_create(
            name=mark, defaults={"slot": last.toordinal(), "begun_at": at}
        )
