from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from salesdesk.errors import InvalidInput, NotAllowed, StepRefused
from salesdesk.models.values.exchange import convert
from salesdesk.models.values.forecast import (
    Deal,
    Outcome,
    ThreePoint,
    branch_sigma,
    pipeline_figures,
    weighted,
)
from salesdesk.models.values.rounding import half_up
from salesdesk.models.values.workflow import PROPOSAL, WORKFLOWS, Kind, Workflow
from tests.values.cases import cases

D = Decimal
OUTCOMES = {"opportunity": Outcome.OPEN}


def test_a_pipeline_in_three_currencies() -> None:
    deals = [("48000", "1", 25), ("60000", "0.9180", 50), ("22500", "1.1735", 75)]
    base = [convert(D(amount), D(rate), D("0.01")) for amount, rate, _p in deals]
    assert sum(base) == D("129483.75")
    found = [weighted(amount, deal[2]) for amount, deal in zip(base, deals, strict=True)]
    assert found == [D("12000.00"), D("27540.00"), D("19802.81")]
    assert sum(found) == D("59342.81")
    assert weighted(D(1001), D(50), 0) == 501


@pytest.mark.parametrize("case", cases("weighted_revenue_salesforce"), ids=lambda case: case["id"])
def test_weighted_revenue(case: dict[str, Any]) -> None:
    found = weighted(D(case["amount"]), D(case["probability_pct"]))
    assert found == D(case["expected_revenue"])


def deals() -> list[Deal]:
    facts = cases("opportunity")[0]["input"]["opportunities"]
    return [
        Deal(
            each["amount"],
            OUTCOMES.get(each["state"]) or Outcome(each["state"]),
            each.get("quoted_amount"),
        )
        for each in facts
    ]


def test_figures_of_a_pipeline() -> None:
    expected = cases("opportunity")[0]["expected"]
    figures = pipeline_figures(deals())
    assert (figures.count, figures.amount) == (expected["count"], expected["amount"])
    assert (figures.converted, figures.converted_amount) == (
        expected["converted"],
        expected["converted_amount"],
    )
    assert figures.conversion_rate == expected["conversion_rate"]
    ended = pipeline_figures(
        deal for deal in deals() if deal.outcome in {Outcome.CONVERTED, Outcome.WON, Outcome.LOST}
    )
    expected = cases("opportunity")[1]["expected"]
    assert (ended.count, ended.won, ended.lost) == (3, expected["won"], expected["lost"])
    assert (ended.winning_rate, ended.won_amount) == (
        expected["winning_rate"],
        expected["won_amount"],
    )
    assert pipeline_figures([]).winning_rate is None


def test_three_points() -> None:
    effort = ThreePoint(D(20), D(30), D(58))
    assert effort.expected == 33
    assert half_up(effort.sigma) == D("6.33")
    assert branch_sigma([effort, ThreePoint(D(1), D(2), D(3))]) == D("6.34")


def test_steps_are_refused_in_sentences() -> None:
    manager = ["account_manager"]
    assert PROPOSAL.take("submit", "draft", manager) == "in_approval"
    with pytest.raises(StepRefused, match="can't be done in “Draft”; it needs “Issued”"):
        PROPOSAL.take("accept", "draft", manager)
    with pytest.raises(NotAllowed, match="for approver, finance"):
        PROPOSAL.take("approve", "in_approval", manager)
    with pytest.raises(InvalidInput, match="needs a reason"):
        PROPOSAL.take("return", "in_approval", ["approver"], "  ")
    with pytest.raises(InvalidInput, match="is no step here"):
        PROPOSAL.take("explode", "draft", manager)
    assert [step.verb for step in PROPOSAL.offered("issued", manager)] == [
        "accept",
        "decline",
        "revise",
        "extend",
    ]
    assert PROPOSAL.kind("accepted") is Kind.WON


@pytest.mark.parametrize("flow", WORKFLOWS.values(), ids=WORKFLOWS)
def test_every_table_is_whole(flow: Workflow) -> None:
    reached = {flow.first}
    for step in flow.steps:
        assert step.sources <= set(flow.states)
        assert step.target in flow.states
        reached.add(step.target)
    assert reached == set(flow.states)
