"""The addresses of what is due: the list, a case with its clocks, and days declared later."""

from __future__ import annotations

from django.urls import path

from servicehall.web.due import days, steps, views

urlpatterns = [
    path("", views.page, name="due"),
    path("days/", days.page, name="due-days"),
    path("<int:case>/", views.case_page, name="due-case"),
    path("<int:case>/<slug:verb>/", steps.step, name="due-step"),
]
