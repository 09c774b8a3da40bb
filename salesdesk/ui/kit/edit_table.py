"""A small table edited in place: details of a record, and the settings lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.ui.formats import UNKNOWN
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.cursor import put_cursor
from salesdesk.ui.kit.editors import Editor, TextEditor
from salesdesk.ui.kit.lookup import Choice
from salesdesk.ui.kit.table_model import Index
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

PAD = 10


@dataclass(frozen=True)
class EditColumn:
    """A column: how its values are written, edited and laid."""

    name: str
    title: str
    make: Callable[[], Editor]
    show: Callable[[Any], str] = lambda value: "" if value is None else str(value)
    width: int = 140
    right: bool = False
    is_flag: bool = False
    is_told: bool = False
    """Shown only: its value comes from elsewhere."""
    choices: Callable[[], Sequence[Choice]] | None = None


@dataclass
class EditRow:
    """A row being edited; ``key`` is its record, None for a new one."""

    values: dict[str, Any]
    key: Any = None
    version: int = 0
    changed: bool = False
    problems: dict[str, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    """What was typed but can't be read, by column: it stays until it is mended."""

    @property
    def wrong(self) -> list[str]:
        return [self.problems[name] for name in self.unread if name in self.problems]


class EditTableModel(QAbstractTableModel):
    edited = Signal()

    def __init__(self, columns: Sequence[EditColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows: list[EditRow] = []
        self.deleted: list[EditRow] = []

    def show(self, rows: Sequence[EditRow]) -> None:
        self.beginResetModel()
        self.rows, self.deleted = list(rows), []
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid() or self.columns[index.column()].is_told:
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, row = self.columns[index.column()], self.rows[index.row()]
        value = row.values.get(column.name)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if column.is_flag:
                return _("yes") if value else _("no")
            return row.unread.get(column.name) or column.show(value)
        if role == Qt.ItemDataRole.EditRole:
            return value
        if role == Qt.ItemDataRole.ToolTipRole:
            shown = column.show(value)
            return row.problems.get(column.name) or (shown if len(shown) * 6 > column.width else "")
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        column, row = self.columns[index.column()], self.rows[index.row()]
        row.problems.pop(column.name, None)
        row.unread.pop(column.name, None)
        if row.values.get(column.name) != value:
            row.values[column.name] = value
            row.changed = True
            self.edited.emit()
        self.dataChanged.emit(index, index)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(self.columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignRight
                if self.columns[section].right
                else Qt.AlignmentFlag.AlignLeft
            )
            return int((side | Qt.AlignmentFlag.AlignVCenter).value)
        return None

    def tell(self, name: str, values: Sequence[Any]) -> None:
        """Bring a column up to date that nobody types."""
        for row, value in zip(self.rows, values, strict=False):
            row.values[name] = value
        if self.rows:
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(self.rows) - 1, self.columnCount() - 1)
            )

    def add(self, values: Mapping[str, Any]) -> int:
        at = len(self.rows)
        self.beginInsertRows(QModelIndex(), at, at)
        self.rows.append(EditRow(dict(values), changed=True))
        self.endInsertRows()
        self.edited.emit()
        return at

    def remove(self, at: int) -> None:
        self.beginRemoveRows(QModelIndex(), at, at)
        row = self.rows.pop(at)
        self.endRemoveRows()
        if row.key is not None:
            self.deleted.append(row)
        self.edited.emit()

    def show_problem(self, at: int, name: str, words: str) -> None:
        self.rows[at].problems[name] = words
        self.dataChanged.emit(self.index(at, 0), self.index(at, self.columnCount() - 1))

    def keep_unread(self, index: Index, typed: str, why: str) -> None:
        """What can't be read stays in its cell as it was typed."""
        row, name = self.rows[index.row()], self.columns[index.column()].name
        row.unread[name], row.changed = typed, True
        self.show_problem(index.row(), name, why)
        self.edited.emit()

    @property
    def wrong(self) -> list[str]:
        return [words for row in self.rows for words in row.wrong]

    @property
    def dirty(self) -> bool:
        return bool(self.deleted) or any(row.changed for row in self.rows)

    @property
    def problems(self) -> list[str]:
        return [words for row in self.rows for words in row.problems.values()]


