"""What to say now: the phrases of the standard that fit the moment at a counter."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import get_language

from servicehall.checks.queries import NoStandard, standard_in_force
from servicehall.standard.pack import Phrase
from servicehall.web.desks import Desk

NEVER_SAY = 2
"""Forbidden phrases shown at once: a prompt at the right moment, not a manual (clause 2.2.4)."""


@dataclass(frozen=True)
class Prompt:
    """A phrase in the citizen's language, with the staff member's own beside where it differs."""

    code: str
    words: str
    language: str
    own: str
    own_language: str
    instead: str = ""
    """What to say instead of a forbidden phrase, in the citizen's language."""
    own_instead: str = ""
    letter: str = ""
    """The key that notes it as said; empty for what is not noted."""
    noted: bool = False
    """Whether it was noted as said to this citizen."""


@dataclass(frozen=True)
class Prompts:
    """What to say and what never to say at one moment."""

    say: Sequence[Prompt] = ()
    never: Sequence[Prompt] = ()


def courtesies(desk: Desk) -> dict[str, Phrase]:
    """The courtesies in force that fit a moment, by their codes; none without a standard."""
    try:
        pack = standard_in_force(desk.centre.code, desk.today)
    except NoStandard:
        return {}
    return {each.code: each for each in pack.phrases if each.kind == "courtesy" and each.moment}


def prompts(
    desk: Desk,
    moments: Sequence[str],
    *,
    language: str,
    turn: int,
    noted: Collection[str] | None = None,
) -> Prompts:
    """The phrases in force for these moments, the first moment first.

    ``language`` (``ko``, ``zh``, ``en``) is the citizen's. Forbidden phrases that fit no moment
    in particular take turns by the number ``turn``, so that all are seen in time. ``noted`` are
    the codes of what was said to the citizen already; None where nobody is there to say it to.
    Empty where no standard is in force.
    """
    try:
        pack = standard_in_force(desk.centre.code, desk.today)
    except NoStandard:
        return Prompts()
    own = (get_language() or "ko").partition("-")[0]
    fitting = [phrase for moment in moments for phrase in pack.phrases if phrase.moment == moment]
    forbidden = [phrase for phrase in fitting if phrase.kind == "forbidden"]
    always = [
        phrase for phrase in pack.phrases if (phrase.kind, phrase.moment) == ("forbidden", "any")
    ]
    turned = turn % len(always) if always else 0
    never = [*forbidden, *always[turned:], *always[:turned]][:NEVER_SAY]
    say = [_prompt(each, language, own) for each in fitting if each.kind == "courtesy"]
    if noted is not None:
        say = [
            replace(each, letter=str(place) if place < 10 else "", noted=each.code in noted)
            for place, each in enumerate(say, start=1)
        ]
    return Prompts(
        say=say,
        never=[_prompt(each, language, own) for each in never],
    )


def _prompt(phrase: Phrase, language: str, own: str) -> Prompt:
    said, said_in = _told(phrase.text, language)
    beside, beside_in = _told(phrase.text, own)
    instead: Mapping[str, str] = phrase.instead or {}
    differs = beside_in != said_in
    return Prompt(
        code=phrase.code,
        words=said,
        language=said_in,
        own=beside if differs else "",
        own_language=beside_in,
        instead=instead.get(said_in, ""),
        own_instead=instead.get(beside_in, "") if differs else "",
    )


def _told(text: Mapping[str, str], wanted: str) -> tuple[str, str]:
    """The text in the wanted language, else in another one, with the language it is in."""
    for language in (wanted, "ko", "zh", "en"):
        if found := text.get(language):
            return found, language
    return "", wanted
