"""What a customer may see and change of a proposal: no cost and no margin is even read for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.orm import Session, defaultload, defer

from salesdesk.errors import NotFound
from salesdesk.i18n import _
from salesdesk.models.account import Account
from salesdesk.models.proposal import Proposal, ProposalLine
from salesdesk.models.values.options import choices_with, groups_of
from salesdesk.models.values.workflow import PROPOSAL
from salesdesk.services.actor import Right
from salesdesk.services.drafting import PartDraft, read
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.proposal_sums import Taxes, calculated, frozen, taxes_of

if TYPE_CHECKING:
    from salesdesk.services.proposals import Proposals

HIDDEN = frozenset({"unit_cost", "cost", "margin", "internal_note"})
"""The columns that those who may not see cost never have in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLine(PartDraft):
    """A line for the customer's eyes; ``was_included`` where it is part of the offer's scope."""

    kind: str
    description: str
    detail: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    is_lump_sum: bool
    is_price_hidden: bool
    percent: Decimal | None
    tiers: str
    tier_form: str
    option_group: str
    variant: str
    discount_1: Decimal | None
    discount_2: Decimal | None
    discount_3: Decimal | None
    tax_code_id: UUID | None
    choice: str
    net: Decimal

    @property
    def key(self) -> str:
        return str(self.id)

    @property
    def is_on(self) -> bool:
        return self.choice != "optional"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTax:
    """A tax with its amount."""

    name: str
    base: Decimal
    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """A proposal as it lies before the customer, added up as it stands."""

    id: UUID
    name: str
    status: str
    account: str
    currency: str
    tax_rounding: str
    withholding_code_id: UUID | None
    discount_percent: Decimal | None
    discount_amount: Decimal | None
    cash_rounding: Decimal | None
    lines: tuple[CustomerLine, ...]
    taxes: tuple[CustomerTax, ...] = ()
    subtotal: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    deltas: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    """What each variant of a group adds to the net that stands now."""

    def with_line(self, key: UUID, *, on: bool) -> CustomerView:
        """A line taken in or left out."""
        choice = "chosen" if on else "optional"
        lines = (replace(line, choice=choice) if line.id == key else line for line in self.lines)
        return replace(self, lines=tuple(lines))

    def with_value(self, key: UUID, name: str, value: Decimal) -> CustomerView:
        """A line with another ``quantity`` or ``unit_price``."""
        changed: dict[str, Any] = {name: value}
        lines = (replace(line, **changed) if line.id == key else line for line in self.lines)
        return replace(self, lines=tuple(lines))

    def with_discount(self, percent: Decimal) -> CustomerView:
        """The project discount in percent, in place of what it was."""
        return replace(self, discount_percent=percent, discount_amount=None)

    def with_variant(self, group: str, variant: str) -> CustomerView:
        """One variant of a group on, and the others off."""
        return replace(self, lines=_chosen(self.lines, group, variant))


def without_cost(session: Session, proposal_id: UUID) -> ProposalDraft:
    """The draft of a proposal, its costs and margins left in the database."""
    return read(ProposalDraft, record_without_cost(session, proposal_id), HIDDEN)


def record_without_cost(session: Session, proposal_id: UUID) -> Proposal:
    """The record, whose costs and margins can't even be asked for."""
    options = (
        defer(Proposal.margin, raiseload=True),
        defer(Proposal.cost, raiseload=True),
        defaultload(Proposal.lines).options(
            defer(ProposalLine.unit_cost, raiseload=True),
            defer(ProposalLine.cost, raiseload=True),
            defer(ProposalLine.internal_note, raiseload=True),
        ),
    )
    record = session.get(Proposal, proposal_id, options=options)
    if record is None:
        raise NotFound(_("This proposal is no longer here; somebody deleted it."))
    return record


