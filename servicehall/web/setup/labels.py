"""What rows, fields and choices are called on the set-up pages, and what each of them does.

The nouns themselves know no words of pages, so these stand in one table here; ``call_by_name``
gives them to Django once, when the pages begin to be served.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise


class Named(NamedTuple):
    """What one row is called, and several."""

    one: Text
    several: Text


APPS: Mapping[str, Text] = {
    "hall": _("Hall and staff"),
    "catalogue": _("Services offered"),
    "reception": _("Reception"),
    "evidence": _("Record"),
}

MODELS: Mapping[str, Named] = {
    "hall.Centre": Named(_("Centre"), _("Centres")),
    "hall.Unit": Named(_("Unit"), pgettext_lazy("set-up", "Units")),
    "hall.Counter": Named(_("Counter"), _("Counters")),
    "hall.StaffMember": Named(_("Staff member"), _("Staff")),
    "catalogue.ServiceItem": Named(_("Service item"), _("Service items")),
    "catalogue.RequiredMaterial": Named(_("Required material"), _("Required materials")),
    "reception.BookingPlan": Named(_("Booking plan"), _("Booking plans")),
    "reception.ClosedDay": Named(_("Closed day"), _("Closed days")),
    "reception.BoardLayout": Named(_("Board layout"), _("Board layouts")),
    "reception.Printer": Named(_("Printer"), _("Printers")),
    "reception.Device": Named(_("Device"), _("Devices")),
    "reception.Message": Named(_("Message"), _("Messages")),
    "evidence.Fact": Named(pgettext_lazy("record", "Fact"), _("Facts")),
    "evidence.FactObject": Named(_("What it concerns"), _("What it concerns")),
}

_CODE = pgettext_lazy("set-up", "Code")
_KIND = pgettext_lazy("set-up", "Kind")

FIELDS: Mapping[str, Mapping[str, Text]] = {
    "hall.Centre": {
        "code": _CODE,
        "jurisdiction": _("Country whose rules apply"),
        "timezone": _("Time zone"),
        "opens": _("Opens at"),
        "closes": _("Closes at"),
        "receives": _("Citizens come here"),
        "recall_pause": _("Seconds between two calls of one person"),
        "recall_most": _("Calls of one person at most"),
        "return_within": _("Minutes to come back after a missed call"),
        "priority_worth": _("Minutes that priority is worth"),
        "wait_promise": _("Longest wait promised (minutes)"),
        "tell_at": _("Place in the queue at which one is told"),
        "appointment_early": _("Check-in from (minutes before)"),
        "appointment_late": _("Place kept for (minutes after)"),
        "appointment_hold": _("Time held without confirmation (minutes)"),
        "last_ticket_before": _("Last ticket (minutes before the end)"),
        "kiosks_registered_only": _("Tickets on registered kiosks only"),
        "phone_tickets": _("Tickets on the phone"),
        "supervision_phone": _("Number of the supervision office"),
        "backup_after": _("Backup takes over after (minutes)"),
        "unattended_after": _("Unattended after (minutes)"),
        "away_most": _("Away from the post at most (minutes)"),
    },
    "hall.Unit": {
        "centre": _("Centre"),
        "code": _CODE,
        "unit_type": _("Kind of unit"),
        "prefix": _("Letter of its tickets"),
        "phone": _("Telephone"),
        "daily_quota": _("Tickets a day at most"),
    },
    "hall.Counter": {
        "centre": _("Centre"),
        "unit": _("Unit"),
        "code": _("Number"),
        "state": _("State"),
        "also_serves": _("Also serves"),
    },
    "hall.StaffMember": {
        "centre": _("Centre"),
        "code": _CODE,
        "name": _("Name"),
        "role": _("Role"),
        "unit": _("Unit"),
        "user": _("Signs in as"),
    },
    "catalogue.ServiceItem": {
        "centre": _("Centre"),
        "unit": _("Unit"),
        "code": _CODE,
        "version": pgettext_lazy("service", "Version"),
        "icon": pgettext_lazy("set-up", "Picture"),
        "case_class": _("How it is decided"),
        "statutory_limit": _("Limit by law"),
        "promised_limit": _("Promised limit"),
        "fee": _("Fee"),
        "legal_basis": _("Laws that it rests on"),
        "next_unit": _("Next counter is at"),
        "eligibility": _("Who may apply"),
        "further_units": _("Counters after the next one"),
        "questions": _("Questions about the situation"),
        "stages": _("Stages"),
        "status": _("State"),
        "valid_from": _("In force from"),
        "daily_quota": _("Tickets a day at most"),
    },
    "catalogue.RequiredMaterial": {
        "position": pgettext_lazy("set-up", "Position"),
        "code": _CODE,
        "copies": pgettext_lazy("material", "Copies"),
        "condition": _("Condition"),
        "sample": _("Filled-in example"),
    },
    "reception.BookingPlan": {
        "centre": _("Centre"),
        "unit": _("Unit"),
        "service_code": _("Service"),
        "open": _("Can be booked"),
        "slot_minutes": _("Minutes for one appointment"),
        "capacity": _("Room by"),
        "days_ahead": _("Days ahead"),
    },
    "reception.ClosedDay": {"centre": _("Centre"), "unit": _("Unit"), "day": _("Day")},
    "reception.BoardLayout": {
        "centre": _("Centre"),
        "code": _CODE,
        "size": _("Size"),
        "scheme": _("Colours"),
        "voice": pgettext_lazy("board", "Voice"),
    },
    "reception.Printer": {
        "centre": _("Centre"),
        "code": _CODE,
        "kind": _KIND,
        "host": _("Address in the network"),
        "port": _("Port"),
        "paper": _("Width of the paper"),
    },
    "reception.Device": {
        "centre": _("Centre"),
        "reference": _CODE,
        "kind": _KIND,
        "place": _("Where it stands"),
        "printer": _("Printer"),
        "locks_without_paper": _("Locks itself without paper"),
        "seen_at": _("Last sign of life"),
    },
    "reception.Message": {
        "text": _("Text"),
        "status": _("State"),
        "occasion": _("Occasion"),
        "written_at": _("Written"),
        "sent_at": pgettext_lazy("message", "Sent at"),
        "attempts": _("Attempts"),
        "problem": _("Problem"),
    },
    "evidence.Fact": {
        "kind": _("What happened"),
        "happened": _("Happened"),
        "recorded": _("Recorded"),
        "centre": _("Centre"),
        "unit": _("Unit"),
        "counter": _("Counter"),
        "staff": _("Staff member"),
        "recorder": _("Recorded by"),
        "data": pgettext_lazy("record", "Details"),
        "command": _("Key of the command"),
        "source": pgettext_lazy("record", "Source"),
    },
    "evidence.FactObject": {
        "object_type": _KIND,
        "object_id": pgettext_lazy("record", "Reference"),
        "seq": pgettext_lazy("record", "Place in its history"),
    },
}
"""By model: what its fields are called. ``names`` and other texts in each language are called
by their forms."""

HELP: Mapping[str, Mapping[str, Text]] = {
    "hall.Centre": {
        "code": _("Stands in every address and in the record. It can't be changed later."),
        "jurisdiction": _("Public holidays, telephone numbers and working days follow it."),
        "timezone": _("As the time zone database names it, such as Asia/Seoul."),
        "opens": _("Shifts and appointments are proposed from then on."),
        "closes": _("Whoever waits then is still served."),
        "receives": _("Switched off for a centre that is known only from imported records."),
        "recall_pause": _("Between two calls, so that people have time to come."),
        "recall_most": _("The first call counted. After that the person has missed their call."),
        "return_within": _(
            "Whoever comes back within this time keeps their place; later one queues anew."
        ),
        "priority_worth": _(
            "Whoever has priority counts as having come so much earlier. A small number lets"
            " others wait less; nobody waits for ever behind them."
        ),
        "wait_promise": _("What lights, figures and hints measure waits by."),
        "tell_at": _("Whoever wants messages gets one then; 3 says “you are third”."),
        "appointment_early": _("Nobody can check in earlier than that."),
        "appointment_late": _("Whoever comes later than that queues as without an appointment."),
        "appointment_hold": _("After that, a time that was not confirmed is free again."),
        "last_ticket_before": _("0: tickets are given until the end of the hours."),
        "kiosks_registered_only": _(
            "Else every browser that opens the kiosk's page gives tickets."
        ),
        "phone_tickets": _("Whether citizens can take a ticket on the public pages."),
        "supervision_phone": _("Whom citizens call with a complaint; it stands on every guide."),
        "backup_after": _(
            "So long after the start of a shift to which nobody came, B may take over unasked."
        ),
        "unattended_after": _(
            "So long without anybody, or without a sign of life, a counter counts as unattended."
        ),
        "away_most": _("Whoever leaves their post is expected back within this time."),
    },
    "hall.Unit": {
        "code": _("Stands in the record. It can't be changed later."),
        "unit_type": _("Decides which clauses of the standard bind it, such as general."),
        "prefix": _("One or two letters before the number; two units may share them."),
        "phone": _("Where citizens ask about its services; it stands on their guides."),
        "daily_quota": _("Empty: without a limit."),
    },
    "hall.Counter": {
        "code": _("As it stands over the counter. It can't be changed later."),
        "also_serves": _(
            "Units whose queues it calls from beside its own, by who came first: an integrated"
            " counter has several."
        ),
    },
    "hall.StaffMember": {
        "code": _("Stands in the record instead of the name. It can't be changed later."),
        "role": _("What they may do; counter staff, leads and heads in their own unit alone."),
        "unit": _("Empty for whoever works for the whole centre."),
    },
    "catalogue.ServiceItem": {
        "code": _("Stands in addresses and in the record."),
        "icon": _("Name of a picture for the kiosk, such as passport."),
        "statutory_limit": _("Such as 3 hours or 7 days of work; immediate for at once."),
        "promised_limit": _("Never longer than the law's limit."),
        "fee": _("In the country's currency; 0 for free of charge."),
        "eligibility": _("Each with a text in the three languages; empty where anybody may."),
        "next_unit": _("Where the citizen goes on from here; empty for nowhere."),
        "further_units": _("Codes of units in order, such as [“roads”]."),
        "questions": _(
            "Each with code, text and options, as in the catalogue's file; answers decide which"
            " materials are needed."
        ),
        "stages": _(
            "Each with code, names and limit, as in the catalogue's file; together no longer than"
            " the promise."
        ),
        "daily_quota": _("Empty: without a limit."),
    },
    "catalogue.RequiredMaterial": {
        "condition": _("Such as: applicant is proxy and not needs deed. Empty: always needed."),
        "sample": _("Address of an example that shows how it is filled in."),
    },
    "reception.Device": {
        "place": _("In words, for whoever looks for it."),
        "locks_without_paper": _("Else it goes on giving tickets on its screen."),
    },
    "reception.Printer": {
        "host": _("For a printer in the network."),
        "port": _("Most printers use 9100."),
    },
}
"""By model: what a field does, where its name alone does not say it."""

CHOICES: Mapping[str, Mapping[str, Mapping[object, Text]]] = {
    "hall.Centre": {
        "jurisdiction": {"KR": _("Korea"), "CN": _("China"), "ZZ": _("Another country")}
    },
    "hall.Counter": {
        "state": {
            "open": pgettext_lazy("counter", "Open"),
            "paused": pgettext_lazy("counter", "Paused"),
            "closed": pgettext_lazy("counter", "Closed"),
        }
    },
    "hall.StaffMember": {
        "role": {
            "clerk": _("Counter staff"),
            "lead": _("Counter lead"),
            "unit_head": _("Head of the unit"),
            "supervisor": _("Supervision"),
            "inspector": _("Inspector"),
            "leadership": _("Leadership"),
            "administrator": _("Administrator"),
        }
    },
    "catalogue.ServiceItem": {
        "status": {
            "draft": _("Draft"),
            "published": pgettext_lazy("version", "Published"),
            "withdrawn": pgettext_lazy("version", "Withdrawn"),
        },
        "case_class": {
            "immediate": _("Done at once"),
            "dated": _("Done by a promised day"),
            "joint": _("Several units together"),
        },
    },
    "reception.BookingPlan": {
        "capacity": {"fixed": _("a fixed number"), "staff": _("staff on the rota")}
    },
    "reception.Printer": {
        "kind": {
            "browser": _("The browser prints"),
            "network": _("In the network"),
            "file": _("Into a file, for trials"),
        },
        "paper": {80: _("80 mm"), 58: _("58 mm")},
    },
    "reception.Device": {
        "kind": {
            "kiosk": pgettext_lazy("device", "Kiosk"),
            "board": pgettext_lazy("device", "Board"),
            "evaluator": pgettext_lazy("device", "Evaluator"),
        }
    },
    "reception.Message": {
        "status": {
            "waiting": _("To be sent"),
            "sending": _("Being sent"),
            "sent": _("Sent"),
            "failed": _("Could not be sent"),
            "dropped": _("Not needed any more"),
        },
        "occasion": {
            "nearly": _("Turn is near"),
            "called": pgettext_lazy("visit", "Called"),
            "missed": _("Call missed"),
            "kept": _("Kept for another day"),
        },
    },
}
"""By model and field: what each choice is called."""


def help_of(model: str, field: str) -> Text:
    """What the field does; empty where its name says it."""
    return HELP.get(model, {}).get(field, "")


def choices_of(model: str, field: str) -> Mapping[object, Text]:
    """What the field's choices are called; empty where it has none of its own."""
    return CHOICES.get(model, {}).get(field, {})


def call_by_name() -> None:
    """Give every row and field its name.

    After the models are made: a name is no part of a migration, and no row is altered by it.
    """
    for label, name in APPS.items():
        apps.get_app_config(label).verbose_name = name  # type: ignore[assignment]
    for label, named in MODELS.items():
        options = apps.get_model(label)._meta
        options.verbose_name, options.verbose_name_plural = named
    for label, fields in FIELDS.items():
        for name, text in fields.items():
            apps.get_model(label)._meta.get_field(name).verbose_name = text
