"""Draws the cells of a list: texts elided once, badges, people, bars, the selection."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap, QStaticText
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from salesdesk.models.values.listing import ColumnKind
from salesdesk.ui.formats import UNKNOWN
from salesdesk.ui.kit.cell_texts import NUMBERS, RIGHT
from salesdesk.ui.kit.labels import badge_width, paint_avatar, paint_badge
from salesdesk.ui.kit.table_model import Index, ShownRow, TableModel
from salesdesk.ui.shapes import rounded
from salesdesk.ui.states import tone_of
from salesdesk.ui.theme import Role, Text, Tone, theme

PAD = 10
CACHE = 20_000
_UNREAD = (90, 60, 75)
_STATUS, _PERSON = ColumnKind.STATUS, ColumnKind.PERSON
_AMOUNT, _DATE = ColumnKind.AMOUNT, ColumnKind.DATE
_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)


class ListDelegate(QStyledItemDelegate):
    """Draws cells for the list's painter and says how wide they want to be; asks no roles."""

    def __init__(self, model: TableModel, parent: Any = None) -> None:
        super().__init__(parent)
        self._model = model
        self._spec = model.spec
        self._elided: dict[tuple[str, int, bool], str] = {}
        self._laid: dict[tuple[str, int, int], tuple[QStaticText, float, float]] = {}
        self._stamps: dict[tuple[tuple[Any, ...], float], QPixmap] = {}
        self._kinds = [column.kind for column in self._spec.columns]
        names = [column.name for column in self._spec.columns]
        self._kind_columns = [
            self._spec.position(f"{name}_kind") if f"{name}_kind" in names else 0 for name in names
        ]
        self._currencies = [
            self._spec.position(c.currency) if c.currency else 0 for c in self._spec.columns
        ]
        # only a probability is a share of something that a bar can show
        self._bars = {at for at, name in enumerate(names) if name == "probability"}
        self.hovered = -1
        self.late_before: Any = None
        self._renew()
        theme().changed.connect(self._renew)

    def _renew(self) -> None:
        look = theme()
        self._name_font = look.font(Text.NAME)
        self._font = look.font(Text.BODY)
        self._number_font = look.number_font(Text.BODY)
        self._metrics = QFontMetrics(self._font)
        self._name_metrics = QFontMetrics(self._name_font)
        self._small_font = look.number_font(Text.SMALL)
        self._label_font = look.font(Text.LABEL)
        roles = (Role.TEXT, Role.TEXT2, Role.TEXT3, Role.RED)
        self._inks = {role: look.colour(role) for role in roles}
        self._sunken = look.colour(Role.SUNKEN)
        self._elided.clear()
        self._laid.clear()
        self._stamps.clear()

    def forget(self) -> None:
        """Column widths have changed."""
        self._elided.clear()
        self._laid.clear()

    def _elide(self, text: str, width: int, *, name: bool) -> str:
        key = (text, width, name)
        found = self._elided.get(key)
        if found is None:
            if len(self._elided) > CACHE:
                self._elided.clear()
            metrics = self._name_metrics if name else self._metrics
            found = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._elided[key] = found
        return found

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        shown = self._model.shown(index.row())
        text = shown.texts[index.column()] if shown else ""
        kind = self._kinds[index.column()]
        if kind == ColumnKind.STATUS:
            width = round(badge_width(text)) + 2 * PAD
        else:
            extra = 28 if kind == ColumnKind.PERSON else 56 if kind == ColumnKind.PERCENT else 0
            width = self._name_metrics.horizontalAdvance(text) + 2 * PAD + extra + 4
        return QSize(width, theme().height("row"))

    def widest(self, column: int) -> int:
        """How wide the cells of the first page are."""
        rows = [self._model.shown(at) for at in range(min(100, self._model.rowCount()))]
        texts = {shown.texts[column] for shown in rows if shown is not None}
        if not texts:
            return 0
        if self._kinds[column] == ColumnKind.STATUS:
            return round(max(badge_width(text) for text in texts)) + 2 * PAD
        width = max(self._metrics.horizontalAdvance(text) for text in texts) + 2 * PAD + 6
        if column in self._bars:
            return width + 56
        mixed = self._spec.columns[column].name not in self._model.units
        return width + (31 if self._currencies[column] and mixed else 0)

    def draw(self, painter: QPainter, box: QRect, column: int, shown: ShownRow | None) -> None:
        """The content of a cell; a short bar in the first ones while the row is on its way."""
        if shown is not None:
            self._cell(painter, box, column, shown)
        elif column < len(_UNREAD):
            width = min(box.width() - 2 * PAD, _UNREAD[column])
            painter.fillRect(box.x() + PAD, box.center().y() - 3, width, 6, self._sunken)

    def _cell(self, painter: QPainter, box: QRect, column: int, shown: ShownRow) -> None:
        kind, text = self._kinds[column], shown.texts[column]
        value = shown.row[column + 1]
        if kind is _STATUS and value:
            named = self._kind_columns[column]
            key: tuple[Any, ...] = (
                "badge",
                text,
                str(value),
                str(shown.row[named]) if named else "",
            )
            self._stamp(painter, box.x() + PAD, box.center().y() - 9.5, key)
        elif column in self._bars and value is not None:
            key = ("bar", text, self._tone(shown), min(46, box.width() - 70))
            self._stamp(painter, box.x() + PAD, box.center().y() - 9.5, key)
            ink = self._inks[Role.TEXT2]
            self._text(painter, box, text, self._small_font, _RIGHT, ink)
        elif kind is _PERSON and value and column > 0:
            self._stamp(painter, box.x() + PAD, box.center().y() - 9.5, ("avatar", text))
            ink = self._inks[Role.TEXT]
            self._text(painter, box.adjusted(27, 0, 0, 0), text, self._font, _LEFT, ink)
        elif kind is _AMOUNT and value is not None:
            self._amount(painter, box, column, shown)
        else:
            self._plain(painter, box, column, shown)

    def _stamp(self, painter: QPainter, x: float, y: float, key: tuple[Any, ...]) -> None:
        """A badge, bar or disc: drawn once, then copied."""
        ratio = painter.device().devicePixelRatio()
        found = self._stamps.get((key, ratio))
        if found is None:
            if len(self._stamps) > CACHE:
                self._stamps.clear()
            found = self._stamps[(key, ratio)] = _drawn(key, ratio)
        painter.drawPixmap(QPointF(x, y), found)

    def _plain(self, painter: QPainter, box: QRect, column: int, shown: ShownRow) -> None:
        kind, text = self._kinds[column], shown.texts[column]
        flags = _RIGHT if kind in RIGHT else _LEFT
        font = self._number_font if kind in NUMBERS else self._font
        ink = self._inks[Role.TEXT3 if text == UNKNOWN else Role.TEXT]
        if column == 0:
            font = self._name_font
        value = shown.row[column + 1]
        if kind is _DATE and value is not None and self._is_late(column, value):
            ink = self._inks[Role.RED]
        self._text(painter, box, text, font, flags, ink)

    def _is_late(self, column: int, value: Any) -> bool:
        if self.late_before is None:
            return False
        name = self._spec.columns[column].name
        return name in ("expected_close", "next_action_on") and bool(value < self.late_before)

    def _text(
        self, painter: QPainter, box: QRect, text: str, font: QFont, flags: int, ink: QColor
    ) -> None:
        width = box.width() - 2 * PAD
        key = (text, width if flags == _LEFT else 0, id(font))
        found = self._laid.get(key)
        if found is None:
            found = self._laid[key] = self._lay(text, width, font, elide=flags == _LEFT)
        laid, advance, height = found
        x = box.x() + PAD if flags == _LEFT else box.right() - PAD + 1 - advance
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawStaticText(QPointF(x, box.y() + (box.height() - 1 - height) / 2), laid)

    def _lay(
        self, text: str, width: int, font: QFont, *, elide: bool
    ) -> tuple[QStaticText, float, float]:
        if len(self._laid) > CACHE:
            self._laid.clear()
        if elide:
            text = self._elide(text, width, name=font is self._name_font)
        laid = QStaticText(text)
        laid.setTextFormat(Qt.TextFormat.PlainText)
        laid.prepare(font=font)
        return laid, laid.size().width(), laid.size().height()

    def _amount(self, painter: QPainter, box: QRect, column: int, shown: ShownRow) -> None:
        """The number; its currency in small when the column mixes several."""
        name = self._spec.columns[column].name
        at = self._currencies[column]
        code = str(shown.row[at] or "") if at and name not in self._model.units else ""
        text = shown.texts[column]
        if code:
            ink = self._inks[Role.TEXT3]
            self._text(painter, box, code, self._label_font, _RIGHT, ink)
            box = box.adjusted(0, 0, -31, 0)
        fits = self._metrics.horizontalAdvance(text) <= box.width() - 2 * PAD + 4
        ink = self._inks[Role.TEXT]
        self._text(painter, box, text if fits else "#", self._number_font, _RIGHT, ink)

    def _tone(self, shown: ShownRow) -> Tone:
        for column, kind in enumerate(self._kinds):
            if kind == ColumnKind.STATUS:
                named = self._kind_columns[column]
                value = str(shown.row[column + 1] or "")
                return tone_of(value, str(shown.row[named]) if named else "")
        return Tone.BLUE


def _drawn(key: tuple[Any, ...], ratio: float) -> QPixmap:
    """The picture behind a key of ``_stamp``."""
    what, text, *more = key
    width = badge_width(text) if what == "badge" else 20.0 if what == "avatar" else more[1]
    pixmap = QPixmap(max(1, round((width + 1) * ratio)), round(20 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    if what == "badge":
        state, kind = more
        dot = state.lower() not in ("cancelled", "superseded", "closed", "past")
        paint_badge(painter, QPointF(0, 0), text, tone_of(state, kind), dot=dot)
    elif what == "avatar":
        paint_avatar(painter, QRectF(0, 0, 20, 20), text)
    elif width > 12:
        share = float(text.split()[0].replace(",", ".")) / 100
        track = QRectF(0, 7.5, width, 5)
        rounded(painter, track, 2.5, theme().colour(Role.SUNKEN))
        track.setWidth(max(5.0, width * min(1.0, max(0.0, share))))
        rounded(painter, track, 2.5, theme().tone(more[0]).solid)
    painter.end()
    return pixmap
