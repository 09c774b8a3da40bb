"""Customer mode: one proposal on the whole screen, and only what customers may see of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.errors import InvalidInput, SalesDeskError
from salesdesk.i18n import _, amid
from salesdesk.models.values.options import groups_of
from salesdesk.ui.formats import MINUS, formats
from salesdesk.ui.kit.buttons import Button, Segments
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import FlagEditor, NumberEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Card, Hairline, Panel, Scroller, column, holder, row
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.customer_view import CustomerLine, CustomerView
    from salesdesk.ui.context import Context

Left = Callable[["CustomerView", str, bool], object]
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
WIDEST = 860


@dataclass(frozen=True)
class _Typing:
    """A field with the focus, and what was typed into it so far."""

    at: tuple[str, str]
    text: str | None
    cursor: int

    def go_on(self, field: QLineEdit) -> None:
        field.setFocus()
        if self.text is not None:
            field.setText(self.text)
            field.setCursorPosition(self.cursor)
            field.setModified(True)


class CustomerWindow(QWidget):
    """Options, alternatives, scope, quantities and prices can be changed; the sums follow.

    Esc asks before it leaves.

    ``left`` is given the view as it stands, what was tried in words, and whether to keep it.
    """

    def __init__(
        self, context: Context, view: CustomerView, left: Left, *, is_open: bool = True
    ) -> None:
        """Choices can be taken over as long as the proposal ``is_open`` to edits."""
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.view = view
        self.tried: list[str] = []
        self._context, self._left, self._leaving = context, left, False
        self._asked: CustomerView | None = None
        self._is_open = is_open
        self.ticks: dict[str, FlagEditor] = {}
        self.choices: dict[str, Segments] = {}
        self.figures: dict[tuple[str, str], NumberEditor] = {}
        self.setWindowTitle(view.name)
        self._body, self._sums = QVBoxLayout(), QGridLayout()
        self._refused = Label("", Text.SMALL, Role.RED, wrap=True)
        self._refused.hide()
        self._assemble()
        self.show_view(view)

    def _assemble(self) -> None:
        head = column(Label(self.view.name, Text.TITLE, wrap=True),
                      Label(self.view.account, Text.BODY, Role.TEXT2), spacing=4)  # fmt: skip
        self._body.setSpacing(4)
        lines = Panel(Role.SURFACE)
        inside = column(head, 16, self._body, self._refused, None, margins=(40, 36, 40, 36))
        middle = holder(inside)
        middle.setMaximumWidth(WIDEST)
        lines.setLayout(row(None, middle, None))
        lines.layout().setStretch(1, 10)  # type: ignore[union-attr]
        card = Card(Role.CANVAS, 10)
        self._sums.setContentsMargins(24, 20, 24, 20)
        self._sums.setVerticalSpacing(10)
        self._sums.setColumnStretch(0, 1)
        card.setLayout(self._sums)
        side = Panel(Role.SURFACE, "l", Role.LINE)
        side.setFixedWidth(420)
        leave = Button(_("Leave"), key="Esc", pressed=self.close)
        side.setLayout(column(card, None, row(None, leave), margins=(28, 36, 28, 28)))
        whole = row(Scroller(lines), side, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    # -- showing

    def show_view(self, view: CustomerView) -> None:
        """The lines and the sums as they are now; the focus stays where it was."""
        self.view = view
        focused = next((key for key, tick in self.ticks.items() if tick.tick.hasFocus()), "")
        typing = self._take_typing()
        for layout in (self._body, self._sums):
            while (item := layout.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
        self.ticks, self.choices, self.figures = {}, {}, {}
        grouped = {group.name: group for group in groups_of(view.lines)}
        for line in view.lines:
            group = grouped.pop(line.option_group, None)
            if group is not None:
                self._body.addWidget(self._group(group.name, [v.name for v in group.variants]))
            if not line.option_group or line.is_on:
                self._body.addWidget(self._line(line))
        self._show_sums()
        if focused in self.ticks:
            self.ticks[focused].tick.setFocus()
        elif typing is not None and typing.at in self.figures:
            typing.go_on(self.figures[typing.at].line)

    def _take_typing(self) -> _Typing | None:
        """What is being typed; a field that is taken away must not take it for the whole."""
        for at, field in self.figures.items():
            line = field.line
            if line.hasFocus():
                field.blockSignals(True)
                text = line.text() if line.isModified() else None
                return _Typing(at, text, line.cursorPosition())
        return None

    def _group(self, name: str, variants: list[str]) -> QWidget:
        on = {line.variant for line in self.view.lines if line.option_group == name and line.is_on}
        current = next((each for each in variants if each in on), "")
        options = [(each, each, "") for each in variants]
        if not current:
            options.insert(0, ("", "—", ""))
        segments = Segments(options, current, name)
        segments.chosen.connect(partial(self._choose, name))
        self.choices[name] = segments
        deltas = (self._delta(each, self.view.deltas[(name, each)])
                  for each in variants if self.view.deltas.get((name, each)))  # fmt: skip
        words = Label(" · ".join(deltas), Text.SMALL, Role.TEXT2)
        return holder(column(row(Label(name, Text.STRONG), None, segments), row(None, words),
                             spacing=2, margins=(0, 10, 0, 2)))  # fmt: skip

    def _delta(self, variant: str, delta: object) -> str:
        assert isinstance(delta, Decimal)
        sign = "+" if delta > 0 else MINUS
        return f"{variant} {sign}{formats().amount(abs(delta), self.view.currency)}"

    def _line(self, line: CustomerLine) -> QWidget:
        from salesdesk.models.values.line_groups import COMMENT, WORDS

        is_words = line.kind in WORDS
        style = Text.STRONG if is_words else Text.NAME
        name = Label(line.description, Text.BODY if line.kind == COMMENT else style, wrap=True)
        words = column(name, spacing=2)
        if line.detail:
            words.addWidget(Label(line.detail, Text.SMALL, Role.TEXT2, wrap=True))
        net = formats().amount(line.net, self.view.currency)
        has_net = not line.is_price_hidden and (not is_words or line.net)
        figure = Label(net if has_net else "", Text.NAME, number=True)
        if not line.is_on:
            name.set_role(Role.TEXT3)
            figure.set_role(Role.TEXT3)
        parts: list[QWidget] = []
        if not is_words and not line.option_group:
            tick = FlagEditor()
            tick.name_field(f"{line.description}, {net}")
            tick.write(line.is_on)
            tick.edited.connect(partial(self._tick, line, tick))
            self.ticks[line.key] = tick
            parts.append(tick)
        else:
            parts.append(QWidget())
        parts[0].setFixedWidth(28)
        box = row(*parts, holder(words), *self._typed(line), figure, spacing=14,
                  margins=(0, 8, 0, 8))  # fmt: skip
        box.setStretch(1, 1)
        figure.setMinimumWidth(110)
        figure.setAlignment(RIGHT)
        return holder(column(box, Hairline(Role.LINE), spacing=0))

    def _typed(self, line: CustomerLine) -> Iterator[QWidget]:
        """What of a line can be agreed on the spot: how many, and at which price."""
        from salesdesk.models.values.line_groups import WORDS

        if line.kind in WORDS or line.percent is not None:
            return
        if not line.is_lump_sum:
            yield self._figure(line, "quantity", _("Quantity"), line.unit, 104)
        if not line.is_price_hidden:
            yield self._figure(line, "unit_price", _("Price"), "", 116)

    def _figure(
        self, line: CustomerLine, name: str, caption: str, unit: str, width: int
    ) -> QWidget:
        value = getattr(line, name)
        if not self._is_open:
            text = formats().plain(value) if name == "quantity" else formats().unit_price(
                value, self.view.currency)  # fmt: skip
            return Label(f"{text} {unit}".strip(), Text.SMALL, Role.TEXT2, number=True)
        field = NumberEditor(None if name == "quantity" else 2, unit)
        field.name_field(f"{line.description}, {caption}")
        field.write(value)
        field.setFixedWidth(width)
        field.left.connect(partial(self._agree, line, name, caption, field))
        self.figures[line.key, name] = field
        return field

    def _show_sums(self) -> None:
        view = self.view
        amount = partial(formats().amount, currency=view.currency)
        rows = [(_("Subtotal"), amount(view.subtotal))]
        if view.discount or self._is_open:
            sign = MINUS if view.discount else ""
            rows.append((_("Project discount"), f"{sign}{amount(view.discount)}"))
        rows.append((_("Net"), amount(view.net)))
        rows += [(_("{tax} on {base}").format(tax=tax.name, base=amount(tax.base)),
                  amount(tax.amount)) for tax in view.taxes]  # fmt: skip
        if view.rounding:
            rows.append((_("Rounding"), amount(view.rounding)))
        for at, (words, figure) in enumerate(rows):
            told = Label(words, Text.BODY, Role.TEXT2, wrap=True)
            self._sums.addWidget(self._discount(told) if at == 1 and self._is_open else told, at, 0)
            self._sums.addWidget(Label(figure, Text.BODY, number=True), at, 1, RIGHT)
        at = len(rows)
        self._sums.addWidget(Hairline(Role.LINE2), at, 0, 1, 2)
        total = Label(amount(view.total), Text.TITLE, number=True)
        total.setAccessibleName(f"{_('Total')}, {total.text()}")
        self._sums.addWidget(
            Label(_("Total, {code}").format(code=view.currency), Text.HEADING), at + 1, 0
        )
        self._sums.addWidget(total, at + 1, 1, RIGHT)

    def _discount(self, told: Label) -> QWidget:
        """The project discount in percent, beside its words."""
        field = NumberEditor(2, "%")
        field.name_field(_("Project discount"))
        field.write(self.view.discount_percent)
        field.setFixedWidth(92)
        field.left.connect(partial(self._cut, field))
        self.figures["", "discount"] = field
        line = row(told, field, spacing=8)
        line.setStretch(0, 1)
        return holder(line)

    # -- trying

    def _agree(self, line: CustomerLine, name: str, caption: str, field: NumberEditor) -> None:
        value = self._read(field)
        if value is None or value == getattr(line, name):
            return
        words = _("{line}, {field} {value}").format(
            line=line.description, field=amid(caption), value=formats().plain(value)
        )
        self._try(self.view.with_value(line.id, name, value), words)

    def _cut(self, field: NumberEditor) -> None:
        """An empty field keeps a discount that was given as an amount."""
        value = self._read(field)
        if value is None or value == self.view.discount_percent:
            return
        words = _("Project discount {percent}").format(percent=formats().percent(value))
        self._try(self.view.with_discount(value), words)

    def _read(self, field: NumberEditor) -> Decimal | None:
        """What was typed; a word that is no number stays, with its reason below the lines."""
        try:
            value: Decimal | None = field.read()
        except InvalidInput as wrong:
            self._refused.setText(wrong.message)
            self._refused.show()
            return None
        return value

    def _tick(self, line: CustomerLine, tick: FlagEditor) -> None:
        on = bool(tick.read())
        words = _("{line} taken in") if on else _("{line} left out")
        self._try(self.view.with_line(line.id, on=on), words.format(line=line.description))

    def _choose(self, group: str, variant: str) -> None:
        if variant:
            words = _("{variant} chosen for {group}").format(variant=variant, group=group)
            self._try(self.view.with_variant(group, variant), words)

    def _try(self, view: CustomerView, words: str) -> None:
        from salesdesk.services.customer_view import priced

        self.view = view
        proposals = self._context.desk.proposals
        self._context.jobs.read(
            lambda: priced(proposals, view), partial(self._priced, view, words), self._not_priced
        )

    def _priced(self, asked: CustomerView, words: str, view: CustomerView) -> None:
        self._refused.hide()
        total = f"{formats().amount(view.total, view.currency)} {view.currency}"
        self.tried.append(f"{datetime.now():%H:%M} {words}: {total}")  # noqa: DTZ005 the user's clock
        if asked is self.view:  # what was ticked since has its own answer to come
            self.show_view(view)

    def _not_priced(self, failure: BaseException) -> None:
        if not isinstance(failure, SalesDeskError):
            self._context.fail(failure)
            return
        self._refused.setText(failure.message)
        self._refused.show()

    # -- leaving

    @property
    def transcript(self) -> str:
        """What was tried, a line each; empty where nothing was."""
        if not self.tried:
            return ""
        day = formats().day(datetime.now().date())  # noqa: DTZ005 the user's own day
        return "\n".join((_("Tried with the customer on {day}:").format(day=day), *self.tried))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # nothing in this window says more than it shows
        return True if event.type() == QEvent.Type.ToolTip else super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving:
            super().closeEvent(event)
            return
        event.ignore()
        self._ask()

    def _ask(self) -> None:
        is_kept = bool(self.tried) and self._is_open
        why = _("Take these choices over?") if is_kept else ""
        sheet = Sheet(self, _("Leave customer mode?"), why)

        def leave(*, keep: bool) -> None:
            sheet.accept()
            self._leaving = True
            self.close()
            self._left(self.view, self.transcript, keep)

        sheet.add_way_back(_("Stay"))
        if is_kept:
            sheet.add_deed(_("Leave them"), partial(leave, keep=False))
            sheet.add_deed(_("Take them over"), partial(leave, keep=True), primary=True)
        else:
            sheet.add_deed(_("Leave"), partial(leave, keep=False), primary=True)
        sheet.open()
