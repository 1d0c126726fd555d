"""The addresses of the public pages: what to do, the guides, and one's own ticket."""

from __future__ import annotations

from django.urls import path

from servicehall.web.public import contradicting, holding, printed, tickets, views

urlpatterns = [
    path("", views.public_page, name="public"),
    path("services/<slug:code>/", views.service_page, name="service"),
    path("services/<slug:code>/guide-<slug:named>.pdf", printed.guide_pdf, name="guide-pdf"),
    path("services/<slug:code>/report/", contradicting.report_page, name="guide-report"),
    path("tickets/<str:code>/", tickets.ticket_page, name="ticket"),
    path("tickets/<str:code>/leave/", holding.leave_page, name="ticket-leave"),
    path("tickets/<str:code>/back/", holding.come_back, name="ticket-back"),
    path("tickets/<str:code>/messages/", tickets.give, name="ticket-contact"),
    path("tickets/<str:code>/messages/withdraw/", tickets.withdraw, name="ticket-contact-withdraw"),
    path("tickets/<str:code>/qr.svg", tickets.ticket_qr, name="ticket-qr"),
]
