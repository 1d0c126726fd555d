"""The message catalogues follow the code, and incomplete ones are not let through."""

from __future__ import annotations

import gettext
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts import messages
from scripts.messages import BadInput, add, faults, misformed, missing, po_path, read, texts, update

CODE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

name = "not marked"
TITLE = gettext_lazy("Ticket")
def f(n, label):
    _("Wait at counter %(counter)s") % {"counter": n}
    pgettext("state of a counter", "Open")
    ngettext("%(n)d person waits", "%(n)d people wait", n) % {"n": n}
    _(label)
    return _("Long "
             "text")
"""
TEMPLATE = """{% load i18n %}
<h1>{% translate "Ticket" %}</h1>
    {% include "x.html" with title=_("In brackets") %}
  <p title="{% translate 'Open' context 'verb' %}">It's {{ x|default:_("nothing yet") }}</p>
  {% blocktranslate trimmed with name=person.name count n=people %}
      {{ name }} and
      one other
    {% plural %}
      {{ name }} and {{ n }} others
  {% endblocktranslate %}
{% trans "100% done" %}
{% comment %}{% translate "Not shown" %}{% endcomment %}
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package with marked texts in code and in a template."""
    folder = tmp_path / "package"
    (folder / "web" / "templates").mkdir(parents=True)
    (folder / "code.py").write_text(CODE)
    (folder / "web" / "templates" / "page.html").write_text(TEMPLATE)
    return folder


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    return tmp_path / "locale"


def _filled(package: Path, locale: Path) -> dict[str, Any]:
    """Every missing text with its own text, or plural, as translation."""
    filled = missing(locale, package)
    for key, entry in filled.items():
        own = entry.get("plural") or key.rpartition("\x04")[2]
        entry["ko"] = [f"ko {own}"] if "plural" in entry else f"ko {own}"
        entry["zh"] = [f"zh {own}"] if "plural" in entry else f"zh {own}"
    return filled


def test_every_marked_text_is_found(package: Path) -> None:
    found = {(message.context, message.id): message for message in texts(package) if message.id}
    assert set(found) == {
        (None, "Ticket"),
        (None, "Wait at counter %(counter)s"),
        ("state of a counter", "Open"),
        ("verb", "Open"),
        (None, ("%(n)d person waits", "%(n)d people wait")),
        (None, "Long text"),
        (None, "In brackets"),
        (None, "nothing yet"),
        (None, ("%(name)s and one other", "%(name)s and %(n)s others")),
        (None, "100%% done"),
    }
    assert [place for place, _ in found[None, "Ticket"].locations] == [
        "package/code.py",
        "package/web/templates/page.html",
    ]


def test_a_full_round_leaves_nothing_missing(package: Path, locale: Path) -> None:
    update(locale, package)
    assert len(missing(locale, package)) == 10
    count, unknown = add(_filled(package, locale), locale, package)
    assert (count, unknown) == (20, [])
    assert missing(locale, package) == {}
    assert faults(locale, package) == []


def test_what_is_compiled_translates(package: Path, locale: Path) -> None:
    add(_filled(package, locale), locale, package)
    for language, folder in messages.LANGUAGES.items():
        with (locale / folder / "LC_MESSAGES" / "django.mo").open("rb") as file:
            known = gettext.GNUTranslations(file)
        assert known.gettext("Ticket") == f"{language} Ticket"
        assert known.pgettext("verb", "Open") == f"{language} Open"
        for count in (1, 5):
            assert (
                known.ngettext("%(n)d person waits", "%(n)d people wait", count)
                == f"{language} %(n)d people wait"
            )


def test_writing_again_changes_nothing(package: Path, locale: Path) -> None:
    add(_filled(package, locale), locale, package)
    before = {path: path.read_bytes() for path in locale.rglob("django.*")}
    assert len(before) == 4
    update(locale, package)
    assert {path: path.read_bytes() for path in locale.rglob("django.*")} == before
    assert b"Date" not in before[po_path("ko", locale)]


def test_a_new_text_is_missing_until_it_is_translated(package: Path, locale: Path) -> None:
    add(_filled(package, locale), locale, package)
    (package / "more.py").write_text('_("Something new")')
    told = faults(locale, package)
    assert len(told) == 2
    assert all("'Something new': missing" in line for line in told)
    update(locale, package)
    assert all("untranslated" in line for line in faults(locale, package))
    add({"Something new": {"ko": "새 것", "zh": "新的"}}, locale, package)
    assert faults(locale, package) == []


def test_a_changed_plural_asks_for_its_translation_again(package: Path, locale: Path) -> None:
    add(_filled(package, locale), locale, package)
    (package / "code.py").write_text(CODE.replace("people wait", "persons wait"))
    assert any("person waits" in line for line in faults(locale, package))


def test_a_text_that_left_the_code_leaves_the_catalogue(package: Path, locale: Path) -> None:
    add(_filled(package, locale), locale, package)
    (package / "code.py").write_text("")
    assert any("'Long text': not in the code" in line for line in faults(locale, package))
    update(locale, package)
    assert faults(locale, package) == []
    assert "Long text" not in po_path("zh", locale).read_text()


def test_a_fuzzy_translation_does_not_count(package: Path, locale: Path) -> None:
    add(_filled(package, locale), locale, package)
    path = po_path("ko", locale)
    path.write_text(path.read_text().replace('msgid "Ticket"', '#, fuzzy\nmsgid "Ticket"'))
    assert [line for line in faults(locale, package) if "'Ticket': fuzzy" in line]
    assert list(missing(locale, package)) == ["Ticket"]
    assert missing(locale, package)["Ticket"]["zh"] == "zh Ticket"
    add({"Ticket": {"ko": "번호표"}}, locale, package)
    assert faults(locale, package) == []


def test_a_catalogue_edited_by_hand_has_to_be_compiled(package: Path, locale: Path) -> None:
    add(_filled(package, locale), locale, package)
    path = po_path("ko", locale)
    path.write_text(path.read_text().replace("ko Ticket", "번호표"))
    assert [line.split(": ")[1] for line in faults(locale, package)] == [
        "not in step with the .po; run make messages"
    ]
    update(locale, package)
    assert faults(locale, package) == []
    assert read(path).get("Ticket").string == "번호표"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "translation", "well"),
    [
        ("Counter %(counter)s", "%(counter)s번 창구", True),
        ("Counter %(counter)s", "창구", False),
        ("Counter %(counter)s", "%(counters)s번 창구", False),
        ("%s of %s", "%s / %s", True),
        ("{name} waits", "{name} 대기", True),
        ("{name} waits", "{ name } 대기", False),
        ("100%% of %(n)s", "%(n)s의 100%%", True),
        ("no placeholder", "%(surprise)s", False),
        (("one person", "%(n)s people"), ("%(n)s명",), True),
        (("one person", "%(n)s people"), ("한 명",), True),
        (("one of %(name)s", "%(n)s of %(name)s"), ("%(n)s",), False),
        (("one of %(name)s", "%(n)s of %(name)s"), ("%(name)s %(n)s",), True),
    ],
)
def test_placeholders_have_to_agree(
    text: str | tuple[str, ...], translation: str | tuple[str, ...], well: bool
) -> None:
    assert (misformed(text, translation) == "") is well


def test_a_wrong_placeholder_in_the_catalogue_is_a_fault(package: Path, locale: Path) -> None:
    add(_filled(package, locale), locale, package)
    path = po_path("zh", locale)
    path.write_text(path.read_text().replace("zh Wait at counter %(counter)s", "请到%(window)s"))
    assert any("%(window)s" in line for line in faults(locale, package))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "expected an object of texts"),
        ({"Ticket": "번호표"}, "'Ticket': expected an object with ko and zh"),
        ({"Ticket": {"ko": "x", "en": "y"}}, "unknown key 'en'"),
        ({"Ticket": {"ko": ["x", "y"]}}, "expected one text"),
        ({"Wait at counter %(counter)s": {"ko": "기다려 주세요"}}, "placeholders"),
    ],
)
def test_a_bad_entry_is_refused_and_nothing_is_taken(
    given: object, told: str, package: Path, locale: Path
) -> None:
    update(locale, package)
    before = po_path("ko", locale).read_bytes()
    if isinstance(given, dict):
        given = {"Long text": {"ko": "긴 글", "zh": "长文"}, **given}
    with pytest.raises(BadInput, match=told):
        add(given, locale, package)
    assert po_path("ko", locale).read_bytes() == before


def test_a_translation_of_what_is_not_in_the_code_is_told_and_left_out(
    package: Path, locale: Path
) -> None:
    taken = add(
        {"Gone": {"ko": "x", "zh": "y"}, "Ticket": {"ko": "번호표", "zh": ""}}, locale, package
    )
    assert taken == (1, ["Gone"])
    assert "Gone" not in po_path("ko", locale).read_text()
    assert "Ticket" in missing(locale, package)


def test_an_empty_text_is_refused_with_its_place(package: Path) -> None:
    (package / "empty.py").write_text('\n_("")\n')
    with pytest.raises(BadInput, match=r"package/empty\.py:2"):
        texts(package)


@pytest.mark.parametrize(
    "line", ['msgid "Ticket', 'msgid "Tic"ket"', "<<<<<<< HEAD", "msgstr", 'msgidd "x"']
)
def test_a_broken_catalogue_is_told_by_file_and_line(
    line: str, package: Path, locale: Path
) -> None:
    update(locale, package)
    path = po_path("ko", locale)
    path.write_text(path.read_text() + f'\n{line}\nmsgstr ""\n')
    number = path.read_text().splitlines().index(line) + 1
    before = path.read_bytes()
    for use in (faults, update, missing):
        with pytest.raises(BadInput, match=rf"ko/LC_MESSAGES/django\.po:{number}: "):
            use(locale, package)
    assert path.read_bytes() == before


def test_bad_json_is_one_line_and_status_2(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({"a": 1})[:-1])
    done = subprocess.run(
        [sys.executable, messages.__file__, "--add", str(broken)], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"messages: {broken}: ")
    assert done.stderr.count("\n") == 1
