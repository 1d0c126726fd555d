"""A pack of three clauses, to be written to a folder and spoilt in one place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FILES: Mapping[str, str] = {
    "pack.yaml": """\
name: small
version: "0.1.0"
title: {zh: 小规范, ko: 작은 규범, en: Small standard}
source: {zh: 自拟, ko: 지어냄, en: Invented}
languages: [zh, ko, en]
unit_types:
  general: {zh: 一般, ko: 일반, en: General}
chapters:
  - 1-order.yaml
  - 2-quality.yaml
scoring:
  base: 100
  parts:
    - code: order
      title: {zh: 秩序, ko: 질서, en: Order}
      clauses: ["1"]
      weight: 40
    - code: quality
      title: {zh: 质量, ko: 품질, en: Quality}
      clauses: ["2.1"]
      weight: 60
  bonus_cap: 10
  counter: {staff_share: 0.6}
  lead_share: 0.5
""",
    "1-order.yaml": """\
number: "1"
title: {zh: 秩序, ko: 질서, en: Order}
clauses:
  - number: "1.1"
    title:
      zh: 告示
      ko: 공지
      en: Notice
    text: {zh: 张贴告示。, ko: 공지를 게시한다., en: Post a notice.}
    value: standardised
    unit_types: [general]
    checks:
      - code: closed_without_notice
        title: {zh: 未贴告示, ko: 공지 없음, en: No notice}
        explains: {zh: 五分钟内, ko: 5분 안에, en: Within five minutes}
        per: closure
        template: response
        activation: counter.closed
        target:
          kind: closure.notice_posted
          where:
            - {field: until, given: true}
        within: 5 minutes
        points: 2
        examples:
          clean:
            - facts:
                - {kind: counter.closed, at: "09:00"}
                - {kind: closure.notice_posted, at: "09:05", data: {until: "10:00"}}
          breaching:
            - facts:
                - {kind: counter.closed, at: "09:00"}
  - number: "1.2"
    title: {zh: 问候, ko: 인사, en: Greeting}
    text: {zh: 先问候。, ko: 먼저 인사한다., en: Greet first.}
    value: quality
    spoken:
      - code: greets
        text: {zh: 问候, ko: 인사, en: Greets}
        phrases: [hello]
""",
    "2-quality.yaml": """\
number: "2"
title: {zh: 质量, ko: 품질, en: Quality}
clauses:
  - number: "2.1"
    title: {zh: 文书, ko: 문서, en: Papers}
    text: {zh: 文书准确。, ko: 문서는 정확해야 한다., en: Papers are accurate.}
    value: quality
    observed:
      - code: paper_wrong
        text: {zh: 文书有误, ko: 문서가 틀림, en: A paper is wrong}
        points:
          - {since: 2020-01-01, value: 2, source: invented}
""",
    "phrases.yaml": """\
phrases:
  - code: hello
    kind: courtesy
    clause: "1.2"
    text: {zh: 您好, ko: 안녕하세요, en: Hello}
    moment: greeting
""",
}


def written(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """The folder, with the files of a pack in it."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def spoilt(folder: Path, file: str, old: str, new: str) -> Path:
    """The folder, with the small pack in it and one passage of one file replaced."""
    assert FILES[file].count(old) == 1, f"{old!r} is there {FILES[file].count(old)} times"
    return written(folder, {**FILES, file: FILES[file].replace(old, new)})
