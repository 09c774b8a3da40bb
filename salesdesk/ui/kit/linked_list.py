"""The records of another module that belong to the one shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.models.values.listing import ListQuery, ListSource
from salesdesk.ui.kit.footer import Footer
from salesdesk.ui.kit.table_model import TableModel
from salesdesk.ui.kit.table_view import ListView
from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


class LinkedList(QWidget):
    """A list without filters; Enter opens the record."""

    def __init__(
        self, context: Context, source: ListSource, query: ListQuery, module: str,
        nouns: tuple[str, str],
    ) -> None:  # fmt: skip
        super().__init__()
        self._context, self._module = context, module
        self.model = TableModel(source, context.jobs, self)
        self.view = ListView(self.model)
        self.footer = Footer(source.spec, nouns)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.view, 1)
        box.addWidget(self.footer)
        self.model.counted.connect(self.footer.show_count)
        self.model.failed.connect(context.fail)
        self.view.open_asked.connect(self._open)
        self.model.ask(query)
        if any(column.summed for column in source.spec.columns):
            context.jobs.read(lambda: source.totals(query), self.footer.show_totals)

    def _open(self, record: Any, how: str) -> None:
        self._context.navigate(Place(self._module, str(record)), how)
