"""What an import of a plan could not hold or read, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from salesdesk.errors import Problem
from salesdesk.i18n import N_, _, n_
from salesdesk.services.import_report import ImportReport
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.screens.import_problems import ask_report

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

SHOWN = 300
TALLEST = 190
COLUMNS = (
    EditColumn("row", N_("Row"), TextEditor, width=54, right=True),
    EditColumn("column", N_("Column"), TextEditor, width=110),
    EditColumn("value", N_("Value"), TextEditor, width=170),
    EditColumn("message", N_("What is wrong"), TextEditor, width=430),
)


def problems_table(problems: Sequence[Problem], tallest: int = TALLEST) -> EditTable:
    """The problems as a table that is only read."""
    table = EditTable(COLUMNS, _("Problems"))
    table.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)
    table.show_rows(
        [
            EditRow({"row": p.row, "column": p.column, "value": p.value, "message": p.message})
            for p in problems[:SHOWN]
        ]
    )
    table.setFixedHeight(min(tallest, 34 * (len(problems[:SHOWN]) + 1) + 4))
    return table


class ImportNotes(Sheet):
    """Everything that the last file said and we don't."""

    def __init__(
        self, parent: QWidget, context: Context, path: Path, problems: Sequence[Problem]
    ) -> None:
        why = n_(
            "{file}: {count} note. The rows came in; this did not, or not as it stood.",
            "{file}: {count} notes. The rows came in; this did not, or not as it stood.",
            len(problems),
        )
        said = why.format(file=path.name, count=formats().whole(len(problems)))
        super().__init__(parent, _("Notes of the import"), said, width=860)
        self.table = problems_table(problems, 380)
        self.body.addWidget(self.table)
        report = ImportReport("work-plan", problems=list(problems))
        self.add_deed(
            _("Save report…"), lambda: ask_report(self, context, path, report), key="Ctrl+S"
        )
        self.add_way_back(_("Close"))
        self.table.setFocus()
