"""What a text means before Enter is pressed: ``=40*1.15`` is 46.00, ``2w`` is 80.00 h."""

from __future__ import annotations

from decimal import Decimal

from salesdesk.errors import SalesDeskError
from salesdesk.models.values.duration import Duration
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.pricing import PriceRule
from salesdesk.ui.estimation.columns import rule_text
from salesdesk.ui.estimation.sheet import GridColumn, Sheet, number_text


def preview(sheet: Sheet, node: Node, column: GridColumn, text: str) -> str:
    """The value that a text would give the cell; nothing where it is said by the text itself."""
    if column.enter is None or not column.is_number:
        return ""
    try:
        values = column.enter(sheet, node, text)
    except SalesDeskError:
        return ""
    found = next((value for value in values.values() if value is not None), None)
    words = _words(sheet, found)
    return "" if words in ("", text.strip()) else words


def _words(sheet: Sheet, value: object) -> str:
    if isinstance(value, PriceRule):
        return rule_text(sheet, value)
    if isinstance(value, Decimal):
        return number_text(sheet, value)
    return str(value) if isinstance(value, Duration) else ""
