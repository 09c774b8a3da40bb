"""The bar over the grid that finds and replaces; Esc gives the cursor back to the grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit

from salesdesk.i18n import _, n_
from salesdesk.ui.estimation.finding import Finding, Hit, following
from salesdesk.ui.estimation.grid_view import GridView
from salesdesk.ui.estimation.sheet import GridColumn
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button, IconButton
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Panel, row
from salesdesk.ui.theme import Role, Text, theme

REST_MS = 150
EVERYWHERE, COLUMN = "everywhere", "column"


class FindBar(Panel):
    """Enter goes on, Shift+Enter back; the cursor shows where, opening what is folded."""

    def __init__(self, view: GridView) -> None:
        super().__init__(Role.TINT2, "b", Role.LINE2)
        self._view = view
        self._finding = Finding(view.workbench)
        self.text = self._field(_("Find"), 220)
        self.other = self._field(_("Replace with"), 180)
        self.where = QComboBox()
        self.where.addItem(_("Everywhere"), EVERYWHERE)
        self.where.addItem(_("This column"), COLUMN)
        self.where.setAccessibleName(_("Where to find"))
        self.where.setFixedHeight(theme().height("field"))
        self.count = Label("", Text.SMALL, Role.TEXT2)
        self.one = Button(_("Replace"), pressed=self.replace_one)
        self.every = Button(_("Replace all"), pressed=self.replace_all)
        back = IconButton("chevron-up", _("Previous"), "Shift+F3", self.previous, 28)
        on = IconButton("chevron-down", _("Next"), "F3", self.next, 28)
        close = IconButton("x", _("Close"), "Esc", self.close_bar, 28)
        self.setLayout(row(self.text, back, on, self.where, 6, self.other, self.one, self.every,
                           self.count, None, close, spacing=6, margins=(20, 5, 14, 5)))  # fmt: skip
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._tell)
        self.text.textChanged.connect(lambda _text: self._rest.start(REST_MS))
        self.where.activated.connect(lambda _at: self._tell())
        self.setAccessibleName(_("Find and replace"))
        self.hide()

    def _field(self, words: str, width: int) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(words)
        field.setAccessibleName(words)
        field.setFixedSize(width, theme().height("field"))
        field.installEventFilter(self)
        return field

    # -- opening and closing

    def open_bar(self, *, replacing: bool) -> None:
        """Show it, with what stands in the cursor's cell to begin with."""
        may = replacing and not self._view.workbench.is_read_only
        for part in (self.other, self.one, self.every):
            part.setVisible(may)
        self.show()
        if not self.text.text() and self._view.node is not None:
            at = (self._view.current_row, self._view.current_column)
            self.text.setText(self._view.grid_model.text(*at))
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()
        self._tell()

    def close_bar(self) -> None:
        self.hide()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.close_bar()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                if field is self.other and not back:
                    self.replace_one()
                else:
                    self._go(back=back)
                return True
        return super().eventFilter(field, event)

    # -- finding

    def _columns(self) -> list[GridColumn]:
        """Where to look: the columns shown, in their order."""
        if self.where.currentData() == COLUMN:
            return [self._view.column]
        columns = self._view.grid_model.columns
        return [columns[at] for at in self._view.shown_columns()]

    def next(self) -> None:
        self._go(back=False)

    def previous(self) -> None:
        self._go(back=True)

    def _row(self) -> int:
        node = self._view.node
        return self._view.workbench.row_of(node) if node is not None else -1

    def _go(self, *, back: bool) -> None:
        columns, here = self._columns(), (self._row(), self._view.column.key)

        def found(hits: Sequence[Hit]) -> None:
            hit = following(hits, columns, here, back=back)
            if hit is not None:
                self._view.go_to(self._view.workbench.figures.rows[hit[0]], hit[1].key)
            self._say(hits)

        self._look(columns, found)

    def _look(self, columns: list[GridColumn], found: Callable[[Sequence[Hit]], object]) -> None:
        """Where the text stands, unless something is being worked out."""
        if self._view.workbench.beside.is_running:
            self._view.workbench.refuse()
            return
        self._rest.stop()
        self._finding.look(self.text.text(), columns, found)

    def _tell(self) -> None:
        """How many there are, and which of them the cursor is on."""
        if self._view.workbench.beside.is_running:
            self._rest.start(REST_MS)
        elif not self.isHidden():
            self._look(self._columns(), self._say)

    def _say(self, hits: Sequence[Hit]) -> None:
        here = (self._row(), self._view.column.key)
        at = next((at for at, (r, c) in enumerate(hits, 1) if (r, c.key) == here), 0)
        words = n_("{count} cell", "{count} cells", len(hits))
        words = words.format(count=formats().whole(len(hits)))
        if at:
            words = _("{at} of {count}").format(
                at=formats().whole(at), count=formats().whole(len(hits))
            )
        self.count.setText(words if self.text.text() else "")

    # -- replacing

    def replace_one(self) -> None:
        """The cell under the cursor if the text stands there; then on to the next."""
        place = (self._row(), self._view.column)

        def found(hits: Sequence[Hit]) -> None:
            if place in hits:
                text, other = self.text.text(), self.other.text()
                self._finding.replace(text, other, [place], lambda _done, _left: None)
            self._go(back=False)

        self._look([place[1]], found)

    def replace_all(self) -> None:
        def found(hits: Sequence[Hit]) -> None:
            self._finding.replace(self.text.text(), self.other.text(), hits, self._replaced)

        self._look(self._columns(), found)

    def _replaced(self, done: int, left: int) -> None:
        words = n_("{count} cell replaced", "{count} cells replaced", done)
        words = words.format(count=formats().whole(done))
        if left:
            words += " · " + n_("{count} left as it is", "{count} left as they are", left).format(
                count=left
            )
        self.count.setText(words)
