"""The detail pane beside a list: a record in short, read when the selection rests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.kit.background import Job
from salesdesk.ui.kit.buttons import IconButton, Link
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.list_screen import DetailPane
from salesdesk.ui.kit.panels import Hairline, Panel, Scroller, column, holder, row
from salesdesk.ui.kit.timeline import Timeline
from salesdesk.ui.page import Place
from salesdesk.ui.screens.history import activity
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

Fact = tuple[str, str] | tuple[str, str, Role]


class RecordPane(DetailPane):
    """Subclasses read a record in a worker and say what of it is shown."""

    module = ""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._record: Any = None
        self._job: Job | None = None
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self._page: QWidget | None = None

    # what subclasses say

    def read(self, record: Any) -> Any:
        """What is shown of a record; runs in a worker."""
        raise NotImplementedError

    def title(self, found: Any) -> tuple[str, str, Place | None]:
        """The title, the quieter line below it, and where that line leads."""
        raise NotImplementedError

    def middle(self, found: Any) -> Sequence[QWidget]:
        """What stands between the title and the facts."""
        del found
        return ()

    def facts(self, found: Any) -> Sequence[Fact]:
        raise NotImplementedError

    def timeline(self, found: Any) -> Sequence[Any] | None:
        del found
        return None

    # showing

    def show_record(self, record: Any) -> None:
        if self._job is not None:
            self._job.cancel()
        self._record = record
        if record is None:
            self._put(Panel(Role.SURFACE))
            return
        self._job = self.context.jobs.read(lambda: self.read(record), self._show, self.context.fail)

    def refresh(self) -> None:
        self.show_record(self._record)

    def _show(self, found: Any) -> None:
        title, line, place = self.title(found)
        page = Panel(Role.SURFACE)
        below: QWidget = Label(line, Text.BODY, Role.TEXT2)
        if place is not None:
            below = Link(line, lambda: self.context.navigate(place), "building-2")
        words = column(ElidedLabel(title, Text.HEADING), below, spacing=0)
        head = row(holder(words), IconButton("maximize-2", _("Open"), "Return", self._open),
                   spacing=2)  # fmt: skip
        head.setStretch(0, 1)
        box = column(head, *self.middle(found), self._facts(found), spacing=11,
                     margins=(17, 12, 17, 12))  # fmt: skip
        entries = self.timeline(found)
        if entries is not None:
            self._activity(box, entries)
        box.addStretch(1)
        page.setLayout(box)
        self._put(Scroller(page))

    def _activity(self, box: QVBoxLayout, entries: Sequence[Any]) -> None:
        timeline = Timeline(_("Activity"))
        timeline.show_entries([activity(entry) for entry in entries])
        box.addWidget(Hairline())
        log = Link(_("Log"), self._log, "plus")
        if not self.context.may_note:
            log.hide()
        box.addLayout(row(Label(_("Activity"), Text.STRONG), None, log))
        box.addWidget(timeline)

    def _facts(self, found: Any) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        for at, fact in enumerate(self.facts(found)):
            role = fact[2] if len(fact) == 3 else Role.TEXT
            caption = Label(fact[0], Text.SMALL, Role.TEXT2)
            caption.setMinimumWidth(94)
            grid.addWidget(caption, at, 0)
            grid.addWidget(ElidedLabel(fact[1] or "—", Text.BODY, role), at, 1)
        return holder(grid)

    def _put(self, page: QWidget) -> None:
        if self._page is not None:
            self.box.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        self._page = page
        self.box.addWidget(page)

    def _open(self) -> None:
        self.context.navigate(Place(self.module, str(self._record)))

    def _log(self) -> None:
        from salesdesk.ui.screens.activities import log_activity

        log_activity(self, self.context, self.module, self._record, self.refresh)
