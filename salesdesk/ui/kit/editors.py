"""Editors: a widget that reads and writes one kind of value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from salesdesk.errors import Problem
from salesdesk.i18n import _
from salesdesk.models.values.currencies import DIGITS
from salesdesk.ui.formats import formats
from salesdesk.ui.icons import icon
from salesdesk.ui.kit.lookup import Choice, Lookup
from salesdesk.ui.shapes import PROBLEM, rounded
from salesdesk.ui.theme import Role, Text, theme


class Editor(QWidget):
    """Holds one value: ``write`` shows it, ``read`` gives it back or raises InvalidInput."""

    edited = Signal()
    left = Signal()

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        self.field = field
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(field)
        self.setFocusProxy(field)
        field.installEventFilter(self)

    def read(self) -> Any:
        raise NotImplementedError

    def write(self, value: Any) -> None:
        raise NotImplementedError

    def set_read_only(self, *, read_only: bool) -> None:
        self.field.setEnabled(not read_only)

    def show_problem(self, *, wrong: bool) -> None:
        if bool(self.field.property(PROBLEM)) != wrong:
            self.field.setProperty(PROBLEM, wrong)
            self.field.update()

    def show_parts(self, problems: Sequence[Problem]) -> bool:
        """Show problems of rows inside the value; False when it has no rows."""
        del problems
        return False

    def name_field(self, name: str) -> None:
        self.field.setAccessibleName(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)


class TextEditor(Editor):
    """A line of text."""

    def __init__(self, example: str = "") -> None:
        self.line = QLineEdit()
        super().__init__(self.line)
        self.line.setPlaceholderText(example)
        self.line.textEdited.connect(lambda _text: self.edited.emit())

    def read(self) -> Any:
        return self.line.text()

    def write(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def set_read_only(self, *, read_only: bool) -> None:
        self.line.setReadOnly(read_only)


class OptionalTextEditor(TextEditor):
    """A line of text that may be unknown."""

    def read(self) -> Any:
        return self.line.text().strip() or None


class LongTextEditor(Editor):
    """Several lines of text."""

    def __init__(self, lines: int = 4) -> None:
        self.area = QPlainTextEdit()
        super().__init__(self.area)
        self.area.setTabChangesFocus(True)
        self.area.setFixedHeight(lines * 18 + 16)
        self.area.document().setDocumentMargin(7)
        self.area.viewport().setAutoFillBackground(False)
        self.area.textChanged.connect(self.edited.emit)

    def read(self) -> Any:
        return self.area.toPlainText()

    def write(self, value: Any) -> None:
        self.area.blockSignals(True)
        self.area.setPlainText(value or "")
        self.area.blockSignals(False)

    def set_read_only(self, *, read_only: bool) -> None:
        self.area.setReadOnly(read_only)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        pen = look.pen(Role.ACCENT, 2) if self.area.hasFocus() else look.pen(Role.CONTROL)
        if self.area.property(PROBLEM):
            pen = look.pen(Role.RED, 2)
        rounded(painter, self.area.geometry().toRectF(), 6, look.colour(Role.EDIT), pen)


class NumberEditor(TextEditor):
    """A number, at the right, with its unit after it."""

    def __init__(self, digits: int | None = None, unit: str = "", *, whole: bool = False) -> None:
        super().__init__()
        self._digits, self._unit, self._whole = digits, unit, whole
        self.required = False
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setFont(theme().number_font())
        self.left.connect(self._tidy)
        self.set_unit(unit)

    def set_unit(self, unit: str) -> None:
        self._unit = unit
        width = self.fontMetrics().horizontalAdvance(unit) + 10 if unit else 0
        self.line.setTextMargins(0, 0, width, 0)
        if self._digits is not None and unit in DIGITS:
            self._digits = DIGITS[unit]
        self.update()

    def read(self) -> Any:
        value = formats().read_decimal(self.line.text())
        if value is None:
            return Decimal(0) if self.required else None
        return int(value) if self._whole else value

    def write(self, value: Any) -> None:
        if value is None:
            text = ""
        elif self._whole:
            text = formats().whole(value)
        elif self._digits is None:
            text = formats().plain(Decimal(value))
        else:
            text = formats().number(Decimal(value), self._digits)
        self.line.setText(text)

    def _tidy(self) -> None:
        from salesdesk.errors import InvalidInput

        try:
            value = self.read()
        except InvalidInput:
            return  # what was typed stays, with its problem beside it
        if self.line.text().strip():
            self.write(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.Paint and self._unit:
            self.line.removeEventFilter(self)
            self.line.event(event)
            self.line.installEventFilter(self)
            painter = QPainter(self.line)
            painter.setFont(theme().font(Text.SMALL))
            painter.setPen(theme().colour(Role.TEXT3))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.line.rect().adjusted(0, 0, -10, 0), flags, self._unit)
            painter.end()
            return True
        return done


def money_editor(currency: str) -> NumberEditor:
    return NumberEditor(DIGITS.get(currency, 2), currency)


def percent_editor() -> NumberEditor:
    return NumberEditor(None, "%")


def integer_editor() -> NumberEditor:
    return NumberEditor(whole=True)


class DateEditor(TextEditor):
    """A day, typed as the user writes it or chosen in a calendar (F4)."""

    def __init__(self) -> None:
        super().__init__()
        action = self.line.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        action.setText(_("Calendar"))
        action.setShortcut("F4")
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _on=False: self._open())
        self.left.connect(self._tidy)

    def read(self) -> Any:
        return formats().read_day(self.line.text(), _today())

    def write(self, value: Any) -> None:
        self.line.setText(formats().day(value) if value else "")

    def _tidy(self) -> None:
        from salesdesk.errors import InvalidInput

        try:
            self.write(self.read())
        except InvalidInput:
            return

    def _open(self) -> None:
        calendar = QCalendarWidget(self)
        calendar.setWindowFlags(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        day = self.read() or _today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.clicked.connect(lambda chosen: self._chosen(calendar, chosen))
        calendar.activated.connect(lambda chosen: self._chosen(calendar, chosen))
        calendar.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        calendar.show()

    def _chosen(self, calendar: QCalendarWidget, day: QDate) -> None:
        calendar.close()
        self.write(date(day.year(), day.month(), day.day()))
        self.edited.emit()


class ChoiceEditor(Editor):
    """One of a few."""

    def __init__(self, choices: Sequence[Choice], empty: str | None = None) -> None:
        self.box = QComboBox()
        super().__init__(self.box)
        if empty is not None:
            self.box.addItem(empty, None)
        for key, words in choices:
            self.box.addItem(words, key)
        self.box.activated.connect(lambda _at: self.edited.emit())

    def read(self) -> Any:
        return self.box.currentData()

    def write(self, value: Any) -> None:
        at = self.box.findData(value)
        if at < 0 and value not in (None, ""):
            self.box.addItem(str(value), value)
            at = self.box.count() - 1
        self.box.setCurrentIndex(at)


class RecordEditor(Editor):
    """Another record, found by typing part of its name."""

    def __init__(self, lookup: Lookup, example: str = "") -> None:
        self.line = QLineEdit()
        super().__init__(self.line)
        self.line.setPlaceholderText(example or _("None"))
        self.lookup = lookup
        self._value: Any = None
        self._label = ""
        self._turn = 0
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.activated.connect(lambda _text: self._take())
        self.line.setCompleter(self._completer)
        popup = self._completer.popup()
        assert popup is not None
        self._popup = popup
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(60)
        self._timer.timeout.connect(self._search)
        self.line.textEdited.connect(lambda _text: self._timer.start())
        self.left.connect(self._settle)
        arrow = self.line.addAction(
            icon("chevrons-up-down"), QLineEdit.ActionPosition.TrailingPosition
        )
        arrow.setText(_("Choose"))
        arrow.triggered.connect(lambda _on=False: self._search_all())

    def read(self) -> Any:
        return self._value

    def write(self, value: Any) -> None:
        self._value = value
        self._show("")
        if value is not None:
            self.lookup.label(value, lambda name: self._named(value, name))

    def _named(self, value: Any, name: str) -> None:
        if value == self._value:
            self._show(name)

    def _show(self, label: str) -> None:
        self._label = label
        self.line.setText(label)
        self.line.setCursorPosition(0)

    def _search_all(self) -> None:
        self._turn += 1
        turn = self._turn
        self.lookup.search("", lambda found: self._found(turn, found))

    def _search(self) -> None:
        self._turn += 1
        turn = self._turn
        text = self.line.text().strip()
        if text:
            self.lookup.search(text, lambda found: self._found(turn, found))

    def _found(self, turn: int, found: Sequence[Choice]) -> None:
        if turn != self._turn:
            return
        self._model.clear()
        for key, label in found[:50]:
            item = QStandardItem(label)
            item.setData(key, Qt.ItemDataRole.UserRole)
            self._model.appendRow(item)
        if self.line.hasFocus() and found:
            self._completer.complete()

    def _take(self) -> None:
        at = self._popup.currentIndex().row()
        items = [self._model.item(i) for i in range(self._model.rowCount())]
        named = [item for item in items if item.text() == self.line.text()]
        item = items[at] if 0 <= at < len(items) else named[0] if named else None
        if item is not None:
            self._value = item.data(Qt.ItemDataRole.UserRole)
            self._show(item.text())
            self.edited.emit()

    def _settle(self) -> None:
        """Leaving: an empty field means none, a single hit is taken, else the old name returns."""
        if self._popup.isVisible():
            return
        text = self.line.text().strip()
        if text == self._label:
            return
        if not text:
            self._value = None
            self._show("")
            self.edited.emit()
            return
        items = [self._model.item(i) for i in range(self._model.rowCount())]
        fitting = [i for i in items if i.text().lower().startswith(text.lower())]
        if len(fitting) == 1:
            self._value = fitting[0].data(Qt.ItemDataRole.UserRole)
            self._show(fitting[0].text())
            self.edited.emit()
        else:
            self._show(self._label)


class FlagEditor(Editor):
    """Yes or no."""

    def __init__(self, words: str = "") -> None:
        self.tick = QCheckBox(words)
        super().__init__(self.tick)
        self.tick.clicked.connect(lambda _on: self.edited.emit())

    def read(self) -> Any:
        return self.tick.isChecked()

    def write(self, value: Any) -> None:
        self.tick.setChecked(bool(value))


def _today() -> date:
    return date.today()  # noqa: DTZ011 the user's own day
