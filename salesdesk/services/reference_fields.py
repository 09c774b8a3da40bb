"""The settings lists as data: each table's fields, how they are edited, and what they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from salesdesk.i18n import N_
from salesdesk.models import account, pipeline, planning, reference, user
from salesdesk.models.base import Record


class FieldKind(StrEnum):
    """How a field is edited."""

    TEXT = "text"
    LONG = "long"
    INTEGER = "integer"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class ReferenceField:
    """A column of a settings list; ``target`` names the list that a RECORD field chooses from."""

    name: str
    title: str
    kind: FieldKind = FieldKind.TEXT
    target: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    width: int = 140


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A settings list: its key, its title, the group it stands under, its record and fields."""

    key: str
    title: str
    group: str
    record: type[Record]
    fields: tuple[ReferenceField, ...]
    label: str = "name"
    order: tuple[str, ...] = ("name",)


F, K = ReferenceField, FieldKind
_NAME = F("name", N_("Name"), required=True, width=220)
_ACTIVE = F("is_active", N_("Active"), K.FLAG, width=80)
_CURRENCY = F("currency", N_("Currency"), required=True, width=90)
_COMPANY = F("company_id", N_("Company"), K.RECORD, "companies")
_POSITION = F("position", N_("Order"), K.INTEGER, width=70)
_DAYS = tuple(
    F(day, title, width=120)
    for day, title in (
        ("monday", N_("Monday")),
        ("tuesday", N_("Tuesday")),
        ("wednesday", N_("Wednesday")),
        ("thursday", N_("Thursday")),
        ("friday", N_("Friday")),
        ("saturday", N_("Saturday")),
        ("sunday", N_("Sunday")),
    )
)
COMPANY, MONEY, WORK, SALES, DOCUMENTS = (
    N_("Company"),
    N_("Money"),
    N_("Work"),
    N_("Sales"),
    N_("Documents"),
)

