"""The status bar: the database, what is unsaved, what runs, who works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.kit.buttons import Link
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.panels import IconLabel, Panel, row
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.ui.page import Page


class _Fact(QWidget):
    """An icon and a few words."""

    def __init__(self, icon: str, role: Role = Role.TEXT3) -> None:
        super().__init__()
        self.icon = IconLabel(icon, role, 14)
        self.words = ElidedLabel("", Text.LABEL, Role.TEXT2)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(7)
        box.addWidget(self.icon)
        box.addWidget(self.words)

    def say(self, words: str, icon: str = "", role: Role = Role.TEXT3) -> None:
        self.words.setText(words)
        self.setVisible(bool(words))
        if icon:
            self.icon.show_icon(icon, role)


class StatusBar(Panel):
    """Always in view, never asked for."""

    jobs_asked = Signal()
    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__(Role.RAIL, "t")
        self.setFixedHeight(theme().height("status_bar"))
        self.setAccessibleName(_("Status"))
        self._database = _Fact("database")
        self._saved = _Fact("circle-check", Role.GREEN)
        self._selection = _Fact("sigma")
        self._job = _Fact("refresh-cw", Role.ACCENT)
        self._cancel = Link(_("Cancel"), self.cancel_asked.emit)
        self._cancel.setFont(theme().font(Text.LABEL))
        self._offline = _Fact("wifi-off")
        self._user = _Fact("user")
        self._note = Label("", Text.LABEL, Role.TEXT3)
        for fact in (self._selection, self._job, self._offline, self._cancel):
            fact.setVisible(False)
        self.setLayout(
            row(
                self._database, self._saved, self._note, None, self._job, self._cancel,
                self._selection, self._offline, self._user, spacing=16, margins=(13, 1, 17, 0),
            )
        )  # fmt: skip

    def show_database(self, name: str, *, local: bool) -> None:
        self._database.say(name, "database" if local else "server")
        self._offline.say(_("Works offline") if local else "")

    def show_user(self, words: str) -> None:
        self._user.say(words)

    def show_saved(self, unsaved: list[str], page: Page | None = None) -> None:
        """Name what is unsaved; what the page shown says of itself is never left out."""
        status = page.status if page is not None else ""
        if page is not None and status:
            names = "" if page.dirty else ", ".join(unsaved)
            others = _("Unsaved: {names}").format(names=names) if names else ""
            words = " · ".join(filter(None, (others, status)))
            self._saved.say(words, "circle-dot", Role.AMBER)
        elif unsaved:
            words = _("Unsaved: {names}").format(names=", ".join(unsaved))
            self._saved.say(words, "circle-dot", Role.AMBER)
        else:
            self._saved.say(_("All changes saved"), "circle-check", Role.GREEN)

    def show_selection(self, words: str) -> None:
        self._selection.say(words)

    def show_job(self, words: str) -> None:
        self._job.say(words)
        self._cancel.setVisible(bool(words))
