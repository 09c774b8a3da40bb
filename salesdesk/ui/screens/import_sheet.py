"""What an import would do: columns, counts and problems; nothing is written until Import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCheckBox, QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _, n_
from salesdesk.services.jobs import Progress
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.kit.labels import Badge, Label
from salesdesk.ui.kit.list_screen import ListScreen
from salesdesk.ui.kit.memory import Memory, recall, remember
from salesdesk.ui.kit.panels import Card, column, holder, row
from salesdesk.ui.screens.import_columns import ColumnsTable
from salesdesk.ui.screens.import_problems import ask_report
from salesdesk.ui.theme import Role, Text, Tone

if TYPE_CHECKING:
    from salesdesk.services.imports.columns import FileColumns
    from salesdesk.ui.context import Context

SHOWN = 200
RESTS = 200
TALLEST = 190
_PROBLEM_COLUMNS = (
    EditColumn("row", N_("Row"), TextEditor, width=60, right=True),
    EditColumn("column", N_("Column"), TextEditor, width=90),
    EditColumn("value", N_("Value"), TextEditor, width=110),
    EditColumn("message", N_("What is wrong"), TextEditor, width=315),
    EditColumn("advice", N_("What to do"), TextEditor, width=325),
)


@dataclass(frozen=True)
class Checked:
    """What reading a file found; ``refusal`` says why nothing of it can be read as it stands."""

    columns: FileColumns | None
    report: Any
    refusal: str = ""


def chosen_before(memory: Memory, columns: FileColumns) -> dict[str, str]:
    """The fields that the user gave the columns of a file like this one."""
    kept = recall(memory, f"import.{columns.kind}.{columns.layout}")
    return {str(heading): str(field) for heading, field in kept.items()}


class ImportSheet(Sheet):
    """Columns may be given other fields; what would happen then is checked at once."""

    def __init__(
        self, parent: QWidget, context: Context, kind: str, path: Path, checked: Checked
    ) -> None:
        super().__init__(parent, _("Import"), path.name, width=980)
        self._context, self._kind, self._path, self._page = context, kind, path, parent
        self._columns = checked.columns
        self._table: ColumnsTable | None = None
        self._turn = 0
        self._result = column()
        if self._columns is not None:
            self._show_columns(self._columns)
        self.body.addLayout(self._result)
        self.add_way_back()
        self._deed = self.add_deed(_("Import"), self._write, primary=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RESTS)
        self._timer.timeout.connect(self._check)
        self._show(checked)

    # the columns

    def _show_columns(self, columns: FileColumns) -> None:
        self._table = ColumnsTable(columns, chosen_before(self._context.memory, columns))
        self._table.changed.connect(self._changed)
        said = Label(_("Choose the field that each column goes to."), Text.SMALL, Role.TEXT2)
        self.body.addWidget(holder(row(Label(_("Columns"), Text.STRONG), said, None)))
        self.body.addWidget(self._table)
        self._remember = QCheckBox(_("Remember this for files with the same columns"))
        self._remember.setChecked(True)
        self.add_left(self._remember)

    def _changed(self) -> None:
        self._deed.setEnabled(False)
        self._timer.start()

    @property
    def _mapping(self) -> Mapping[str, str] | None:
        if self._columns is None or self._table is None:
            return None
        return self._columns.mapping(self._table.chosen)

    def _check(self) -> None:
        """Read the file again with the fields as they are chosen now."""
        self._turn += 1
        turn, columns, mapping = self._turn, self._columns, self._mapping
        desk, kind, path = self._context.desk, self._kind, self._path

        def check(progress: Progress) -> Checked:
            from salesdesk.services.importing import import_file as read

            try:
                return Checked(
                    columns, read(desk, kind, path, progress, mapping=mapping, dry_run=True)
                )
            except InvalidInput as problem:
                return Checked(columns, None, problem.message)

        def done(checked: Checked) -> None:
            if turn == self._turn and not self._timer.isActive():
                self._show(checked)

        title = _("Reading {file}").format(file=path.name)
        self._context.jobs.work(title, check, done, self._context.fail)

    # what was found

    def _show(self, checked: Checked) -> None:
        while (item := self._result.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        report = checked.report
        new = report.created + report.updated if report is not None else 0
        if report is None:
            self._result.addWidget(Label(checked.refusal, Text.BODY, Role.RED, wrap=True))
        else:
            self._show_report(report)
        if self._table is not None:
            found = report.problems if report is not None else ()
            self._table.show_problems(Counter(problem.column for problem in found))
        words = n_("Import {count} row", "Import {count} rows", new)
        self._deed.setText(words.format(count=formats().whole(new)) if new else _("Import"))
        self._deed.setEnabled(new > 0)
        self._deed.updateGeometry()
        if self.isVisible():
            self.adjustSize()

    def _show_report(self, report: Any) -> None:
        rows = n_("{file} · {count} row", "{file} · {count} rows", report.read)
        said = rows.format(file=self._path.name, count=formats().whole(report.read))
        encoding = self._columns.encoding.upper() if self._columns else ""
        self.why.setText(" · ".join(part for part in (said, encoding) if part))
        self._result.addWidget(self._tiles(report))
        if report.problems:
            self._result.addSpacing(6)
            self._show_problems(report)

    def _tiles(self, report: Any) -> QWidget:
        tiles = []
        for figure, words, role in (
            (report.created, _("will be created"), Role.GREEN),
            (report.updated, _("will be updated"), Role.TEXT),
            (report.skipped, _("already here, skipped"), Role.TEXT),
            (len(report.problems), _("problems"), Role.AMBER if report.problems else Role.TEXT),
        ):
            card = Card(Role.SURFACE, 7)
            count = Label(formats().whole(figure), Text.HEADING, role, number=True)
            said = Label(words, Text.SMALL, Role.TEXT2)
            card.setLayout(row(count, said, None, margins=(14, 12, 14, 12)))
            tiles.append(card)
        return holder(row(*tiles, spacing=10))

    def _show_problems(self, report: Any) -> None:
        problems = report.problems
        count = Badge(formats().whole(len(problems)), Tone.AMBER, dot=False)
        said = Label(_("Nothing is written until you press Import."), Text.SMALL, Role.TEXT2)
        save = Button(
            _("Save report…"), "download", key="Ctrl+S",
            pressed=lambda: ask_report(self, self._context, self._path, report),
        )  # fmt: skip
        save.setShortcut(QKeySequence("Ctrl+S"))
        save.setAutoDefault(True)  # Enter on it saves the report, not the import
        title = Label(_("Problems"), Text.STRONG)
        self._result.addWidget(holder(row(title, count, said, None, save)))
        table = EditTable(_PROBLEM_COLUMNS, _("Problems"))
        table.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)
        table.show_rows(
            [
                EditRow({"row": p.row, "column": p.column, "value": p.value, "message": p.message,
                         "advice": report.advice(p)})
                for p in problems[:SHOWN]
            ]
        )  # fmt: skip
        table.setFixedHeight(min(TALLEST, 34 * (len(problems[:SHOWN]) + 1)))
        self._result.addWidget(table)

    # writing

    def _write(self) -> None:
        self.accept()
        context, kind, path, desk = self._context, self._kind, self._path, self._context.desk
        mapping = self._mapping
        if self._columns is not None and self._table is not None and self._remember.isChecked():
            layout = f"import.{self._columns.kind}.{self._columns.layout}"
            remember(context.memory, layout, self._table.chosen)

        def write(progress: Progress) -> Any:
            from salesdesk.services.importing import import_file as read

            return read(desk, kind, path, progress, mapping=mapping)

        title = _("Importing {file}").format(file=path.name)
        page = self._page
        context.jobs.work(title, write, partial(_told, context, page, path), context.fail)


def _told(context: Context, page: QWidget, path: Path, report: Any) -> None:
    words = _("{created} created, {updated} updated, {skipped} skipped")
    said = words.format(created=formats().whole(report.created),
                        updated=formats().whole(report.updated),
                        skipped=formats().whole(report.skipped))  # fmt: skip
    if not report.problems:
        context.toast(said)
        return
    save = partial(ask_report, context.window, context, path, report)
    if isinstance(page, ListScreen):
        page.import_report = save
    count = n_("{count} problem", "{count} problems", len(report.problems))
    count = count.format(count=formats().whole(len(report.problems)))
    context.toast(f"{said}, {count}", save, _("Save report…"))
