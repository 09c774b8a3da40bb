"""The rows of the grid: the outline without what is folded or filtered away, and their texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from salesdesk.i18n import _
from salesdesk.models.values.plan_figures import Touched
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.workplan import Splice
from salesdesk.ui.estimation.columns import NAME
from salesdesk.ui.estimation.row_places import RowPlaces
from salesdesk.ui.estimation.sheet import GridColumn
from salesdesk.ui.estimation.workbench import Workbench

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
MANY = 300
CACHED_ROWS = 2_000
EDITABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
FIXED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class GridModel(QAbstractTableModel):
    """A flat table over a tree; only changed rows are announced, so the cursor never jumps."""

    reshaping = Signal()
    reshaped = Signal()
    unfiltered = Signal()

    def __init__(
        self, workbench: Workbench, columns: Sequence[GridColumn], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.workbench = workbench
        self.columns = tuple(columns)
        self.visible: list[Node] = list(workbench.figures.rows)
        self._places = RowPlaces(lambda: self.visible)
        self._folded: set[UUID] = set()
        self._keep: Callable[[Node], bool] | None = None
        self._texts: dict[Node, list[str | None]] = {}
        self._sheet = workbench.sheet
        workbench.followed.connect(self._followed)
        workbench.repriced.connect(self._repriced)
        workbench.laid_out.connect(self._dates_changed)
        workbench.problems_changed.connect(self._repaint)

    # -- what Qt asks

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.visible)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.EditRole:
            return self.edit_text(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index.row(), index.column())
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        node, column = self.visible[index.row()], self.columns[index.column()]
        return self.workbench.enter(node, column, str(value))

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.workbench.is_read_only:
            return FIXED
        column = self.columns[index.column()]
        return EDITABLE if column.opens(self.visible[index.row()]) else FIXED

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            title = _(self.columns[section].title)
            if self.columns[section].key == "sell":
                return f"{title}, {self.workbench.figures.terms.currency}"
            return title
        return None

    def _spoken(self, row: int, column: int) -> str:
        col, node = self.columns[column], self.visible[row]
        words = f"{_(col.title)}, {self.text(row, column) or _('empty')}"
        if col.inherited(node):
            words = _("{cell}, inherited").format(cell=words)
        if col.key == NAME and node.children:
            state = _("folded") if self.is_folded(node) else _("open")
            words = f"{words}, {state}"
        return words

    # -- cells

    def text(self, row: int, column: int) -> str:
        """What a cell says, made once."""
        node = self.visible[row]
        found = self._texts.get(node)
        if found is None:
            if len(self._texts) > CACHED_ROWS:
                self._texts.clear()
            found = self._texts[node] = [None] * len(self.columns)
        text = found[column]
        if text is None:
            text = found[column] = self.columns[column].show(self._sheet, node)
        return text

    def is_filled(self, row: int, column: int) -> bool:
        """Whether a cell says anything; looking at thousands leaves the kept texts alone."""
        node = self.visible[row]
        if node in self._texts:
            return bool(self.text(row, column))
        return bool(self.columns[column].show(self._sheet, node))

    def edit_text(self, row: int, column: int) -> str:
        """What stands in the field: what was typed wrongly, else the value as it is typed."""
        node, col = self.visible[row], self.columns[column]
        wrong = self.problem(row, column)
        return wrong[0] if wrong else col.edit_text(self._sheet, node)

    def problem(self, row: int, column: int) -> tuple[str, str] | None:
        """What was typed wrongly here, and why it can't be."""
        problems = self.workbench.problems
        if not problems:
            return None
        return problems.get((self.visible[row].item.id, self.columns[column].key))

    def hint(self, row: int, column: int) -> str:
        """Why a cell is wrong or in doubt; else its whole text."""
        wrong = self.problem(row, column)
        if wrong is not None:
            return wrong[1]
        return self.doubt(row, column) or self.text(row, column)

    def doubt(self, row: int, column: int) -> str:
        """What to look at in a cell that was taken."""
        return self.columns[column].doubt(self._sheet, self.visible[row])

    def column_of(self, key: str) -> int:
        return next(at for at, column in enumerate(self.columns) if column.key == key)

    def row_of(self, node: Node) -> int:
        """Where a node is shown; -1 when it is folded away."""
        return self._places.of(node)

    # -- folding and filtering

    def is_folded(self, node: Node) -> bool:
        return node.item.id in self._folded

    def fold(self, node: Node, *, folded: bool) -> None:
        if not node.children or folded == self.is_folded(node):
            return
        (self._folded.add if folded else self._folded.discard)(node.item.id)
        self._reshape()

    def fold_to(self, level: int) -> None:
        """Show this many levels; 9 shows all."""
        rows = self.workbench.figures.rows
        self._folded = {
            node.item.id
            for node in rows
            if node.children and level < 9 and node.item.level >= level - 1
        }
        self._reshape()

    def filter(self, keep: Callable[[Node], bool] | None) -> None:
        """Show only some rows, with the branches they stand in."""
        self._keep = keep
        self._reshape()

    def _reshape(self) -> None:
        """Show other rows of the same plan; the cursor stays on its own."""
        self.reshaping.emit()
        self._show_rows()
        self._repaint()
        self.reshaped.emit()

    def reveal(self, node: Node) -> None:
        """Open every branch above a row."""
        above = {one.item.id for one in node.path()}
        if above & self._folded:
            self._folded -= above
            self._show_rows()
        if self._keep is not None and self.row_of(node) < 0:
            self._keep = None
            self._show_rows()
            self.unfiltered.emit()

    def _wanted(self) -> list[Node]:
        rows = self.workbench.figures.rows
        if self._keep is not None:
            kept: set[Node] = set()
            for node in rows:
                if self._keep(node):
                    kept.add(node)
                    kept.update(node.path())
            rows = [node for node in rows if node in kept]
        if not self._folded:
            return list(rows)
        found: list[Node] = []
        hidden_below = -1
        for node in rows:
            level = node.item.level
            if 0 <= hidden_below < level:
                continue
            hidden_below = level if node.children and node.item.id in self._folded else -1
            found.append(node)
        return found

    def _show_rows(self) -> None:
        """Bring the shown rows to what is wanted, by one removal and one insertion."""
        old, new = self.visible, self._wanted()
        head, most = 0, min(len(old), len(new))
        while head < most and old[head] is new[head]:
            head += 1
        tail = 0
        while tail < most - head and old[-1 - tail] is new[-1 - tail]:
            tail += 1
        gone, come = len(old) - head - tail, len(new) - head - tail
        if gone:
            self.beginRemoveRows(_NONE, head, len(old) - tail - 1)
            del old[head : len(old) - tail]
            self._places.shift(Splice(head, gone, 0))
            self.endRemoveRows()
        if come:
            self.beginInsertRows(_NONE, head, len(new) - tail - 1)
            old[head:head] = new[head : len(new) - tail]
            self._places.shift(Splice(head, 0, come))
            self.endInsertRows()

    # -- following

    def _followed(self, touched: Touched) -> None:
        self._sheet = self.workbench.sheet
        said = {node: self._texts.pop(node, None) for node in touched.nodes}
        if touched.splice.removed != touched.splice.inserted or self._order_changed(touched):
            self._texts.clear()
            self._show_rows()
            self._repaint()
            return
        if self._keep is not None:
            self._show_rows()
        self._announce(touched, said)

    def _order_changed(self, touched: Touched) -> bool:
        """Whether rows changed places or depth, so that codes and folds may differ."""
        splice = touched.splice
        if len(touched.nodes) <= 1:
            return False
        if self._folded or self._keep is not None:
            return True
        now = self.workbench.figures.rows[splice.at : splice.at + splice.inserted]
        shown = self.visible[splice.at : splice.at + splice.inserted]
        return now != shown or len(touched.nodes) > 50 or self._is_reshaped(now)

    @staticmethod
    def _is_reshaped(nodes: Sequence[Node]) -> bool:
        return any(node.parent is not None and not node.parent.is_numbered for node in nodes)

    def _announce(self, touched: Touched, said: Mapping[Node, list[str | None] | None]) -> None:
        """Rows that were edited as a whole; of the sums above them only what reads differently."""
        splice, last = touched.splice, len(self.columns) - 1
        edited = set(self.workbench.figures.rows[splice.at : splice.at + splice.inserted])
        for node in touched.nodes:
            before = None if node in edited else said[node]
            if before is not None:
                self._tell_apart(node, before)
            elif (row := self.row_of(node)) >= 0:
                self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    def _tell_apart(self, node: Node, before: Sequence[str | None]) -> None:
        """Announce the cells of a row that read otherwise than before."""
        row = self.row_of(node)
        if row < 0:
            return
        others = [
            at for at, text in enumerate(before) if text is not None and text != self.text(row, at)
        ]
        if others:
            self.dataChanged.emit(self.index(row, others[0]), self.index(row, others[-1]))

    def _repriced(self) -> None:
        """Every node is a new one: the same rows stand in other objects."""
        self._sheet = self.workbench.sheet
        self._texts.clear()
        if not self._folded and self._keep is None:
            self.visible[:] = self.workbench.figures.rows
        else:
            self.visible[:] = self._wanted()
        self._places.forget()
        self._repaint()

    def _dates_changed(self) -> None:
        """Only the rows that moved are announced, or all together where they are many."""
        self._sheet = self.workbench.sheet
        schedule = self.workbench.schedule
        moved = schedule.moved if schedule and not self.workbench.schedule_problem else None
        if moved is None or len(moved) > MANY:
            self._texts.clear()
            self._repaint()
            return
        if len(moved) < len(self._texts):
            found = (self.workbench.node_of(key) for key in moved if isinstance(key, UUID))
            stale = [node for node in found if node is not None]
        else:
            stale = [node for node in self._texts if node.item.id in moved]
        said = {node: self._texts.pop(node, None) for node in stale}
        if schedule and schedule.end_moved:
            self._texts.clear()
        last = len(self.columns) - 1
        for node in stale:
            row = self.row_of(node)
            if row >= 0 and node.item.constraint:  # its mark may come or go
                self.dataChanged.emit(self.index(row, 0), self.index(row, last))
            else:
                self._tell_apart(node, said[node] or ())

    def _repaint(self) -> None:
        if self.visible:
            last = self.index(len(self.visible) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
