"""The addresses of the board."""

from __future__ import annotations

from django.urls import path

from servicehall.web.board import views

urlpatterns = [path("", views.board_page, name="board")]
