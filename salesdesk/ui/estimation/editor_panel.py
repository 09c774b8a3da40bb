"""The work plan on the screen: cell bar, grid, Gantt and totals around one workbench."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QMenu, QSplitter, QVBoxLayout, QWidget

from salesdesk.i18n import N_, _
from salesdesk.models.values.plan_why import why
from salesdesk.models.values.plan_why_totals import why_total
from salesdesk.ui.estimation.cell_bar import CellBar
from salesdesk.ui.estimation.column_chooser import ColumnChooser
from salesdesk.ui.estimation.columns import columns_for
from salesdesk.ui.estimation.detail_columns import no_price_to_guess
from salesdesk.ui.estimation.entry_preview import preview
from salesdesk.ui.estimation.find_bar import FindBar
from salesdesk.ui.estimation.frozen_table import FROZEN
from salesdesk.ui.estimation.gantt import Gantt
from salesdesk.ui.estimation.grid_model import GridModel
from salesdesk.ui.estimation.grid_view import GridView
from salesdesk.ui.estimation.row_filter import ALL, NARROW, FilterMenu, filter_choices, keeps
from salesdesk.ui.estimation.selected_sum import selection_words
from salesdesk.ui.estimation.time_scale import Zoom
from salesdesk.ui.estimation.totals_bar import TotalsBar
from salesdesk.ui.estimation.workbench import Workbench
from salesdesk.ui.kit.buttons import IconButton
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.memory import Memory, recall, remember
from salesdesk.ui.kit.panels import Panel, row
from salesdesk.ui.kit.why_popover import WhyPopover
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.ui.estimation.effort_panel import EffortPanel

ZOOMS = {
    Zoom.DAYS: N_("Days"),
    Zoom.WEEKS: N_("Weeks"),
    Zoom.MONTHS: N_("Months"),
    Zoom.QUARTERS: N_("Quarters"),
    Zoom.YEARS: N_("Years"),
}
MEMORY = "estimation.grid"
BOTH, GRID, EFFORT = "both", "grid", "effort"


class EditorPanel(QWidget):
    """Everything below the head of the page."""

    said = Signal()

    def __init__(
        self, workbench: Workbench, memory: Memory, *, may_cost: bool, today: date | None = None
    ) -> None:
        super().__init__()
        self.workbench = workbench
        workbench.setParent(self)
        self._memory = memory
        self._is_recalling = False
        self._selected: tuple[object, str] | None = None
        self.may_cost = may_cost
        self.model = GridModel(workbench, columns_for(may_cost=may_cost), self)
        self.view = GridView(self.model)
        self.gantt = Gantt(self.view, today)
        self.cell_bar = CellBar()
        self.find_bar = FindBar(self.view)
        self.totals = TotalsBar(may_cost=may_cost)
        self.filters = filter_choices()
        self.filter_menu = FilterMenu(self.filters, self.show_only)
        self.zoom = self._zoom_box()
        self.effort: EffortPanel | None = None
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._assemble()
        self._connect()
        self._recall()
        self._totals_changed()
        self._cursor_moved()

    def _zoom_box(self) -> QComboBox:
        box = QComboBox()
        for words in ZOOMS.values():
            box.addItem(_(words))
        box.setCurrentIndex(1)
        box.setAccessibleName(_("Zoom of the time line"))
        box.setFixedHeight(theme().height("field"))
        return box

    def _assemble(self) -> None:
        bar = self._bar = Panel(Role.CANVAS, "b")
        bar.setFixedHeight(theme().height("cell_bar") + 2)
        levels = IconButton("list-tree", _("Levels"), "", self._choose_level, 28)
        columns = IconButton("columns-3", _("Columns"), "Ctrl+Shift+C", self.choose_columns, 28)
        self._levels, self._columns = levels, columns
        zoom_words = Label(_("Zoom"), Text.BODY, Role.TEXT2)
        path = IconButton("git-merge", _("Critical path"), "P", self.gantt.toggle_path, 28)
        self._zoom_parts = (path, zoom_words, self.zoom)
        line = row(self.cell_bar, self.filters, self.filter_menu, levels, columns, path, 6,
                   zoom_words, self.zoom, margins=(20, 0, 14, 1))  # fmt: skip
        line.setStretch(0, 1)
        bar.setLayout(line)
        self._splitter.setHandleWidth(1)
        self._splitter.addWidget(self.view)
        self._splitter.addWidget(self.gantt)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setCollapsible(0, False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(bar)
        box.addWidget(self.find_bar)
        box.addWidget(self._splitter, 1)
        box.addWidget(self.totals)
        handle = self.view.verticalScrollBar().sizeHint().width()
        grid = self.view.horizontalHeader().length() + handle + 3
        self._splitter.setSizes([min(max(grid, 910), 990), 480])

    @property
    def parts(self) -> Sequence[QWidget]:
        """What F6 goes through, from the grid on."""
        beside = (self.gantt, self.effort) if self.effort is not None else (self.gantt,)
        return (self.view, *beside, self.totals, self._bar)

    def _connect(self) -> None:
        bench = self.workbench
        bench.followed.connect(lambda _touched: self._totals_changed())
        bench.repriced.connect(self._totals_changed)
        bench.laid_out.connect(self._dates_changed)
        bench.problems_changed.connect(self._cursor_moved)
        self.model.dataChanged.connect(self._rows_changed)
        self.view.current_changed.connect(self._cursor_moved)
        self.view.selectionModel().selectionChanged.connect(lambda *_args: self.said.emit())
        self.view.why_asked.connect(self.explain)
        self.view.typing.connect(self._preview)
        self.view.delegate.closeEditor.connect(lambda *_how: self._cursor_moved())
        self.view.deeds.connect(self._fill_menu)
        self.cell_bar.why_asked.connect(self.explain)
        self.gantt.why_asked.connect(self.explain_bar)
        self.filters.chosen.connect(self._filter)
        self.zoom.activated.connect(lambda at: self.gantt.set_zoom(list(ZOOMS)[at]))
        self.gantt.zoomed.connect(lambda zoom: self.zoom.setCurrentIndex(list(ZOOMS).index(zoom)))
        self.view.horizontalHeader().sectionResized.connect(lambda *_args: self._remember())
        self.view.horizontalHeader().sectionMoved.connect(lambda *_args: self._remember())
        self.view.head.chooser_asked.connect(lambda _at: self.choose_columns())
        self.model.unfiltered.connect(lambda: self.filters.choose(ALL))
        self.model.unfiltered.connect(lambda: self.filter_menu.follow(ALL))
        self.totals.why_asked.connect(self.explain_total)
        self.view.installEventFilter(self)

    # -- following

    def _totals_changed(self) -> None:
        bench = self.workbench
        self._selected = None
        finish = bench.schedule.finish.date() if bench.schedule and bench.plan else None
        self._shown_finish = finish
        self.totals.show_totals(bench.figures.totals(), finish)
        self.filters.rename("plugs", _("Plugs {count}").format(count=self.plugs or "").strip())
        changed = bench.changed_count
        self.filters.rename("changed", _("Changed {count}").format(count=changed or "").strip())
        self.said.emit()

    def _dates_changed(self) -> None:
        """The figures followed the edit already; only the end may stand elsewhere."""
        bench = self.workbench
        finish = bench.schedule.finish.date() if bench.schedule and bench.plan else None
        if finish != self._shown_finish or bench.schedule_problem:
            self._totals_changed()
        slack = next(at for at, one in enumerate(self.model.columns) if one.key == "slack")
        if bench.schedule and bench.schedule.end_moved and not self.view.isColumnHidden(slack):
            self.view.viewport().update()

    def _rows_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        """An edit announces each row up to the root; only the cursor's is in the cell bar."""
        self._selected = None
        if first.row() <= self.view.current_row <= last.row():
            self._cursor_moved()

    def _cursor_moved(self) -> None:
        node = self.view.node
        at = (self.view.current_row, self.view.current_column)
        wrong = self.model.problem(*at) if node is not None else None
        doubt = self.model.doubt(*at) if node is not None else ""
        self.cell_bar.show_cell(
            self.workbench.sheet, node, self.view.column, wrong[1] if wrong else doubt
        )
        self.said.emit()

    def _preview(self, text: str) -> None:
        """What is being typed, and what it comes to, before Enter is pressed."""
        node = self.view.node
        if node is not None:
            found = preview(self.workbench.sheet, node, self.view.column, text)
            self.cell_bar.show_typing(text, found)

    def selection_words(self) -> str:
        """What is selected, with the sum where it is numbers of one column."""
        rows, columns = self.view.block()
        place = (rows, columns, self.model.rowCount())
        if self._selected is None or self._selected[0] != place:
            nodes = [self.model.visible[row] for row in rows]
            keys = [self.model.columns[column].key for column in columns]
            words = selection_words(self.workbench.figures, nodes, keys)
            self._selected = (place, words)
        return self._selected[1]

    # -- looking

    def show_only(self, which: str) -> None:
        """Some of the rows, with the branches they stand in."""
        self.filters.choose(which)
        self.filters.chosen.emit(which)

    def _filter(self, which: str) -> None:
        self.model.filter(keeps(which, self.workbench))

    def show_view(self, which: str) -> None:
        """The grid alone, or with the Gantt or the effort by month beside it."""
        self.gantt.setVisible(which == BOTH)
        for part in self._zoom_parts:
            part.setVisible(which == BOTH)
        if which == EFFORT and self.effort is None:
            from salesdesk.ui.estimation.effort_panel import EffortPanel

            self.effort = EffortPanel(self.workbench)
            self._splitter.addWidget(self.effort)
            self._splitter.setStretchFactor(2, 1)
        if self.effort is not None:
            self.effort.setVisible(which == EFFORT)
            grid, *beside = self._splitter.sizes()
            room = max(sum(beside), 480)
            self._splitter.setSizes([grid, room * (which == BOTH), room * (which == EFFORT)])

    def _choose_level(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for level in (1, 2, 3, 4):
            words = _("Level {level}").format(level=level)
            action = menu.addAction(words)
            action.triggered.connect(lambda _on=False, level=level: self.model.fold_to(level))
        menu.addAction(_("All levels")).triggered.connect(lambda _on=False: self.model.fold_to(9))
        menu.popup(self._levels.mapToGlobal(self._levels.rect().bottomLeft()))

    def choose_columns(self) -> None:
        """Ticks for every column; right click on the heads opens them too."""
        ColumnChooser(self._columns, self.view, self._remember).open()

    def _remember(self) -> None:
        """Columns, their order and widths, per user."""
        if self._is_recalling:
            return
        columns = self.model.columns
        shown = [columns[at].key for at in self.view.shown_columns()]
        widths = {c.key: self.view.columnWidth(at) for at, c in enumerate(columns)}
        kept = {key: width for key, width in widths.items() if width}
        remember(self._memory, MEMORY, {"shown": shown, "widths": kept})

    def _recall(self) -> None:
        """As this user left it; the order is that of the columns shown."""
        kept = recall(self._memory, MEMORY)
        shown, widths = kept.get("shown", ()), kept.get("widths", {})
        if not kept or not isinstance(widths, dict):
            return
        self._is_recalling = True
        for at, column in enumerate(self.model.columns):
            self.view.setColumnHidden(at, column.key not in shown and at >= FROZEN)
            if isinstance(widths.get(column.key), int):
                self.view.setColumnWidth(at, widths[column.key])
        places = {column.key: at for at, column in enumerate(self.model.columns)}
        head = self.view.horizontalHeader()
        for to, key in enumerate(key for key in shown if key in places):
            head.moveSection(head.visualIndex(places[key]), to)
        self._is_recalling = False

    # -- explaining

    def explain(self) -> None:
        """F1: the steps that made the figure under the cursor."""
        node, column = self.view.node, self.view.column
        if node is None:
            return
        found = self.workbench.why_placed(node, column.key)
        if found is None and self.may_cost:
            found = why(self.workbench.figures, node, column.key)
        if found is None:
            words = _("F1 explains figures and dates; this cell holds none.")
            if not self.may_cost:
                words = _("F1 explains dates, durations and slack; this cell holds none of these.")
            if column.key in ("start", "finish", "slack"):  # a loop has no dates
                words = self.workbench.schedule_problem or words
            self.workbench.refused.emit(words)
            return
        shown = self.model.text(self.view.current_row, self.view.current_column)
        cell = _("{column} of {code}").format(column=_(column.title), code=node.code)
        can_edit = column.is_editable(node) and not self.workbench.is_read_only
        override = self.view.edit_cell if can_edit else None
        popover = WhyPopover(self.view, found, cell, shown, override)
        popover.open_at(self.view.visualRect(self.view.currentIndex()), self.view.viewport())

    def explain_total(self, name: str) -> None:
        """F1 or a click on a figure of the foot."""
        bench, figure = self.workbench, self.totals.figure(name)
        found = why_total(bench.figures, name) if name != "finish" else bench.why_finished()
        if found is None:
            bench.refused.emit(bench.schedule_problem or _("There is nothing to explain yet."))
            return
        caption, shown = figure.caption.text(), figure.figure.text()
        WhyPopover(figure, found, caption, shown, None).open_at(figure.rect(), figure)

    def explain_bar(self) -> None:
        """F1 in the Gantt: what put the bar where it stands."""
        row, node = self.view.current_row, self.view.node
        found = None if node is None else self.workbench.why_placed(node, "start")
        bar = self.gantt.bar(row) if row >= 0 else None
        if found is None or bar is None:
            self.workbench.refused.emit(_("This item has no place on the time line."))
            return
        cell = _("{column} of {code}").format(column=_("Start"), code=bar.node.code)
        shown = self.workbench.sheet.formats.day(bar.placed.start.date())
        WhyPopover(self.gantt, found, cell, shown, None).open_at(bar.box.toRect(), self.gantt)

    def _fill_menu(self, menu: QMenu) -> None:
        """The deeds of a row, with their keys."""
        view = self.view
        entries = (
            (_("Insert row above"), "Ctrl+Shift++", view.insert_above),
            (_("Insert row below"), "Ctrl++", view.insert_below),
            (_("Duplicate"), "Ctrl+Shift+D", view.duplicate),
            (_("Delete"), "Ctrl+-", view.delete_rows),
            None,
            (_("Indent"), "Alt+Right", view.indent),
            (_("Outdent"), "Alt+Left", view.outdent),
            (_("Move up"), "Alt+Up", view.move_up),
            (_("Move down"), "Alt+Down", view.move_down),
            (_("Link rows"), "Ctrl+L", view.link_rows),
            None,
            (_("Guess (plug)"), "", self.toggle_plug),
            (_("Optional"), "", self.toggle_optional),
            (_("Why this number"), "F1", self.explain),
        )
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            words, key, deed = entry
            action = menu.addAction(f"{words}\t{key}" if key else words)
            action.triggered.connect(lambda _on=False, deed=deed: deed())

    def toggle_plug(self) -> None:
        self._toggle("is_plugged", _("mark a guess"))

    def toggle_optional(self) -> None:
        self._toggle("is_optional", _("set optional"))

    def _toggle(self, name: str, label: str) -> None:
        from salesdesk.models.values.workplan_edits import set_field

        nodes = self.view.selected_nodes()
        if nodes:
            value = not getattr(nodes[0].item, name)
            if name == "is_plugged" and value:
                nodes = [node for node in nodes if node.priced is not None]
                if not nodes:
                    self.workbench.refused.emit(no_price_to_guess())
                    return
            rows = [self.workbench.row_of(node) for node in nodes]
            self.workbench.do(set_field(rows, name, value, label))

    @property
    def plugs(self) -> int:
        return len(self.workbench.figures.guesses)

    # -- places

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.PaletteChange:
            self.gantt.update()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.totals.make_room(event.size().width())
        has_room = event.size().width() >= NARROW
        self.filters.setVisible(has_room)
        self.filter_menu.setVisible(not has_room)
