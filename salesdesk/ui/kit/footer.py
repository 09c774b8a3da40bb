"""The footer of a list: how many, how many selected, totals per currency."""

from __future__ import annotations

from collections.abc import Sequence

from salesdesk.i18n import _
from salesdesk.models.values.listing import ListSpec, Total
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.panels import Panel, holder, row
from salesdesk.ui.kit.toast import FOOT
from salesdesk.ui.theme import Role, Text, theme

MOST = 3


class Footer(Panel):
    """Always there; switches its totals to the selection and says so."""

    def __init__(self, spec: ListSpec, nouns: tuple[str, str]) -> None:
        super().__init__(Role.CANVAS, "t")
        self.setObjectName(FOOT)
        self._spec, self._nouns = spec, nouns
        self.setFixedHeight(theme().height("footer"))
        self.setAccessibleName(_("Totals"))
        self._count = Label("", Text.SMALL_STRONG)
        self._selected = ElidedLabel("", Text.SMALL, Role.TEXT3)
        self._totals = row(spacing=6)
        self.setLayout(
            row(self._count, self._selected, None, holder(self._totals), margins=(10, 1, 20, 0))
        )

    def show_count(self, count: int | None) -> None:
        """The count, empty while it isn't known."""
        if count is None:
            self._count.setText("")
            return
        noun = self._nouns[0] if count == 1 else self._nouns[1]
        self._count.setText(f"{formats().whole(count)} {noun}")

    def show_selected(self, count: int) -> None:
        words = _("{count} selected").format(count=formats().whole(count)) if count else ""
        self._selected.setText(words)

    def show_totals(self, totals: Sequence[Total], *, of_selection: bool = False) -> None:
        """One figure per column and currency; several currencies are never added up."""
        while (item := self._totals.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if of_selection and totals:
            self._totals.addWidget(Label(_("Of the selection"), Text.SMALL, Role.TEXT3))
            self._totals.addSpacing(10)
        for name in dict.fromkeys(total.column for total in totals):
            self._show_column(name, [t for t in totals if t.column == name and t.amount])

    def _show_column(self, name: str, totals: Sequence[Total]) -> None:
        if not totals:
            return
        title = _(self._spec.column(name).title)
        self._totals.addWidget(Label(title, Text.SMALL, Role.TEXT3))
        for total in totals[:MOST]:
            text = formats().money(total.amount, total.currency)
            label = ElidedLabel(text, Text.SMALL_STRONG, number=True)
            label.setAccessibleName(f"{title}, {text}")
            self._totals.addWidget(label)
        if len(totals) > MOST:
            more = Label("…", Text.SMALL, Role.TEXT3)
            more.setToolTip("\n".join(formats().money(t.amount, t.currency) for t in totals))
            self._totals.addWidget(more)
        self._totals.addSpacing(14)
