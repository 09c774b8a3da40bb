"""The three regions of the builder: the outline, the section being edited, and the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.errors import Problem
from salesdesk.i18n import _
from salesdesk.models.values import sections as kinds
from salesdesk.models.values.line_groups import PERCENT, SUBTOTAL
from salesdesk.models.values.sections import COVER, section_at, with_section
from salesdesk.ui.kit.buttons import Button, IconButton
from salesdesk.ui.kit.cursor import put_cursor
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.panels import IconLabel, Panel, Scroller, column, holder, row
from salesdesk.ui.proposal.alternatives_block import AlternativesBlock
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.proposal.changed_plan import ChangedPlan
from salesdesk.ui.proposal.details import DetailsSection
from salesdesk.ui.proposal.explained import explain_figures
from salesdesk.ui.proposal.line_sheet import LineSheet
from salesdesk.ui.proposal.lines_model import LinesModel
from salesdesk.ui.proposal.lines_view import LinesView
from salesdesk.ui.proposal.margin_strip import MarginStrip
from salesdesk.ui.proposal.outline import Outline
from salesdesk.ui.proposal.payments_block import PaymentsBlock
from salesdesk.ui.proposal.plan_section import PlanSection
from salesdesk.ui.proposal.preview import Preview
from salesdesk.ui.proposal.product_sheet import ProductSheet
from salesdesk.ui.proposal.section_tools import SectionTools
from salesdesk.ui.proposal.sections import HINTS, STYLES, words_of
from salesdesk.ui.proposal.source_line import SourceLine
from salesdesk.ui.proposal.stress_strip import StressStrip
from salesdesk.ui.proposal.text_section import TextSection
from salesdesk.ui.proposal.text_tools import TextTools
from salesdesk.ui.proposal.totals_block import TotalsBlock
from salesdesk.ui.proposal.translated import Translated
from salesdesk.ui.proposal.ways_block import WaysBlock
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import LineDraft
    from salesdesk.ui.context import Context


OUTLINE, EDITOR = 210, 656


class Body(QWidget):
    """Built once for a proposal; it follows the bench from then on."""

    def __init__(
        self, bench: Bench, context: Context, import_plan: Callable[[], object],
        hide_margin: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self.bench, self.context = bench, context
        self.strip = MarginStrip(bench, hide_margin)
        self.reason = _ReasonLine()
        self.changed = ChangedPlan(bench, context)
        self.outline = Outline(bench)
        self.lines = LinesModel(bench, self)
        self.view = LinesView(self.lines, self.add_line)
        self.alternatives = AlternativesBlock(bench)
        self.totals = TotalsBlock(bench)
        self.ways = WaysBlock(bench)
        self.stress = StressStrip(bench)
        self.payments = PaymentsBlock(bench)
        self.preview = Preview(bench, context)
        self.details = DetailsSection(bench, context)
        self._plan = PlanSection(bench, import_plan)
        self._refused = Label("", Text.SMALL, Role.RED, wrap=True)
        self._refused.hide()
        self.lines.refused.connect(self._refuse)
        self.view.details_asked.connect(self.line_details)
        self.explaining = explain_figures(self)
        self._titles = Label("", Text.HEADING)
        self._stack = QStackedWidget()
        self._pages: dict[str, QWidget] = {}
        self._assemble()
        self.preview.paged.connect(self.outline.show_pages)
        self.outline.chosen.connect(self.show_section)
        self.show_section(self.outline.current)
        self.heed_discretion()

    # -- building

    def _assemble(self) -> None:
        heading = Label(_("Sections"), Text.NAME, Role.TEXT2)
        self.tools = SectionTools(self.outline, self.context)
        self._left = Panel(Role.CANVAS)
        self._left.setLayout(
            column(row(heading, None, self.tools, margins=(16, 0, 8, 0)), self.outline, spacing=6,
                   margins=(0, 12, 1, 8))
        )  # fmt: skip
        self._left.setMinimumWidth(170)
        self.source = SourceLine(self.bench, self.context)
        self._left.layout().addWidget(self.source)  # type: ignore[union-attr]
        self._middle = Panel(Role.SURFACE)
        self._middle.setMinimumWidth(602)  # all columns of the lines, in any language
        self._middle.setLayout(
            column(row(self._titles, None, margins=(20, 12, 20, 6)), self._stack, spacing=0,
                   margins=(0, 0, 1, 0))
        )  # fmt: skip
        self.preview.setMinimumWidth(200)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        regions: tuple[tuple[QWidget, int], ...] = (
            (self._left, 0), (self._middle, 1), (self.preview, 1),
        )  # fmt: skip
        for region, stretch in regions:
            self.splitter.addWidget(region)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        self._is_shared_out = False
        for key, widget in self._sections():
            self._add_page(key, widget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.strip)
        whole.addWidget(self.reason)
        whole.addWidget(self.changed)
        whole.addWidget(self.splitter, 1)

    def _sections(self) -> Sequence[tuple[str, QWidget]]:
        bench = self.bench
        styles = _(STYLES)

        def keep(name: str) -> Callable[[str, str], None]:
            return lambda words, label: bench.set(label, **{name: words})

        return (
            (COVER, self.details),
            (kinds.LETTER, self._translated(kinds.LETTER, TextSection(
                bench, _("Letter"), " ".join((_("Left empty, no letter is printed."), styles)),
                lambda: bench.draft.summary, keep("summary"),
                TextTools(bench, self.context, "summary")))),
            (kinds.PLAN, self._plan),
            (kinds.PRICING, self._pricing()),
            (kinds.OPTIONS, self._elsewhere(
                _("Lines offered as options are printed here; tick them off in the pricing."))),
            (kinds.PAYMENTS, self._elsewhere(
                _("The payment schedule stands under the lines of the pricing."))),
            (kinds.TERMS, self._translated(kinds.TERMS, TextSection(
                bench, _("Terms"), styles, lambda: bench.draft.terms, keep("terms"),
                TextTools(bench, self.context, "terms")))),
            (kinds.ACCEPTANCE, self._told(
                _("The sentence that is signed, with the total and both signatures. It is written "
                  "by itself when the proposal is issued."))),
        )  # fmt: skip

    @staticmethod
    def _told(words: str) -> QWidget:
        return Label(words, Text.BODY, Role.TEXT2, wrap=True)

    def _elsewhere(self, words: str) -> QWidget:
        """What is edited among the prices, with the way there."""
        show = Button(_("Open the pricing"), pressed=lambda: self.outline.choose(kinds.PRICING))
        return holder(column(self._told(words), row(show, None), None, spacing=10))

    def _translated(self, key: str, text: TextSection) -> QWidget:
        section = section_at(self.bench.draft.sections, key)
        return Translated(self.bench, self.context, key, words_of(section) if section else "", text)

    def _written(self, key: str) -> QWidget:
        """The editor of a section whose text is kept with it."""
        section = section_at(self.bench.draft.sections, key)
        assert section is not None
        hint = " ".join(_(words) for words in (HINTS.get(section.kind, ""), STYLES) if words)

        def text() -> str:
            found = section_at(self.bench.draft.sections, key)
            return found.text if found else ""

        def keep(words: str, label: str) -> None:
            found = section_at(self.bench.draft.sections, key)
            if found is not None:
                fresh = with_section(self.bench.draft.sections, replace(found, text=words))
                self.bench.set(label, sections=fresh)

        tools = TextTools(self.bench, self.context, section.kind)
        return self._translated(
            key, TextSection(self.bench, words_of(section), hint, text, keep, tools)
        )

    def _page_of(self, key: str) -> QWidget:
        """The page of a section, made when it is first looked at."""
        if key not in self._pages:
            kind = key.partition(":")[0]
            told = _("These pages are printed as they are, one after the other.")
            self._add_page(key, self._told(told) if kind == kinds.OWN else self._written(key))
        return self._pages[key]

    def _add_page(self, key: str, widget: QWidget) -> None:
        scroller = Scroller(_surface(column(widget, margins=(20, 6, 20, 20))))
        self._pages[key] = scroller
        self._stack.addWidget(scroller)

    def _pricing(self) -> QWidget:
        self.add = Button(_("Add line"), "plus", pressed=self.add_line)
        self.more = IconButton("ellipsis", _("More for this line"), "", self._show_menu, 30)
        words = Label(_("Lines"), Text.STRONG, Role.TEXT2)
        self._tools = Panel(Role.SURFACE)
        self._tools.setLayout(row(words, None, self.add, self.more))
        page = Panel(Role.SURFACE)
        page.setLayout(
            column(self._tools, 2, self.view, self._refused, self.alternatives, self.totals, 10,
                   self.ways, self.stress, 12, self.payments, None, spacing=4)
        )  # fmt: skip
        return page

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The first time, the editor gets what its columns need and the page the rest."""
        super().resizeEvent(event)
        if not self._is_shared_out and self.width() > 700:
            self._is_shared_out = True
            rest = self.width() - OUTLINE
            middle = max(EDITOR, rest * 52 // 100)
            self.splitter.setSizes([OUTLINE, middle, rest - middle])

    # -- showing

    def show_state(self, reason: str) -> None:
        """Whether anything may be changed, and why not."""
        self.reason.say(reason)
        self.changed.read()
        for widget in (self.add, self.more):
            widget.setVisible(self.bench.editable)

    def show_section(self, key: str) -> None:
        if not key:
            return
        section = section_at(self.bench.draft.sections, key)
        if section is None:
            return
        self._titles.setText(words_of(section))
        self._stack.setCurrentWidget(self._page_of(key))
        among_prices = key in (kinds.OPTIONS, kinds.PAYMENTS)
        self.preview.follow(kinds.PRICING if among_prices else key)

    def turn_margin(self) -> None:
        """One key before the customer looks; it holds for every proposal that is opened."""
        self.context.discretion.hides_margin = not self.bench.hides_margin
        self.heed_discretion()

    def heed_discretion(self) -> None:
        if self.bench.hides_margin != self.context.discretion.hides_margin:
            self.show_margin(shown=self.bench.hides_margin)

    def show_margin(self, *, shown: bool) -> None:
        self.bench.hides_margin = not shown
        self.strip.setVisible(shown)
        self.bench.priced.emit()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Go to the first problem: a line's, or a field's."""
        rest = self.details.show_problems([p for p in problems if p.column != "lines"])
        lines = [p for p in problems if p.column == "lines"]
        if len(rest) + len(lines) < len(problems):
            self.outline.choose(COVER)
            self.details.show_problems(problems)
        elif lines:
            self.outline.choose("pricing")
            put_cursor(self.view, self.lines.index((lines[0].row or 1) - 1, 1))
            self.view.setFocus()
        self._refuse("\n".join(p.message for p in [*lines, *rest]))

    def _refuse(self, why: str) -> None:
        self._refused.setText(why)
        self._refused.setVisible(bool(why))

    # -- deeds

    def add_line(self) -> None:
        self.outline.choose("pricing")
        self.view.add()

    def add_product(self) -> None:
        """A line out of the catalogue."""

        def take(line: LineDraft) -> None:
            self.view.put(line, _("add {product}").format(product=line.description))

        self.outline.choose("pricing")
        ProductSheet(self, self.context, self.bench, self.lines.usual_tax, take).open()

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        deeds: tuple[tuple[str, str, Callable[[], object]], ...] = (
            (_("Details of the line…"), "Alt+Return", self.line_details),
            (_("Add product…"), "Ctrl+Shift+I", self.add_product),
            (_("Add heading"), "", partial(self.view.add, "heading")),
            (_("Add comment"), "", partial(self.view.add, "comment")),
            (_("Add subtotal"), "", partial(self.view.add, SUBTOTAL)),
            (_("Add percentage, charge or discount"), "", partial(self.view.add, PERCENT)),
            (_("Duplicate line"), "Ctrl+Shift+D", self.view.duplicate),
            (_("Move line up"), "Alt+Up", partial(self.view.move_line, -1)),
            (_("Move line down"), "Alt+Down", partial(self.view.move_line, 1)),
            (_("Include or offer as an option"), "Space", self.view.toggle),
            (_("Delete line"), "Ctrl+-", self.view.remove),
        )
        for words, key, deed in deeds:
            action = menu.addAction(f"{words}\t{key}" if key else words)
            action.triggered.connect(lambda _on=False, deed=deed: deed())
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def line_details(self) -> None:
        """What the line has beside its cells."""
        at, bench = self.view.currentIndex().row(), self.bench
        if bench.editable and 0 <= at < len(bench.draft.lines):
            line = bench.draft.lines[at]
            label = _("change details of {line}").format(line=line.description)
            LineSheet(
                self,
                line,
                lambda values: bench.set_line(line.id, label, **values),
                may_cost=bench.shows_margin,
            ).open()

    def settle(self) -> None:
        """Take what stands in an open field."""
        if self._stack.isAncestorOf(self.focusWidget() or self):
            focused = self.focusWidget()
            if focused is not None:
                focused.clearFocus()
        for text in self._stack.findChildren(TextSection):
            text.commit()
        self.details.commit()
        self.totals.commit()


class _ReasonLine(Panel):
    """One line on top that says why nothing may be changed."""

    def __init__(self) -> None:
        super().__init__(Role.TINT2, "b", Role.LINE)
        self._words = ElidedLabel("", Text.NAME, Role.TEXT2)
        self.setFixedHeight(34)
        line = row(IconLabel("lock", Role.TEXT2), self._words, margins=(20, 0, 20, 0))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()

    def say(self, words: str) -> None:
        self._words.setText(words)
        self.setVisible(bool(words))


def _surface(layout: QVBoxLayout) -> QWidget:
    panel = Panel(Role.SURFACE)
    panel.setLayout(layout)
    return panel
