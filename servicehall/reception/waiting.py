"""How long someone will wait, as a range: from who is before them and which counters are open.

Everything here is plain data and arithmetic. Times are minutes. The steps:

1. Each person ahead brings work: as long as their services took at this unit on recent days, at
   this hour where enough were counted, with the pause between two people, less the share of
   people who give up. Whoever is at a counter brings what is left of theirs.
2. The counters that are open do that work together; one that is announced to open again joins
   in then, one whose shift ends drops out. A counter that calls from several queues gives each
   the share that its people have in those before the person asking.
3. Work is a sum of times that are known by mean and variance, so it is taken to follow a gamma
   distribution. Its 10th, 50th and 90th percentile become times, later by those who will be
   called first though they come later, and by what past days show was left out.

Nothing is guessed: with too few times counted, or no counter to come, there is no estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf, sqrt

from servicehall.reception.pace import ENOUGH, Length, Pace, UnitPace, stretch_of

NOMINAL = 0.8
"""The share of waits that a range is meant to hold."""
_TENTH = 1.2815515594457831
"""How many standard deviations the outer tenths of a normal distribution lie away."""
_UNEVEN = 0.10
"""By how much of itself the pace of a day is another than the mean of the days before."""


@dataclass(frozen=True)
class Waiting:
    """Somebody in a queue, in the order of ``place``."""

    unit: str
    services: tuple[str, ...]
    """All that they came for at the unit."""
    place: tuple[float, int]
    reserved: str = ""
    """The one counter that may call them."""


@dataclass(frozen=True)
class Post:
    """A counter that calls, or will: from which units' queues, and who is there."""

    code: str
    units: frozenset[str]
    services: tuple[str, ...] = ()
    """What the person there came for; none where it is free."""
    unit: str = ""
    """Whose queue that person was called from."""
    busy: float = 0.0
    """Minutes since they were called."""
    opens: float = 0.0
    """Minutes until it calls again; nought for a counter that is open."""
    ends: float = inf
    """Minutes until its shift ends."""


@dataclass(frozen=True)
class Scene:
    """A hall at one moment: its counters and everybody who waits, and the hour of the day."""

    posts: Sequence[Post]
    queue: Sequence[Waiting]
    hour: int


@dataclass(frozen=True)
class Estimate:
    """How long someone waits, in minutes: the range, the middle, and what it rests on."""

    low: float
    middle: float
    high: float
    n: int
    """How many services were counted."""
    ahead: int
    counters: int
    work: Length = Length()
    """What the counters have to do before."""
    rates: Sequence[tuple[float, float]] = ()
    """How many counters do it, from which minute on."""

    stretch: int = 0
    """Of which length it was reckoned to be, before past errors were looked at."""

    @property
    def at_once(self) -> bool:
        """Whether a counter is free, so that there is nothing to wait for."""
        return self.work.variance <= 0

    @property
    def said(self) -> tuple[int, int]:
        """Low and high as people say them: whole minutes, then fives, then tens."""
        step = 1 if self.high <= 10 else 5 if self.high <= 60 else 10
        return round(self.low / step) * step, max(1, ceil(self.high / step) * step)

    def miss(self, waited: float) -> float | None:
        """By how many standard deviations a wait was longer than the middle of what is known.

        None for somebody who was told to go at once.
        """
        if self.at_once:
            return None
        done = 0.0
        untils = [*(since for since, _ in self.rates[1:]), inf]
        for (since, rate), until in zip(self.rates, untils, strict=True):
            done += rate * max(0.0, min(waited, until) - since)
        ninth = self.work.variance / self.work.mean**2 / 9
        return float(((done / self.work.mean) ** (1 / 3) - 1 + ninth) / sqrt(ninth))


def estimate(
    scene: Scene, pace: Pace, unit: str, *, me: Waiting | None = None, urgent: bool = False
) -> Estimate | None:
    """How long someone waits for the unit: ``me``, or whoever comes now.

    ``urgent`` for somebody whom others seldom overtake. None where no counter of the unit is
    open or announced to open, where their shifts end first, or where too little was counted.
    """
    known = pace.get(unit)
    if known is None or (usual := known.all).n < ENOUGH:
        return None
    reserved = me.reserved if me else ""
    place = me.place if me else (inf, 0)
    posts = [
        each
        for each in scene.posts
        if unit in each.units and (not reserved or each.code == reserved)
    ]
    if not posts:
        return None
    before = [each for each in scene.queue if each.place < place]
    ahead = [each for each in before if each.unit == unit]
    work = [
        _work(each, pace, scene.hour, weight)
        for each in ahead
        if (weight := _weight(each, reserved, posts, scene.posts)) > 0
    ]
    shares = [_share(each, unit, before) for each in posts]
    open_now = [share for each, share in zip(posts, shares, strict=True) if each.opens <= 0]
    if not ahead and any(not each.services and each.opens <= 0 for each in posts):
        return Estimate(0, 0, 1, n=usual.n, ahead=0, counters=len(open_now))
    usual_length = usual.length + known.pauses.length
    left = [_left(each, pace, scene.hour) for each in posts if each.services and each.opens <= 0]
    mean, variance = _sum([*work, *left])
    staggered = max(0.0, sum(open_now) - 1)
    half = usual_length.half
    mean = max(mean - staggered * half.mean, 0.3 * sum(each.mean for each in left), 0.1)
    overtaking = 0.0
    if not urgent and known.waited:
        overtaking = known.overtaken / known.waited * usual_length.mean
    rates = _rates(posts, shares, overtaking)
    middle = _time(mean, rates)
    if middle == inf:
        return None
    stretch = stretch_of(middle)
    variance += staggered * half.variance + (_UNEVEN * mean) ** 2
    later = overtaking * middle
    variance += later * (usual_length.mean + usual_length.variance / usual_length.mean)
    low, middle, high = (
        _time(_gamma(mean, variance, deviations), rates)
        for deviations in _deviations(known.missed_in(stretch))
    )
    if high == inf:
        return None
    return Estimate(
        low,
        middle,
        high,
        n=usual.n,
        ahead=len(ahead),
        counters=len(open_now),
        work=Length(mean, variance),
        rates=rates,
        stretch=stretch,
    )


