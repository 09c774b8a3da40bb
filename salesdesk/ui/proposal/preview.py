"""The page as it will be printed, drawn beside the editor a moment after the last change."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.ui.kit.buttons import IconButton
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Panel, column, row
from salesdesk.ui.kit.shadow import paint_shadow
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.services.preview import PageImage
    from salesdesk.services.proposal_drafts import ProposalDraft
    from salesdesk.ui.context import Context

REST = 300
MARGIN = 24
WIDEST = 960
"""In customer mode the page doesn't grow beyond what an eye takes in."""


class _Sheet(QWidget):
    """One page on the well, as wide as the room allows."""

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._picture: QImage | None = None
        self.words = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Page"))

    def show_page(self, picture: QImage) -> None:
        self._picture = picture
        ratio = self.devicePixelRatioF()
        self.setFixedHeight(round(picture.height() / ratio) + 2 * MARGIN)
        self.update()

    @property
    def page_width(self) -> int:
        return min(WIDEST, max(120, self.width() - 2 * MARGIN))

    def sizeHint(self) -> QSize:
        return QSize(420, 560)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.fillRect(self.rect(), look.colour(Role.WELL))
        if self._picture is None:
            painter.setFont(look.font())
            painter.setPen(look.colour(Role.TEXT2))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.words)
            return
        ratio = self.devicePixelRatioF()
        width, height = self._picture.width() / ratio, self._picture.height() / ratio
        box = QRectF((self.width() - width) / 2, MARGIN, width, height)
        paint_shadow(painter, box, 2, 12)
        painter.drawImage(box, self._picture)
        if self.hasFocus():
            painter.setPen(look.pen(Role.ACCENT, 2))
            painter.drawRect(box.adjusted(-2, -2, 2, 2))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1,
                 Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}  # fmt: skip
        step = turns.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            self.turned.emit(step)


class Preview(QWidget):
    """Asks for the pages in the worker; an answer that is out of date is dropped."""

    drawn = Signal(str)
    paged = Signal(object)

    def __init__(self, bench: Bench, context: Context) -> None:
        super().__init__()
        self.bench, self.context = bench, context
        self.count = 0
        self.page = 0
        self._pdf: bytes | None = None
        self._turn = 0
        self._mark: str | None = None
        self._follow = ""
        self._base: ProposalDraft | None = None
        self.sections: dict[str, int] = {}
        self._sheet = _Sheet()
        self._sheet.words = _("The page appears here.")
        self._sheet.turned.connect(self.turn)
        self._back = IconButton("chevron-left", _("Previous page"), "",
                                lambda: self.turn(-1))  # fmt: skip
        self._forth = IconButton("chevron-right", _("Next page"), "", lambda: self.turn(1))
        self._where = Label("", Text.NAME)
        self._said = Label("", Text.SMALL, Role.AMBER, wrap=True)
        bar = Panel(Role.CANVAS, "b", Role.LINE)
        bar.setFixedHeight(38)
        bar.setLayout(row(self._back, self._where, self._forth, None, margins=(10, 0, 14, 0)))
        self._notice = Panel(Role.CANVAS, "b", Role.LINE)
        self._notice.setLayout(column(self._said, margins=(14, 8, 14, 8)))
        self._notice.hide()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._sheet)
        well = Panel(Role.WELL)
        well.setLayout(column(self._scroll, spacing=0))
        self.setLayout(column(bar, self._notice, well, spacing=0))
        self._rest = self._later(REST, self._print)
        self._resized = self._later(120, self._draw)
        bench.priced.connect(self._soon)
        self._dress()
        theme().changed.connect(self._dress)

    def _later(self, interval: int, deed: Callable[[], None]) -> QTimer:
        """A timer that does its deed once things have rested."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(deed)
        return timer

    def _dress(self) -> None:
        palette = self._scroll.viewport().palette()
        palette.setColor(self._scroll.viewport().backgroundRole(), theme().colour(Role.WELL))
        self._scroll.viewport().setPalette(palette)

    # -- asking

    def _soon(self) -> None:
        """At once when the proposal was read anew, else when typing rests."""
        same, self._base = self._base is self.bench.base, self.bench.base
        self._rest.start(REST if self._pdf and same else 0)

    def _print(self) -> None:
        """Make the pages of what is shown now; an issued proposal answers its own bytes."""
        proposals, draft = self.context.desk.proposals, self.bench.sums
        self._turn += 1
        turn, stored = self._turn, draft.issued_on is not None and not self.bench.editable
        started = time.perf_counter()

        def make() -> tuple[bytes, dict[str, int]]:
            from salesdesk.services.preview import section_pages

            pdf = proposals.print(draft.id) if stored else proposals.preview(draft)
            second = draft.second_language
            return pdf, section_pages(pdf, draft.sections, draft.language, second)

        def made(answer: tuple[bytes, dict[str, int]]) -> None:
            if turn == self._turn:
                self._tell("")
                known = self.sections
                self._pdf, self.sections = answer
                if self._follow not in known:  # it has begun to be printed
                    self.page = self.sections.get(self._follow, self.page)
                self.paged.emit(self.sections)
                took = round((time.perf_counter() - started) * 1000)
                self.drawn.emit(_("Page drawn in {time} ms").format(time=took))
                self._draw()

        self.context.jobs.read(make, made, self._failed)

    def _failed(self, failure: BaseException) -> None:
        if isinstance(failure, SalesDeskError):
            self._tell(failure.message)
        else:
            self.context.fail(failure)

    def _tell(self, words: str) -> None:
        """Why the page shown is not the newest; the last one that could be drawn stays."""
        self._said.setText(words)
        self._notice.setVisible(bool(words))

    def _draw(self) -> None:
        """Render the page at the width and sharpness of the screen."""
        pdf, page = self._pdf, self.page
        if pdf is None:
            return
        width = round(self._sheet.page_width * self.devicePixelRatioF())

        known = self._mark

        def render() -> PageImage | None:
            from salesdesk.services.preview import page_image_unless

            return page_image_unless(known, pdf, page, width)

        self.context.jobs.read(render, self._show, self._failed)

    def _show(self, image: PageImage | None) -> None:
        """Another picture; nothing where the page in view says what it said."""
        if image is None:
            return
        self._mark = image.mark
        self.count, self.page = image.count, image.page
        form = QImage.Format.Format_RGB888
        picture = QImage(image.rgb, image.width, image.height, image.stride, form).copy()
        self._sheet.show_page(picture)
        words = _("{page} of {count}").format(page=image.page + 1, count=image.count)
        self._where.setText(words)
        self._sheet.setAccessibleName(_("Page {page} of {count}").format(
            page=image.page + 1, count=image.count))  # fmt: skip
        self._back.setEnabled(image.page > 0)
        self._forth.setEnabled(image.page + 1 < image.count)

    # -- walking

    def turn(self, by: int) -> None:
        at = max(0, min(self.page + by, self.count - 1))
        if at != self.page:
            self.page = at
            self._scroll.verticalScrollBar().setValue(0)
            self._draw()

    def follow(self, section: str) -> None:
        """Turn to the page on which a section begins, if it is printed."""
        self._follow = section
        if self._pdf is None:
            return
        at = self.sections.get(section, self.page)
        if at != self.page:
            self.page = at
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized.start()
