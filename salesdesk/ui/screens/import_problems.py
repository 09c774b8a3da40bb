"""Saving what is wrong with a file: offered before it is imported, and after."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.i18n import _
from salesdesk.services.jobs import Progress
from salesdesk.ui.formats import formats

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


def ask_report(parent: QWidget, context: Context, path: Path, report: Any) -> None:
    """Let the user name a file, then write the problems to it."""
    name = _("{file}, problems").format(file=path.stem)
    known = _("Spreadsheet (*.xlsx);;Text (*.csv)")
    start = str(path.with_name(f"{name}.xlsx"))
    chosen, _kind = QFileDialog.getSaveFileName(parent, _("Save report"), start, known)
    if chosen:
        save_report(context, report, Path(chosen))


def save_report(context: Context, report: Any, target: Path) -> None:
    """Write the problems in the background."""

    def write(progress: Progress) -> int:
        from salesdesk.services.problem_report import write_problems

        return write_problems(report, target, progress)

    title = _("Writing {file}").format(file=target.name)
    context.jobs.work(title, write, partial(_told, context, target), context.fail)


def _told(context: Context, target: Path, count: int) -> None:
    words = _("{count} rows written to {file}")
    context.toast(words.format(count=formats().whole(count), file=target.name))
