"""F6: from one region of a window to the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def walk(window: QWidget, panes: Sequence[QWidget], by: int) -> None:
    """Give the focus to the first control of the pane ``by`` steps on from where it is."""
    focus = window.focusWidget()
    here = next(
        (i for i, p in enumerate(panes) if focus and (p is focus or p.isAncestorOf(focus))), -1
    )
    target = panes[(here + by) % len(panes)]
    for widget in (target, *target.findChildren(QWidget)):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return
