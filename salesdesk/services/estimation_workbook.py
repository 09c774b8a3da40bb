"""An estimation as a workbook whose formulas calculate: effort by rate, contingency, margin, sums.

What may be typed is to the left, what follows from it is formula. A hidden column holds each
row's key, so that an edited workbook comes back row by row. The customer's version holds prices
only: no cost, no rule, no key.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from salesdesk.i18n import N_, _
from salesdesk.models.values import cell_entry
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import COST, EFFORT, LOADED, SELL, Node
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.pricing import Category, Method, PriceRule
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.jobs import Progress
from salesdesk.services.workbook_back import FORMAT, HEAD, LONGEST, META, SHEET
from salesdesk.services.workbook_formulas import Formulas

TERMS = {Category.SERVICE: 2, Category.PRODUCT: 3, Category.EXPENSE: 4}
"""The line of each category's contingency and rule."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its heading and how it is laid; ``cost`` never reaches a customer."""

    key: str
    title: str
    width: int = 10
    hidden: bool = False
    cost: bool = False
    form: str = ""


COLUMNS: tuple[Column, ...] = (
    Column("key", "Key", 8, hidden=True, cost=True),
    Column("code", N_("#"), 8),
    Column("level", N_("Level"), 6),
    Column("name", N_("Item"), 44),
    Column("kind", N_("Kind"), 11, cost=True),
    Column("role", N_("Role"), 15, cost=True),
    Column("resource", N_("Person"), 14, cost=True),
    Column("low", N_("Optimistic"), 10, cost=True, form="hours"),
    Column("effort", N_("Effort"), 10, cost=True, form="hours"),
    Column("high", N_("Pessimistic"), 10, cost=True, form="hours"),
    Column("hours", N_("Hours"), 10, form="hours"),
    Column("quantity", N_("Quantity"), 9, form="hours"),
    Column("unit", N_("Unit"), 8),
    Column("cost_rate", N_("Cost rate"), 11, cost=True, form="money"),
    Column("contingency", N_("Contingency, %"), 11, cost=True, form="hours"),
    Column("method", N_("Pricing"), 10, cost=True),
    Column("value", N_("Pricing value"), 11, cost=True, form="money"),
    Column("cost", N_("Cost"), 13, cost=True, form="money"),
    Column("loaded", N_("Loaded cost"), 13, cost=True, form="money"),
    Column("sell_rate", N_("Sell rate"), 11, form="money"),
    Column("sell", N_("Sell"), 13, form="money"),
    Column("margin", N_("Margin"), 9, cost=True, form="percent"),
    Column("optional", N_("Optional"), 9),
    Column("billable", N_("Billable"), 9, cost=True),
    Column("lump", N_("Lump sum"), 9, cost=True),
    Column("start", N_("Start"), 12, form="day"),
    Column("finish", N_("Finish"), 12, form="day"),
    Column("duration", N_("Duration"), 10),
    Column("after", N_("After"), 12, cost=True),
    Column("description", N_("Description"), 30),
    Column("client_note", N_("Note for the client"), 30),
    Column("internal_note", N_("Internal note"), 30, cost=True),
    Column("assumptions", N_("Assumptions"), 24),
    Column("exclusions", N_("Exclusions"), 24),
    Column("risks", N_("Risks"), 24, cost=True),
    # what formulas need beside what is shown
    Column("role_cost", "Role cost", 8, hidden=True, cost=True),
    Column("role_sell", "Role sell", 8, hidden=True, cost=True),
    Column("any_cost", "Any cost", 8, hidden=True, cost=True),
    Column("any_contingency", "Any contingency", 8, hidden=True, cost=True),
    Column("any_method", "Any method", 8, hidden=True, cost=True),
    Column("any_value", "Any value", 8, hidden=True, cost=True),
    Column("own_sell", "Sell without parts", 8, hidden=True, cost=True),
    Column("base", "Row", 8, hidden=True, cost=True),
    # what a workbook that comes back is compared with
    Column("start_was", "Start as written", 8, hidden=True, cost=True, form="day"),
    Column("finish_was", "Finish as written", 8, hidden=True, cost=True, form="day"),
)
_FORMS = {
    "hours": {"num_format": "#,##0.##"}, "percent": {"num_format": "0.00%"},
    "day": {"num_format": "yyyy-mm-dd"},
}  # fmt: skip


def workbook(
    draft: EstimationDraft, *, customer: bool = False, progress: Progress | None = None
) -> bytes:
    """The file; the customer's version has no cost in any cell, shown or hidden."""
    return _Writing(draft, customer=customer).document(progress or Progress())


