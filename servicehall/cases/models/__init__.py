"""A citizen's matter and what comes of it: its notices, the refusal, the documents, the files."""

from servicehall.cases.models.cases import (
    NEXT,
    OPEN,
    RUNNING,
    SENT_BACK,
    Case,
    Extension,
    OneTimeNotice,
    Stage,
    Suspension,
)
from servicehall.cases.models.documents import Delivery, Document, DocumentSeries
from servicehall.cases.models.following import Upload, WrongTries
from servicehall.cases.models.refusals import RefusalRecord

__all__ = (
    "NEXT",
    "OPEN",
    "RUNNING",
    "SENT_BACK",
    "Case",
    "Delivery",
    "Document",
    "DocumentSeries",
    "Extension",
    "OneTimeNotice",
    "RefusalRecord",
    "Stage",
    "Suspension",
    "Upload",
    "WrongTries",
)
