"""The filter bar: saved views, chips as sentences, search, and what concerns the whole list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QSizePolicy

from salesdesk.i18n import _
from salesdesk.models.values.listing import Condition, ListQuery, ListSpec
from salesdesk.ui.icons import icon, paint_icon
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.condition_editor import ConditionEditor
from salesdesk.ui.kit.conditions import sentence
from salesdesk.ui.kit.panels import Panel, row
from salesdesk.ui.shapes import CHIP, rounded
from salesdesk.ui.theme import Role, Text, theme

REST = 120


class Chip(QPushButton):
    """A condition as a sentence; opens its editor, and the cross takes it away."""

    removed = Signal()

    def __init__(self, plain: str, strong: str) -> None:
        super().__init__()
        self._plain, self._strong = plain, strong
        self.setAccessibleName(f"{plain} {strong}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _widths(self) -> tuple[float, float]:
        plain = QFontMetricsF(theme().font(Text.SMALL)).horizontalAdvance(self._plain)
        strong = QFontMetricsF(theme().font(Text.SMALL_STRONG)).horizontalAdvance(self._strong)
        return plain, strong

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._widths())) + 46, theme().height("field") - 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        pen = look.pen(Role.ACCENT, 2) if self.hasFocus() else look.pen(Role.LINE2)
        ground = Role.TINT2 if self.underMouse() else Role.SURFACE
        rounded(painter, QRectF(self.rect()), 6, look.colour(ground), pen)
        plain, strong = self._widths()
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT2))
        painter.drawText(QRectF(9, 0, plain + 2, self.height()), flags, self._plain)
        painter.setFont(look.font(Text.SMALL_STRONG))
        painter.setPen(look.colour(Role.TEXT))
        painter.drawText(QRectF(12 + plain, 0, strong + 4, self.height()), flags, self._strong)
        at = QPointF(self.width() - 21, self.height() / 2 - 6)
        paint_icon(painter, "x", at, Role.TEXT3, 12)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.position().x() > self.width() - 26:
            self.setDown(False)
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class SearchField(QLineEdit):
    """Searches as you type; Backspace in the empty field takes the last chip away."""

    emptied_again = Signal()

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setFixedWidth(210)
        self.setTextMargins(20, 0, 12, 0)
        self.setToolTip(f"{hint}  /")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        paint_icon(painter, "search", QPointF(8, self.height() / 2 - 7), Role.TEXT2, 14)
        if not self.text():
            painter.setFont(theme().font(Text.LABEL))
            painter.setPen(theme().colour(Role.TEXT3))
            box = self.rect().adjusted(0, 0, -9, 0)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(box, flags, "/")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied_again.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class FilterBar(Panel):
    """Builds the query; ``changed`` carries it."""

    changed = Signal(object)
    left = Signal()

    def __init__(self, spec: ListSpec, search_hint: str) -> None:
        super().__init__(Role.CANVAS)
        self._spec = spec
        self.query = ListQuery(sort=spec.sort)
        self.own_views: dict[str, ListQuery] = {}
        self.view_name = ""
        self._on_views_changed: Callable[[], None] = lambda: None
        self.setFixedHeight(theme().height("filter_bar"))
        self.setAccessibleName(_("Filters"))
        self._view = _ViewButton(_("All"))
        self._view.clicked.connect(self._show_views)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        self._add = Button(_("Filter"), "plus", CHIP, pressed=self._new_condition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self._searched)
        self.search = SearchField(search_hint)
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.search.emptied_again.connect(self._drop_last)
        self.search.installEventFilter(self)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(6)
        box = row(self._view, margins=(20, 0, 20, 6), spacing=6)
        box.addLayout(self._chips)
        box.addWidget(self._add)
        box.addStretch(1)
        box.addWidget(self.search)
        box.addLayout(self.tools)
        self.setLayout(box)

    def on_views_changed(self, told: Callable[[], None]) -> None:
        self._on_views_changed = told

    # the query

    def show_query(self, query: ListQuery, view: str = "") -> None:
        """Show a query without asking for it."""
        self.query, self.view_name = query, view
        self.search.blockSignals(True)
        self.search.setText(query.text)
        self.search.blockSignals(False)
        own = _("Own filter") if query.conditions else _("Everything")
        self._view.setText(view or own)
        self._show_chips()

    def clear_filters(self) -> None:
        self._change(ListQuery(sort=self.query.sort))

    def _change(self, query: ListQuery, view: str = "") -> None:
        self.show_query(query, view)
        self.changed.emit(query)

    def _searched(self) -> None:
        text = self.search.text().strip()
        if text != self.query.text:
            self.query = replace(self.query, text=text)
            self.changed.emit(self.query)

    def _show_chips(self) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for at, condition in enumerate(self.query.conditions):
            chip = Chip(*sentence(self._spec, condition))
            chip.removed.connect(lambda at=at: self._drop(at))
            chip.clicked.connect(lambda _on=False, at=at, chip=chip: self._edit(at, chip))
            self._chips.addWidget(chip)

    def _new_condition(self) -> None:
        ConditionEditor(self._add, self._spec, self._append).open()

    def _append(self, condition: Condition) -> None:
        self._change(replace(self.query, conditions=(*self.query.conditions, condition)))

    def _edit(self, at: int, chip: Chip) -> None:
        def replaced(condition: Condition) -> None:
            conditions = list(self.query.conditions)
            conditions[at] = condition
            self._change(replace(self.query, conditions=tuple(conditions)))

        ConditionEditor(chip, self._spec, replaced, self.query.conditions[at]).open()

    def _drop(self, at: int) -> None:
        kept = (*self.query.conditions[:at], *self.query.conditions[at + 1 :])
        self._change(replace(self.query, conditions=kept))

    def _drop_last(self) -> None:
        if self.query.conditions:
            self._drop(len(self.query.conditions) - 1)

    # views

    @property
    def views(self) -> Sequence[tuple[str, ListQuery]]:
        return [*((_(name), query) for name, query in self._spec.views), *self.own_views.items()]

    def _show_views(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, query in self.views:
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(name == self.view_name)
            action.triggered.connect(lambda _on=False, n=name, q=query: self.use_view(n, q))
        menu.addSeparator()
        save = menu.addAction(icon("bookmark"), _("Save this view…"))
        save.triggered.connect(lambda _on=False: self._ask_name())
        if self.view_name in self.own_views:
            drop = menu.addAction(icon("trash-2"), _("Delete this view"))
            drop.triggered.connect(lambda _on=False: self._delete_view())
        menu.popup(self._view.mapToGlobal(self._view.rect().bottomLeft()))

    def use_view(self, name: str, query: ListQuery) -> None:
        """Show a saved view; its order is its own or the one in use."""
        self._change(replace(query, sort=query.sort or self.query.sort), name)

    def _ask_name(self) -> None:
        from salesdesk.ui.kit.ask_text import AskText

        AskText(self, _("Save this view"), _("Name"), _("Save view"), self.save_view).open()

    def save_view(self, name: str) -> None:
        self.own_views[name] = self.query
        self.show_query(self.query, name)
        self._on_views_changed()

    def _delete_view(self) -> None:
        self.own_views.pop(self.view_name, None)
        self.show_query(self.query)
        self._on_views_changed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        down = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if press and isinstance(event, QKeyEvent) and event.key() in down:
            self.left.emit()
            return True
        return super().eventFilter(watched, event)


class _ViewButton(Button):
    """The saved view in use."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "bookmark")
        self.setAccessibleName(_("Saved view"))
        self.setFont(theme().font(Text.NAME))

    def sizeHint(self) -> QSize:
        return QSize(max(118, super().sizeHint().width() + 24), theme().height("field") - 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        pen = look.pen(Role.ACCENT, 2) if self.hasFocus() else look.pen(Role.CONTROL)
        rounded(painter, QRectF(self.rect()), 6, look.colour(Role.EDIT), pen)
        middle = self.height() / 2
        paint_icon(painter, "bookmark", QPointF(9, middle - 7), Role.TEXT2, 14)
        painter.setFont(self.font())
        painter.setPen(look.colour(Role.TEXT))
        words = self.rect().adjusted(29, 0, -26, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        at = QPointF(self.width() - 21, middle - 7)
        paint_icon(painter, "chevrons-up-down", at, Role.TEXT2, 14)
