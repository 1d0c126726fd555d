"""The addresses that belong to no centre: the start, signing in and out, appearance, health."""

from __future__ import annotations

from django.urls import path

from servicehall.web import appearance
from servicehall.web.start import signing, views

urlpatterns = [
    path("", views.start_page, name="start"),
    path("enter/<slug:role>/", signing.enter, name="enter"),
    path("sign-in/", signing.SignIn.as_view(), name="sign-in"),
    path("sign-out/", signing.SignOut.as_view(), name="sign-out"),
    path("start/appearance/", appearance.choose, name="appearance"),
    path("health/", views.health, name="health"),
]
