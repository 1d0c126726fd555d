"""The addresses of all pages: what stands alone first, then what belongs to a centre."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("servicehall.web.start.urls")),
    path(
        "<slug:centre>/",
        include(
            [
                path("", include("servicehall.web.public.urls")),
                path("appointments/", include("servicehall.web.appointments.urls")),
                path("kiosk/", include("servicehall.web.kiosk.urls")),
                path("board/", include("servicehall.web.board.urls")),
                path("counter/", include("servicehall.web.counter.urls")),
                path("", include("servicehall.web.counter.paper_urls")),
                path("due/", include("servicehall.web.due.urls")),
                path("", include("servicehall.web.cases.urls")),
                path("", include("servicehall.web.voices.urls")),
                path("hall/", include("servicehall.web.floor.urls")),
                path("numbers/", include("servicehall.web.numbers.urls")),
                path("catalogue/", include("servicehall.web.catalogue.urls")),
                path("standard/", include("servicehall.web.standard.urls")),
                path("", include("servicehall.web.duty.urls")),
                path("", include("servicehall.web.supervision.urls")),
                path("scores/", include("servicehall.web.scores.urls")),
                path("leadership/", include("servicehall.web.leadership.urls")),
            ]
        ),
    ),
]
