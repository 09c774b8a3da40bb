"""The columns of a file that is imported, and the field that each is taken as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from salesdesk.i18n import _, n_
from salesdesk.ui.formats import UNKNOWN, formats
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.panels import Hairline, Scroller, column, holder
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.imports.columns import FileColumn, FileColumns

TALLEST = 300


class ColumnsTable(QWidget):
    """One line a column: its title, its first values, where it goes, and what is wrong there."""

    changed = Signal()

    def __init__(self, found: FileColumns, chosen: Mapping[str, str]) -> None:
        super().__init__()
        self._found = found
        self._boxes: dict[str, QComboBox] = {}
        self._results: dict[str, Label] = {}
        self._fields = [("", _("not read"))]
        self._fields += sorted(((k, _(words)) for k, words in found.fields()), key=lambda f: f[1])
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 10, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(5)
        for at, stretch in enumerate((3, 4, 3, 2)):
            grid.setColumnStretch(at, stretch)
        heads = (_("Column in the file"), _("First values"), _("Goes to"), _("Problems"))
        for at, words in enumerate(heads):
            grid.addWidget(Label(words, Text.LABEL, Role.TEXT3), 0, at)
        for each in found.columns:
            self._add(grid, each, chosen.get(each.heading, each.field))
        page = holder(column(holder(grid), None))
        self._scroller = Scroller(page, Role.RAISED)
        self._scroller.setFixedHeight(min(TALLEST, page.sizeHint().height() + 2))
        self.setLayout(column(self._scroller))

    def _add(self, grid: QGridLayout, each: FileColumn, field: str) -> None:
        at = grid.rowCount()
        values = ", ".join(each.values) or UNKNOWN
        box = QComboBox()
        for key, words in self._fields:
            box.addItem(words, key)
        box.setCurrentIndex(max(0, box.findData(field)))
        box.setAccessibleName(_("{column} goes to").format(column=each.title))
        box.activated.connect(lambda _at: self.changed.emit())
        result = Label("", Text.SMALL, Role.AMBER)
        self._boxes[each.heading], self._results[each.heading] = box, result
        grid.addWidget(Hairline(), at, 0, 1, 4)
        grid.addWidget(ElidedLabel(each.title, Text.NAME), at + 1, 0)
        grid.addWidget(ElidedLabel(values, Text.BODY, Role.TEXT2), at + 1, 1)
        grid.addWidget(box, at + 1, 2)
        grid.addWidget(result, at + 1, 3)

    @property
    def chosen(self) -> dict[str, str]:
        """The field of each heading; empty where it is not read."""
        return {heading: str(box.currentData() or "") for heading, box in self._boxes.items()}

    def box(self, heading: str) -> QComboBox:
        return self._boxes[heading]

    def show_problems(self, counts: Mapping[str, int]) -> None:
        """How many problems each field has, beside the column that goes there."""
        told: set[str] = set()
        for heading, key in self.chosen.items():
            count = counts.get(key, 0) if key and key not in told else 0
            told.add(key)
            words = n_("{count} problem", "{count} problems", count)
            shown = words.format(count=formats().whole(count)) if count else ""
            self._results[heading].setText(shown)
