"""The chosen row of a drop-down can be read, and every row can be hit."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from salesdesk.ui.controls import list_item
from salesdesk.ui.theme import Role, theme
from tests.ui.test_theme import contrast


@pytest.mark.parametrize("dark", [False, True])
def test_the_chosen_row_is_readable(qtbot: QtBot, dark: bool) -> None:
    theme().set_dark(dark=dark)
    try:
        option = list_item(QStyleOptionViewItem())  # owns the palette that is looked at
        ink = option.palette.highlightedText().color().name()
        assert contrast(ink, theme().colour(Role.TINT).name()) >= 4.5
    finally:
        theme().set_dark(dark=False)


def test_every_row_is_high_enough(qtbot: QtBot) -> None:
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["EXEMPT", "VAT 23"])
    box.show()
    box.showPopup()
    assert box.view().sizeHintForRow(0) >= 24
    box.hidePopup()
