"""The addresses of scores: everybody's, one, and my own month."""

from __future__ import annotations

from django.urls import path

from servicehall.web.scores import month, one, views

urlpatterns = [
    path("", views.scores_page, name="scores"),
    path("my-month/", month.my_month, name="my-month"),
    path("<slug:kind>/<str:code>/", one.score_page, name="score"),
]
