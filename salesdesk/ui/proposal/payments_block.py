"""The payment schedule: what is due when, in percent of the total."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.currencies import unit_of
from salesdesk.models.values.instalments import Share, left_open, with_rest
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button, IconButton
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import ChoiceEditor, DateEditor, NumberEditor, TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import column, row
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.proposal.monthly_sheet import MonthlySheet, by_month
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import InstalmentDraft

NAMES = ("name", "due_on", "milestone_id", "percent", "fixed")
MILESTONE, AMOUNT = 2, 5


class PaymentsBlock(QWidget):
    """Rows typed in place; their amounts are the calculator's."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.table = EditTable(self._columns(), _("Payment schedule"))
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff  # all rows are shown: the page scrolls
        self.table.setHorizontalScrollBarPolicy(off)
        self.table.narrowest = 0.85
        self.table.setVerticalScrollBarPolicy(off)
        self.table.blank = {"name": _("New payment"), "percent": Decimal(0)}
        self.table.rows.edited.connect(self._edited)
        self._add = Button(_("Add payment"), "plus", pressed=self.table.add_row)
        self.monthly = Button(_("Monthly…"), "calendar", pressed=self.ask_months)
        self.rest = Button(_("The rest here"), pressed=self.put_rest,
                           name=_("Put the rest in this payment"))  # fmt: skip
        self._remove = IconButton("trash-2", _("Remove payment"), "Delete",
                                  self.table.remove_row, 30)  # fmt: skip
        self.said = Label("", Text.SMALL, Role.RED, wrap=True)
        self.said.hide()
        title = Label(_("Payment schedule"), Text.STRONG, Role.TEXT2)
        tools = row(self._add, self.monthly, self.rest, None, self._remove)
        self.setLayout(column(title, tools, self.table, self.said, spacing=6))
        bench.shown.connect(self.show_draft)
        bench.priced.connect(self.show_sums)
        self.show_draft()

    def _columns(self) -> tuple[EditColumn, ...]:
        def amount(value: Any) -> str:
            return "" if value is None else formats().amount(value, self.bench.draft.currency)

        return (
            EditColumn("name", _("Payment"), TextEditor, width=120),
            EditColumn("due_on", _("Due"), DateEditor, formats().day, 108),
            EditColumn("milestone_id", _("When reached"),
                       lambda: ChoiceEditor([*self._milestones.items()], _("on its day")),
                       lambda key: self._milestones.get(key, ""), 98),
            EditColumn("percent", _("Share"), partial(NumberEditor, None, "%"),
                       lambda value: formats().percent(value, 0 if value == int(value) else 2)
                       if value else "", 64, right=True),
            EditColumn("fixed", _("Fixed"), partial(NumberEditor, None), amount, 84, right=True),
            EditColumn("amount", _("Amount"), TextEditor, amount, 94, right=True, is_told=True),
        )  # fmt: skip

    @property
    def _milestones(self) -> dict[UUID, str]:
        """The milestones of the imported plan by name."""
        return {
            row.work_item_id: row.name
            for row in self.bench.draft.plan
            if row.kind == "milestone" and row.work_item_id
        }

    @property
    def typed(self) -> tuple[InstalmentDraft, ...]:
        from salesdesk.services.proposal_drafts import InstalmentDraft

        known = {part.id: part for part in self.bench.draft.instalments}
        found = []
        for each in self.table.rows.rows:
            before = known.get(each.key) or InstalmentDraft()
            found.append(_one_way(replace(before, **self._values(each)), before))
        reached = {row.work_item_id: row.finishes_on for row in self.bench.draft.plan}
        return tuple(
            replace(part, due_on=reached[part.milestone_id])
            if part.milestone_id in reached and part.milestone_id
            else part
            for part in found
        )

    def _values(self, each: EditRow) -> dict[str, Any]:
        values = {name: each.values.get(name) for name in NAMES}
        return {**values, "percent": values["percent"] or Decimal(0)}

    def _edited(self) -> None:
        """Every entry is a step of its own; new rows get the key that they keep."""
        typed = self.typed
        for each, part in zip(self.table.rows.rows, typed, strict=True):
            each.key = part.id
        self.bench.set(_("change the payment schedule"), instalments=typed)

    # -- making rows

    def ask_months(self) -> None:
        """The same share every month, from a day on."""
        if self.bench.editable:
            first = self.bench.draft.starts_on or self.bench.draft.valid_until
            MonthlySheet(self, first, self._make_months).open()

    def _make_months(self, first: date, count: int) -> None:
        fresh = by_month(self.bench.draft.instalments, first, count)
        self.bench.set(_("make monthly payments"), instalments=fresh)

    def put_rest(self) -> None:
        """Let the current payment take what the others leave."""
        parts, at = self.bench.draft.instalments, self.table.currentIndex().row()
        if not self.bench.editable or not 0 <= at < len(parts):
            return
        sums = self.bench.sums
        shares = [Share(part.percent, part.fixed) for part in parts]
        try:
            fresh = with_rest(sums.total, shares, at)[at]
        except InvalidInput as wrong:
            self._say(wrong.message)
            return
        part = replace(parts[at], percent=fresh.percent, fixed=fresh.fixed)
        label = _("put the rest in {payment}").format(payment=part.name)
        self.bench.set(label, instalments=(*parts[:at], part, *parts[at + 1 :]))

    # -- showing

    def amount_of(self, key: UUID) -> str:
        """What a payment comes to, as it is shown; empty while it is not added up."""
        sums = self.bench.sums
        found = next((part for part in sums.instalments if part.id == key), None)
        return "" if found is None else formats().amount(found.amount, sums.currency)

    def show_draft(self) -> None:
        parts = self.bench.draft.instalments
        self.table.setEnabled(self.bench.editable)
        for widget in (self._add, self.monthly, self.rest, self._remove):
            widget.setVisible(self.bench.editable)
        shown = [(each.key, self._values(each)) for each in self.table.rows.rows]
        wanted = [(part.id, {name: getattr(part, name) for name in NAMES}) for part in parts]
        if shown != wanted:
            self.table.show_rows([EditRow(values, key=key) for key, values in wanted])
        self.table.setVisible(bool(parts))
        if self.parentWidget() is not None:  # showing it alone would flash a window
            self.setVisible(bool(parts) or self.bench.editable)
        look = theme()
        self.table.setFixedHeight(look.height("head") + len(parts) * look.height("row") + 4)

    def show_sums(self) -> None:
        """What each payment comes to, and what is missing or too much."""
        sums = self.bench.sums
        self.table.setColumnHidden(MILESTONE, not self._milestones)
        self.table.rows.tell("amount", [part.amount for part in sums.instalments])
        shares = [Share(part.percent, part.fixed) for part in sums.instalments]
        left = left_open(sums.total, shares, unit_of(sums.currency)) if shares else Decimal(0)
        words = ""
        if left:
            amount = formats().amount(abs(left), sums.currency)
            words = _("{amount} of the total is in no payment yet.")
            if left < 0:
                words = _("The payments make {amount} more than the total.")
            words = words.format(amount=amount)
        elif any(part.amount < 0 for part in sums.instalments) and sums.total > 0:
            words = _("The fixed payments make more than the total.")
        self._say(words)

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))


def _one_way(part: InstalmentDraft, before: InstalmentDraft) -> InstalmentDraft:
    """A payment is a percentage or an amount: what was typed last counts."""
    if part.fixed is None:
        return part
    if part.percent and part.percent != before.percent:
        return replace(part, fixed=None)
    return replace(part, percent=Decimal(0))
