"""The palette's calculator: exact sums such as 40*1.15, in decimals."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from decimal import Decimal, DecimalException

_OPERATIONS: dict[type, Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def calculate(text: str) -> Decimal | None:
    """The result of a sum; None while it is not one yet."""
    plain = text.replace("×", "*").replace("÷", "/").replace("−", "-").replace("%", "/100")
    if not plain.strip() or len(plain) > 200:
        return None
    try:
        return _value(ast.parse(plain.strip(), mode="eval").body, plain.strip())
    except (SyntaxError, ValueError, DecimalException, RecursionError):
        return None


def _value(node: ast.expr, source: str) -> Decimal:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Decimal(ast.get_source_segment(source, node) or "0")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, source)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        left, right = _value(node.left, source), _value(node.right, source)
        return _OPERATIONS[type(node.op)](left, right)
    raise ValueError(source)
