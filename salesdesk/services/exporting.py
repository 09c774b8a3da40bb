"""Lists and records out: CSV, XLSX, vCard, MSPDI and JSON, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.listing import ColumnKind, ListColumn, ListQuery, Row
from salesdesk.services.actor import Right
from salesdesk.services.desk import Desk
from salesdesk.services.formula_cells import safe_cell
from salesdesk.services.listings import Listing
from salesdesk.services.modules import listing, module_rows
from salesdesk.services.plain import plain
from salesdesk.services.showing import show

_HIDDEN_COST = frozenset({"cost", "margin", "loaded_cost", "product_cost", "service_cost"})


def export(desk: Desk, kind: str, target: Path, number: str = "") -> int:
    """Write a module, or one record of it, in the format of the file's ending; answers the rows."""
    ending = target.suffix.lower()
    _require_ending(kind, target)
    if kind == "work-plan":
        return _export_plan(desk, target, number)
    if kind in _TABLES:
        return _export_table(desk, kind, target, number)
    if ending == ".json":
        return _export_json(desk, kind, target, number)
    source = listing(desk, kind)
    ids = [desk.key_of(kind, number)] if number else None
    if ending == ".vcf":
        return _export_vcards(desk, target, ids)
    return export_list(desk, source, ListQuery(), target, ids=ids)


def _require_ending(kind: str, target: Path) -> None:
    endings = _ENDINGS.get(kind, _LIST_ENDINGS)
    if target.suffix.lower() not in endings:
        message = _("{file}: {kind} are written to a file that ends in {endings}.").format(
            file=target.name, kind=kind, endings=", ".join(endings)
        )
        raise InvalidInput(message, [Problem(message, "file", file=target.name, value=kind)])


_LIST_ENDINGS = (".csv", ".xlsx", ".json")
_ENDINGS = {"work-plan": (".xml", ".xlsx"), "contacts": (*_LIST_ENDINGS, ".vcf")}
_TABLES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "sellers": (
        "users",
        {
            "name": "sales agent",
            "manager_id": "manager",
            "office": "regional office",
            "email": "email",
        },
    ),
    "role-rates": (
        "role-rates",
        {
            "role_id": "role",
            "currency": "currency",
            "valid_from": "valid from",
            "valid_to": "valid to",
            "cost": "cost",
            "sell": "sell",
        },
    ),
    "exchange-rates": (
        "exchange-rates",
        {
            "base": "base",
            "currency": "currency",
            "valid_on": "date",
            "rate": "rate",
            "source": "source",
        },
    ),
}
"""Settings lists that are imported too: their key, and the heading of each field."""


def _export_table(desk: Desk, kind: str, target: Path, number: str) -> int:
    """A settings list with the headings that its import reads; rates only for who sees costs."""
    if number:
        message = _("{kind} have no numbers; leave --number out.").format(kind=kind)
        raise InvalidInput(message, [Problem(message, "number", value=number)])
    key, headings = _TABLES[kind]
    desk.actor.require(Right.COST if kind == "role-rates" else Right.READ)
    fields = {f.name: f for f in desk.reference.spec(key).fields}
    labels = {
        f.target: dict(desk.reference.choices(f.target, limit=100_000))
        for f in fields.values()
        if f.target and f.name in headings
    }
    text = [list(headings.values())]
    for row in desk.reference.rows(key, limit=1_000_000):
        if kind == "sellers" and row.values["manager_id"] is None:
            continue
        values = (
            labels[fields[name].target].get(row.values[name], "")
            if fields[name].target
            else row.values[name]
            for name in headings
        )
        text.append([_csv_cell(value) for value in values])
    _write_rows(target, text)
    return len(text) - 1


def _write_rows(target: Path, rows: Sequence[Sequence[str]]) -> None:
    if target.suffix.lower() == ".json":
        named = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        _write_json(target, {"rows": named, "total": len(named)})
        return
    if target.suffix.lower() == ".xlsx":
        import xlsxwriter

        content = io.BytesIO()
        book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
        book.close()
        write_whole(target, content.getvalue())
        return
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    write_whole(target, text.getvalue().encode("utf-8-sig"))


def export_list(
    desk: Desk,
    source: Listing,
    query: ListQuery,
    target: Path,
    names: Sequence[str] = (),
    ids: Sequence[UUID] | None = None,
) -> int:
    """The rows of a query as CSV or XLSX, with these columns (all where none are named).

    ``ids`` names the records to write instead of all that the query finds.
    """
    desk.actor.require(Right.READ)
    columns = [
        c
        for c in source.spec.columns
        if (not names or c.name in names)
        and (c.name not in _HIDDEN_COST or desk.actor.may(Right.COST))
    ]
    rows = source.all_rows(query) if ids is None else source.rows(ids)
    positions = [source.spec.position(column.name) for column in columns]
    return write_table(target, columns, positions, rows)


