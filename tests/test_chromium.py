"""The browser that the tests open pages in."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import accessibility_faults, find_chromium, listen


def test_the_environment_names_the_browser_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "my-browser"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(program))
    assert find_chromium() == str(program)


def test_without_a_browser_none_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium() is None


def test_axe_finds_a_picture_without_words(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        '<!doctype html><html lang="en"><title>t</title><main><h1>t</h1><img src="data:,">'
    )
    assert [fault.split(" ")[0] for fault in accessibility_faults(page)] == ["image-alt"]
    page.set_content(
        '<!doctype html><html lang="en"><title>t</title><main><h1>t</h1><img alt="x" src="data:,">'
    )
    assert accessibility_faults(page) == []
    page.close()


def test_a_failing_script_is_a_complaint(browser: Browser) -> None:
    context = browser.new_context()
    complaints = listen(context)
    page = context.new_page()
    page.set_content("<script>console.log('fine')</script>")
    assert complaints == []
    page.set_content("<script>console.error('not fine'); missing()</script>")
    page.wait_for_timeout(100)
    context.close()
    assert len(complaints) == 2
    assert "not fine" in complaints[0]
    assert "missing is not defined" in complaints[1]
