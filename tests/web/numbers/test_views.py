"""The numbers' page: what it shows to whom, and that every number leads to its visits."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from servicehall.hall.models import StaffMember
from tests.web.counter.hands import set_clock, sign_in, statements, text
from tests.web.judged import LANGUAGES, anonymous, main_of, with_role, words_of
from tests.web.numbers.busy import TUESDAY, busy_hall
from tests.world import MONDAY, World, at

PAGE = "/testhall/numbers/"


@pytest.fixture
def busy(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    return busy_hall(world, monkeypatch)


@pytest.fixture
def director(busy: World) -> Client:
    return sign_in(busy.director)


def words(client: Client, **query: str) -> str:
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    return words_of(text(answer))


def table(page: str, name: str) -> dict[str, list[str]]:
    """The rows of one of the page's tables, each figure with its note."""
    section = page.partition(f'aria-labelledby="by-{name}"')[2].partition("</section>")[0]
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", section, re.DOTALL):
        head = re.search(r'<th scope="row">(.*?)</th>', row)
        if head:
            cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
            told = (re.sub(r"<[^>]+>", "", each) for each in cells)
            rows[head[1]] = [re.sub(r"\s+", " ", each).strip() for each in told]
    return rows


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("director", 200),
        ("supervisor", 200),
        ("administrator", 200),
        ("lead", 200),
        ("clerk", 403),
        ("stranger", 403),
    ],
)
def test_it_is_for_who_may_see_a_unit(busy: World, name: str, status: int) -> None:
    answer = sign_in(getattr(busy, name)).get(PAGE)
    assert answer.status_code == status
    assert ("n = " in text(answer)) is (status == 200)


@pytest.mark.parametrize("page", ["", "visits/", "numbers.csv", "numbers.xlsx"])
def test_who_is_not_signed_in_signs_in_first(busy: World, page: str) -> None:
    answer = anonymous().get(PAGE + page)
    assert answer["Location"] == f"/sign-in/?next={PAGE}{page}"


@pytest.mark.parametrize("page", ["", "visits/", "numbers.csv", "numbers.xlsx"])
def test_nothing_is_posted_to_it(director: Client, page: str) -> None:
    assert director.post(PAGE + page).status_code == 405


def test_without_a_day_it_shows_the_last_on_which_anybody_came(director: Client) -> None:
    told = words(director)
    assert "Numbers Mon 9 Nov 2026" in told
    assert "Beside each the same figure of the stretch before: Nov. 6, 2026." in told


def test_the_whole_is_told_with_its_n_beside_the_stretch_before(director: Client) -> None:
    told = words(director)
    assert "Arrivals 7 1 by appointment before: 5 · ▲ 40 %" in told
    # 2, 4, 8, 12, 12, 16, 26: seven waits of seven visits, for one was shown on and one gave up.
    assert "Wait: median 12 min n = 7 before: 10 min (n = 5) · ▲ 2 min" in told
    assert "Wait: 9 of 10 within 20 min n = 7 before: 10 min (n = 5) · ▲ 10 min" in told
    assert "Within the promise 85.7 % n = 7 before: 100 % (n = 5) · ▼ 14.3 points" in told
    assert "Service: median 6 min n = 6 before: 5 min (n = 5) · ▲ 1 min" in told
    assert "Missed calls 1 14.3 % before: 0 · ▲ 14.3 points" in told
    assert "Given up 1 12.5 % before: 0 · ▲ 12.5 points" in told
    assert "The hall promises that nobody waits longer than 20 minutes." in told


def test_each_part_has_its_row(director: Client) -> None:
    page = text(director.get(PAGE))
    assert table(page, "day") == {}, "one day has no table of days"
    hours = table(page, "hour")
    assert list(hours) == ["10–11", "11–12", "12–13", "13–14", "14–15", "15–16", "16–17"]
    assert hours["10–11"][:3] == ["1", "too few n = 1", "too few n = 1"]
    assert hours["15–16"][0] == "1 1 by appointment"
    assert hours["16–17"] == ["1", "–", "–", "–", "–", "–", "0", "1", "0"]
    units = table(page, "unit")
    assert units["Civil affairs"][:2] == ["7 1 by appointment", "10 min n = 6"]
    assert units["Roads"][:2] == ["0", "too few n = 1"]
    assert units["Roads"][6] == "1", "one call of too few to be told as a share"
    assert list(table(page, "service")) == ["register"]
    counters = table(page, "counter")
    assert list(counters) == ["2", "3"]
    assert counters["2"][0] == "10 min n = 6"


