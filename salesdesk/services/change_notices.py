"""The change notice of a proposal: two revisions as the customer may read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from uuid import UUID

from salesdesk.i18n import N_
from salesdesk.models.columns import now
from salesdesk.models.proposal import Proposal
from salesdesk.models.values.plan_compare import MARKS, Mark
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.documents.change_notice import (
    PROJECT_DISCOUNT,
    TAX_IN_PRICE,
    TOTAL,
    TOTAL_TAX,
    ChangeRow,
    FieldRow,
    NoticePrint,
    Said,
    SumRow,
    print_notice,
)
from salesdesk.services.drafting import found
from salesdesk.services.proposal_compare import (
    FIELD_WORDS,
    INTERNAL,
    LINE_WORDS,
    MONEY,
    PERCENTS,
    VALUE_WORDS,
    WORDED,
    Comparison,
    FieldChange,
    LineChange,
    compare,
    names_of,
)
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.proposal_offer import offer_of

_NOT_TOLD = INTERNAL | {"kind", "tier_form", "contact_id", "tax_rounding", "language"}
_PRICES = frozenset({"quantity", "unit", "unit_price", "discounts", "percent", "tiers"})


def change_notice(database: Database, earlier_id: UUID, later_id: UUID) -> bytes:
    """What the later proposal changes, as a PDF in its language; no cost is even read."""
    database.actor.require(Right.READ)
    with database.reading() as session:
        earlier, later = (
            found(session, Proposal, key, "proposal") for key in (earlier_id, later_id)
        )
        offers = [offer_of(session, each) for each in (earlier, later)]
        before, after = (offer.shown for offer in offers)
        difference = compare(before, after, names_of(session, (before, after)))
        paper = offers[1].paper(session)
    return print_notice(
        NoticePrint(
            sheet=paper.sheet,
            customer=paper.customer,
            earlier=reference(before),
            later=reference(after),
            dated=after.issued_on or now().date(),
            lines=tuple(_lines(difference)),
            terms=tuple(_fields(difference.fields, FIELD_WORDS)),
            sums=tuple(_sums(difference)),
        )
    )


def reference(draft: ProposalDraft) -> str:
    """The number with its revision; what isn't issued has no number yet, only its name."""
    return f"{draft.number} / R{draft.revision}" if draft.issued_on else draft.name


def _lines(difference: Comparison) -> Iterator[ChangeRow]:
    for change in difference.lines:
        if change.line.is_text or change.mark is Mark.MOVED:
            continue
        hidden = any(line.is_price_hidden for line in (change.old, change.new) if line)
        fields = tuple(_fields(change.fields, LINE_WORDS, without=_unseen(change)))
        if hidden and not fields and change.mark in (Mark.CHANGED, Mark.REPRICED):
            continue
        yield ChangeRow(
            MARKS[change.mark],
            change.line.description,
            None if hidden else _net(change.old),
            None if hidden else _net(change.new),
            fields,
        )
    for name, effect in (
        (PROJECT_DISCOUNT, difference.discount_effect), (TAX_IN_PRICE, difference.rest),
    ):  # fmt: skip
        if effect:
            before = -difference.before.discount if name == PROJECT_DISCOUNT else Decimal(0)
            yield ChangeRow("", name, before, before + effect)


def _unseen(change: LineChange) -> frozenset[str]:
    """Fields of prices that the page of the proposal doesn't show either."""
    lines = [line for line in (change.old, change.new) if line]
    closed = any(line.is_price_hidden or line.is_lump_sum for line in lines)
    return _PRICES if closed else frozenset()


def _net(line: LineDraft | None) -> Decimal | None:
    """What it adds to the net; an option adds nothing yet."""
    return None if line is None or line.choice == "optional" else line.net


def _fields(
    changes: tuple[FieldChange, ...],
    words: Mapping[str, str],
    without: frozenset[str] = frozenset(),
) -> Iterator[FieldRow]:
    for change in changes:
        if change.name not in _NOT_TOLD | without:
            old, new = (
                VALUE_WORDS.get(value, value) if isinstance(value, str) else value
                for value in (change.old, change.new)
            )
            yield FieldRow(words[change.name], old, new, _said_as(change.name))


def _said_as(name: str) -> Said:
    if name in WORDED:
        return Said.WORDS
    if name in MONEY:
        return Said.MONEY
    return Said.PERCENT if name in PERCENTS else Said.PLAIN


def _sums(difference: Comparison) -> Iterator[SumRow]:
    before, after = difference.before, difference.after
    yield SumRow(N_("Net"), before.net, after.net)
    yield SumRow(TOTAL_TAX, before.tax, after.tax)
    if before.rounding or after.rounding:
        yield SumRow(N_("Rounding"), before.rounding, after.rounding)
    yield SumRow(TOTAL, before.total, after.total)