class _CellDelegate(QStyledItemDelegate):
    """Draws a cell; editing opens the column's editor over it."""

    def __init__(self, model: EditTableModel, view: QTableView) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(60, theme().height("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, box = theme(), option.rect
        column, row = self._model.columns[index.column()], self._model.rows[index.row()]
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.colour(Role.TINT))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, look.colour(Role.LINE))
        value = row.values.get(column.name)
        if column.is_flag:
            if value:
                at = QRectF(box).center() - QRectF(0, 0, 14, 14).center()
                paint_icon(painter, "check", at, Role.ACCENT, 14)
        else:
            words = row.unread.get(column.name) or column.show(value) or UNKNOWN
            self._words(painter, option, column, words, index.column())
        if row.problems.get(column.name):
            frame = QRectF(box).adjusted(1, 1, -1, -2)
            rounded(painter, frame, 4, None, look.pen(Role.RED, 2))
        elif option.state & QStyle.StateFlag.State_HasFocus:
            frame = QRectF(box).adjusted(1, 1, -1, -2)
            rounded(painter, frame, 3, None, look.pen(Role.ACCENT, 2))

    def _words(
        self, painter: QPainter, option: QStyleOptionViewItem, column: EditColumn, text: str,
        at: int,
    ) -> None:  # fmt: skip
        look = theme()
        if column.right:
            painter.setFont(look.number_font())
        else:
            painter.setFont(look.font(Text.NAME if at == 0 else Text.BODY))
        painter.setPen(look.colour(Role.TEXT3 if text == UNKNOWN else Role.TEXT))
        inner = option.rect.adjusted(PAD, 0, -PAD, 0)
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, shown)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._model.columns[index.column()]
        editor = column.make()
        editor.name_field(_(column.title))
        editor.setParent(parent)
        editor.setAutoFillBackground(True)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, Editor):
            editor.write(index.data(Qt.ItemDataRole.EditRole))
            name = self._model.columns[index.column()].name
            unread = self._model.rows[index.row()].unread.get(name)
            if unread and isinstance(editor, TextEditor):
                editor.line.setText(unread)

    def setModelData(self, editor: QWidget, _model: Any, index: Index) -> None:
        if not isinstance(editor, Editor):
            return
        try:
            self._model.setData(index, editor.read())
        except InvalidInput as wrong:
            typed = editor.line.text() if isinstance(editor, TextEditor) else ""
            self._model.keep_unread(index, typed, wrong.message)


class EditTable(QTableView):
    """Typing or F2 edits, Enter goes down, Delete takes the row away, Insert adds one."""

    def __init__(self, columns: Sequence[EditColumn], name: str) -> None:
        super().__init__()
        self.rows = EditTableModel(columns, self)
        self.blank: dict[str, Any] = {}
        self.setModel(self.rows)
        self.setItemDelegate(_CellDelegate(self.rows, self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(theme().height("row"))
        head = PlainHeader(self)
        self.setHorizontalHeader(head)
        for at, column in enumerate(columns):
            self.setColumnWidth(at, column.width)
        theme().changed.connect(self._dress)
        self._widths = [column.width for column in columns]
        self.narrowest = 1.0  # below this part of their widths the columns scroll instead

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the room that is left; flags stay as narrow as they are."""
        super().resizeEvent(event)
        flags = sum(w for w, c in zip(self._widths, self.rows.columns, strict=True) if c.is_flag)
        soft = sum(self._widths) - flags
        factor = max(self.narrowest, (self.viewport().width() - flags) / soft) if soft else 1.0
        for at, column in enumerate(self.rows.columns):
            wanted = self._widths[at]
            self.setColumnWidth(at, wanted if column.is_flag else int(wanted * factor))

    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme().height("row"))

    def show_rows(self, rows: Sequence[EditRow]) -> None:
        self.rows.show(rows)

    def add_row(self) -> None:
        at = self.rows.add(self.blank)
        put_cursor(self, self.rows.index(at, 0))
        self.scrollToBottom()
        self.setFocus()
        if not self.rows.columns[0].is_flag:
            self.edit(self.rows.index(at, 0))

    def remove_row(self) -> None:
        at = self.currentIndex().row()
        if at >= 0:
            self.rows.remove(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Insert:
            self.add_row()
        elif event.key() == Qt.Key.Key_Delete and index.isValid():
            self.remove_row()
        elif event.key() == Qt.Key.Key_Space and self._is_flag(index):
            self.rows.setData(index, not index.data(Qt.ItemDataRole.EditRole))
        else:
            super().keyPressEvent(event)

    def _is_flag(self, index: QModelIndex) -> bool:
        return index.isValid() and self.rows.columns[index.column()].is_flag

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Frame the wrong cells; what names no row is returned."""
        rest = []
        for problem in problems:
            at = (problem.row or 0) - 1
            if 0 <= at < len(self.rows.rows):
                names = [c.name for c in self.rows.columns]
                name = problem.column if problem.column in names else names[0]
                self.rows.show_problem(at, name, problem.message)
            else:
                rest.append(problem)
        return rest


class PlainHeader(QHeaderView):
    """Headings in small, without sorting."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFixedHeight(theme().height("head"))
        self.setSectionsMovable(False)
        self.setAccessibleName(_("Column headings"))

    def paintSection(self, painter: QPainter, rect: Any, section: int) -> None:
        look = theme()
        painter.fillRect(rect, look.colour(Role.SURFACE))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.colour(Role.LINE2))
        painter.setFont(look.font(Text.LABEL))
        painter.setPen(look.colour(Role.TEXT3))
        model = self.model()
        role = Qt.ItemDataRole.TextAlignmentRole
        flags = model.headerData(section, Qt.Orientation.Horizontal, role)
        text = str(model.headerData(section, Qt.Orientation.Horizontal))
        painter.drawText(rect.adjusted(PAD, 0, -PAD, 0), int(flags), text)
