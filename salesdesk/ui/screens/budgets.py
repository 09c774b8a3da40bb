"""The list of sales budgets."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import Editor, NumberEditor, RecordEditor, TextEditor
from salesdesk.ui.kit.empty import EmptyWords
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.list_screen import ListScreen
from salesdesk.ui.page import Place
from salesdesk.ui.screens.lookups import from_words, listed, recorded
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


class BudgetsPage(ListScreen):
    module = "budgets"
    watches = frozenset({"budget", "budget_cell"})

    def __init__(self, context: Context) -> None:
        self.nouns = (_("budget"), _("budgets"))
        self.new_words = _("New budget")
        self.search_words = _("Search budgets")
        super().__init__(context, context.desk.budgets.listing, _("Sales budgets"), "grid-3x3")

    def empty_words(self) -> EmptyWords:
        why = _("A budget spreads a year's target over periods, regions and sellers.")
        return EmptyWords(_("No budgets yet"), why)

    def new(self) -> None:
        NewBudget(self, self.context).open()


class NewBudget(Sheet):
    """The exercise, the dimensions and the total; the cells are spread evenly."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent, _("New budget"), width=460)
        from salesdesk.services.budgets import MODELS

        self._context = context
        self._name = TextEditor()
        self._exercise = RecordEditor(recorded(context, "exercises"))
        self._market = RecordEditor(listed(context, "markets"))
        self._model = from_words(MODELS)()
        self._total = NumberEditor(2)
        self._currency = TextEditor("USD")
        for caption, editor in (
            (_("Name"), self._name), (_("Exercise"), self._exercise),
            (_("Market"), self._market), (_("Spread over"), self._model),
            (_("Total"), self._total), (_("Currency"), self._currency),
        ):  # fmt: skip
            self._add(caption, editor)
        self._why = Label("", Text.SMALL, Role.RED, wrap=True)
        self._why.hide()
        self.body.addWidget(self._why)
        self.add_way_back()
        self.add_deed(_("Create budget"), self._create, primary=True)
        self._name.setFocus()

    def _add(self, caption: str, editor: Editor) -> None:
        editor.name_field(caption)
        self.body.addWidget(Label(caption, Text.SMALL, Role.TEXT2))
        self.body.addWidget(editor)

    def _create(self) -> None:
        desk = self._context.desk
        try:
            total = self._total.read() or Decimal(0)
        except InvalidInput as wrong:
            self._say(wrong)
            return
        exercise = self._exercise.read()
        if exercise is None:
            self._say(InvalidInput(_("Choose the exercise that the budget belongs to.")))
            return
        more = {"name": self._name.read(), "market_id": self._market.read()}
        if self._currency.read():
            more["currency"] = str(self._currency.read()).upper()
        make = partial(desk.budgets.new, exercise, self._model.read(), total, **more)
        self._context.jobs.read(lambda: desk.budgets.save(make()), self._made, self._say)

    def _made(self, key: Any) -> None:
        self.accept()
        self._context.navigate(Place("budgets", str(key)))

    def _say(self, failure: BaseException) -> None:
        self._why.setText(str(failure))
        self._why.show()
        self.adjustSize()
