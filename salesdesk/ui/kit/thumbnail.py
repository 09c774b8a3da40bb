"""A small picture of what stands on paper."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import PAPER, Role, Text, theme


class Thumbnail(QWidget):
    """A picture on white, as large as the room allows; a word where there is none."""

    def __init__(self, size: QSize, name: str) -> None:
        super().__init__()
        self.picture: QImage | None = None
        self.setFixedSize(size)
        self.setAccessibleName(name)

    def show_picture(self, picture: QImage | None) -> None:
        self.picture = picture
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.picture is None:
            rounded(painter, box, 4, look.colour(Role.TINT2), look.pen(Role.LINE))
            painter.setFont(look.font(Text.SMALL))
            painter.setPen(look.colour(Role.TEXT2))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _("none"))
            return
        painter.fillRect(box, PAPER)  # paper is white in the dark too
        size = self.picture.size().scaled(
            box.size().toSize() - QSize(2, 2), Qt.AspectRatioMode.KeepAspectRatio
        )
        left, top = (box.width() - size.width()) / 2, (box.height() - size.height()) / 2
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self.picture)
        painter.setPen(look.pen(Role.LINE))
        painter.drawRect(box)
