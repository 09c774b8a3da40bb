"""Margins, markups, tiers and sums of plans, as other programs' tests say they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any

import pytest

from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.duration import parse
from salesdesk.models.values.margin import price_at_markup
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import COST, SELL
from salesdesk.models.values.priced_lines import Line
from salesdesk.models.values.pricing import Category, Method, PriceRule, Terms
from salesdesk.models.values.taxes import Tax
from salesdesk.models.values.tiers import Tier, tier_at
from salesdesk.models.values.totals import Document, Totals, document_totals
from salesdesk.models.values.work_triangle import balanced
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan
from tests.values.cases import cases

D = Decimal
Facts = dict[str, Any]
BARE = Terms("EUR", date(2026, 1, 5))
LEFT_OUT = {
    "mg-18": "a branch is always the sum of its rows; a lump sum is a row of its own",
}
NO_TIME_SHEETS = {"project_cost", "task1_cost", "task2_cost"}
"""Of mg-15: costs there are of the hours that were logged, and an estimation logs none."""


def of_lines(given: Facts) -> Facts:
    totals = document_totals(
        Document(
            "EUR",
            tuple(
                Line(str(at), each["qty"], each["unit_price"], unit_cost=each["unit_cost"])
                for at, each in enumerate(given["lines"])
            ),
        )
    )
    return {"margin": totals.profit, "gross_profit": totals.profit,
            "margin_pct_of_price": totals.margin}  # fmt: skip


def of_markup(given: Facts) -> Facts:
    rate = price_at_markup(given["price_list_rate"], given["markup_pct"])
    cut = (given["discount_pct"],) if "discount_pct" in given else ()
    found = document_totals(Document("EUR", (Line("1", D(1), rate, cut),)))
    return {"rate_with_margin": rate, "discount_amount": found.line_discounts, "rate": found.net}


def of_tiers(given: Facts) -> Facts:
    tiers = [Tier(each["min_qty"], (1 - each["factor"]) * 100) for each in given["tiers"][::-1]]
    tier = tier_at(given["qty"], tiers, inclusive=True)
    return {"unit_price": given["list_price"] * (1 - tier.discount / 100)}


def of_promotion(given: Facts) -> Facts:
    """300 of 500 are promoted: 15 pieces at 20 with 10 % off, 10 without."""
    tax = (Tax("VAT", given["tax_pct"]),)

    def sold(cut: int) -> Totals:
        price = given["list_price"]
        lines = (Line("1", D(15), price, (D(cut),), taxes=tax), Line("2", D(10), price, taxes=tax))
        return document_totals(Document("EUR", lines))

    def said(totals: Totals) -> Facts:
        return {"untaxed": totals.net, "tax": totals.tax, "total": totals.total}

    return said(sold(10)) | {"original": said(sold(0))}


def of_tree(given: Facts) -> Facts:
    tree = given["tree"]
    own, fixed = tree["children"]
    by_hour = PriceRule(Method.RATE, tree["rate"])
    plan = [
        WorkItem("project", kind=ItemKind.PHASE),
        WorkItem("its own work", level=1, effort=tree["effort_h"]),
        WorkItem("Task 1", level=1, effort=own["effort_h"]),
        WorkItem("Task 2", level=1, effort=D(1),
                 rule=PriceRule(Method.FIXED, fixed["fixed_price"])),
    ]  # fmt: skip
    sells = sums(plan, SELL, replace(BARE, types={Category.SERVICE: by_hour}))
    return {"project_revenue": sells[0], "task1_revenue": sells[2], "task2_revenue": sells[3]}


def of_children(given: Facts) -> Facts:
    rows = [
        WorkItem("row", level=1, kind=ItemKind.EXPENSE, quantity=D(1), cost_rate=cost)
        for cost in given["children_cost"]
    ]
    return {"parent_cost": sums([WorkItem("parent", kind=ItemKind.PHASE), *rows], COST)[0]}


def of_loads(given: Facts) -> Facts:
    """Days at a part of a person's time: the effort follows, and its cost."""
    rows = [loaded(task, given["rate_per_day"]) for task in given["tasks"]]
    return {"cumulative_resource_cost": list(accumulate(sums(rows, COST)))}


def loaded(task: Facts, rate_per_day: Decimal) -> WorkItem:
    item = WorkItem("task", effort=D(8), cost_rate=rate_per_day / 8)
    if not task["load_pct"]:
        return item.altered({"effort": D(0), "duration": parse(f"{task['days']}d")})
    typed = {"units": task["load_pct"], "duration": parse(f"{task['days']}d")}
    return item.altered(balanced(item, typed, OFFICE))


def sums(rows: list[WorkItem], which: int, terms: Terms = BARE) -> list[Decimal]:
    figures = PlanFigures(WorkPlan(rows), terms)
    return [figures.amount(node.sums[which]) for node in figures.rows]


OURS: dict[str, Callable[[Facts], Facts]] = {
    "mg-01": of_lines, "mg-04": of_lines, "mg-07": of_lines, "mg-06": of_markup,
    "mg-11": of_tiers, "mg-14": of_promotion, "mg-15": of_tree, "mg-17": of_children,
    "mg-20": of_loads,
}  # fmt: skip


def offered() -> list[Any]:
    found = [case for case in cases("margin_markup") if case["id"] not in LEFT_OUT]
    return [pytest.param(case, id=case["id"]) for case in found]


@pytest.mark.parametrize("case", offered())
def test_prices_and_costs_are_as_other_programs_say(case: Facts) -> None:
    found = OURS[case["group"]](case["input"])
    wanted = {name: said for name, said in case["expected"].items() if name not in NO_TIME_SHEETS}
    assert wanted
    assert {name: found[name] for name in wanted} == wanted


def test_the_cases_left_out_are_few_and_exist() -> None:
    assert set(LEFT_OUT) <= {case["id"] for case in cases("margin_markup")}
    assert len(LEFT_OUT) == 1
