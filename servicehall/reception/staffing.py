"""Whether a unit needs another counter in the next hour, or could do with one fewer; a hint.

Everything here is plain data and arithmetic. Times are minutes. The steps:

1. Who waits now, and who usually comes in each quarter of the next hour, is how much there is
   to do. How long a person takes is known of recent days, so each counter serves so many in a
   quarter: less while it is busy, away, not yet open, or after its shift has ended. A counter
   that calls from several queues is shared among them as people need it.
2. So it is known how many wait at each quarter of the hour, and the estimate that citizens are
   told (``waiting``) says how long somebody waits who comes then.
3. Where that is longer than the hall promises, it is reckoned again with one counter more, two,
   three: as few as bring it back within the promise by the end of the hour. Where it stays
   short, it is reckoned again with one fewer.

Nothing is guessed: with too few days or services counted, nothing is advised. Which counter is
free first is reckoned from the same times.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import inf
from statistics import mean
from typing import NamedTuple

from servicehall.reception.pace import ENOUGH, Pace
from servicehall.reception.waiting import Estimate, Post, Scene, Waiting, estimate

QUARTERS = 4
QUARTER = 60 / QUARTERS
FEWEST_DAYS = 3
"""On as many past days people must have been counted before it is said how many usually come."""
MOST_MORE = 3
"""No more counters than these are advised at once; the next look is minutes away."""
OPENS_IN = 5.0
"""Minutes until a counter that is opened on advice calls its first person."""
RELAXED = 0.5
"""With one counter fewer the wait must stay within this share of the promise."""

Joined = Mapping[str, Mapping[int, int]]
"""How many joined the queue of a unit in each hour of a day."""


class Advice(StrEnum):
    """What a look at the next hour comes to."""

    OPEN = "open"
    SHORT = "short"
    """A counter more would be needed, and the unit has none."""
    RELEASE = "release"
    ENOUGH = "enough"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Usual:
    """How many usually come in the next hour."""

    quarters: tuple[float, ...]
    """In each quarter, on average."""
    least: float
    most: float
    """In the whole hour, on the day with fewest and on that with most."""
    days: int
    same_weekday: bool
    """Whether only days of this weekday were counted."""

    @property
    def people(self) -> float:
        """How many in the whole hour, on average."""
        return sum(self.quarters)


@dataclass(frozen=True)
class Outlook:
    """What the next hour brings a unit, and what it is reckoned from."""

    advice: Advice
    waiting: int
    counters: int
    """How many call from its queue now."""
    count: int = 0
    """How many counters more, or fewer."""
    minute: int = 0
    """In how many minutes the promise would be broken first; nought for now."""
    usual: Usual | None = None
    coming: int = 0
    """How many counters are to open within the hour: a break ends, a shift begins."""
    going: int = 0
    """How many counters' shifts end within the hour."""
    takes: float = 0.0
    """How long one person takes, with the pause after them."""
    n: int = 0
    """Of how many services that is known."""
    serves: float = 0.0
    """How many the counters can serve in the hour."""
    left: float = 0.0
    """How many wait then."""
    longest: float | None = None
    """The longest that somebody waits who comes in the hour; None where nobody would call them."""
    changed: float | None = None
    """The same with as many counters as advised."""


class Freed(NamedTuple):
    """A counter, and in how many minutes it is likely free; nought for one that is."""

    counter: str
    minutes: float


def usual(days: Mapping[date, Joined], unit: str, at: datetime) -> Usual | None:
    """How many usually join the unit's queue in the hour from ``at`` (wall time of the hall).

    From days of the same weekday where there are enough, else from all; None for too few.
    """
    alike = {day: found for day, found in days.items() if day.weekday() == at.weekday()}
    same_weekday = len(alike) >= FEWEST_DAYS
    counted = alike if same_weekday else days
    if len(counted) < FEWEST_DAYS:
        return None
    of_days = [_quarters(found.get(unit, {}), at) for found in counted.values()]
    sums = [sum(each) for each in of_days]
    return Usual(
        quarters=tuple(mean(each) for each in zip(*of_days, strict=True)),
        least=min(sums),
        most=max(sums),
        days=len(counted),
        same_weekday=same_weekday,
    )


