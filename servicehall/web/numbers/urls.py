"""The addresses of the numbers, of what they are made of, and of their files."""

from __future__ import annotations

from django.urls import path

from servicehall.web.numbers import export, views, visits

urlpatterns = [
    path("", views.numbers_page, name="numbers"),
    path("visits/", visits.visits_page, name="numbers-visits"),
    path("numbers.csv", export.csv_file, name="numbers-csv"),
    path("numbers.xlsx", export.xlsx_file, name="numbers-xlsx"),
]
