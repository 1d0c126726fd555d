"""The addresses of supervision: findings, and the record that they rest on."""

from __future__ import annotations

from django.urls import path

from servicehall.web.supervision import finding, inbox, record, reports, seals

urlpatterns = [
    path("findings/", inbox.findings_page, name="findings"),
    path("findings/<str:reference>/", finding.finding_page, name="finding"),
    path("findings/<str:reference>/<slug:verb>/", finding.act, name="finding-act"),
    path("guides/reports/", reports.reports_page, name="guide-reports"),
    path("record/", record.record_page, name="record"),
    path("record/seals/", seals.seals_page, name="seals"),
    path("record/<slug:object_type>/<path:object_id>/", record.history_page, name="history"),
]
