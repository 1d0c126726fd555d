"""The addresses of the catalogue: what is offered, its files, and the versions of each item."""

from __future__ import annotations

from django.urls import path

from servicehall.web.catalogue import importing, versions, views

urlpatterns = [
    path("", views.catalogue_page, name="catalogue"),
    path("services.<slug:kind>", views.export, name="catalogue-export"),
    path("look/", importing.look, name="catalogue-look"),
    path("publish/", importing.publish, name="catalogue-publish"),
    path("items/<slug:code>/", versions.versions_page, name="catalogue-versions"),
    path("items/<slug:code>/publish/", versions.publish, name="catalogue-publish-draft"),
    path("items/<slug:code>/<int:version>/withdraw/", versions.withdraw, name="catalogue-withdraw"),
]
