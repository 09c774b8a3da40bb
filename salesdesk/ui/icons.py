"""Lucide icons tinted with a colour role, sharp at every scale."""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from salesdesk import paths
from salesdesk.ui.theme import Role, theme

_pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}


@cache
def _source(name: str) -> str:
    return paths.resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def _draw(name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
    width = 2.2 if size < 14 else 1.75
    text = _source(name).replace("currentColor", colour.name())
    text = re.sub(r'stroke-width="[^"]*"', f'stroke-width="{width}"', text, count=1)
    pixels = max(1, round(size * ratio))
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def icon_pixmap(name: str, colour: QColor, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of ``size`` points, from the cache when it was drawn before."""
    key = (name, colour.rgba(), size, ratio)
    found = _pixmaps.get(key)
    if found is None:
        if len(_pixmaps) > 2000:
            _pixmaps.clear()
        found = _pixmaps[key] = _draw(name, colour, size, ratio)
    return found


def paint_icon(
    painter: QPainter, name: str, at: QPointF, colour: QColor | Role, size: int = 16
) -> None:
    """Draw the icon with its upper left corner at ``at``."""
    ink = theme().colour(colour) if isinstance(colour, Role) else colour
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(at, icon_pixmap(name, ink, size, ratio))


class _Engine(QIconEngine):
    """Draws the icon when it is asked for, so that a change of theme needs no new icons."""

    def __init__(self, name: str, role: Role, active: Role) -> None:
        super().__init__()
        self._name, self._role, self._active = name, role, active

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        on = state == QIcon.State.On or mode == QIcon.Mode.Selected
        colour = QColor(theme().colour(self._active if on else self._role))
        size = min(rect.width(), rect.height())
        at = QPointF(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2)
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(0.45)
        paint_icon(painter, self._name, at, colour, size)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(  # noqa: N802 Qt's name
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        pixmap.setDevicePixelRatio(scale)
        painter = QPainter(pixmap)
        logical = QRect(0, 0, round(size.width() / scale), round(size.height() / scale))
        self.paint(painter, logical, mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role, self._active)


@cache
def icon(name: str, role: Role = Role.TEXT2, active: Role = Role.ACCENT) -> QIcon:
    """An icon for buttons and menus; ``active`` is its colour when on."""
    return QIcon(_Engine(name, role, active))
