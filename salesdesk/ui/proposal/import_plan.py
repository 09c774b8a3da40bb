"""Importing an estimation's work plan: which one, and from which day its work starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import DateEditor, RecordEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.screens.lookups import recorded
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import ProposalDraft
    from salesdesk.ui.context import Context


class ImportPlan(Sheet):
    """Its lines and dates take the place of those from an earlier import; own lines stay."""

    def __init__(
        self, parent: QWidget, context: Context, draft: ProposalDraft,
        imported: Callable[[ProposalDraft], None],
    ) -> None:  # fmt: skip
        super().__init__(
            parent, _("Import work plan"),
            _("Lines of an earlier import are replaced and keep their discounts; your own lines "
              "stay."),
            icon="upload", width=480,
        )  # fmt: skip
        self._context, self._draft, self._imported = context, draft, imported
        self.estimation = RecordEditor(recorded(context, "estimations"), "EST-2026-0031")
        self.start = DateEditor()
        self._why = Label("", Text.SMALL, Role.RED, wrap=True)
        for caption, editor in ((_("Estimation"), self.estimation),
                                (_("Work starts on"), self.start)):  # fmt: skip
            editor.name_field(caption)
            self.body.addWidget(Label(caption, Text.SMALL, Role.TEXT2))
            self.body.addWidget(editor)
        self.body.addWidget(
            Label(_("Empty: the day that the estimation says."), Text.SMALL, Role.TEXT3)
        )
        self.body.addWidget(self._why)
        self._why.hide()
        self.add_way_back()
        self.deed = self.add_deed(_("Import work plan"), self._import, primary=True)
        self.estimation.write(draft.estimation_id)
        self.start.write(draft.starts_on)
        (self.start if draft.estimation_id else self.estimation).setFocus()

    def _import(self) -> None:
        chosen: UUID | None = self.estimation.read()
        if chosen is None:
            self._say(InvalidInput(_("Choose the estimation whose plan is imported.")))
            return
        try:
            start: date | None = self.start.read()
        except InvalidInput as wrong:
            self._say(wrong)
            return
        desk, draft = self._context.desk, self._draft
        self._context.jobs.read(
            lambda: desk.proposals.with_plan(draft, chosen, start), self._done, self._say
        )

    def _done(self, draft: Any) -> None:
        self.accept()
        self._imported(draft)

    def _say(self, failure: BaseException) -> None:
        self._why.setText(str(failure))
        self._why.show()
        self.adjustSize()
