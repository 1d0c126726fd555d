"""The addresses of the papers: they stand beside the counter, ``/<centre>/notices/<case>/``."""

from __future__ import annotations

from django.urls import path

from servicehall.web.counter import paper_files, papers

urlpatterns = [
    path("notices/<int:case>/", papers.notice, name="notice"),
    path("notices/<int:case>/notice.pdf", paper_files.notice, name="notice-file"),
    path("receipts/<int:case>/", papers.receipt, name="receipt"),
    path("receipts/<int:case>/receipt.pdf", paper_files.receipt, name="receipt-file"),
]
