"""Help for the screen that is shown: what it is for, and its keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.commands import Command
from salesdesk.ui.kit.buttons import key_text
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.keycaps import KeyHints
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Scroller, column, holder, row
from salesdesk.ui.theme import Role, Text, theme

TALLEST = 430
Line = tuple[str, str]


class HelpSheet(Sheet):
    """The keys of the page at the left, those of the whole window at the right."""

    def __init__(
        self, parent: QWidget, title: str, words: str, of_page: Sequence[Line],
        everywhere: Sequence[Line],
    ) -> None:  # fmt: skip
        super().__init__(
            parent, title, words, icon="circle-question-mark", tone=Role.ACCENT, width=860
        )
        self.why.setFont(theme().font(Text.BODY))
        tables = row(
            _table(_("This screen"), of_page), 28, _table(_("Everywhere"), everywhere)
        )  # fmt: skip
        tables.setStretch(0, 1)
        tables.setStretch(2, 1)
        page = holder(column(tables, None))
        scroller = Scroller(page, Role.RAISED)
        scroller.setFixedHeight(min(TALLEST, page.sizeHint().height() + 4))
        self.body.addWidget(scroller)
        self.add_deed(_("Close"), self.accept, primary=True)


def _table(title: str, lines: Sequence[Line]) -> QWidget:
    grid = QGridLayout()
    grid.setContentsMargins(0, 4, 0, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    for at, (key, words) in enumerate(lines):
        caps = KeyHints([(cap, "") for cap in _caps(key)])
        grid.addWidget(caps, at, 0)
        grid.addWidget(Label(words, Text.BODY, wrap=True), at, 1)
    box: QVBoxLayout = column(Label(title, Text.LABEL, Role.TEXT3), holder(grid), None, spacing=2)
    return holder(box)


def _caps(key: str) -> list[str]:
    shown = key_text(key)
    if shown.endswith("+"):  # the key itself is a plus
        return [*shown[:-1].strip("+").split("+"), "+"]
    return shown.split(" ")


def key_lines(commands: Sequence[Command], more: Sequence[Line] = ()) -> list[Line]:
    """Each key once, with what it does: first those of the commands, then the grid's own."""
    found: dict[str, str] = {}
    for command in commands:
        if command.shortcut and command.menu and command.enabled():
            found.setdefault(command.shortcut, command.title)
    for key, words in more:
        found.setdefault(key, _(words))
    levels = [key for key in found if key[:-1] == "Ctrl+Shift+" and key[-1].isdigit()]
    for key in levels[1:]:
        del found[key]
    if levels:
        found[levels[0]] = _("Show so many levels, 1 to 9")
    places = [key for key in found if key[:-1] == "Alt+" and key[-1].isdigit()]
    return [line for line in found.items() if line[0] not in places] + [
        (key, found[key]) for key in places
    ]
