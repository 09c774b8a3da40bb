"""Before a page with unsaved changes is left: back, discard, or save."""

from __future__ import annotations

from collections.abc import Callable

from salesdesk.i18n import _
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.page import Page


def ask_before_leaving(page: Page, proceed: Callable[[], None]) -> None:
    """Proceed at once where nothing is unsaved; a save stays on the page to show its outcome."""
    if not page.dirty:
        proceed()
        return
    sheet = Sheet(page, _("{name} has unsaved changes").format(name=page.title))

    def drop() -> None:
        sheet.accept()
        page.throw_away()
        proceed()

    def keep() -> None:
        sheet.accept()
        page.save()

    sheet.add_way_back(_("Back to editing"))
    sheet.add_deed(_("Discard changes"), drop)
    sheet.add_deed(_("Save"), keep, primary=True)
    sheet.open()
