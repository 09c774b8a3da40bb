"""The outline: the sections of the proposal, which are printed, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDropEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from salesdesk.i18n import _
from salesdesk.models.values.identity import new_id
from salesdesk.models.values.sections import (
    COVER,
    REPEATED,
    Section,
    read_sections,
    write_sections,
)
from salesdesk.ui.icons import paint_icon
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.proposal.sections import words_of
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

KEY = Qt.ItemDataRole.UserRole
TALL = 33


class _Delegate(QStyledItemDelegate):
    """Grip, tick and name of a section."""

    def __init__(self, outline: Outline) -> None:
        super().__init__(outline)
        self._outline = outline

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(120, TALL)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:  # fmt: skip
        look = theme()
        box = QRectF(option.rect).adjusted(8, 1, -8, -2)
        section: Section = index.data(KEY)
        chosen = index.row() == self._outline.currentRow()
        if chosen:
            rounded(painter, box, 6, look.colour(Role.TINT))
        if chosen and self._outline.hasFocus():
            rounded(painter, box, 6, None, look.pen(Role.ACCENT, 2))
        is_open = self._outline.bench.editable
        if is_open and section.kind != COVER:
            paint_icon(painter, "grip-vertical", QPointF(box.left() + 6, box.center().y() - 6),
                       Role.TEXT3, 12)  # fmt: skip
        _paint_tick(painter, tick_box(box), is_on=section.on, is_open=is_open)
        self._paint_words(painter, box, section, chosen=chosen)

    def _paint_words(
        self, painter: QPainter, box: QRectF, section: Section, *, chosen: bool
    ) -> None:
        """The section's name, and the page on which it begins."""
        look, left = theme(), tick_box(box).right() + 9
        painter.setFont(look.font(Text.NAME))
        role = Role.ACCENT if chosen else Role.TEXT if section.on else Role.TEXT3
        painter.setPen(look.colour(role))
        page = self._outline.pages.get(section.key) if section.on else None
        room = round(box.right() - left - (5 if page is None else 25))
        words = painter.fontMetrics().elidedText(
            words_of(section), Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(box.adjusted(left - box.left(), 0, 0, 0),
                         Qt.AlignmentFlag.AlignVCenter, words)  # fmt: skip
        if page is not None:
            painter.setFont(look.number_font(Text.SMALL))
            painter.setPen(look.colour(Role.TEXT3))
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box.adjusted(0, 0, -10, 0), side, str(page + 1))


def _paint_tick(painter: QPainter, tick: QRectF, *, is_on: bool, is_open: bool) -> None:
    """Whether it is printed; pale where that can't be changed."""
    look = theme()
    painter.save()
    painter.setOpacity(1.0 if is_open else 0.45)
    if is_on:
        rounded(painter, tick, 4, look.colour(Role.ACCENT))
        paint_icon(painter, "check", tick.topLeft() + QPointF(2, 2), Role.ON_ACCENT, 12)
    else:
        rounded(painter, tick, 4, look.colour(Role.EDIT), look.pen(Role.CONTROL, 1.4))
    painter.restore()


def tick_box(box: QRectF) -> QRectF:
    return QRectF(box.left() + 24, box.center().y() - 8, 16, 16)


class Outline(QListWidget):
    """Arrows walk, Space prints or leaves out, Alt+Up and Alt+Down move, Delete takes out."""

    chosen = Signal(str)

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.pages: dict[str, int] = {}
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(_("Sections"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.currentRowChanged.connect(self._walked)
        bench.shown.connect(self.show_sections)
        self.show_sections()
        self.choose("pricing")

    @property
    def sections(self) -> tuple[Section, ...]:
        return read_sections(self.bench.draft.sections)

    @property
    def current(self) -> str:
        item = self.currentItem()
        return "" if item is None else str(item.data(KEY).key)

    def show_sections(self) -> None:
        wanted = self.sections
        self.setDragEnabled(self.bench.editable)
        if [self.item(at).data(KEY) for at in range(self.count())] == list(wanted):
            return
        key = self.current
        self.blockSignals(True)
        self.clear()
        for section in wanted:
            item = QListWidgetItem()
            item.setData(KEY, section)
            state = _("printed") if section.on else _("left out")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words_of(section)}, {state}")
            self.addItem(item)
        self.choose(key)
        self.blockSignals(False)

    def show_pages(self, pages: dict[str, int]) -> None:
        """On which page each section begins, from 0."""
        self.pages = pages
        self.viewport().update()

    def choose(self, key: str) -> None:
        for at in range(self.count()):
            if self.item(at).data(KEY).key == key:
                self.setCurrentRow(at)

    def step(self, by: int) -> None:
        """To the next or the previous section."""
        self.setCurrentRow(max(0, min(self.currentRow() + by, self.count() - 1)))

    def _walked(self, _row: int) -> None:
        if self.current:
            self.chosen.emit(self.current)

    # -- changing

    def toggle(self) -> None:
        key = self.current
        fresh = [replace(s, on=not s.on) if s.key == key else s for s in self.sections]
        on = next(s for s in fresh if s.key == key)
        words = _("print {section}") if on.on else _("leave out {section}")
        self._keep(fresh, words.format(section=words_of(on)))

    def move_section(self, by: int) -> None:
        found = list(self.sections)
        at = self.currentRow()
        if at < 1 or not 1 <= at + by < len(found):
            return
        found[at], found[at + by] = found[at + by], found[at]
        self._keep(found, _("move {section}").format(section=words_of(found[at + by])))

    def add_section(self, kind: str, title: str, file: str = "") -> None:
        """A section of one's own behind the chosen one."""
        found = list(self.sections)
        fresh = Section(kind, title=title, file=file, name=new_id().hex)
        found.insert(self.currentRow() + 1, fresh)
        self._keep(found, _("add {section}").format(section=title))
        self.choose(fresh.key)

    def rename(self, title: str) -> None:
        """Another title for the chosen section; empty is the usual one."""
        fresh = [replace(s, title=title) if s.key == self.current else s for s in self.sections]
        self._keep(fresh, _("rename {section}").format(section=title))

    @property
    def is_own(self) -> bool:
        """Whether the chosen section was added, and can go again."""
        return self.current.partition(":")[0] in REPEATED

    def remove_section(self) -> None:
        """Take an added section out; the usual ones can only be left out of the print."""
        if not self.is_own:
            return
        at = self.currentRow()
        gone = self.sections[at]
        self._keep([s for s in self.sections if s.key != gone.key],
                   _("remove {section}").format(section=words_of(gone)))  # fmt: skip
        self.setCurrentRow(min(at, self.count() - 1))

    def _keep(self, sections: Sequence[Section], label: str) -> None:
        self.bench.set(label, sections=write_sections(sections))

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        order = [self.item(at).data(KEY) for at in range(self.count())]
        found = sorted(order, key=lambda section: section.kind != COVER)
        name = words_of(self.currentItem().data(KEY)) if self.currentItem() else ""
        if found == list(self.sections) or not self.bench.editable:
            self.clear()
            self.show_sections()
        else:
            self._keep(found, _("move {section}").format(section=name))
            self.show_sections()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Space:
            self.toggle()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_section()
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_section(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        box = QRectF(self.visualRect(index)).adjusted(8, 1, -8, -2)
        if index.isValid() and tick_box(box).adjusted(-4, -4, 4, 4).contains(event.position()):
            self.toggle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()
