"""What a proposal prints: the customer's document, and the margin sheet that stays in the house."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu

from salesdesk.i18n import N_, _
from salesdesk.ui.commands import Command
from salesdesk.ui.context import Context
from salesdesk.ui.kit.buttons import key_text
from salesdesk.ui.proposal.builder_tab import ProposalTab

PRINT = "Ctrl+P"
PAPERS = {
    "summary": (N_("Save the one-page summary as a PDF"), N_("{name}, one page")),
    "booklet": (N_("Save the booklet as a PDF"), N_("{name}, booklet")),
    "walk-away": (N_("Save the walk-away card as a PDF"), N_("{name}, walk-away card, internal")),
}
"""By paper: what the dialog says, and how the file is called."""


class PrintingTab(ProposalTab):
    """Printing from a menu beside the steps, from the palette and by key."""

    def __init__(self, context: Context, record: str) -> None:
        self.folder: Path | None = None
        super().__init__(context, record)
        menu = QMenu(self._print)
        menu.addAction(f"{_('Customer document…')}\t{key_text(PRINT)}", self.print_pdf)
        self._stored = menu.addAction(_("The file as it was issued…"), self.print_stored)
        menu.addAction(_("One-page summary…"), partial(self.print_paper, "summary"))
        menu.addAction(_("Booklet for the meeting…"), partial(self.print_paper, "booklet"))
        self._mail = menu.addAction(_("E-mail with the issued file…"), self.write_mail)
        menu.addSeparator()
        self._notice = menu.addAction(_("Change notice…"), self.print_last_notice)
        self._sheet = menu.addAction(_("Margin sheet (internal)…"), self.print_margin_sheet)
        self._card = menu.addAction(
            _("Walk-away card (internal)…"), partial(self.print_paper, "walk-away")
        )
        menu.addSeparator()
        self._opens = menu.addAction(_("Open the folder of the last print"), self.open_folder)
        menu.aboutToShow.connect(self._look)
        self._print.setMenu(menu)

    def _look(self) -> None:
        """What the menu can do now."""
        self._sheet.setVisible(self._has_margin_sheet())
        self._stored.setVisible(self._is_superseded())
        self._notice.setVisible(self._before() is not None)
        self._card.setVisible(self._has_margin_sheet())
        self._mail.setEnabled(self._is_issued())
        self._opens.setEnabled(self._has_printed())

    def _has_margin_sheet(self) -> bool:
        return self.bench is not None and self.bench.may_cost

    def _is_issued(self) -> bool:
        return self.bench is not None and self.bench.draft.issued_on is not None

    def _is_superseded(self) -> bool:
        """Whether printing it says so across the pages, so that the issued file is another."""
        return self.bench is not None and self.bench.draft.status == "superseded"

    def _has_printed(self) -> bool:
        return self.folder is not None and self.folder.is_dir()

    def print_pdf(self) -> None:
        """Save the pages as a PDF where the user says."""
        path = self._asked(_("Save the proposal as a PDF"), self.title)
        if path is not None:
            self.write_pdf(path)

    def print_stored(self) -> None:
        """Save the file of a replaced revision byte for byte as the customer has it."""
        name = _("{name}, as issued").format(name=self.title)
        path = self._asked(_("Save the file as it was issued"), name)
        if path is not None:
            self.write_stored(path)

    def write_stored(self, path: Path) -> None:
        """The bytes that were stored at issue."""
        database, key = self.context.desk.database, self.key

        def work() -> Path:
            from salesdesk.services.proposal_offer import issued_file

            path.write_bytes(issued_file(database, key))
            return path

        self.context.jobs.read(work, self._written, self.context.fail)

    def print_margin_sheet(self) -> None:
        """Costs and margins of each line, for eyes inside the house."""
        name = _("{name}, margin sheet, internal").format(name=self.title)
        path = self._asked(_("Save the margin sheet as a PDF"), name)
        if path is not None:
            self.write_pdf(path, internal=True)

    def _before(self) -> UUID | None:
        """The revision before this one."""
        keys = [key for key, _number, _status in self._revisions]
        at = keys.index(self.key) if self.key in keys else 0
        return keys[at - 1] if at else None

    def print_last_notice(self) -> None:
        """What this revision changes, for the customer."""
        before = self._before()
        if before is not None:
            self.print_notice(before, self.key)

    def print_notice(self, earlier: UUID, later: UUID) -> None:
        """What one proposal changes of another, for the customer: prices only."""
        name = _("{name}, change notice").format(name=self.title)
        path = self._asked(_("Save the change notice as a PDF"), name)
        if path is not None:
            self.write_notice(path, earlier, later)

    def write_notice(self, path: Path, earlier: UUID, later: UUID) -> None:
        """The notice as it is saved, in the language of the later one."""
        database = self.context.desk.database

        def work() -> Path:
            from salesdesk.services.change_notices import change_notice
            from salesdesk.services.exporting import write_whole

            write_whole(path, change_notice(database, earlier, later))
            return path

        self.context.jobs.read(work, self._written, self.context.fail)

    def print_paper(self, kind: str) -> None:
        """One of the other papers, of the proposal as it stands."""
        title, name = _(PAPERS[kind][0]), _(PAPERS[kind][1]).format(name=self.title)
        path = self._asked(title, name)
        if path is not None:
            self.write_paper(kind, path)

    def _asked(self, title: str, name: str, ending: str = ".pdf", kinds: str = "") -> Path | None:
        """Where to save, by the user's choice."""
        if self.bench is None:
            return None
        self._settle()
        file = f"{name}{ending}".replace("/", "-")
        start = str(self.folder / file) if self.folder is not None else file
        chosen, _kind = QFileDialog.getSaveFileName(self, title, start, kinds or _("PDF (*.pdf)"))
        path = Path(chosen) if chosen else None
        return path if path is None or path.suffix else path.with_suffix(ending)

    def write_pdf(self, path: Path, *, internal: bool = False) -> None:
        """A proposal that may be changed is printed as it stands; others as they are kept."""
        assert self.bench is not None
        proposals, bench, key = self.context.desk.proposals, self.bench, self.key
        draft = bench.draft

        def work() -> Path:
            pdf = (
                proposals.preview(proposals.calculated(draft), internal=internal)
                if bench.editable
                else proposals.print(key, internal=internal)
            )
            path.write_bytes(pdf)
            return path

        self.context.jobs.read(work, self._written, self.context.fail)

    def write_paper(self, kind: str, path: Path) -> None:
        assert self.bench is not None
        proposals, draft, is_open = (
            self.context.desk.proposals,
            self.bench.draft,
            self.bench.editable,
        )

        def work() -> Path:
            from salesdesk.services.proposal_papers import paper_pdf

            shown = proposals.calculated(draft) if is_open else draft
            path.write_bytes(paper_pdf(proposals, kind, shown))
            return path

        self.context.jobs.read(work, self._written, self.context.fail)

    def write_mail(self) -> None:
        """A draft for the user's mail program, saved where the user says and opened there."""
        path = self._asked(_("Save the e-mail"), self.title, ".eml", _("E-mail (*.eml)"))
        if path is not None:
            self.save_mail(path)

    def save_mail(self, path: Path) -> None:
        proposals, key = self.context.desk.proposals, self.key

        def work() -> tuple[Path, str]:
            from salesdesk.services.proposal_mail import eml, mail_of, mailto

            mail = mail_of(proposals, key)
            path.write_bytes(eml(mail))
            return path, mailto(mail)

        self.context.jobs.read(work, self._open_mail, self.context.fail)

    def _open_mail(self, made: tuple[Path, str]) -> None:
        """Where nothing opens drafts, the mail program at least begins a letter."""
        path, address = made
        self.folder = path.parent
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            words = _("E-mail saved as {file} and opened.")
        elif QDesktopServices.openUrl(QUrl(address)):
            words = _("Nothing here opens {file}. A new e-mail was begun: attach the PDF to it.")
        else:
            words = _("E-mail saved as {file}. Open it with your mail program.")
        self.context.toast(words.format(file=path.name), self.open_folder, _("Open folder"))

    def _written(self, path: Path) -> None:
        self.folder = path.parent
        words = _("Printed to {file}").format(file=path.name)
        self.context.toast(words, self.open_folder, _("Open folder"))

    def open_folder(self) -> None:
        """Show what was printed last where it lies."""
        if self._has_printed():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))

    def printing_commands(self) -> list[Command]:
        return [
            Command("proposal.print", _("Print"), self.print_pdf, PRINT, "printer", "file",
                    "proposal"),
            Command("proposal.stored", _("Save the file as it was issued"), self.print_stored,
                    menu="file", scope="proposal", enabled=self._is_superseded),
            Command("proposal.margin_sheet", _("Print the margin sheet (internal)"),
                    self.print_margin_sheet, menu="file", scope="proposal",
                    enabled=self._has_margin_sheet),
            Command("proposal.summary", _("Print the one-page summary"),
                    partial(self.print_paper, "summary"), menu="file", scope="proposal"),
            Command("proposal.booklet", _("Print the booklet for the meeting"),
                    partial(self.print_paper, "booklet"), menu="file", scope="proposal"),
            Command("proposal.walk_away", _("Print the walk-away card (internal)"),
                    partial(self.print_paper, "walk-away"), menu="file", scope="proposal",
                    enabled=self._has_margin_sheet),
            Command("proposal.mail", _("Write an e-mail with the issued file"), self.write_mail,
                    icon="mail", menu="file", scope="proposal", enabled=self._is_issued),
            Command("proposal.notice", _("Print the change notice"), self.print_last_notice,
                    menu="file", scope="proposal", enabled=lambda: self._before() is not None),
            Command("proposal.folder", _("Open the folder of the last print"), self.open_folder,
                    menu="file", scope="proposal", enabled=self._has_printed),
        ]  # fmt: skip
