"""What templates show: texts by language, times as people say them, states, figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from servicehall.evidence.kinds import KINDS
from servicehall.evidence.models import Fact
from servicehall.reception.waiting import Estimate
from servicehall.web.signs import SIGNS, sign_of
from servicehall.web.templatetags import servicehall as tags
from servicehall.web.threads import LABELS, Station, thread

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 12, 12, 0, tzinfo=SEOUL)
"""A Thursday noon."""


@pytest.fixture(autouse=True)
def english_in_seoul() -> Iterator[None]:
    with override("en"), timezone.override(SEOUL):
        yield


def shown(source: str, **context: Any) -> str:
    """What a template renders, without the space around it."""
    return Template(source).render(Context(context)).strip()


# Language ------------------------------------------------------------------------------------


def test_a_text_comes_in_the_language_of_the_reader() -> None:
    names = {"ko": "여권", "zh": "护照", "en": "Passport"}
    for language, text in (("ko", "여권"), ("zh-hans", "护照"), ("en", "Passport")):
        with override(language):
            assert tags.localized(names) == text
            assert shown("{% localized names %}", names=names) == text


def test_a_text_in_another_language_is_marked_with_it() -> None:
    with override("ko"):
        assert shown("{% localized names %}", names={"zh": "护照"}) == (
            '<span lang="zh-Hans">护照</span>'
        )
        assert tags.localized({"zh": "护照"}) == "护照"


def test_a_text_is_escaped_and_a_missing_one_is_empty() -> None:
    assert shown("{% localized names %}", names={"en": "<b>"}) == "&lt;b&gt;"
    assert shown("{% localized names %}", names={"ko": "<b>"}) == '<span lang="ko">&lt;b&gt;</span>'
    assert shown("{% localized names %}{{ names|localized }}", names={}) == ""
    assert shown("{{ names|localized }}", names=None) == ""


def test_the_page_says_its_language_as_html_wants_it() -> None:
    for code, tag in (("ko", "ko"), ("zh-hans", "zh-Hans"), ("en", "en")):
        with override(code):
            assert shown("{% language_tag %}") == tag


# Pictures ------------------------------------------------------------------------------------


def icons() -> set[str]:
    found = finders.find("servicehall/icons.svg")
    assert isinstance(found, str)
    root = ElementTree.parse(found).getroot()
    return {each.attrib["id"] for each in root.iter("{http://www.w3.org/2000/svg}symbol")}


def test_every_state_has_a_word_and_an_icon_that_exists() -> None:
    for states in SIGNS.values():
        for sign in states.values():
            assert sign.icon in icons()
            assert str(sign.label)


def test_an_icon_is_silent_and_its_name_is_escaped() -> None:
    assert shown('{% icon "bell" %}') == (
        '<svg class="icon" aria-hidden="true" focusable="false">'
        f'<use href="{settings.STATIC_URL}servicehall/icons.svg#bell"></use></svg>'
    )
    assert '"><script>' not in shown("{% icon name %}", name='"><script>')


# Time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("away", "english", "korean", "chinese"),
    [
        (timedelta(seconds=20), "now", "지금", "现在"),
        (timedelta(minutes=1), "in 1 minute, 12:01", "1분 뒤, 12:01", "1分钟后，12:01"),
        (timedelta(minutes=-5), "5 minutes ago, 11:55", "5분 전, 11:55", "5分钟前，11:55"),
        (timedelta(hours=2), "in 2 hours, 14:00", "2시간 뒤, 14:00", "2小时后，14:00"),
        (timedelta(hours=-3), "3 hours ago, 09:00", "3시간 전, 09:00", "3小时前，09:00"),
        (
            timedelta(hours=-14),
            "yesterday, Wed 22:00",
            "어제, 수요일 22:00",
            "昨天，星期三 22:00",
        ),
        (timedelta(hours=26), "tomorrow, Fri 14:00", "내일, 금요일 14:00", "明天，星期五 14:00"),
        (timedelta(days=3), "in 3 days, Sun 12:00", "3일 뒤, 일요일 12:00", "3天后，星期日 12:00"),
        (
            timedelta(days=7),
            "Thu 19 Nov 2026, 12:00",
            "2026년 11월 19일 목요일 12:00",
            "2026年11月19日 星期四 12:00",
        ),
    ],
)
def test_a_moment_is_told_as_people_say_it(
    away: timedelta, english: str, korean: str, chinese: str
) -> None:
    for language, text in (("en", english), ("ko", korean), ("zh-hans", chinese)):
        with override(language):
            assert tags.said(NOW + away, NOW) == text


def test_an_hour_past_midnight_names_its_day() -> None:
    late = datetime(2026, 11, 12, 23, 30, tzinfo=SEOUL)
    assert tags.said(late + timedelta(hours=1), late) == "in 1 hour, Fri 00:30"


def test_a_moment_is_told_in_the_zone_of_the_hall() -> None:
    with timezone.override(ZoneInfo("UTC")):
        assert tags.said(NOW + timedelta(hours=2), NOW) == "in 2 hours, 05:00"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 12), "today, Thu 12 Nov"),
        (date(2026, 11, 13), "tomorrow, Fri 13 Nov"),
        (date(2026, 11, 9), "3 days ago, Mon 9 Nov"),
        (date(2026, 12, 1), "Tue 1 Dec 2026"),
    ],
)
def test_a_day_is_told_without_a_clock(day: date, text: str) -> None:
    assert tags.said(day, NOW) == text


def test_when_gives_machines_the_exact_moment() -> None:
    html = shown("{{ moment|when }}", moment=NOW)
    assert 'datetime="2026-11-12T12:00:00+09:00"' in html
    assert 'title="Thu 12 Nov 2026, 12:00"' in html
    assert shown("{{ day|when }}", day=date(2026, 11, 12)).startswith(
        '<time datetime="2026-11-12" title="Thu 12 Nov 2026">'
    )
    assert shown("{{ nothing|when }}{{ nothing|clock }}{{ nothing|moment }}", nothing=None) == ""


def test_a_history_says_the_day_where_it_changes() -> None:
    late = datetime(2026, 11, 12, 23, 30, tzinfo=SEOUL)
    facts = [
        Fact(pk=number, kind="ticket.taken", happened=late + timedelta(minutes=20 * number))
        for number in range(3)
    ]
    html = shown('{% include "parts/timeline.html" %}', facts=facts, proof=[2])
    days = [
        html.index(text) for text in ("Thu 12 Nov 2026</time></li>", "Fri 13 Nov 2026</time></li>")
    ]
    assert html.count("timeline-day") == 2
    assert days[0] < html.index("fact-1") < days[1] < html.index("fact-2")
    assert html.count("timeline-proof") == html.count("Proof") == 1


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (0, "0 min"),
        (0.3, "less than a minute"),
        (21, "21 min"),
        (60, "1 h"),
        (65.4, "1 h 5 min"),
        (timedelta(days=2, hours=3), "2 days 3 h"),
        (timedelta(days=1), "1 day"),
    ],
)
def test_a_length_of_time_is_told_in_words(length: timedelta | float, text: str) -> None:
    assert tags.duration(length) == text


def test_a_length_that_is_not_known_is_empty() -> None:
    assert tags.duration(None) == ""


def test_a_running_clock_says_when_it_is_over() -> None:
    html = tags.elapsed(timezone.now() - timedelta(hours=1, minutes=2, seconds=3), 15)
    assert "elapsed-over" in html
    assert 'data-elapsed="15"' in html
    assert ">1:02:0" in html
    in_time = tags.elapsed(timezone.now() - timedelta(minutes=2), 15)
    assert "elapsed-over" not in in_time
    assert tags.elapsed(None) == ""


# Figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (-2, '<span class="points points-minus">−2</span>'),
        (1.5, '<span class="points points-plus">+1.5</span>'),
        (0, '<span class="points">0</span>'),
        (-0.25, '<span class="points points-minus">−0.25</span>'),
        (-0.004, '<span class="points">0</span>'),
        (None, ""),
    ],
)
def test_points_carry_their_sign(value: float | None, html: str) -> None:
    assert tags.points(value) == html


@pytest.mark.parametrize(
    ("count", "total", "text"),
    [
        (175, 180, "97.2 %"),
        (0, 10, "0 %"),
        (10, 10, "100 %"),
        (9999, 10000, "99.9 %"),
        (1, 100000, "0.1 %"),
        (0, 0, "–"),
        (None, 5, "–"),
    ],
)
def test_a_hundred_per_cent_is_only_what_is_whole(count: int | None, total: int, text: str) -> None:
    assert tags.percent(count, total) == text


def test_a_share_names_its_n_and_nothing_is_no_share() -> None:
    assert "97.2 %" in tags.share(175, 180)
    assert "(n = 180)" in tags.share(175, 180)
    assert tags.share(0, 0) == "no data"


@pytest.mark.parametrize(
    ("kept", "cell"),
    [
        (0, "heat-1"),
        (79, "heat-1"),
        (80, "heat-2"),
        (90, "heat-3"),
        (97, "heat-4"),
        (99.4, "heat-4"),
        (100, "heat-5"),
    ],
)
def test_heat_rises_with_what_is_kept(kept: float, cell: str) -> None:
    assert tags.heat(kept, 100) == cell


def test_nothing_judged_has_no_heat() -> None:
    assert tags.heat(0, 0) == "heat-none"


def test_a_bar_stays_in_its_bounds() -> None:
    assert 'width="60"' in shown("{% bar 12 20 %}")
    assert 'width="100"' in shown("{% bar 30 20 %}")
    assert 'width="0"' in shown("{% bar 3 0 %}")


# States --------------------------------------------------------------------------------------


def test_a_state_is_told_by_icon_word_and_colour() -> None:
    html = shown('{% badge "fail" "outcome" %}')
    assert "badge-danger" in html
    assert "#cross" in html
    assert "Broken" in html


def test_the_same_word_means_what_it_is_a_state_of() -> None:
    assert str(sign_of("open", "finding").label) == "To be decided"
    assert str(sign_of("open", "counter").label) == "Open"


def test_an_unknown_state_is_shown_by_its_own_word() -> None:
    assert "half_done".replace("_", " ") in shown('{% badge "half_done" "case" %}')
    assert "&lt;i&gt;" in shown("{% badge state %}", state="<i>")


def test_every_kind_of_fact_has_a_label() -> None:
    assert all(tags.kind_label(code) == kind.label for code, kind in KINDS.items())
    assert tags.kind_label("no.such_kind") == "no.such_kind"
    assert tags.object_label("visit") == "Visit"
    assert tags.object_label("nothing") == "nothing"


# The thread ----------------------------------------------------------------------------------


def test_the_thread_has_its_six_stations_in_order() -> None:
    stations = thread(current="finding", clause=("/c", "2.6.1"), finding=("/f", "open"))
    assert [each.name for each in stations] == [*LABELS]
    assert stations[0] == Station("clause", LABELS["clause"], "/c", "2.6.1")
    assert [each.name for each in stations if each.current] == ["finding"]


def test_a_station_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="'rumour'"):
        thread(current="rumour")
    with pytest.raises(ValueError, match="'gossip'"):
        thread(current="clause", gossip=("/g", ""))


def test_the_present_station_is_lit_and_an_empty_one_is_no_link() -> None:
    html = shown(
        "{% thread stations %}",
        stations=thread(current="finding", clause=("/c", "2.6.1"), finding=("/f", "open")),
    )
    assert html.count('aria-current="step"') == 1
    assert html.count("<a ") == 2
    assert html.count('class="station-none"') == 4
    assert html.count("nothing yet") == 4


# Tables and forms ----------------------------------------------------------------------------


def test_a_heading_sorts_one_way_and_then_the_other() -> None:
    def heading(query: str) -> str:
        request = RequestFactory().get("/", QueryDict(query).dict())
        return shown('{% sort_heading "due" "Due" %}', request=request)

    assert 'href="?unit=civil&amp;sort=due"' in heading("unit=civil&page=3")
    assert "aria-sort" not in heading("unit=civil")
    assert 'aria-sort="ascending"' in heading("sort=due")
    assert 'href="?sort=-due"' in heading("sort=due")
    assert 'aria-sort="descending"' in heading("sort=-due")


def test_pages_of_a_list_keep_the_rest_of_the_address() -> None:
    html = shown(
        "{% pagination rows %}",
        request=RequestFactory().get("/", {"sort": "due", "page": "4"}),
        rows=Paginator(range(300), 20).page(4),
    )
    assert 'href="?sort=due&amp;page=3"' in html
    assert html.count('aria-current="page"') == 1
    assert html.count("…") == 1
    one_page = Paginator(range(3), 20).page(1)
    request = RequestFactory().get("/")
    assert shown("{% pagination rows %}", request=request, rows=one_page) == ""


class Complaint(forms.Form):
    about = forms.CharField(label="About <what>", help_text="In a sentence")
    way = forms.ChoiceField(label="How", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed")
    phone = forms.CharField(label="Phone", required=False)

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("Too late.")


def test_the_summary_leads_to_every_field_that_is_wrong() -> None:
    html = shown('{% include "parts/form.html" %}', form=Complaint({}))
    for target in ("id_about", "id_way_0", "id_agreed"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html
    assert "About &lt;what&gt;: This field is required." in html
    assert "<li>Too late.</li>" in html


def test_a_field_names_its_hint_and_its_error() -> None:
    form = Complaint({})
    html = shown('{% include "parts/field.html" with field=form.about %}', form=form)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_about_helptext id_about_error"' in html
    assert 'id="id_about_helptext"' in html
    assert 'id="id_about_error"' in html
    optional = shown('{% include "parts/field.html" with field=form.phone %}', form=form)
    assert "(optional)" in optional
    assert "aria-invalid" not in optional


@pytest.mark.parametrize(
    ("low", "high", "english", "korean", "chinese"),
    [
        (10, 20, "about 10–20 minutes", "약 10~20분", "约10～20分钟"),
        (0, 0.6, "up to 1 minute", "최대 1분", "最长1分钟"),
        (0, 4.2, "up to 5 minutes", "최대 5분", "最长5分钟"),
        (6.2, 6.3, "about 6–7 minutes", "약 6~7분", "约6～7分钟"),
        (30, 85, "about 30 min to 1 h 30 min", "약 30분~1시간 30분", "约30分钟至1小时 30分钟"),
        (0, 85, "up to 1 h 30 min", "최대 1시간 30분", "最长1小时 30分钟"),
    ],
)
def test_a_wait_is_told_as_people_say_it(
    low: float, high: float, english: str, korean: str, chinese: str
) -> None:
    estimate = Estimate(low, low, high, n=9, ahead=1, counters=1)
    told = {}
    for language in ("en", "ko", "zh-hans"):
        with override(language):
            told[language] = tags.wait_range(estimate)
    assert told == {"en": english, "ko": korean, "zh-hans": chinese}
