"""The small editor behind a filter chip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.values.listing import ColumnKind, Condition, ListSpec, Operator
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.conditions import WORDS, needs_value, operators, read_value, value_words
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import row
from salesdesk.ui.kit.popover import Popover
from salesdesk.ui.shapes import PRIMARY, PROBLEM
from salesdesk.ui.states import state_words
from salesdesk.ui.theme import Role, Text


class ConditionEditor(Popover):
    """Column, comparison, value; Enter applies it."""

    def __init__(
        self, opener: QWidget, spec: ListSpec, applied: Callable[[Condition], None],
        condition: Condition | None = None,
    ) -> None:  # fmt: skip
        super().__init__(opener)
        self._spec, self._applied = spec, applied
        self._column = QComboBox()
        self._column.setAccessibleName(_("Column"))
        for column in spec.columns:
            self._column.addItem(_(column.title), column.name)
        self._operator = QComboBox()
        self._operator.setAccessibleName(_("Comparison"))
        self._value = QLineEdit()
        self._value.setAccessibleName(_("Value"))
        self._choice = QComboBox()
        self._choice.setAccessibleName(_("Value"))
        self._why = Label("", Text.SMALL, Role.RED, wrap=True)
        self._why.hide()
        for widget in (self._column, self._operator, self._value, self._choice, self._why):
            self.body.addWidget(widget)
        self.body.addLayout(row(None, Button(_("Apply"), kind=PRIMARY, pressed=self._apply)))
        self._column.currentIndexChanged.connect(lambda _at: self._show_column())
        self._operator.currentIndexChanged.connect(lambda _at: self._show_value())
        self._value.returnPressed.connect(self._apply)
        self._show_column()
        if condition is not None:
            self._fill(condition)
        (self._value if condition else self._column).setFocus()

    @property
    def _chosen(self) -> Operator:
        return Operator(self._operator.currentData() or Operator.IS)

    def _show_column(self) -> None:
        column = self._spec.column(self._column.currentData())
        self._operator.clear()
        for operator in operators(column):
            self._operator.addItem(_(WORDS[operator]), operator)
        self._choice.clear()
        for choice in column.choices:
            self._choice.addItem(state_words(choice), choice)
        if column.kind == ColumnKind.FLAG:
            self._choice.addItem(_("yes"), True)
            self._choice.addItem(_("no"), False)
        self._show_value()

    def _show_value(self) -> None:
        asks = needs_value(self._chosen)
        choosing = self._choice.count() > 0
        self._value.setVisible(asks and not choosing)
        self._choice.setVisible(asks and choosing)
        self.adjustSize()

    def _fill(self, condition: Condition) -> None:
        self._column.setCurrentIndex(self._column.findData(condition.column))
        self._operator.setCurrentIndex(self._operator.findData(condition.operator))
        column = self._spec.column(condition.column)
        if condition.values:
            self._value.setText(value_words(column, condition.values[0]))
            self._choice.setCurrentIndex(self._choice.findData(condition.values[0]))

    def _apply(self) -> None:
        column = self._spec.column(self._column.currentData())
        try:
            values: tuple[str | date | bool | int, ...] = ()
            if needs_value(self._chosen):
                values = (self._read(),)  # type: ignore[assignment]
        except InvalidInput as wrong:
            self._why.setText(wrong.message)
            self._why.show()
            self._value.setProperty(PROBLEM, True)
            self.adjustSize()
            return
        self.close()
        self._applied(Condition(column.name, self._chosen, values))

    def _read(self) -> object:
        if self._choice.count():
            return self._choice.currentData()
        column = self._spec.column(self._column.currentData())
        return read_value(column, self._value.text(), date.today())  # noqa: DTZ011 the user's day
