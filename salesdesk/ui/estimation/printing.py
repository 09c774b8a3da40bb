"""What an estimation prints, and its odds: for the customer, for the house, and the one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from salesdesk import i18n
from salesdesk.i18n import _
from salesdesk.ui.commands import Command
from salesdesk.ui.kit.buttons import Segments
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.proposal.details import LANGUAGES
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.models.values.odds import Odds
    from salesdesk.services.estimation_draft import EstimationDraft
    from salesdesk.services.jobs import Progress
    from salesdesk.ui.estimation.editor_tab import EstimationTab

CUSTOMER, INTERNAL = "customer", "internal"
Chosen = Callable[[str, str], object]


class PrintSheet(Sheet):
    """Which version, and in whose language."""

    def __init__(self, parent: QWidget, language: str, chosen: Chosen, *, may_cost: bool) -> None:
        why = _("The customer version holds no cost, margin or internal note.")
        super().__init__(parent, _("Print the estimation"), why, icon="printer")
        self._chosen = chosen
        versions = [(CUSTOMER, _("Customer version"), "")]
        if may_cost:
            versions.append((INTERNAL, _("Internal version, with cost"), ""))
        self._version = Segments(versions, CUSTOMER, _("Which version"))
        self._language = QComboBox()
        self._language.setAccessibleName(_("Language of the print"))
        for code, name in LANGUAGES:
            self._language.addItem(name, code)
        self._language.setCurrentIndex(max(0, self._language.findData(language)))
        self.body.addWidget(self._version)
        self.body.addWidget(Label(_("Language of the print"), Text.SMALL, Role.TEXT2))
        self.body.addWidget(self._language)
        self.add_way_back()
        self.add_deed(_("Print"), self._print, primary=True)
        self._version.setFocus()

    def _print(self) -> None:
        self.accept()
        self._chosen(self._version.current, str(self._language.currentData()))


class EstimationPrints:
    """Printing and odds of the page of an estimation."""

    def __init__(self, page: EstimationTab) -> None:
        self._page, self._context = page, page.context
        self._folder: Path | None = None

    @property
    def _draft(self) -> EstimationDraft:
        return self._page.workbench.draft

    def _is_open(self) -> bool:
        return self._page.panel is not None

    def _may_cost(self) -> bool:
        panel = self._page.panel
        return panel is not None and panel.may_cost

    def ask(self) -> None:
        """Which version, in which language, to which file."""
        if self._is_open():
            language = self._draft.account_language or i18n.language()
            PrintSheet(self._page, language, self._ask_file, may_cost=self._may_cost()).open()

    def _ask_file(self, version: str, language: str) -> None:
        internal = version == INTERNAL
        name = _("{name}, internal") if internal else "{name}"
        path = self._file(_("Save the estimation as a PDF"), name)
        if path is not None:
            self.write(path, language, internal=internal)

    def _file(self, title: str, name: str) -> Path | None:
        file = f"{name.format(name=self._page.title)}.pdf".replace("/", "-")
        start = str(self._folder / file) if self._folder is not None else file
        chosen, _kind = QFileDialog.getSaveFileName(self._page, title, start, _("PDF (*.pdf)"))
        path = Path(chosen)
        return (path if path.suffix else path.with_suffix(".pdf")) if chosen else None

    def write(self, path: Path, language: str, *, internal: bool) -> None:
        """The estimation as it stands on the screen."""
        desk, draft = self._context.desk, self._draft

        def work(progress: Progress) -> bytes:
            from salesdesk.services.estimation_printing import estimation_pdf

            return estimation_pdf(desk, draft, language, internal=internal, progress=progress)

        self._write(path, work)

    def _write(self, path: Path, make: Callable[[Progress], bytes]) -> None:
        def work(progress: Progress) -> Path:
            from salesdesk.services.exporting import write_whole

            content = make(progress)
            progress.step(0)  # what is cancelled leaves no file
            write_whole(path, content)
            return path

        self._context.jobs.work(_("Printing"), work, self._written, self._context.fail)

    def _written(self, path: Path) -> None:
        self._folder = path.parent
        words = _("Printed to {file}").format(file=path.name)
        self._context.toast(words, partial(_show_folder, path.parent), _("Open folder"))

    def odds(self) -> None:
        """Draw the three points in the background, then show what they say."""
        if not self._may_cost():
            return
        draft = self._draft

        def work(progress: Progress) -> Odds:
            from salesdesk.services.odds import odds

            return odds(draft, progress=progress)

        show = partial(self._show_odds, draft)
        self._context.jobs.work(_("Drawing the odds"), work, show, self._context.fail)

    def _show_odds(self, draft: EstimationDraft, odds: Any) -> None:
        from salesdesk.ui.estimation.odds_sheet import OddsSheet

        OddsSheet(self._page, odds, partial(self._print_odds, draft, odds)).open()

    def _print_odds(self, draft: EstimationDraft, odds: Odds) -> None:
        path = self._file(_("Save the odds as a PDF"), _("{name}, odds"))
        if path is not None:
            self.write_odds(path, draft, odds)

    def write_odds(self, path: Path, draft: EstimationDraft, odds: Odds) -> None:
        desk, language = self._context.desk, i18n.language()

        def work(_progress: Progress) -> bytes:
            from salesdesk.services.estimation_printing import odds_pdf

            return odds_pdf(desk, draft, odds, language)

        self._write(path, work)

    def commands(self) -> Sequence[Command]:
        return [
            Command("estimation.print", _("Print…"), self.ask, "Ctrl+P", "printer", "file",
                    "estimation", enabled=self._is_open),
            Command("estimation.odds", _("Odds…"), self.odds, "Ctrl+Shift+O", "chart-line",
                    "tools", "estimation", enabled=self._may_cost),
        ]  # fmt: skip


def _show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
