"""A proposal on the bench: what is typed, step by step, and the figures that follow it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.ui.kit.undo import Document

if TYPE_CHECKING:
    from salesdesk.models.values.why import Why
    from salesdesk.services.desk import Desk
    from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
    from salesdesk.services.proposal_figures import Figures
    from salesdesk.services.proposal_positions import Position
    from salesdesk.ui.kit.background import Background


RATE = ("base_currency", "exchange_rate", "exchange_date", "exchange_source")


class Bench(QObject):
    """Edits are shown at once; their amounts follow from the calculator, in order.

    ``shown`` says that the typed values changed, ``priced`` that figures have come, and
    ``refused`` carries the sentence when they can't be calculated.
    """

    shown = Signal()
    priced = Signal()
    refused = Signal(str)

    def __init__(
        self, draft: ProposalDraft, desk: Desk, jobs: Background,
        fail: Callable[[BaseException], None],
    ) -> None:  # fmt: skip
        from salesdesk.services.proposal_figures import Figures

        super().__init__()
        self.base = draft
        self.editable = False
        self.may_cost = True
        self.hides_margin = False
        self.figures: Figures = Figures(draft)
        self.document: Document[ProposalDraft] = Document(draft)
        self._desk, self._jobs, self._fail = desk, jobs, fail
        self._sums_of = {line.id: line for line in draft.lines}
        self._asked: ProposalDraft | None = None
        self.document.shown.connect(self._document_shown)

    @property
    def draft(self) -> ProposalDraft:
        return self.document.value

    @property
    def sums(self) -> ProposalDraft:
        """The last draft that was added up; what was typed since is not in it."""
        return self.figures.draft

    @property
    def shows_margin(self) -> bool:
        return self.may_cost and not self.hides_margin

    def edit(self, draft: ProposalDraft, label: str) -> None:
        """One named step; nothing happens where nothing may be changed."""
        if self.editable and draft != self.draft:
            self.document.edit(draft, label)

    def set(self, label: str, **values: Any) -> None:
        self.edit(replace(self.draft, **values), label)

    def set_line(self, key: UUID, label: str, **values: Any) -> None:
        lines = tuple(
            replace(line, **values) if line.id == key else line for line in self.draft.lines
        )
        self.edit(replace(self.draft, lines=lines), label)

    def take_rate(self) -> None:
        """Fill an open exchange rate with that of the day, once it is known."""
        from salesdesk.services.proposal_making import with_rate_of_the_day

        asked, database = self.draft, self._desk.database

        def taken(found: ProposalDraft) -> None:
            now = self.draft
            same = (now.currency, now.company_id) == (asked.currency, asked.company_id)
            if same and now.exchange_rate is None:
                rate = {name: getattr(found, name) for name in RATE}
                self.set(_("take the rate of the day"), **rate)

        self._jobs.read(lambda: with_rate_of_the_day(database, asked), taken, self._fail)

    def line_sums(self, key: UUID) -> LineDraft | None:
        """A line with its amounts as last added up."""
        return self._sums_of.get(key)

    # -- the calculator

    def _document_shown(self, _before: ProposalDraft, _after: ProposalDraft) -> None:
        self.shown.emit()
        self.recalculate()

    def recalculate(self) -> None:
        """Ask for the figures of what is shown now; while one question is open, it waits."""
        if self._asked is not None:
            return
        from salesdesk.services.proposal_figures import figures_of

        asked, proposals = self.draft, self._desk.proposals
        self._asked = asked
        self._jobs.read(lambda: figures_of(proposals, asked), self._answered, self._failed)

    def explain(self, figure: str, answered: Callable[[Why | None], object]) -> None:
        """Ask why a figure is what it is."""
        from salesdesk.services.proposal_why import figure_why

        draft, proposals = self.draft, self._desk.proposals
        self._jobs.read(lambda: figure_why(proposals, draft, figure), answered, self._fail)

    def position(self, percent: Decimal, answered: Callable[[Position], object]) -> None:
        """Ask what a header discount would mean."""
        from salesdesk.services.proposal_positions import position_at

        draft, proposals = self.draft, self._desk.proposals
        self._jobs.read(lambda: position_at(proposals, draft, percent), answered, self._failed_try)

    def _failed_try(self, failure: BaseException) -> None:
        if isinstance(failure, SalesDeskError):
            self.refused.emit(failure.message)
        else:
            self._fail(failure)

    def _answered(self, figures: Figures) -> None:
        asked, self._asked = self._asked, None
        if asked is not self.draft:
            self.recalculate()
            return
        self.figures = figures
        self._sums_of = {line.id: line for line in figures.draft.lines}
        self.refused.emit("")
        self.priced.emit()

    def _failed(self, failure: BaseException) -> None:
        asked, self._asked = self._asked, None
        if asked is not self.draft:
            self.recalculate()
        elif isinstance(failure, SalesDeskError):
            self.refused.emit(failure.message)
        else:
            self._fail(failure)

    @property
    def is_settled(self) -> bool:
        """Whether the figures are those of what is shown."""
        return self._asked is None
