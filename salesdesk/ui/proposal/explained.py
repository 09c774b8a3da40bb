"""Which widgets of the builder answer F1, and with which figure of the calculator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesdesk.i18n import _
from salesdesk.ui.proposal.explaining import Asked, Explaining
from salesdesk.ui.proposal.lines_model import COLUMNS, CUTS, MARGIN, NET, PRICE

if TYPE_CHECKING:
    from salesdesk.ui.proposal.body import Body

_CELLS = frozenset({PRICE, CUTS, NET, MARGIN})


def explain_figures(body: Body) -> Explaining:
    """Let the figures of the lines, the totals, the strip and the payments answer F1."""
    found = Explaining(body.bench)
    found.watch(body.view, lambda: _cell(body))
    strip = body.strip
    for box, figure in (
        (strip.net, "net"), (strip.margin, "margin"), (strip.discount, "effective_discount"),
    ):  # fmt: skip
        found.watch_figure(box.figure, figure, box.caption.text)
    for figure, label in body.totals.values.items():
        found.watch_figure(label, figure, body.totals.names[figure].text)
    body.totals.explaining = found
    found.watch_figure(body.totals.base, "base.total", _("Total"))
    found.watch_figure(body.ways.signable, "signable", _("Largest discount"))
    found.watch(body.payments.table, lambda: _payment(body))
    return found


def _cell(body: Body) -> Asked | None:
    """The figure of the current cell; a cell without one says so."""
    index = body.view.currentIndex()
    if not index.isValid():
        return None
    line, column = body.lines.lines[index.row()], COLUMNS[index.column()]
    figure = f"lines.{line.key}.{column.key}" if column.key in _CELLS else ""
    shown = body.lines.text(index.row(), column.key)
    name = f"{line.description}, {body.lines.title(index.column())}"
    return Asked(figure, name, shown, body.view.visualRect(index))


def _payment(body: Body) -> Asked | None:
    index = body.payments.table.currentIndex()
    if not index.isValid():
        return None
    row = body.payments.table.rows.rows[index.row()]
    amount = body.payments.amount_of(row.key)
    name = str(row.values["name"])
    return Asked(f"payments.{row.key}", name, amount, body.payments.table.visualRect(index))
