"""A proposal's prices in another currency: converted once, by a rate that is seen (rule E13)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.columns import now
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.rounding import half_up
from salesdesk.services.database import Database
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.rates import rate_table

_RATE_DIGITS = 10


def has_amounts(draft: ProposalDraft) -> bool:
    """Whether anything typed would be taken for another amount in another currency."""
    typed = (amount for line in draft.lines for amount in (line.unit_price, line.unit_cost))
    fixed = (part.fixed for part in draft.instalments)
    return any(filter(None, (*typed, *fixed, draft.discount_amount)))


def rate_of_today(database: Database, currency: str, into: str) -> Decimal | None:
    """Units of ``into`` for one of ``currency`` as last published; None where neither is."""
    with database.reading() as session:
        table = rate_table(session)
    try:
        return half_up(table.rate(currency, into, now().date()), _RATE_DIGITS)
    except InvalidInput:
        return None


def converted(draft: ProposalDraft, currency: str, rate: Decimal) -> ProposalDraft:
    """Every amount typed into the draft × ``rate``, rounded half-up to the currency's digits.

    Prices of one that had more digits than their currency keep as many more. Percentages stay; the
    coins that the total is rounded to were the other currency's, and the rate to the base
    currency is open. Raises InvalidInput for a rate that is none.
    """
    if not rate.is_finite() or rate <= 0:
        said = _("A rate is above zero, such as 1.0890.")
        raise InvalidInput(said, [Problem(said, "rate", value=str(rate))])
    old, new = DIGITS.get(draft.currency, 2), DIGITS.get(currency, 2)

    def amount(value: Decimal | None) -> Decimal | None:
        return None if value is None else half_up(value * rate, new)

    def each(value: Decimal) -> Decimal:
        exponent = value.normalize().as_tuple().exponent
        more = max(0, -exponent - old) if isinstance(exponent, int) else 0
        return half_up(value * rate, new + more)

    def line(one: LineDraft) -> LineDraft:
        cost = None if one.unit_cost is None else each(one.unit_cost)
        return replace(one, unit_price=each(one.unit_price), unit_cost=cost)

    return replace(
        draft,
        currency=currency,
        lines=tuple(line(one) for one in draft.lines),
        instalments=tuple(
            replace(part, fixed=amount(part.fixed)) for part in draft.instalments
        ),
        discount_amount=amount(draft.discount_amount),
        cash_rounding=None,
        exchange_rate=None,
        exchange_date=None,
        exchange_source="",
    )  # fmt: skip
