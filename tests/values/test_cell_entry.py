"""What a cell understands, and how it refuses the rest."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.models.values import cell_entry
from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.cell_entry import Effort, NumberSigns
from salesdesk.models.values.duration import Duration
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.schedule import LinkType

D = Decimal

GERMAN = NumberSigns(",", ".")

NUMBERS = {
    "40": "40",
    " 1,234.50 ": "1234.5",
    "=40*1.15": "46",
    "=(1+2)*-3": "-9",
    "=100*8%": "8",
    "=10/3": "3.333333",
    "−5": "-5",
    "=2 × 3 ÷ 4": "1.5",
    "1'000": "1000",
    ".5": "0.5",
}


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers(text: str) -> None:
    assert cell_entry.number(text) == D(NUMBERS[text])


@pytest.mark.parametrize(
    ("text", "value"), [("1.234,50", "1234.5"), ("=1,5*2", "3"), ("0,25", "0.25")]
)
def test_numbers_with_german_signs(text: str, value: str) -> None:
    assert cell_entry.number(text, GERMAN) == D(value)


@pytest.mark.parametrize(
    "text", ["", "x", "=1/0", "=2**3", "=(1", "1,23,4", "=__import__('os')", "1e5", "9" * 30]
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(InvalidInput):
        cell_entry.number(text)


def test_german_signs_refuse_a_misplaced_group() -> None:
    with pytest.raises(InvalidInput):
        cell_entry.number("1.5", GERMAN)


RULES = {
    "m35": PriceRule(Method.MARGIN, D(35)),
    "k 20 %": PriceRule(Method.MARKUP, D(20)),
    "r86.40": PriceRule(Method.RATE, D("86.40")),
    "f1,500": PriceRule(Method.FIXED, D(1500)),
    "role": PriceRule(Method.ROLE),
    "m=7*5": PriceRule(Method.MARGIN, D(35)),
    "": None,
}


@pytest.mark.parametrize("text", RULES)
def test_price_rules(text: str) -> None:
    assert cell_entry.rule(text) == RULES[text]


@pytest.mark.parametrize(("text", "words"), [("m120", "below 100 %"), ("35", "price rule")])
def test_rules_that_are_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        cell_entry.rule(text)


EFFORTS = {
    "40": Effort(D(40)),
    "2w": Effort(D(80)),
    "3d": Effort(D(24)),
    "=5*8": Effort(D(40)),
    "20/30/58": Effort(D(30), D(20), D(58)),
    "2d/3d/1w": Effort(D(24), D(16), D(40)),
    "": Effort(None),
}


@pytest.mark.parametrize("text", EFFORTS)
def test_efforts(text: str) -> None:
    assert cell_entry.effort(text, OFFICE) == EFFORTS[text]


@pytest.mark.parametrize("text", ["-1", "-2d", "1/2", "3/2/1", "x"])
def test_efforts_that_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        cell_entry.effort(text, OFFICE)


def test_durations() -> None:
    assert cell_entry.duration("3") == Duration(D(3))
    assert cell_entry.duration("1.5ew") == Duration(D("1.5"), "w", elapsed=True)
    assert cell_entry.duration("") is None
    with pytest.raises(InvalidInput, match="below zero"):
        cell_entry.duration("-3d")


CODES = {"3": UUID(int=3), "1.2": UUID(int=12)}


def test_predecessors() -> None:
    found = cell_entry.predecessors("3FS+2d, 1.2", CODES)
    assert [(link.before.int, link.type, str(link.lag)) for link in found] == [
        (3, LinkType.FS, "2d"),
        (12, LinkType.FS, "0d"),
    ]
    names = {key: code for code, key in CODES.items()}
    assert cell_entry.predecessors_text(found, names.get) == "3FS+2d, 1.2"
    lead = cell_entry.predecessors("1.2ss-1.5ed;3", CODES)
    assert cell_entry.predecessors_text(lead, names.get) == "1.2SS-1.5ed, 3"
    assert cell_entry.predecessors("", CODES) == ()


@pytest.mark.parametrize("text", ["9", "3XX", "abc", "3FS+"])
def test_predecessors_that_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        cell_entry.predecessors(text, CODES)


@pytest.mark.parametrize(("text", "share"), [("50", 50), ("12.5 %", D("12.5")), ("", None)])
def test_a_share_of_a_person(text: str, share: object) -> None:
    assert cell_entry.units(text) == share


@pytest.mark.parametrize("text", ["0", "-50", "1000000", "half"])
def test_what_is_no_share_of_a_person(text: str) -> None:
    with pytest.raises(InvalidInput, match=text):
        cell_entry.units(text)