def _work(person: Waiting, pace: Pace, hour: int, weight: float) -> Length:
    """What a person ahead brings, who may give up before their turn."""
    known = pace[person.unit]
    whole = _sum_of(person.services, known, hour) + known.pauses.length
    stays = weight * known.called / (known.called + known.left) if known.called else weight
    return Length(
        stays * whole.mean, stays * whole.variance + stays * (1 - stays) * whole.mean * whole.mean
    )


def _left(post: Post, pace: Pace, hour: int) -> Length:
    """What is left of the person at a counter, and the pause after them."""
    known = pace.get(post.unit)
    if known is None or known.all.n < ENOUGH:
        return Length()
    return _sum_of(post.services, known, hour).left(post.busy) + known.pauses.length


def _sum_of(services: Sequence[str], known: UnitPace, hour: int) -> Length:
    found = [(known.of(each, hour) or known.all).length for each in services]
    return sum(found, Length())


def _weight(person: Waiting, reserved: str, mine: Sequence[Post], posts: Sequence[Post]) -> float:
    """How much of a person's work falls to the counters that may call me."""
    if person.reserved:
        return float(any(each.code == person.reserved for each in mine))
    if not reserved:
        return 1.0
    return 1 / max(1, sum(person.unit in each.units for each in posts))


def _share(post: Post, unit: str, before: Sequence[Waiting]) -> float:
    """How much of a counter falls to the unit, by whom it calls before me."""
    if len(post.units) == 1:
        return 1.0
    of_others = sum(each.unit != unit and each.unit in post.units for each in before)
    of_unit = 1 + sum(each.unit == unit for each in before)
    return of_unit / (of_unit + of_others)


def _sum(lengths: Sequence[Length]) -> tuple[float, float]:
    return sum(each.mean for each in lengths), sum(each.variance for each in lengths)


def _rates(
    posts: Sequence[Post], shares: Sequence[float], overtaking: float
) -> list[tuple[float, float]]:
    """How many counters work for those ahead from which minute on."""
    changes: dict[float, float] = {0.0: 0.0}
    for post, share in zip(posts, shares, strict=True):
        if post.ends <= post.opens:
            continue
        changes[post.opens] = changes.get(post.opens, 0.0) + share
        if post.ends < inf:
            changes[post.ends] = changes.get(post.ends, 0.0) - share
    found, working = [], 0.0
    for minute in sorted(changes):
        working += changes[minute]
        rate = max(working - overtaking, 0.2 * working) if working > 1e-9 else 0.0
        found.append((minute, rate))
    return found


def _time(work: float, rates: Sequence[tuple[float, float]]) -> float:
    """When that work is done; infinite where the counters end first."""
    for (since, rate), until in zip(rates, [*(each[0] for each in rates[1:]), inf], strict=True):
        if rate > 0 and (needed := work / rate) <= until - since:
            return since + needed
        if until < inf:
            work -= rate * (until - since)
    return inf


def _gamma(mean: float, variance: float, deviations: float) -> float:
    """The quantile of a gamma distribution, after Wilson and Hilferty."""
    if variance <= 0:
        return mean
    ninth = variance / mean**2 / 9
    return mean * float(max(0.0, 1 - ninth + deviations * sqrt(ninth)) ** 3)


def _deviations(misses: Sequence[float]) -> tuple[float, float, float]:
    """Where in the distribution low, middle and high are taken.

    Where enough waits of past days are known, there where a tenth, half and nine tenths of
    them lay: what the arithmetic leaves out, such as lunch, is in them.
    """
    if not misses:
        return -_TENTH, 0.0, _TENTH
    low, middle, high = (misses[round(share * (len(misses) - 1))] for share in (0.1, 0.5, 0.9))
    return low, middle, high
