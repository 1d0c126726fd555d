"""The addresses of the floor."""

from __future__ import annotations

from django.urls import path

from servicehall.web.floor import keep, kiosks, stock, views, waits

urlpatterns = [
    path("", views.page, name="hall"),
    path("waits/", waits.waits_page, name="hall-waits"),
    path("keep/", keep.keep_page, name="hall-keep"),
    path("guides/", stock.page, name="hall-guides"),
    path("guides/count/", stock.count, name="hall-guides-count"),
    path("guides/<int:stock>/<slug:verb>/", stock.step, name="hall-guides-step"),
    path("plan/", views.plan, name="hall-plan"),
    path("badge/<int:shift>/", views.badge, name="hall-badge"),
    path("send/<int:visit>/", views.send, name="hall-send"),
    path("kiosks/<slug:device>/", kiosks.lock, name="hall-kiosk"),
    path("notice/<int:closure>/", views.notice, name="hall-notice"),
]
