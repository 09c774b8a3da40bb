"""Opportunities: the list, the board, the pane beside it, and the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import N_, _
from salesdesk.models.values.listing import ListQuery
from salesdesk.ui.commands import Command
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.editors import (
    ChoiceEditor,
    DateEditor,
    LongTextEditor,
    OptionalTextEditor,
    TextEditor,
    money_editor,
    percent_editor,
)
from salesdesk.ui.kit.empty import EmptyWords
from salesdesk.ui.kit.flow import Flow
from salesdesk.ui.kit.form import Field, Group
from salesdesk.ui.kit.list_screen import DetailPane, ListScreen
from salesdesk.ui.kit.panels import Card, FigureBox, Scroller, column, holder, row
from salesdesk.ui.kit.record_page import RecordPage
from salesdesk.ui.kit.steps import StepBar
from salesdesk.ui.kit.timeline import Happening, Timeline
from salesdesk.ui.page import Place
from salesdesk.ui.screens.documents import DocumentsPanel
from salesdesk.ui.screens.history import HistoryPanel
from salesdesk.ui.screens.links import LinkedDocuments, deal_contacts, deal_owners
from salesdesk.ui.screens.lookups import from_list, from_module
from salesdesk.ui.screens.moving import move_deal
from salesdesk.ui.screens.new_opportunity import new_opportunity
from salesdesk.ui.screens.panes import Fact, RecordPane
from salesdesk.ui.theme import Role, Tone

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

EXPECTED = {
    "original": N_("The first estimate"),
    "manual": N_("As typed"),
    "proposal": N_("The last proposal"),
    "best_proposal": N_("The best proposal"),
    "sum_of_proposals": N_("The sum of the proposals"),
}


def _stage(stages: Sequence[Any], key: Any) -> Any:
    return next((stage for stage in stages if stage.id == key), None)


def steps_of(stages: Sequence[Any], current: Any) -> list[tuple[object, str]]:
    """The open stages and the end the deal has, or won."""
    here = _stage(stages, current)
    lost = here is not None and here.kind == "lost"
    end = "lost" if lost else "won"
    return [(s.id, s.name) for s in stages if s.kind in ("open", end)]


class OpportunityPane(RecordPane):
    module = "opportunities"

    def read(self, record: Any) -> Any:
        desk = self.context.desk
        draft = desk.opportunities.draft(record)
        account = desk.accounts.draft(draft.account_id) if draft.account_id else None
        return {
            "draft": draft,
            "account": account,
            "stages": desk.opportunities.stages(draft.pipeline_id),
            "moves": desk.opportunities.moves(record),
            "owner": desk.reference.label("users", draft.owner_id),
            "timeline": desk.activities.timeline(record, 6),
        }

    def title(self, found: Any) -> tuple[str, str, Place | None]:
        account = found["account"]
        if account is None:
            return found["draft"].name, _("No account yet"), None
        return found["draft"].name, account.name, Place("accounts", str(account.id))

    def middle(self, found: Any) -> Sequence[QWidget]:
        draft, stages = found["draft"], found["stages"]
        bar = StepBar(steps_of(stages, draft.stage_id), draft.stage_id)
        bar.asked.connect(lambda key: self._move(found, _stage(stages, key)))
        here = _stage(stages, draft.stage_id)
        deeds: list[QWidget] = []
        if here is not None and here.kind == "open":
            deeds = [
                Button(_("Mark won"), pressed=partial(self._end, found, "won")),
                Button(_("Mark lost…"), pressed=partial(self._end, found, "lost")),
                Button(_("Estimate"), "plus", pressed=partial(estimate, self.context, draft.id)),
            ]
        else:
            deeds = [Button(_("Open again"), pressed=partial(self._end, found, "open"))]
        amounts = Card(Role.CANVAS, 8)
        amount = partial(formats().amount, currency=draft.currency)
        amounts.setLayout(
            Flow(
                FigureBox(_("Original"), amount(draft.original_amount)),
                FigureBox(_("Expected"), amount(draft.expected_amount)),
                FigureBox(_("Weighted, {code}").format(code=draft.currency),
                          amount(draft.weighted)),
                margins=QMargins(12, 9, 12, 9), spread=True,
            )
        )  # fmt: skip
        return [bar, holder(Flow(*deeds)), amounts]

    def _end(self, found: Any, kind: str) -> None:
        stage = next((s for s in found["stages"] if s.kind == kind), None)
        if stage is not None:
            self._move(found, stage)

    def _move(self, found: Any, stage: Any) -> None:
        draft = found["draft"]
        before = _stage(found["stages"], draft.stage_id)
        if stage is not None and stage.id != draft.stage_id:
            move_deal(self, self.context, draft.id, draft.name, before, stage, self.refresh)

    def facts(self, found: Any) -> Sequence[Fact]:
        draft, moves = found["draft"], found["moves"]
        days = _days_since(moves[0].at) if moves else None
        late = draft.expected_close is not None and draft.expected_close < _today()
        open_ = draft.closed_on is None
        return [
            (_("Owner"), found["owner"]),
            (_("Engaged since"), formats().day(draft.engaged_on)),
            (_("Expected close"), formats().long_day(draft.expected_close),
             Role.RED if late and open_ else Role.TEXT),
            (_("Closed on"), formats().day(draft.closed_on)),
            (_("Days in stage"), formats().whole(days)),
            (_("Probability"), formats().percent(draft.probability, 0)),
            (_("Source"), draft.lead_source),
            (_("Next action"), draft.next_action),
        ]  # fmt: skip

    def timeline(self, found: Any) -> Sequence[Any] | None:
        entries: Sequence[Any] = found["timeline"]
        return entries


def _days_since(at: Any) -> int | None:
    if not isinstance(at, datetime):
        return None
    return (datetime.now(UTC) - (at if at.tzinfo else at.replace(tzinfo=UTC))).days


def _today() -> Any:
    return datetime.now().date()  # noqa: DTZ005 the user's own day


class OpportunitiesPage(ListScreen):
    module = "opportunities"
    watches = frozenset({"opportunity", "stage_change", "account"})
    can_import = True
    can_archive = True
    can_duplicate = True

    def __init__(self, context: Context) -> None:
        self.nouns = (_("opportunity"), _("opportunities"))
        self.new_words = _("New opportunity")
        self.search_words = _("Search opportunities")
        super().__init__(context, context.desk.opportunities.listing, _("Opportunities"), "target")
        self.view.delegate.late_before = _today()

    def has_board(self) -> bool:
        return True

    def make_board(self) -> QWidget | None:
        from salesdesk.ui.screens.opportunity_board import OpportunityBoard

        return OpportunityBoard(self.context, self.filters.query)

    def _ask(self, query: ListQuery) -> None:
        super()._ask(query)
        if self.board is not None:
            self.board.show_query(query)  # type: ignore[attr-defined]

    def make_detail(self) -> DetailPane | None:
        return OpportunityPane(self.context)

    def changed(self, tables: frozenset[str]) -> None:
        super().changed(tables)
        if self.board is not None and tables & self.watches:
            self.board.refresh()  # type: ignore[attr-defined]

    def commands(self) -> Sequence[Command]:
        board: Any = self.board
        if board is None or not self._is_on_board():
            return super().commands()
        words = (
            _("Board: closed this month only")
            if board.is_whole
            else _("Board: show all closed deals")
        )
        turn = Command("board.period", words, lambda: board.show_whole(whole=not board.is_whole),
                       "", "calendar", "view", self.module)  # fmt: skip
        return [*super().commands(), turn]

    def empty_words(self) -> EmptyWords:
        why = _("An opportunity is a deal you may win: with whom, for how much, and when.")
        return EmptyWords(_("No opportunities yet"), why)

    def new(self) -> None:
        new_opportunity(self, self.context)

    def import_file(self) -> None:
        from salesdesk.ui.screens.importing import import_file

        import_file(self, self.context, "opportunities")


class OpportunityPage(RecordPage):
    watches = frozenset({"opportunity", "stage_change"})
    can_duplicate = True

    def __init__(self, context: Context, record: str) -> None:
        self.new_words = _("New opportunity")
        super().__init__(context, record, "target")

    def new_one(self) -> None:
        from salesdesk.ui.screens.new_opportunity import new_opportunity

        new_opportunity(self, self.context)

    def read(self) -> tuple[Any, Any]:
        from salesdesk.services.linked import documents_of

        desk, key = self.context.desk, self.key
        draft = desk.opportunities.draft(key)
        account = desk.accounts.draft(draft.account_id).name if draft.account_id else ""
        more = {
            "stages": desk.opportunities.stages(draft.pipeline_id),
            "moves": desk.opportunities.moves(key),
            "account": account,
            "documents": documents_of(desk.database, key),
        }
        return draft, more

    def keep(self, draft: Any, base: Any) -> Any:
        return self.context.desk.opportunities.save(draft, base)

    def heading(self) -> tuple[str, str]:
        parts = (self.draft.number, self.more["account"])
        return self.draft.name, " · ".join(part for part in parts if part)

    def state(self) -> tuple[str, str]:
        stage = _stage(self.more["stages"], self.draft.stage_id)
        return (stage.name, stage.kind) if stage else ("", "")

    def figures(self) -> Sequence[tuple[str, str]]:
        money = partial(formats().money, currency=self.draft.currency)
        return [
            (_("Original"), money(self.draft.original_amount)),
            (_("Expected"), money(self.draft.expected_amount)),
            (_("Weighted"), money(self.draft.weighted)),
            (_("Real"), money(self.draft.real_amount)),
            (_("Probability"), formats().percent(self.draft.probability, 0)),
        ]

    def deeds(self) -> Sequence[QWidget]:
        stage = _stage(self.more["stages"], self.draft.stage_id)
        if stage is not None and stage.kind != "open":
            return [Button(_("Open again"), "rotate-ccw", pressed=partial(self._end, "open"))]
        return [
            Button(_("Estimate"), "plus", pressed=partial(estimate, self.context, self.key)),
            Button(_("Mark won"), "trophy", pressed=partial(self._end, "won")),
            Button(_("Mark lost…"), "circle-x", pressed=partial(self._end, "lost")),
        ]

    def _end(self, kind: str) -> None:
        stage = next((s for s in self.more["stages"] if s.kind == kind), None)
        if stage is not None:
            self._move(stage.id)

    def _move(self, key: Any) -> None:
        stages = self.more["stages"]
        if key != self.draft.stage_id:
            move_deal(
                self, self.context, self.key, self.draft.name,
                _stage(stages, self.draft.stage_id), _stage(stages, key), self.load,
            )  # fmt: skip

    def above_form(self) -> QWidget | None:
        self._steps = holder(row())
        return self._steps

    def loaded(self) -> None:
        layout = self._steps.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        bar = StepBar(steps_of(self.more["stages"], self.draft.stage_id), self.draft.stage_id)
        bar.setMaximumWidth(760)
        bar.asked.connect(self._move)
        layout.addWidget(bar)
        if hasattr(self, "_history"):
            self._history.refresh()

    def groups(self) -> Sequence[Group]:
        context = self.context
        money = partial(money_editor, self.draft.currency)
        return [
            Group(N_("Deal"), (
                Field(N_("Name"), "name", TextEditor),
                Field(N_("Account"), "account_id", from_module(context, "accounts")),
                Field(N_("Product"), "product_id", from_list(context, "products")),
                Field(N_("Owner"), "owner_id", from_list(context, "users")),
                Field(N_("Region"), "region_id", from_list(context, "regions")),
                Field(N_("Controller"), "controller_id", from_list(context, "users")),
            )),
            Group(N_("Worth"), (
                Field(N_("Expected amount"), "expected_amount", lambda: _needed(money())),
                Field(N_("Expected is"), "expected_source", lambda: ChoiceEditor(
                    [(source, _(words)) for source, words in EXPECTED.items()])),
                Field(N_("Currency"), "currency", TextEditor),
                Field(N_("Probability"), "probability", lambda: _needed(percent_editor())),
                Field(N_("Expected close"), "expected_close", DateEditor),
                Field(N_("Engaged on"), "engaged_on", DateEditor),
                Field(N_("Lead source"), "lead_source", TextEditor),
            ), N_("The original amount stays as it was first entered.")),
            deal_contacts(context),
            deal_owners(context),
            Group(N_("Next"), (
                Field(N_("Next action"), "next_action", TextEditor),
                Field(N_("On"), "next_action_on", DateEditor),
                Field(N_("Competitors"), "competitors", TextEditor),
                Field(N_("External key"), "external_id", OptionalTextEditor),
                Field(N_("Description"), "description", partial(LongTextEditor, 5), wide=True),
            )),
        ]  # fmt: skip

    def tabs(self) -> Sequence[tuple[str, Callable[[], QWidget]]]:
        documents = self.more["documents"]
        return [
            (f"{_('Estimations, proposals')}\t{len(documents)}",
             lambda: LinkedDocuments(self.context, documents)),
            (f"{_('Stage history')}\t{len(self.more['moves'])}", self._moves),
            (_("Documents"), lambda: DocumentsPanel(self.context, "opportunities", self.key)),
        ]  # fmt: skip

    def _moves(self) -> QWidget:
        timeline = Timeline(_("Stage history"))
        timeline.show_entries(
            [
                Happening(
                    "arrow-right", Tone.BLUE, _move_words(m), "", formats().instant(m.at),
                    ", ".join(p for p in (m.actor, m.reason) if p),
                )
                for m in self.more["moves"]
            ]
        )  # fmt: skip
        page = holder(column(timeline, None, margins=(20, 16, 20, 16)))
        return Scroller(page)

    def side(self) -> QWidget | None:
        self._history = HistoryPanel(self.context, self.key, "opportunities")
        return self._history


def estimate(context: Context, deal: Any) -> None:
    """A worksheet for a deal, opened at once."""
    desk = context.desk
    context.jobs.read(
        lambda: desk.estimations.save(desk.estimations.from_opportunity(deal)),
        lambda made: context.navigate(Place("estimations", str(made))),
        context.fail,
    )


def _needed(editor: Any) -> Any:
    editor.required = True
    return editor


def _move_words(move: Any) -> str:
    if not move.from_stage:
        return _("Began in {stage}").format(stage=move.to_stage)
    return f"{move.from_stage} → {move.to_stage}"
