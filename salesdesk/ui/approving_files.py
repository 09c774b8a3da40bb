"""Approval by file: opening a request, reading an answer, and the key of one's own."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QLineEdit

from salesdesk.i18n import _
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.page import Place
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from uuid import UUID

    from salesdesk.ui.context import Context

REQUEST, ANSWER, KEY = ".sdapprove", ".sdanswer", ".sdkey"


class ApprovalFiles:
    """What can be done with the files of approvals, from wherever the user is."""

    def __init__(self, context: Context) -> None:
        self._context = context

    # -- whatever comes

    def open(self, path: Path) -> None:
        """A request is shown, an answer read, a public key put on its user."""
        deeds = {REQUEST: self.show_request, ANSWER: self.read_answer, KEY: self.read_key}
        deed = deeds.get(path.suffix.lower())
        if deed is not None:
            deed(path)

    def ask_request(self) -> None:
        self._choose(_("Approve a file"), _("Requests (*.sdapprove)"), self.show_request)

    def ask_answer(self) -> None:
        self._choose(_("Read approval from file"), _("Answers (*.sdanswer)"), self.read_answer)

    def ask_key(self) -> None:
        self._choose(_("Read a public key"), _("Public keys (*.sdkey)"), self.read_key)

    def _choose(self, title: str, kinds: str, deed: Any) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self._context.window, title, "", kinds)
        if chosen:
            deed(Path(chosen))

    def _save(self, title: str, name: str, kinds: str) -> Path | None:
        chosen, _kind = QFileDialog.getSaveFileName(self._context.window, title, name, kinds)
        path = Path(chosen) if chosen else None
        return path if path is None or path.suffix else path.with_suffix(Path(name).suffix)

    # -- the one who asks

    def ask_for(self, proposal: UUID, name: str) -> None:
        """Save the request for a proposal that waits."""
        file = f"{name}{REQUEST}".replace("/", "-")
        path = self._save(_("Ask for approval by file"), file, _("Requests (*.sdapprove)"))
        if path is not None:
            self.write_request(proposal, path)

    def write_request(self, proposal: UUID, path: Path) -> None:
        database = self._context.desk.database

        def work() -> None:
            from salesdesk.services.approval_request import request_for
            from salesdesk.services.exporting import write_whole

            write_whole(path, request_for(database, proposal))

        said = _("The request was written to {file}. Send it to somebody who may approve.")
        self._do(work, lambda _found: said.format(file=path.name))

    def read_answer(self, path: Path) -> None:
        """Verify an answer and take its step."""
        database = self._context.desk.database

        def work() -> Any:
            from salesdesk.services.approval_files import read_answer

            return read_answer(database, path.read_bytes())

        def done(stepped: Any) -> None:
            said = {"approved": _("{number} is approved."), "draft": _("{number} was returned.")}
            words = said.get(stepped["status"], "{number}")
            self._context.toast(words.format(number=stepped["number"]))
            self._context.navigate(Place("proposals", str(stepped["id"])))

        self._context.jobs.read(work, done, self._context.fail)

    # -- the one who approves

    def show_request(self, path: Path) -> None:
        """Figures and pages of a request, and the deed."""
        database = self._context.desk.database

        def work() -> Any:
            from salesdesk.services.approval_keys import has_key, needs_passphrase
            from salesdesk.services.approval_request import read_request

            return read_request(path.read_bytes()), has_key(database), needs_passphrase(database)

        def shown(found: Any) -> None:
            from salesdesk.ui.request_sheet import RequestSheet

            request, has_key, is_locked = found
            if not has_key:
                self.own_key()
                return
            RequestSheet(
                self._context, request, partial(self._sign, path), is_locked=is_locked
            ).open()

        self._context.jobs.read(work, shown, self._context.fail)

    def _sign(self, asked: Path, request: Any, decision: str, comment: str, word: str) -> None:
        name = str(asked.with_suffix(ANSWER))
        path = self._save(_("Save the answer"), name, _("Answers (*.sdanswer)"))
        if path is not None:
            self.write_answer(path, request, decision, comment, word)

    def write_answer(
        self, path: Path, request: Any, decision: str, comment: str = "", word: str = ""
    ) -> None:
        """The signed answer, to be sent back."""
        database = self._context.desk.database

        def work() -> None:
            from salesdesk.services.approval_files import answer_to
            from salesdesk.services.exporting import write_whole

            write_whole(path, answer_to(database, request, decision, comment, word))

        said = _("The signed answer was written to {file}. Send it back to {name}.")
        self._do(work, lambda _found: said.format(file=path.name, name=request.asked_by))

    # -- keys

    def own_key(self) -> None:
        """Make a key, or save the public half of the one there is."""
        KeySheet(self._context, self).open()

    def make_key(self, passphrase: str) -> None:
        database = self._context.desk.database

        def work() -> str:
            from salesdesk.services.approval_keys import make_key

            return make_key(database, passphrase)

        self._do(work, lambda _key: _("Your key was made. Save its public half for those who ask."))

    def save_key(self) -> None:
        """The public half as a file."""
        actor = self._context.desk.actor
        path = self._save(
            _("Save the public key"), f"{actor.username}{KEY}", _("Public keys (*.sdkey)")
        )
        if path is not None:
            self.write_key(path)

    def write_key(self, path: Path) -> None:
        database = self._context.desk.database

        def work() -> None:
            from salesdesk.services.approval_keys import export_key
            from salesdesk.services.exporting import write_whole

            write_whole(path, export_key(database))

        self._do(work, lambda _found: _("The public key was written to {file}.").format(
            file=path.name))  # fmt: skip

    def read_key(self, path: Path) -> None:
        """Put a colleague's public key on the user of the same name."""
        database = self._context.desk.database

        def work() -> str:
            from salesdesk.services.approval_keys import import_key

            return import_key(database, path.read_bytes())

        self._do(work, lambda name: _("{name} can approve by file now.").format(name=name))

    def _do(self, work: Any, words: Any) -> None:
        toast = self._context.toast
        self._context.jobs.read(work, lambda found: toast(words(found)), self._context.fail)


