"""A table over a ListSource: pages read in a worker, texts made when drawn, never more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from salesdesk.i18n import _
from salesdesk.models.values.listing import (
    PAGE_SIZE,
    ListColumn,
    ListQuery,
    ListSource,
    Outline,
    Row,
)
from salesdesk.ui.kit.background import Background, Job
from salesdesk.ui.kit.cell_texts import RIGHT, Texter, texter

KEPT_PAGES = 64
WAITING_PAGES = 4
Index = QModelIndex | QPersistentModelIndex
VALUE_ROLE = Qt.ItemDataRole.UserRole
_LEFT = int(Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignVCenter.value)
_RIGHT = int(Qt.AlignmentFlag.AlignRight.value | Qt.AlignmentFlag.AlignVCenter.value)


class ShownRow:
    """A row with its texts, one for each column of the spec, made when the row is first drawn."""

    __slots__ = ("_texters", "_texts", "row")

    def __init__(self, row: Row, texters: Sequence[Texter]) -> None:
        self.row, self._texters = row, texters
        self._texts: list[str] | None = None

    @property
    def id(self) -> Any:
        return self.row[0]

    @property
    def texts(self) -> list[str]:
        if self._texts is None:
            row = self.row
            self._texts = [make(row[at], row) for at, make in enumerate(self._texters, 1)]
        return self._texts


class TableModel(QAbstractTableModel):
    """Shows the first page at once, then as many rows as there are."""

    counted = Signal(int)
    first_shown = Signal()
    failed = Signal(object)

    def __init__(self, source: ListSource, jobs: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source, self.spec = source, source.spec
        self._jobs = jobs
        self.query = ListQuery(sort=source.spec.sort)
        self.units: dict[str, str] = {}
        self._texters = [texter(self.spec, column) for column in self.spec.columns]
        self._alignments = [_RIGHT if c.kind in RIGHT else _LEFT for c in self.spec.columns]
        self._count = 0
        self._known = False
        self._outline: Outline | None = None
        self._pages: OrderedDict[int, list[ShownRow]] = OrderedDict()
        self._asked: OrderedDict[int, Job] = OrderedDict()
        self._lacking: list[int] = []
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.timeout.connect(self._ask_lacking)
        self._turn = 0
        self._reads: list[Job] = []

    # reading

    def ask(self, query: ListQuery) -> None:
        """Show the answer to this query, from its first page on."""
        self.query = query
        self.reload()

    def reload(self) -> None:
        """Ask again; the rows shown stay until the new first page is here."""
        self._turn += 1
        turn = self._turn
        for job in [*self._reads, *self._asked.values()]:
            job.cancel()
        self._asked.clear()
        self._lacking.clear()
        query, source = self.query, self.source
        self._reads = [
            self._jobs.read(
                lambda: source.first_page(query),
                lambda rows: self._first(turn, rows),
                self.failed.emit,
            )
        ]

    def _first(self, turn: int, rows: Sequence[Row]) -> None:
        if turn != self._turn:
            return
        self.beginResetModel()
        self._pages.clear()
        self._pages[0] = [ShownRow(row, self._texters) for row in rows]
        self._count, self._outline = len(rows), None
        self._known = len(rows) < PAGE_SIZE
        self.endResetModel()
        self.first_shown.emit()
        query, source = self.query, self.source
        if self._known:
            self.counted.emit(self._count)
        else:
            self._reads.append(
                self._jobs.read(
                    lambda: source.outline(query),
                    lambda outline: self._whole(turn, outline),
                    self.failed.emit,
                    of_all=True,
                )
            )

    def _whole(self, turn: int, outline: Outline) -> None:
        if turn != self._turn:
            return
        self._outline, self._known = outline, True
        if outline.count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, outline.count - 1)
            self._count = outline.count
            self.endInsertRows()
        elif outline.count < self._count:
            self.beginRemoveRows(QModelIndex(), outline.count, self._count - 1)
            self._count = outline.count
            self.endRemoveRows()
        self.counted.emit(self._count)

    def shown(self, row: int) -> ShownRow | None:
        """The row, or None while its page is on the way."""
        number, at = divmod(row, PAGE_SIZE)
        page = self._pages.get(number)
        if page is None:
            self._ask_page(number)
            return None
        return page[at] if at < len(page) else None

    def _ask_page(self, number: int) -> None:
        """Ask for a page when the painting that lacks it is over, with what else it lacks."""
        if number in self._asked or number in self._lacking or self._outline is None:
            return
        self._lacking.append(number)
        self._asking.start()

    def _ask_lacking(self) -> None:
        numbers, self._lacking = tuple(self._lacking), []
        turn, query, source, outline = self._turn, self.query, self.source, self._outline
        if outline is None or not numbers:
            return
        while len(self._asked) >= WAITING_PAGES:  # scrolled past: nobody looks at it any more
            self._asked.popitem(last=False)[1].cancel()
        job = self._jobs.read(
            lambda: [source.page(query, outline, number) for number in numbers],
            lambda pages: self._arrived(turn, numbers, pages),
            self.failed.emit,
        )
        self._asked.update(dict.fromkeys(numbers, job))

    def _arrived(self, turn: int, numbers: Sequence[int], pages: Sequence[Sequence[Row]]) -> None:
        for number, rows in zip(numbers, pages, strict=True):
            self._page(turn, number, rows)

    def _page(self, turn: int, number: int, rows: Sequence[Row]) -> None:
        if turn != self._turn:
            return
        self._asked.pop(number, None)
        self._pages[number] = [ShownRow(row, self._texters) for row in rows]
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        first = number * PAGE_SIZE
        last = min(first + PAGE_SIZE, self._count) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    # what views ask

    @property
    def count_is_known(self) -> bool:
        return self._known

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(self.spec.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignments[index.column()]
        if role not in _TEXT_ROLES:
            return None
        shown = self.shown(index.row())
        if shown is None:
            return None
        if role == VALUE_ROLE:
            return shown.row[index.column() + 1]
        text = shown.texts[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(self.spec.columns[index.column()].title)}: {text}"
        return text

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title(self.spec.columns[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignments[section]
        return None

    def title(self, column: ListColumn) -> str:
        """The heading, with the currency when the whole column has one."""
        unit = self.units.get(column.name)
        return f"{_(column.title)}, {unit}" if unit else _(column.title)

    def show_units(self, units: dict[str, str]) -> None:
        if units != self.units:
            self.units = units
            last = self.columnCount() - 1
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def row_of(self, record: Any) -> int:
        """Where a record stands among the pages that were read; -1 when it isn't there."""
        for number, page in self._pages.items():
            for at, shown in enumerate(page):
                if shown.id == record:
                    return number * PAGE_SIZE + at
        return -1


_TEXT_ROLES = frozenset(
    {
        int(Qt.ItemDataRole.DisplayRole),
        int(VALUE_ROLE),
        int(Qt.ItemDataRole.AccessibleTextRole),
    }
)
