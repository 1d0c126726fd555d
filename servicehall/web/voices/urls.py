"""The addresses of voices: questions and who owns them, and what could not be got done."""

from __future__ import annotations

from django.urls import path

from servicehall.web.voices import analysis, matters, public, questions

urlpatterns = [
    path("questions/", questions.page, name="questions"),
    path("questions/<int:question>/<slug:verb>/", questions.step, name="question-step"),
    path("unresolved/", public.report_page, name="unresolved"),
    path("unresolved/<slug:code>/<slug:reference>/", public.matter_page, name="unresolved-matter"),
    path("matters/", matters.page, name="matters"),
    path("matters/new/", matters.new_page, name="matter-new"),
    path("matters/classes/", analysis.page, name="matter-classes"),
    path("matters/<int:matter>/", matters.matter_page, name="matter"),
    path("matters/<int:matter>/<slug:verb>/", matters.step, name="matter-step"),
]
