"""A record's page: head with state and deeds, tabs, the form, and its history at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from salesdesk.errors import InvalidInput, Problem, SalesDeskError, StaleRecord
from salesdesk.i18n import _, n_
from salesdesk.ui.commands import Command
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.duplicating import duplicate
from salesdesk.ui.kit.form import Form, Group
from salesdesk.ui.kit.kept_draft import KeptDraft
from salesdesk.ui.kit.labels import Badge, ElidedLabel, Label
from salesdesk.ui.kit.panels import FigureBox, Hairline, Panel, Scroller, column, holder, row
from salesdesk.ui.kit.shared_record import SharedRecord
from salesdesk.ui.shapes import PRIMARY
from salesdesk.ui.states import state_words, tone_of
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

_LEAST = 520


class RecordPage(SharedRecord):
    """Subclasses say how the record is read and kept, and what its form and tabs hold."""

    def __init__(self, context: Context, record: str, icon: str) -> None:
        super().__init__("…", icon)
        self.context = context
        self.key = UUID(record)
        self.form: Form | None = None
        self.draft: Any = None
        self.more: Any = None
        self._saving = False
        self._sent: Any = None
        self._after_save: Callable[[], object] | None = None
        self._heading = ElidedLabel("", Text.TITLE)
        self._subtitle = Label("", Text.BODY, Role.TEXT2)
        self.badge = Badge()
        self._deeds = QHBoxLayout()
        self._save = Button(_("Save"), kind=PRIMARY, key="Ctrl+S", pressed=self.save)
        self._save.setEnabled(False)
        self._figures = QHBoxLayout()
        self._figures.setSpacing(0)
        self.bar = QTabBar()
        self.bar.setAccessibleName(_("Parts of the record"))
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self._stack = QStackedWidget()
        self._tab_makers: list[Callable[[], QWidget]] = []
        self._tab_pages: dict[int, QWidget] = {}
        self._rest = Label("", Text.SMALL, Role.RED, wrap=True)
        self._rest.hide()
        self.kept = KeptDraft(self, context, type(self).__name__, self.key, self._unsaved,
                              self._take_back)  # fmt: skip
        self._assemble()
        self.bar.currentChanged.connect(self._show_tab)
        self.load()

    # what subclasses say

    def read(self) -> tuple[Any, Any]:
        """The draft and what else the page shows; runs in a worker."""
        raise NotImplementedError

    def keep(self, draft: Any, base: Any) -> Any:
        """Save the draft; runs in a worker."""
        raise NotImplementedError

    def groups(self) -> Sequence[Group]:
        """The fields of the form."""
        return ()

    def heading(self) -> tuple[str, str]:
        """The title, and the quieter words after it."""
        return str(self.draft.name), ""

    def state(self) -> tuple[str, str]:
        """The state's key or word, and its kind."""
        return "", ""

    def figures(self) -> Sequence[tuple[str, str]]:
        return ()

    def deeds(self) -> Sequence[QWidget]:
        return ()

    def tabs(self) -> Sequence[tuple[str, Callable[[], QWidget]]]:
        """Further tabs: words (a count after a tab character) and what makes their page."""
        return ()

    def side(self) -> QWidget | None:
        """What stands at the right."""
        return None

    def above_form(self) -> QWidget | None:
        """What stands over the form, such as the steps of its workflow."""
        return None

    def text_of(self, attribute: str, value: object) -> str:
        """A value of the draft as words, for the conflict window."""
        if isinstance(value, tuple):
            return ", ".join(_part_words(part) for part in value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, Decimal):
            return formats().plain(value)
        if isinstance(value, date):
            return formats().day(value)
        if isinstance(value, UUID) and self.form is not None:
            lookup = getattr(self.form.editor(attribute), "lookup", None)
            return str(lookup.name(value)) if lookup is not None else ""
        return "" if value is None else str(value)

    can_duplicate = False
    new_words = ""
    """What starting another one is called; empty where it can't be started here."""

    def new_one(self) -> None:
        """Start another record of this kind."""

    # the parts

    def _assemble(self) -> None:
        head = Panel(Role.CANVAS)
        head.setFixedHeight(theme().height("page_head"))
        self._deeds.setSpacing(8)
        box = row(self._heading, self._subtitle, 4, self.badge, margins=(20, 0, 20, 0))
        box.addStretch(1)
        box.addLayout(self._deeds)
        box.addWidget(self._save)
        head.setLayout(box)
        self.badge.hide()
        figures = Panel(Role.CANVAS)
        self._figures.setContentsMargins(20, 2, 20, 8)
        figures.setLayout(self._figures)
        self._figure_panel = figures
        tabs = Panel(Role.CANVAS, "b")
        tabs.setLayout(row(self.bar, None, margins=(20, 0, 20, 0)))
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._stack)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for widget in (head, figures, self.kept.bar, tabs):
            whole.addWidget(widget)
        whole.addWidget(self._splitter, 1)

    def load(self) -> None:
        """Read the record in a worker and show it."""
        self.context.jobs.read(self.read, self._loaded, self.context.fail)

    def _loaded(self, answer: tuple[Any, Any]) -> None:
        self.draft, self.more = answer
        if self.form is None:
            self._build()
        else:  # what was typed since it was read, or sent to be saved, stays
            self.form.show_newer(self.draft, self._sent or self.form.original)
        self._sent = None
        self.show_state()
        self.loaded()
        self.kept.look(self.draft)

    def loaded(self) -> None:
        """The record is on the screen."""

    def _build(self) -> None:
        self.form = Form(self.groups(), self.draft)
        self.form.edited.connect(self._edited)
        above = self.above_form()
        parts: list[QWidget | int | None] = [above, 10] if above is not None else []
        page = column(*parts, self._rest, self.form, margins=(20, 16, 20, 20))
        body = _surface(page)
        scroller = Scroller(body)
        needed = body.minimumSizeHint().width() + scroller.verticalScrollBar().sizeHint().width()
        scroller.setMinimumWidth(min(_LEAST, needed))  # the side pane gives way first
        self._add_tab(_("Overview"), lambda: scroller)
        for words, make in self.tabs():
            self._add_tab(words, make)
        self._show_tab(0)
        side = self.side()
        if side is not None:
            self._splitter.addWidget(side)
            self._splitter.setStretchFactor(0, 1)
            self._splitter.setSizes([820, 420])

    def _add_tab(self, words: str, make: Callable[[], QWidget]) -> None:
        self._tab_makers.append(make)
        self.bar.addTab(words)

    def _show_tab(self, at: int) -> None:
        if not 0 <= at < len(self._tab_makers):
            return
        if at not in self._tab_pages:
            self._tab_pages[at] = self._tab_makers[at]()
            self._stack.addWidget(self._tab_pages[at])
        self._stack.setCurrentWidget(self._tab_pages[at])

    def show_state(self) -> None:
        """Head, badge, figures and deeds by what was read."""
        self.title, subtitle = self.heading()
        self._heading.setText(self.title)
        self._heading.setMinimumWidth(min(520, self._heading.sizeHint().width() + 4))
        self._subtitle.setText(subtitle)
        state, kind = self.state()
        if state:
            self.badge.show_state(state_words(state), tone_of(state, kind))
        self._fill(self._deeds, self.deeds())
        figures: list[QWidget] = []
        for at, (caption, figure) in enumerate(self.figures()):
            if at:
                line = Hairline(Role.LINE2, upright=True)
                figures.append(holder(row(line, margins=(18, 2, 18, 2))))
            figures.append(FigureBox(caption, figure))
        self._fill(self._figures, figures)
        self._figures.addStretch(1)
        self._figure_panel.setVisible(bool(figures))
        self._tell_dirty()

    def _fill(self, box: QHBoxLayout, widgets: Sequence[QWidget]) -> None:
        while (item := box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for widget in widgets:
            box.addWidget(widget)

    # editing

    def _edited(self) -> None:
        self._tell_dirty()

    def _tell_dirty(self) -> None:
        assert self.form is not None
        self.dirty = self.form.dirty
        self.kept.touched(dirty=self.dirty)
        self._save.setEnabled(self.dirty and not self._saving)
        problems = self.form.problems
        words = n_("{count} problem to mend before saving",
                   "{count} problems to mend before saving", problems)  # fmt: skip
        unsaved = _("Unsaved: {names}").format(names=self.title)
        self.status = f"{unsaved}. {words.format(count=problems)}" if problems else unsaved
        self.status = self.status if self.dirty else ""
        self.tell()

    def save(self) -> bool:
        """Keep what was typed; problems appear beside their fields."""
        if self.form is None or not self.dirty or self._saving:
            return False
        try:
            draft = self.form.draft
        except InvalidInput as wrong:
            self._wrong(wrong)
            return False
        self._keep(draft)
        return True

    def _keep(self, draft: Any) -> None:
        assert self.form is not None
        base = self.form.original
        self._saving = True
        self._save.setEnabled(False)
        self.context.jobs.read(
            lambda: self.keep(draft, base), lambda _answer: self._kept(draft), self._wrong
        )

    def _kept(self, draft: Any) -> None:
        self._saving = False
        self._sent = draft
        self._rest.hide()
        self.context.toast(_("{name} saved").format(name=self.title))
        self.load()
        then, self._after_save = self._after_save, None
        if then is not None:
            then()

    def _wrong(self, failure: BaseException) -> None:
        self._saving, self._after_save = False, None
        assert self.form is not None
        if isinstance(failure, StaleRecord):
            self._conflict(failure)
        elif isinstance(failure, SalesDeskError) and failure.problems:
            self._show_rest(self.form.show_problems(failure.problems))
        else:
            self.context.fail(failure)
        self._tell_dirty()

    def _show_rest(self, rest: Sequence[Problem]) -> None:
        self._rest.setText("\n".join(problem.message for problem in rest))
        self._rest.setVisible(bool(rest))

    def save_and_new(self) -> None:
        """Keep this one, then start the next; a problem stays here to be mended."""
        if not self.dirty:
            self.new_one()
            return
        self._after_save = self.new_one
        if not self.save():
            self._after_save = None

    def duplicate(self) -> None:
        """A copy of what is saved, opened at once."""
        if self.dirty:
            self.context.toast(_("Save first; what is saved is copied."))
        else:
            duplicate(self.context, self.place.module, self.key)

    def discard(self) -> None:
        """Show the record as it was read."""
        if self.form is not None:
            self.form.show_draft(self.draft)
            self._rest.hide()
            self._tell_dirty()

    def commands(self) -> Sequence[Command]:
        return [*self._own_commands(), *self._commands_for_new(), *self.kept.commands()]

    def _commands_for_new(self) -> Sequence[Command]:
        if not self.new_words:
            return []
        return [
            Command("record.save_and_new", _("Save and New"), self.save_and_new, "Ctrl+Shift+S",
                    "save", "file", "record"),
            Command("new.record", self.new_words, self.new_one, "Ctrl+N", "plus", "file",
                    "record"),
        ]  # fmt: skip

    def _own_commands(self) -> Sequence[Command]:
        return [
            Command("record.save", _("Save"), self.save, "Ctrl+S", "save", "file", "record"),
            Command("record.discard", _("Discard changes"), self.discard, "", "rotate-ccw",
                    "edit", "record", lambda: self.dirty),
            Command("record.refresh", _("Refresh"), self.refresh, "F5", "refresh-cw", "view",
                    "record"),
            *(
                [Command("record.duplicate", _("Duplicate"), self.duplicate, "Ctrl+Shift+D",
                         "copy", "edit", "record")]
                if self.can_duplicate else []
            ),
        ]  # fmt: skip


def _part_words(part: Any) -> str:
    """A part by its first words: an address, a number, an IBAN."""
    values = (getattr(part, f.name) for f in fields(part) if f.name not in ("id", "label"))
    return next((str(value) for value in values if isinstance(value, str) and value), "—")


def _surface(layout: QVBoxLayout) -> QWidget:
    panel = Panel(Role.SURFACE)
    panel.setLayout(layout)
    return panel
