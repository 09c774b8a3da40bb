"""A sheet that asks for one line of text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.theme import Role, Text


class AskText(Sheet):
    """One field and the deed, which waits for something to stand there unless it may be empty."""

    def __init__(
        self, parent: QWidget, title: str, caption: str, deed: str,
        given: Callable[[str], object], text: str = "", *, may_be_empty: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent, title)
        self._given = given
        self._field = QLineEdit(text)
        self._field.setAccessibleName(caption)
        self.body.addWidget(Label(caption, Text.SMALL, Role.TEXT2))
        self.body.addWidget(self._field)
        self.add_way_back()
        button = self.add_deed(deed, self._yes, primary=True)
        button.setEnabled(may_be_empty or bool(text))
        self._field.textChanged.connect(
            lambda words: button.setEnabled(may_be_empty or bool(words.strip()))
        )
        self._field.setFocus()

    def _yes(self) -> None:
        self.accept()
        self._given(self._field.text().strip())
