"""Rows inside a form: e-mails, phones, addresses, bank accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.ui.kit.buttons import IconButton, Link
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import Editor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import holder, row
from salesdesk.ui.theme import Role, Text, theme


class PartsEditor(Editor):
    """A draft's tuple of parts as a small table; each part keeps its key."""

    def __init__(
        self, title: str, columns: Sequence[EditColumn], make: Callable[[], Any],
        required: str = "",
    ) -> None:  # fmt: skip
        """``make`` gives an empty part; empty rows without ``required`` are dropped."""
        body = QWidget()
        super().__init__(body)
        self._make, self._required = make, required
        self._parts: dict[Any, Any] = {}
        self.table = EditTable(columns, title)
        body.setFocusProxy(self.table)
        self.table.rows.edited.connect(self._edited)
        self._wrong = Label("", Text.SMALL, Role.RED, wrap=True)
        self._wrong.hide()
        remove = IconButton("trash-2", _("Delete the row"), "Delete", self.table.remove_row)
        head = row(Label(title, Text.STRONG), None, remove, Link(_("Add"), self._add, "plus"))
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(holder(head))
        box.addWidget(self.table)
        box.addWidget(self._wrong)
        self._grow()

    def _add(self) -> None:
        part = self._make()
        names = [column.name for column in self.table.rows.columns]
        self.table.blank = {name: getattr(part, name) for name in names}
        self.table.add_row()

    def _edited(self) -> None:
        self._grow()
        self._tell(self.table.rows.problems)
        self.edited.emit()

    def _grow(self) -> None:
        rows = max(1, min(6, self.table.rows.rowCount()))
        self.table.setFixedHeight(theme().height("head") + rows * theme().height("row") + 2)

    def write(self, value: Any) -> None:
        names = [column.name for column in self.table.rows.columns]
        self._parts = {part.id: part for part in value}
        self.table.show_rows(
            [EditRow({n: getattr(part, n) for n in names}, part.id) for part in value]
        )
        self._wrong.hide()
        self._grow()

    def read(self) -> Any:
        parts = []
        if self.table.rows.wrong:
            raise InvalidInput(self.table.rows.wrong[0])
        for shown in self.table.rows.rows:
            if self._required and not shown.values.get(self._required):
                self._refuse_half(shown)
                continue
            if shown.key is None:
                part = self._make()
                shown.key = part.id
                self._parts[part.id] = part
            parts.append(replace(self._parts[shown.key], **shown.values))
        return tuple(parts)

    def _refuse_half(self, shown: EditRow) -> None:
        """Somebody typed here, but not what the row is about: never drop that silently."""
        blank = self._make()
        for name, value in shown.values.items():
            if value and value != getattr(blank, name, None):
                columns = {column.name: column.title for column in self.table.rows.columns}
                words = _("Fill in {column} in each row, or delete the row.")
                raise InvalidInput(words.format(column=_(columns[self._required])))

    def show_parts(self, problems: Sequence[Problem]) -> bool:
        self.table.show_problems(problems)
        self._tell([p.message for p in problems])
        return True

    def _tell(self, wrong: Sequence[str]) -> None:
        self._wrong.setText("\n".join(wrong))
        self._wrong.setVisible(bool(wrong))
