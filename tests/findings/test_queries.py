"""How often the standard was kept: by what one asks, in the days that one asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from servicehall.findings.models import Finding
from servicehall.findings.queries import (
    Kept,
    counts_by_status,
    finding_by_reference,
    findings,
    kept_by,
    kept_by_all,
)
from tests.world import MONDAY, World, judged_world


def test_counts_of_two_stretches_add_up() -> None:
    both = Kept({"pass": 1, "fail": 2}) + Kept({"pass": 3, "error": 1})
    assert (both.kept, both.broken, both.undecided, both.decided) == (4, 2, 1, 6)
    assert sum([both, both], Kept({})).kept == 8
    assert Kept({}).share is None


def test_it_is_narrowed_by_days_and_by_fields(world: World) -> None:
    judged_world(world)
    whole = kept_by(world.centre, "check_code")
    assert sum(whole.values(), Kept({})).decided == 18
    order = kept_by(world.centre, "check_code", clause="2.1.1")
    assert {code: kept.share for code, kept in order.items() if kept.decided} == {
        "clocked_in_late": 0.0,
        "left_early": 1.0,
        "badge_not_worn": 0.0,
        "badge_not_checked": 1.0,
        "did_not_come": 1.0,
    }
    assert kept_by(world.centre, "clause", staff="clerk2") == {}
    assert kept_by(world.centre, "clause", since=MONDAY + timedelta(days=1)) == {}
    assert kept_by(world.centre, "clause", until=MONDAY - timedelta(days=1)) == {}
    assert kept_by(world.stranger.centre, "clause") == {}


def test_several_fields_are_counted_together(world: World) -> None:
    judged_world(world)
    kept = kept_by_all(world.centre, ("staff", "clause"), MONDAY, MONDAY)
    assert kept["clerk", "2.1.1"].decided == 5
    assert kept["clerk", "2.1.1"].broken == 2


def test_the_inbox_holds_breaches_the_latest_first_and_no_merits(world: World) -> None:
    judged_world(world)
    listed = list(findings(world.centre))
    assert [each.nature for each in listed] == ["breach"] * 5
    assert listed == sorted(listed, key=lambda each: each.happened, reverse=True)
    assert counts_by_status(world.centre) == {"open": 5}
    assert not findings(world.stranger.centre).exists()


def test_a_finding_is_found_in_its_own_centre_alone(world: World) -> None:
    judged_world(world)
    reference = Finding.objects.values_list("reference", flat=True)[0]
    assert finding_by_reference(world.centre, reference).reference == reference
    with pytest.raises(Finding.DoesNotExist):
        finding_by_reference(world.stranger.centre, reference)
