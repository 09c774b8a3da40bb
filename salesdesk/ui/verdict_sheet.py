"""The sheet that says whether a printed proposal is the one that was issued."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import N_, _
from salesdesk.services import sealing
from salesdesk.services.sealing import Difference, Verdict
from salesdesk.services.verdict_words import advice, headline, state
from salesdesk.ui.context import Context
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import column, holder, row
from salesdesk.ui.page import Place
from salesdesk.ui.theme import Role, Text

_LOOKS = {
    sealing.UNTOUCHED: ("circle-check", Role.GREEN),
    sealing.COPY: ("circle-check", Role.GREEN),
    sealing.SUPERSEDED: ("history", Role.AMBER),
    sealing.CANCELLED: ("circle-alert", Role.AMBER),
    sealing.RESAVED: ("circle-alert", Role.AMBER),
    sealing.ALTERED: ("circle-alert", Role.RED),
}
_OTHER = ("circle-question-mark", Role.TEXT2)
_COLUMNS = (
    EditColumn("where", N_("Where"), TextEditor, width=150),
    EditColumn("ours", N_("As issued"), TextEditor, width=240),
    EditColumn("theirs", N_("In this file"), TextEditor, width=240),
)


class VerdictSheet(Sheet):
    """The verdict, what it means, the proposal's facts, and what differs."""

    def __init__(self, context: Context, path: Path, verdict: Verdict) -> None:
        icon, tone = _LOOKS.get(verdict.kind, _OTHER)
        width = 700 if verdict.differences else 520
        super().__init__(
            context.window, headline(verdict), advice(verdict), icon=icon, tone=tone, width=width
        )
        self._context = context
        self.body.addWidget(_facts([(_("File"), path.name), *_known(verdict)]))
        if verdict.differences:
            self.table = differences_table(verdict.differences)
            self.body.addWidget(self.table)
        if verdict.newer_id:
            words = _("Open {reference}").format(reference=verdict.newer)
            self.add_deed(words, partial(self._open, verdict.newer_id), primary=True)
        elif verdict.proposal_id:
            words = _("Open the proposal")
            self.add_deed(words, partial(self._open, verdict.proposal_id), primary=True)
        self.add_way_back(_("Close"))

    def _open(self, key: UUID) -> None:
        self.accept()
        self._context.navigate(Place("proposals", str(key)))


def _known(verdict: Verdict) -> list[tuple[str, str]]:
    if verdict.proposal_id is None or verdict.total is None:
        return []
    say = formats()
    return [
        (_("Proposal"), verdict.title),
        (_("Total"), say.money(verdict.total, verdict.currency)),
        (_("Issued on"), say.long_day(verdict.issued_on) if verdict.issued_on else ""),
        (_("State"), state(verdict)),
    ]


def _facts(rows: Sequence[tuple[str, str]]) -> QWidget:
    lines = []
    for name, value in rows:
        label = Label(name, Text.SMALL, Role.TEXT2)
        label.setFixedWidth(96)
        lines.append(holder(row(label, Label(value, Text.BODY, wrap=True), spacing=10)))
        lines[-1].layout().setStretch(1, 1)  # type: ignore[union-attr]
    return holder(column(*lines, spacing=6))


def differences_table(differences: Sequence[Difference]) -> EditTable:
    """What differs, to be read and copied."""
    table = EditTable(_COLUMNS, _("Differences"))
    table.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)
    table.show_rows([
        EditRow({"where": each.where, "ours": each.ours or "—", "theirs": each.theirs or "—"})
        for each in differences
    ])  # fmt: skip
    table.setFixedHeight(min(300, 34 * (len(differences) + 1) + 4))
    return table