class KeySheet(Sheet):
    """Whether there is a key, and what can be done with it."""

    def __init__(self, context: Context, files: ApprovalFiles) -> None:
        from salesdesk.services.approval_keys import has_key

        self.has_key = has_key(context.desk.database)
        why = _("You have a key on this computer. Those who ask you for approvals by file need "
                "its public half; the private one never leaves your folder.")  # fmt: skip
        first = _("You sign approvals by file with a key of your own. Its private half stays in "
                  "your folder on this computer; a passphrase keeps it from whoever sits "
                  "here.")  # fmt: skip
        super().__init__(
            context.window, _("My approval key"), why if self.has_key else first, icon="lock"
        )
        self._files = files
        self.word = QLineEdit()
        self.word.setEchoMode(QLineEdit.EchoMode.Password)
        self.again = QLineEdit()
        self.again.setEchoMode(QLineEdit.EchoMode.Password)
        self.wrong = Label("", Text.SMALL, Role.RED, wrap=True)
        self.wrong.hide()
        if not self.has_key:
            for field, words in ((self.word, _("Passphrase, if you want one")),
                                 (self.again, _("Once more"))):  # fmt: skip
                field.setAccessibleName(words)
                self.body.addWidget(Label(words, Text.SMALL, Role.TEXT2))
                self.body.addWidget(field)
            self.body.addWidget(self.wrong)
        self.add_way_back(_("Close"))
        deed = (_("Save public key…"), self._save) if self.has_key else (_("Make a key"), self.make)
        self.add_deed(*deed, primary=True)

    def _save(self) -> None:
        self.accept()
        self._files.save_key()

    def make(self) -> None:
        if self.word.text() != self.again.text():
            self.wrong.setText(_("The two passphrases differ."))
            self.wrong.show()
            return
        self.accept()
        self._files.make_key(self.word.text())