def write_table(
    target: Path, columns: Sequence[ListColumn], positions: Sequence[int], rows: Sequence[Row]
) -> int:
    """Rows as CSV or XLSX by the file's ending, safe in a spreadsheet; answers how many."""
    if target.suffix.lower() == ".xlsx":
        _write_xlsx(target, columns, positions, rows)
    else:
        _write_csv(target, columns, positions, rows)
    return len(rows)


def _write_csv(
    target: Path, columns: Sequence[ListColumn], positions: Sequence[int], rows: Sequence[Row]
) -> None:
    """UTF-8 with its mark, which Excel needs to see it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(row[p]) for p in positions])
    write_whole(target, text.getvalue().encode("utf-8-sig"))


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    return safe_cell(value) if isinstance(value, str) else str(plain(value))


def _write_xlsx(
    target: Path, columns: Sequence[ListColumn], positions: Sequence[int], rows: Sequence[Row]
) -> None:
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for at, column in enumerate(columns):
        sheet.write_string(0, at, _(column.title), head)
        sheet.set_column(at, at, max(column.width / 8, 8))
    sheet.freeze_panes(1, 1)
    for line, row in enumerate(rows, 1):
        for at, (position, column) in enumerate(zip(positions, columns, strict=True)):
            _write_xlsx_cell(sheet, line, at, row[position], column.kind, day)
    book.close()
    write_whole(target, content.getvalue())


def _write_xlsx_cell(
    sheet: Any, line: int, at: int, value: Any, kind: ColumnKind, day: Any
) -> None:
    if value is None:
        return
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        sheet.write_number(line, at, value)
    elif kind is ColumnKind.DATE:
        sheet.write_datetime(line, at, value, day)
    else:
        sheet.write_string(line, at, str(plain(value)))


def _export_json(desk: Desk, kind: str, target: Path, number: str) -> int:
    if number:
        content: Mapping[str, Any] = show(desk, kind, number)
        count = 1
    else:
        found = module_rows(desk, kind)
        content, count = {"rows": found.rows, "total": found.total}, found.total
    _write_json(target, content)
    return count


def _write_json(target: Path, content: Mapping[str, Any]) -> None:
    write_whole(target, json.dumps(content, ensure_ascii=False, indent=1).encode())


def _export_vcards(desk: Desk, target: Path, ids: Sequence[UUID] | None = None) -> int:
    """Contacts as vCards 3.0: all, or those that are named."""
    keys = [row[0] for row in desk.contacts.listing.all_rows(ListQuery())] if ids is None else ids
    cards = [_vcard(desk.contacts.draft(key)) for key in keys]
    write_whole(target, "".join(cards).encode())
    return len(cards)


def _vcard(contact: Any) -> str:
    import vobject

    card = vobject.vCard()
    card.add("fn").value = contact.name
    card.add("n").value = vobject.vcard.Name(contact.family_name, contact.given_name)
    card.add("uid").value = str(contact.id)
    if contact.organization:
        card.add("org").value = [contact.organization, *filter(None, [contact.department])]
    if contact.job_title:
        card.add("title").value = contact.job_title
    if contact.birthday:
        card.add("bday").value = contact.birthday.isoformat()
    if contact.notes:
        card.add("note").value = contact.notes
    for email in contact.emails:
        card.add("email").value = email.address
    for phone in contact.phones:
        line = card.add("tel")
        line.value = phone.number
        if phone.label:
            line.type_param = phone.label.upper()
    for place in contact.addresses:
        card.add("adr").value = vobject.vcard.Address(
            place.street, place.city, place.state, place.postal_code, place.country
        )
    return str(card.serialize())


def _export_plan(desk: Desk, target: Path, number: str) -> int:
    if not number:
        message = _("Say which estimation: --number EST-…")
        raise InvalidInput(message, [Problem(message, "number")])
    key = desk.key_of("estimations", number)
    if target.suffix.lower() == ".xlsx":
        from salesdesk.services.estimation_workbook import workbook

        customer = not desk.actor.may(Right.COST)
        write_whole(target, workbook(desk.estimations.draft(key), customer=customer))
    else:
        write_whole(target, desk.estimations.export_work_plan(key))
    return 1


def write_whole(target: Path, content: bytes) -> None:
    """All of the file or none of it."""
    if not target.name:
        message = _("Name the file to write.")
        raise InvalidInput(message, [Problem(message, "file")])
    partial = target.with_name(target.name + ".part")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    except OSError as problem:
        partial.unlink(missing_ok=True)
        raise InvalidInput(
            _("{file} can't be written: {why}").format(file=target, why=problem.strerror)
        ) from problem
