"""Starting a proposal: from an estimation, from another proposal, or empty."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.ui.kit.buttons import Segments
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import DateEditor, RecordEditor, TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.page import Place
from salesdesk.ui.screens.lookups import recorded
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

SOURCES = ("estimation", "proposal", "empty")


class NewProposal(Sheet):
    """Asks for the source; a work plan also for its new start."""

    def __init__(self, parent: QWidget, context: Context, source: str = "estimation") -> None:
        super().__init__(
            parent, _("New proposal"),
            _("The quickest way is from an estimation: phases, prices and dates come along."),
            width=480,
        )  # fmt: skip
        self._context = context
        options = [("estimation", _("From an estimation"), "table"),
                   ("proposal", _("From a proposal"), "copy"),
                   ("empty", _("Empty"), "file")]  # fmt: skip
        self._source = Segments(options, source, _("Made from"))
        self._source.chosen.connect(lambda _key: self._show())
        self._estimation = RecordEditor(recorded(context, "estimations"), "EST-2026-0031")
        self._proposal = RecordEditor(recorded(context, "proposals"), "PRO-2026-0042")
        self._account = RecordEditor(recorded(context, "accounts"))
        self._start = DateEditor()
        self._name = TextEditor()
        self._why = Label("", Text.SMALL, Role.RED, wrap=True)
        self.body.addWidget(self._source)
        self._rows = [
            (self._add(_("Estimation"), self._estimation), self._estimation, ("estimation",)),
            (self._add(_("Work starts on"), self._start), self._start, ("estimation",)),
            (self._add(_("Proposal"), self._proposal), self._proposal, ("proposal",)),
            (self._add(_("Account"), self._account), self._account, ("empty", "proposal")),
            (self._add(_("Name"), self._name), self._name, SOURCES),
        ]
        self.body.addWidget(self._why)
        self._why.hide()
        self.add_way_back()
        self.add_deed(_("Create proposal"), self._create, primary=True)
        self._show()

    def _add(self, caption: str, editor: Any) -> Label:
        label = Label(caption, Text.SMALL, Role.TEXT2)
        editor.name_field(caption)
        self.body.addWidget(label)
        self.body.addWidget(editor)
        return label

    def _show(self) -> None:
        for label, editor, sources in self._rows:
            shown = self._source.current in sources
            label.setVisible(shown)
            editor.setVisible(shown)
        self.adjustSize()

    def _create(self) -> None:
        desk, source = self._context.desk, self._source.current
        estimation, proposal = self._estimation.read(), self._proposal.read()
        account, name = self._account.read(), str(self._name.read()).strip()
        try:
            start = self._start.read()
        except InvalidInput as wrong:
            self._say(wrong)
            return
        missing = {"estimation": estimation is None, "proposal": proposal is None}
        if missing.get(source):
            self._say(InvalidInput(_("Choose what the proposal is made from.")))
            return

        def make() -> Any:
            if source == "estimation":
                draft = desk.proposals.from_estimation(estimation, start)
            elif source == "proposal":
                draft = desk.proposals.from_proposal(proposal, account)
            else:
                draft = desk.proposals.new(account)
            named = replace(draft, name=name or draft.name or _("New proposal"))
            return desk.proposals.save(named)

        self._context.jobs.read(make, self._made, self._say)

    def _made(self, key: Any) -> None:
        self.accept()
        self._context.navigate(Place("proposals", str(key)))

    def _say(self, failure: BaseException) -> None:
        self._why.setText(str(failure))
        self._why.show()
        self.adjustSize()
