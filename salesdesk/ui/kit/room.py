"""Bars whose buttons give way on narrow windows and in languages of long words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QWidget

from salesdesk.ui.kit.buttons import FULL, ICON, NO_KEY, Button
from salesdesk.ui.shapes import PRIMARY, SEGMENT


class GivesWay(QObject):
    """Where a bar has no room, its buttons drop their keys, then those with icons their words.

    It begins at the left; choices and the primary deed are last. A tooltip says what was dropped.
    What is ``spared`` goes altogether where even that is not enough, one after the other: the
    menus and keys have it too.
    """

    def __init__(self, bar: QWidget, spared: Sequence[QWidget] = ()) -> None:
        super().__init__(bar)
        self._bar, self._spared = bar, spared
        self._gone: set[QWidget] = set()
        bar.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.fit()
        return False

    def fit(self) -> None:
        layout = self._bar.layout()
        if layout is None:
            return
        shown = [b for b in self._bar.findChildren(Button) if b.isVisibleTo(self._bar)]
        shown.sort(key=self._rank)
        looks = [FULL] * len(shown)
        need = layout.minimumSize().width()
        need += sum(b.width_as(FULL) - b.minimumSizeHint().width() for b in shown)
        self._gone = {one for one in self._gone if one.isHidden()}
        need += sum(_width(one) + layout.spacing() for one in self._gone)
        for look in (NO_KEY, ICON):
            for at, button in enumerate(shown):
                if need > self._bar.width():
                    need -= button.width_as(looks[at]) - button.width_as(look)
                    looks[at] = look
        for button, look in zip(shown, looks, strict=True):
            button.give_way(look)
        self._let_go(need, layout.spacing())

    def _let_go(self, need: int, spacing: int) -> None:
        """Take away what has no room, and bring it back where it has; nothing is shown to try."""
        for one in self._spared:
            if one.isHidden() and one not in self._gone:
                continue
            goes = need > self._bar.width()
            if goes:
                need -= _width(one) + spacing
                self._gone.add(one)
            else:
                self._gone.discard(one)
            if one.isHidden() != goes:
                one.setVisible(not goes)

    def _rank(self, button: Button) -> tuple[bool, bool, int]:
        left = button.mapTo(self._bar, QPoint(0, 0)).x()
        return button.kind == PRIMARY, button.kind == SEGMENT, left


def _width(one: QWidget) -> int:
    if isinstance(one, Button):
        return one.width_as(ICON) if one.icon_name else one.width_as(NO_KEY)
    return max(one.minimumWidth(), one.minimumSizeHint().width())
