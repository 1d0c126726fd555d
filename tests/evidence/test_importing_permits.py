"""The municipal permit log: imported whole, and judged as it can be counted by other means."""

from __future__ import annotations

import gzip
import os
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Count

from servicehall.checks.judging import judge
from servicehall.checks.logs import log
from servicehall.checks.verdicts import Outcome
from servicehall.evidence.actions import writing
from servicehall.evidence.importing.mapping import EventLogMapping
from servicehall.evidence.importing.recording import record_log, survey
from servicehall.evidence.importing.shipped import load_mapping
from servicehall.evidence.models import Fact, FactObject
from servicehall.standard.loading import shipped

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("TEST_DATA", ROOT.parent / "shared" / "data"))
LOG = DATA / "event-logs" / "receipt.xes.gz"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
UNIT_TYPES = dict.fromkeys(("general", "customer-contact", "experts"), "general")

CONFIRMED = "T05 Print and send confirmation of receipt"
PAPERS = ("T15 Print document X request unlicensed", "T20 Print report Y to stop indication")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not LOG.exists(), reason=f"the municipal permit log is not at {LOG}; set TEST_DATA"
    ),
]


@dataclass
class PlainCase:
    """A case as an ordinary XML parser sees it."""

    told: dict[str, str] = field(default_factory=dict)
    events: list[dict[str, str]] = field(default_factory=list)

    @property
    def planned(self) -> datetime:
        return datetime.fromisoformat(self.told["enddate_planned"])

    @property
    def ended(self) -> datetime | None:
        return datetime.fromisoformat(self.told["enddate"]) if "enddate" in self.told else None

    def times(self, *activities: str) -> int:
        return sum(each["concept:name"] in activities for each in self.events)


def plain_cases(content: bytes) -> Iterator[PlainCase]:
    """The log read anew, by other means than the product's."""
    for trace in ET.fromstring(content):
        if not trace.tag.endswith("}trace"):
            continue
        case = PlainCase()
        for part in trace:
            if part.tag.endswith("}event"):
                case.events.append({each.attrib["key"]: each.attrib["value"] for each in part})
            else:
                case.told[part.attrib["key"]] = part.attrib["value"]
        yield case


@pytest.fixture(scope="module")
def content() -> bytes:
    return gzip.decompress(LOG.read_bytes())


@pytest.fixture(scope="module")
def cases(content: bytes) -> list[PlainCase]:
    return list(plain_cases(content))


@pytest.fixture
def mapping() -> EventLogMapping:
    return load_mapping("municipal-permits")


def bring_in(path: Path, mapping: EventLogMapping) -> int:
    found = survey(path, mapping, now=NOW)
    with writing():
        return record_log(path, mapping, now=NOW, expected=found)


def outcomes(at: datetime = NOW) -> dict[str, Counter[Outcome]]:
    """How often each check of the shipped standard came to which outcome in the centre."""
    facts = log("permits-nl", since=date(2010, 1, 1), until=date(2012, 12, 31), zone=AMSTERDAM)
    pack = shipped("city-service-hall")
    counted: dict[str, Counter[Outcome]] = {}
    for each in judge(pack, facts, at=at, zone=AMSTERDAM, unit_types=UNIT_TYPES):
        counted.setdefault(each.check, Counter())[each.outcome] += 1
    return counted


def test_every_case_event_and_employee_of_the_log_is_accounted_for(
    mapping: EventLogMapping, cases: list[PlainCase]
) -> None:
    found = survey(LOG, mapping, now=NOW)
    assert (found.cases, found.events) == (1434, 8577)
    assert found.mapped_events + found.ignored.total() == 8577
    assert (found.problems, found.problem_cases) == (0, 0)
    assert len(found.acting) == 48
    assert found.acting == {each["org:resource"] for case in cases for each in case.events}
    assert set(found.staff) == found.acting | {case.told["responsible"] for case in cases}
    assert found.facts == {
        "case.received": len(cases),
        "case.decided": sum(case.ended is not None for case in cases),
        "receipt.given": sum(case.times(CONFIRMED) for case in cases),
        "notice.given": sum(case.times(*PAPERS) for case in cases),
        "case.step_done": sum(len(case.events) - case.times(CONFIRMED, *PAPERS) for case in cases),
    }


def test_the_record_holds_what_the_log_holds(
    mapping: EventLogMapping, cases: list[PlainCase]
) -> None:
    assert bring_in(LOG, mapping) == 8577 + 1434 + 1329
    assert bring_in(LOG, mapping) == 0
    lengths = FactObject.objects.values_list("object_id").annotate(Count("pk"))
    assert dict(lengths) == {
        case.told["concept:name"]: len(case.events) + 1 + (case.ended is not None) for case in cases
    }
    by_staff = Fact.objects.filter(source__contains="/task-").values_list("staff")
    assert dict(by_staff.annotate(Count("pk"))) == Counter(
        each["org:resource"] for case in cases for each in case.events
    )
    steps = Fact.objects.filter(kind="case.step_done").values_list("data__step")
    told = Counter(each["concept:name"] for case in cases for each in case.events)
    assert dict(steps.annotate(Count("pk"))) == {
        name: count for name, count in told.items() if name not in {CONFIRMED, *PAPERS}
    }


