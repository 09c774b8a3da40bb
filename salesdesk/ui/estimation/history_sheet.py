"""The steps and changes of an estimation: who, when, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.screens.history import HistoryPanel

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

TALL = 460


class HistorySheet(Sheet):
    """The history that other records show at their right; the grid leaves no room for it."""

    def __init__(self, parent: QWidget, context: Context, record: UUID, name: str) -> None:
        why = _("Each step with its reason, and each change with its values.")
        super().__init__(parent, _("History: {name}").format(name=name), why, width=620)
        self.panel = HistoryPanel(context, record, "estimations")
        self.panel.setFixedHeight(TALL)
        self.body.addWidget(self.panel)
        self.add_way_back(_("Close"))
