"""Duplicate: a copy is saved at once, opened, and may be archived like any record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesdesk.i18n import _
from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


def duplicate(context: Context, module: str, key: Any) -> None:
    """Copy a record of a module and show the copy."""

    def work() -> Any:
        from salesdesk.services.duplicating import duplicate as copy

        return copy(context.desk, module, key)

    def made(copy: Any) -> None:
        context.navigate(Place(module, str(copy)))
        context.toast(_("This is the copy; the record it came from is unchanged."))

    context.jobs.read(work, made, context.fail)
