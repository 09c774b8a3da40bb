"""Undo as "show the value before": one command class for every editor."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from shiboken6 import isValid

V = TypeVar("V")


class Document(QObject, Generic[V]):
    """An immutable value being edited; each edit is a new value with a name for its undo."""

    shown = Signal(object, object)
    dirty_changed = Signal(bool)
    stepped = Signal()

    def __init__(self, value: V) -> None:
        super().__init__()
        self.value = value
        self.stack = QUndoStack(self)
        self.stack.cleanChanged.connect(self._tell_dirty)
        self.stack.indexChanged.connect(self._tell_stepped)

    def _tell_dirty(self, clean: bool) -> None:
        if isValid(self.stack):  # it empties itself, and says so, when its window is destroyed
            self.dirty_changed.emit(not clean)

    def _tell_stepped(self, _index: int) -> None:
        if isValid(self.stack):
            self.stepped.emit()

    def edit(self, value: V, label: str) -> None:
        """Make ``value`` the current one; ``label`` names the step ("Paste 14 rows")."""
        if value is not self.value:
            self.stack.push(_Step(self, value, label))

    def show(self, value: V) -> None:
        """Show a value and tell what was shown before; ``shown`` carries (before, after)."""
        before, self.value = self.value, value
        self.shown.emit(before, value)

    def reset(self, value: V) -> None:
        """A value as read from the database: nothing to undo, nothing unsaved."""
        self.stack.clear()
        self.show(value)

    @property
    def dirty(self) -> bool:
        return not self.stack.isClean()

    def saved(self) -> None:
        self.stack.setClean()


class _Step(QUndoCommand):
    """The only command class there is."""

    def __init__(self, document: Document[V], after: V, label: str) -> None:
        super().__init__(label)
        self._document, self._before, self._after = document, document.value, after

    def redo(self) -> None:
        self._document.show(self._after)

    def undo(self) -> None:
        self._document.show(self._before)
