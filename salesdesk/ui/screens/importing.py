"""Importing a file: read it first, show what would happen, then write it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.services.jobs import Progress
from salesdesk.ui.screens.import_sheet import Checked, ImportSheet, chosen_before

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

ENDINGS = {
    "contacts": "*.csv *.vcf *.xlsx", "accounts": "*.csv *.xlsx",
    "opportunities": "*.csv *.xlsx", "work-plan": "*.xml *.gan *.csv *.xlsx",
}  # fmt: skip


def import_file(parent: QWidget, context: Context, kind: str) -> None:
    """Let the user choose a file, then check it."""
    known = f"{_('Files')} ({ENDINGS.get(kind, '*')})"
    name, _filter = QFileDialog.getOpenFileName(parent, _("Import"), "", known)
    if name:
        check_file(parent, context, kind, Path(name))


def check_file(parent: QWidget, context: Context, kind: str, path: Path) -> None:
    """Read the file without writing, and show what was found."""
    desk, memory = context.desk, context.memory

    def check(progress: Progress) -> Checked:
        from salesdesk.services.importing import import_file as read
        from salesdesk.services.imports.columns import columns_of

        columns = columns_of(kind, path)
        mapping = columns.mapping(chosen_before(memory, columns)) if columns else None
        try:
            report: Any = read(desk, kind, path, progress, mapping=mapping, dry_run=True)
        except InvalidInput as problem:
            if columns is None:
                raise
            return Checked(columns, None, problem.message)  # the user may name the column it lacks
        return Checked(columns, report)

    context.jobs.work(
        _("Reading {file}").format(file=path.name), check,
        lambda checked: ImportSheet(parent, context, kind, path, checked).open(), context.fail,
    )  # fmt: skip
