"""The view of a list: rows with hairlines, a head that sorts, keys that open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
)

from salesdesk.i18n import _
from salesdesk.models.values.listing import ColumnKind, ListQuery, SortKey
from salesdesk.ui.kit.cursor import put_cursor
from salesdesk.ui.kit.delegate import PAD, ListDelegate
from salesdesk.ui.kit.list_header import ListHeader
from salesdesk.ui.kit.list_painter import ListPainter
from salesdesk.ui.kit.table_model import TableModel
from salesdesk.ui.theme import Text, theme

SOFT_LEAST, NAME_LEAST = 128, 190
NEARLY = 60
WORDY = frozenset({ColumnKind.TEXT, ColumnKind.PERSON})


class ListView(QTableView):
    """A list of records: Enter opens, Space selects, the keys of the head work from here."""

    open_asked = Signal(object, str)
    sort_changed = Signal()
    search_asked = Signal()
    remove_asked = Signal()
    layout_changed = Signal()

    def __init__(self, model: TableModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.delegate = ListDelegate(model, self)
        self.setItemDelegate(self.delegate)
        self._painter = ListPainter(self)
        self.head = ListHeader(model, self)
        self.setHorizontalHeader(self.head)
        self._widths_are_own = False
        self.can_remove = False
        self._prepare()
        for position, column in enumerate(model.spec.columns):
            self.setColumnWidth(position, column.width)
            # amounts carry their currency; a column of its own says it twice
            twice = column.kind == ColumnKind.CURRENCY
            self.setColumnHidden(position, not column.shown or twice)
        self.head.sort_asked.connect(self._sort)
        self.head.chooser_asked.connect(self.choose_columns)
        self.head.sectionResized.connect(lambda *_args: self._resized())
        self.head.sectionMoved.connect(lambda *_args: self.layout_changed.emit())
        self.doubleClicked.connect(lambda index: self._open(index, "tab"))
        theme().changed.connect(self._dress)
        model.modelReset.connect(self._first_row)
        model.modelReset.connect(self.fit)
        model.headerDataChanged.connect(lambda *_args: self.fit())

    @property
    def list_model(self) -> TableModel:
        return self._model

    def _prepare(self) -> None:
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(_("List"))
        vertical = self.verticalHeader()
        vertical.setVisible(False)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setMinimumSectionSize(20)
        vertical.setDefaultSectionSize(theme().height("row"))
        self.verticalScrollBar().setSingleStep(theme().height("row"))

    def _dress(self) -> None:
        """Light, dark or another density."""
        self.verticalHeader().setDefaultSectionSize(theme().height("row"))
        self.head.setFixedHeight(theme().height("head"))
        self.viewport().update()

    # selection

    def selected_ids(self) -> list[Any]:
        """The records selected among the rows that were read."""
        rows = [index.row() for index in self.selectionModel().selectedRows()]
        shown = (self._model.shown(row) for row in rows[:1000])
        return [row.id for row in shown if row is not None]

    def current_id(self) -> Any:
        index = self.currentIndex()
        shown = self._model.shown(index.row()) if index.isValid() else None
        return shown.id if shown else None

    def show_record(self, record: Any) -> None:
        """Put the current row on a record when it is among those read."""
        row = self._model.row_of(record)
        if row >= 0:
            self.put_on(row)

    def put_on(self, row: int) -> None:
        """Select this row alone."""
        put_cursor(self, self._model.index(row, self.first_column()))

    def _first_row(self) -> None:
        if self._model.rowCount() and not self.currentIndex().isValid():
            first = self._model.index(0, self.first_column())
            how = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(first, how)

    def first_column(self) -> int:
        """The column that stands at the left."""
        return next((self.head.logicalIndex(v) for v in range(self.head.count())
                     if not self.isColumnHidden(self.head.logicalIndex(v))), 0)  # fmt: skip

    # opening

    def _open(self, index: QModelIndex, how: str) -> None:
        shown = self._model.shown(index.row())
        if shown is not None:
            self.open_asked.emit(shown.id, how)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            how = ("window" if shift else "behind") if control else "tab"
            self._open(self.currentIndex(), how)
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_asked.emit()
        elif event.text() == "/":
            self.search_asked.emit()
        elif event.key() == Qt.Key.Key_O and control and shift:
            self._sort(self.currentIndex().column(), False)
        elif event.key() == Qt.Key.Key_C and control and shift:
            self.choose_columns(self.mapToGlobal(QPoint(40, 40)))
        elif event.key() == Qt.Key.Key_C and control:
            self._copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        index = self.currentIndex()
        for words, how in ((_("Open"), "tab"), (_("Open behind"), "behind"),
                           (_("Open in a window"), "window")):  # fmt: skip
            action = menu.addAction(words)
            action.triggered.connect(lambda _on=False, how=how: self._open(index, how))
        menu.addSeparator()
        menu.addAction(_("Copy rows")).triggered.connect(lambda _on=False: self._copy())
        if self.can_remove:
            archive = menu.addAction(_("Archive"))
            archive.triggered.connect(lambda _on=False: self.remove_asked.emit())
        menu.popup(event.globalPos())

    def _copy(self) -> None:
        """The selected rows as a spreadsheet takes them."""
        columns = self.shown_columns()
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        lines = []
        for row in rows[:5000]:
            shown = self._model.shown(row)
            if shown is not None:
                places = (self._model.spec.position(name) - 1 for name in columns)
                lines.append("\t".join(shown.texts[place] for place in places))
        QGuiApplication.clipboard().setText("\n".join(lines))

    # columns

    def _sort(self, section: int, add: bool) -> None:
        name = self._model.spec.columns[section].name
        query = self._model.query
        old = next((k for k in query.sort if k.column == name), None)
        key = SortKey(name, not old.descending if old else False)
        kept = tuple(k for k in query.sort if k.column != name) if add else ()
        self._model.ask(ListQuery(query.text, query.conditions, (*kept, key)))
        self.head.viewport().update()
        self.sort_changed.emit()

    def choose_columns(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for position, column in enumerate(self._model.spec.columns):
            action = menu.addAction(_(column.title))
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(position))
            action.setEnabled(position > 0)
            action.toggled.connect(lambda on, place=position: self._show_column(place, on=on))
        menu.popup(at)

    def _show_column(self, position: int, *, on: bool) -> None:
        self.setColumnHidden(position, not on)
        self.fit()
        self.layout_changed.emit()

    def shown_columns(self) -> list[str]:
        order = (self.head.logicalIndex(visual) for visual in range(self.head.count()))
        columns = self._model.spec.columns
        return [columns[place].name for place in order if not self.isColumnHidden(place)]

    def columns_state(self) -> dict[str, Any]:
        """Order, visibility and widths, to be remembered."""
        columns = self._model.spec.columns
        widths = {c.name: self.columnWidth(i) for i, c in enumerate(columns)}
        order = [columns[self.head.logicalIndex(v)].name for v in range(self.head.count())]
        return {"shown": self.shown_columns(), "order": order,
                "widths": widths if self._widths_are_own else {}}  # fmt: skip

    def _resized(self) -> None:
        self.delegate.forget()
        if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._widths_are_own = True
            self.layout_changed.emit()

    def restore_columns(self, state: dict[str, Any]) -> None:
        names = [column.name for column in self._model.spec.columns]
        shown = set(state.get("shown") or ())
        for place, name in enumerate(names):
            if shown and place > 0:
                self.setColumnHidden(place, name not in shown)
        wanted: Sequence[str] = [n for n in state.get("order", ()) if n in names]
        for visual, name in enumerate(wanted):
            self.head.moveSection(self.head.visualIndex(names.index(name)), visual)
        for name, width in (state.get("widths") or {}).items():
            if name in names:
                self.setColumnWidth(names.index(name), int(width))
                self._widths_are_own = True

    def fit(self) -> None:
        """Share out the room that is left, unless the user has set the widths."""
        if self._widths_are_own:
            return
        order = [self.head.logicalIndex(visual) for visual in range(self.head.count())]
        places = [place for place in order if not self.isColumnHidden(place)]
        firm = {place: self._firm_width(place) for place in places}
        soft = {p: self._model.spec.columns[p].width for p in places if firm[p] is None}
        room = self.viewport().width() - sum(width or 0 for width in firm.values())
        factor = room / sum(soft.values()) if soft else 1.0
        widths = {p: firm[p] or max(self._least(p), int(soft.get(p, 0) * factor)) for p in places}
        excess = sum(widths.values()) - self.viewport().width()
        if 0 < excess <= NEARLY and soft:  # a scroll bar for a few pixels helps nobody
            for place in soft:
                widths[place] -= -(-excess // len(soft))
        elif excess < 0:
            widths[places[-1]] -= excess
        for place, width in widths.items():
            self.setColumnWidth(place, width)

    def _least(self, place: int) -> int:
        """How narrow a column of words may become: its words, up to a limit."""
        most = NAME_LEAST if place == 0 else SOFT_LEAST
        return max(72, min(most, self.delegate.widest(place)))

    def _firm_width(self, place: int) -> int | None:
        """What a column of figures, dates or states needs; None for words, which may give way."""
        column = self._model.spec.columns[place]
        head = QFontMetrics(theme().font(Text.LABEL)).horizontalAdvance(self._model.title(column))
        if column.kind in WORDY and place > 0 and column.width > 120:
            return None
        if place == 0:
            return None
        widest = self.delegate.widest(place)
        return max(head + 2 * PAD + 16, widest, 64)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    # looks

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.delegate.hovered:
            self.delegate.hovered = row
            self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 Qt's name
        super().scrollContentsBy(dx, dy)
        if dx:
            self.viewport().update()
            self.head.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painter.paint(QPainter(self.viewport()), event.rect())
