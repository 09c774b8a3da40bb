"""The columns of a file and the field each is read as: recognised, or chosen by the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from salesdesk.i18n import N_
from salesdesk.services.import_report import ImportReport
from salesdesk.services.imports import deals, firms, people
from salesdesk.services.imports.field import ImportField
from salesdesk.services.imports.plan_columns import PLAN_FIELDS
from salesdesk.services.imports.table import FileTable, read_table

NOT_READ = ""
"""The field of a column that is left out."""
_SHOWN = 3
_STREETS, _CITIES, _STATES, _CODES, _COUNTRIES = (
    tuple(dict.fromkeys(place[at] for place in people.PLACES)) for at in range(1, 6)
)


FIELDS: Mapping[str, tuple[ImportField, ...]] = {
    "contacts": (
        ImportField("name", N_("Name"), people.NAME),
        ImportField("given_name", N_("First name"), people.GIVEN),
        ImportField("middle_name", N_("Middle name"), people.MIDDLE),
        ImportField("family_name", N_("Last name"), people.FAMILY),
        ImportField("salutation", N_("Salutation"), people.PREFIX),
        ImportField("job_title", N_("Job title"), people.JOB, "title"),
        ImportField("department", N_("Department"), people.DEPARTMENT),
        ImportField("organization", N_("Organization"), people.ORGANIZATION),
        ImportField("email", N_("E-mail"), tuple(name for _label, name in people.EMAILS),
                    r"e mail \d (value|label|type)"),
        ImportField("phone", N_("Phone"), tuple(name for _label, name in people.PHONES),
                    r"phone \d (value|label|type)"),
        ImportField("street", N_("Street"), _STREETS, r"(address \d|.*) street( [23])?"),
        ImportField("city", N_("City"), _CITIES, r"address \d city"),
        ImportField("state", N_("State"), _STATES, r"address \d region"),
        ImportField("postal_code", N_("Postal code"), _CODES, r"address \d postal code"),
        ImportField("country", N_("Country"), _COUNTRIES, r"address \d (country|label|type)"),
        ImportField("birthday", N_("Birthday"), people.BIRTHDAY, r"birth (year|month|day)"),
        ImportField("lead_source", N_("Lead source"), people.SOURCE),
        ImportField("owner", N_("Owner"), people.OWNER),
        ImportField("notes", N_("Notes"), people.NOTES),
        ImportField("external_id", N_("External key"), people.KEY),
        ImportField("number", N_("Number"), ("number",)),
    ),
    "accounts": (
        ImportField("name", N_("Name"), firms.NAME),
        ImportField("tax_number", N_("Tax number"), firms.TAX),
        ImportField("industry", N_("Industry"), firms.INDUSTRY),
        ImportField("website", N_("Website"), firms.WEBSITE),
        ImportField("phone", N_("Phone"), firms.PHONE),
        ImportField("street", N_("Street"), ("billingstreet", "street")),
        ImportField("city", N_("City"), ("billingcity", "city")),
        ImportField("state", N_("State"), ("billingstate", "state")),
        ImportField("postal_code", N_("Postal code"), ("billingpostalcode", "postal code", "zip")),
        ImportField("country", N_("Country"), firms.COUNTRY),
        ImportField("founded", N_("Founded"), ("year established",)),
        ImportField("employees", N_("Employees"), ("employees", "numberofemployees", "numemp")),
        ImportField("revenue_millions", N_("Revenue, millions"), ("revenue",)),
        ImportField("parent", N_("Parent account"), firms.PARENT),
        ImportField("owner", N_("Account manager"), firms.OWNER),
        ImportField("notes", N_("Notes"), firms.NOTES),
        ImportField("external_id", N_("External key"), firms.KEY),
        ImportField("number", N_("Number"), ("number",)),
    ),
    "opportunities": (
        ImportField("product", N_("Product"), ("product",)),
        ImportField("name", N_("Name"), deals.NAME),
        ImportField("account", N_("Account"), deals.ACCOUNT, "account ?id"),
        ImportField("stage", N_("Stage"), deals.STAGE),
        ImportField("owner", N_("Owner"), deals.OWNER),
        ImportField("amount", N_("Amount"), deals.AMOUNT),
        ImportField("expected_amount", N_("Expected amount"), deals.EXPECTED),
        ImportField("probability", N_("Probability"), ("probability",)),
        ImportField("engaged_on", N_("Engaged on"), deals.ENGAGED),
        ImportField("expected_close", N_("Closes on"), deals.CLOSES),
        ImportField("lead_source", N_("Lead source"), ("lead source", "leadsource")),
        ImportField("description", N_("Description"), ("description",)),
        ImportField("external_id", N_("External key"), deals.KEY),
        ImportField("number", N_("Number"), ("number",)),
    ),
    "work-plan": PLAN_FIELDS,
}  # fmt: skip
"""Every kind whose columns may be chosen."""


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column: its title in the file, its first values, and the field it is taken as."""

    title: str
    heading: str
    values: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class FileColumns:
    """What a file has; ``layout`` is the same for files with the same columns."""

    kind: str
    layout: str
    encoding: str
    columns: tuple[FileColumn, ...]

    def fields(self) -> Sequence[tuple[str, str]]:
        return [(field.key, field.label) for field in FIELDS[self.kind]]

    def mapping(self, chosen: Mapping[str, str]) -> Mapping[str, str]:
        """What each column that is read otherwise than recognised is to be called.

        ``chosen`` has a field for each heading. Two columns of one field get two of its headings.
        """
        fields = {field.key: field for field in FIELDS[self.kind]}
        changed = {
            column.heading: chosen.get(column.heading, column.field)
            for column in self.columns
            if chosen.get(column.heading, column.field) != column.field
        }
        taken = {column.heading for column in self.columns if column.heading not in changed}
        renamed: dict[str, str] = {}
        for heading, key in changed.items():
            known = fields[key].headings if key in fields else ()
            renamed[heading] = next((name for name in known if name not in taken), "")
            taken.add(renamed[heading])
        return renamed


def columns_of(kind: str, path: Path) -> FileColumns | None:
    """The columns of a CSV or XLSX file; None where there is nothing to choose.

    Raises InvalidInput when the file is no table.
    """
    if kind not in FIELDS or path.suffix.lower() in _WITHOUT_COLUMNS:
        return None
    if kind == "work-plan":
        from salesdesk.services.plan_child import columns_safely

        return columns_safely(path)
    return columns_in(kind, read_table(path, ImportReport(kind)))


_WITHOUT_COLUMNS = (".vcf", ".vcard", ".xml", ".gan")


def columns_in(kind: str, table: FileTable) -> FileColumns:
    """The columns of a table that was read."""
    columns = tuple(
        FileColumn(title, heading, _first(table, at), recognised(kind, heading))
        for at, (title, heading) in enumerate(zip(table.titles, table.headings, strict=True))
        if heading
    )
    return FileColumns(kind, table.layout, table.encoding, columns)


def recognised(kind: str, heading: str) -> str:
    """The field that a heading means by itself; ``NOT_READ`` when it means none."""
    return next((field.key for field in FIELDS[kind] if field.means(heading)), NOT_READ)


def _first(table: FileTable, at: int) -> tuple[str, ...]:
    """The first values of a column that differ."""
    found: dict[str, None] = {}
    for _number, cells in table.lines[:200]:
        if cells[at].strip():
            found[cells[at].strip()] = None
        if len(found) == _SHOWN:
            break
    return tuple(found)
