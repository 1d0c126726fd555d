"""The addresses of the kiosk."""

from __future__ import annotations

from django.urls import path

from servicehall.web.kiosk import appointment, views

urlpatterns = [
    path("", views.kiosk_page, name="kiosk"),
    path("take/", views.take, name="take"),
    path("appointment/", appointment.appointment_page, name="kiosk-appointment"),
    path("taken/<str:code>/", views.taken_page, name="taken"),
]
