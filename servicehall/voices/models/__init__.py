"""What citizens say to the hall: a question, and a matter that could not be got done."""

from servicehall.voices.models.matters import OPEN_MATTERS, ProblemClass, UnresolvedMatter
from servicehall.voices.models.questions import OPEN_QUESTIONS, FirstContact
from servicehall.voices.models.series import VoiceSeries

__all__ = (
    "OPEN_MATTERS",
    "OPEN_QUESTIONS",
    "FirstContact",
    "ProblemClass",
    "UnresolvedMatter",
    "VoiceSeries",
)
