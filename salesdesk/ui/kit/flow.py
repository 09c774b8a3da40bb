"""A row that goes on in a new line where its room ends."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

Line = list[tuple[QLayoutItem, QSize]]


class Flow(QLayout):
    """Parts side by side as far as they fit, so long words need no wider page.

    ``spread`` shares the room that is left out between the parts of each line.
    """

    def __init__(
        self, *parts: QWidget, spacing: int = 8, margins: QMargins | None = None,
        spread: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._spread = spread
        self.setSpacing(spacing)
        self.setContentsMargins(margins or QMargins())
        for part in parts:
            self.addWidget(part)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        around = self.contentsMargins()
        lines = self._lines(width - around.left() - around.right())
        high = sum(self._height(line) for line in lines) + self.spacing() * (len(lines) - 1)
        return max(high, 0) + around.top() + around.bottom()

    def minimumSize(self) -> QSize:  # noqa: N802 Qt's own name
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items]
        width = sum(size.width() for size in sizes) + self.spacing() * max(len(sizes) - 1, 0)
        high = max((size.height() for size in sizes), default=0)
        return QSize(width, high).grownBy(self.contentsMargins())

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        room = rect.marginsRemoved(self.contentsMargins())
        y = room.y()
        for line in self._lines(room.width()):
            x = float(room.x())
            gap = self._gap(line, room.width())
            for item, size in line:
                item.setGeometry(QRect(round(x), y, size.width(), self._height(line)))
                x += size.width() + gap
            y += self._height(line) + self.spacing()

    def _gap(self, line: Line, width: int) -> float:
        if not self._spread or len(line) < 2:
            return self.spacing()
        left = width - sum(size.width() for _item, size in line)
        return max(float(self.spacing()), left / (len(line) - 1))

    def _lines(self, width: int) -> list[Line]:
        lines: list[Line] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if lines and used + self.spacing() + size.width() <= width:
                used += self.spacing() + size.width()
                lines[-1].append((item, size))
            else:
                used = size.width()
                lines.append([(item, size)])
        return lines

    @staticmethod
    def _height(line: Line) -> int:
        return max(size.height() for _item, size in line)
