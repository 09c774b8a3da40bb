"""Asks where a list shall be written, and writes it in the background."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.i18n import _
from salesdesk.models.values.listing import ListQuery, ListSource
from salesdesk.services.jobs import Progress

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


class Exporter(Protocol):
    """Writes a list to a file by its ending, and tells how many rows it wrote."""

    def __call__(
        self, source: ListSource, query: ListQuery, columns: Sequence[str], path: Path,
        progress: Progress,
    ) -> int: ...  # fmt: skip


def ask_export(
    parent: QWidget, context: Context, source: ListSource, query: ListQuery,
    columns: Sequence[str],
) -> None:  # fmt: skip
    """Let the user name a file, then write it."""
    if context.export is None:
        return
    write = context.export
    name, _kind = QFileDialog.getSaveFileName(
        parent, _("Export"), f"{source.spec.kind}.xlsx", _("Spreadsheet (*.xlsx);;Text (*.csv)")
    )
    if not name:
        return
    path = Path(name)

    def written(count: int) -> None:
        context.toast(_("{count} rows written to {file}").format(count=count, file=path.name))

    context.jobs.work(
        _("Exporting to {file}").format(file=path.name),
        lambda progress: write(source, query, columns, path, progress),
        written,
        context.fail,
    )
