"""Beginning a proposal as a template does, and keeping one as a template."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui.context import Context
from salesdesk.ui.kit.ask_text import AskText
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import ChoiceEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import ProposalDraft
    from salesdesk.services.text_library import Template, TextLibrary


class ChooseTemplate(Sheet):
    """Which template the proposal takes its sections and texts from."""

    def __init__(
        self, parent: QWidget, templates: tuple[Template, ...], chosen: Callable[[UUID], object]
    ) -> None:
        super().__init__(
            parent, _("Begin as a template does"),
            _("Sections, texts, language and paper become the template's. Lines, terms of payment "
              "and dates stay."), width=460,
        )  # fmt: skip
        self._chosen = chosen
        names = [(each.id, f"{each.name} ({each.language})") for each in templates]
        self.choice = ChoiceEditor(names)
        self.choice.name_field(_("Template"))
        self.body.addWidget(Label(_("Template"), Text.SMALL, Role.TEXT2))
        self.body.addWidget(self.choice)
        self.add_way_back()
        self.add_deed(_("Take template"), self._take, primary=True)
        self.choice.setFocus()

    def _take(self) -> None:
        self.accept()
        self._chosen(self.choice.read())


def choose_template(parent: QWidget, context: Context, bench: Bench) -> None:
    """Ask which one, and make the draft begin as it does."""
    library = _library(context)

    def taken(draft: ProposalDraft) -> None:
        bench.edit(draft, _("begin as a template does"))

    def take(key: UUID) -> None:
        draft = bench.draft
        context.jobs.read(lambda: library.with_template(draft, key), taken, context.fail)

    def offer(templates: tuple[Template, ...]) -> None:
        if templates:
            ChooseTemplate(parent, templates, take).open()
        else:
            context.toast(_("There is no template yet; keep a proposal as one first."))

    context.jobs.read(library.templates, offer, context.fail)


def ask_template_name(parent: QWidget, context: Context, draft: ProposalDraft) -> None:
    """Ask for the name and keep the template."""
    library = _library(context)

    def kept(name: str, _answer: object) -> None:
        context.toast(_("“{name}” is a template now.").format(name=name))

    def keep(name: str) -> None:
        context.jobs.read(
            lambda: library.keep_template(draft, name), partial(kept, name), context.fail
        )

    AskText(parent, _("Keep as a template"), _("Name"), _("Keep template"), keep).open()


def _library(context: Context) -> TextLibrary:
    from salesdesk.services.text_library import TextLibrary

    return TextLibrary(context.desk.database)
