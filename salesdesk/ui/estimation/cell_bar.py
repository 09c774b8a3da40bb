"""The line above the grid: where I am, and what the value there is made of."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPixmap

from salesdesk.i18n import _, n_
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.pricing import Method, Priced, Source, source_text
from salesdesk.ui.estimation.columns import rule_text
from salesdesk.ui.estimation.sheet import GridColumn, Sheet
from salesdesk.ui.kit.buttons import IconButton
from salesdesk.ui.kit.panels import Panel, row
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

_LINE = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)


class _Well(Panel):
    """A framed line of text; other words lay nothing out anew, for it changes with every edit."""

    def __init__(self, role: Role, frame: Role, style: Text, ink: Role, width: int = 0) -> None:
        super().__init__(Role.CANVAS)
        self._fill, self._frame, self._ink = role, frame, ink
        self.text = self.behind = ""
        self._wide = 0
        self._box = QPixmap()
        self._drawn: tuple[object, ...] = ()
        self.setFont(theme().number_font(style))
        self.setFixedHeight(theme().height("field"))
        if width:
            self.setFixedWidth(width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._framed())
        room, shown = self.rect().adjusted(10, 0, -8, 0), self.text
        if self._wide > room.width():
            shown = self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(self.font())
        painter.setPen(look.colour(self._ink))
        painter.drawText(room, _LINE, shown)
        if self.behind:
            painter.setPen(look.colour(Role.TEXT3))
            after = self.fontMetrics().horizontalAdvance(shown)
            painter.drawText(room.adjusted(after, 0, 0, 0), _LINE, self.behind)

    def _framed(self) -> QPixmap:
        """The empty box, drawn once for its size and colours: it took half of every repaint."""
        look, size, ratio = theme(), self.size(), self.devicePixelRatioF()
        fill, line = look.colour(self._fill), look.pen(self._frame)
        wanted = (size.width(), size.height(), ratio, fill.rgba(), line.color().rgba())
        if wanted != self._drawn:
            self._drawn = wanted
            self._box = QPixmap(QSize(round(size.width() * ratio), round(size.height() * ratio)))
            self._box.setDevicePixelRatio(ratio)
            self._box.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._box)
            rounded(painter, QRectF(self.rect()), 6, fill, line)
            painter.end()
        return self._box

    def write(
        self, text: str, ink: Role | None = None, font: QFont | None = None, behind: str = ""
    ) -> None:
        """Other words; all of them are in the tooltip where they are cut."""
        ink = self._ink if ink is None else ink
        if (text, behind, ink) == (self.text, self.behind, self._ink) and font in (
            None,
            self.font(),
        ):
            return
        self.text, self.behind = text, behind
        self._ink = ink
        if font is not None and font != self.font():
            self.setFont(font)
        self._wide = self.fontMetrics().horizontalAdvance(text)
        self.setToolTip(text if self._wide > self.width() - 18 else "")
        self.update()


class CellBar(Panel):
    """Follows the cursor; the button beside it explains the figure (F1)."""

    why_asked = Signal()

    def __init__(self) -> None:
        super().__init__(Role.CANVAS)
        self._where = _Well(Role.CANVAS, Role.LINE2, Text.BODY, Role.TEXT3, 150)
        self._what = _Well(Role.EDIT, Role.CONTROL, Text.BODY, Role.TEXT)
        self._why = IconButton(
            "square-function", _("Why this number"), "F1", self.why_asked.emit, 26
        )
        self.setLayout(row(self._where, self._why, self._what, spacing=4))

    @property
    def text(self) -> str:
        return self._what.text + self._what.behind

    def show_cell(
        self, sheet: Sheet, node: Node | None, column: GridColumn, problem: str = ""
    ) -> None:
        where = f"{node.code}  {_(column.title)}" if node else ""
        text = problem or (formula(sheet, node, column) if node else "")
        self._where.write(where)
        look = theme()
        figures = column.is_number and not problem
        font = look.number_font() if figures else look.font()
        self._what.write(text, Role.RED if problem else Role.TEXT, font)
        self._what.setAccessibleName(f"{where}: {text}")

    def show_typing(self, text: str, result: str) -> None:
        """What is being typed, with its result behind it."""
        self._what.write(text, Role.TEXT, theme().number_font(), f"  →  {result}" if result else "")


def formula(sheet: Sheet, node: Node, column: GridColumn) -> str:
    """What a cell's value is made of, in one line, and which rule won."""
    key, priced = column.key, node.priced
    if node.children and key in ("effort", "cost", "loaded", "sell"):
        count = len(node.children)
        return n_("= sum of {count} item", "= sum of {count} items", count).format(count=count)
    if priced is None or key not in ("cost_rate", "cost", "loaded", "sell_rate", "sell", "pricing"):
        return column.edit_text(sheet, node) or column.show(sheet, node)
    if key == "sell" and not priced.is_billable:
        return _("not billable")
    by_rule = priced.rule.method in (Method.FIXED, Method.PART)
    if len(priced.parts) > 1 and not (by_rule and key in ("sell", "sell_rate", "pricing")):
        return _by_stretch(sheet, priced, key)
    rate = _rate(sheet, priced.cost_rate)
    quantity = sheet.formats.plain(priced.quantity)
    load = f" × (1 + {sheet.formats.plain(priced.contingency)} %)" if priced.contingency else ""
    if key == "cost_rate":
        own = node.item.cost_rate is not None
        return (
            rate
            if own
            else _("{rate}   rate of the role {role}").format(rate=rate, role=node.item.role or "—")
        )
    if key in ("cost", "loaded"):
        return f"= {quantity} × {rate}{load if key == 'loaded' else ''}"
    if key == "sell" and priced.unit is not None:
        return f"= {quantity} × {_rate(sheet, priced.unit)}"
    is_lump = key == "sell" and priced.is_lump_sum and not by_rule
    times = f"{quantity} × " if is_lump else ""
    return _price(sheet, priced, f"= {times}{rate}{load}", times)


