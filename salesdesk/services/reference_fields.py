"""A settings list as data: its table's fields, how they are edited, what they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from salesdesk.i18n import N_
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
NAME = F("name", N_("Name"), required=True, width=220)
ACTIVE = F("is_active", N_("Active"), K.FLAG, width=80)
CURRENCY = F("currency", N_("Currency"), required=True, width=90)
OWN_COMPANY = F("company_id", N_("Company"), K.RECORD, "companies")
POSITION = F("position", N_("Order"), K.INTEGER, width=70)
DAYS = tuple(
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
