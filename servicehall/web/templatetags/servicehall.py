"""How things are shown: texts in the reader's language, times as people say them, states.

Every template has these without loading them (see ``builtins`` in the settings).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import template
from django.core.paginator import Page as PaginatorPage
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as dated
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext

from servicehall.evidence.kinds import KINDS, OBJECTS
from servicehall.reception.waiting import Estimate
from servicehall.web.context import tag_of
from servicehall.web.signs import sign_of
from servicehall.web.threads import Station

register = template.Library()

FALLBACK = ("ko", "zh", "en")
"""The languages in which a text is looked for when the reader's own is missing."""


# Language ------------------------------------------------------------------------------------


def _short(code: str | None) -> str:
    return (code or "en").partition("-")[0]


def told(texts: Mapping[str, str] | None) -> tuple[str, str]:
    """The text for the reader and the language (``ko``, ``zh``, ``en``) that it is in."""
    wanted = _short(get_language())
    for language in (wanted, *FALLBACK):
        if text := (texts or {}).get(language):
            return text, language
    return "", wanted


@register.filter
def localized(texts: Mapping[str, str] | None) -> str:
    """The text in the reader's language, else in another: ``{{ unit.names|localized }}``."""
    return told(texts)[0]


@register.simple_tag(name="localized")
def localized_tag(texts: Mapping[str, str] | None) -> str:
    """As the filter, but marked with its language where that is not the reader's."""
    text, language = told(texts)
    if language == _short(get_language()):
        return conditional_escape(text)
    return format_html('<span lang="{}">{}</span>', html_tag(language), text)


@register.filter
def html_tag(language: str) -> str:
    """The tag (BCP 47) of a language of the hall: ``zh`` is ``zh-Hans``."""
    return "zh-Hans" if language == "zh" else tag_of(language)


@register.simple_tag
def language_tag() -> str:
    """The tag (BCP 47) of the page's language, for ``<html lang>``."""
    return tag_of(get_language() or "en")


# Pictures ------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, classes: str = "") -> str:
    """A line icon of ``icons.svg``; it is silent, so a word must stand beside it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {classes}" if classes else "",
        static("servicehall/icons.svg"),
        name,
    )


@register.inclusion_tag("parts/thread.html")
def thread(stations: Iterable[Station]) -> dict[str, Any]:
    """The thread: ``{% thread stations %}`` with the six stations of ``web/threads.py``."""
    icons = {"check": "rule", "finding": "flag"}
    return {"stations": [(each, icons.get(each.name, each.name)) for each in stations]}


# Time ----------------------------------------------------------------------------------------


def _as_datetime(value: datetime | date) -> datetime:
    if not isinstance(value, datetime):
        return timezone.make_aware(datetime.combine(value, time()))
    return timezone.localtime(value)


def _exact(value: datetime | date) -> str:
    if isinstance(value, datetime):
        return dated(timezone.localtime(value), pgettext("date format", "D j M Y, H:i"))
    return dated(value, pgettext("date format", "D j M Y"))


def _distance(minutes: int) -> str:
    """How far ahead (or, below nought, ago) as people say it; under a day."""
    ahead, size = minutes >= 0, abs(minutes)
    if size < 1:
        return gettext("now")
    if size < 60:
        form = (
            ngettext("in %(count)s minute", "in %(count)s minutes", size)
            if ahead
            else ngettext("%(count)s minute ago", "%(count)s minutes ago", size)
        )
        return form % {"count": size}
    hours = round(size / 60)
    form = (
        ngettext("in %(count)s hour", "in %(count)s hours", hours)
        if ahead
        else ngettext("%(count)s hour ago", "%(count)s hours ago", hours)
    )
    return form % {"count": hours}


def _days_apart(days: int) -> str:
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    if days == -1:
        return gettext("yesterday")
    form = (
        ngettext("in %(count)s day", "in %(count)s days", days)
        if days > 0
        else ngettext("%(count)s day ago", "%(count)s days ago", -days)
    )
    return form % {"count": abs(days)}


def said(value: datetime | date, now: datetime | None = None) -> str:
    """The moment as people say it: ``in 2 hours, Thu 14:00``; beyond a week, the date."""
    here = _as_datetime(value)
    present = timezone.localtime(now)
    days = (here.date() - present.date()).days
    if not isinstance(value, datetime):
        if abs(days) >= 7:
            return _exact(value)
        return gettext("%(distance)s, %(moment)s") % {
            "distance": _days_apart(days),
            "moment": dated(value, pgettext("date format", "D j M")),
        }
    minutes = round((here - present).total_seconds() / 60)
    if abs(minutes) < 1:
        return gettext("now")
    if abs(days) >= 7:
        return _exact(value)
    clock = pgettext("date format", "H:i") if days == 0 else pgettext("date format", "D H:i")
    near = abs(minutes) < 12 * 60
    return gettext("%(distance)s, %(moment)s") % {
        "distance": _distance(minutes) if near else _days_apart(days),
        "moment": dated(here, clock),
    }


@register.filter
def when(value: datetime | date | None) -> str:
    """The moment as people say it, with the exact one on hover and for machines."""
    if value is None:
        return ""
    machine = _as_datetime(value).isoformat() if isinstance(value, datetime) else f"{value}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', machine, _exact(value), said(value)
    )


@register.filter
def moment(value: datetime | date | None) -> str:
    """The exact moment in the reader's language, for records and papers."""
    if value is None:
        return ""
    machine = _as_datetime(value).isoformat() if isinstance(value, datetime) else f"{value}"
    return format_html('<time datetime="{}">{}</time>', machine, _exact(value))


