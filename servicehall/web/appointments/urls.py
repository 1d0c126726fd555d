"""The addresses of appointments: booking, the list of a day for staff, and one's own."""

from __future__ import annotations

from django.urls import path

from servicehall.web.appointments import booking, callers, day, own

urlpatterns = [
    path("", booking.start_page, name="appointments"),
    path("book/<slug:code>/", booking.days_page, name="appointment-days"),
    path("book/<slug:code>/day/<str:day>/", booking.times_page, name="appointment-times"),
    path("book/<slug:code>/time/<str:stamp>/", booking.contact_page, name="appointment-contact"),
    path("day/", day.day_page, name="appointment-day"),
    path("day/book/", callers.book_page, name="appointment-book"),
    path("day/close/", day.close_page, name="appointment-close"),
    path("day/<int:pk>/come/", day.come, name="appointment-come"),
    path("day/<int:pk>/move/", day.move_page, name="appointment-move"),
    path("day/<int:pk>/cancel/", day.withdraw_page, name="appointment-withdraw"),
    path("<str:number>/<str:code>/", own.appointment_page, name="appointment"),
    path("<str:number>/<str:code>/confirm/", own.confirm_page, name="appointment-confirm"),
    path("<str:number>/<str:code>/change/", own.change_page, name="appointment-change"),
    path("<str:number>/<str:code>/cancel/", own.cancel_page, name="appointment-cancel"),
    path("<str:number>/<str:code>/check-in/", own.come, name="appointment-check-in"),
    path("<str:number>/<str:code>/calendar.ics", own.calendar, name="appointment-calendar"),
]
