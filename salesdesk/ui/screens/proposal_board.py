"""The board of proposals: the current ones as cards in the stages of their optional pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent

from salesdesk.i18n import _
from salesdesk.models.values.listing import Condition, ListQuery, Operator, SortKey
from salesdesk.ui.screens.board_column import BoardColumn
from salesdesk.ui.screens.board_surface import CardFields
from salesdesk.ui.screens.opportunity_board import OpportunityBoard
from salesdesk.ui.theme import Role, Text, theme

_OVER = ("cancelled", "superseded")


@dataclass(frozen=True, slots=True)
class _Outside:
    """The column of what is in no stage yet."""

    name: str
    id: None = None
    kind: str = "open"
    probability: Decimal = Decimal(0)


class ProposalBoard(OpportunityBoard):
    """One key or one drag moves a card; nothing commercial changes by that."""

    module = "proposals"
    shown = CardFields("net", "net", "valid_until", "issued_on", ("number",))
    is_read = False

    @property
    def name(self) -> str:
        return _("Board of proposals")

    def read_columns(self, asked: ListQuery, whole: frozenset[str]) -> list[BoardColumn]:
        from salesdesk.services.proposal_stages import stages

        del whole  # a proposal has no day on which its stage was closed
        found = stages(self._context.desk.database)
        if not found:
            return []
        kept = tuple(c for c in asked.conditions if c.column != "stage")
        live = (
            Condition("is_current", Operator.IS, (True,)),
            Condition("status", Operator.IS_NOT, _OVER),
        )
        columns = []
        outside: Any = _Outside(_("Not in the pipeline"))
        for stage in (outside, *found):
            here = Condition("stage", Operator.IS, (stage.name,))
            if stage.id is None:
                here = Condition("stage", Operator.IS_EMPTY)
            query = ListQuery(asked.text, (*kept, *live, here), (SortKey("net", True),))
            nets = [t for t in self._source.totals(query) if t.column == "net"]
            sums = [(t.currency, t.amount) for t in nets]
            page, count = self._source.first_page(query), self._source.count(query)
            column = BoardColumn(stage, page, count, sums)
            if stage.kind == "open" and stage.probability and len(sums) == 1:
                column.weighted = sums[0][1] * stage.probability / 100
            columns.append(column)
        return columns

    def _show(self, columns: list[BoardColumn]) -> None:
        self.is_read = True
        super()._show(columns)

    def carry(self, record: Any, name: str, before: Any, stage: Any) -> None:
        """Bring a card to a stage, with the way back."""
        self._bring(record, stage.id)
        words = _("{name} moved to {stage}").format(name=name, stage=stage.name)
        self._context.toast(words, lambda: self._bring(record, before.id))

    def _bring(self, record: Any, stage: Any) -> None:
        database = self._context.desk.database

        def work() -> None:
            from salesdesk.services.proposal_stages import move

            move(database, record, stage)

        self._context.jobs.read(work, lambda _done: self.refresh(), self._refused)

    def _refused(self, failure: BaseException) -> None:
        self._context.fail(failure)
        self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.is_read and not self._columns:
            painter, look = QPainter(self), theme()
            painter.setFont(look.font(Text.BODY))
            painter.setPen(look.colour(Role.TEXT3))
            words = _("There is no pipeline for proposals yet. Add one under Settings, Pipelines.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
