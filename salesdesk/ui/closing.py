"""Before the window closes on unsaved changes: back, discard, or keep them for the next time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from salesdesk.i18n import _
from salesdesk.ui.kit.dialogs import Sheet

if TYPE_CHECKING:
    from salesdesk.ui.main_window import MainWindow


def ask_before_closing(window: MainWindow) -> None:
    """Nothing typed is lost without a word."""
    unsaved = window.unsaved
    names = ", ".join(page.title for page in unsaved)
    passing = ", ".join(page.title for page in unsaved if not page.keeps_typed)
    if passing:
        said = _("{names} can't be kept for the next time: go back and save, or discard.")
        names = f"{names}. {said.format(names=passing)}"
    sheet = Sheet(window, _("There are unsaved changes"), names)

    def leave(*, keep: bool) -> None:
        for page in unsaved:
            if keep:
                page.keep_typed()
            else:
                page.throw_away()
        sheet.accept()
        window.leave()

    sheet.add_way_back(_("Back to editing"))
    sheet.add_deed(_("Discard and close"), partial(leave, keep=False))
    if not passing:
        sheet.add_deed(_("Keep for next time"), partial(leave, keep=True), primary=True)
    sheet.open()