class _Writing:
    """One workbook in the making."""

    def __init__(self, draft: EstimationDraft, *, customer: bool) -> None:
        self._draft, self._customer = draft, customer
        self._columns = [one for one in COLUMNS if not (customer and one.cost)]
        self._figures: PlanFigures = draft.figures()
        self._laid_out: PlanSchedule = draft.schedule()
        self._content = io.BytesIO()
        self._book = xlsxwriter.Workbook(
            self._content, {"in_memory": True, "strings_to_formulas": False,
                            "strings_to_urls": False}
        )  # fmt: skip
        self._forms: dict[tuple[str, bool, int], Any] = {}
        self._lines = {
            node.item.id: HEAD + 1 + at for at, node in enumerate(self._figures.rows)
        }  # fmt: skip
        self._codes = {node.item.id: node.code for node in self._figures.rows}
        names = {column.key: xl_col_to_name(at) for at, column in enumerate(self._columns)}
        digits = -int(self._figures.terms.step.as_tuple().exponent)
        self._formulas = Formulas(names, digits, self._lines, TERMS)

    def document(self, progress: Progress) -> bytes:
        sheet = self._book.add_worksheet(SHEET)
        # it would look for thirty newer functions in every formula, and there is none in ours
        sheet._prepare_formula = lambda formula, *_rest: formula.lstrip("=")
        self._head(sheet)
        for node in progress.each(self._figures.rows, len(self._figures.rows)):
            self._row(sheet, node)
        self._foot(sheet)
        if not self._customer:
            self._meta()
        self._book.set_calc_mode("auto")
        self._book.close()
        return self._content.getvalue()

    def _form(self, kind: str, *, bold: bool = False, indent: int = 0) -> Any:
        key = (kind, bold, indent)
        if key not in self._forms:
            look: dict[str, Any] = dict(_FORMS.get(kind, {}))
            if kind == "money":
                digits = self._formulas.digits
                look["num_format"] = f"#,##0.{'0' * digits}" if digits else "#,##0"
            look |= {"bold": bold, "indent": min(indent, 15)} if indent or bold else {}
            if kind == "title":
                look |= {"bold": True, "font_size": 14}
            if kind == "head":
                look |= {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
            self._forms[key] = self._book.add_format(look)
        return self._forms[key]

    def _head(self, sheet: Any) -> None:
        draft = self._draft
        for at, column in enumerate(self._columns):
            title = column.title if column.hidden else _(column.title)
            sheet.write_string(HEAD, at, title, self._form("head"))
            hidden = column.hidden or (self._customer and column.key == "level")
            sheet.set_column(at, at, column.width, None, {"hidden": hidden})
        name_at = self._at("name")
        sheet.write_string(0, name_at, draft.name, self._form("title"))
        sheet.write_string(1, name_at, f"{draft.full_number} · {draft.currency}")
        sheet.freeze_panes(HEAD + 1, name_at + 1)
        if not self._customer:
            self._terms(sheet)

    def _terms(self, sheet: Any) -> None:
        """Contingency and rule of each category, which rows without their own refer to."""
        words = {Category.SERVICE: _("Services"), Category.PRODUCT: _("Products"),
                 Category.EXPENSE: _("Expenses")}  # fmt: skip
        for category, line in TERMS.items():
            contingency, rule = self._term(category)
            sheet.write_string(line, self._at("cost_rate"), words[category])
            sheet.write_number(line, self._at("contingency"), float(contingency))
            sheet.write_string(line, self._at("method"), rule.method.value)
            sheet.write_number(line, self._at("value"), float(rule.value))

    def _term(self, category: Category) -> tuple[Decimal, PriceRule]:
        terms = self._figures.terms
        rule = terms.types.get(category) or terms.estimation or terms.company
        return terms.contingency.get(category, Decimal(0)), rule

    def _at(self, key: str) -> int:
        return next(at for at, column in enumerate(self._columns) if column.key == key)

    def _row(self, sheet: Any, node: Node) -> None:
        line, depth = self._lines[node.item.id], node.code.count(".")
        typed = self._typed(node)
        formulas = self._formulas.of_customer(node) if self._customer else self._formulas.of(node)
        shown = self._shown(node)
        for at, column in enumerate(self._columns):
            indent = depth if column.key == "name" else 0
            look = self._form(column.form, bold=node.is_branch, indent=indent)
            value, formula = typed.get(column.key), formulas.get(column.key)
            if formula is not None:
                sheet.write_formula(line, at, formula, look, shown.get(column.key, 0))
            elif isinstance(value, (Decimal, int)):
                sheet.write_number(line, at, float(value), look)
            elif isinstance(value, datetime):
                sheet.write_datetime(line, at, value, look)
            elif value:
                sheet.write_string(line, at, str(value)[:LONGEST], look)
            elif column.form or column.key == "name":
                sheet.write_blank(line, at, None, look)

    def _typed(self, node: Node) -> Mapping[str, Any]:
        """What stands in a row without being calculated there."""
        item, placed = node.item, self._laid_out[node.item.id]
        priced = node.priced
        rule: PriceRule | None = item.rule
        branch = node.is_branch
        found: dict[str, Any] = {
            "key": str(item.id), "code": node.code, "level": node.code.count("."),
            "name": item.name, "kind": item.kind.value, "role": item.role,
            "resource": item.resource, "low": item.low, "effort": item.effort, "high": item.high,
            "quantity": item.quantity, "unit": item.unit, "cost_rate": item.cost_rate,
            "contingency": item.contingency, "method": rule.method.value if rule else "",
            "value": rule.value if rule else None,
            "optional": "yes" if item.is_optional else "",
            "billable": "yes" if item.is_billable else "no",
            "lump": "yes" if item.is_lump_sum else "",
            "start": placed.start if placed else None, "finish": placed.finish if placed else None,
            "start_was": placed.start if placed else None,
            "finish_was": placed.finish if placed else None,
            "duration": "" if branch or item.duration is None else str(item.duration),
            "after": cell_entry.predecessors_text(item.after, self._codes.get),
            "description": item.description, "client_note": item.client_note,
            "internal_note": item.internal_note, "assumptions": item.assumptions,
            "exclusions": item.exclusions, "risks": item.risks,
        }  # fmt: skip
        if priced is not None and priced.role_rate is not None:
            found |= {"role_cost": priced.role_rate.cost, "role_sell": priced.role_rate.sell}
        elif priced is not None and priced.rule.method is Method.ROLE:
            found["role_sell"] = priced.unit_exact
        if self._customer and priced is not None:
            counted = item.is_counted
            found |= {
                "hours": None if counted else priced.quantity,
                "quantity": priced.quantity if counted else None,
                "sell_rate": priced.unit,
                "sell": priced.sell,
            }
        return found

    def _shown(self, node: Node) -> Mapping[str, Any]:
        """What each formula comes to, for readers that don't calculate."""
        amounts = {"cost": node.sums[COST], "loaded": node.sums[LOADED], "sell": node.sums[SELL]}
        found: dict[str, Any] = {
            key: float(self._figures.amount(units)) for key, units in amounts.items()
        }
        found["hours"] = float(Decimal(node.sums[EFFORT]).scaleb(-6))
        found["own_sell"] = found["sell"]
        if found["sell"]:
            found["margin"] = (found["sell"] - found["loaded"]) / found["sell"]
        priced = node.priced
        if priced is not None:
            found |= {
                "sell_rate": "" if priced.unit is None else float(priced.unit),
                "any_cost": "" if priced.cost_rate is None else float(priced.cost_rate),
                "any_contingency": float(priced.contingency),
                "any_method": priced.rule.method.value, "any_value": float(priced.rule.value),
            }  # fmt: skip
            if priced.rule.method is Method.PART:
                found["own_sell"] = 0
        return found

    def _foot(self, sheet: Any) -> None:
        """The sums, above the headings so that they stay in sight."""
        line, last = HEAD - 1, HEAD + len(self._figures.rows)
        totals = self._figures.totals()
        sheet.write_string(line, self._at("name"), _("Total"), self._form("", bold=True))
        amounts = {"hours": totals.effort, "cost": totals.cost, "loaded": totals.loaded,
                   "sell": totals.sell}  # fmt: skip
        for key, amount in amounts.items():
            if any(column.key == key for column in self._columns):
                form = self._form("hours" if key == "hours" else "money", bold=True)
                formula = self._formulas.total(key, HEAD + 1, last)
                sheet.write_formula(line, self._at(key), formula, form, float(amount))
        if not self._customer:
            formula = self._formulas.margin(line)
            value = 0 if not totals.sell else float(totals.profit / totals.sell)
            form = self._form("percent", bold=True)
            sheet.write_formula(line, self._at("margin"), formula, form, value)

    def _meta(self) -> None:
        sheet = self._book.add_worksheet(META)
        sheet.very_hidden()
        keys: list[UUID | str] = [FORMAT, self._draft.id]
        for line, value in enumerate(keys):
            sheet.write_string(line, 0, str(value))
        for at, column in enumerate(self._columns):
            sheet.write_string(2, at, column.key)
        for category, line in TERMS.items():
            contingency, rule = self._term(category)
            sheet.write_number(line + 1, 0, float(contingency))
            sheet.write_string(line + 1, 1, rule.method.value)
            sheet.write_number(line + 1, 2, float(rule.value))
