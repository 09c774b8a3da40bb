"""F1 on a figure of the builder: why this number, in a card beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from salesdesk.i18n import _
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.why_popover import WhyPopover
from salesdesk.ui.proposal.bench import Bench

if TYPE_CHECKING:
    from salesdesk.models.values.why import Why


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure as the calculator names it, as the user does, as it is shown, and where."""

    figure: str
    name: str
    shown: str
    at: QRect


class Explaining(QObject):
    """Answers F1 (and a double click on a figure) for the widgets that it watches."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._asked: dict[QObject, Callable[[], Asked | None]] = {}
        self.popover: WhyPopover | None = None

    def watch(self, widget: QWidget, asked: Callable[[], Asked | None]) -> None:
        self._asked[widget] = asked
        widget.installEventFilter(self)

    def watch_figure(self, label: Label, figure: str, name: str | Callable[[], str]) -> None:
        """A figure in words; it can be reached by Tab, and is underlined while it is."""

        def asked() -> Asked:
            said = name if isinstance(name, str) else name()
            return Asked(figure, said, label.text(), label.rect())

        label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        label.setToolTip(f"{_('Why this number')} (F1)")
        self.watch(label, asked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut) and isinstance(watched, Label):
            font = watched.font()
            font.setUnderline(kind == QEvent.Type.FocusIn)
            watched.setFont(font)
        is_double = kind == QEvent.Type.MouseButtonDblClick and isinstance(watched, Label)
        is_f1 = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F1
        if is_f1 and kind == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if (is_f1 and kind == QEvent.Type.KeyPress) or is_double:
            self._explain(watched)
            return True
        return super().eventFilter(watched, event)

    def _explain(self, watched: QObject) -> None:
        asked = self._asked[watched]()
        if asked is not None and isinstance(watched, QWidget):
            self._bench.explain(asked.figure, partial(self._show, watched, asked))

    def _show(self, widget: QWidget, asked: Asked, why: Why | None) -> None:
        if why is None:
            self._bench.refused.emit(_("F1 explains figures; this cell holds none."))
            return
        self.popover = WhyPopover(widget, why, asked.name, asked.shown, None)
        self.popover.destroyed.connect(self._gone)
        inside = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        self.popover.open_at(asked.at, inside)

    def _gone(self) -> None:
        self.popover = None
