"""The budget's page: the matrix whose cells always sum, and where each edit took its money from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.errors import StaleRecord
from salesdesk.i18n import _, n_
from salesdesk.models.values.workflow import BUDGET
from salesdesk.ui.budget.figures import SHOWS, TARGET, Figures, moved, with_locks_of
from salesdesk.ui.budget.filling import filled, pairs
from salesdesk.ui.budget.grid import MatrixModel, MatrixView
from salesdesk.ui.commands import Command
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button, IconButton, Segments
from salesdesk.ui.kit.dialogs import Reason
from salesdesk.ui.kit.editors import NumberEditor
from salesdesk.ui.kit.kept_draft import KeptDraft
from salesdesk.ui.kit.labels import Badge, ElidedLabel, Label
from salesdesk.ui.kit.leaving import ask_before_leaving
from salesdesk.ui.kit.memory import recall, remember
from salesdesk.ui.kit.panels import IconLabel, Panel, row
from salesdesk.ui.kit.room import GivesWay
from salesdesk.ui.kit.undo import Document
from salesdesk.ui.page import Page
from salesdesk.ui.shapes import PRIMARY
from salesdesk.ui.states import state_words, tone_of
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.services.budgets import BudgetDraft, Matrix
    from salesdesk.services.keeping import Typed
    from salesdesk.ui.context import Context

MEMORY = "budget.matrix"
WATCHED = frozenset({"budget", "budget_cell"})


class BudgetPage(Page):
    """One budget: every edit is conserved, undone and redone."""

    def __init__(self, context: Context, record: str) -> None:
        super().__init__("…", "grid-3x3")
        self.context = context
        self.key = UUID(record)
        self.matrix: Matrix | None = None
        self.model: MatrixModel | None = None
        self.view: MatrixView | None = None
        self.document: Document[BudgetDraft] | None = None
        self._title = ElidedLabel("", Text.TITLE)
        self._subtitle = Label("", Text.BODY, Role.TEXT2)
        self._badge = Badge()
        self._deeds = QHBoxLayout()
        self._total = NumberEditor(2)
        self._total.setAccessibleName(_("Total"))
        self._total.setFixedWidth(150)
        self._total.left.connect(self._retotal)
        self._shows = Segments([(k, _(w), "") for k, w in SHOWS], TARGET, _("Show"))
        self._shows.chosen.connect(self._show_as)
        self._save = Button(_("Save"), kind=PRIMARY, key="Ctrl+S", pressed=self.save)
        self._sum_icon = IconLabel("scale", Role.GREEN)
        self._sum = Label("", Text.SECTION)
        self._flow = Label("", Text.BODY, Role.TEXT2)
        self.kept = KeptDraft(self, context, "budget", self.key, self._unsaved, self._take_back)
        self._assemble()
        self.load()

    def _assemble(self) -> None:
        head = Panel(Role.CANVAS)
        head.setFixedHeight(theme().height("page_head"))
        box = row(self._title, self._subtitle, 4, self._badge, margins=(20, 0, 20, 0))
        box.addStretch(1)
        self._deeds.setSpacing(8)
        box.addLayout(self._deeds)
        box.addWidget(self._save)
        head.setLayout(box)
        bar = Panel(Role.CANVAS, "b")
        bar.setLayout(
            row(
                Label(_("Total"), Text.SMALL, Role.TEXT2),
                self._total,
                16,
                Label(_("Show"), Text.SMALL, Role.TEXT2),
                self._shows,
                None,
                *self._tools(),
                margins=(20, 4, 20, 8),
            )
        )
        GivesWay(head)
        GivesWay(bar)
        self._place = QVBoxLayout()
        foot = Panel(Role.SURFACE, "t")
        foot.setFixedHeight(52)
        foot.setLayout(row(self._sum_icon, self._sum, 12, self._flow, None, margins=(20, 0, 20, 0)))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(self.kept.bar)
        whole.addWidget(bar)
        whole.addLayout(self._place, 1)
        whole.addWidget(foot)

    def _tools(self) -> Sequence[QWidget]:
        self._editing = (
            IconButton("undo-2", _("Undo"), "Ctrl+Z", pressed=self.undo),
            IconButton("redo-2", _("Redo"), "Ctrl+Y", pressed=self.redo),
            Button(_("Spread evenly"), "split", pressed=self.spread_evenly),
            Button(_("By sales"), "chart-column", pressed=self.spread_by_sales),
            Button(_("Lock"), "lock", pressed=self.lock),
            Button(_("Unlock all"), "lock-open", pressed=self.unlock_all),
        )
        return self._editing

    # reading

    def load(self) -> None:
        desk, key = self.context.desk, self.key
        self.context.jobs.read(lambda: desk.budgets.matrix(key), self._loaded, self.context.fail)

    def _loaded(self, matrix: Matrix) -> None:
        self.matrix = matrix
        if self.document is None:
            self.document = Document(matrix.draft)
            self.document.shown.connect(self._shown)
            self.document.dirty_changed.connect(lambda _dirty: self._tell())
            self.model = MatrixModel(Figures(matrix), self._typed)
            self.model.refused.connect(self.context.toast)
            self.view = MatrixView(self.model, self.lock, self.fill)
            self.view.fold_bands(recall(self.context.memory, MEMORY).get("folded", ()))
            self.view.folded.connect(self._remember)
            self._place.addWidget(self.view)
            self.view.setCurrentIndex(self.model.index(0, 1))
        assert self.model is not None
        assert self.view is not None
        self.model.beginResetModel()
        self.model.figures = Figures(matrix)
        self.model.editable = BUDGET.state(matrix.draft.status).is_editable
        self.model.endResetModel()
        self.view.fit()
        self.document.reset(matrix.draft)
        if self.model.editable:
            self.kept.look(matrix.draft)

    def _shown(self, before: BudgetDraft, draft: BudgetDraft) -> None:
        assert self.model is not None
        self.model.figures.show(draft)
        self.model.refresh()
        if self.view is not None:
            self.view.widen()
        self._total.write(draft.total)
        for widget in (self._total, *self._editing):
            widget.setEnabled(self.model.editable)
        self.title = draft.name
        self._title.setText(draft.name)
        self._subtitle.setText(f"{draft.number} · {draft.currency}")
        self._badge.show_state(state_words(draft.status), tone_of(draft.status, ""))
        self._show_steps(draft)
        self._show_sum(before, draft)
        self._tell()

    def _show_sum(self, before: BudgetDraft, draft: BudgetDraft) -> None:
        """Where the last edit took its money from, and that nothing is lost."""
        assert self.model is not None
        residual = self.model.figures.residual
        money = partial(formats().amount, currency=draft.currency)
        self._sum_icon.show_icon("scale", Role.RED if residual else Role.GREEN)
        self._sum.setText(
            _("Residual {amount}").format(amount=money(residual))
            if residual
            else _("Every edit is conserved")
        )
        count = len(draft.cells)
        words = n_("{count} cell sums to {total}.", "{count} cells sum to {total}.", count)
        said = words.format(count=count, total=money(draft.total - residual))
        flow = moved(before, draft)
        if flow and before.id == draft.id:
            gave = sum((-d for _k, d in flow if d < 0), Decimal(0))
            took = sum((d for _k, d in flow if d > 0), Decimal(0))
            said += " " + _("Last edit: {gave} given, {took} taken by {cells} cells.").format(
                gave=money(gave), took=money(took), cells=len(flow)
            )
        self._flow.setText(said)

    def _show_steps(self, draft: BudgetDraft) -> None:
        while (item := self._deeds.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        roles = frozenset(role.value for role in self.context.desk.actor.roles)
        for step in BUDGET.offered(draft.status, roles):
            self._deeds.addWidget(Button(_(step.label), pressed=partial(self._ask, step.verb)))

    # editing

    def _typed(self, at_row: int, column: int, amount: Decimal) -> None:
        assert self.model is not None
        draft = self.model.figures.with_cell(at_row, column, amount)
        if draft is not None:
            held = self.model.figures.held(draft, at_row, column)
            name = self.model.figures.rows[at_row].name
            self._spread(held, _("Set {name}").format(name=name), draft)

    def _retotal(self) -> None:
        assert self.document is not None
        total = self._total.read()
        if total is not None and total != self.document.value.total:
            self._spread(replace(self.document.value, total=total), _("Change the total"))

    def _spread(self, draft: BudgetDraft, label: str, wanted: BudgetDraft | None = None) -> None:
        """Fill the free cells again; a refusal leaves everything as it was.

        ``wanted`` has the locks to keep where the draft holds more cells than the user locked.
        """
        desk = self.context.desk

        def done(spread: BudgetDraft) -> None:
            assert self.document is not None
            self.document.edit(with_locks_of(spread, wanted or draft), label)

        def refused(failure: BaseException) -> None:
            assert self.document is not None
            self._total.write(self.document.value.total)
            self.context.fail(failure)

        self.context.jobs.read(lambda: desk.budgets.redistributed(draft), done, refused)

    def spread_evenly(self) -> None:
        if self.model is not None and self.model.editable:
            self._spread(self.model.figures.evenly(), _("Spread evenly"))

    def spread_by_sales(self) -> None:
        if self.model is not None and self.model.editable:
            self._spread(self.model.figures.by_last_sales(), _("Spread by sales"))

    def lock(self) -> None:
        """Lock or unlock the current cell."""
        if self.view is None or self.model is None or not self.model.editable:
            return
        index = self.view.currentIndex()
        draft = self.model.figures.with_lock(index.row(), index.column() - 1)
        self._edit(draft, _("Lock a cell"))

    def fill(self, right: bool) -> None:
        """Copy the first of what is selected down or right; every sum stays, as one step."""
        if self.view is None or self.model is None or self.document is None:
            return
        figures, matrix, draft = self.model.figures, self.matrix, self.document.value
        wanted = pairs(figures, self.view.selected_places(), right=right)
        if not wanted or matrix is None or not self.model.editable or self.model.show_as != TARGET:
            return
        desk, document = self.context.desk, self.document
        label = _("Copy right") if right else _("Copy down")

        def done(fresh: BudgetDraft) -> None:
            document.edit(fresh, label)

        self.context.jobs.read(
            lambda: filled(matrix, draft, wanted, desk.budgets.redistributed), done,
            self.context.fail,
        )  # fmt: skip

    def fold_all(self) -> None:
        """Fold every quarter, or unfold all when they are."""
        if self.view is not None and self.model is not None:
            names = {band.name for band in self.model.figures.bands}
            self.view.fold_bands(set() if self.view.folded_bands == names else names)

    def _remember(self) -> None:
        assert self.view is not None
        remember(self.context.memory, MEMORY, {"folded": sorted(self.view.folded_bands)})

    def unlock_all(self) -> None:
        if self.model is not None and self.model.editable:
            self._edit(self.model.figures.unlocked(), _("Unlock all"))

    def _edit(self, draft: BudgetDraft | None, label: str) -> None:
        if draft is not None and self.document is not None:
            self.document.edit(draft, label)

    def undo(self) -> None:
        if self.document is not None:
            self.document.stack.undo()

    def redo(self) -> None:
        if self.document is not None:
            self.document.stack.redo()

    def _show_as(self, show: str) -> None:
        if self.model is not None:
            self.model.show_as = show
            self.model.refresh()

    # keeping

    def _tell(self) -> None:
        assert self.document is not None
        self.dirty = self.document.dirty
        self.kept.touched(dirty=self.dirty)
        self._save.setEnabled(self.dirty)
        self.status = _("Unsaved: {names}").format(names=self.title) if self.dirty else ""
        self.tell()

    def save(self) -> bool:
        """Keep the cells; a stale save is refused and what was typed stays."""
        if self.document is None or self.matrix is None or not self.document.dirty:
            return False
        desk, draft, base = self.context.desk, self.document.value, self.matrix.draft
        self.context.jobs.read(lambda: desk.budgets.save(draft, base), self._saved, self._refused)
        return True

    def _saved(self, _key: Any) -> None:
        self.context.toast(_("{name} saved").format(name=self.title))
        self.load()

    def _refused(self, failure: BaseException) -> None:
        if isinstance(failure, StaleRecord):
            self.status = str(failure)
            self.tell()
        self.context.fail(failure)

    def _ask(self, verb: str) -> None:
        step = BUDGET.step(verb)
        if step.needs_reason:
            Reason(
                self, _(step.label), _("Say what must change."), _(step.label),
                lambda _key, comment: self._step(verb, comment),
            ).open()  # fmt: skip
        else:
            self._step(verb, "")

    def _step(self, verb: str, reason: str) -> None:
        desk, key = self.context.desk, self.key
        self.context.jobs.read(
            lambda: desk.budgets.step(key, verb, reason), lambda _s: self.load(), self.context.fail
        )

    def leave(self, proceed: Callable[[], None]) -> None:
        ask_before_leaving(self, proceed)

    # what comes back after a restart

    def _unsaved(self) -> Typed | None:
        from salesdesk.services.keeping import Typed

        if self.document is None or self.matrix is None or not self.dirty:
            return None
        return Typed(self.matrix.draft, self.document.value)

    def _take_back(self, typed: Typed) -> None:
        assert self.matrix is not None
        self.matrix = replace(self.matrix, draft=typed.base)
        self._edit(typed.mine, _("take back what was unsaved"))

    def keep_typed(self) -> None:
        self.kept.keep_now()

    def throw_away(self) -> None:
        self.kept.drop_now()

    def refresh(self) -> None:
        if self.dirty:
            self.context.toast(_("There are unsaved changes. Save first, then refresh."))
        else:
            self.load()

    def changed(self, tables: frozenset[str]) -> None:
        if tables & WATCHED and not self.dirty:
            self.load()

    def commands(self) -> Sequence[Command]:
        deeds: tuple[tuple[str, str, Callable[[], object], str], ...] = (
            ("save", _("Save"), self.save, "Ctrl+S"),
            ("undo", _("Undo"), self.undo, "Ctrl+Z"),
            ("redo", _("Redo"), self.redo, "Ctrl+Y"),
            ("evenly", _("Spread evenly"), self.spread_evenly, "Ctrl+Shift+E"),
            ("lock", _("Lock or unlock the cell"), self.lock, ""),
            ("down", _("Copy down"), partial(self.fill, False), ""),
            ("right", _("Copy right"), partial(self.fill, True), ""),
            ("fold", _("Fold or unfold the quarters"), self.fold_all, ""),
            ("refresh", _("Refresh"), self.refresh, "F5"),
        )
        return [
            Command(f"budget.{key}", words, run, shortcut, menu="edit", scope="budget")
            for key, words, run, shortcut in deeds
        ] + [*self.kept.commands()]
