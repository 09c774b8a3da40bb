"""A section's text with its translation below it, while the proposal has a second language."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.models.values.sections import section_at, with_section
from salesdesk.ui.context import Context
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import column
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.proposal.details import LANGUAGES
from salesdesk.ui.proposal.text_section import TextSection
from salesdesk.ui.proposal.text_tools import TextTools
from salesdesk.ui.theme import Role, Text


class Translated(QWidget):
    """The first text is the section's own editor; the second is kept beside it."""

    def __init__(
        self, bench: Bench, context: Context, key: str, name: str, first: TextSection
    ) -> None:
        super().__init__()
        self.bench, self._key = bench, key
        self._caption = Label("", Text.STRONG, Role.TEXT2)
        hint = _("Printed in a column of its own beside the first language.")
        named = _("Second language: {section}").format(section=name)
        tools = TextTools(bench, context, key.partition(":")[0], is_second=True)
        self.second = TextSection(bench, named, hint, self._read, self._keep, tools)
        self.setLayout(column(first, self._caption, self.second, spacing=10))
        bench.shown.connect(self.show_draft)
        self.show_draft()

    def show_draft(self) -> None:
        language = self.bench.draft.second_language
        has_second = bool(language) and language != self.bench.draft.language
        self._caption.setText(dict(LANGUAGES).get(language, language))
        for widget in (self._caption, self.second):
            widget.setVisible(has_second)

    def _read(self) -> str:
        section = section_at(self.bench.draft.sections, self._key)
        return section.second_text if section else ""

    def _keep(self, words: str, label: str) -> None:
        section = section_at(self.bench.draft.sections, self._key)
        if section is not None:
            fresh = replace(section, second_text=words)
            self.bench.set(label, sections=with_section(self.bench.draft.sections, fresh))
