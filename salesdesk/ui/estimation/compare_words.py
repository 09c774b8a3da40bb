"""Fields of a work item and their values as a comparison shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from salesdesk.i18n import N_, _, n_
from salesdesk.models.values import cell_entry
from salesdesk.models.values.cell_entry import LETTERS
from salesdesk.models.values.duration import Duration
from salesdesk.models.values.plan_compare import MARKS, Comparison, FieldChange, Mark, RowChange
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.workplan import KINDS, ItemKind
from salesdesk.ui.formats import UNKNOWN, Formats

FIELD_NAMES = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "role": N_("Role"),
    "resource": N_("Person"),
    "effort": N_("Effort"),
    "low": N_("Optimistic"),
    "high": N_("Pessimistic"),
    "quantity": N_("Quantity"),
    "unit": N_("Unit"),
    "cost_rate": N_("Cost rate"),
    "rule": N_("Pricing"),
    "contingency": N_("Contingency"),
    "is_lump_sum": N_("Lump sum"),
    "is_billable": N_("Billable"),
    "is_optional": N_("Optional"),
    "is_plugged": N_("Guess"),
    "plug_owner": N_("Owner of the guess"),
    "plug_due": N_("Guess due"),
    "duration": N_("Duration"),
    "after": N_("After"),
    "not_before": N_("Not before"),
    "fixed": N_("Fixed dates"),
    "units": N_("Units"),
    "task_type": N_("Task type"),
    "constraint": N_("Constraint"),
    "constraint_at": N_("Constraint date"),
    "product": N_("Product"),
    "tax_code": N_("Tax"),
    "description": N_("Description"),
    "client_note": N_("Note for the client"),
    "internal_note": N_("Internal note"),
    "assumptions": N_("Assumptions"),
    "exclusions": N_("Exclusions"),
    "risks": N_("Risks"),
}
COSTS = frozenset({"cost_rate", "contingency", "rule"})


class Words:
    """Writes the changes of one comparison for one user."""

    def __init__(self, write: Formats, found: Comparison, *, may_cost: bool) -> None:
        self._write, self._may_cost = write, may_cost
        self._old = {node.item.id: node for node in found.before.rows}
        self._new = {node.item.id: node for node in found.after.rows}

    def _code(self, key: UUID) -> str | None:
        """The row that a link waits for, as it is numbered before."""
        node = self._old.get(key) or self._new.get(key)
        return node.code if node else None

    def changes(self, row: RowChange) -> list[tuple[str, str, str]]:
        """Each field as its name, its old and its new value."""
        found = [
            (_(FIELD_NAMES.get(change.name, change.name)),
             self._value(change, change.old, self._old.get(row.before.id) if row.before else None),
             self._value(change, change.new, self._new.get(row.after.id) if row.after else None))
            for change in row.fields
            if self._may_cost or change.name not in COSTS
        ]  # fmt: skip
        if Mark.MOVED in row.marks and row.code != row.old_code:
            found.insert(0, (_("Place"), row.old_code, row.code))
        return found

    def line(self, row: RowChange) -> str:
        """Everything that changed on one line."""
        if Mark.ADDED in row.marks or Mark.REMOVED in row.marks:
            return row.branch
        changes = self.changes(row)
        if changes:
            return " · ".join(f"{name} {old} → {new}" for name, old, new in changes)
        if Mark.REPRICED in row.marks:
            return _("Same item, other price")
        return row.branch

    def marks(self, row: RowChange) -> str:
        return ", ".join(_(MARKS[mark]) for mark in row.marks)

    def _value(self, change: FieldChange, value: Any, node: Node | None) -> str:
        """A value; where no cost rate is typed, the role's own."""
        if change.name == "cost_rate" and value is None and node and node.priced:
            own = node.priced.cost_rate
            return UNKNOWN if own is None else f"{self.text(own)} ({node.item.role})"
        if value is None or value in ("", ()):
            return UNKNOWN
        if change.name == "after":
            return cell_entry.predecessors_text(value, self._code) or UNKNOWN
        return self.text(value)

    def text(self, value: Any) -> str:
        """One value in the user's way of writing."""
        for kinds, write in self._writers().items():
            if isinstance(value, kinds):
                return write(value)
        return str(value)

    def _writers(self) -> Mapping[type | tuple[type, ...], Callable[[Any], str]]:
        write = self._write
        return {
            bool: lambda value: _("yes") if value else _("no"),
            ItemKind: lambda value: _(KINDS[value]),
            Decimal: write.plain,
            datetime: write.instant,
            date: write.day,
            Duration: str,
            PriceRule: self._rule,
            tuple: lambda value: " – ".join(self.text(one) for one in value),
            UUID: lambda _value: _("another one"),
        }

    def _rule(self, rule: PriceRule) -> str:
        if rule.method is Method.ROLE:
            return _("role")
        letter = LETTERS[rule.method]
        return f"{letter} {self._write.plain(rule.value)}".strip()


HEADER = {
    "currency": N_("Currency"),
    "starts_on": N_("Start date"),
    "price_date": N_("Price date"),
    "rounding": N_("Prices are rounded"),
    "rules": N_("Price rules"),
    "service_contingency": N_("Contingency"),
    "product_contingency": N_("Contingency"),
    "expense_contingency": N_("Contingency"),
}


def settings_words(before: Any, after: Any) -> str:
    """Which settings of two estimations differ; rows are re-priced by them."""

    def said(draft: Any, name: str) -> Any:
        value = getattr(draft, name)
        if name == "rules":
            return {(rule.category, rule.method, rule.value) for rule in value}
        return value

    names = [words for name, words in HEADER.items() if said(before, name) != said(after, name)]
    if not names:
        return ""
    words = _("The settings differ too, which prices rows otherwise: {names}.")
    return words.format(names=", ".join(_(name) for name in dict.fromkeys(names)))


def ticked_words(chosen: int, of: int) -> str:
    """How many rows are ticked."""
    return n_("{chosen} of {count} row chosen", "{chosen} of {count} rows chosen", of).format(
        chosen=chosen, count=of
    )
