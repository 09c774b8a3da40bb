"""The totals under the lines: subtotal, project discount, net, each tax, and what is to be paid."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.rounding import half_up
from salesdesk.models.values.taxes import percent_of
from salesdesk.ui.formats import MINUS, formats
from salesdesk.ui.kit.buttons import Segments
from salesdesk.ui.kit.editors import NumberEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Hairline, holder, row
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.proposal.explaining import Asked, Explaining
from salesdesk.ui.theme import Role, Text

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
PERCENT, AMOUNT = "percent", "amount"
LEAST, MOST = Decimal(0), Decimal(100)


class TotalsBlock(QWidget):
    """Every figure is the calculator's; only the discount is typed."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self._wrong = ""
        self.explaining: Explaining | None = None
        self.discount = NumberEditor(None, "%")
        self.discount.setFixedWidth(96)
        self.discount.name_field(_("Project discount"))
        self.discount.left.connect(self.commit)
        self.discount.field.installEventFilter(self)
        self.kind = Segments([(PERCENT, "%", ""), (AMOUNT, "€", "")], PERCENT, _("Discount by"))
        self.kind.chosen.connect(self._choose_kind)
        self._problem = Label("", Text.SMALL, Role.RED, wrap=True)
        self._problem.hide()
        self._typed = holder(row(self.kind, self.discount, spacing=6))
        self.names = {key: Label("", *style) for key, style in _STYLES.items()}
        self.values = {key: Label("", *style, number=True) for key, style in _STYLES.items()}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(8, 6, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self._taxes: list[tuple[Label, Label]] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(self._grid)
        self.base = Label("", Text.SMALL, Role.TEXT2, number=True)
        self.base.setAlignment(RIGHT)
        self.base.hide()
        box.addWidget(self.base)
        box.addWidget(self._problem)
        self._lay(0)
        bench.shown.connect(self.show_typed)
        bench.priced.connect(self.show_sums)
        bench.refused.connect(self._refused)
        self.show_typed()

    @property
    def inset(self) -> int:
        """How far the figures stay from the right, so that they stand under the net column."""
        return 76 if self.bench.shows_margin else 8

    def _lay(self, taxes: int) -> None:
        """Rows from top to bottom; the taxes are as many as the document has."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, Hairline):
                widget.hide()
                widget.deleteLater()
        for pair in self._taxes[taxes:]:
            for label in pair:
                label.hide()
                label.deleteLater()
        self._taxes = self._taxes[:taxes]
        while len(self._taxes) < taxes:
            made = (Label("", Text.BODY, Role.TEXT2, wrap=True), Label("", Text.BODY, number=True))
            self._taxes.append(made)
            if self.explaining is not None:
                self._explain_tax(*made)
        rows = [("subtotal", self.names["subtotal"], self.values["subtotal"]),
                ("discount", self.names["discount"], self.values["discount"]),
                ("net", self.names["net"], self.values["net"]),
                *(("tax", name, value) for name, value in self._taxes),
                ("rounding", self.names["rounding"], self.values["rounding"])]  # fmt: skip
        for at, (key, name, value) in enumerate(rows):
            self._grid.addWidget(name, at, 0)
            if key == "discount":
                self._grid.addWidget(self._typed, at, 1, RIGHT)
            self._grid.addWidget(value, at, 2, RIGHT)
        at = len(rows)
        self._grid.addWidget(Hairline(Role.LINE2), at, 0, 1, 3)
        self._grid.addWidget(self.names["total"], at + 1, 0)
        self._grid.addWidget(self.values["total"], at + 1, 1, 1, 2, RIGHT)

    def _explain_tax(self, name: Label, value: Label) -> None:
        at = len(self._taxes) - 1

        def asked() -> Asked:
            tax = self.bench.sums.taxes[at].name
            return Asked(f"tax.{tax}", name.text(), value.text(), value.rect())

        assert self.explaining is not None
        self.explaining.watch_figure(value, "", "")
        self.explaining.watch(value, asked)

    # -- showing

    def show_typed(self) -> None:
        """What is typed, before its sums have come."""
        draft = self.bench.draft
        self.discount.set_read_only(read_only=not self.bench.editable)
        self.kind.setVisible(self.bench.editable)
        self.kind.rename(AMOUNT, draft.currency)
        if draft.discount_amount is not None or draft.discount_percent is not None:
            self.kind.choose(PERCENT if draft.discount_amount is None else AMOUNT)
        self.discount.set_unit(draft.currency if self.by_amount else "%")
        if not self._wrong:
            value = draft.discount_amount if self.by_amount else draft.discount_percent
            self.discount.write(value)

    @property
    def by_amount(self) -> bool:
        """Whether an amount is typed, not a percentage."""
        return self.kind.current == AMOUNT

    def switch(self) -> None:
        """The other way to give the discount."""
        if self.bench.editable:
            kind = PERCENT if self.by_amount else AMOUNT
            self.kind.choose(kind)
            self._choose_kind(kind)
            self.discount.field.setFocus()

    def _choose_kind(self, kind: str) -> None:
        """The discount that stands is kept, as far as two digits of a percentage can say it."""
        self._refused("")
        draft, sums = self.bench.draft, self.bench.sums
        if kind == AMOUNT and draft.discount_percent:
            self._set(discount_percent=None, discount_amount=sums.discount)
        elif kind == PERCENT and draft.discount_amount is not None:
            part = percent_of(draft.discount_amount, sums.subtotal)
            percent = None if part is None else half_up(part) or None
            self._set(discount_percent=percent, discount_amount=None)
        else:
            self.show_typed()

    def _set(self, **values: Decimal | None) -> None:
        self.bench.set(_("change project discount"), **values)

    def show_sums(self) -> None:
        sums = self.bench.sums
        if len(sums.taxes) != len(self._taxes):
            self._lay(len(sums.taxes))
        for key, words in (
            ("subtotal", _("Subtotal")), ("discount", _("Project discount")),
            ("net", _("Net")), ("rounding", _("Rounding")),
            ("total", _("Total, {code}").format(code=sums.currency)),
        ):  # fmt: skip
            amount = getattr(sums, key)
            shown = formats().amount(amount, sums.currency)
            if key == "discount" and amount:
                shown = f"{MINUS}{shown}"
            self._say(self.names[key], self.values[key], words, shown)
        for label in (self.names["rounding"], self.values["rounding"]):
            label.setVisible(bool(sums.rounding))
        for part, (name, value) in zip(sums.taxes, self._taxes, strict=True):
            words = _("{tax} on {base}").format(
                tax=part.name, base=formats().amount(part.base, sums.currency)
            )
            if part.reason:
                words = f"{words} · {part.reason}"
            self._say(name, value, words, formats().amount(part.amount, sums.currency))
        self._grid.setContentsMargins(8, 6, self.inset, 0)
        self.base.setContentsMargins(0, 0, self.inset, 0)
        self._show_base()

    def _show_base(self) -> None:
        """The total in the company's own currency, where the document has another."""
        sums = self.bench.sums
        is_foreign = bool(sums.base_currency) and sums.base_currency != sums.currency
        known = is_foreign and sums.base_total is not None and sums.exchange_rate is not None
        self.base.setVisible(known)
        if known:
            self.base.setText(_("{total} {base} at {rate}").format(
                total=formats().amount(sums.base_total, sums.base_currency),
                base=sums.base_currency, rate=formats().plain(sums.exchange_rate or Decimal(0)),
            ))  # fmt: skip

    def _say(self, name: Label, value: Label, words: str, shown: str) -> None:
        name.setText(words)
        value.setText(shown)
        value.setAccessibleName(f"{words}, {shown}")

    def figure(self, key: str) -> str:
        """A figure as it is shown."""
        return self.values[key].text()

    # -- typing

    def commit(self) -> None:
        """Take the discount that is typed; what is wrong stays with its reason."""
        draft = self.bench.draft
        try:
            value = self.discount.read()
            if not self.by_amount and value and not LEAST <= value <= MOST:
                raise InvalidInput(_("A discount lies between 0 and 100 %."))
        except InvalidInput as wrong:
            self._refused(wrong.message)
            return
        self._refused("")
        typed = (None, value) if self.by_amount else (value, None)
        kept = (draft.discount_percent, draft.discount_amount)
        if [each or None for each in typed] != [each or None for each in kept]:
            self._set(discount_percent=typed[0] or None, discount_amount=typed[1] or None)

    def _refused(self, why: str) -> None:
        self._wrong = why
        self.discount.show_problem(wrong=bool(why))
        self._problem.setText(why)
        self._problem.setVisible(bool(why))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.commit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._refused("")
                self.show_typed()
                return True
        return super().eventFilter(watched, event)


_STYLES: dict[str, tuple[Text, Role]] = {
    "subtotal": (Text.BODY, Role.TEXT2),
    "discount": (Text.NAME, Role.TEXT),
    "net": (Text.STRONG, Role.TEXT),
    "rounding": (Text.BODY, Role.TEXT2),
    "total": (Text.HEADING, Role.TEXT),
}
