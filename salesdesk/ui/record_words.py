"""The words for tables and fields as the history of a record names them.

The audit trail keeps the names of tables and columns; with underscores made spaces they are the
English texts, and the marks here bring them into the catalogues.
"""

from __future__ import annotations

from salesdesk.i18n import N_, _
from salesdesk.ui.states import WORDS, state_words

TABLES = (
    N_("account contact"), N_("activity"), N_("address"), N_("approval limit"),
    N_("approval rule"), N_("attachment"), N_("bank account"), N_("budget cell"),
    N_("calendar"), N_("calendar day"), N_("company"), N_("currency"), N_("document text"),
    N_("email address"), N_("estimation rule"), N_("estimation step"), N_("exchange rate"),
    N_("labor role"), N_("lifecycle"), N_("lifecycle stage"), N_("market"), N_("number series"),
    N_("opportunity contact"), N_("opportunity owner"), N_("payment term"), N_("payment type"),
    N_("period"), N_("phone number"), N_("pipeline"), N_("product"), N_("proposal instalment"),
    N_("proposal line"), N_("proposal plan row"), N_("proposal step"), N_("proposal tax"),
    N_("reason code"), N_("region"), N_("region seller"), N_("role rate"), N_("segment"),
    N_("stage"), N_("stage change"), N_("tax code"), N_("user role"), N_("work item"),
    N_("work item link"),
)  # fmt: skip
FIELDS = (
    N_("Account name"), N_("Actor"), N_("Approved by"), N_("Archived at"), N_("Base currency"),
    N_("Base net"), N_("Base tax"), N_("Base total"), N_("Body"), N_("Category"),
    N_("Client note"), N_("Content"), N_("Customer reference"), N_("Decided on"),
    N_("Decision reason"), N_("Deposit percent"), N_("Detail"), N_("Discount 1"),
    N_("Discount 2"), N_("Discount 3"), N_("Discount amount"), N_("Discount percent"),
    N_("Discount share"), N_("Do not contact"), N_("Done at"), N_("Due on"), N_("Email"),
    N_("Ends on"), N_("Exchange date"), N_("Exchange source"), N_("Exemption reason"),
    N_("Expense contingency"), N_("External"), N_("Family"), N_("Family name"), N_("File name"),
    N_("Finishes at"), N_("Finishes on"), N_("Fixed finish"), N_("Fixed start"), N_("Founded"),
    N_("From stage"), N_("Given name"), N_("High"), N_("Holder"), N_("Internal note"),
    N_("Is active"), N_("Is billable"), N_("Is current"), N_("Is default"), N_("Is included"),
    N_("Is locked"), N_("Is lump sum"), N_("Is optional"), N_("Is plugged"), N_("Is primary"),
    N_("Issued on"), N_("Label"), N_("Lag"), N_("Low"), N_("Method"), N_("Method value"),
    N_("Model"), N_("Needs reason"), N_("Not before"), N_("Original amount"), N_("Outcome"),
    N_("Page size"), N_("Parent"), N_("Payment term"), N_("Plug due"), N_("Plug owner"),
    N_("Plugs waived"), N_("Price date"), N_("Probability is own"), N_("Product contingency"),
    N_("Real amount"), N_("Reason note"), N_("Revenue millions"), N_("Risks"),
    N_("Service contingency"), N_("Starts on"), N_("State"), N_("Submitted by"),
    N_("Tax checked on"), N_("Tax code"), N_("Tax rounding"), N_("To stage"), N_("Type"),
    N_("Unit cost"), N_("Use"), N_("Valid from"), N_("Valid on"), N_("Valid to"),
    N_("Valid until"), N_("Version"), N_("Work item"),
)  # fmt: skip


def table_words(table: str) -> str:
    """What a row of the table is called, in the middle of a sentence."""
    return _(table.replace("_", " "))


def field_words(name: str) -> str:
    """What a column is called at the head of its value."""
    return _(name.removesuffix("_id").replace("_", " ").capitalize())


def value_words(field: str, value: str) -> str:
    """A value as it was kept; a state by its word, yes or no for a flag."""
    if field in ("status", "state", "kind", "model") and value in WORDS:
        return state_words(value)
    if value in ("true", "false"):
        return _("yes") if value == "true" else _("no")
    return value
