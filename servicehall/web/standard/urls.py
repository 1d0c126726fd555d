"""The addresses of the standard: as a reader would read it, clause by clause, check by check."""

from __future__ import annotations

from django.urls import path

from servicehall.web.standard import views

urlpatterns = [
    path("", views.standard_page, name="standard"),
    path("clauses/<str:number>/", views.clause_page, name="clause"),
    path("checks/<slug:code>/", views.check_page, name="check"),
]
