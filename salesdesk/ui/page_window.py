"""A page in a window of its own: its keys work there, and it asks before it closes."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from salesdesk.i18n import _
from salesdesk.ui.actions import Actions
from salesdesk.ui.commands import Command
from salesdesk.ui.page import Page


class PageWindow(QMainWindow):
    """Beside the main window, which hears of what is unsaved here."""

    told = Signal()
    left = Signal(object)

    def __init__(self, parent: QWidget, page: Page, geometry: QByteArray) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.page = page
        self._may_close = False
        self.setCentralWidget(page)
        self.resize(1000, 720)
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        close = Command("window.close", _("Close tab"), self.close, "Ctrl+W", "x", "file")
        Actions(self, [close]).show_page(page.commands())
        page.told.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        self.setWindowTitle(f"{self.page.title}[*]")
        self.setWindowModified(self.page.dirty)
        self.told.emit()

    def leave(self) -> None:
        """Close, whatever is unsaved."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.page.dirty and not self._may_close:
            event.ignore()
            self.page.leave(self.leave)
            return
        self.left.emit(self)
        super().closeEvent(event)
