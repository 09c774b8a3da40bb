"""A file dropped on the window: a printed proposal is verified, one of approvals is opened."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from salesdesk.i18n import _
from salesdesk.ui.approving_files import ANSWER, KEY, REQUEST, ApprovalFiles

if TYPE_CHECKING:
    from salesdesk.services.sealing import Verdict
    from salesdesk.ui.context import Context

PDF = ".pdf"


class Verifier(QObject):
    """Takes files that are dropped on the window, and asks for a printed proposal."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self._context = context
        self.files = ApprovalFiles(context)
        context.window.setAcceptDrops(True)
        context.window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent | QDropEvent) and (path := dropped_file(event)):
            event.acceptProposedAction()
            if not isinstance(event, QDragEnterEvent):
                self._take(path)
            return True
        return super().eventFilter(watched, event)

    def _take(self, path: Path) -> None:
        if path.suffix.lower() == PDF:
            self.verify(path)
        else:
            self.files.open(path)

    def ask(self) -> None:
        """Let the user choose a file."""
        chosen, _kind = QFileDialog.getOpenFileName(
            self._context.window, _("Verify a printed proposal"), "", _("PDF (*.pdf)")
        )
        if chosen:
            self.verify(Path(chosen))

    def verify(self, path: Path) -> None:
        """Look at the file in the background, then say what it is."""

        def work() -> Verdict:
            from salesdesk.services.sealing import verify_file

            return verify_file(self._context.desk.proposals, path)

        self._context.jobs.read(work, partial(self._show, path), self._context.fail)

    def _show(self, path: Path, verdict: Verdict) -> None:
        from salesdesk.ui.verdict_sheet import VerdictSheet

        VerdictSheet(self._context, path, verdict).open()


def dropped_file(event: QDropEvent) -> Path | None:
    """The one file that is dropped, when it is of a kind that is understood."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in (PDF, REQUEST, ANSWER, KEY) else None
