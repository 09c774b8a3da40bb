from __future__ import annotations

from typing import Any

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.services.calculations import calculate, distribute

VAT = {"name": "VAT 23", "kind": "percent", "rate": "23", "included": False}


def document(**more: Any) -> dict[str, Any]:
    line = {
        "id": "1",
        "quantity": "160",
        "unit_price": "86.40",
        "discounts": ["5"],
        "unit_cost": "56.16",
        "taxes": [VAT],
        "choice": "included",
    }
    return {
        "currency": "EUR",
        "tax_rounding": "document",
        "lines": [line],
        "discount": {"percent": "2"},
        "base_currency": "USD",
        "exchange_rate": "1.0890",
        **more,
    }


def test_calculate_answers_as_written() -> None:
    assert calculate(document()) == {
        "currency": "EUR",
        "lines": [{"id": "1", "gross": "13824.00", "net": "13132.80", "discount_share": "262.66",
                   "taxable": "12870.14", "cost": "8985.60"}],
        "gross": "13824.00", "line_discounts": "691.20", "subtotal": "13132.80",
        "discount": "262.66", "net": "12870.14",
        "taxes": [{"name": "VAT 23", "rate": "23", "base": "12870.14", "amount": "2960.13"}],
        "tax": "2960.13", "rounding": "0.00", "total": "15830.27",
        "cost": "8985.60", "profit": "3884.54", "margin": "30.18", "markup": "43.23",
        "effective_discount": "6.90",
        "base": {"currency": "USD", "net": "14015.58", "tax": "3223.58", "total": "17239.16"},
    }  # fmt: skip


def test_optional_keys_may_be_absent() -> None:
    answer = calculate({"currency": "JPY", "lines": [{"unit_price": "100.5", "unit_cost": "0"}]})
    assert (answer["total"], answer["markup"], answer["base"]) == ("101", None, None)
    assert calculate({"currency": "EUR", "lines": []})["total"] == "0.00"


