"""The rows of the palette and how they are drawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from salesdesk.ui.icons import paint_icon
from salesdesk.ui.kit.buttons import key_text
from salesdesk.ui.kit.keycaps import keycap_width, paint_keycap
from salesdesk.ui.page import Place
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PaletteRow:
    """A heading, a record, a command or a calculated result; ``figure`` may be a shortcut."""

    kind: str
    title: str
    detail: str = ""
    figure: str = ""
    icon: str = ""
    run: Callable[[], object] | None = None
    place: Place | None = None


class PaletteModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[PaletteRow] = []
        self.words = ""

    def show(self, rows: list[PaletteRow], words: str) -> None:
        self.beginResetModel()
        self._rows, self.words = rows, words
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.title, row.detail, row.figure) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self._rows[index.row()].kind == "head":
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def row_at(self, at: int) -> PaletteRow | None:
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def selectable(self, at: int, step: int) -> int:
        """The row ``step`` rows on that can be chosen, or the nearest before the end."""
        places = [i for i, row in enumerate(self._rows) if row.kind != "head"]
        if not places:
            return -1
        here = places.index(at) if at in places else -1
        return places[max(0, min(len(places) - 1, here + step))]


class PaletteDelegate(QStyledItemDelegate):
    """Title with the found letters in the accent, detail, figure or keys."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        row = _row(index)
        return QSize(100, 30 if row.kind == "head" else 38)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row = theme(), _row(index)
        box: QRect = option.rect
        painter.save()
        if row.kind == "head":
            painter.setFont(look.font(Text.LABEL))
            painter.setPen(look.colour(Role.TEXT3))
            at = box.adjusted(12, 2, 0, 0)
            painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, row.title)
        else:
            state: QStyle.StateFlag = option.state
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            if chosen:
                rounded(painter, QRectF(box).adjusted(0, 1, 0, -1), 6, look.colour(Role.TINT))
            corner = QPointF(box.x() + 12, box.center().y() - 7)
            paint_icon(painter, row.icon, corner, Role.ACCENT if chosen else Role.TEXT2)
            self._words(painter, box, row, _model(index).words)
            self._right(painter, box, row, chosen=chosen)
        painter.restore()

    def _words(self, painter: QPainter, box: QRect, row: PaletteRow, words: str) -> None:
        look = theme()
        x = float(box.x() + 40)
        painter.setFont(look.font(Text.STRONG))
        for part, hit in _pieces(row.title, words):
            painter.setPen(look.colour(Role.ACCENT if hit else Role.TEXT))
            width = painter.fontMetrics().horizontalAdvance(part)
            flags = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(x, box.y(), width + 2, box.height()), flags, part)
            x += width
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT2))
        room = max(0, round(box.right() - 140 - x))
        text = painter.fontMetrics().elidedText(row.detail, Qt.TextElideMode.ElideRight, room)
        at = QRectF(x + 11, box.y(), room + 4, box.height())
        painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, text)

    def _right(self, painter: QPainter, box: QRect, row: PaletteRow, *, chosen: bool) -> None:
        look = theme()
        if row.kind == "command" and row.figure:
            x = float(box.right() - 12)
            for key in reversed(key_text(row.figure).split(" ")):
                x -= keycap_width(key)
                paint_keycap(painter, QPointF(x, box.center().y() - 9), key)
                x -= 5
            return
        text = row.figure or ("Enter" if chosen else "")
        painter.setFont(look.number_font(Text.SMALL_STRONG))
        painter.setPen(look.colour(Role.TEXT2))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box.adjusted(0, 0, -14, 0), flags, text)


def _model(index: Index) -> PaletteModel:
    model = index.model()
    assert isinstance(model, PaletteModel)
    return model


def _row(index: Index) -> PaletteRow:
    row = _model(index).row_at(index.row())
    assert row is not None
    return row


def _pieces(title: str, words: str) -> list[tuple[str, bool]]:
    """The title cut where the searched words begin a word of it."""
    parts = [re.escape(word) for word in words.split()]
    if not parts:
        return [(title, False)]
    pieces: list[tuple[str, bool]] = []
    last = 0
    for found in re.finditer(rf"\b(?:{'|'.join(parts)})", title, re.IGNORECASE):
        pieces += [(title[last : found.start()], False), (found.group(), True)]
        last = found.end()
    return [*pieces, (title[last:], False)]
