"""The list of proposals and the pane beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.models.values.listing import ListQuery
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.empty import EmptyWords
from salesdesk.ui.kit.labels import Badge
from salesdesk.ui.kit.list_screen import DetailPane, ListScreen
from salesdesk.ui.kit.panels import Card, FigureBox, holder, row
from salesdesk.ui.page import Place
from salesdesk.ui.screens.new_proposal import NewProposal
from salesdesk.ui.screens.panes import Fact, RecordPane
from salesdesk.ui.states import state_words, tone_of
from salesdesk.ui.theme import Role

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


class ProposalPane(RecordPane):
    module = "proposals"

    def read(self, record: Any) -> Any:
        desk = self.context.desk
        draft = desk.proposals.draft(record)
        account = desk.accounts.draft(draft.account_id) if draft.account_id else None
        owner = desk.reference.label("users", draft.owner_id)
        return draft, account, owner, desk.activities.timeline(record, 6)

    def title(self, found: Any) -> tuple[str, str, Place | None]:
        draft, account = found[:2]
        if account is None:
            return draft.name, draft.number, None
        return draft.name, account.name, Place("accounts", str(account.id))

    def middle(self, found: Any) -> Sequence[QWidget]:
        draft = found[0]
        sums = Card(Role.CANVAS, 8)
        boxes: list[QWidget | None] = [
            FigureBox(_("Net, {code}").format(code=draft.currency),
                      formats().amount(draft.net, draft.currency)), None,
            FigureBox(_("Total"), formats().amount(draft.total, draft.currency)),
        ]  # fmt: skip
        if draft.margin is not None:
            boxes += [None, FigureBox(_("Margin"), formats().percent(draft.margin))]
        sums.setLayout(row(*boxes, margins=(12, 9, 12, 9)))
        badge = Badge(state_words(draft.status), tone_of(draft.status))
        return [holder(row(badge, None)), sums]

    def facts(self, found: Any) -> Sequence[Fact]:
        draft, _account, owner, _timeline = found
        return [
            (_("Number"), draft.number),
            (_("Revision"), str(draft.revision)),
            (_("Owner"), owner),
            (_("Issued"), formats().day(draft.issued_on)),
            (_("Valid through"), formats().day(draft.valid_until)),
            (_("Work starts"), formats().day(draft.starts_on)),
            (_("Lines"), formats().whole(len(draft.counted_lines))),
        ]

    def timeline(self, found: Any) -> Sequence[Any] | None:
        entries: Sequence[Any] = found[3]
        return entries


class ProposalsPage(ListScreen):
    module = "proposals"
    watches = frozenset({"proposal", "proposal_line", "stage"})
    can_archive = True
    can_duplicate = True

    def __init__(self, context: Context) -> None:
        self.nouns = (_("proposal"), _("proposals"))
        self.new_words = _("New proposal")
        self.search_words = _("Search proposals")
        super().__init__(context, context.desk.proposals.listing, _("Proposals"), "file-text")

    def make_detail(self) -> DetailPane | None:
        return ProposalPane(self.context)

    def has_board(self) -> bool:
        return True

    def make_board(self) -> QWidget | None:
        from salesdesk.ui.screens.proposal_board import ProposalBoard

        return ProposalBoard(self.context, self.filters.query)

    def _ask(self, query: ListQuery) -> None:
        super()._ask(query)
        if self.board is not None:
            self.board.show_query(query)  # type: ignore[attr-defined]

    def changed(self, tables: frozenset[str]) -> None:
        super().changed(tables)
        if self.board is not None and tables & self.watches:
            self.board.refresh()  # type: ignore[attr-defined]

    def empty_words(self) -> EmptyWords:
        why = _(
            "A proposal says what you will do, when, and for how much. The quickest way is from "
            "an estimation: phases, prices and dates come along."
        )
        return EmptyWords(_("No proposals yet"), why)

    def new(self) -> None:
        NewProposal(self, self.context).open()
