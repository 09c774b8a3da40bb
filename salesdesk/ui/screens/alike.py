"""Says while a record is written that one like it is here already, with the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _
from salesdesk.ui.kit.buttons import Link
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import IconLabel, column, holder, row
from salesdesk.ui.page import Place
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.ui.context import Context
    from salesdesk.ui.kit.form import Form
    from salesdesk.ui.kit.start_dialog import StartDialog

RESTS = 250
WORDS = {
    "tax_number": N_("{name} has this tax number."),
    "email": N_("{name} has this e-mail address."),
    "name": N_("{name} is already here."),
}


class AlikeHint(QWidget):
    """Looks when typing rests; a hint that nobody must answer."""

    opened = Signal()

    def __init__(self, context: Context, module: str) -> None:
        super().__init__()
        self._context, self._module = context, module
        self._lines = column(spacing=2)
        self._turn = 0
        self._draft: Any = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RESTS)
        self._timer.timeout.connect(self._ask)
        self.setLayout(self._lines)
        self.setAccessibleName(_("Alike"))
        self.hide()

    def look(self, form: Form) -> None:
        """Look again if what tells records apart was typed; a record as it was needs no hint."""
        try:
            draft = form.draft
        except InvalidInput:
            return
        if _told_apart_by(draft) == _told_apart_by(form.original):
            self._timer.stop()
            self._turn += 1
            self._show(())
        elif self._draft is None or _told_apart_by(draft) != _told_apart_by(self._draft):
            self._timer.start()
        self._draft = draft

    def _ask(self) -> None:
        self._turn += 1
        turn, draft = self._turn, self._draft
        service: Any = getattr(self._context.desk, self._module)
        self._context.jobs.read(
            lambda: service.alike(draft),
            lambda found: self._show(found) if turn == self._turn else None,
            self._context.fail,
        )

    def _show(self, found: Sequence[Any]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for alike in found:
            self._lines.addWidget(self._line(alike))
        self.setVisible(bool(found))
        self.setAccessibleDescription(" ".join(_words(alike) for alike in found))
        window = self.window()
        if window is not self._context.window:  # a sheet grows with what it says
            QTimer.singleShot(0, window, window.adjustSize)

    def _line(self, alike: Any) -> QWidget:
        link = Link(_("Open"), lambda: self._open(alike.id))
        link.setAccessibleName(_("Open {name}").format(name=alike.name))
        link.setAutoDefault(True)  # Enter on it opens, and does not save
        words = Label(_words(alike), Text.SMALL, Role.TEXT2)
        return holder(row(IconLabel("info", Role.AMBER, 14), words, link, None, spacing=8))

    def _open(self, key: Any) -> None:
        self.opened.emit()
        self._context.navigate(Place(self._module, str(key)))


def _words(alike: Any) -> str:
    words = _(WORDS[alike.why]).format(name=alike.name)
    return f"{words} ({_('archived')})" if alike.is_archived else words


def _told_apart_by(draft: Any) -> tuple[object, ...]:
    mails = tuple(mail.address for mail in draft.emails)
    return draft.name, getattr(draft, "tax_number", ""), mails


def hint_in(dialog: StartDialog, context: Context, module: str) -> None:
    """Put the hint below the fields of a dialog."""
    hint = AlikeHint(context, module)
    hint.opened.connect(dialog.reject)
    dialog.body.insertWidget(1, hint)
    dialog.form.edited.connect(lambda: hint.look(dialog.form))
