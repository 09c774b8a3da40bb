"""Another currency for a proposal that has prices: each line before and after, at a rate seen."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import NumberEditor, TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import holder, row
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import ProposalDraft

TALLEST = 320


class CurrencySheet(Sheet):
    """Nothing changes until Convert; a cost is shown only where the margin is."""

    def __init__(
        self, parent: QWidget, draft: ProposalDraft, currency: str, rate: Decimal | None,
        take: Callable[[ProposalDraft], object], *, shows_cost: bool,
    ) -> None:  # fmt: skip
        super().__init__(
            parent, _("Convert to {currency}").format(currency=currency),
            _("The prices of this proposal are in {currency}. Each is converted and rounded; "
              "percentages stay.").format(currency=draft.currency), width=680,
        )  # fmt: skip
        self._draft, self._currency, self._take = draft, currency, take
        self._shows_cost = shows_cost
        self._found: ProposalDraft | None = None
        self.rate = NumberEditor(unit=currency)
        self.rate.name_field(_("Exchange rate"))
        self.rate.write(rate)
        self.rate.edited.connect(self._show)
        one = Label(_("1 {currency} =").format(currency=draft.currency))
        self.body.addWidget(holder(row(one, self.rate, None)))
        self._wrong = Label("", Text.SMALL, Role.RED, wrap=True)
        self.body.addWidget(self._wrong)
        self.table = EditTable(self._columns(), _("Lines"))
        self.table.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)
        self.body.addWidget(self.table)
        self.add_way_back()
        self._deed = self.add_deed(_("Convert"), self._convert, primary=True)
        self._show()
        self.rate.setFocus()

    def _columns(self) -> list[EditColumn]:
        columns = [
            EditColumn("name", N_("Line"), TextEditor, width=240),
            EditColumn("before", N_("Price now"), TextEditor, width=110, right=True),
            EditColumn("after", N_("Price then"), TextEditor, width=110, right=True),
        ]
        if self._shows_cost:
            columns.append(EditColumn("cost", N_("Cost then"), TextEditor, width=110, right=True))
        return columns

    def _show(self) -> None:
        """Each line as it would be at the rate typed, or why it can't be."""
        from salesdesk.services.proposal_currency import converted

        self._found, said = None, ""
        try:
            rate = self.rate.read()
            if rate is None:
                raise InvalidInput(
                    _("No rate is known between the two. Type what one {currency} is.").format(
                        currency=self._draft.currency
                    )
                )
            self._found = converted(self._draft, self._currency, rate)
        except InvalidInput as wrong:
            said = wrong.message
        self._wrong.setText(said)
        self._wrong.setVisible(bool(said))
        self._deed.setEnabled(self._found is not None)
        self.table.show_rows(self._rows(self._found))
        self.table.setFixedHeight(min(TALLEST, 34 * (len(self.table.rows.rows) + 1) + 4))

    def _rows(self, found: ProposalDraft | None) -> list[EditRow]:
        price, now = formats().unit_price, self._draft
        rows = []
        for at, line in enumerate(now.lines):
            if line.is_text or line.percent is not None:
                continue
            then = found.lines[at] if found is not None else None
            cost = then.unit_cost if then is not None else None
            rows.append(
                EditRow(
                    {
                        "name": line.description,
                        "before": price(line.unit_price, now.currency),
                        "after": price(then.unit_price, self._currency) if then else "",
                        "cost": "" if cost is None else price(cost, self._currency),
                    }
                )
            )
        return rows

    def _convert(self) -> None:
        if self._found is not None:
            self.accept()
            self._take(self._found)
