"""The same payment every month: its first day, and for how many months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.instalments import monthly
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import DateEditor, integer_editor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import InstalmentDraft

MOST_MONTHS = 120


class MonthlySheet(Sheet):
    """Gives rows that make 100 %; fixed payments stay before them."""

    def __init__(self, parent: QWidget, first: date | None, given: Callable[[date, int], object]):
        why = _("Equal payments take the place of those by percentage; fixed amounts stay.")
        super().__init__(parent, _("Monthly payments"), why, width=400)
        self._given = given
        self.first, self.count = DateEditor(), integer_editor()
        for editor, caption in ((self.first, _("First day")), (self.count, _("Number of months"))):
            editor.name_field(caption)
            self.body.addWidget(Label(caption, Text.SMALL, Role.TEXT2))
            self.body.addWidget(editor)
        self.first.write(first)
        self.count.write(12)
        self._wrong = Label("", Text.SMALL, Role.RED, wrap=True)
        self._wrong.hide()
        self.body.addWidget(self._wrong)
        self.add_way_back()
        self.add_deed(_("Make the payments"), self._yes, primary=True)
        self.first.setFocus()

    def _yes(self) -> None:
        try:
            first, count = self.first.read(), self.count.read() or 0
            if first is None:
                raise InvalidInput(_("Say on which day the first payment is due."))
            if not 1 <= count <= MOST_MONTHS:
                raise InvalidInput(_("Between 1 and {most} months.").format(most=MOST_MONTHS))
            monthly(first, count)  # refuses days that no calendar has
        except InvalidInput as wrong:
            self._wrong.setText(wrong.message)
            self._wrong.show()
            self.adjustSize()
            return
        self.accept()
        self._given(first, count)


def by_month(
    parts: tuple[InstalmentDraft, ...], first: date, count: int
) -> tuple[InstalmentDraft, ...]:
    """The fixed payments as they are, then one share a month."""
    from salesdesk.services.proposal_drafts import InstalmentDraft

    fixed = tuple(replace(part, percent=Decimal(0)) for part in parts if part.fixed is not None)
    rows = monthly(first, count)
    return fixed + tuple(
        InstalmentDraft(
            name=_("Payment {number} of {count}").format(number=at, count=count),
            due_on=day,
            percent=share,
        )
        for at, (day, share) in enumerate(rows, 1)
    )
