"""A product of the catalogue as a line of a proposal: its price, cost, unit and tax come along."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.reference import Product
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.rounding import half_up
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.drafting import found
from salesdesk.services.proposal_currency import rate_of_today
from salesdesk.services.proposal_drafts import LineDraft


@dataclass(frozen=True, slots=True)
class Priced:
    """A line, and the rate that its list price was converted by; None where none was needed."""

    line: LineDraft
    listed_in: str
    rate: Decimal | None = None


def line_of(
    database: Database, product_id: UUID, currency: str, quantity: Decimal, usual_tax: UUID | None
) -> Priced:
    """One line of ``quantity`` pieces at today's list price; its cost for who may see cost.

    A list price in another currency is converted at today's rate and rounded half-up to the
    digits of ``currency``; without a published rate this is refused.
    """
    actor = database.actor
    actor.require(Right.READ)
    with database.reading() as session:
        product = found(session, Product, product_id, "product")
        name, detail, unit = product.name, product.description, product.unit
        price, cost, listed_in = product.price, product.cost, product.currency
        tax = product.tax_code_id or usual_tax
    rate = None
    if listed_in != currency:
        rate = _rate(database, name, listed_in, currency)
        price = half_up(price * rate, DIGITS.get(currency, 2))
        cost = None if cost is None else half_up(cost * rate, DIGITS.get(currency, 2))
    line = LineDraft(
        kind="product",
        product_id=product_id,
        description=name,
        detail=detail,
        quantity=quantity,
        unit=unit,
        unit_price=price,
        unit_cost=cost if actor.may(Right.COST) else None,
        tax_code_id=tax,
    )
    return Priced(line, listed_in, rate)


def _rate(database: Database, name: str, listed_in: str, currency: str) -> Decimal:
    rate = rate_of_today(database, listed_in, currency)
    if rate is None:
        said = _(
            "{product} is listed in {theirs}, and no rate to {ours} is known. Import the "
            "exchange rates, or add the line by hand."
        ).format(product=name, theirs=listed_in, ours=currency)
        raise InvalidInput(said, [Problem(said, "product", value=name)])
    return rate
