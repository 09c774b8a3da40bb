"""A product of the catalogue for the proposal: found by its words, added with a quantity."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput, SalesDeskError
from salesdesk.i18n import _
from salesdesk.ui.context import Context
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import NumberEditor, RecordEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import column, holder, row
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.screens.lookups import listed
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import LineDraft
    from salesdesk.services.proposal_products import Priced


class ProductSheet(Sheet):
    """Nothing is typed twice: name, price, cost, unit and tax are the catalogue's."""

    def __init__(
        self, parent: QWidget, context: Context, bench: Bench, usual_tax: UUID | None,
        take: Callable[[LineDraft], object],
    ) -> None:  # fmt: skip
        super().__init__(
            parent, _("Add product"),
            _("Name, price, unit and tax come from the catalogue, and can be changed in the line."),
            width=520,
        )  # fmt: skip
        self._context, self._bench, self._take = context, bench, take
        self._usual_tax = usual_tax
        self.product = RecordEditor(listed(context, "products"))
        self.product.name_field(_("Product"))
        self.quantity = NumberEditor()
        self.quantity.name_field(_("Quantity"))
        self.quantity.write(Decimal(1))
        fields = row(
            _captioned(_("Product"), self.product), _captioned(_("Quantity"), self.quantity),
            spacing=12,
        )  # fmt: skip
        fields.setStretch(0, 3)
        fields.setStretch(1, 1)
        self.body.addWidget(holder(fields))
        self._wrong = Label("", Text.SMALL, Role.RED, wrap=True)
        self._wrong.hide()
        self.body.addWidget(self._wrong)
        self.add_way_back()
        self.add_deed(_("Add line"), self._add, primary=True)
        self.product.setFocus()

    def _add(self) -> None:
        from salesdesk.services.proposal_products import line_of

        try:
            product, quantity = self.product.read(), self.quantity.read()
            if product is None:
                raise InvalidInput(_("Choose a product of the catalogue."))
            if not quantity:
                raise InvalidInput(_("Say how many."))
        except InvalidInput as wrong:
            self._say(wrong)
            return
        database, currency = self._context.desk.database, self._bench.draft.currency
        usual = self._usual_tax
        self._context.jobs.read(
            lambda: line_of(database, product, currency, quantity, usual), self._added, self._say
        )

    def _added(self, found: Priced) -> None:
        self.accept()
        self._take(found.line)
        if found.rate is not None:
            words = _("{product}: its price in {currency} was converted at {rate}")
            self._context.toast(
                words.format(
                    product=found.line.description,
                    currency=found.listed_in,
                    rate=formats().rate(found.rate),
                )
            )

    def _say(self, failure: BaseException) -> None:
        if not isinstance(failure, SalesDeskError):
            self._context.fail(failure)
            return
        self._wrong.setText(failure.message)
        self._wrong.show()
        self.adjustSize()


def _captioned(caption: str, editor: QWidget) -> QWidget:
    return holder(column(Label(caption, Text.SMALL, Role.TEXT2), editor, spacing=4))
