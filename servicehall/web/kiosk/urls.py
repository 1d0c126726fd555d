"""The addresses of the kiosk."""

from __future__ import annotations

from django.urls import path

from servicehall.web.kiosk import appointment, pairing, printing, views

urlpatterns = [
    path("", views.kiosk_page, name="kiosk"),
    path("pair/", pairing.pair_page, name="kiosk-pair"),
    path("alive/", pairing.alive, name="kiosk-alive"),
    path("take/", views.take, name="take"),
    path("appointment/", appointment.appointment_page, name="kiosk-appointment"),
    path("not-now/<slug:service>/", views.not_now, name="not-now"),
    path("taken/<str:code>/", views.taken_page, name="taken"),
    path("taken/<str:code>/print/", printing.print_ticket, name="kiosk-print"),
]
