"""Putting the cursor of a view somewhere, whatever keys are held down at that moment."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex
from PySide6.QtWidgets import QAbstractItemView

_ROWS = QAbstractItemView.SelectionBehavior.SelectRows
_FLAG = QItemSelectionModel.SelectionFlag


def put_cursor(view: QAbstractItemView, index: QModelIndex) -> None:
    """Make this the current cell and the only selected one (or its row).

    ``setCurrentIndex`` and ``selectRow`` look at the keyboard: with Ctrl down, as after Ctrl+Z,
    they take the row out of the selection, and with Shift down they extend it.
    """
    how = _FLAG.ClearAndSelect
    if view.selectionBehavior() == _ROWS:
        how |= _FLAG.Rows
    view.selectionModel().setCurrentIndex(index, how)
