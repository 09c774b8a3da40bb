"""Any file that holds a work plan, read by its ending; runs in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from salesdesk.i18n import _
from salesdesk.services.mspdi import LARGEST_FILE, ImportedPlan
from salesdesk.services.plan_xml import unreadable

TABLES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm")
ENDINGS = (".xml", ".gan", *TABLES)


def read_plan_file(path: Path, mapping: Mapping[str, str] | None = None) -> ImportedPlan:
    """Read a plan; ``mapping`` gives the headings of a table other names.

    Raises InvalidInput when it can't be read, or is no kind of file that holds a plan.
    """
    ending = path.suffix.lower()
    if ending in TABLES:
        from salesdesk.services.plan_tables import read_table_file

        return read_table_file(path, mapping)
    if path.stat().st_size > LARGEST_FILE:
        raise unreadable(path.name, _("it is larger than 64 MB"))
    if ending == ".gan":
        from salesdesk.services.gantt_project import read as read_gan

        return read_gan(path.read_bytes(), path.name)
    if ending == ".xml":
        from salesdesk.services.mspdi import read as read_project

        return read_project(path.read_bytes(), path.name)
    known = ", ".join(ENDINGS)
    reason = _("a work plan is read from a file that ends in {endings}").format(endings=known)
    raise unreadable(path.name, reason)