LISTS: tuple[ReferenceList, ...] = (
    ReferenceList(
        "companies",
        N_("Companies"),
        COMPANY,
        reference.Company,
        (
            _NAME,
            F("legal_name", N_("Legal name"), width=200),
            F("tax_number", N_("Tax number")),
            F("registration", N_("Registration")),
            F("street", N_("Street"), width=200),
            F("postal_code", N_("Postal code"), width=90),
            F("city", N_("City")),
            F("country", N_("Country"), width=80),
            F("email", N_("E-mail"), width=180),
            F("phone", N_("Phone")),
            F("website", N_("Website"), width=160),
            F("iban", N_("IBAN"), width=200),
            F("bic", N_("BIC")),
            _CURRENCY,
            F("language", N_("Language"), K.CHOICE, choices=("en", "pt", "es", "de"), width=90),
            F("time_zone", N_("Time zone")),
            F("brand_color", N_("Brand colour"), width=110),
            F("is_fronting", N_("Fronting company"), K.FLAG),
            F("is_default", N_("Default"), K.FLAG, width=80),
            F("margin_floor", N_("Margin floor"), K.PERCENT),
            F("default_margin", N_("Default margin"), K.PERCENT),
        ),
    ),
    ReferenceList(
        "users",
        N_("Users"),
        COMPANY,
        user.User,
        (
            _NAME,
            F("username", N_("User name"), required=True),
            F("email", N_("E-mail"), width=200),
            F("office", N_("Office")),
            F("manager_id", N_("Manager"), K.RECORD, "users"),
            _ACTIVE,
        ),
    ),
    ReferenceList(
        "user-roles",
        N_("User roles"),
        COMPANY,
        user.UserRole,
        (
            F("user_id", N_("User"), K.RECORD, "users", required=True, width=220),
            F(
                "role",
                N_("Role"),
                K.CHOICE,
                choices=(
                    "account_manager",
                    "estimator",
                    "approver",
                    "finance",
                    "administrator",
                    "read_only",
                ),
                required=True,
            ),
        ),
        "role",
        ("user_id", "role"),
    ),
    ReferenceList(
        "currencies",
        N_("Currencies"),
        MONEY,
        reference.CurrencyInUse,
        (F("code", N_("Code"), required=True, width=90), _NAME, _ACTIVE),
        "code",
        ("code",),
    ),
    ReferenceList(
        "exchange-rates",
        N_("Exchange rates"),
        MONEY,
        reference.ExchangeRate,
        (
            F("base", N_("Base"), required=True, width=90),
            F("currency", N_("Currency"), required=True, width=90),
            F("valid_on", N_("Day"), K.DATE, required=True, width=110),
            F("rate", N_("Rate"), K.NUMBER, required=True),
            F("source", N_("Source"), required=True),
        ),
        "currency",
        ("valid_on", "currency"),
    ),
    ReferenceList(
        "tax-codes",
        N_("Tax codes"),
        MONEY,
        reference.TaxCode,
        (
            F("code", N_("Code"), required=True, width=100),
            _NAME,
            F("kind", N_("Kind"), K.CHOICE, choices=("percent", "fixed", "division")),
            F("rate", N_("Rate"), K.PERCENT, required=True, width=90),
            F("country", N_("Country"), width=80),
            F("exemption_reason", N_("Reason for exemption"), width=220),
            F("is_included", N_("In the price"), K.FLAG),
            _ACTIVE,
        ),
        "code",
        ("code",),
    ),
    ReferenceList(
        "payment-terms",
        N_("Payment terms"),
        MONEY,
        reference.PaymentTerm,
        (
            _NAME,
            F("days", N_("Days"), K.INTEGER, width=80),
            F("end_of_month", N_("From end of month"), K.FLAG),
            F("deposit_percent", N_("Deposit"), K.PERCENT),
            _ACTIVE,
        ),
    ),
    ReferenceList(
        "payment-types",
        N_("Payment types"),
        MONEY,
        reference.PaymentType,
        (_NAME, _ACTIVE),
    ),
    ReferenceList("roles", N_("Roles"), WORK, reference.LaborRole, (_NAME, _ACTIVE)),
    ReferenceList(
        "role-rates",
        N_("Role rates"),
        WORK,
        reference.RoleRate,
        (
            F("role_id", N_("Role"), K.RECORD, "roles", required=True, width=200),
            _CURRENCY,
            F("valid_from", N_("From"), K.DATE, required=True, width=110),
            F("valid_to", N_("Until"), K.DATE, width=110),
            F("cost", N_("Cost rate"), K.NUMBER, required=True),
            F("sell", N_("Sell rate"), K.NUMBER),
        ),
        "valid_from",
        ("role_id", "currency", "valid_from"),
    ),
    ReferenceList(
        "products",
        N_("Products"),
        WORK,
        reference.Product,
        (
            F("code", N_("Code"), required=True),
            _NAME,
            F("series", N_("Series")),
            F("unit", N_("Unit"), width=80),
            F("price", N_("Price"), K.NUMBER, required=True),
            F("cost", N_("Cost"), K.NUMBER),
            _CURRENCY,
            F("tax_code_id", N_("Tax"), K.RECORD, "tax-codes", width=100),
            F("description", N_("Description"), K.LONG, width=220),
            _ACTIVE,
        ),
    ),
    ReferenceList(
        "calendars",
        N_("Working calendars"),
        WORK,
        reference.Calendar,
        (
            _NAME,
            *_DAYS,
            F("country", N_("Country"), width=80),
            F("is_default", N_("Default"), K.FLAG, width=80),
        ),
    ),
    ReferenceList(
        "calendar-days",
        N_("Holidays"),
        WORK,
        reference.CalendarDay,
        (
            F("calendar_id", N_("Calendar"), K.RECORD, "calendars", required=True),
            F("day", N_("Day"), K.DATE, required=True, width=110),
            F("name", N_("Name"), width=220),
            F("hours", N_("Hours, empty when free")),
        ),
        "name",
        ("calendar_id", "day"),
    ),
    ReferenceList(
        "regions",
        N_("Regions"),
        SALES,
        planning.Region,
        (
            F("market_id", N_("Market"), K.RECORD, "markets", required=True),
            _POSITION,
            F("code", N_("Code"), required=True, width=100),
            _NAME,
            F("manager_id", N_("Manager"), K.RECORD, "users", width=180),
        ),
        order=("position", "name"),
    ),
    ReferenceList(
        "region-sellers",
        N_("Sellers by region"),
        SALES,
        planning.RegionSeller,
        (
            F("region_id", N_("Region"), K.RECORD, "regions", required=True),
            F("user_id", N_("Seller"), K.RECORD, "users", required=True, width=200),
            F("valid_from", N_("From"), K.DATE, width=110),
            F("valid_to", N_("Until"), K.DATE, width=110),
        ),
        "user_id",
        ("region_id", "user_id"),
    ),
    ReferenceList(
        "markets",
        N_("Sales markets"),
        SALES,
        planning.Market,
        (
            F("number", N_("Number"), width=100),
            _NAME,
            _COMPANY,
            _CURRENCY,
            F("starts_on", N_("From"), K.DATE, width=110),
            F("ends_on", N_("Until"), K.DATE, width=110),
            F("status", N_("Status"), K.CHOICE, choices=("active", "closed")),
        ),
    ),
    ReferenceList(
        "pipelines",
        N_("Pipelines"),
        SALES,
        pipeline.Pipeline,
        (
            _NAME,
            F("entity", N_("For"), K.CHOICE, choices=("opportunity", "proposal")),
            F("is_default", N_("Default"), K.FLAG, width=80),
        ),
    ),
    ReferenceList(
        "stages",
        N_("Pipeline stages"),
        SALES,
        pipeline.Stage,
        (
            F("pipeline_id", N_("Pipeline"), K.RECORD, "pipelines", required=True),
            _POSITION,
            _NAME,
            F("kind", N_("Kind"), K.CHOICE, choices=("open", "won", "lost"), required=True),
            F("probability", N_("Probability"), K.PERCENT),
            F("stale_after_days", N_("Stale after days"), K.INTEGER),
            F("required_fields", N_("Needed to leave")),
        ),
        order=("pipeline_id", "position"),
    ),
    ReferenceList("segments", N_("Segments"), SALES, pipeline.Segment, (_NAME, _COMPANY)),
    ReferenceList(
        "lifecycles",
        N_("Lifecycles"),
        SALES,
        pipeline.Lifecycle,
        (
            _NAME,
            F("description", N_("Description"), K.LONG, width=260),
            _COMPANY,
            F("is_default", N_("Default"), K.FLAG, width=80),
        ),
    ),
    ReferenceList(
        "lifecycle-stages",
        N_("Lifecycle stages"),
        SALES,
        pipeline.LifecycleStage,
        (
            F("lifecycle_id", N_("Lifecycle"), K.RECORD, "lifecycles", required=True),
            _POSITION,
            _NAME,
            F("needs_reason", N_("Needs a reason"), K.FLAG),
            F("actions", N_("Actions"), K.LONG, width=260),
        ),
        order=("lifecycle_id", "position"),
    ),
    ReferenceList(
        "reasons",
        N_("Reason codes"),
        SALES,
        pipeline.ReasonCode,
        (
            F("code", N_("Code"), required=True),
            F("description", N_("Description"), width=260),
            F("use", N_("Used for"), K.CHOICE, choices=("any", "won", "lost", "contact")),
            _COMPANY,
            _ACTIVE,
        ),
        "code",
        ("code",),
    ),
    ReferenceList(
        "number-series",
        N_("Numbering"),
        DOCUMENTS,
        reference.NumberSeries,
        (
            F("document", N_("Document"), required=True),
            _COMPANY,
            F("pattern", N_("Pattern"), required=True, width=220),
            F("restarts_yearly", N_("Restarts each year"), K.FLAG),
        ),
        "document",
        ("document",),
    ),
    ReferenceList(
        "approval-rules",
        N_("Approval rules"),
        DOCUMENTS,
        reference.ApprovalRule,
        (
            _NAME,
            F(
                "measure",
                N_("What is measured"),
                K.CHOICE,
                choices=(
                    "document_margin",
                    "line_margin",
                    "effective_discount",
                    "amount",
                    "validity_days",
                ),
                required=True,
            ),
            F("threshold", N_("Threshold"), K.NUMBER, required=True),
            F("currency", N_("Currency"), width=90),
            F("role", N_("Who is asked"), K.CHOICE, choices=("approver", "finance")),
            F("level", N_("Level"), K.INTEGER, width=70),
            _ACTIVE,
        ),
    ),
    ReferenceList(
        "approval-limits",
        N_("Approval limits"),
        DOCUMENTS,
        reference.ApprovalLimit,
        (
            F("user_id", N_("Approver"), K.RECORD, "users", required=True, width=200),
            F("amount", N_("Up to"), K.NUMBER, required=True),
            _CURRENCY,
        ),
        "user_id",
        ("user_id",),
    ),
    ReferenceList(
        "document-texts",
        N_("Document texts"),
        DOCUMENTS,
        reference.DocumentText,
        (
            F("section", N_("Section"), required=True),
            _NAME,
            F("language", N_("Language"), K.CHOICE, choices=("en", "pt", "es", "de"), width=90),
            F("body", N_("Text"), K.LONG, width=420),
            F("is_default", N_("Default"), K.FLAG, width=80),
        ),
        order=("section", "name", "language"),
    ),
)

CHOSEN_ONLY: tuple[ReferenceList, ...] = (
    ReferenceList("accounts", N_("Accounts"), "", account.Account, (_NAME,), order=("sort_name",)),
    ReferenceList("contacts", N_("Contacts"), "", account.Contact, (_NAME,), order=("sort_name",)),
    ReferenceList(
        "exercises", N_("Exercises"), "", planning.Exercise, (_NAME,), order=("starts_on",)
    ),
)
"""Records that forms choose from but that have a module of their own."""

BY_KEY = {each.key: each for each in (*LISTS, *CHOSEN_ONLY)}
