"""What a line has beside its cells: the words below it, its unit, a lump sum, its cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import Editor, FlagEditor, LongTextEditor, NumberEditor, TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import LineDraft


class LineSheet(Sheet):
    """Cost and the internal note only for those who may see cost."""

    def __init__(
        self, parent: QWidget, line: LineDraft, given: Callable[[dict[str, Any]], object], *,
        may_cost: bool,
    ) -> None:  # fmt: skip
        super().__init__(parent, line.description, width=480)
        self._given = given
        self.editors: dict[str, Editor] = {}
        self._add("detail", _("Words below the line"), LongTextEditor(3), line)
        if not line.is_text:
            self._add("unit", _("Unit"), TextEditor(), line)
            self._add("is_lump_sum", "", FlagEditor(_("Lump sum")), line)
            if may_cost:
                self._add("unit_cost", _("Cost of one"), NumberEditor(2), line)
        if may_cost:
            self._add("internal_note", _("Note, never printed"), LongTextEditor(2), line)
        self._why = Label("", Text.SMALL, Role.RED, wrap=True)
        self._why.hide()
        self.body.addWidget(self._why)
        self.add_way_back()
        self.add_deed(_("Change line"), self._yes, primary=True)
        self.editors["detail"].setFocus()

    def _add(self, name: str, caption: str, editor: Editor, line: LineDraft) -> None:
        editor.name_field(caption or _("Lump sum"))
        editor.write(getattr(line, name))
        self.editors[name] = editor
        if caption:
            self.body.addWidget(Label(caption, Text.SMALL, Role.TEXT2))
        self.body.addWidget(editor)

    def _yes(self) -> None:
        try:
            values = {name: editor.read() for name, editor in self.editors.items()}
        except InvalidInput as wrong:
            self._why.setText(wrong.message)
            self._why.show()
            self.adjustSize()
            return
        self.accept()
        self._given(values)
