"""Names are words of the field, and each file is where one looks for it."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import DOMAIN, PACKAGE, ROOT, modules

EMPTY_WORDS = frozenset(
    {
        "base",
        "common",
        "core",
        "helper",
        "helpers",
        "manager",
        "managers",
        "misc",
        "service",
        "services",
        "selectors",
        "shared",
        "util",
        "utilities",
        "utils",
    }
)
"""Names that say nothing of what is in a file; "service" is a word of the hall's."""

NAMED_BY_DJANGO = frozenset({"base"})
"""Where Django looks for a database's backend, whatever else one would call it."""

EVERYWHERE = frozenset({"__init__", "apps", "models", "actions", "queries", "migrations"})
FURTHER_NOUNS = {
    # What is recorded, on one page; reading the logs of other systems; questions asked with
    # every step; following the record by what is committed, sealing it; writing it for others.
    "evidence": {"kinds", "exporting", "importing", "prepared", "committed", "sealing"},
    # What each role may do, in one table; whom a sign-in means; what changes of duty share.
    "hall": {"backends", "roles", "sessions", "standing"},
    # What every change of a visit has in common, whether a ticket is given, and the proof that
    # visits and record agree; how long one waits, from how past days went and who is there now, and
    # how true that came; whether a counter more is needed in the next hour, from the same; what is
    # told by message, where to, through what; what visits consisted of, and come to. What every
    # change of an appointment has in common, the times that can be booked and what is asked of
    # them, how somebody who books is reached, and what they are told, with a calendar file. Letters
    # about a matter.
    "reception": {
        "moving",
        "giving",
        "ledger",
        "pace",
        "replay",
        "measured",
        "waiting",
        "waits",
        "calibration",
        "staffing",
        "outlook",
        "telling",
        "addresses",
        "senders",
        "episodes",
        "numbers",
        "appointing",
        "slots",
        "agenda",
        "contacts",
        "correspondence",
        "icalendar",
        "matters",
    },
    # Service items as people fill them in, and what a version says; when a material is needed, and
    # what this person needs; the file of a catalogue, read, compared and written; the citizen's
    # search over it.
    "catalogue": {"forms", "said", "conditions", "situation", "exchange", "search"},
    # What every change of a case has in common; its clocks, the periods that the law sets beside
    # them, and what its citizen is told by letter; what can be done against a refusal; what
    # documents say, and what is looked over in them; what a file that somebody sends is, and where
    # files lie.
    "cases": {
        "moving",
        "clocks",
        "periods",
        "letters",
        "remedies",
        "papers",
        "proofing",
        "sniffing",
        "keeping",
    },
    # What every change of a question or a matter has in common; who answers for one, and who
    # handles one; by when; and what its citizen is told by letter.
    "voices": {"moving", "standing", "periods", "letters"},
    # What every change of a finding has in common.
    "findings": {"changing"},
}
"""What a domain folder holds beside models, actions and queries; a new noun is named here."""

# Checks are a machine with a few rows beside it: its parts are files of their own.
OF_THREE_FILES = [name for name in DOMAIN if name != "checks" and (PACKAGE / name).is_dir()]


def words(name: str) -> set[str]:
    return set(name.lower().split("_"))


def test_no_file_or_folder_has_an_empty_name() -> None:
    places = {
        part
        for module in modules("servicehall", "benchmarks", "scripts", "tests")
        for part in module.path.relative_to(ROOT).with_suffix("").parts
    }
    empty = {place for place in places if words(place) & EMPTY_WORDS}
    assert sorted(empty - NAMED_BY_DJANGO) == []


@pytest.mark.parametrize("folder", OF_THREE_FILES)
def test_a_domain_folder_holds_models_actions_and_queries(folder: str) -> None:
    held = {
        path.stem
        for path in (PACKAGE / folder).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert sorted(held - EVERYWHERE - FURTHER_NOUNS.get(folder, set())) == []


def test_classes_have_no_empty_names() -> None:
    found = re.compile(r"^class (\w*(?:Helper|Manager|Util|Utils|Misc|Base))\b", re.MULTILINE)
    assert [
        f"{module.place}: {name}"
        for module in modules("servicehall")
        for name in found.findall(module.path.read_text())
    ] == []


def test_tests_stand_in_folders_of_what_they_test() -> None:
    known = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    known |= {"architecture", "benchmarks", "scripts"}
    folders = {path.parent.relative_to(ROOT / "tests").parts[0] for path in
               (ROOT / "tests").glob("*/**/test_*.py")}  # fmt: skip
    assert folders <= known


def test_tests_are_sentences() -> None:
    """At least three words: what happens, to what."""
    short = [
        f"{module.place}: {name}"
        for module in modules("tests")
        for name in re.findall(r"^def (test_\w+)", module.path.read_text(), re.MULTILINE)
        if name.count("_") < 3
    ]
    assert short == []