def outlook(
    scene: Scene, pace: Pace, unit: str, *, usual: Usual | None, promise: float, closed: int
) -> Outlook:
    """What the next hour brings the unit and whether to open or release a counter.

    ``promise`` is how long nobody should wait longer than, ``closed`` how many counters of the
    unit could be opened. Counters in the scene may open later or end within the hour.
    """
    posts = [each for each in scene.posts if unit in each.units]
    waiting = sum(each.unit == unit for each in scene.queue)
    found = Outlook(
        Advice.UNKNOWN,
        waiting=waiting,
        counters=sum(each.opens <= 0 for each in posts),
        usual=usual,
        coming=sum(0 < each.opens < 60 for each in posts),
        going=sum(each.ends < 60 for each in posts),
    )
    known = pace.get(unit)
    if usual is None or known is None or known.all.n < ENOUGH:
        return found
    ahead = _Ahead(pace, unit, usual)
    now = ahead.course(scene)
    found = replace(
        found,
        advice=Advice.ENOUGH,
        takes=ahead.takes,
        n=known.all.n,
        serves=now.serves,
        left=now.people[-1],
        longest=now.longest,
    )
    if not waiting and usual.people < 0.5:
        return found
    late = now.first_beyond(promise)
    if late is not None:
        found = replace(found, advice=Advice.SHORT, minute=round(late * QUARTER))
        for more in range(1, min(MOST_MORE, closed) + 1):
            changed = ahead.course(_with(scene, unit, more))
            found = replace(found, advice=Advice.OPEN, count=more, changed=changed.longest)
            if changed.settles(promise):
                break
        return found
    fewer = _without(scene, unit)
    if fewer is None:
        return found
    changed = ahead.course(fewer)
    if changed.first_beyond(promise * RELAXED) is None and changed.highest <= promise:
        return replace(found, advice=Advice.RELEASE, count=1, changed=changed.longest)
    return found


def free_first(
    scene: Scene, pace: Pace, unit: str, *, without: Collection[str] = ()
) -> Sequence[Freed]:
    """The counters that call for the unit, the one first that is likely free first.

    A counter that is away or opens later is free then, one whose shift ends before is left
    out; so is one that is busy where too little is known of how long that takes. People who
    were sent to that counter come before.
    """
    found = []
    for post in scene.posts:
        if unit not in post.units or post.code in without:
            continue
        left = _busy(post, pace, scene.hour)
        for each in scene.queue:
            if each.reserved == post.code and left is not None:
                takes = _takes(each.services, each.unit, pace, scene.hour)
                left = None if takes is None else left + takes
        if left is not None and max(left, post.opens) < post.ends:
            found.append(Freed(post.code, max(left, post.opens)))
    return sorted(found, key=lambda each: each.minutes)


@dataclass(frozen=True)
class _Course:
    """The next hour, quarter by quarter, from now to its end."""

    people: Sequence[float]
    """How many wait."""
    waits: Sequence[Estimate | None]
    """How long somebody waits who comes then; None where no counter would call them."""
    serves: float

    @property
    def longest(self) -> float | None:
        middles = [each.middle for each in self.waits if each is not None]
        return max(middles) if len(middles) == len(self.waits) else None

    @property
    def highest(self) -> float:
        return max(inf if each is None else each.high for each in self.waits)

    def first_beyond(self, most: float) -> int | None:
        """The first quarter at which one waits longer than that."""
        beyond = (n for n, each in enumerate(self.waits) if each is None or each.middle > most)
        return next(beyond, None)

    def settles(self, most: float) -> bool:
        """Whether one waits no longer than that by the end of the hour."""
        last = self.waits[-1]
        return last is not None and last.middle <= most


