"""The notice and the receipt: in the citizen's language, and for whom they can be opened."""

from __future__ import annotations

import pytest

from servicehall.cases import actions
from servicehall.cases.models import Case
from tests.web.counter.hands import Clock, set_clock, sign_in, text
from tests.world import World, at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 10:20."""
    return set_clock(monkeypatch, at(10, 20))


@pytest.fixture
def case(world: World, clock: Clock) -> Case:
    """A case of a Chinese citizen, to whom two things were told in two notices."""
    world.on_duty()
    case = world.case(visit=world.served(language="zh"))
    for minute, missing in ((12, "proof"), (15, "form")):
        actions.give_notice(
            case=case,
            missing=[missing],
            written=True,
            language="zh",
            by=world.clerk,
            at=at(10, minute),
        )
    return case


def test_the_notice_is_in_the_language_of_the_citizen_with_the_halls_own_names(
    world: World, case: Case
) -> None:
    page = text(sign_in(world.clerk).get(f"/testhall/notices/{case.pk}/"))
    paper = page.partition("<article")[2].partition("</article>")[0]
    assert 'lang="zh-Hans"' in paper
    assert "application form (中)" in paper
    assert '<span class="quiet" lang="ko">application form (한)</span>' in paper
    assert case.reference in paper
    assert "Member clerk" in paper
    assert "Civil affairs (中)" in paper
    assert "proof of address" not in paper
    assert '<html lang="en"' in page


def test_an_earlier_notice_can_be_printed_again(world: World, case: Case) -> None:
    client = sign_in(world.clerk)
    page = text(client.get(f"/testhall/notices/{case.pk}/", {"round": "1"}))
    assert "proof of address (中)" in page
    for wrong in ("3", "0", "x"):
        assert client.get(f"/testhall/notices/{case.pk}/", {"round": wrong}).status_code == 404


def test_names_stay_as_they_were_told(world: World, case: Case) -> None:
    world.service.materials.all().delete()
    page = text(sign_in(world.clerk).get(f"/testhall/notices/{case.pk}/"))
    assert "application form (中)" in page


@pytest.mark.parametrize("member", ["clerk", "other_clerk", "lead", "supervisor", "director"])
def test_who_serves_or_sees_the_unit_opens_the_paper(world: World, case: Case, member: str) -> None:
    client = sign_in(getattr(world, member))
    assert client.get(f"/testhall/notices/{case.pk}/").status_code == 200


def test_nobody_else_opens_it(world: World, case: Case) -> None:
    address = f"/testhall/notices/{case.pk}/"
    assert sign_in(world.far_clerk).get(address).status_code == 404
    assert sign_in(world.stranger).get(address).status_code == 403
    there = f"/testhall-far/notices/{case.pk}/"
    assert sign_in(world.stranger).get(there).status_code == 404
    assert sign_in(world.clerk).get("/testhall/notices/999999/").status_code == 404


def test_there_is_no_receipt_before_acceptance(world: World, case: Case) -> None:
    client = sign_in(world.clerk)
    assert client.get(f"/testhall/receipts/{case.pk}/").status_code == 404
    actions.supplement(case=case, supplied=case.lacking, by=world.clerk, at=at(10, 30))
    actions.accept(case=case, by=world.clerk, at=at(10, 30))
    page = text(client.get(f"/testhall/receipts/{case.pk}/"))
    paper = page.partition("<article")[2].partition("</article>")[0]
    assert 'lang="zh-Hans"' in paper
    assert "2026-11-12T10:30:00+09:00" in paper
    assert case.reference in paper
    assert "register (中)" in paper


def test_there_is_no_notice_where_none_was_given(world: World, clock: Clock) -> None:
    world.on_duty()
    case = world.case()
    assert sign_in(world.clerk).get(f"/testhall/notices/{case.pk}/").status_code == 404
