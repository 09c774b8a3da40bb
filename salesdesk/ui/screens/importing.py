"""Importing a file: read it first, show what would happen, then write it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.i18n import N_, _, n_
from salesdesk.services.jobs import Progress
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.kit.labels import Badge, Label
from salesdesk.ui.kit.panels import Card, holder, row
from salesdesk.ui.theme import Role, Text, Tone

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

ENDINGS = {
    "contacts": "*.csv *.vcf *.xlsx", "accounts": "*.csv *.xlsx",
    "opportunities": "*.csv *.xlsx", "work-plan": "*.xml",
}  # fmt: skip
SHOWN = 200


def import_file(parent: QWidget, context: Context, kind: str) -> None:
    """Let the user choose a file, then check it."""
    known = f"{_('Files')} ({ENDINGS.get(kind, '*')})"
    name, _filter = QFileDialog.getOpenFileName(parent, _("Import"), "", known)
    if name:
        check_file(parent, context, kind, Path(name))


def check_file(parent: QWidget, context: Context, kind: str, path: Path) -> None:
    """Read the file without writing, and show what was found."""
    desk = context.desk

    def check(progress: Progress) -> Any:
        from salesdesk.services.importing import import_file as read

        return read(desk, kind, path, progress, dry_run=True)

    context.jobs.work(
        _("Reading {file}").format(file=path.name), check,
        lambda report: ImportSheet(parent, context, kind, path, report).open(), context.fail,
    )  # fmt: skip


class ImportSheet(Sheet):
    """What the file holds and what is wrong with it; nothing is written until Import."""

    def __init__(
        self, parent: QWidget, context: Context, kind: str, path: Path, report: Any
    ) -> None:
        rows = n_("{file} · {count} row", "{file} · {count} rows", report.read)
        why = rows.format(file=path.name, count=formats().whole(report.read))
        super().__init__(parent, _("Import"), why, width=860)
        self._context, self._kind, self._path = context, kind, path
        self.body.addLayout(self._tiles(report))
        if report.problems:
            self._problems(report.problems)
        self.add_way_back()
        new = report.created + report.updated
        words = n_("Import {count} row", "Import {count} rows", new)
        deed = words.format(count=formats().whole(new))
        self.add_deed(deed, self._write, primary=True).setEnabled(new > 0)

    def _tiles(self, report: Any) -> Any:
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
        return row(*tiles, spacing=10)

    def _problems(self, problems: Any) -> None:
        count = Badge(formats().whole(len(problems)), Tone.AMBER, dot=False)
        said = Label(_("Nothing is written until you press Import."), Text.SMALL, Role.TEXT2)
        self.body.addWidget(holder(row(Label(_("Problems"), Text.STRONG), count, said, None)))
        columns = (
            EditColumn("row", N_("Row"), TextEditor, width=70, right=True),
            EditColumn("column", N_("Column"), TextEditor, width=130),
            EditColumn("value", N_("Value"), TextEditor, width=150),
            EditColumn("message", N_("What is wrong"), TextEditor, width=440),
        )
        table = EditTable(columns, _("Problems"))
        table.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)
        table.show_rows(
            [
                EditRow({"row": p.row, "column": p.column, "value": p.value, "message": p.message})
                for p in problems[:SHOWN]
            ]
        )
        table.setFixedHeight(min(300, 34 * (len(problems[:SHOWN]) + 1)))
        self.body.addWidget(table)

    def _write(self) -> None:
        self.accept()
        context, kind, path, desk = self._context, self._kind, self._path, self._context.desk

        def write(progress: Progress) -> Any:
            from salesdesk.services.importing import import_file as read

            return read(desk, kind, path, progress)

        title = _("Importing {file}").format(file=path.name)
        context.jobs.work(title, write, partial(_told, context), context.fail)


def _told(context: Context, report: Any) -> None:
    words = _("{created} created, {updated} updated, {skipped} skipped")
    context.toast(
        words.format(created=formats().whole(report.created),
                     updated=formats().whole(report.updated),
                     skipped=formats().whole(report.skipped))
    )  # fmt: skip
