"""The address of the overview."""

from __future__ import annotations

from django.urls import path

from servicehall.web.leadership import views

urlpatterns = [path("", views.overview, name="leadership")]
