"""Sheets: what stops everything for a decision; verbs on the buttons, the way back on Esc."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Hairline, IconLabel, column, holder, row
from salesdesk.ui.kit.shadow import paint_shadow
from salesdesk.ui.shapes import PRIMARY, SECONDARY, rounded
from salesdesk.ui.theme import Role, Text, theme

EDGE = 24
CONFIRM = "Ctrl+Return"
"""Takes the deed of a sheet from wherever its caret is."""


class _Shade(QWidget):
    """Dims the window behind a sheet."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().colour(Role.SHADE))


class Sheet(QDialog):
    """A modal over its window: title, one line of why, a body, and the deeds."""

    def __init__(
        self, parent: QWidget | None, title: str, why: str = "", *, icon: str = "",
        tone: Role = Role.TEXT2, width: int = 460,
    ) -> None:  # fmt: skip
        super().__init__(parent.window() if parent else None)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._shade: _Shade | None = None
        self._width = width
        self.heading = Label(title, Text.HEADING, wrap=True)
        self.why = Label(why, Text.SMALL, Role.TEXT2, wrap=True)
        if not why:  # showing it before it has a parent would flash a window
            self.why.hide()
        words = holder(column(self.heading, self.why, spacing=4))
        parts: list[QWidget | int | None] = [words]
        if icon:
            mark = holder(column(2, IconLabel(icon, tone, 20), None))
            parts = [mark, 4, words]
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self.body.setContentsMargins(22, 4, 22, 18)
        self.buttons = QDialogButtonBox()
        self.buttons.setContentsMargins(0, 0, 0, 0)
        self._foot = row(None, self.buttons, margins=(22, 12, 22, 14))
        box = QVBoxLayout(self)
        box.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        box.setSpacing(0)
        head = row(*parts, spacing=10, margins=(22, 18, 22, 14))
        head.setStretchFactor(words, 1)
        box.addLayout(head)
        box.addLayout(self.body, 1)
        box.addWidget(Hairline(Role.LINE))
        box.addLayout(self._foot)

    def add_deed(
        self, words: str, deed: Callable[[], object], *, primary: bool = False, key: str = ""
    ) -> Button:
        role = QDialogButtonBox.ButtonRole
        button = Button(words, kind=PRIMARY if primary else SECONDARY, key=key, pressed=deed)
        self.buttons.addButton(button, role.AcceptRole if primary else role.ActionRole)
        # Enter on a focused button takes that button, never the primary one behind its back
        button.setAutoDefault(True)
        button.setDefault(primary)
        if key not in ("", CONFIRM):
            button.setShortcut(QKeySequence(key))
        if primary:  # a field of several lines keeps Enter for itself
            for confirm in (CONFIRM, "Ctrl+Enter"):
                QShortcut(QKeySequence(confirm), self, button.click)
        return button

    def add_way_back(self, words: str = "") -> Button:
        button = Button(words or _("Cancel"), key="Esc", pressed=self.reject)
        self.buttons.addButton(button, QDialogButtonBox.ButtonRole.RejectRole)
        button.setAutoDefault(True)
        return button

    def add_left(self, widget: QWidget) -> None:
        """Something beside the deeds, at the far left."""
        self._foot.insertWidget(0, widget)

    def showEvent(self, event: QShowEvent) -> None:
        parent = self.parentWidget()
        self.setFixedWidth(self._width + 2 * EDGE)
        self.adjustSize()
        if parent is not None:
            self._shade = _Shade(parent)
            middle = parent.mapToGlobal(parent.rect().center())
            self.move(middle - QPoint(self.width() // 2, min(self.height(), middle.y() * 2) // 2))
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        parent = self.parentWidget()
        if parent is not None and self.isVisible():
            middle = parent.mapToGlobal(parent.rect().center())
            self.move(middle - QPoint(self.width() // 2, self.height() // 2))

    def done(self, result: int) -> None:
        if self._shade is not None:
            self._shade.hide()
            self._shade.deleteLater()
            self._shade = None
        super().done(result)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        box = QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        paint_shadow(painter, box, 12, EDGE)
        rounded(painter, box, 12, look.colour(Role.RAISED), look.pen(Role.LINE2))


class Notice(Sheet):
    """A sentence, what it means, and perhaps a report to copy."""

    def __init__(
        self, parent: QWidget | None, sentence: str, detail: str = "", report: str = ""
    ) -> None:
        super().__init__(parent, sentence, detail, icon="circle-alert", tone=Role.AMBER)
        self.heading.setFont(theme().font(Text.SECTION))
        self.report = report
        if report:
            self.add_deed(_("Copy report"), self._copy)
        self.add_deed(_("Close"), self.accept, primary=True)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)


class Confirm(Sheet):
    """For what leaves the house or can't return: names the object, the effect and the deed."""

    def __init__(
        self, parent: QWidget | None, title: str, effect: str, deed: str,
        agreed: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(parent, title, effect)
        self._agreed = agreed
        self.add_way_back()
        self.add_deed(deed, self._yes, primary=True)

    def _yes(self) -> None:
        self.accept()
        self._agreed()


class Reason(Sheet):
    """Asks why: a choice of reasons, a comment, or both."""

    def __init__(
        self, parent: QWidget | None, title: str, why: str, deed: str,
        given: Callable[[str, str], object], reasons: Sequence[tuple[str, str]] = (),
    ) -> None:  # fmt: skip
        """``reasons`` are (key, words); ``given`` gets the key chosen and the comment."""
        super().__init__(parent, title, why)
        from salesdesk.ui.kit.editors import LongTextEditor

        self._given = given
        self._choice = QComboBox()
        self._choice.setAccessibleName(_("Reason"))
        for key, words in reasons:
            self._choice.addItem(words, key)
        self._comment = LongTextEditor(4)
        self._comment.name_field(_("Comment"))
        if reasons:
            self.body.addWidget(Label(_("Reason"), Text.SMALL, Role.TEXT2))
            self.body.addWidget(self._choice)
        self.body.addWidget(Label(_("Comment"), Text.SMALL, Role.TEXT2))
        self.body.addWidget(self._comment)
        self.add_way_back()
        self.add_deed(deed, self._yes, primary=True, key=CONFIRM)
        (self._choice if reasons else self._comment).setFocus()

    def _yes(self) -> None:
        self.accept()
        self._given(str(self._choice.currentData() or ""), str(self._comment.read()).strip())
