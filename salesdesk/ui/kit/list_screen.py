"""A list: head, filters, table, footer, and the detail pane beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.models.values.listing import ListQuery, ListSource, Total
from salesdesk.ui.commands import Command
from salesdesk.ui.kit.buttons import Button, IconButton, Segments
from salesdesk.ui.kit.conditions import packed, sentence, unpacked
from salesdesk.ui.kit.empty import EmptyState, EmptyWords
from salesdesk.ui.kit.filter_bar import FilterBar
from salesdesk.ui.kit.footer import Footer
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.list_commands import list_commands
from salesdesk.ui.kit.memory import recall, remember
from salesdesk.ui.kit.panels import Panel, row
from salesdesk.ui.kit.table_model import TableModel
from salesdesk.ui.kit.table_view import ListView
from salesdesk.ui.page import Page, Place
from salesdesk.ui.shapes import PRIMARY
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.ui.context import Context
    from salesdesk.ui.kit.background import Job

FOLLOWS = 120


class DetailPane(Panel):
    """What stands beside a list and follows its selection."""

    def __init__(self) -> None:
        super().__init__(Role.SURFACE)
        self.setMinimumWidth(280)

    def show_record(self, record: Any) -> None:
        """Show this record, or nothing when it is None."""


class ListScreen(Page):
    """A module's list. Subclasses name its words and make its detail pane, board and new record."""

    module = ""
    nouns: tuple[str, str] = ("", "")
    new_words = ""
    search_words = ""
    watches: frozenset[str] = frozenset()
    can_import = False
    can_archive = False
    can_duplicate = False
    import_report: Callable[[], object] | None = None
    """Saves what was wrong with the file that was imported here last."""

    def __init__(self, context: Context, source: ListSource, title: str, icon: str) -> None:
        super().__init__(title, icon)
        self.context, self.source = context, source
        self.model = TableModel(source, context.jobs, self)
        self.view = ListView(self.model)
        self.filters = FilterBar(source.spec, self.search_words or _("Search"))
        self.footer = Footer(source.spec, self.nouns)
        self.empty = EmptyState()
        self.pane = self.make_detail()
        self.board: QWidget | None = None
        self._switch: Segments | None = None
        self._totals_turn = 0
        self._totals_job: Job | None = None
        self._stale = False
        self._assemble()
        self._connect()
        self._recall()

    # what subclasses say

    def make_detail(self) -> DetailPane | None:
        return None

    def make_board(self) -> QWidget | None:
        return None

    def has_board(self) -> bool:
        return False

    def new(self) -> None:
        """Start a new record."""

    def may_add(self) -> bool:
        return bool(self.new_words)

    def empty_words(self) -> EmptyWords:
        title = _("No {nouns} yet").format(nouns=self.nouns[1])
        return EmptyWords(title, _("What you add is listed here."))

    def import_file(self) -> None:
        """Bring in a file."""

    # the parts

    def _assemble(self) -> None:
        self._body = QStackedWidget()
        table = QWidget()
        inner = QVBoxLayout(table)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.view, 1)
        inner.addWidget(self.footer)
        self._body.addWidget(table)
        self._body.addWidget(self.empty)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self._body)
        self._splitter.setChildrenCollapsible(False)
        if self.pane is not None:
            self._splitter.addWidget(self.pane)
            self._splitter.setStretchFactor(0, 1)
            self._splitter.setSizes([900, 332])
            self.pane.setVisible(self.context.settings.detail_shown)
        self._tools()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head())
        box.addWidget(self.filters)
        box.addWidget(self._splitter, 1)

    def _head(self) -> Panel:
        head = Panel(Role.CANVAS)
        head.setFixedHeight(theme().height("page_head"))
        self.heading = Label(self.title, Text.TITLE)
        box = row(self.heading, 12, margins=(20, 0, 20, 0))
        if self.has_board():
            options = [("list", _("List"), "list"), ("board", _("Board"), "square-kanban")]
            self._switch = Segments(options, "list", _("View"))
            self._switch.chosen.connect(self.show_as)
            box.addWidget(self._switch)
        box.addStretch(1)
        if self.can_import:
            box.addWidget(Button(_("Import…"), "upload", pressed=self.import_file))
        if self.may_add():
            box.addWidget(Button(self.new_words, "plus", PRIMARY, "Ctrl+N", self.new))
        head.setLayout(box)
        return head

    def _tools(self) -> None:
        tools = self.filters.tools
        self._columns = IconButton("columns-3", _("Columns"), "Ctrl+Shift+C", self._choose_columns)
        tools.addWidget(self._columns)
        tools.addWidget(IconButton("download", _("Export"), "Ctrl+E", self.export))
        tools.addWidget(IconButton("refresh-cw", _("Refresh"), "F5", self.refresh))

    def _choose_columns(self) -> None:
        self.view.choose_columns(self._columns.mapToGlobal(self._columns.rect().bottomLeft()))

    def _connect(self) -> None:
        self.filters.changed.connect(self._ask)
        self.filters.on_views_changed(self._remember)
        self.filters.left.connect(self.view.setFocus)
        self.model.first_shown.connect(self._shown)
        self.model.counted.connect(self._counted)
        self.model.failed.connect(self._failed)
        self.view.open_asked.connect(self.open_record)
        self.view.sort_changed.connect(self._sorted)
        self.view.can_remove = self.can_archive
        self.view.remove_asked.connect(self.archive)
        self.view.search_asked.connect(self.filters.search.setFocus)
        self.view.layout_changed.connect(self._remember)
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(FOLLOWS)
        self._follow.timeout.connect(self._show_selected)
        self.view.selectionModel().selectionChanged.connect(lambda *_args: self._follow.start())

    # asking

    def arrived(self) -> None:
        if self.model.rowCount() == 0 or self._stale:
            self.refresh()
        self.view.setFocus()

    def refresh(self) -> None:
        """Ask again, keeping the record that is current."""
        self._stale = False
        self._wanted = self.view.current_id()
        self.model.reload()

    def changed(self, tables: frozenset[str]) -> None:
        if tables & self.watches:
            if self.isVisible():
                self.refresh()
            else:
                self._stale = True

    def _ask(self, query: ListQuery) -> None:
        self._wanted = None
        self.model.ask(query)
        self._remember()

    def _sorted(self) -> None:
        self.filters.query = replace(self.filters.query, sort=self.model.query.sort)
        self._remember()

    def _shown(self) -> None:
        if not self._is_on_board():
            self._body.setCurrentIndex(0 if self.model.rowCount() else 1)
        if not self.model.rowCount():
            self._show_empty()
        self.footer.show_count(None)
        wanted = getattr(self, "_wanted", None)
        if wanted is not None:
            self.view.show_record(wanted)
        elif self.model.rowCount() and self.pane is not None and self.pane.isVisible():
            self.view.put_on(0)
        self._ask_totals()

    def _is_on_board(self) -> bool:
        return self.board is not None and self._body.currentWidget() is self.board

    def _counted(self, count: int) -> None:
        self.footer.show_count(count)

    def _failed(self, failure: BaseException) -> None:
        retry = Button(_("Try again"), "refresh-cw", pressed=self.refresh)
        why = _("The list can't be read now. {why}").format(why=failure)
        self.empty.show_failure(why, [retry])
        self._body.setCurrentIndex(1)

    def _show_empty(self) -> None:
        query = self.model.query
        if not query.conditions and not query.text:
            deeds = [Button(self.new_words, "plus", PRIMARY, "Ctrl+N", self.new)]
            self.empty.show_first_use(self.empty_words(), deeds if self.may_add() else [])
            return
        parts = [f"“{' '.join(sentence(self.source.spec, c))}”" for c in query.conditions]
        parts += [f"“{query.text}”"] if query.text else []
        why = _("None of the {nouns} matches {filters}.").format(
            nouns=self.nouns[1], filters=_(" and ").join(parts)
        )
        clear = Button(_("Clear filters"), "x", pressed=self.filters.clear_filters)
        self.empty.show_no_hits(why, [clear])

    # totals and selection

    def _ask_totals(self, ids: Sequence[Any] = ()) -> None:
        self._totals_turn += 1
        turn, query, source = self._totals_turn, self.model.query, self.source
        if self._totals_job is not None:
            self._totals_job.cancel()
        if any(column.summed for column in source.spec.columns):
            self._totals_job = self.context.jobs.read(
                lambda: source.totals(query, ids),
                lambda totals: self._show_totals(turn, totals, of_selection=bool(ids)),
                lambda _failure: None,
                of_all=True,
            )

    def _show_totals(self, turn: int, totals: Sequence[Total], *, of_selection: bool) -> None:
        if turn != self._totals_turn:
            return
        shown = [t for t in totals if t.column in self.view.shown_columns()]
        self.footer.show_totals(shown, of_selection=of_selection)
        if not of_selection:
            codes: dict[str, set[str]] = {}
            for total in totals:
                codes.setdefault(total.column, set()).add(total.currency)
            self.model.show_units({n: c.copy().pop() for n, c in codes.items() if len(c) == 1})

    def _show_selected(self) -> None:
        ids = self.view.selected_ids()
        self.footer.show_selected(len(self.view.selectionModel().selectedRows()))
        if self.pane is not None and self.pane.isVisible():
            self.pane.show_record(ids[0] if len(ids) == 1 else None)
        self._ask_totals(ids if len(ids) > 1 else ())

    # deeds

    def open_record(self, record: Any, how: str = "tab") -> None:
        self.context.navigate(Place(self.module, str(record)), how)

    def toggle_detail(self) -> None:
        if self.pane is not None:
            shown = not self.pane.isVisible()
            self.pane.setVisible(shown)
            self.context.settings.detail_shown = shown
            self._show_selected()

    def show_as(self, how: str) -> None:
        """The same records as a list or a board."""
        if how == "board" and self.board is None:
            self.board = self.make_board()
            if self.board is not None:
                self._body.addWidget(self.board)
        on_board = how == "board" and self.board is not None
        if self._switch is not None:
            self._switch.choose(how)
        if self.pane is not None:
            self.pane.setVisible(not on_board and self.context.settings.detail_shown)
        if on_board and self.board is not None:
            self._body.setCurrentWidget(self.board)
            self.board.setFocus()
        else:
            self._body.setCurrentIndex(0 if self.model.rowCount() else 1)

    def archive(self) -> None:
        """Take the selected records out of the list; Ctrl+Z brings them back."""
        ids = self.view.selected_ids()
        if not ids or not self.can_archive:
            return
        noun = self.nouns[0] if len(ids) == 1 else self.nouns[1]
        words = _("{count} {nouns} archived").format(count=len(ids), nouns=noun)
        self._set_archived(ids, archived=True, said=words)

    def _set_archived(self, ids: Sequence[Any], *, archived: bool, said: str = "") -> None:
        service: Any = getattr(self.context.desk, self.module)

        def write() -> None:
            for record in ids:
                service.archive(record, archived=archived)

        def done(_nothing: None) -> None:
            self.refresh()
            if said:
                self.context.toast(said, lambda: self._set_archived(ids, archived=False))

        self.context.jobs.read(write, done, self.context.fail)

    def export(self) -> None:
        """Write the answer with the columns shown to a CSV or XLSX file."""
        from salesdesk.ui.kit.export import ask_export

        ask_export(self, self.context, self.source, self.model.query, self.view.shown_columns())

    def duplicate(self) -> None:
        """A copy of the selected record, opened at once."""
        from salesdesk.ui.kit.duplicating import duplicate

        ids = self.view.selected_ids()
        if len(ids) == 1:
            duplicate(self.context, self.module, ids[0])

    def commands(self) -> Sequence[Command]:
        return list_commands(self)

    # memory

    def _recall(self) -> None:
        kept = recall(self.context.memory, f"list.{self.source.spec.kind}")
        spec = self.source.spec
        self.filters.own_views = {
            name: unpacked(spec, view) for name, view in kept.get("views", {}).items()
        }
        self.view.restore_columns(kept.get("columns", {}))
        name, query = (_(spec.views[0][0]), spec.views[0][1]) if spec.views else ("", ListQuery())
        if "query" in kept:
            name, query = str(kept.get("view", "")), unpacked(spec, kept["query"])
        query = replace(query, sort=query.sort or spec.sort)
        self.filters.show_query(query, name)
        self.model.query = query

    def _remember(self) -> None:
        remember(
            self.context.memory,
            f"list.{self.source.spec.kind}",
            {
                "query": packed(self.filters.query),
                "view": self.filters.view_name,
                "views": {name: packed(q) for name, q in self.filters.own_views.items()},
                "columns": self.view.columns_state(),
            },
        )
