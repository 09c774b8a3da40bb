"""The list of handovers: what was given to operations, and what was received."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from salesdesk.i18n import _
from salesdesk.ui.kit.empty import EmptyWords
from salesdesk.ui.kit.list_screen import ListScreen
from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from salesdesk.services.billing import ReadBack
    from salesdesk.ui.context import Context


class HandoversPage(ListScreen):
    module = "handovers"
    watches = frozenset({"handover"})
    can_import = True

    def __init__(self, context: Context) -> None:
        self.nouns = (_("handover"), _("handovers"))
        self.search_words = _("Search handovers")
        source = context.desk.handovers.listing
        super().__init__(context, source, _("Handover"), "package-check")

    def empty_words(self) -> EmptyWords:
        why = _(
            "An accepted proposal is handed over as one file: what was sold, its work plan, its "
            "billing plan and the printed page. Hand over from the proposal."
        )
        return EmptyWords(_("Nothing handed over yet"), why)

    def import_file(self) -> None:
        """Choose what came back: the receipt of operations, or Billing's documents."""
        kinds = f"{_('Receipts and documents of Billing')} (*.json)"
        name, _kind = QFileDialog.getOpenFileName(self, _("Read what came back"), "", kinds)
        if name:
            self.read_receipt(Path(name))

    def read_receipt(self, path: Path) -> None:
        """Mark as received what a receipt names, or bring Billing's documents to the accounts."""
        desk = self.context.desk

        def done(found: ReadBack | None) -> None:
            words = _("The receipt was read: the package arrived.")
            if found is not None:
                words = _("Documents of Billing: {added} new, {changed} changed, {same} as before.")
                words = words.format(added=found.added, changed=found.changed, same=found.same)
            self.context.toast(words)

        self.context.jobs.read(
            lambda: desk.handovers.read_back(path.read_bytes()), done, self.context.fail
        )

    def open_record(self, record: Any, how: str = "tab") -> None:
        """A handover has no page of its own; its proposal shows it."""
        desk, spec = self.context.desk, self.source.spec
        at = spec.position("proposal")

        def proposal() -> Any:
            return desk.key_of("proposals", str(desk.handovers.listing.rows([record])[0][at]))

        self.context.jobs.read(
            proposal, lambda key: self.context.navigate(Place("proposals", str(key)), how),
            self.context.fail,
        )  # fmt: skip