def customer_view(proposals: Proposals, proposal_id: UUID) -> CustomerView:
    """A proposal for the customer's eyes, as it is stored."""
    proposals.database.actor.require(Right.READ)
    with proposals.database.reading() as session:
        draft = without_cost(session, proposal_id)
        account = session.get(Account, draft.account_id) if draft.account_id else None
        own = {name: getattr(draft, name) for name in _KEPT}
        view = CustomerView(
            **own,
            account=account.name if account else "",
            lines=tuple(_line(line) for line in draft.lines),
        )
        return _priced(view, _rates(taxes_of(session), draft))


def priced(proposals: Proposals, view: CustomerView) -> CustomerView:
    """The view added up by the one calculator."""
    with proposals.database.reading() as session:
        draft = without_cost(session, view.id)
        return _priced(view, _rates(taxes_of(session), draft))


def taken_over(draft: ProposalDraft, view: CustomerView, transcript: str) -> ProposalDraft:
    """The draft with what was chosen and agreed, and what was tried among its notes."""
    chosen = {line.id: line for line in view.lines}

    def choice(line: LineDraft) -> str:
        found = chosen.get(line.id)
        if found is None or found.is_on == (line.choice != "optional"):
            return line.choice
        return "optional" if not found.is_on else "chosen"

    def agreed(line: LineDraft) -> LineDraft:
        found = chosen.get(line.id)
        values = {name: getattr(found, name) for name in _AGREED} if found is not None else {}
        return replace(line, choice=choice(line), **values)

    discount = {name: getattr(view, name) for name in ("discount_percent", "discount_amount")}
    lines = tuple(agreed(line) for line in draft.lines)
    return with_transcript(replace(draft, lines=lines, **discount), transcript)


def with_transcript(draft: ProposalDraft, transcript: str) -> ProposalDraft:
    """The draft with what was tried added to its notes, which are never printed."""
    notes = "\n\n".join(part for part in (draft.notes.rstrip(), transcript) if part)
    return replace(draft, notes=notes)


def _rates(taxes: Taxes, draft: ProposalDraft) -> Taxes:
    is_open = PROPOSAL.state(draft.status).is_editable
    return taxes if is_open else frozen(taxes, draft)


def _priced(view: CustomerView, taxes: Taxes) -> CustomerView:
    found = _added_up(view, taxes)
    deltas = {
        (group.name, variant.name): _added_up(
            replace(found, lines=_chosen(found.lines, group.name, variant.name)), taxes
        ).net
        - found.net
        for group in groups_of(found.lines)
        for variant in group.variants
    }
    return replace(found, deltas=deltas)


def _added_up(view: CustomerView, taxes: Taxes) -> CustomerView:
    lines = tuple(
        LineDraft(**{f.name: getattr(line, f.name) for f in fields(CustomerLine)})
        for line in view.lines
    )
    kept = {name: getattr(view, name) for name in _KEPT}
    sums = calculated(ProposalDraft(**kept, lines=lines), taxes)
    return replace(
        view,
        lines=tuple(map(_line, sums.lines)),
        taxes=tuple(
            CustomerTax(name=tax.name, base=tax.base, amount=tax.amount, reason=tax.reason)
            for tax in sums.taxes
        ),
        **{name: getattr(sums, name) for name in _SUMS},
    )


def _line(line: LineDraft) -> CustomerLine:
    return CustomerLine(**{f.name: getattr(line, f.name) for f in fields(CustomerLine)})


def _chosen(lines: tuple[CustomerLine, ...], group: str, variant: str) -> tuple[CustomerLine, ...]:
    choices = choices_with(lines, group, variant)
    found: Iterator[CustomerLine] = (
        replace(line, choice=str(choices[line.key])) if line.key in choices else line
        for line in lines
    )
    return tuple(found)


_KEPT = (
    "id", "name", "status", "currency", "tax_rounding", "withholding_code_id", "discount_percent",
    "discount_amount", "cash_rounding",
)  # fmt: skip
_AGREED = ("quantity", "unit_price")
_SUMS = ("subtotal", "discount", "net", "rounding", "total")