def test_every_case_opens_with_its_receipt_and_counts_its_facts_without_gaps(
    mapping: EventLogMapping,
) -> None:
    bring_in(LOG, mapping)
    places: dict[str, list[FactObject]] = {}
    for place in FactObject.objects.select_related("fact").order_by("object_id", "seq"):
        if place.object_type == "case":
            places.setdefault(place.object_id, []).append(place)
    assert len(places) == 1434
    for history in places.values():
        assert [place.seq for place in history] == list(range(1, len(history) + 1))
        times = [place.fact.happened for place in history]
        assert times == sorted(times)
        assert history[0].fact.kind == "case.received"


def test_what_the_municipality_kept_and_broke_is_what_can_be_counted(
    mapping: EventLogMapping, cases: list[PlainCase]
) -> None:
    late = sum(case.ended is not None and case.ended > case.planned for case in cases)
    open_and_overdue = sum(case.ended is None and case.planned < NOW for case in cases)
    unconfirmed = sum(not case.times(CONFIRMED) for case in cases)
    without_paper = sum(not case.times(CONFIRMED, *PAPERS) for case in cases)
    asked = sum(bool(case.times(*PAPERS)) for case in cases)
    asked_again = sum(case.times(*PAPERS) > 1 for case in cases)
    # The figures of the published log, so that a change of file or of counting shows.
    assert (late, open_and_overdue, unconfirmed, asked, asked_again) == (389, 105, 134, 59, 0)

    bring_in(LOG, mapping)
    judged = outcomes()
    assert judged["due_date_missed"] == {
        Outcome.PASS: len(cases) - late - open_and_overdue,
        Outcome.FAIL: late + open_and_overdue,
    }
    # Whoever got another paper instead was not left without any; here nobody did.
    assert without_paper == unconfirmed
    assert judged["receipt_not_given"] == {
        Outcome.PASS: len(cases) - unconfirmed,
        Outcome.FAIL: unconfirmed,
    }
    assert judged["requested_again"] == {
        Outcome.PASS: asked - asked_again,
        Outcome.NOT_APPLICABLE: len(cases) - asked,
    }
    assert judged["told_orally_only"][Outcome.PASS] == asked
    assert judged["told_twice"][Outcome.INSUFFICIENT_EVIDENCE] == asked
    assert all(Outcome.ERROR not in counts for counts in judged.values())


def test_a_case_that_is_open_is_not_overdue_before_its_time(
    mapping: EventLogMapping, cases: list[PlainCase]
) -> None:
    at = max(
        datetime.fromisoformat(each["time:timestamp"]) for case in cases for each in case.events
    )
    late = sum(case.ended is not None and case.ended > case.planned for case in cases)
    overdue = sum(case.ended is None and case.planned < at for case in cases)
    waiting = sum(case.ended is None and case.planned >= at for case in cases)
    assert (overdue, waiting) == (41, 64)
    bring_in(LOG, mapping)
    assert outcomes(at)["due_date_missed"] == {
        Outcome.PASS: len(cases) - late - overdue - waiting,
        Outcome.FAIL: late + overdue,
        Outcome.INSUFFICIENT_EVIDENCE: waiting,
    }


def test_another_request_to_the_applicant_would_be_found(
    mapping: EventLogMapping, content: bytes, tmp_path: Path
) -> None:
    """The log has none, so one is put into it: the log has grown by it."""
    bring_in(LOG, mapping)
    again = (
        f'<event><string key="concept:name" value="{PAPERS[0]}"/>'
        '<string key="concept:instance" value="task-another"/>'
        '<string key="lifecycle:transition" value="complete"/>'
        '<string key="org:resource" value="Resource01"/>'
        '<date key="time:timestamp" value="2012-02-01T10:00:00+01:00"/></event>'
    ).encode()
    first = content.index(PAPERS[1].encode(), content.index(b"<trace>"))
    end = content.index(b"</trace>", first)
    grown = tmp_path / "grown.xes"
    grown.write_bytes(content[:end] + again + content[end:])
    assert bring_in(grown, mapping) == 1
    added = Fact.objects.get(source__endswith="/task-another")
    assert added.data == {"written": True, "round": 2}
    place = added.concerns.get()
    assert place.seq == FactObject.objects.filter(object_id=place.object_id).count()
    judged = outcomes()["requested_again"]
    assert judged[Outcome.PASS] == 58
    assert judged[Outcome.NEEDS_JUDGEMENT] == 1


def test_a_planned_day_that_lasts_to_its_end_would_clear_those_who_ended_on_it(
    cases: list[PlainCase],
) -> None:
    """What the mapping's comment says of ``end_of_day``, counted."""
    on_the_day = sum(
        case.ended is not None
        and case.ended > case.planned
        and case.ended.astimezone(AMSTERDAM).date() == case.planned.astimezone(AMSTERDAM).date()
        for case in cases
    )
    assert on_the_day == 67
