"""The payment schedule: what is due when, in percent of the total."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button, IconButton
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import DateEditor, NumberEditor, TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import column, row
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import InstalmentDraft

NAMES = ("name", "due_on", "percent")


class PaymentsBlock(QWidget):
    """Rows typed in place; their amounts are the calculator's."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        columns = (
            EditColumn("name", _("Payment"), TextEditor, width=170),
            EditColumn("due_on", _("Due"), DateEditor, formats().day, 120),
            EditColumn("percent", _("Share"), partial(NumberEditor, None, "%"),
                       lambda value: formats().percent(value, 0) if value is not None else "",
                       90, right=True),
        )  # fmt: skip
        self.table = EditTable(columns, _("Payment schedule"))
        self.table.blank = {"name": _("New payment"), "due_on": None, "percent": Decimal(0)}
        self.table.rows.edited.connect(self._edited)
        self._add = Button(_("Add payment"), "plus", pressed=self.table.add_row)
        self._remove = IconButton("trash-2", _("Remove payment"), "Delete",
                                  self.table.remove_row, 30)  # fmt: skip
        self._said = Label("", Text.SMALL, Role.TEXT2)
        head = row(Label(_("Payment schedule"), Text.STRONG, Role.TEXT2), 8, self._said, None,
                   self._add, self._remove)  # fmt: skip
        self.setLayout(column(head, self.table, spacing=4))
        bench.shown.connect(self.show_draft)
        bench.priced.connect(self.show_sums)
        self.show_draft()

    @property
    def typed(self) -> tuple[InstalmentDraft, ...]:
        from salesdesk.services.proposal_drafts import InstalmentDraft

        known = {part.id: part for part in self.bench.draft.instalments}
        return tuple(
            replace(known.get(each.key) or InstalmentDraft(), **self._values(each))
            for each in self.table.rows.rows
        )

    def _values(self, each: EditRow) -> dict[str, Any]:
        values = {name: each.values[name] for name in NAMES}
        return {**values, "percent": values["percent"] or Decimal(0)}

    def _edited(self) -> None:
        """Every entry is a step of its own; new rows get the key that they keep."""
        typed = self.typed
        for each, part in zip(self.table.rows.rows, typed, strict=True):
            each.key = part.id
        self.bench.set(_("change the payment schedule"), instalments=typed)

    def amount_of(self, key: UUID) -> str:
        """What a payment comes to, as it is shown; empty while it is not added up."""
        sums = self.bench.sums
        found = next((part for part in sums.instalments if part.id == key), None)
        return "" if found is None else formats().amount(found.amount, sums.currency)

    def show_draft(self) -> None:
        parts = self.bench.draft.instalments
        self.table.setEnabled(self.bench.editable)
        for widget in (self._add, self._remove):
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
        """What the shares make, and what each one comes to."""
        sums = self.bench.sums
        shares = sum((part.percent for part in sums.instalments), Decimal(0))
        amounts = " + ".join(
            formats().amount(part.amount, sums.currency) for part in sums.instalments
        )
        right = shares == Decimal(100)
        words = amounts if right else _("The shares make {percent}, not 100 %.").format(
            percent=formats().percent(shares, 0))  # fmt: skip
        self._said.setText(words if sums.instalments else "")
        self._said.set_role(Role.TEXT2 if right else Role.RED)