def test_a_week_and_a_month_have_a_row_for_each_day_somebody_came(director: Client) -> None:
    week = text(director.get(PAGE, {"by": "week"}))
    assert list(table(week, "day")) == ["Mon 9 Nov"]
    month = text(director.get(PAGE, {"by": "month"}))
    assert list(table(month, "day")) == ["Fri 6 Nov", "Mon 9 Nov"]
    assert "Sun 1 Nov 2026 – Mon 30 Nov 2026 · so far" in words_of(month)
    assert "There is nothing before to compare with." in words_of(month)


def test_a_stretch_that_goes_on_is_compared_with_as_many_days(director: Client) -> None:
    told = words(director, by="week")
    assert "Mon 9 Nov 2026 – Sun 15 Nov 2026 · so far" in told
    assert "There is nothing before to compare with." in told, "the Friday is not among them"
    assert "Arrivals 7 1 by appointment Wait: median 12 min n = 7 Wait" in told


def test_a_stretch_that_is_over_is_compared_as_a_whole(
    director: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, at(9, day=MONDAY + timedelta(days=8)))
    told = words(director, by="week", day="2026-11-11")
    assert "Beside each the same figure of the stretch before: Nov. 2, 2026 – Nov. 8, 2026" in told
    assert "Arrivals 7 1 by appointment before: 5 · ▲ 40 %" in told


def test_while_a_stretch_goes_on_no_change_of_its_counts_is_told(
    busy: World, director: Client
) -> None:
    busy.ticket(at=at(8, 50, day=TUESDAY))
    told = words(director, day=str(TUESDAY))
    assert "Tue 10 Nov 2026 · so far" in told
    assert "Arrivals 1 before: 7 (1 by appointment) Wait: median – before: 12 min (n = 7)" in told


def test_every_number_leads_to_just_the_visits_that_it_is_made_of(director: Client) -> None:
    """Walk every link of the month: what it shows is what the list has."""
    page = main_of(text(director.get(PAGE, {"by": "month"})))
    note = r'(?: <span class="cell-note">([^<]*)</span>)?'
    cells = re.findall(rf'<a class="figures" href="([^"]+)">([^<]*)</a>{note}', page)
    whole = re.findall(r'<a class="plain-figure" href="([^"]+)">([^<]*)</a>', page)
    cells += [(href, shown, "") for href, shown in whole]
    assert len(cells) > 60
    for href, shown, note in cells:
        listed = main_of(text(director.get(unescape(href))))
        found = re.search(r"n = (\d+)", listed)
        assert found, href
        if note.startswith("n = "):
            assert note == f"n = {found[1]}", href
        elif shown.isdecimal():
            assert shown == found[1], href
        assert listed.count("<tr>") - 1 == int(found[1]), href


def test_a_median_is_the_one_that_its_list_tells(director: Client) -> None:
    listed = words_of(text(director.get(PAGE + "visits/", {"what": "waits"})))
    assert "n = 7 · median 12 min, 9 of 10 within 20 min" in listed


def test_a_lead_sees_their_own_unit_and_no_other(busy: World) -> None:
    lead = sign_in(busy.lead)
    told = words(lead)
    assert "Wait: median 10 min n = 6" in told
    assert "By unit" not in told
    assert "Roads" not in told
    assert lead.get(PAGE, {"unit": "civil"}).status_code == 200
    for page in ("", "visits/", "numbers.csv", "numbers.xlsx"):
        assert lead.get(PAGE + page, {"unit": "roads"}).status_code == 403, page


def test_who_leads_no_unit_has_no_numbers(busy: World) -> None:
    nowhere = with_role(busy, StaffMember.Role.UNIT_HEAD)
    assert sign_in(nowhere).get(PAGE).status_code == 403


def test_an_inspector_sees_numbers_but_not_whose(busy: World) -> None:
    inspector = sign_in(with_role(busy, StaffMember.Role.INSPECTOR))
    page = main_of(text(inspector.get(PAGE)))
    assert "n = 7" in page
    assert "numbers/visits/" not in page
    assert "Every number opens" not in page
    assert inspector.get(PAGE + "visits/").status_code == 403


