"""The addresses of the counter."""

from __future__ import annotations

from django.urls import path

from servicehall.web.counter import case_steps, duty, post_steps, views, visit_steps

urlpatterns = [
    path("", views.page, name="counter"),
    path("call/", views.call, name="counter-call"),
    path("visits/<int:visit>/receive/", case_steps.receive, name="counter-receive"),
    path("visits/<int:visit>/<slug:verb>/", visit_steps.step, name="counter-visit"),
    path("cases/<int:case>/<slug:verb>/", case_steps.step, name="counter-case"),
    path("duty/plan/", duty.plan, name="counter-plan"),
    path("duty/in/", duty.clock_in, name="counter-in"),
    path("duty/out/", duty.clock_out, name="counter-out"),
    path("duty/over/<int:shift>/", duty.take_over, name="counter-take-over"),
    path("post/leave/", post_steps.leave, name="counter-leave"),
    path("post/back/<int:pause>/", post_steps.come_back, name="counter-back"),
    path("post/beat/", post_steps.beat, name="counter-beat"),
    path("handovers/<int:handover>/", post_steps.take_note, name="counter-note"),
    path("self-check/<int:check>/", post_steps.self_check, name="counter-self-check"),
    path("close/", duty.close, name="counter-close"),
    path("closures/<int:closure>/<slug:verb>/", duty.closed, name="counter-closure"),
]
