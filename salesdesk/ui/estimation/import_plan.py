"""A table that becomes rows of the plan: its columns, its rows as they would be, what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _, n_
from salesdesk.models.values.workplan import KINDS, WorkItem
from salesdesk.services.jobs import Progress
from salesdesk.ui.estimation.import_notes import problems_table
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.kit.labels import Badge, Label
from salesdesk.ui.kit.memory import remember
from salesdesk.ui.kit.panels import Scroller, column, holder, row
from salesdesk.ui.screens.import_columns import ColumnsTable
from salesdesk.ui.screens.import_sheet import chosen_before
from salesdesk.ui.theme import Role, Text, Tone

if TYPE_CHECKING:
    from salesdesk.services.imports.columns import FileColumns
    from salesdesk.services.mspdi import ImportedPlan
    from salesdesk.ui.context import Context

SHOWN = 200
RESTS = 200
TALLEST = 150
COLUMNS_TALLEST = 190
STEP = "    "
COLUMNS = (
    EditColumn("name", N_("Item"), TextEditor, width=300),
    EditColumn("kind", N_("Kind"), TextEditor, width=100),
    EditColumn("effort", N_("Effort"), TextEditor, width=130, right=True),
    EditColumn("role", N_("Role"), TextEditor, width=130),
    EditColumn("duration", N_("Duration"), TextEditor, width=90, right=True),
    EditColumn("links", N_("Links"), TextEditor, width=70, right=True),
)


class PlanImport(Sheet):
    """Columns may be given other fields; nothing comes in until Import."""

    def __init__(
        self, parent: QWidget, context: Context, path: Path, columns: FileColumns,
        take: Callable[[ImportedPlan], object],
    ) -> None:  # fmt: skip
        super().__init__(parent, _("Import a work plan"), path.name, width=980)
        self._context, self._path, self._columns, self._take = context, path, columns, take
        self._read: ImportedPlan | None = None
        self._turn = 0
        self.table = ColumnsTable(columns, chosen_before(context.memory, columns))
        for scroller in self.table.findChildren(Scroller):  # a small window shows all three parts
            scroller.setFixedHeight(min(COLUMNS_TALLEST, scroller.height()))
        self.table.changed.connect(self._changed)
        said = Label(_("Choose the field that each column goes to."), Text.SMALL, Role.TEXT2)
        self.body.addWidget(holder(row(Label(_("Columns"), Text.STRONG), said, None)))
        self.body.addWidget(self.table)
        self._result = column()
        self.body.addLayout(self._result)
        self._remember = QCheckBox(_("Remember this for files with the same columns"))
        self._remember.setChecked(True)
        self.add_left(self._remember)
        self.add_way_back()
        self._deed = self.add_deed(_("Import"), self._write, primary=True)
        self._deed.setEnabled(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RESTS)
        self._timer.timeout.connect(self._check)
        self._check()
        self._deed.setFocus()

    def _changed(self) -> None:
        self._deed.setEnabled(False)
        self._timer.start()

    def _check(self) -> None:
        """Read the file with the fields as they are chosen now."""
        self._turn += 1
        turn, path = self._turn, self._path
        mapping: Mapping[str, str] = self._columns.mapping(self.table.chosen)

        def read(progress: Progress) -> Any:
            from salesdesk.services.plan_child import read_safely

            try:
                return read_safely(path, mapping, progress=progress)
            except InvalidInput as problem:
                return problem

        def done(found: Any) -> None:
            if turn == self._turn and not self._timer.isActive():
                self._show(found)

        title = _("Reading {file}").format(file=path.name)
        self._context.jobs.work(title, read, done, self._context.fail)

    def _show(self, found: Any) -> None:
        while (item := self._result.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._read = None if isinstance(found, InvalidInput) else found
        problems = found.problems
        if self._read is None:
            self._result.addWidget(Label(found.message, Text.BODY, Role.RED, wrap=True))
        else:
            self._result.addWidget(_preview(self._read))
        self.table.show_problems(Counter(problem.column for problem in problems))
        if self._read is not None and problems:
            count = Badge(formats().whole(len(problems)), Tone.AMBER, dot=False)
            line = row(Label(_("Problems"), Text.STRONG), count, None)
            self._result.addWidget(holder(line))
            headings = {field: heading for heading, field in self.table.chosen.items()}
            named = [replace(p, column=headings.get(p.column, p.column)) for p in problems]
            self._result.addWidget(problems_table(named, 106))
        rows = len(self._read.plan) if self._read else 0
        words = n_("Import {count} row", "Import {count} rows", rows)
        self._deed.setText(words.format(count=formats().whole(rows)) if rows else _("Import"))
        self._deed.setEnabled(rows > 0)
        self._deed.updateGeometry()
        if self.isVisible():
            self.adjustSize()

    def _write(self) -> None:
        if self._read is None:
            return
        if self._remember.isChecked():
            layout = f"import.{self._columns.kind}.{self._columns.layout}"
            remember(self._context.memory, layout, self.table.chosen)
        self.accept()
        self._take(self._read)


def _preview(found: ImportedPlan) -> EditTable:
    """The first rows as they would stand in the grid."""
    table = EditTable(COLUMNS, _("Rows as they would come in"))
    table.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)
    rows = found.plan.items[:SHOWN]
    table.show_rows([EditRow(_cells(item)) for item in rows])
    table.setFixedHeight(min(TALLEST, 34 * (len(rows) + 1) + 4))
    return table


def _cells(item: WorkItem) -> dict[str, Any]:
    write = formats()
    effort = "" if item.effort is None else write.plain(item.effort)
    if item.low is not None and item.high is not None:
        effort = "/".join(write.plain(hours) for hours in (item.low, item.effort, item.high))
    return {
        "name": STEP * item.level + item.name,
        "kind": _(KINDS[item.kind]),
        "effort": effort,
        "role": item.role,
        "duration": str(item.duration or ""),
        "links": str(len(item.after) or ""),
    }
