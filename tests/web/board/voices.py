"""A voice that stands in for the device's own and notes what it says, and when."""

from __future__ import annotations

import json
import time
from typing import Any

from playwright.sync_api import Page

ALL = ("ko-KR", "zh-CN", "en-GB")

_VOICES = """
(() => {
  const voices = %s.map((lang) => ({ lang, name: lang }));
  window.spoken = [];
  class Speech { constructor(text) { this.text = text; } }
  const synthesis = {
    getVoices: () => voices,
    addEventListener: () => {},
    cancel: () => {},
    speak(speech) {
      const told = { text: speech.text, lang: speech.lang, began: performance.now() };
      window.spoken.push(told);
      setTimeout(() => { told.ended = performance.now(); speech.onend(); }, 150);
    },
  };
  Object.defineProperty(window, "speechSynthesis", { value: synthesis });
  window.SpeechSynthesisUtterance = Speech;
})();
"""


_LOCKED = """
(() => {
  let touched = false;
  addEventListener("pointerdown", () => { touched = true; }, true);
  Object.defineProperty(navigator, "userActivation", {
    value: { get hasBeenActive() { return touched; } },
  });
  window.AudioContext = class {
    state = "suspended";
    resume() {
      if (touched) this.state = "running";
      return touched ? Promise.resolve() : new Promise(() => {});
    }
  };
})();
"""
"""A browser that makes no sound before it is touched; the test's own looks count as touches."""


def locked(page: Page) -> None:
    """Let the page's device make no sound before somebody touches it."""
    page.add_init_script(_LOCKED)


def with_voices(page: Page, *languages: str) -> None:
    """Give the page's device these voices from the next load on; all of them without any."""
    page.add_init_script(_VOICES % json.dumps(languages or ALL))


def without_voices(page: Page) -> None:
    """Leave the page's device without a voice."""
    page.add_init_script(_VOICES % "[]")


def spoken(page: Page, count: int) -> list[dict[str, Any]]:
    """What was said, once so much was; raises ``TimeoutError`` where it is not."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        told: list[dict[str, Any]] = page.evaluate("window.spoken.filter((each) => each.ended)")
        if len(told) >= count:
            return told
        page.wait_for_timeout(50)
    raise TimeoutError(f"only {told} was said")
