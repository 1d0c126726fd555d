"""What the package of the set-up pages says around them, which it brings in English only.

Named here, these texts get their translations from the catalogues of the house, like all others.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

SAID = (
    _("Add row"),
    _("After you've created a user, you’ll be able to edit more user options."),
    _("All applications"),
    _("Apply Filters"),
    _("Cancel"),
    _("Choose file to upload"),
    _("Dark"),
    _("Expand row"),
    _("False"),
    _("Filter navigation items"),
    _("Filters"),
    _("General"),
    _("Go back"),
    _("Light"),
    _("Loading more results..."),
    _("More actions"),
    _("No data"),
    _("No recent searches"),
    _("No results found"),
    _("No results matching your query"),
    _("Recent searches"),
    _("Reset filters"),
    _("Run"),
    _("Search apps and models..."),
    _("Select action"),
    _("Select action to run"),
    _("Select all rows"),
    _("Select record"),
    _("Select value"),
    _("System"),
    _("This item will be deleted."),
    _("This page yielded into no results. Create a new item or reset your filters."),
    _("Toggle password visibility"),
    _("True"),
    _("Type to search"),
    _("You have been successfully logged out from the administration"),
)
"""Texts of the package, letter by letter as it has them."""
