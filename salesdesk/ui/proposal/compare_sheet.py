"""Any two revisions, or another proposal, side by side; and the notice for the customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import ChoiceEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import column, holder, row
from salesdesk.ui.proposal.compare_words import DiffTable, count_words, sum_words
from salesdesk.ui.screens.lookups import from_module
from salesdesk.ui.states import state_words
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.proposal_compare import Comparison
    from salesdesk.ui.context import Context

WIDTH = 1000
Revisions = Sequence[tuple[UUID, int, str]]


class CompareProposals(Sheet):
    """What the later one changed of the earlier one, with its effect on the net."""

    def __init__(
        self, parent: QWidget, context: Context, revisions: Revisions, key: UUID,
        printed: Callable[[UUID, UUID], object],
    ) -> None:  # fmt: skip
        super().__init__(
            parent, _("Compare revisions"),
            _("What the later one changed of the earlier one, and what that does to the net."),
            width=max(700, min(WIDTH, parent.window().width() - 120)),
        )  # fmt: skip
        self._context, self._printed = context, printed
        self._turn = 0
        choices = [
            (str(each), f"R{number} · {state_words(status)}") for each, number, status in revisions
        ]
        self.earlier, self.later = ChoiceEditor(choices), ChoiceEditor(choices)
        self.other = from_module(context, "proposals")()
        self.table = DiffTable()
        self.table.setMinimumHeight(300)
        self._count = Label("", Text.STRONG)
        self._sums = Label("", Text.BODY, Role.TEXT2, wrap=True)
        keys = [each for each, _number, _status in revisions]
        at = keys.index(key)
        self.earlier.write(str(keys[max(0, at - 1)]))
        self.later.write(str(key if at else keys[min(1, len(keys) - 1)]))
        self._assemble()
        self._read()

    def _assemble(self) -> None:
        fields = []
        for editor, words in (
            (self.earlier, _("Earlier")), (self.later, _("Later")),
            (self.other, _("or, instead of the earlier one, another proposal")),
        ):  # fmt: skip
            editor.name_field(words)
            editor.edited.connect(self._read)
            label = Label(words, Text.SMALL, Role.TEXT2)
            fields.append(holder(column(label, editor, spacing=4)))
        line = row(*fields, spacing=16)
        line.setStretch(2, 1)
        self.body.addWidget(holder(line))
        self.body.addWidget(self.table)
        foot = row(self._count, 10, self._sums)
        foot.setStretchFactor(self._sums, 1)
        self.body.addWidget(holder(foot))
        self.add_way_back(_("Close"))
        self.add_deed(_("Print change notice…"), self._print, primary=True)

    @property
    def pair(self) -> tuple[UUID, UUID]:
        """The earlier and the later one, as chosen."""
        other = self.other.read()
        earlier = other if isinstance(other, UUID) else UUID(str(self.earlier.read()))
        return earlier, UUID(str(self.later.read()))

    def _read(self, *_how: object) -> None:
        self._turn += 1
        turn, pair, database = self._turn, self.pair, self._context.desk.database
        shows_cost = not self._context.discretion.hides_margin

        def work() -> Comparison:
            from salesdesk.services.proposal_compare import compared

            return compared(database, *pair, shows_cost=shows_cost)

        def shown(found: Comparison) -> None:
            if turn == self._turn:
                self.show_comparison(found)

        self._context.jobs.read(work, shown, self._context.fail)

    def show_comparison(self, found: Comparison) -> None:
        self.table.show_comparison(found)
        self._count.setText(count_words(found))
        self._sums.setText(sum_words(found))

    def _print(self) -> None:
        pair = self.pair
        self.accept()
        self._printed(*pair)
