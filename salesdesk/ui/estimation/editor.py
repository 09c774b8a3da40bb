"""The page of an estimation: what can be done with it, beside typing into its grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.models.values.workflow import ESTIMATION
from salesdesk.ui.commands import Command
from salesdesk.ui.estimation.comparing import Offer
from salesdesk.ui.estimation.editor_tab import SETTINGS, STEP_KEYS, EstimationTab
from salesdesk.ui.estimation.gantt_commands import gantt_commands
from salesdesk.ui.estimation.goal_seek import GoalSeek
from salesdesk.ui.estimation.header import FOLLOWS, following
from salesdesk.ui.estimation.header_sheet import HeaderSheet
from salesdesk.ui.estimation.printing import EstimationPrints
from salesdesk.ui.estimation.row_filter import FILTERS
from salesdesk.ui.estimation.stepping import Stepping
from salesdesk.ui.estimation.words_sheet import AboutSheet, ItemSheet
from salesdesk.ui.focus_walk import walk
from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft
    from salesdesk.services.keeping import Typed


Deed = tuple[str, str, Callable[[], object], str, str, str]
"""A command of the page: key, title, deed, shortcut, icon, menu."""


class EstimationPage(Stepping):
    """Imports, proposals, goals, and the keys of all that."""

    @cached_property
    def prints(self) -> EstimationPrints:
        """What is printed of it."""
        return EstimationPrints(self)

    # -- deeds

    def edit_header(self) -> None:
        """Name, currency, dates, price rules and contingency in a sheet."""
        if self._is_settled():
            assert self.panel is not None
            HeaderSheet(
                self, self.context, self.workbench, self._rate, may_cost=self.panel.may_cost
            ).open()

    def _take_back(self, typed: Typed) -> bool:
        """What follows from fields of the header is read first: it is kept in no file."""
        names = [name for name in FOLLOWS
                 if getattr(typed.mine, name) != getattr(self.workbench.base, name)]  # fmt: skip
        if not names or self.workbench.must_wait():
            return super()._take_back(typed)

        def take(rated: EstimationDraft) -> None:
            found = {name: getattr(rated, name) for name in following(names)}
            EstimationTab._take_back(self, replace(typed, mine=replace(typed.mine, **found)))

        self._rate(typed.mine, take)
        return True

    def _rate(self, draft: EstimationDraft, then: Callable[[EstimationDraft], None]) -> None:
        """Bring the role rates of its currency, its calendar and its company's rule."""
        desk = self.context.desk
        self.context.jobs.read(lambda: desk.estimations.rated(draft), then, self.context.fail)

    def make_proposal(self) -> None:
        """A draft proposal of this estimation, opened beside it."""
        if self._must_save(_("Save first; a proposal is made of what is saved.")):
            return
        desk, key = self.context.desk, self.key

        def work() -> Any:
            draft = desk.proposals.from_estimation(key)
            desk.proposals.save(draft)
            return draft.id

        def made(proposal: Any) -> None:
            self.context.navigate(Place("proposals", str(proposal)))

        self.context.jobs.read(work, made, self.context.fail)

    def duplicate(self) -> None:
        """A copy of what is saved as a new worksheet, opened beside it."""
        from salesdesk.ui.kit.duplicating import duplicate

        if not self._must_save(_("Save first; what is saved is copied.")):
            duplicate(self.context, "estimations", self.key)

    def edit_item(self) -> None:
        """Notes, assumptions, risks, the guess and the documents of the row at the cursor."""
        node = self.panel.view.node if self.panel is not None else None
        if node is not None and self._is_settled():
            ItemSheet(self, self.context, self.workbench, node).open()

    def edit_words(self) -> None:
        """Assumptions, exclusions, risks, notes and documents of the whole."""
        if self._is_settled():
            AboutSheet(self, self.context, self.workbench).open()

    def goal_seek(self) -> None:
        """A wanted total, margin or multiplier, previewed before it is taken."""
        if self._is_settled() and not self.workbench.is_read_only:
            GoalSeek(self, self.workbench, self._offer_goal).open()

    def _offer_goal(self, draft: EstimationDraft) -> None:
        """The rows that a goal over branches would change."""
        why = _("Each item of the chosen branches gets its share, to the cent; the rest stays.")
        self.offer(draft, Offer(_("Goal seek"), why, _("Take chosen rows"), _("goal seek")))

    def _find(self, deed: str) -> None:
        """The bar over the grid: opened, or on to the next and the previous place."""
        if self.panel is None:
            return
        bar = self.panel.find_bar
        if deed in ("open", "replace") or bar.isHidden():
            bar.open_bar(replacing=deed == "replace")
        else:
            getattr(bar, deed)()

    def _fold_to(self, level: int) -> None:
        if self.panel is not None:
            self.panel.model.fold_to(level)

    def _on_panel(self, deed: str, *given: str) -> None:
        if self.panel is not None:
            getattr(self.panel, deed)(*given)

    def next_part(self, by: int = 1) -> None:
        """F6: the grid, what stands beside it, the sums, the head; then the window's own parts."""
        if self.panel is None:
            return
        parts = [part for part in (*self.panel.parts, self.head) if part.isVisible()]
        focus = self.window().focusWidget()
        at = next((n for n, part in enumerate(parts) if _holds(part, focus)), None)
        if at is not None and 0 <= at + by < len(parts):
            walk(self.window(), parts, by)
            return
        out = getattr(self.window(), "next_pane", None)
        if out is not None:
            out(by)
        if out is None or _holds(self, self.window().focusWidget()):
            self._begin(parts if by > 0 else parts[::-1])

    def _begin(self, parts: Sequence[QWidget]) -> None:
        """From outside, the grid comes first, and last from the other side."""
        walk(self.window(), parts[:1], 1)

    def commands(self) -> Sequence[Command]:
        deeds = (*self._file_deeds(), *self._edit_deeds(), *self._tool_deeds(),
                 *self._filters(), *self._levels())  # fmt: skip
        return [
            *(
                Command(f"estimation.{key}", title, run, shortcut, icon, menu, "estimation")
                for key, title, run, shortcut, icon, menu in deeds
            ),
            *gantt_commands(self),
            *self._step_commands(),
            *self.kept.commands(),
            *self.prints.commands(),
        ]

    def _file_deeds(self) -> Sequence[Deed]:
        """What is kept, read and written."""
        return [
            ("save", _("Save"), self.save, "Ctrl+S", "save", "file"),
            ("import", _("Import a work plan"), self.import_file, "", "upload", "file"),
            ("notes", _("Notes of the last import…"), self.show_notes, "", "info", "file"),
            ("to_project", _("Export to Microsoft Project…"), self.export_project, "",
             "download", "file"),
            ("to_workbook", _("Export as a workbook…"), self.export_workbook, "",
             "download", "file"),
            ("to_customer", _("Export for the customer, without costs…"),
             self.export_for_customer, "", "download", "file"),
            ("history", _("History…"), self.show_history, "Ctrl+Alt+H", "history", "record"),
            ("duplicate", _("Duplicate this estimation"), self.duplicate, "", "copy", "file"),
            ("proposal", _("Make a proposal"), self.make_proposal, "", "file-plus", "record"),
        ]  # fmt: skip

    def _edit_deeds(self) -> Sequence[Deed]:
        """What is changed and found."""
        return [
            ("undo", _("Undo"), self.undo, "Ctrl+Z", "undo-2", "edit"),
            ("redo", _("Redo"), self.redo, "Ctrl+Y", "redo-2", "edit"),
            ("redo_too", _("Redo"), self.redo, "Ctrl+Shift+Z", "redo-2", ""),
            ("settings", _("Estimation settings…"), self.edit_header, SETTINGS, "settings", "edit"),
            ("item", _("Item details…"), self.edit_item, "Ctrl+I", "file-text", "edit"),
            ("words", _("Texts and documents…"), self.edit_words, "Ctrl+Shift+I", "paperclip",
             "edit"),
            ("find", _("Find in the plan"), partial(self._find, "open"), "Ctrl+F", "search",
             "edit"),
            ("replace", _("Find and replace"), partial(self._find, "replace"), "Ctrl+H", "",
             "edit"),
            ("find_next", _("Find next"), partial(self._find, "next"), "F3", "", "edit"),
            ("find_previous", _("Find previous"), partial(self._find, "previous"), "Shift+F3", "",
             "edit"),
            ("save_template", _("Save branch as template…"), self.save_template, "", "bookmark",
             "edit"),
            ("insert_template", _("Insert template…"), self.insert_template, "Ctrl+Shift+J",
             "corner-down-right", "edit"),
        ]  # fmt: skip

    def _tool_deeds(self) -> Sequence[Deed]:
        """What is compared, reckoned and looked at."""
        return [
            ("refresh", _("Refresh"), self.refresh, "F5", "refresh-cw", "view"),
            ("memory", _("Past items…"), self.search_memory, "Ctrl+Shift+H", "history", "tools"),
            ("compare", _("Compare with…"), self.compare_with, "Ctrl+Shift+M", "scale", "tools"),
            ("revisions", _("Revisions…"), self.compare_with, "", "list", "record"),
            ("compare_last", _("Compare with the last revision"), self.compare_last, "",
             "history", "tools"),
            ("recalculate", _("Recalculate with today's rates…"), self.recalculate, "",
             "refresh-cw", "tools"),
            ("goal", _("Goal seek"), self.goal_seek, "Ctrl+Shift+G", "crosshair", "tools"),
            ("columns", _("Columns"), partial(self._on_panel, "choose_columns"), "Ctrl+Shift+C",
             "columns-3", "view"),
            ("guess", _("Guess (plug)"), partial(self._on_panel, "toggle_plug"), "", "", "edit"),
            ("optional", _("Optional"), partial(self._on_panel, "toggle_optional"), "", "",
             "edit"),
            ("region", _("Next part of the page"), self.next_part, "F6", "", "view"),
            ("region_before", _("Previous part of the page"), partial(self.next_part, -1),
             "Shift+F6", "", "view"),
        ]  # fmt: skip

    def _filters(self) -> Sequence[Deed]:
        """Which rows are shown."""
        return [
            (f"only.{key}", _(words), partial(self._on_panel, "show_only", key), "", "eye", "view")
            for key, (_word, words) in FILTERS.items()
        ]

    def _levels(self) -> Sequence[Deed]:
        """How deep the outline is shown."""
        return [
            (f"level{n}", _("Show {level} levels").format(level=n), partial(self._fold_to, n),
             f"Ctrl+Shift+{n}", "list-tree", "view")
            for n in range(1, 10)
        ]  # fmt: skip

    def _step_commands(self) -> Sequence[Command]:
        """The keys of the approvals' screen; each step only where it may be taken."""
        return [
            Command("estimation.waive", self._waive_words(), self.waive, menu="record",
                    scope="estimation", enabled=self._may_waive),
        ] + [
            Command(f"estimation.step.{step.verb}", _(step.label), partial(self.take, step.verb),
                    STEP_KEYS.get(step.verb, ""), menu="record", scope="estimation",
                    enabled=partial(self._may_take, step.verb))
            for step in ESTIMATION.steps if step.is_offered
        ]  # fmt: skip


def _holds(part: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (part is focus or part.isAncestorOf(focus))