@register.filter
def day(value: datetime | date | None) -> str:
    """The day of a moment, in the zone of the hall: ``Thu 12 Nov 2026``."""
    if value is None:
        return ""
    return str(moment(timezone.localdate(value) if isinstance(value, datetime) else value))


@register.filter
def clock(value: datetime | None) -> str:
    """The time of day, with the whole moment on hover and for machines."""
    if value is None:
        return ""
    here = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        here.isoformat(),
        _exact(value),
        dated(here, pgettext("date format", "H:i")),
    )


@register.filter
def duration(length: timedelta | float | None) -> str:
    """A length of time in words; a plain number is minutes."""
    if length is None:
        return ""
    minutes = length.total_seconds() / 60 if isinstance(length, timedelta) else float(length)
    whole = round(abs(minutes))
    if whole == 0 and minutes:
        return gettext("less than a minute")
    days, rest = divmod(whole, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        parts = [ngettext("%(count)s day", "%(count)s days", days) % {"count": days}]
        if hours:
            parts.append(gettext("%(count)s h") % {"count": hours})
    elif hours:
        parts = [gettext("%(count)s h") % {"count": hours}]
        if left:
            parts.append(gettext("%(count)s min") % {"count": left})
    else:
        parts = [gettext("%(count)s min") % {"count": left}]
    return " ".join(parts)


@register.filter
def wait_range(estimate: Estimate) -> str:
    """How long one waits, as people say it: “about 10–20 minutes”."""
    low, high = estimate.said
    if high > 60:
        lengths = {"low": duration(low), "high": duration(high)}
        form = gettext("about %(low)s to %(high)s") if low else gettext("up to %(high)s")
        return form % lengths
    if not low:
        form = ngettext("up to %(high)s minute", "up to %(high)s minutes", high)
    elif low == high:
        form = ngettext("about %(high)s minute", "about %(high)s minutes", high)
    else:
        form = gettext("about %(low)s–%(high)s minutes")
    return form % {"low": low, "high": high}


@register.simple_tag
def elapsed(since: datetime | None, limit: float | None = None) -> str:
    """A clock that runs from ``since`` on; past ``limit`` minutes it is marked as over."""
    if since is None:
        return ""
    seconds = max(0, int((timezone.now() - since).total_seconds()))
    hours, rest = divmod(seconds, 3600)
    shown = f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
    over = limit is not None and seconds > limit * 60
    return format_html(
        '<time class="elapsed{}" datetime="{}" title="{}" data-elapsed="{}">{}</time>',
        " elapsed-over" if over else "",
        timezone.localtime(since).isoformat(),
        _exact(since),
        "" if limit is None else limit,
        shown,
    )


# Figures -------------------------------------------------------------------------------------


def _figure(value: float, decimals: int = 1) -> str:
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def points(value: float | None) -> str:
    """Points with their sign, exact to a hundredth: ``+1.5``, ``−0.25``, ``0``."""
    if value is None:
        return ""
    rounded = round(float(value), 2)
    sign, tone = ("−", " points-minus") if rounded < 0 else ("+", " points-plus")
    if not rounded:
        sign = tone = ""
    return format_html('<span class="points{}">{}{}</span>', tone, sign, _figure(abs(rounded), 2))


@register.filter
def score(value: float | None) -> str:
    """A score without a sign: ``97.5``, ``0.25``; a dash where there is none."""
    return "–" if value is None else _figure(round(float(value), 2), 2)


@register.filter
def share(count: float | None, total: float | None) -> str:
    """The share with its n: ``97.2 % (n = 180)``; says so where there is nothing to count."""
    if not total or count is None:
        return gettext("no data")
    return format_html(
        '<span class="figures nowrap">{} <small class="quiet">(n = {})</small></span>',
        percent(count, total),
        f"{total:g}",
    )


@register.filter
def percent(count: float | None, total: float | None = 1) -> str:
    """The share in per cent, a hundred only where nothing is missing: ``97.2 %``."""
    if not total or count is None:
        return "–"
    value = round(100 * count / total, 1)
    if value == 100 and count < total:
        value = 99.9
    if value == 0 and count > 0:
        value = 0.1
    return gettext("%(number)s %%") % {"number": _figure(value)}


@register.filter
def heat(count: float | None, total: float | None = 1) -> str:
    """The class of a heat map's cell by the share kept: ``heat-1`` (worst) to ``heat-5``."""
    if not total or count is None:
        return "heat-none"
    kept = count / total
    return f"heat-{1 + sum(kept >= step for step in (0.8, 0.9, 0.97, 0.995))}"


@register.inclusion_tag("parts/bar.html")
def bar(value: float, most: float, tone: str = "") -> dict[str, Any]:
    """A bar of ``value`` in ``most``; it is silent, so the figure must stand beside it."""
    length = round(100 * min(max(value / most, 0), 1), 2) if most else 0
    return {"length": f"{length:g}", "tone": tone}


# States --------------------------------------------------------------------------------------


@register.simple_tag
def badge(state: str, of: str = "") -> str:
    """A state as icon, word and colour: ``{% badge finding.status "finding" %}``."""
    sign = sign_of(state, of)
    return badge_of(str(sign.label), sign.tone, sign.icon)


@register.simple_tag
def badge_of(text: str, tone: str = "", icon_name: str = "info") -> str:
    """A badge with a text of your own: ``{% badge_of _("Due today") "warning" "clock" %}``."""
    return format_html(
        '<span class="badge{}">{}{}</span>', f" badge-{tone}" if tone else "", icon(icon_name), text
    )


@register.filter
def state_label(state: str, of: str = "") -> str:
    """The word alone for a state: ``{{ member.role|state_label:"role" }}``."""
    return str(sign_of(state, of).label)


@register.filter
def kind_label(code: str) -> str:
    """What a kind of fact is called; the code itself where no such kind is declared."""
    kind = KINDS.get(code)
    return gettext(kind.label) if kind else code


@register.filter
def object_label(object_type: str) -> str:
    """What a type of object is called; the code itself where there is none."""
    label = OBJECTS.get(object_type)
    return gettext(label) if label else object_type


# Tables and forms ----------------------------------------------------------------------------


@register.inclusion_tag("parts/sort_heading.html", takes_context=True)
def sort_heading(
    context: template.Context, name: str, label: str, number: bool = False
) -> dict[str, Any]:
    """A table's heading that sorts by ``?sort=name``, and the other way by ``?sort=-name``."""
    request = context["request"]
    given = request.GET.get("sort", "")
    query = request.GET.copy()
    query["sort"] = f"-{name}" if given == name else name
    query.pop("page", None)
    return {
        "label": label,
        "number": number,
        "href": f"?{query.urlencode()}",
        "order": {name: "ascending", f"-{name}": "descending"}.get(given, ""),
    }


@dataclass(frozen=True)
class PageLink:
    """A page of a list; ``href`` is empty for the present page, ``number`` 0 for a gap."""

    number: int
    href: str = ""


@register.inclusion_tag("parts/pagination.html", takes_context=True)
def pagination(context: template.Context, rows: PaginatorPage[Any]) -> dict[str, Any]:
    """The pages of a list: ``{% pagination rows %}`` with a page of Django's paginator."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    numbers = rows.paginator.get_elided_page_range(rows.number, on_each_side=1, on_ends=1)
    return {
        "rows": rows,
        "links": [
            PageLink(number, "" if number == rows.number else address(number))
            if isinstance(number, int)
            else PageLink(0)
            for number in numbers
        ],
        "previous": address(rows.previous_page_number()) if rows.has_previous() else "",
        "next": address(rows.next_page_number()) if rows.has_next() else "",
    }


def _first_input(field: BoundField) -> str:
    """The id of the field's input, or of the first of several that are choices."""
    return field.id_for_label or field.subwidgets[0].id_for_label or field.auto_id


@register.inclusion_tag("parts/errors.html")
def errors(form: BaseForm) -> dict[str, Any]:
    """The summary of what is wrong in a form, each error a link to its field."""
    found = [
        (_first_input(form[name]), form[name].label, error)
        if name in form.fields
        else ("", "", error)
        for name, given in form.errors.items()
        for error in given
    ]
    return {"errors": found}


@register.simple_tag
def line_breaks(text: str) -> SafeString:
    """A text over several lines as it was written."""
    return mark_safe("<br>".join(conditional_escape(line) for line in text.splitlines()))


@register.simple_tag
def idempotency_key() -> str:
    """A hidden field with a fresh key, so that a form sent twice is done once."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid4())
