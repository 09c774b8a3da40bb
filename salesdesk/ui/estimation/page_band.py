"""A quiet line at the head of an estimation: what its estimator has to know before typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from salesdesk.i18n import _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Link
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.panels import IconLabel, Panel, row
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.estimation_steps import Returned


class PageBand(Panel):
    """Above the grid, so that it covers no figure; hidden where there is nothing to say."""

    def __init__(self, history: Callable[[], object], duplicate: Callable[[], object]) -> None:
        super().__init__(Role.TINT2, "b", Role.LINE2)
        self._icon = IconLabel("rotate-ccw", Role.AMBER)
        self._head = Label("", Text.NAME)
        self._why = ElidedLabel("", Text.BODY, Role.TEXT2)
        self.history = Link(_("History…"), history, "history")
        self.duplicate = Link(_("Duplicate"), duplicate, "copy")
        line = row(self._icon, self._head, self._why, self.history, self.duplicate, spacing=10,
                   margins=(20, 5, 20, 5))  # fmt: skip
        line.setStretchFactor(self._why, 1)
        self.setLayout(line)
        self.hide()

    @property
    def words(self) -> str:
        return f"{self._head.text()} {self._why.text()}".strip()

    def show_returned(self, found: Returned | None) -> None:
        """Who sent a worksheet back, when, and why."""
        if found is None:
            self.hide()
            return
        words = _("{name} returned this on {day}:")
        head = words.format(name=found.actor, day=formats().instant(found.at))
        self._say("rotate-ccw", Role.AMBER, head, " ".join(found.reason.split()))
        self.duplicate.hide()
        self.history.show()

    def show_locked(self, reason: str, *, may_copy: bool) -> None:
        """Why nothing can be typed here, and the way to a worksheet of one's own."""
        hint = _("A duplicate is yours to change.") if may_copy else ""
        self._say("lock", Role.TEXT2, reason, hint)
        self.history.hide()
        self.duplicate.setVisible(may_copy)

    def _say(self, icon: str, role: Role, head: str, why: str) -> None:
        self._icon.show_icon(icon, role)
        self._head.setText(head)
        self._why.setText(why)
        self.setAccessibleName(self.words)
        self.show()
