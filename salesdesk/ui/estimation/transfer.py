"""Work plans in and out on the page of an estimation: files chosen, dropped and written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from salesdesk.errors import Problem
from salesdesk.i18n import _, n_
from salesdesk.services.jobs import Progress
from salesdesk.ui.estimation.comparing import Comparing, Offer
from salesdesk.ui.estimation.import_notes import ImportNotes
from salesdesk.ui.estimation.import_plan import PlanImport
from salesdesk.ui.formats import formats

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft
    from salesdesk.ui.context import Context

TABLES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm")
ENDINGS = (".xml", ".gan", *TABLES)
Maker = Callable[["EstimationDraft", Progress], bytes]


class Transfer(Comparing):
    """Each import is one step that can be undone."""

    def __init__(self, context: Context, record: str) -> None:
        self._notes: tuple[Path, Sequence[Problem]] | None = None
        super().__init__(context, record)
        self.setAcceptDrops(True)

    # -- in

    def import_file(self) -> None:
        """Choose a file; its rows come in at the end, or are compared by their keys."""
        kinds = (
            _("Work plans (*.xml *.gan *.csv *.xlsx)"), _("Microsoft Project XML (*.xml)"),
            _("GanttProject (*.gan)"), _("Tables (*.csv *.xlsx)"),
        )  # fmt: skip
        name, _filter = QFileDialog.getOpenFileName(
            self, _("Import a work plan"), "", ";;".join(kinds)
        )
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Read a file of any kind; a workbook of this estimation comes back as a comparison."""
        if self.panel is None or self.workbench.is_read_only:
            self.workbench.refuse()
            return
        is_table = path.suffix.lower() in TABLES
        read, done = (_look, self._looked) if is_table else (_plan, self._imported)
        title = _("Reading {file}").format(file=path.name)
        self._work(title, partial(read, path), partial(done, path))

    def _looked(self, path: Path, found: Any) -> None:
        """Our own workbook is compared row by row; any other table is shown before it comes in."""
        book, columns = found
        known = {item.id for item in self.workbench.plan}
        if book is not None and any(row.cells.get("key") in map(str, known) for row in book.rows):
            self._come_back(path, book)
        else:
            PlanImport(self, self.context, path, columns, partial(self._imported, path)).open()

    def _come_back(self, path: Path, book: Any) -> None:
        draft = self.workbench.draft

        def read(_progress: Progress) -> Any:
            from salesdesk.services.workbook_back import edited_plan

            return edited_plan(book, draft.plan)

        title = _("Reading {file}").format(file=path.name)
        done = partial(self._offer_workbook, path, draft)
        self._work(title, read, done)

    def _offer_workbook(self, path: Path, draft: EstimationDraft, read: Any) -> None:
        plan, problems = read
        self._notes = (path, problems)
        note = ""
        if problems:
            text = n_("{count} cell is not taken over: row {row}, {what}",
                      "{count} cells are not taken over, the first in row {row}: {what}",
                      len(problems))  # fmt: skip
            first = problems[0]
            note = text.format(count=len(problems), row=first.row, what=first.message)
        offer = Offer(
            _("What {file} changes").format(file=path.name),
            _("The workbook beside the estimation as it is now, row by row."),
            _("Take chosen rows"), _("take rows from {file}").format(file=path.name), note,
        )  # fmt: skip
        self.offer(replace(draft, plan=plan), offer)

    def _imported(self, path: Path, read: Any) -> None:
        """Work out what comes of the rows here; an empty estimation takes the file's currency."""
        draft, desk = self.workbench.draft, self.context.desk

        def work(_progress: Progress) -> Any:
            from salesdesk.services.estimation_imports import lost_by_merging, merged

            found = merged(draft, read)
            if found.currency != draft.currency:
                found = desk.estimations.rated(found)
            return found, [*read.problems, *lost_by_merging(draft, read)]

        title = _("Reading {file}").format(file=path.name)
        self._work(title, work, partial(self._put_in, path, len(read.plan)))

    def _put_in(self, path: Path, count: int, found: Any) -> None:
        draft, problems = found
        label = n_("import {count} row", "import {count} rows", count).format(count=count)
        if not self.workbench.take(draft, label):
            return
        words = n_("{count} row imported", "{count} rows imported", count).format(count=count)
        self._notes = (path, problems)
        if problems:
            lost = len(problems)
            words += " · " + n_("{count} note", "{count} notes", lost).format(count=lost)
        self.context.toast(words, self.undo)

    def show_notes(self) -> None:
        """What the last import could not hold."""
        if self._notes is None or not self._notes[1]:
            self.context.toast(_("The last import left nothing out."))
        else:
            ImportNotes(self, self.context, *self._notes).open()

    # -- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None and self.panel is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.take_file(path)

    # -- out

    def export_project(self) -> None:
        """Microsoft Project XML, which ProjectLibre and GanttProject read too."""
        self._ask(_("Microsoft Project XML (*.xml)"), ".xml", _project)

    def export_workbook(self) -> None:
        """A workbook that calculates and comes back."""
        self._ask(_("Spreadsheet (*.xlsx)"), ".xlsx", partial(_workbook, customer=False))

    def export_for_customer(self) -> None:
        """A workbook with prices and without any cost."""
        self._ask(_("Spreadsheet (*.xlsx)"), ".xlsx", partial(_workbook, customer=True))

    def _ask(self, kind: str, ending: str, make: Maker) -> None:
        if self.panel is None:
            return
        name, _filter = QFileDialog.getSaveFileName(
            self, _("Export"), f"{self.workbench.draft.name or self.title}{ending}", kind
        )
        if name:
            path = Path(name)
            self.write_file(path if path.suffix else path.with_suffix(ending), make)

    def write_file(self, path: Path, make: Maker) -> None:
        """Write what is on the screen, saved or not; what is cancelled leaves no file."""
        draft = self.workbench.draft

        def write(progress: Progress) -> int:
            from salesdesk.services.exporting import write_whole

            content = make(draft, progress)
            progress.step(len(draft.plan), len(draft.plan))
            write_whole(path, content)
            return len(draft.plan)

        def written(count: int) -> None:
            words = _("{count} rows written to {file}")
            self.context.toast(words.format(count=formats().whole(count), file=path.name))

        title = _("Exporting to {file}").format(file=path.name)
        self.context.jobs.work(title, write, written, self.context.fail)


def _look(path: Path, progress: Progress) -> Any:
    from salesdesk.services.plan_child import columns_safely, workbook_safely

    return workbook_safely(path, progress), columns_safely(path, progress)


def _plan(path: Path, progress: Progress) -> Any:
    from salesdesk.services.plan_child import read_safely

    return read_safely(path, progress=progress)


def _project(draft: EstimationDraft, progress: Progress) -> bytes:
    from salesdesk.services.mspdi_write import PlanToWrite, write

    return write(PlanToWrite(draft.name, draft.figures(), draft.schedule()), progress)


def _workbook(draft: EstimationDraft, progress: Progress, *, customer: bool) -> bytes:
    from salesdesk.services.estimation_workbook import workbook

    return workbook(draft, customer=customer, progress=progress)


def _dropped(event: QDropEvent) -> Path | None:
    """The one file that is dropped, when it is of a kind that we read."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in ENDINGS else None
