"""Sign-in: the user and the staff member that they are come from the database together."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db.models import QuerySet

from servicehall.evidence.prepared import Given, prepared


@prepared
def _user() -> QuerySet[User]:
    return User.objects.select_related("staff_member__centre", "staff_member__unit").filter(
        pk=Given("pk")
    )


class StaffBackend(ModelBackend):
    """Django's own backend, with one statement for user, staff member, unit and centre."""

    def get_user(self, user_id: int) -> User | None:
        """The user of that primary key who may sign in; else None."""
        user = _user.first(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
