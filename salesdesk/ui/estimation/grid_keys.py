"""The keys of the grid and what each does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_K, _M = Qt.Key, Qt.KeyboardModifier
Pressed = tuple[int, int]

_CTRL, _SHIFT, _ALT = _M.ControlModifier.value, _M.ShiftModifier.value, _M.AltModifier.value
_HELD = _CTRL | _SHIFT | _ALT

PLACES: dict[Pressed, str] = {
    (_K.Key_Up, 0): "cell_above",
    (_K.Key_Down, 0): "cell_below",
    (_K.Key_Left, 0): "cell_left",
    (_K.Key_Right, 0): "cell_right",
    (_K.Key_PageUp, 0): "page_above",
    (_K.Key_PageDown, 0): "page_below",
    (_K.Key_Home, 0): "first_column",
    (_K.Key_End, 0): "last_column",
    (_K.Key_Home, _CTRL): "first_cell",
    (_K.Key_End, _CTRL): "last_cell",
    (_K.Key_Up, _CTRL): "edge_up",
    (_K.Key_Down, _CTRL): "edge_down",
    (_K.Key_Left, _CTRL): "edge_left",
    (_K.Key_Right, _CTRL): "edge_right",
}
"""Where a key leads; with Shift the block stretches to there."""

KEYS: dict[Pressed, str] = {
    (_K.Key_Return, 0): "commit_down",
    (_K.Key_Enter, 0): "commit_down",
    (_K.Key_Return, _SHIFT): "commit_up",
    (_K.Key_Tab, 0): "commit_right",
    (_K.Key_Backtab, _SHIFT): "commit_left",
    (_K.Key_F2, 0): "edit_cell",
    (_K.Key_Delete, 0): "clear_cells",
    (_K.Key_F1, 0): "why",
    (_K.Key_Space, _SHIFT): "select_row",
    (_K.Key_Space, _CTRL): "select_column",
    (_K.Key_D, _CTRL): "fill_down",
    (_K.Key_R, _CTRL): "fill_right",
    (_K.Key_Return, _CTRL): "fill_selection",
    (_K.Key_C, _CTRL): "copy",
    (_K.Key_X, _CTRL): "cut",
    (_K.Key_V, _CTRL): "paste",
    (_K.Key_V, _CTRL | _SHIFT): "paste",
    (_K.Key_Plus, _CTRL | _SHIFT): "insert_above",
    (_K.Key_Plus, _CTRL): "insert_below",
    (_K.Key_Equal, _CTRL): "insert_below",
    (_K.Key_Minus, _CTRL): "delete_rows",
    (_K.Key_D, _CTRL | _SHIFT): "duplicate",
    (_K.Key_Up, _ALT): "move_up",
    (_K.Key_Down, _ALT): "move_down",
    (_K.Key_Right, _ALT): "indent",
    (_K.Key_Left, _ALT): "outdent",
    (_K.Key_Right, _ALT | _SHIFT): "indent",
    (_K.Key_Left, _ALT | _SHIFT): "outdent",
    (_K.Key_Minus, _ALT | _SHIFT): "fold",
    (_K.Key_Underscore, _ALT | _SHIFT): "fold",
    (_K.Key_Plus, _ALT | _SHIFT): "unfold",
    (_K.Key_L, _CTRL): "link_rows",
    (_K.Key_F8, 0): "next_problem",
    (_K.Key_F8, _SHIFT): "previous_problem",
}


def pressed(event: QKeyEvent) -> Pressed:
    """A key with what is held; the number pad's keys count as the others."""
    return event.key(), event.modifiers().value & _HELD


def place_of(key: Pressed) -> tuple[str | None, bool]:
    """Where a key leads, and whether the block stretches to there."""
    code, held = key
    return PLACES.get((code, held & ~_SHIFT)), bool(held & _SHIFT)
