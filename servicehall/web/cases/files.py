"""The files of a case: what the citizen sent, and the documents; always to be saved, never shown.

A file that somebody else made is never opened within these pages: it comes as a download, of the
type that its content has, and under a name that the hall gives it.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from servicehall.cases.keeping import kept
from servicehall.cases.models import Document
from servicehall.cases.sniffing import SUFFIXES, TYPES
from servicehall.web.cases.page import SEES, case_or_404, may_open
from servicehall.web.desks import Desk, desk


def saved(stored: str, *, kind: str, name: str) -> HttpResponse:
    """A kept file as a download; 404 for one that is erased or not there any more."""
    if not stored:
        raise Http404
    try:
        content = kept(stored)
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{SUFFIXES[kind]}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


def saved_document(document: Document) -> HttpResponse:
    """A document as it was issued."""
    return saved(document.stored, kind="pdf", name=document.reference)


@never_cache
@require_safe
@desk("serve")
def sent(request: HttpRequest, desk: Desk, case: int, upload: int) -> HttpResponse:
    """A file that the citizen sent, for whoever handles the case."""
    found = get_object_or_404(case_or_404(desk, case).uploads.all(), pk=upload)
    return saved(found.stored, kind=found.kind, name=f"file-{found.pk}")


@never_cache
@require_safe
@desk(*SEES)
def issued(request: HttpRequest, desk: Desk, case: int, document: int) -> HttpResponse:
    """A document of the case, also one that was replaced."""
    found = case_or_404(desk, case)
    if not may_open(desk, found):
        raise PermissionDenied
    return saved_document(get_object_or_404(found.documents.all(), pk=document))
