"""What an approver needs above a proposal that waits: why, what changed, and who decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout

from salesdesk.i18n import _
from salesdesk.ui.kit.buttons import IconButton
from salesdesk.ui.kit.labels import ElidedLabel
from salesdesk.ui.kit.panels import IconLabel, Panel, Scroller, column, holder, row
from salesdesk.ui.proposal.why_asked import changed_card, rule_words, why_asked
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.proposal_compare import Comparison
    from salesdesk.services.proposal_drafts import ProposalDraft
    from salesdesk.services.proposal_ready import Readiness
    from salesdesk.services.proposal_rules import Fired
    from salesdesk.ui.context import Context

DEPTH = 250


class ReviewPanel(Panel):
    """Shown while a proposal waits: open for who decides, one line for everybody else."""

    def __init__(self, context: Context, compare: Callable[[], object]) -> None:
        super().__init__(Role.TINT2, "b", Role.LINE)
        self._context, self._compare = context, compare
        self._asked: UUID | None = None
        self._words = ElidedLabel("", Text.NAME)
        self._fold = IconButton("chevron-down", _("Show or hide why"), "", self.turn, 30)
        self._inner = QVBoxLayout()
        self._inner.setContentsMargins(0, 0, 0, 0)
        inner = Panel(Role.TINT2)
        inner.setLayout(self._inner)
        self._more = Scroller(inner, Role.TINT2)
        self._more.setFixedHeight(DEPTH)
        line = row(IconLabel("stamp", Role.ACCENT), self._words, self._fold,
                   margins=(20, 6, 20, 6))  # fmt: skip
        line.setStretch(1, 1)
        self.setLayout(column(line, self._more, spacing=0, margins=(0, 0, 0, 1)))
        self.hide()

    def read(self, draft: ProposalDraft, ready: Readiness, offered: Sequence[str]) -> None:
        """Ask what an approver has to know; nothing unless the proposal waits."""
        self._asked = draft.id if draft.status == "in_approval" else None
        self.hide()
        if self._asked is None:
            return
        desk = self._context.desk

        def work() -> Any:
            from salesdesk.services.proposal_compare import since_last

            return desk.proposals.fired(draft), since_last(desk.database, draft.id)

        def shown(found: Any) -> None:
            if self._asked == draft.id:
                self._show(draft, ready, offered, *found)

        self._context.jobs.read(work, shown, self._context.fail)

    def _show(
        self, draft: ProposalDraft, ready: Readiness, offered: Sequence[str],
        fired: Sequence[Fired], found: Comparison | None,
    ) -> None:  # fmt: skip
        may = "approve" in offered and not ready.hindrances.get("approve")
        said = [_("Waits for approval."), f"{rule_words(fired)}." if fired else "",
                *dict.fromkeys(one.message for one in fired[:1]),
                ]  # fmt: skip
        self._words.setText(" ".join(part for part in said if part))
        _clear(self._inner)
        cards = row(
            why_asked(fired, ready), changed_card(draft, found, self._compare),
            spacing=12, margins=(20, 2, 20, 12),
        )  # fmt: skip
        cards.setStretch(0, 1)
        cards.setStretch(1, 1)
        whole = holder(column(cards, None))
        self._inner.addWidget(whole)
        self._more.setFixedHeight(min(DEPTH, whole.sizeHint().height()))
        self._open(shown=may)
        self.heed_discretion()

    def heed_discretion(self) -> None:
        """The rules that ask name margins and discounts: hidden as long as the margin is."""
        has_words = self.is_wanted and self._inner.count() > 0
        self.setVisible(has_words and not self._context.discretion.hides_margin)

    @property
    def is_wanted(self) -> bool:
        """Whether the proposal waits."""
        return self._asked is not None

    @property
    def is_open(self) -> bool:
        return not self._more.isHidden()

    def turn(self) -> None:
        """Show why, or only the line."""
        self._open(shown=not self.is_open)

    def _open(self, *, shown: bool) -> None:
        self._more.setVisible(shown)
        self._fold.icon_name = "chevron-up" if shown else "chevron-down"
        self._fold.update()


def _clear(layout: Any) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
