"""The addresses of all pages."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

admin.autodiscover()

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("setup/", admin.site.urls),
    path("", include("servicehall.web.urls")),
]

handler500 = "servicehall.web.faults.fault"
