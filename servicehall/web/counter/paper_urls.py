"""The addresses of the papers: they stand beside the counter, ``/<centre>/notices/<case>/``."""

from __future__ import annotations

from django.urls import path

from servicehall.web.counter import papers

urlpatterns = [
    path("notices/<int:case>/", papers.notice, name="notice"),
    path("receipts/<int:case>/", papers.receipt, name="receipt"),
]