def test_a_choice_stays_in_the_address(director: Client) -> None:
    page = main_of(text(director.get(PAGE, {"by": "month", "unit": "roads", "came": "booked"})))
    assert '<option value="roads" selected>' in page
    assert '<option value="booked" selected>' in page
    hrefs = [unescape(each) for each in re.findall(r'href="([^"]+)"', page)]
    kept = [each for each in hrefs if "by=" in each and "came=booked" not in each]
    assert kept == ["?by=month&day=2026-11-01"], "only the one that takes the choice back"
    assert "/testhall/numbers/numbers.csv?by=month&day=2026-11-01&unit=roads&came=booked" in hrefs


def test_a_choice_narrows_what_is_counted(director: Client) -> None:
    assert "Arrivals 1 1 by appointment" in words(director, came="booked")
    assert "Arrivals 6 before: 5" in words(director, came="walk_in")
    assert "Wait: median too few n = 1" in words(director, unit="roads")
    assert "Wait: median 10 min n = 6" in words(director, counter="2")
    assert "By counter" not in words(director, counter="2")


@pytest.mark.parametrize(
    "query",
    [
        {"by": "year"},
        {"day": "yesterday"},
        {"day": "9999-01-01"},
        {"unit": "moon"},
        {"service": "moon"},
        {"counter": "99"},
        {"came": "late"},
    ],
)
@pytest.mark.parametrize("page", ["", "visits/", "numbers.csv"])
def test_what_the_hall_has_not_has_no_page(
    director: Client, page: str, query: dict[str, str]
) -> None:
    assert director.get(PAGE + page, query).status_code == 404


def test_it_walks_to_the_stretch_before_and_no_further_than_today(director: Client) -> None:
    page = main_of(text(director.get(PAGE)))
    assert 'href="?by=day&amp;day=2026-11-08" rel="prev"' in page
    assert 'href="?by=day&amp;day=2026-11-10" rel="next"' in page
    assert 'rel="next"' not in text(director.get(PAGE, {"day": str(TUESDAY)}))
    assert 'href="?by=month&amp;day=2026-10-31" rel="prev"' in text(
        director.get(PAGE, {"by": "month"})
    )


def test_a_stretch_in_which_nobody_came_leads_to_one(director: Client) -> None:
    told = text(director.get(PAGE, {"day": "2026-11-08"}))
    assert "Nobody came in this stretch" in told
    assert 'href="?day=2026-11-09"' in told
    assert "numbers.csv" not in told


def test_a_hall_that_nobody_came_to_says_what_will_come(world: World) -> None:
    assert "Nobody has come yet" in words(sign_in(world.director))


def test_charts_are_told_in_words(director: Client) -> None:
    page = main_of(text(director.get(PAGE, {"by": "month"})))
    assert page.count('role="img"') == 4
    assert 'aria-label="From 0 (Sun 1 Nov) to 7 (Mon 9 Nov).' in page
    assert 'aria-label="From 10 min (Fri 6 Nov) to 12 min (Mon 9 Nov).' in page
    assert 'aria-label="Too few to draw.' in page


def test_names_of_staff_stand_nowhere(busy: World, director: Client) -> None:
    for page in (PAGE, PAGE + "visits/?what=services", PAGE + "numbers.csv"):
        body = director.get(page).content.decode()
        assert busy.other_clerk.name not in body
        assert busy.clerk.name not in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(director: Client, language: str) -> None:
    director.cookies["django_language"] = language
    told = words(director)
    heading = {"ko": "통계", "zh-hans": "统计", "en": "Numbers"}
    assert told.startswith(heading[language])
    few = {"ko": "건수 부족", "zh-hans": "数量过少", "en": "too few"}
    assert few[language] in told
    listed = words_of(text(director.get(PAGE + "visits/", {"what": "waits"})))
    late = {"ko": "약속 시간 초과", "zh-hans": "超出承诺时限", "en": "longer than promised"}
    assert listed.count(late[language]) == 1


def test_the_page_asks_no_more_of_a_busy_day(busy: World, director: Client) -> None:
    director.get(PAGE)
    with statements() as few:
        director.get(PAGE)
    for minute in range(40):
        busy.ticket(at=at(12, minute))
    with statements() as many:
        director.get(PAGE)
    assert len(few) <= 12, few
    assert len(many) == len(few) + 1, "the day that a fact was added to is read again"
