"""The foot of the editor: what it costs, sells for and leaves; one row, always in view."""

from __future__ import annotations

from datetime import date
from math import ceil

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QLayout, QWidget

from salesdesk.i18n import _
from salesdesk.models.values.plan_totals import Totals
from salesdesk.ui.estimation.total_figure import ROOM, TotalFigure
from salesdesk.ui.estimation.waterfall import Waterfall
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.panels import FigureBox, Hairline, Panel, holder, row
from salesdesk.ui.kit.room import GivesWay
from salesdesk.ui.kit.toast import FOOT
from salesdesk.ui.theme import Role, Text, theme

_ZEROS = str.maketrans("123456789", "000000000")

WORDED, BARE = 250, 96
"""How wide the waterfall is with its words, and without."""


class TotalsBar(Panel):
    """Figures with their basis in words, the waterfall, and the way to a wanted total."""

    why_asked = Signal(str)

    def __init__(self, *, may_cost: bool) -> None:
        super().__init__(Role.CANVAS, "t")
        self.setObjectName(FOOT)
        self.setFixedHeight(72)
        self.setAccessibleName(_("Totals"))
        self._may_cost = may_cost
        self._boxes: dict[str, TotalFigure] = {}
        self._is_resized = False
        self._sizes: dict[str, QSize] = {}
        self.waterfall = Waterfall()
        self.goal = Button(_("Goal seek…"), "crosshair", key="Ctrl+Shift+G")
        groups = [("loaded",), ("sell",), ("profit",), ("margin", "markup", "multiplier")]
        shown = [*(groups if may_cost else [("sell",)]), ("effort", "finish")]
        parts: list[QWidget | int | None] = []
        for at, group in enumerate(shown):
            if at:
                parts.append(
                    holder(row(Hairline(Role.LINE2, upright=True), margins=(10, 10, 10, 10)))
                )
            parts += [self._box(name) for name in group]
        end: list[QWidget | int | None] = [self.waterfall, 12, self.goal] if may_cost else []
        line = row(*parts, None, *end, spacing=0, margins=(20 - ROOM, 6, 20, 6))
        # figures give way one by one on narrow windows instead of widening them
        line.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setLayout(line)
        GivesWay(self)

    def minimumSizeHint(self) -> QSize:
        """The bar follows the window's width, never the other way round."""
        return QSize(0, 72)

    def _box(self, name: str) -> FigureBox:
        captions = {
            "loaded": _("Loaded cost"),
            "sell": _("Sell"),
            "profit": _("Profit"),
            "margin": _("Margin on loaded cost"),
            "markup": _("Markup"),
            "multiplier": _("Multiplier"),
            "effort": _("Effort"),
            "finish": _("Finish"),
        }
        self._boxes[name] = TotalFigure(captions[name])
        self._boxes[name].asked.connect(lambda: self.why_asked.emit(name))
        self._boxes[name].figure.setFont(theme().number_font(Text.HEADING))
        return self._boxes[name]

    def figure(self, name: str) -> TotalFigure:
        """One of its figures, by its name."""
        return self._boxes[name]

    def show_totals(self, totals: Totals, finish: date | None) -> None:
        """Follow an edit; only what changed is written."""
        write, code = formats(), totals.currency
        texts = {
            "loaded": write.amount(totals.loaded, code),
            "sell": write.amount(totals.sell, code),
            "profit": write.amount(totals.profit, code),
            "margin": write.percent(totals.margin),
            "markup": write.percent(totals.markup),
            "multiplier": write.number(totals.multiplier, 4),
            "effort": f"{write.number(totals.effort)} h",
            "finish": write.day(finish),
        }
        for name, box in self._boxes.items():
            role = Role.TEXT
            if name == "profit":
                signs = {1: Role.GREEN, -1: Role.RED}
                role = signs.get(int(totals.profit.compare(0)), Role.TEXT)
            elif name in ("markup", "multiplier"):
                role = Role.TEXT2
            if box.figure.text() != texts[name]:
                self._write(box, texts[name], role)
        if "sell" in self._boxes:
            self._boxes["sell"].caption.setText(_("Sell, {currency}").format(currency=code))
        self.waterfall.show_totals(totals)
        if self._is_resized:
            self._is_resized = False
            self.make_room(self.width())

    def _write(self, box: FigureBox, text: str, role: Role) -> None:
        """A figure of fixed size: other digits are as wide, and lay nothing out anew."""
        shape = text.translate(_ZEROS)
        size = self._sizes.get(shape)
        if size is None:
            metrics = QFontMetricsF(box.figure.font())
            size = QSize(ceil(metrics.horizontalAdvance(shape)) + 2, ceil(metrics.height()))
            self._sizes[shape] = size
        if box.figure.maximumSize() != size:
            box.figure.setFixedSize(size)
            self._is_resized = True
        box.show_figure(text, role)

    def make_room(self, width: int) -> None:
        """On narrow windows the waterfall loses its words and goes; no figure is ever cut."""
        for name, least in (("multiplier", 1080), ("markup", 1080), ("finish", 780)):
            if name in self._boxes:
                self._boxes[name].setVisible(width >= least)
        self.waterfall.hide()
        room = width - self.sizeHint().width() - 16
        self.waterfall.setFixedWidth(WORDED if room >= WORDED else BARE)
        self.waterfall.setVisible(room >= BARE)
