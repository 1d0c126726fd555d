"""The addresses of duty: the rota, its people, my own page, and who is on duty now."""

from __future__ import annotations

from django.urls import path

from servicehall.web.duty import board, me, people, rota

urlpatterns = [
    path("on-duty/", board.page, name="on-duty"),
    path("me/", me.page, name="me"),
    path("rota/", rota.page, name="rota"),
    path("rota/plan/", rota.plan, name="rota-plan"),
    path("rota/copy/", rota.copy, name="rota-copy"),
    path("rota/shifts/<int:shift>/<slug:verb>/", rota.change, name="rota-shift"),
    path("rota/people/", people.page, name="rota-people"),
    path("rota/absences/", people.absent, name="rota-absent"),
    path("rota/absences/<int:absence>/withdraw/", people.present, name="rota-present"),
    path("rota/pairs/", people.pair, name="rota-pair"),
    path("rota/pairs/<int:pair>/end/", people.unpair, name="rota-unpair"),
    path("rota/staff/<int:staff>/badge/", people.issue, name="rota-issue"),
    path("rota/badges/<int:badge>/", people.badge, name="rota-badge"),
    path("rota/badges/<int:badge>/code.svg", people.badge_code, name="rota-badge-code"),
    path("rota/badges/<int:badge>/revoke/", people.revoke, name="rota-revoke"),
]
