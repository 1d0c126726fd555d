"""What is done in the hall: set it up, plan duty, come and go, close, leave and return."""

from servicehall.hall.actions.absences import (
    record_absence,
    withdraw_absence,
)
from servicehall.hall.actions.backups import (
    end_backup,
    register_backup,
)
from servicehall.hall.actions.closures import (
    close_counter,
    post_notice,
    reopen_counter,
)
from servicehall.hall.actions.duty import (
    check_badge,
    clock_in,
    clock_out,
    take_over,
)
from servicehall.hall.actions.handovers import (
    hand_over,
    take_note,
)
from servicehall.hall.actions.posts import (
    beat,
    leave_post,
    note_unattended,
    return_to_post,
)
from servicehall.hall.actions.proving import (
    LONGEST,
    SHORTEST,
    TRIES,
    issue_badge,
    prove,
    revoke_badge,
    set_pin,
)
from servicehall.hall.actions.rota import (
    Planned,
    change_shift,
    copy_week,
    plan_days,
    plan_shift,
    withdraw_shift,
)
from servicehall.hall.actions.self_checks import (
    do_self_check,
)
from servicehall.hall.actions.setting_up import (
    RESERVED,
    add_counter,
    add_staff_member,
    add_unit,
    found_centre,
)

__all__ = (
    "LONGEST",
    "Planned",
    "RESERVED",
    "SHORTEST",
    "TRIES",
    "add_counter",
    "add_staff_member",
    "add_unit",
    "beat",
    "change_shift",
    "check_badge",
    "clock_in",
    "clock_out",
    "close_counter",
    "copy_week",
    "do_self_check",
    "end_backup",
    "found_centre",
    "hand_over",
    "issue_badge",
    "leave_post",
    "note_unattended",
    "plan_days",
    "plan_shift",
    "post_notice",
    "prove",
    "record_absence",
    "register_backup",
    "reopen_counter",
    "return_to_post",
    "revoke_badge",
    "set_pin",
    "take_note",
    "take_over",
    "withdraw_absence",
    "withdraw_shift",
)
