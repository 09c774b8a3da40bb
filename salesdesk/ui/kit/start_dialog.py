"""One to four fields to start something: Save, or Save and New."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput, SalesDeskError
from salesdesk.i18n import _
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.form import Field, Form, Group
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.theme import Role, Text


class StartDialog(Sheet):
    """Saves in the background; problems stay beside their fields."""

    def __init__(
        self, parent: QWidget, title: str, fields: Sequence[Field], jobs: Background,
        blank: Callable[[], Any], save: Callable[[Any], Any], saved: Callable[[Any], None],
    ) -> None:  # fmt: skip
        """``save`` runs in a worker; ``saved`` gets its answer when the dialog closes."""
        super().__init__(parent, title, width=480)
        self._jobs, self._blank, self._save, self._saved = jobs, blank, save, saved
        self.form = Form([Group("", fields)], blank(), columns=1)
        self._rest = Label("", Text.SMALL, Role.RED, wrap=True)
        self._rest.hide()
        self.body.addWidget(self.form)
        self.body.addWidget(self._rest)
        self.add_way_back()
        self.add_deed(_("Save and New"), lambda: self._start(again=True), key="Ctrl+Shift+S")
        self.add_deed(_("Save"), lambda: self._start(again=False), primary=True)
        self.form.focus_first()

    def _start(self, *, again: bool) -> None:
        try:
            draft = self.form.draft
        except InvalidInput as wrong:
            self._wrong(wrong)
            return
        self._jobs.read(
            lambda: self._save(draft), lambda answer: self._done(answer, again=again), self._wrong
        )

    def _done(self, answer: Any, *, again: bool) -> None:
        if again:
            self.form.show_draft(self._blank())
            self._rest.hide()
            self.form.focus_first()
        else:
            self.accept()
            self._saved(answer)

    def _wrong(self, failure: BaseException) -> None:
        if not isinstance(failure, SalesDeskError):
            raise failure
        rest = self.form.show_problems(failure.problems)
        words = [p.message for p in rest] or ([] if failure.problems else [failure.message])
        self._rest.setText("\n".join(words))
        self._rest.setVisible(bool(words))
        self.adjustSize()
