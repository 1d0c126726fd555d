"""The hall: its places, its people, their duty, and what becomes of a post in the day."""

from servicehall.hall.models.closures import Closure
from servicehall.hall.models.duty import Absence, BackupAssignment, Shift
from servicehall.hall.models.people import Badge, Pin, StaffMember
from servicehall.hall.models.places import Centre, Counter, Names, Unit
from servicehall.hall.models.posts import Handover, Pause, SelfCheck, Vacancy

__all__ = (
    "Absence",
    "BackupAssignment",
    "Badge",
    "Centre",
    "Closure",
    "Counter",
    "Handover",
    "Names",
    "Pause",
    "Pin",
    "SelfCheck",
    "Shift",
    "StaffMember",
    "Unit",
    "Vacancy",
)
