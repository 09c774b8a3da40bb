"""Two people saved the same record: mine, theirs, and what both started from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from salesdesk.i18n import _, n_
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.panels import Hairline, holder, row
from salesdesk.ui.theme import Role, Text


@dataclass(frozen=True, slots=True)
class Difference:
    """One field on which two versions disagree, as texts."""

    name: str
    label: str
    base: str
    mine: str
    theirs: str

    @property
    def is_conflict(self) -> bool:
        return self.mine not in (self.base, self.theirs) and self.theirs != self.base


class ConflictSheet(Sheet):
    """Chooses per field; what only one side changed is merged without asking."""

    def __init__(
        self, parent: QWidget, title: str, differences: Sequence[Difference],
        saved: Callable[[Mapping[str, str]], None],
    ) -> None:  # fmt: skip
        """``saved`` gets "mine" or "theirs" for each field's name."""
        conflicts = [d for d in differences if d.is_conflict]
        self._merged = [d for d in differences if not d.is_conflict]
        why = n_("Nothing is lost. {count} field differs.",
                 "Nothing is lost. {count} fields differ.", len(conflicts))  # fmt: skip
        super().__init__(
            parent, title, why.format(count=len(conflicts)), icon="git-merge", tone=Role.AMBER,
            width=900,
        )  # fmt: skip
        self._saved = saved
        self._mine: dict[str, QRadioButton] = {}
        self._theirs: dict[str, QRadioButton] = {}
        self.body.addLayout(
            row(
                Button(_("All mine"), pressed=lambda: self._choose_all(self._mine)),
                Button(_("All theirs"), pressed=lambda: self._choose_all(self._theirs)),
                None,
            )
        )
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(9)
        for column, stretch in enumerate((3, 4, 4, 3)):
            self._grid.setColumnStretch(column, stretch)
        self._heads()
        for difference in conflicts:
            self._add(difference)
        self.body.addWidget(holder(self._grid))
        if self._merged:
            self._show_merged()
        self.add_way_back(_("Back to editing"))
        self.add_deed(_("Save this result"), self._save, primary=True, key="Ctrl+S")

    def _heads(self) -> None:
        for column, words in enumerate(
            (_("Field"), _("Mine"), _("Theirs"), _("Both started from"))
        ):
            self._grid.addWidget(Label(words, Text.LABEL, Role.TEXT3), 0, column)
        self._grid.addWidget(Hairline(Role.LINE2), 1, 0, 1, 4)

    def _add(self, difference: Difference) -> None:
        at = self._grid.rowCount()
        mine, theirs = QRadioButton(difference.mine or "—"), QRadioButton(difference.theirs or "—")
        mine.setAccessibleName(_("{field}, mine: {value}").format(
            field=difference.label, value=difference.mine))  # fmt: skip
        theirs.setAccessibleName(_("{field}, theirs: {value}").format(
            field=difference.label, value=difference.theirs))  # fmt: skip
        mine.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(mine)
        group.addButton(theirs)
        self._mine[difference.name], self._theirs[difference.name] = mine, theirs
        self._grid.addWidget(Label(difference.label, Text.NAME), at, 0)
        self._grid.addWidget(mine, at, 1)
        self._grid.addWidget(theirs, at, 2)
        base = ElidedLabel(difference.base or "—", Text.BODY, Role.TEXT2)
        self._grid.addWidget(base, at, 3)
        self._grid.addWidget(Hairline(), at + 1, 0, 1, 4)

    def _show_merged(self) -> None:
        names = ", ".join(
            f"{d.label} ({_('theirs') if d.mine == d.base else _('mine')})" for d in self._merged
        )
        head = Label(_("Merged without asking"), Text.SMALL_STRONG)
        line = row(head, ElidedLabel(names, Text.SMALL, Role.TEXT2))
        line.setStretch(1, 1)
        self.body.addLayout(line)

    def _choose_all(self, side: Mapping[str, QRadioButton]) -> None:
        for button in side.values():
            button.setChecked(True)

    def _save(self) -> None:
        chosen = {d.name: "theirs" if d.mine == d.base else "mine" for d in self._merged}
        for name, button in self._mine.items():
            chosen[name] = "mine" if button.isChecked() else "theirs"
        self.accept()
        self._saved(chosen)
