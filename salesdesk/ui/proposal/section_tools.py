"""What can be done with the outline beside walking it: add, rename and take out sections."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from salesdesk.i18n import _
from salesdesk.models.values import sections as kinds
from salesdesk.ui.context import Context
from salesdesk.ui.kit.ask_text import AskText
from salesdesk.ui.kit.buttons import IconButton
from salesdesk.ui.kit.panels import row
from salesdesk.ui.proposal.outline import Outline


class SectionTools(QWidget):
    """One button with a menu; the same menu opens with the right mouse button."""

    def __init__(self, outline: Outline, context: Context) -> None:
        super().__init__()
        self.outline, self.context = outline, context
        self._more = IconButton("ellipsis", _("Add or change sections"), "", self.show_menu, 26)
        self.setLayout(row(self._more))
        outline.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        outline.customContextMenuRequested.connect(lambda _at: self.show_menu())
        outline.bench.shown.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._more.setVisible(self.outline.bench.editable)

    def show_menu(self) -> None:
        if not self.outline.bench.editable:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, deed in self.deeds():
            menu.addAction(words).triggered.connect(lambda _on=False, deed=deed: deed())
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def deeds(self) -> list[tuple[str, Callable[[], object]]]:
        found: list[tuple[str, Callable[[], object]]] = [
            (_("Add a text of your own…"), self.add_text),
            (_("Add own pages…"), self.choose_pages),
            (_("Another title…"), self.ask_title),
            (_("Move up") + "\tAlt+Up", lambda: self.outline.move_section(-1)),
            (_("Move down") + "\tAlt+Down", lambda: self.outline.move_section(1)),
            (_("Print or leave out") + "\tSpace", self.outline.toggle),
        ]
        if self.outline.is_own:
            found.append((_("Take out") + "\tDelete", self.outline.remove_section))
        return found

    def add_text(self) -> None:
        AskText(
            self.window(), _("Add a text of your own"), _("Title"), _("Add section"),
            lambda title: self.outline.add_section(kinds.TEXT, title),
        ).open()  # fmt: skip

    def choose_pages(self) -> None:
        """Ask for a PDF or a picture."""
        kinds_of_file = _("PDF and pictures (*.pdf *.png *.jpg *.jpeg *.webp *.gif *.bmp *.tif)")
        name, _kind = QFileDialog.getOpenFileName(
            self.window(), _("Add own pages"), "", kinds_of_file
        )
        if name:
            self.add_pages(Path(name))

    def add_pages(self, path: Path) -> None:
        """Keep the pages in the background, and print them as a section of their own."""

        def keep() -> str:
            from salesdesk.services.own_pages import keep_own_pages

            return keep_own_pages(self.context.desk.database, path)

        def kept(file: str) -> None:
            self.outline.add_section(kinds.OWN, path.stem, file)

        self.context.jobs.read(keep, kept, self.context.fail)

    def ask_title(self) -> None:
        """Another title for the section; empty gives it its usual one."""
        section = kinds.section_at(self.outline.bench.draft.sections, self.outline.current)
        if section is not None and section.kind in kinds.WRITTEN | {kinds.OWN}:
            AskText(
                self.window(), _("Title of the section"),
                _("Title, at the head of its pages; empty is the usual one"), _("Take title"),
                self.outline.rename, section.title, may_be_empty=True,
            ).open()  # fmt: skip