class _Ahead:
    """The next hour of a unit, reckoned with one set of counters or another."""

    def __init__(self, pace: Pace, unit: str, usual: Usual) -> None:
        known = pace[unit]
        self.pace = pace
        self.unit = unit
        self.usual = usual
        self.service = known.all.length
        self.takes = (known.all.length + known.pauses.length).mean

    def course(self, scene: Scene) -> _Course:
        """How the hour goes with the counters of this scene."""
        posts = [each for each in scene.posts if self.unit in each.units]
        people = [float(sum(each.unit == self.unit for each in scene.queue))]
        waits = [estimate(scene, self.pace, self.unit)]
        serves = 0.0
        for quarter in range(QUARTERS):
            able = sum(self._serves(post, quarter, scene) for post in posts)
            serves += able
            people.append(max(0.0, people[-1] + self.usual.quarters[quarter] - able))
            minute = (quarter + 1) * QUARTER
            waits.append(
                estimate(self._then(scene, posts, minute, people[-1]), self.pace, self.unit)
            )
        # Nobody is kept waiting in a quarter in which nobody waits or comes.
        idle = Estimate(0, 0, 1, n=0, ahead=0, counters=0)
        quiet = [
            each is None and people[n] < 0.5 and self.usual.quarters[min(n, QUARTERS - 1)] < 0.1
            for n, each in enumerate(waits)
        ]
        return _Course(
            people,
            [idle if calm else each for each, calm in zip(waits, quiet, strict=True)],
            serves,
        )

    def _serves(self, post: Post, quarter: int, scene: Scene) -> float:
        """How many of the unit's people the counter serves in that quarter."""
        begins, ends = quarter * QUARTER, (quarter + 1) * QUARTER
        left = _busy(post, self.pace, scene.hour) or 0.0
        free = max(0.0, min(ends, post.ends) - max(begins, left, post.opens))
        return free * self._share(post, scene) / self.takes

    def _share(self, post: Post, scene: Scene) -> float:
        """How much of the counter falls to the unit, by who waits in its queues."""
        others = sum(each.unit != self.unit and each.unit in post.units for each in scene.queue)
        mine = 1 + sum(each.unit == self.unit for each in scene.queue)
        return mine / (mine + others)

    def _then(self, scene: Scene, posts: Sequence[Post], minute: float, people: float) -> Scene:
        """The scene as it is in so many minutes: as many wait, and counters are at work."""
        waiting = round(people)
        others = [each for each in scene.queue if each.unit != self.unit]
        mine = [Waiting(self.unit, ("",), (0.0, number)) for number in range(waiting)]
        then = [
            replace(
                each,
                services=("",) if waiting else (),
                unit=self.unit if waiting else "",
                busy=self.service.mean / 2 if waiting else 0.0,
                opens=max(0.0, each.opens - minute),
                ends=each.ends - minute,
            )
            for each in posts
            if each.ends > minute
        ]
        return Scene(then, [*others, *mine], scene.hour)


def _with(scene: Scene, unit: str, more: int) -> Scene:
    """The scene with so many counters more for the unit."""
    opened = [Post(f"+{n}", frozenset({unit}), opens=OPENS_IN) for n in range(more)]
    return replace(scene, posts=[*scene.posts, *opened])


def _without(scene: Scene, unit: str) -> Scene | None:
    """The scene with one counter fewer for the unit; None where none can be spared.

    Only one that serves no other unit, and never the last one that is open.
    """
    open_now = [each for each in scene.posts if unit in each.units and each.opens <= 0]
    alone = [each for each in open_now if each.units == {unit}]
    if len(open_now) < 2 or not alone:
        return None
    spared = min(alone, key=lambda each: bool(each.services))
    return replace(scene, posts=[each for each in scene.posts if each is not spared])


def _busy(post: Post, pace: Pace, hour: int) -> float | None:
    """How many more minutes the counter is busy; None where too little is known of it."""
    if not post.services:
        return 0.0
    known = pace.get(post.unit)
    if known is None or known.all.n < ENOUGH:
        return None
    lengths = [(known.of(each, hour) or known.all).length for each in post.services]
    return sum(lengths[1:], lengths[0]).left(post.busy).mean + known.pauses.length.mean


def _takes(services: Sequence[str], unit: str, pace: Pace, hour: int) -> float | None:
    """How long somebody takes who came for these services."""
    known = pace.get(unit)
    if known is None or known.all.n < ENOUGH:
        return None
    takes = sum((known.of(each, hour) or known.all).length.mean for each in services)
    return takes + known.pauses.length.mean


def _quarters(joined: Mapping[int, int], at: datetime) -> list[float]:
    """How many of a day's people came in each quarter of the hour from that wall time."""
    found = []
    for quarter in range(QUARTERS):
        begins = at + timedelta(minutes=quarter * QUARTER)
        in_next = max(0.0, begins.minute + begins.second / 60 + QUARTER - 60)
        following = (begins.hour + 1) % 24
        here = joined.get(begins.hour, 0) * (QUARTER - in_next)
        found.append((here + joined.get(following, 0) * in_next) / 60)
    return found
