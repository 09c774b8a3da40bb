"""What the palette is narrowed to: one module's records, or one family of commands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.i18n import _
from salesdesk.ui.commands import Command
from salesdesk.ui.modules import module
from salesdesk.ui.page import Place
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme


@dataclass(frozen=True, slots=True)
class Scope:
    """``module`` asks for records of one kind, ``commands`` for commands whose key begins so."""

    words: str
    module: str = ""
    commands: str = ""

    def has(self, place: Place) -> bool:
        return place.module == self.module

    def allows(self, command: Command) -> bool:
        return not self.module and command.key.startswith(self.commands)


def anything_new() -> Scope:
    """What can be started, from wherever the user is."""
    return Scope(_("Something new…").rstrip("…"), commands="new")


def scope_of(place: Place | None) -> Scope:
    """The scope of a hit: its module, or the commands."""
    if place is None:
        return Scope(_("Commands"))
    return Scope(_(module(place.module).title), module=place.module)


class ScopeChip(QWidget):
    """Stands before the field and says what is searched; hidden while that is everything."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_scope(self, scope: Scope | None) -> None:
        self.words = scope.words if scope else ""
        self.setAccessibleName(_("Only {what}").format(what=self.words) if scope else "")
        self.setVisible(scope is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(theme().font(Text.SMALL_STRONG)).horizontalAdvance(self.words)
        return QSize(round(words) + 18, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        box = QRectF(self.rect())
        rounded(painter, box, 6, look.colour(Role.TINT))
        painter.setFont(look.font(Text.SMALL_STRONG))
        painter.setPen(look.colour(Role.ACCENT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.words)
