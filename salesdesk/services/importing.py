"""One door for every import, by the kind of what is in the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.services.desk import Desk
from salesdesk.services.import_report import ImportReport
from salesdesk.services.imports.catalog import (
    import_products,
    import_role_rates,
    import_sellers,
)
from salesdesk.services.imports.contacts import import_contacts
from salesdesk.services.imports.deals import import_opportunities
from salesdesk.services.imports.firms import import_accounts
from salesdesk.services.jobs import Progress

_SCOPED = {
    "contacts": import_contacts,
    "accounts": import_accounts,
    "opportunities": import_opportunities,
}
_PLAIN = {
    "products": import_products,
    "sellers": import_sellers,
    "role-rates": import_role_rates,
}


def import_file(
    desk: Desk,
    kind: str,
    path: Path,
    progress: Progress | None = None,
    *,
    company: str = "",
    into: str = "",
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Read a file; raises InvalidInput when nothing of it can be read.

    ``mapping`` is what ``imports.columns`` makes of the fields that a user chose for columns.
    """
    if not path.is_file():
        message = _("There is no file {path}.").format(path=path)
        raise InvalidInput(message, [Problem(message, file=path.name)])
    if kind in _SCOPED:
        return _SCOPED[kind](
            desk.database, path, progress, company=company, mapping=mapping, dry_run=dry_run
        )
    if kind in _PLAIN:
        return _PLAIN[kind](desk.database, path, progress, dry_run=dry_run)
    if kind == "exchange-rates":
        return desk.rates.import_ecb(path, progress, dry_run=dry_run)
    if kind == "work-plan":
        target = desk.key_of("estimations", into) if into else None
        return desk.estimations.import_work_plan(path, target, mapping, dry_run=dry_run)
    message = _("SalesDesk can't import {kind}.").format(kind=kind)
    raise InvalidInput(message, [Problem(message, "kind", value=kind)])
