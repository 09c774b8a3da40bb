"""A new proposal from the shape that ``show`` answers; what the calculator makes is not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.i18n import LANGUAGES, _
from salesdesk.models.account import Account
from salesdesk.models.columns import now
from salesdesk.models.reference import TaxCode
from salesdesk.models.values.line_groups import PERCENT, WORDS
from salesdesk.models.values.priced_lines import Choice
from salesdesk.models.values.rounding import half_up
from salesdesk.models.values.taxes import TaxRounding
from salesdesk.models.values.tiers import TierForm
from salesdesk.models.values.workplan import ItemKind
from salesdesk.services.json_reading import JsonReader
from salesdesk.services.proposal_drafts import InstalmentDraft, LineDraft, ProposalDraft
from salesdesk.services.proposal_making import suggested, tax_finder, with_rate

_MOST_CUTS = 3
LINE_KINDS = ("service", *sorted(WORDS), PERCENT, *map(str, ItemKind))


def draft_from(session: Session, given: Mapping[str, Any], owner: UUID | None) -> ProposalDraft:
    """The draft that the JSON describes; everything wrong in it is named by its key."""
    read = JsonReader(given)
    account_id = _account(session, read)
    base = suggested(session, ProposalDraft(owner_id=owner, account_id=account_id))
    currency = read.currency("currency") or base.currency
    percent, amount = _discount(read)
    draft = replace(
        base,
        name=read.text("name", base.name),
        currency=currency,
        language=_one_of(read, "language", LANGUAGES, base.language),
        tax_rounding=str(read.word("tax_rounding", TaxRounding, TaxRounding.DOCUMENT)),
        discount_percent=percent,
        discount_amount=amount,
        base_currency=read.currency("base_currency") or base.base_currency,
        valid_after=read.day("valid_after"),
        valid_until=read.day("valid_until"),
        customer_reference=read.text("customer_reference"),
        summary=read.text("summary", base.summary),
        terms=read.text("terms", base.terms),
        instalments=tuple(
            _instalment(read.inside(f"payment_schedule[{at}]", part))
            for at, part in enumerate(read.objects("payment_schedule"))
        ),
    )
    if (draft.currency, draft.base_currency) != (base.currency, base.base_currency):
        draft = with_rate(session, draft, now().date())
    if read.has("exchange_rate"):
        draft = replace(draft, exchange_rate=_rate(read))
    lines = tuple(
        _line(session, read.inside(f"lines[{at}]", line), draft)
        for at, line in enumerate(read.objects("lines"))
    )
    read.refuse(_("This proposal can't be created: {first}"))
    return replace(draft, lines=lines)


def _account(session: Session, read: JsonReader) -> UUID | None:
    """By its number or its name; the account may be an object, as it is shown, or a text."""
    found = read.value("account")
    if isinstance(found, Mapping):
        inside = read.inside("account", found)
        wanted = [each for each in (inside.text("number"), inside.text("name")) if each]
    else:
        wanted = [each for each in (read.text("account"),) if each]
    if not wanted:
        return None
    for text in wanted:
        key = session.execute(
            select(Account.id).where((Account.number == text) | (Account.name == text))
        ).scalar()
        if key is not None:
            return key
    read.problem("account", _("There is no account of this name or number."), wanted[-1])
    return None


def _one_of(read: JsonReader, key: str, known: Sequence[str], default: str) -> str:
    found = read.text(key, default)
    if read.has(key) and found not in known:
        text = _("Write one of {known} here.").format(known=", ".join(known))
        read.problem(key, text, found)
    return found


def _rate(read: JsonReader) -> Decimal | None:
    rate = read.number("exchange_rate", low=Decimal(0))
    if rate == 0:
        read.problem("exchange_rate", _("A rate must be above 0."), rate)
    return rate


def _discount(read: JsonReader) -> tuple[Decimal | None, Decimal | None]:
    """``discount_percent``, or ``discount`` as an object or, alone, as an amount."""
    hundred = Decimal(100)
    if read.has("discount_percent"):
        return read.number("discount_percent", low=Decimal(0), high=hundred), None
    found = read.value("discount")
    if isinstance(found, Mapping):
        inside = read.inside("discount", found)
        return inside.number("percent", low=Decimal(0), high=hundred), inside.number("amount")
    amount = read.number("discount") if read.has("discount") else None
    return None, amount or None


def _instalment(read: JsonReader) -> InstalmentDraft:
    return InstalmentDraft(
        name=read.text("name"),
        due_on=read.day("due"),
        percent=read.number("percent", needed=not read.has("fixed")) or Decimal(0),
        fixed=read.number("fixed") if read.value("fixed") is not None else None,
    )


def _line(session: Session, read: JsonReader, draft: ProposalDraft) -> LineDraft:
    cuts = [
        read.check_number(f"discounts[{at}]", cut, Decimal(0), Decimal(100))
        for at, cut in enumerate(read.objects("discounts"))
    ]
    if len(cuts) > _MOST_CUTS:
        read.problem("discounts", _("A line has three discounts at most."), len(cuts))
    shown = [*cuts, None, None, None]
    quantity = read.number("quantity")
    number = Decimal(1) if quantity is None else quantity
    kind = _one_of(read, "kind", LINE_KINDS, LINE_KINDS[0])
    is_priced = kind not in WORDS and kind != PERCENT
    return LineDraft(
        kind=kind,
        description=read.text("description", needed=True),
        detail=read.text("detail"),
        quantity=number,
        unit=read.text("unit"),
        unit_price=read.number("unit_price", needed=is_priced) or Decimal(0),
        percent=read.number("percent", needed=kind == PERCENT),
        tiers=read.text("tiers"),
        tier_form=_one_of(read, "tier_form", ("", *map(str, TierForm)), ""),
        option_group=read.text("option_group"),
        variant=read.text("variant"),
        is_price_hidden=read.flag("is_price_hidden", default=False),
        is_lump_sum=read.flag("is_lump_sum", default=False),
        discount_1=shown[0],
        discount_2=shown[1],
        discount_3=shown[2],
        unit_cost=_unit_cost(read, number),
        tax_code_id=_tax(session, read, draft) if is_priced or read.text("tax") else None,
        choice=str(read.word("choice", Choice, Choice.INCLUDED)),
    )


def _unit_cost(read: JsonReader, quantity: Decimal) -> Decimal | None:
    if read.has("unit_cost"):
        return read.number("unit_cost")
    cost = read.number("cost")
    return None if cost is None or not quantity else half_up(cost / quantity, 6)


def _tax(session: Session, read: JsonReader, draft: ProposalDraft) -> UUID | None:
    """The tax by its code or name; without one the account's or the country's usual tax."""
    wanted = read.text("tax")
    if not wanted:
        return tax_finder(session, draft)("")
    key = session.execute(
        select(TaxCode.id).where((TaxCode.code == wanted) | (TaxCode.name == wanted))
    ).scalar()
    if key is None:
        read.problem("tax", _("There is no tax of this code or name."), wanted)
    return key
