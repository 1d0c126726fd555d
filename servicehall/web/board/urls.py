"""The addresses of the boards: the usual one, and one for each layout."""

from __future__ import annotations

from django.urls import path

from servicehall.web.board import views

urlpatterns = [
    path("", views.board_page, name="board"),
    path("<slug:layout>/", views.board_page, name="board-layout"),
]
