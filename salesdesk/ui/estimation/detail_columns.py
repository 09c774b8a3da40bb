"""The columns of the estimation grid that wait in the chooser: what else an item can say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _
from salesdesk.models.values import cell_entry
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.rounding import half_up
from salesdesk.ui.estimation.sheet import (
    Enter,
    Fields,
    GridColumn,
    Sheet,
    Show,
    decimal_in,
    localized,
    number_text,
)

_YES = {"x", "✓", "1", "y", "yes", "true", "j", "ja", "s", "sim", "si", "sí"}
_NO = {"", "0", "-", "n", "no", "false", "nein", "não"}


def no_price_to_guess() -> str:
    """Why a branch, a milestone or a text is no guess."""
    return _("Nothing is priced in this row, so nothing in it can be a guess.")


def _text(key: str, title: str, field: str, width: int, **more: Any) -> GridColumn:
    """A column of words; a long one is shown in one line and typed in several."""

    def show(_sheet: Sheet, node: Node) -> str:
        words: str = getattr(node.item, field)
        return " ".join(words.split()) if "\n" in words else words

    return GridColumn(
        key,
        title,
        width,
        show,
        lambda _s, _n, text: {field: text.strip()},
        lambda _s, node: getattr(node.item, field),
        is_number=False,
        shown=False,
        on_branch=more.pop("on_branch", True),
        empty=lambda _node: {field: ""},
        **more,
    )


def _flag(key: str, title: str, field: str, *, on_branch: bool = True) -> GridColumn:
    """A column of yes and no; what is usual stays empty."""
    usual = field == "is_billable"

    def show(_sheet: Sheet, node: Node) -> str:
        value = getattr(node.item, field)
        if value == usual:
            return ""
        return _("Yes") if value else _("No")

    def enter(_sheet: Sheet, node: Node, text: str) -> Fields:
        word = text.strip().casefold()
        if word in _YES or word == _("Yes").casefold():
            if field == "is_plugged" and not node.item.is_priced:
                raise InvalidInput(no_price_to_guess())
            return {field: True}
        if word == "":
            return {field: usual}
        if word in _NO or word == _("No").casefold():
            return {field: False}
        raise InvalidInput(_("“{text}” is neither yes nor no.").format(text=text))

    return GridColumn(
        key, title, 72, show, enter, is_number=False, shown=False, on_branch=on_branch,
        empty=lambda _node: {field: usual}, choices=lambda _sheet: (_("Yes"), _("No")),
    )  # fmt: skip


def _hours(part: str) -> Show:
    def show(sheet: Sheet, node: Node) -> str:
        return "" if node.children else number_text(sheet, getattr(node.item, part))

    return show


def _hours_raw(part: str) -> Show:
    return lambda sheet, node: localized(sheet, getattr(node.item, part))


def _enter_hours(part: str) -> Enter:
    def enter(sheet: Sheet, node: Node, text: str) -> Fields:
        found = cell_entry.effort(text, sheet.calendar, sheet.signs)
        values: dict[str, Any] = {part: found.likely}
        item = node.item.altered(values)
        points = [value for value in (item.low, item.effort, item.high) if value is not None]
        if points != sorted(points):
            raise InvalidInput(
                _("“{text}” must rise: optimistic, likely, pessimistic.").format(text=text)
            )
        return values

    return enter


def _point(key: str, title: str, part: str) -> GridColumn:
    return GridColumn(
        key, title, 72, _hours(part), _enter_hours(part), _hours_raw(part), shown=False,
        empty=lambda _node: {part: None},
    )  # fmt: skip


def _deviation(sheet: Sheet, node: Node) -> str:
    if node.children:
        return number_text(sheet, node.deviation)
    return number_text(sheet, half_up(node.item.spread / 6) if node.item.spread else None)


def _quantity(sheet: Sheet, node: Node) -> str:
    item = node.item
    return sheet.formats.plain(item.amount) if item.is_counted and not node.children else ""


def _enter_quantity(sheet: Sheet, node: Node, text: str) -> Fields:
    value = decimal_in(sheet, text)
    if value is not None and not node.item.is_counted:
        raise InvalidInput(
            _("Only products, expenses and subcontracts are counted; a task has an effort.")
        )
    return {"quantity": value}


def _contingency(sheet: Sheet, node: Node) -> str:
    if node.item.contingency is not None:
        return sheet.formats.percent(node.item.contingency)
    if node.children or node.priced is None or not node.priced.contingency:
        return ""
    return sheet.formats.percent(node.priced.contingency)


def _enter_contingency(sheet: Sheet, _node: Node, text: str) -> Fields:
    return {"contingency": decimal_in(sheet, text.strip().removesuffix("%"))}


def _due(sheet: Sheet, node: Node) -> str:
    return sheet.formats.day(node.item.plug_due) if node.item.plug_due else ""


def _enter_due(sheet: Sheet, _node: Node, text: str) -> Fields:
    return {"plug_due": sheet.formats.read_day(text, date.today())}  # noqa: DTZ011 the user's own day


def used(field: str) -> Callable[[Sheet], Sequence[str]]:
    """The words that stand in a field anywhere in the plan."""

    def choices(sheet: Sheet) -> Sequence[str]:
        return sorted({text for node in sheet.figures.rows if (text := getattr(node.item, field))})

    return choices


def _own_contingency(sheet: Sheet, node: Node) -> str:
    value: Decimal | None = node.item.contingency
    return localized(sheet, value)


DETAILS: tuple[GridColumn, ...] = (
    _text("resource", N_("Person"), "resource", 110, on_branch=False, choices=used("resource")),
    _point("low", N_("Optimistic"), "low"),
    _point("likely", N_("Likely"), "effort"),
    _point("high", N_("Pessimistic"), "high"),
    GridColumn("deviation", N_("Deviation"), 72, _deviation, shown=False),
    GridColumn(
        "quantity", N_("Quantity"), 72, _quantity, _enter_quantity,
        lambda sheet, node: localized(sheet, node.item.quantity), shown=False,
        empty=lambda _node: {"quantity": None},
    ),
    _text("unit", N_("Unit"), "unit", 64, on_branch=False, choices=used("unit")),
    GridColumn(
        "contingency", N_("Contingency"), 80, _contingency, _enter_contingency, _own_contingency,
        shown=False, is_cost=True, on_branch=True,
        inherited=lambda node: node.item.contingency is None,
        empty=lambda _node: {"contingency": None},
    ),
    _flag("optional", N_("Optional"), "is_optional"),
    _flag("billable", N_("Billable"), "is_billable", on_branch=False),
    _flag("lump_sum", N_("Lump sum"), "is_lump_sum", on_branch=False),
    _flag("guess", N_("Guess"), "is_plugged", on_branch=False),
    _text("guess_owner", N_("Guess: who asks"), "plug_owner", 110, on_branch=False,
          choices=used("plug_owner")),
    GridColumn(
        "guess_due", N_("Guess: due"), 96, _due, _enter_due, shown=False,
        empty=lambda _node: {"plug_due": None},
    ),
    _text("tax", N_("Tax"), "tax_code", 64, choices=used("tax_code")),
    _text("description", N_("Description"), "description", 180, is_long=True),
    _text("note", N_("Note for the client"), "client_note", 160, is_long=True),
    _text("internal_note", N_("Internal note"), "internal_note", 160, is_long=True),
    _text("assumptions", N_("Assumptions"), "assumptions", 160, is_long=True),
    _text("exclusions", N_("Exclusions"), "exclusions", 160, is_long=True),
    _text("risks", N_("Risks"), "risks", 160, is_long=True),
)  # fmt: skip
