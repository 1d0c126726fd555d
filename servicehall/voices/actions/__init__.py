"""What is done with what citizens say: questions are owned, unresolved matters come to an end."""

from servicehall.voices.actions.following import follow_matter
from servicehall.voices.actions.matters import (
    classify_matter,
    contact_reporter,
    explain_matter,
    extend_matter,
    report_matter,
    resolve_matter,
    take_matter,
    tell_matter_delay,
)
from servicehall.voices.actions.questions import (
    answer_question,
    decline_question,
    hand_over_question,
    note_question,
    refer_question,
    report_question_up,
    take_over_question,
)
from servicehall.voices.actions.watching import erase_voices, set_measure, watch_matters

__all__ = (
    "answer_question",
    "classify_matter",
    "contact_reporter",
    "decline_question",
    "erase_voices",
    "explain_matter",
    "extend_matter",
    "follow_matter",
    "hand_over_question",
    "note_question",
    "refer_question",
    "report_matter",
    "report_question_up",
    "resolve_matter",
    "set_measure",
    "take_matter",
    "take_over_question",
    "tell_matter_delay",
    "watch_matters",
)
