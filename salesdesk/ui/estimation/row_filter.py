"""Which rows of the grid are shown: choices in the bar, in a menu where that has no room."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from salesdesk.i18n import N_, _
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.pricing import Category
from salesdesk.ui.estimation.open_plan import OpenPlan
from salesdesk.ui.kit.buttons import IconButton, Segments

ALL = "all"
FILTERS = {
    ALL: (N_("All"), N_("Show all rows")),
    "service": (N_("Services"), N_("Show only services")),
    "plugs": (N_("Plugs"), N_("Show only guesses")),
    "changed": (N_("Changed"), N_("Show only changed rows")),
}
"""Each in the bar, and as a command."""
NARROW = 1100


def filter_choices() -> Segments:
    options = [(key, _(words), "") for key, (words, _command) in FILTERS.items()]
    return Segments(options, ALL, _("Show"))


def keeps(which: str, bench: OpenPlan) -> Callable[[Node], bool] | None:
    """Whether a row is shown; None shows all."""
    tests: dict[str, Callable[[Node], bool]] = {
        "service": lambda node: (
            node.item.is_priced and not node.children and node.item.category is Category.SERVICE
        ),
        "plugs": lambda node: bool(node.item.is_plugged),
        "changed": lambda node: bench.is_changed(node.item),
    }
    return tests.get(which)


class FilterMenu(IconButton):
    """The same choices behind one button, marked while some rows are hidden."""

    def __init__(self, choices: Segments, choose: Callable[[str], None]) -> None:
        super().__init__("eye", _("Rows that are shown"), "", self.open_menu, 28)
        self._choices, self._choose = choices, choose
        choices.chosen.connect(self.follow)
        self.hide()

    def follow(self, which: str) -> None:
        self.set_marked(which != ALL)

    def open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, action in zip(FILTERS, self._actions(menu), strict=True):
            action.triggered.connect(lambda _on=False, key=key: self._choose(key))
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _actions(self, menu: QMenu) -> Sequence[QAction]:
        found = []
        for key in FILTERS:
            action = menu.addAction(self._choices.words(key))
            action.setCheckable(True)
            action.setChecked(key == self._choices.current)
            found.append(action)
        return found