def test_explain_tells_every_figure() -> None:
    why = calculate(document(), explain=True)["why"]
    assert why["discount"]["value"] == "262.66"
    assert why["tax"]["steps"][0]["steps"][2]["value"] == "2960.1322"


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"currency": "XXX"}, "currency"),
        ({"currency": None}, "currency"),
        ({"tax_rounding": "sometimes"}, "tax_rounding"),
        ({"lines": "none"}, "lines"),
        ({"lines": None}, "lines"),
        ({"lines": [{"unit_price": "ten"}]}, "lines[0].unit_price"),
        ({"lines": [{"unit_price": 1.5}]}, "lines[0].unit_price"),
        ({"lines": [{"unit_price": "NaN"}]}, "lines[0].unit_price"),
        ({"lines": [{"unit_price": "1e30"}]}, "lines[0].unit_price"),
        ({"lines": [{"quantity": "1"}]}, "lines[0].unit_price"),
        ({"lines": [{"unit_price": "1", "discounts": ["101"]}]}, "lines[0].discounts[0]"),
        ({"lines": [{"unit_price": "1", "choice": "maybe"}]}, "lines[0].choice"),
        (
            {"lines": [{"unit_price": "1", "taxes": [{"kind": "percent"}]}]},
            "lines[0].taxes[0].rate",
        ),
        (
            {"lines": [{"unit_price": "1", "taxes": [{"rate": "1", "included": "no"}]}]},
            "lines[0].taxes[0].included",
        ),
        (
            {"lines": [{"id": "1", "unit_price": "1"}, {"id": "1", "unit_price": "1"}]},
            "lines[1].id",
        ),
        ({"lines": ["x"]}, "lines[0]"),
        ({"discount": {"percent": "2", "amount": "3"}}, "discount.amount"),
        ({"discount": {"percent": "120"}}, "discount.percent"),
        ({"discount": {"amount": "99999"}}, "discount"),
        ({"cash_rounding": "0.007"}, "cash_rounding"),
        ({"exchange_rate": "0"}, "exchange_rate"),
        ({"exchange_rate": None}, "exchange_rate"),
        ({"exchange_rate": "1"}, "exchange_rate"),
    ],
)
def test_bad_input_is_named_by_its_key(wrong: dict[str, Any], key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        calculate(document(**wrong))
    assert key in {problem.column for problem in refused.value.problems}


def test_distribute_answers_as_written() -> None:
    asked = {
        "amount": "1000000.00",
        "currency": "EUR",
        "model": "period-region-seller",
        "periods": [{"name": "P1", "weight": "1"}, {"name": "P2", "weight": "1"}],
        "regions": [
            {"name": "North", "weight": "45", "sellers": [{"name": "Ana", "weight": "1"}]},
            {"name": "South", "weight": "55", "sellers": [{"name": "Bo"}, {"name": "Cy"}]},
        ],
    }
    answer = distribute(asked)
    assert answer["cells"][0] == {
        "period": "P1",
        "region": "North",
        "seller": "Ana",
        "amount": "225000.00",
    }
    assert answer["sellers"][1] == {"name": "Bo", "region": "South", "amount": "275000.00"}
    assert answer["total"] == "1000000.00"
    by_period = distribute({**asked, "model": "period"})
    assert by_period["cells"][0] == {
        "period": "P1",
        "region": None,
        "seller": None,
        "amount": "500000.00",
    }
    assert (by_period["regions"], by_period["sellers"]) == (None, None)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"amount": "x"}, "amount"),
        ({"amount": "1.001"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"model": "region"}, "model"),
        ({"periods": []}, "periods"),
        ({"periods": [{"name": "P1", "weight": "-1"}]}, "periods[0].weight"),
        ({"locked": [{"period": "P9", "amount": "1"}]}, "locked"),
        ({"locked": [{"period": "P1", "amount": "11"}]}, "locked"),
    ],
)
def test_bad_budgets_are_named_by_their_key(wrong: dict[str, Any], key: str) -> None:
    asked = {
        "amount": "10",
        "currency": "EUR",
        "model": "period",
        "periods": [{"name": "P1"}, {"name": "P2"}],
        **wrong,
    }
    with pytest.raises(InvalidInput) as refused:
        distribute(asked)
    assert key in {problem.column for problem in refused.value.problems}


@pytest.mark.parametrize("number", ["1e-999999999", "1e999999999", "-1e999999999", "1e-19"])
def test_a_number_beyond_all_measure_is_refused_at_once(number: str) -> None:
    with pytest.raises(InvalidInput, match=r"lines\[0\]\.unit_price"):
        calculate({"currency": "EUR", "lines": [{"unit_price": number}]})


def test_nothing_is_nothing_however_it_is_written() -> None:
    lines = [{"unit_price": "0e-999999999", "quantity": "0e999999999"}]
    assert calculate({"currency": "EUR", "lines": lines})["total"] == "0.00"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ({"percent": "5", "of": ["9"]}, "lines[1].of"),
        ({"percent": "5", "of": ["1", "1"]}, "lines[1].of"),
        ({"unit_price": "1", "of": ["1"]}, "lines[1].of"),
        ({"unit_price": "1", "quantity": "-2", "tiers": [{"discount": "5"}]}, "lines[1].quantity"),
        ({"unit_price": "1", "tiers": [{"discount": "5"}, {"discount": "6"}]}, "lines[1].tiers"),
        ({"unit_price": "1", "taxes": [{"kind": "division", "rate": "100"}]}, "lines[1].taxes"),
        ({"unit_price": "1", "taxes": [{"included": True, "rate": "-100"}]}, "lines[1].taxes"),
    ],
)
def test_what_cannot_be_calculated_is_told_of_its_line(line: dict[str, Any], column: str) -> None:
    with pytest.raises(InvalidInput) as told:
        calculate({"currency": "EUR", "lines": [{"id": "1", "unit_price": "10"}, line]})
    assert [problem.column for problem in told.value.problems] == [column]
