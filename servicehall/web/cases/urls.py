"""The addresses of cases: one's own by number and code, a case for staff, the refusals."""

from __future__ import annotations

from django.urls import path

from servicehall.web.cases import files, following, page, register, steps

urlpatterns = [
    path("case/", following.ask_page, name="follow"),
    path("case/<slug:code>/file/<path:reference>/", following.send, name="follow-send"),
    path("case/<slug:code>/document/<path:reference>/", following.download, name="follow-document"),
    path("case/<slug:code>/<path:reference>/", following.case_page, name="follow-case"),
    path("cases/<int:case>/", page.case_page, name="case"),
    path("cases/<int:case>/files/<int:upload>/", files.sent, name="case-file"),
    path("cases/<int:case>/documents/<int:document>/", files.issued, name="case-document"),
    path("cases/<int:case>/<slug:verb>/", steps.step, name="case-step"),
    path("refusals/", register.refusals_page, name="refusals"),
]
