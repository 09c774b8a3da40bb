"""The problems of an import as a file: what to mend, row by row, beside the file itself."""

from __future__ import annotations

from pathlib import Path

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import N_, _
from salesdesk.models.values.listing import ColumnKind, ListColumn
from salesdesk.services.exporting import write_table
from salesdesk.services.import_report import ImportReport
from salesdesk.services.jobs import Progress

_COLUMNS = (
    ListColumn("file", N_("File"), width=200),
    ListColumn("row", N_("Row"), ColumnKind.NUMBER, width=70),
    ListColumn("column", N_("Column"), width=130),
    ListColumn("value", N_("Value"), width=200),
    ListColumn("message", N_("What is wrong"), width=480),
    ListColumn("advice", N_("What to do"), width=480),
)
_ENDINGS = (".csv", ".xlsx")


def write_problems(report: ImportReport, target: Path, progress: Progress | None = None) -> int:
    """Write every problem of an import as CSV or XLSX; answers how many."""
    if target.suffix.lower() not in _ENDINGS:
        message = _("{file}: a report is written to a file that ends in .csv or .xlsx.")
        said = message.format(file=target.name)
        raise InvalidInput(said, [Problem(said, "file", file=target.name)])
    (progress or Progress()).step(0, len(report.problems), target.name)
    rows = [
        (p.file, p.row, p.column, p.value, p.message, report.advice(p)) for p in report.problems
    ]
    return write_table(target, _COLUMNS, range(len(_COLUMNS)), rows)
