"""What is printed, as frozen values: printing needs neither the database nor a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from salesdesk.models.values.odds import Odds

A4, LETTER = "A4", "Letter"
BRAND_COLOUR = "#0E6278"


@dataclass(frozen=True, slots=True)
class Party:
    """A company on paper: the seller or the customer, as it was when the page was made."""

    name: str
    address: tuple[str, ...] = ()
    tax_number: str = ""
    registration: str = ""

    @property
    def legal_line(self) -> str:
        """One line for the foot of a page."""
        parts = (self.name, ", ".join(self.address), self.tax_number)
        return "  ·  ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class TextSection:
    """A heading with running text; blank lines part its paragraphs."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A section of running text: its key and its parts."""

    key: str
    kind: str
    parts: tuple[TextSection, ...]


@dataclass(frozen=True, slots=True)
class SectionTitle:
    """What somebody called a section instead of its usual title."""

    key: str
    title: str


class RowKind(StrEnum):
    """What a row of the price table is."""

    ITEM = "item"
    HEADING = "heading"
    WORDS = "words"
    SUBTOTAL = "subtotal"


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One line of what it costs; a lump sum shows neither unit price nor quantity.

    Only items count; a subtotal's net says again what stands above it.
    """

    position: str
    name: str
    note: str
    net: Decimal
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    discounts: tuple[Decimal, ...] = ()
    taxes: tuple[Decimal, ...] = ()
    """What the line's taxes charge in percent; several where it bears a group of taxes."""
    cost: Decimal | None = None
    kind: RowKind = RowKind.ITEM
    percent: Decimal | None = None
    is_price_hidden: bool = False
    earned: Decimal | None = None
    """What is left of ``net`` after the document's discount and without included taxes."""


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One tax of the document with the base it was taken on."""

    name: str
    base: Decimal
    amount: Decimal
    reason: str = ""
    """Why nothing is charged, as the law wants it said."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The foot of the pricing page; figures come from the calculator, never from here."""

    subtotal: Decimal
    discount: Decimal
    net: Decimal
    taxes: tuple[TaxRow, ...]
    rounding: Decimal
    total: Decimal
    discount_percent: Decimal | None = None
    cost: Decimal | None = None
    profit: Decimal | None = None
    margin: Decimal | None = None
    markup: Decimal | None = None
    effective_discount: Decimal | None = None
    is_from: bool = False
    """Whether something is still to be chosen, so that this is the least that it costs."""


@dataclass(frozen=True, slots=True)
class OptionRow:
    """Something the customer may add, with what it adds to the net."""

    name: str
    note: str
    net: Decimal


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A line as the variants of a group have it; its net is None where it isn't told."""

    name: str
    nets: tuple[Decimal | None, ...]
    has: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """A group of variants side by side; ``chosen`` is empty while it is open."""

    name: str
    variants: tuple[str, ...]
    chosen: str
    rows: tuple[ComparedRow, ...]
    nets: tuple[Decimal, ...]
    deltas: tuple[Decimal, ...]
    totals: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One instalment of the payment schedule."""

    name: str
    due: date | None
    percent: Decimal | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of the work plan: a phase, a step or a milestone."""

    code: str
    name: str
    start: date
    finish: date
    hours: Decimal | None = None
    is_summary: bool = False
    is_milestone: bool = False
    is_critical: bool = False
    role: str = ""
    cost: Decimal | None = None
    sell: Decimal | None = None
    note: str = ""
    is_optional: bool = False
    is_timed: bool = True


@dataclass(frozen=True, slots=True)
class RoleRow:
    """Hours of one role, month by month in the plan's order of months."""

    role: str
    hours: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.hours, Decimal())


@dataclass(frozen=True, slots=True)
class PlanPrint:
    """The work plan on paper."""

    rows: tuple[PlanRow, ...]
    months: tuple[date, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    weekend: tuple[int, ...] = (5, 6)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every page of a document shares; without a number it is a draft.

    ``seal`` is what the code in the footer says, ``mark`` its short form for people, ``figures``
    the file that goes with the pages, compressed.
    """

    title: str
    language: str = "en"
    page: str = A4
    number: str | None = None
    revision: int = 0
    currency: str = "EUR"
    seller: Party = Party("")
    colour: str = BRAND_COLOUR
    logo: bytes | None = None
    letterhead: bytes | None = None
    stamp: str = ""
    seal: str = ""
    mark: str = ""
    figures: bytes = b""

    @property
    def reference(self) -> str:
        """The number as it is quoted, with its revision."""
        return f"{self.number} / R{self.revision}" if self.number else ""


@dataclass(frozen=True, slots=True)
class SecondTexts:
    """The texts of a proposal in its second language, by section; tables are shared."""

    language: str
    letter: str = ""
    written: Mapping[str, tuple[TextSection, ...]] = field(default_factory=dict)
    terms: tuple[TextSection, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalPrint:
    """A proposal on paper."""

    sheet: Sheet
    customer: Party
    contact: str
    prepared_by: str
    dated: date
    valid_until: date | None
    lines: tuple[PriceRow, ...]
    sums: Sums
    letter: str = ""
    written: tuple[Written, ...] = ()
    titles: tuple[SectionTitle, ...] = ()
    own_pages: Mapping[str, bytes] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """The pictures that its texts show, by the name they have there."""
    second: SecondTexts | None = None
    plan: PlanPrint | None = None
    options: tuple[OptionRow, ...] = ()
    alternatives: tuple[Alternatives, ...] = ()
    payments: tuple[PaymentRow, ...] = ()
    payment_terms: str = ""
    terms: tuple[TextSection, ...] = ()
    pricing_note: str = ""
    has_cover: bool = True


@dataclass(frozen=True, slots=True)
class EstimationPrint:
    """An estimation on paper; cost columns are there only for those who may see them."""

    sheet: Sheet
    account: str
    rows: tuple[PlanRow, ...]
    sums: Sums
    plan: PlanPrint | None = None
    notes: tuple[TextSection, ...] = ()
    has_cost: bool = False


@dataclass(frozen=True, slots=True)
class OddsPrint:
    """The odds of an estimation, for eyes inside the house."""

    sheet: Sheet
    account: str
    odds: Odds


@dataclass(frozen=True, slots=True)
class BudgetPrint:
    """A budget on paper: a row for each line of the matrix, a column for each period."""

    sheet: Sheet
    exercise: str
    market: str
    periods: tuple[str, ...]
    rows: tuple[tuple[str, int, tuple[Decimal, ...]], ...]
    total: Decimal
