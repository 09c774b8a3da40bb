"""The formulas of an estimation's workbook: the calculator's own rules, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.pricing import Category, Method, Priced


class Formulas:
    """Writes formulas for the rows of one sheet; lines count from 0, cells from 1."""

    def __init__(
        self, columns: Mapping[str, str], digits: int, lines: Mapping[UUID, int],
        terms: Mapping[Category, int],
    ) -> None:  # fmt: skip
        self._columns, self.digits = columns, digits
        self._lines, self._terms = lines, terms

    def cell(self, key: str, line: int) -> str:
        return f"{self._columns[key]}{line + 1}"

    def _of_terms(self, key: str, category: Category) -> str:
        return f"${self._columns[key]}${self._terms[category] + 1}"

    def _rounded(self, formula: str) -> str:
        return f"ROUND({formula},{self.digits})"

    # -- sums

    def children(self, key: str, node: Node) -> str:
        """The sum of a branch: its own children that are not optional."""
        first = self._lines[node.item.id] + 1
        last = self._last(node)
        return self._sum(key, first, last, f"{self.cell('level', first - 1)}+1")

    def _last(self, node: Node) -> int:
        while node.children:
            node = node.children[-1]
        return self._lines[node.item.id]

    def _sum(self, key: str, first: int, last: int, level: str) -> str:
        def stretch(name: str) -> str:
            return f"{self.cell(name, first)}:{self.cell(name, last)}"

        return (
            f"=SUMIFS({stretch(key)},{stretch('level')},{level},"
            f'{stretch("optional")},"<>yes")'
        )  # fmt: skip

    def total(self, key: str, first: int, last: int) -> str:
        """The foot: the rows of the first level that are not optional."""
        return self._sum(key, first, last, "0") if last >= first else "=0"

    def margin(self, line: int) -> str:
        sell, loaded = self.cell("sell", line), self.cell("loaded", line)
        return f'=IF({sell}=0,"",({sell}-{loaded})/{sell})'

    # -- a row

    def of(self, node: Node) -> dict[str, str]:
        """Everything that is calculated in a row."""
        line = self._lines[node.item.id]
        found = self._inherited(node, line)
        if node.children:
            for key in ("hours", "cost", "loaded", "sell", "own_sell"):
                found[key] = self.children(key, node)
            found["margin"] = self.margin(line)
            return found
        if node.priced is None:
            return {}
        return found | self._leaf(node, node.priced, line)

    def _inherited(self, node: Node, line: int) -> dict[str, str]:
        """What a row says itself, else its branch, else the terms of its category."""
        above = node.parent
        line_above = None
        if above is not None and above.parent is not None:
            line_above = self._lines[above.item.id]
        category = node.item.category
        own, value = self.cell("method", line), self.cell("value", line)
        contingency = self.cell("contingency", line)
        if line_above is None and node.children:
            # a branch that says nothing offers nothing: each child asks its own category
            return {
                "any_method": f'=IF({own}="","",{own})',
                "any_value": f'=IF({own}="","",{value})',
                "any_contingency": f'=IF(ISNUMBER({contingency}),{contingency},"")',
            }
        up = {
            key: self.cell(f"any_{key}", line_above) if line_above is not None else '""'
            for key in ("method", "value", "contingency")
        }
        terms = {
            key: '""' if node.children else self._of_terms(key, category)
            for key in ("method", "value", "contingency")
        }
        said = f'{up["method"]}<>""'
        return {
            "any_method": f'=IF({own}<>"",{own},IF({said},{up["method"]},{terms["method"]}))',
            "any_value": f'=IF({own}<>"",{value},IF({said},{up["value"]},{terms["value"]}))',
            "any_contingency": f"=IF(ISNUMBER({contingency}),{contingency},"
            f'IF(ISNUMBER({up["contingency"]}),{up["contingency"]},{terms["contingency"]}))',
        }  # fmt: skip

    def _leaf(self, node: Node, priced: Priced, line: int) -> dict[str, str]:
        item = node.item
        low, likely, high = (self.cell(key, line) for key in ("low", "effort", "high"))
        quantity, hours = self.cell("quantity", line), self.cell("hours", line)
        amount = f"IF(ISNUMBER({quantity}),{quantity},1)" if item.is_counted else hours
        rate, own = self.cell("role_cost", line), self.cell("cost_rate", line)
        found = {
            "hours": f"=IF(AND(ISNUMBER({low}),ISNUMBER({likely}),ISNUMBER({high})),"
            f"ROUND(({low}+4*{likely}+{high})/6,6),N({likely}))",
            "any_cost": f'=IF(ISNUMBER({own}),{own},IF(ISNUMBER({rate}),{rate},""))',
            "margin": self.margin(line),
        }
        if item.is_counted:
            found["hours"] = "=0"
        found |= self._costs(priced, line, amount)
        found |= self._prices(node, priced, line, amount)
        return found

    def _costs(self, priced: Priced, line: int, amount: str) -> dict[str, str]:
        cost, points = self.cell("any_cost", line), self.cell("any_contingency", line)
        if priced.parts and priced.cost_rate is None:
            shares = self._shares(priced, amount)
            pairs = [(share, part) for share, part in zip(shares, priced.parts, strict=True)]
            plain = [self._rounded(f"{share}*{part.cost_rate or 0}") for share, part in pairs]
            loaded = [
                self._rounded(f"{share}*{part.cost_rate or 0}*(1+{points}/100)")
                for share, part in pairs
            ]
            return {"cost": "=" + "+".join(plain), "loaded": "=" + "+".join(loaded)}
        return {
            "cost": f"={self._rounded(f'{amount}*N({cost})')}",
            "loaded": f"={self._rounded(f'{amount}*N({cost})*(1+{points}/100)')}",
        }

    def _shares(self, priced: Priced, amount: str) -> list[str]:
        """The hours of each stretch of work between two changes of a rate."""
        whole = priced.quantity
        if not whole:
            return ["0"] * len(priced.parts)
        first = [f"ROUND({amount}*{part.quantity}/{whole},6)" for part in priced.parts[:-1]]
        rest = "-".join([amount, *first])
        return [*first, f"({rest})"]

    def _prices(self, node: Node, priced: Priced, line: int, amount: str) -> dict[str, str]:
        method, value = self.cell("any_method", line), self.cell("any_value", line)
        exact = self._exact(line)
        unit, own = self.cell("sell_rate", line), self.cell("own_sell", line)
        lump = f'OR({self.cell("lump", line)}="yes",{int(priced.is_lump_sum)}=1)'
        priced_by_hand = f'OR({method}="fixed",{method}="part")'
        found = {
            "sell_rate": f'=IF(OR({priced_by_hand},{lump},{exact}=""),"",'
            f"{self._rounded(exact)})",
            "sell": f"={own}",
        }  # fmt: skip
        each = f"IF({lump},{exact},{unit})"
        sell = f'IF({method}="fixed",{self._rounded(value)},IF(OR({method}="part",{exact}=""),0,'
        sell += f"{self._rounded(f'{amount}*N({each})')}))"
        if priced.parts and priced.unit_exact is None and priced.rule.method is not Method.FIXED:
            sell, found["sell_rate"] = self._stretches(priced, amount), '=""'
        found["own_sell"] = f'=IF({self.cell("billable", line)}="no",0,{sell})'
        rule = node.item.rule
        if rule is not None and rule.method is Method.PART and rule.of in self._lines:
            base = self.cell("own_sell", self._lines[rule.of])  # type: ignore[index]
            part = self._rounded(f"{base}*{value}/100")
            billable = f'{self.cell("billable", line)}="no"'
            found["sell"] = f'=IF({billable},0,IF({method}="part",{part},{own}))'
        return found

    def _exact(self, line: int) -> str:
        """The price of one unit before rounding, or nothing."""
        method, value = self.cell("any_method", line), self.cell("any_value", line)
        cost, points = self.cell("any_cost", line), self.cell("any_contingency", line)
        loaded = f"{cost}*(1+{points}/100)"
        role = self.cell("role_sell", line)
        return (
            f'IF({method}="rate",{value},IF({method}="role",IF(ISNUMBER({role}),{role},""),'
            f'IF(NOT(ISNUMBER({cost})),"",IF({method}="margin",{loaded}/(1-{value}/100),'
            f"{loaded}*(1+{value}/100)))))"
        )

    def _stretches(self, priced: Priced, amount: str) -> str:
        parts = []
        for share, part in zip(self._shares(priced, amount), priced.parts, strict=True):
            each = part.unit_exact if part.is_lump_sum else part.unit
            parts.append(self._rounded(f"{share}*{each or 0}"))
        return "+".join(parts)

    # -- the customer's version

    def of_customer(self, node: Node) -> dict[str, str]:
        """Sums of branches, and quantity by rate where the price is made so."""
        line = self._lines[node.item.id]
        if node.children:
            return {key: self.children(key, node) for key in ("hours", "sell")}
        priced = node.priced
        if priced is None or priced.unit is None or not priced.is_billable:
            return {}
        if priced.rule.method in (Method.FIXED, Method.PART):
            return {}
        amount = self.cell("quantity" if node.item.is_counted else "hours", line)
        rate = self.cell("sell_rate", line)
        return {"sell": f"={self._rounded(f'{amount}*{rate}')}"}
