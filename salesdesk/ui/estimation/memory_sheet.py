"""What was estimated before for words like these; Enter puts a row of it into the plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.i18n import N_, _, n_
from salesdesk.models.values.workplan import WorkItem
from salesdesk.ui.formats import UNKNOWN, formats
from salesdesk.ui.kit.cursor import put_cursor
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Card, column, holder, row
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.estimate_memory import Hit, Memory
    from salesdesk.ui.context import Context

RESTS = 180
COLUMNS = (
    EditColumn("name", N_("Item"), TextEditor, width=230),
    EditColumn("role", N_("Role"), TextEditor, width=110),
    EditColumn("amount", N_("Effort or count"), TextEditor, width=115, right=True),
    EditColumn("price", N_("Sold for one"), TextEditor, width=115, right=True),
    EditColumn("outcome", N_("Outcome"), TextEditor, width=80),
    EditColumn("number", N_("Estimation"), TextEditor, width=200),
    EditColumn("on", N_("Start"), TextEditor, width=125, right=True),
)
OUTCOMES = {"won": N_("Won"), "lost": N_("Lost")}


class HitsTable(EditTable):
    """Only read; the keys that type go back to the field, Enter to the sheet."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, _("Past items"))
        self.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Insert, keys.Key_Delete):
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Field(QLineEdit):
    """The arrows move in the list below while one types."""

    def __init__(self, table: HitsTable) -> None:
        super().__init__()
        self._table = table

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        moves = {keys.Key_Up: -1, keys.Key_Down: 1, keys.Key_PageUp: -8, keys.Key_PageDown: 8}
        by = moves.get(Qt.Key(event.key()))
        count = self._table.rows.rowCount()
        if by is None or not count:
            super().keyPressEvent(event)
            return
        at = max(0, min(count - 1, self._table.currentIndex().row() + by))
        put_cursor(self._table, self._table.rows.index(at, 0))


class MemorySheet(Sheet):
    """A field, what the hits say together, and the hits."""

    def __init__(
        self, parent: QWidget, context: Context, key: UUID, text: str,
        take: Callable[[WorkItem, str], object],
    ) -> None:  # fmt: skip
        super().__init__(
            parent, _("Past items"),
            _("What was estimated before for these words, in the current revisions of others."),
            width=1040,
        )  # fmt: skip
        self._context, self._key, self._take = context, key, take
        self._turn = 0
        self._found: Memory | None = None
        self.table = HitsTable()
        self.table.setFixedHeight(300)
        self.field = _Field(self.table)
        self.field.setText(text)
        self.field.setPlaceholderText(_("Words of the item, or their beginnings"))
        self.field.setAccessibleName(_("Words to look for"))
        self.field.setClearButtonEnabled(True)
        self._tiles: dict[str, tuple[Label, Label]] = {}
        cards = [self._tile(key) for key in ("count", "effort", "price", "ended")]
        self.body.addWidget(self.field)
        self.body.addWidget(holder(row(*cards, spacing=10)))
        self._cut = Label("", Text.SMALL, Role.TEXT2)
        self._cut.hide()
        self.body.addWidget(self._cut)
        self.body.addWidget(self.table)
        self.add_way_back()
        self._deed = self.add_deed(_("Insert into the plan"), self._insert, primary=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RESTS)
        self._timer.timeout.connect(self._search)
        self.field.textChanged.connect(lambda _text: self._timer.start())
        self._search()
        self.field.setFocus()
        self.field.selectAll()

    def _tile(self, key: str) -> QWidget:
        card = Card(Role.SURFACE, 7)
        figure = Label(UNKNOWN, Text.HEADING, number=True)
        said = Label("", Text.SMALL, Role.TEXT2)
        self._tiles[key] = (figure, said)
        card.setLayout(column(figure, said, spacing=2, margins=(14, 10, 14, 10)))
        return card

    def _search(self) -> None:
        self._turn += 1
        turn, text, key = self._turn, self.field.text(), self._key
        database = self._context.desk.database

        def work() -> Memory:
            from salesdesk.services.estimate_memory import remembered

            return remembered(database, text, key)

        def shown(found: Memory) -> None:
            if turn == self._turn:
                self._show(found)

        self._context.jobs.read(work, shown, self._context.fail)

    def _show(self, found: Memory) -> None:
        self._found = found
        self.table.show_rows([EditRow(_cells(hit), key=hit.item.id) for hit in found.hits])
        if found.hits:
            put_cursor(self.table, self.table.rows.index(0, 0))
        self._deed.setEnabled(bool(found.hits))
        write = formats()
        times = n_("time in {count} estimation", "times in {count} estimations", found.estimations)
        more = "+" if found.is_cut else ""
        count = f"{write.whole(len(found.hits))}{more}"
        self._tell("count", count, times.format(count=f"{found.estimations}{more}"))
        spread = _("hours in the middle; half lie between {low} and {high}")
        spread = spread.format(low=write.plain(found.low), high=write.plain(found.high))
        one = _("hours in the middle")
        effort = UNKNOWN if found.effort is None else write.plain(found.effort)
        self._tell("effort", effort, one if found.low is None else spread)
        self._tell("price", *_prices(found))
        self._cut.setVisible(found.priced is not None)
        cut = _("Prices are those of the latest {count} estimations.")
        self._cut.setText(cut.format(count=found.priced))
        ended = f"{write.whole(found.won)} / {write.whole(found.lost)}"
        self._tell("ended", ended, _("estimations won / lost"))

    def _tell(self, key: str, figure: str, said: str) -> None:
        for label, text in zip(self._tiles[key], (figure, said), strict=True):
            label.setText(text)

    def _insert(self) -> None:
        at = self.table.currentIndex().row()
        if self._found is None or not 0 <= at < len(self._found.hits):
            return
        hit = self._found.hits[at]
        self.accept()
        self._take(hit.item, hit.currency)


def _prices(found: Memory) -> tuple[str, str]:
    """What an hour sold for and what a piece did, where there are such."""
    write = formats()
    hour, piece = (
        " · ".join(write.money(price, currency) for currency, price in prices)
        for prices in (found.prices, found.piece_prices)
    )
    if hour and piece:
        return f"{hour} / {piece}", _("sold per hour / per piece, in the middle")
    if piece:
        return piece, _("sold per piece, in the middle")
    return hour or UNKNOWN, _("sold per hour, in the middle")


def _cells(hit: Hit) -> dict[str, Any]:
    write, item = formats(), hit.item
    amount = write.plain(item.effort)
    if item.is_counted:
        amount = f"{write.plain(item.amount)} {item.unit or '×'}"
    elif item.low is not None and item.high is not None:
        amount = "/".join(write.plain(hours) for hours in (item.low, item.effort, item.high))
    return {
        "name": item.name,
        "role": item.role,
        "amount": amount,
        "price": write.money(hit.price, hit.currency) if hit.price else "",
        "outcome": _(OUTCOMES[hit.outcome]) if hit.outcome in OUTCOMES else _("open"),
        "number": f"{hit.number} {hit.estimation_name}",
        "on": write.day(hit.on),
    }
