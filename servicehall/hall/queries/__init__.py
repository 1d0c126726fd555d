"""Questions about the hall: who is who, who is on duty, who is away, which counters are closed."""

from servicehall.hall.queries.attendance import (
    Attendance,
    attendance,
)
from servicehall.hall.queries.duty import (
    closure_of,
    counters,
    leads,
    not_arrived,
    on_duty,
    open_closures,
    servers,
    shift_left,
    shift_of,
    staff_names,
)
from servicehall.hall.queries.posts import (
    HandedOver,
    handovers_for,
    not_kept_before,
    open_pauses,
    open_vacancies,
    pause_of,
    self_check_of,
    told_of,
)
from servicehall.hall.queries.rota import (
    absences,
    backup_of,
    backups,
    rota,
    shift_by_id,
    to_take_over,
)

__all__ = (
    "Attendance",
    "HandedOver",
    "absences",
    "attendance",
    "backup_of",
    "backups",
    "closure_of",
    "counters",
    "handovers_for",
    "leads",
    "not_arrived",
    "not_kept_before",
    "on_duty",
    "open_closures",
    "open_pauses",
    "open_vacancies",
    "pause_of",
    "rota",
    "self_check_of",
    "servers",
    "shift_by_id",
    "shift_left",
    "shift_of",
    "staff_names",
    "to_take_over",
    "told_of",
)
