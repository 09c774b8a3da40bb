"""At the foot of the outline: the template, and the estimation that the lines came from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QGridLayout

from salesdesk.i18n import _
from salesdesk.ui.kit.buttons import Link
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.panels import Panel
from salesdesk.ui.page import Place
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.proposal.details import LANGUAGES
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


class SourceLine(Panel):
    """A link to the estimation, once its number has been read."""

    def __init__(self, bench: Bench, context: Context) -> None:
        super().__init__(Role.CANVAS, "t", Role.LINE)
        self.bench, self.context = bench, context
        self._read: UUID | None = None
        self._paper = ElidedLabel("", Text.SMALL)
        self._caption = Label(_("Source"), Text.SMALL, Role.TEXT3)
        self.link = Link("", self._open)
        grid = QGridLayout()
        grid.setContentsMargins(16, 10, 8, 6)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(Label(_("Paper"), Text.SMALL, Role.TEXT3), 0, 0)
        grid.addWidget(self._paper, 0, 1)
        grid.addWidget(self._caption, 1, 0)
        grid.addWidget(self.link, 1, 1)
        self.setLayout(grid)
        bench.shown.connect(self.show_draft)
        self.show_draft()

    def show_draft(self) -> None:
        draft = self.bench.draft
        language = dict(LANGUAGES).get(draft.language, draft.language)
        self._paper.setText(f"{draft.page_size}, {language}")
        for widget in (self._caption, self.link):
            widget.setVisible(draft.estimation_id is not None)
        key = draft.estimation_id
        if key is not None and key != self._read:
            self._read = key
            estimations = self.context.desk.estimations
            self.context.jobs.read(
                lambda: estimations.draft(key).number, partial(self._named, key), self._unknown
            )

    def _named(self, key: UUID, number: str) -> None:
        if key == self._read:
            self.link.setText(number)
            self.link.setAccessibleName(_("Open {number}").format(number=number))
            self.link.updateGeometry()

    def _unknown(self, _failure: BaseException) -> None:
        self.link.hide()

    def _open(self) -> None:
        if self.bench.draft.estimation_id is not None:
            self.context.navigate(Place("estimations", str(self.bench.draft.estimation_id)))