def _by_stretch(sheet: Sheet, priced: Priced, key: str) -> str:
    """``= 32 × 50.00 + 8 × 60.00``: a rate changes while the item is worked on."""
    if key in ("cost_rate", "sell_rate", "pricing"):
        return "; ".join(
            _("{rate} from {day}").format(
                rate=_rate(sheet, part.cost_rate if key == "cost_rate" else _each(part)),
                day=sheet.formats.day(part.day),
            )
            for part in priced.parts
        )
    load = f" × (1 + {sheet.formats.plain(priced.contingency)} %)" if priced.contingency else ""
    each = (
        f"{sheet.formats.plain(part.quantity)} × "
        f"{_rate(sheet, _each(part) if key == 'sell' else part.cost_rate)}"
        f"{load if key == 'loaded' else ''}"
        for part in priced.parts
    )
    return f"= {' + '.join(each)}"


def _each(part: Priced) -> Decimal | None:
    """What its hours are multiplied by; a lump sum is rounded at the end only."""
    return part.unit_exact if part.is_lump_sum else part.unit


def _rate(sheet: Sheet, value: Decimal | None) -> str:
    return "—" if value is None else sheet.formats.number(value, 2)


def _price(sheet: Sheet, priced: Priced, start: str, times: str = "") -> str:
    """The formula of a price with the rule that won beside it."""
    rule = priced.rule
    factors = {
        Method.MARGIN: f" ÷ (1 − {sheet.formats.plain(rule.value)} %)",
        Method.MARKUP: f" × (1 + {sheet.formats.plain(rule.value)} %)",
    }
    text = f"{start}{factors[rule.method]}" if rule.method in factors else rule_text(sheet, rule)
    if times and rule.method not in factors and priced.unit_exact is not None:
        text = f"= {times}{_rate(sheet, priced.unit_exact)}"
    words = {
        Method.MARGIN: _("margin {value} %"),
        Method.MARKUP: _("markup {value} %"),
        Method.RATE: _("sell rate"),
        Method.FIXED: _("fixed price"),
        Method.ROLE: _("sell rate of the role"),
        Method.PART: _("{value} % of a branch"),
    }[rule.method].format(value=sheet.formats.plain(rule.value))
    if priced.source is Source.LINE:
        return _("{formula}      {rule} typed here").format(formula=text, rule=words)
    source = source_text(priced.source, priced.source_name)
    return _("{formula}      {rule} inherited from {source}").format(
        formula=text, rule=words, source=source
    )
