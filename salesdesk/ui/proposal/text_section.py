"""A section that is running text: the letter, the scope, the terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontMetrics, QTextCursor
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _, amid
from salesdesk.ui.kit.editors import LongTextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import column
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.ui.proposal.text_tools import TextTools

REST = 600
"""Milliseconds without a key after which what was typed becomes a step."""


class TextSection(QWidget):
    """Typing rests for a moment, then it is a step of its own."""

    def __init__(
        self, bench: Bench, name: str, hint: str, read: Callable[[], str],
        keep: Callable[[str, str], None], tools: TextTools | None = None,
    ) -> None:  # fmt: skip
        """``keep`` gets the text and the step's name; ``tools`` insert and keep texts."""
        super().__init__()
        self.bench, self._name, self._read, self._keep = bench, name, read, keep
        self.editor = LongTextEditor(18)
        self.editor.name_field(name)
        self.editor.area.setFont(theme().font(Text.BODY))
        self.editor.area.setMinimumHeight(QFontMetrics(theme().font()).lineSpacing() * 20)
        self.editor.area.setMaximumHeight(16_777_215)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.commit)
        self.editor.edited.connect(self._rest.start)
        self.editor.left.connect(self.commit)
        self._tools = tools
        if tools is not None:
            tools.serve(self)
        parts = (self.editor,) if tools is None else (tools, self.editor, tools.pictures)
        self.setLayout(column(*parts, Label(hint, Text.SMALL, Role.TEXT3, wrap=True)))
        bench.shown.connect(self.show_draft)
        self.show_draft()

    def show_draft(self) -> None:
        self.editor.set_read_only(read_only=not self.bench.editable)
        if self._tools is not None:
            self._tools.setVisible(self.bench.editable)
        if self.editor.read().strip() != self._read().strip():
            self.editor.write(self._read())
        if self._tools is not None:
            self._tools.pictures.look()

    def insert(self, text: str) -> None:
        """Put a text where the cursor stands; Ctrl+Z in the field takes it back."""
        self.editor.area.insertPlainText(text)
        self.editor.area.setFocus()
        self._rest.start()

    def insert_line(self, text: str) -> None:
        """Put a line of its own behind the one where the cursor stands."""
        cursor = self.editor.area.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        before = "\n" if cursor.block().text().strip() else ""
        cursor.insertText(f"{before}{text}" + ("\n" if cursor.atEnd() else ""))
        self.editor.area.setTextCursor(cursor)
        self.editor.area.setFocus()
        self._rest.start()

    def rewrite(self, text: str) -> None:
        """Put another text in the place of this one, as a step of its own."""
        self.editor.write(text)
        self.commit()

    def commit(self) -> None:
        self._rest.stop()
        text = self.editor.read()
        if self.bench.editable and text.strip() != self._read().strip():
            self._keep(text.strip(), _("change {field}").format(field=amid(self._name)))
