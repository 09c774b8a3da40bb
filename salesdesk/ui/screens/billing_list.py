"""What Billing has made of an account's handovers: its operational transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesdesk.i18n import _
from salesdesk.models.values.listing import ListQuery, SortKey
from salesdesk.ui.kit.linked_list import LinkedList
from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from salesdesk.services.listings import Listing
    from salesdesk.ui.context import Context

NEWEST = ListQuery(sort=(SortKey("dated_on", descending=True),))


class BillingList(LinkedList):
    """Enter opens the proposal that a document belongs to."""

    def __init__(self, context: Context, source: Listing) -> None:
        nouns = (_("document"), _("documents"))
        super().__init__(context, source, NEWEST, "proposals", nouns)
        self._source = source

    def _open(self, record: Any, how: str) -> None:
        desk, at = self._context.desk, self._source.spec.position("proposal")

        def proposal() -> Any:
            number = self._source.rows([record])[0][at]
            return desk.key_of("proposals", str(number)) if number else None

        def opened(key: Any) -> None:
            if key is None:
                self._context.toast(_("This document belongs to no proposal of ours."))
            else:
                self._context.navigate(Place("proposals", str(key)), how)

        self._context.jobs.read(proposal, opened, self._context.fail)
