"""The addresses of supervision: findings, and the record that they rest on."""

from __future__ import annotations

from django.urls import path

from servicehall.web.supervision import findings, record

urlpatterns = [
    path("findings/", findings.findings_page, name="findings"),
    path("findings/<str:reference>/", findings.finding_page, name="finding"),
    path("findings/<str:reference>/<slug:verb>/", findings.act, name="finding-act"),
    path("record/", record.record_page, name="record"),
    path("record/<slug:object_type>/<path:object_id>/", record.history_page, name="history"),
]
