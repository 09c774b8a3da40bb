"""What a proposal prints: the customer's document, and the margin sheet that stays in the house."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu

from salesdesk.i18n import _
from salesdesk.ui.commands import Command
from salesdesk.ui.context import Context
from salesdesk.ui.kit.buttons import key_text
from salesdesk.ui.proposal.builder_tab import ProposalTab

PRINT = "Ctrl+P"


class PrintingTab(ProposalTab):
    """Printing from a menu beside the steps, from the palette and by key."""

    def __init__(self, context: Context, record: str) -> None:
        self.folder: Path | None = None
        super().__init__(context, record)
        menu = QMenu(self._print)
        menu.addAction(f"{_('Customer document…')}\t{key_text(PRINT)}", self.print_pdf)
        self._sheet = menu.addAction(_("Margin sheet (internal)…"), self.print_margin_sheet)
        menu.addSeparator()
        self._opens = menu.addAction(_("Open the folder of the last print"), self.open_folder)
        menu.aboutToShow.connect(self._look)
        self._print.setMenu(menu)

    def _look(self) -> None:
        """What the menu can do now."""
        self._sheet.setVisible(self._has_margin_sheet())
        self._opens.setEnabled(self._has_printed())

    def _has_margin_sheet(self) -> bool:
        return self.bench is not None and self.bench.may_cost

    def _has_printed(self) -> bool:
        return self.folder is not None and self.folder.is_dir()

    def print_pdf(self) -> None:
        """Save the pages as a PDF where the user says."""
        self._ask(_("Save the proposal as a PDF"), self.title, internal=False)

    def print_margin_sheet(self) -> None:
        """Costs and margins of each line, for eyes inside the house."""
        name = _("{name}, margin sheet, internal").format(name=self.title)
        self._ask(_("Save the margin sheet as a PDF"), name, internal=True)

    def _ask(self, title: str, name: str, *, internal: bool) -> None:
        if self.bench is None:
            return
        self._settle()
        file = f"{name}.pdf".replace("/", "-")
        start = str(self.folder / file) if self.folder is not None else file
        chosen, _kind = QFileDialog.getSaveFileName(self, title, start, _("PDF (*.pdf)"))
        if chosen:
            path = Path(chosen)
            self.write_pdf(path if path.suffix else path.with_suffix(".pdf"), internal=internal)

    def write_pdf(self, path: Path, *, internal: bool = False) -> None:
        """A proposal that may be changed is printed as it stands; others as they are kept."""
        assert self.bench is not None
        proposals, bench, key = self.context.desk.proposals, self.bench, self.key
        draft = bench.draft

        def work() -> Path:
            pdf = (
                proposals.preview(proposals.calculated(draft), internal=internal)
                if bench.editable
                else proposals.print(key, internal=internal)
            )
            path.write_bytes(pdf)
            return path

        self.context.jobs.read(work, self._written, self.context.fail)

    def _written(self, path: Path) -> None:
        self.folder = path.parent
        words = _("Printed to {file}").format(file=path.name)
        self.context.toast(words, self.open_folder, _("Open folder"))

    def open_folder(self) -> None:
        """Show what was printed last where it lies."""
        if self._has_printed():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))

    def printing_commands(self) -> list[Command]:
        return [
            Command("proposal.print", _("Print"), self.print_pdf, PRINT, "printer", "file",
                    "proposal"),
            Command("proposal.margin_sheet", _("Print the margin sheet (internal)"),
                    self.print_margin_sheet, menu="file", scope="proposal",
                    enabled=self._has_margin_sheet),
            Command("proposal.folder", _("Open the folder of the last print"), self.open_folder,
                    menu="file", scope="proposal", enabled=self._has_printed),
        ]  # fmt: skip
