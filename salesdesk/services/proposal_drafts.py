"""What the proposal desk hands out: the draft that a form holds, and the rows of the list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import case, func

from salesdesk.i18n import N_
from salesdesk.models.account import Account
from salesdesk.models.base import table_of
from salesdesk.models.pipeline import Stage
from salesdesk.models.proposal import Proposal
from salesdesk.models.user import User
from salesdesk.models.values.line_groups import WORDS
from salesdesk.models.values.listing import (
    ColumnKind,
    Condition,
    ListColumn,
    ListQuery,
    ListSpec,
    Operator,
    SortKey,
)
from salesdesk.models.values.workflow import PROPOSAL
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.drafting import Draft, PartDraft, parts_of
from salesdesk.services.listings import Listing

EXPIRED = "expired"
STATUSES = (*PROPOSAL.states, EXPIRED)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft(PartDraft):
    """A line as it is typed; the amounts are the calculator's."""

    kind: str = "service"
    work_item_id: UUID | None = None
    product_id: UUID | None = None
    description: str = ""
    detail: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    unit_price: Decimal = ZERO
    is_lump_sum: bool = False
    is_price_hidden: bool = False
    percent: Decimal | None = None
    tiers: str = ""
    tier_form: str = ""
    option_group: str = ""
    variant: str = ""
    discount_1: Decimal | None = None
    discount_2: Decimal | None = None
    discount_3: Decimal | None = None
    unit_cost: Decimal | None = None
    cost: Decimal | None = None
    tax_code_id: UUID | None = None
    choice: str = "included"
    chosen_by: str = ""
    gross: Decimal = ZERO
    net: Decimal = ZERO
    discount_share: Decimal = ZERO
    taxable: Decimal = ZERO
    internal_note: str = ""

    @property
    def discounts(self) -> tuple[Decimal, ...]:
        given = (self.discount_1, self.discount_2, self.discount_3)
        return tuple(each for each in given if each)

    @property
    def is_text(self) -> bool:
        """Whether the line carries no money of its own: words, or a subtotal."""
        return self.kind in WORDS

    @property
    def key(self) -> str:
        """As the calculator names it."""
        return str(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxDraft(PartDraft):
    """A tax over the document, as computed."""

    name: str
    rate: Decimal
    base: Decimal
    amount: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentDraft(PartDraft):
    """A payment: its share in percent of what fixed amounts leave, and the amount that makes."""

    name: str = ""
    due_on: date | None = None
    percent: Decimal = ZERO
    fixed: Decimal | None = None
    milestone_id: UUID | None = None
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRowDraft(PartDraft):
    """A row of the imported work plan."""

    work_item_id: UUID | None = None
    code: str = ""
    level: int = 0
    kind: str = "task"
    name: str = ""
    role: str = ""
    effort: Decimal | None = None
    starts_on: date | None = None
    finishes_on: date | None = None
    is_critical: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDraft(Draft):
    """A proposal as the builder holds it; what the desk decides is read-only here."""

    number: str = ""
    revision: int = 0
    is_current: bool = True
    name: str = ""
    status: str = "draft"
    account_id: UUID | None = None
    contact_id: UUID | None = None
    opportunity_id: UUID | None = None
    estimation_id: UUID | None = None
    exercise_id: UUID | None = None
    company_id: UUID | None = None
    fronting_company_id: UUID | None = None
    owner_id: UUID | None = None
    controller_id: UUID | None = None
    payment_term_id: UUID | None = None
    payment_type_id: UUID | None = None
    stage_id: UUID | None = None
    customer_reference: str = ""
    language: str = "en"
    second_language: str = ""
    page_size: str = "A4"
    currency: str = "EUR"
    base_currency: str = ""
    exchange_rate: Decimal | None = None
    exchange_date: date | None = None
    exchange_source: str = ""
    tax_rounding: str = "document"
    withholding_code_id: UUID | None = None
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    cash_rounding: Decimal | None = None
    valid_after: date | None = None
    valid_until: date | None = None
    starts_on: date | None = None
    plan_choice: str = ""
    summary: str = ""
    terms: str = ""
    sections: str = ""
    notes: str = ""
    gross: Decimal = ZERO
    line_discounts: Decimal = ZERO
    subtotal: Decimal = ZERO
    discount: Decimal = ZERO
    net: Decimal = ZERO
    tax: Decimal = ZERO
    rounding: Decimal = ZERO
    total: Decimal = ZERO
    base_net: Decimal | None = None
    base_tax: Decimal | None = None
    base_total: Decimal | None = None
    cost: Decimal | None = None
    margin: Decimal | None = None
    effective_discount: Decimal | None = None
    issued_on: date | None = None
    decided_on: date | None = None
    decision_reason: str = ""
    lines: tuple[LineDraft, ...] = parts_of(LineDraft)
    taxes: tuple[TaxDraft, ...] = parts_of(TaxDraft)
    instalments: tuple[InstalmentDraft, ...] = parts_of(InstalmentDraft)
    plan: tuple[PlanRowDraft, ...] = parts_of(PlanRowDraft)

    @property
    def counted_lines(self) -> tuple[LineDraft, ...]:
        """The lines that carry money."""
        return tuple(line for line in self.lines if not line.is_text)

    def without_cost(self) -> ProposalDraft:
        """For those who may not see what it costs."""
        lines = tuple(
            replace(line, unit_cost=None, cost=None, internal_note="") for line in self.lines
        )
        return replace(self, cost=None, margin=None, lines=lines)

    def is_expired(self, today: date) -> bool:
        """Expiry is derived, and of issued proposals only: valid through the end of its day."""
        until = self.valid_until
        return self.status == "issued" and until is not None and until < today


SUMS = (
    "gross", "line_discounts", "subtotal", "discount", "net", "tax", "rounding", "total",
)  # fmt: skip
DECIDED_BY_THE_DESK = (
    "revision", "is_current", "status", "issued_on", "decided_on", "decision_reason", "taxes",
    *SUMS, "base_net", "base_tax", "base_total", "cost", "margin", "effective_discount",
)  # fmt: skip
NOT_COMMERCIAL = frozenset({
    "id", "version", "number", "revision", "is_current", "status", "notes", "owner_id",
    "controller_id", "stage_id", "exercise_id", "opportunity_id", "issued_on", "decided_on",
    "decision_reason",
})  # fmt: skip
"""Fields that may change without voiding an approval; everything else is what was approved."""
ADDED_LATER = frozenset({
    "second_language", "withholding_code_id", "is_price_hidden", "percent", "tiers", "tier_form",
    "option_group", "variant", "plan_choice", "fixed", "milestone_id", "reason",
})  # fmt: skip
"""Fields of a later version: while they say nothing, what was approved before is the same."""

_MARGIN = ListColumn("margin", N_("Margin"), ColumnKind.PERCENT, width=90)
_COLUMNS = (
    ListColumn("name", N_("Name"), width=230),
    ListColumn("number", N_("Number"), width=140),
    ListColumn("revision", N_("Revision"), ColumnKind.INTEGER, width=70),
    ListColumn("status", N_("Status"), ColumnKind.STATUS, width=120, choices=STATUSES),
    ListColumn("account", N_("Account"), width=180),
    ListColumn("owner", N_("Owner"), ColumnKind.PERSON, width=160),
    ListColumn("net", N_("Net"), ColumnKind.AMOUNT, "currency", True, width=120),
    ListColumn("tax", N_("Tax"), ColumnKind.AMOUNT, "currency", True, shown=False),
    ListColumn("total", N_("Total"), ColumnKind.AMOUNT, "currency", True, width=120),
    ListColumn("currency", N_("Currency"), ColumnKind.CURRENCY, width=70),
    _MARGIN,
    ListColumn("issued_on", N_("Issued"), ColumnKind.DATE, width=110),
    ListColumn("valid_until", N_("Valid through"), ColumnKind.DATE, width=110),
    ListColumn("stage", N_("Stage"), width=120, shown=False),
    ListColumn("is_current", N_("Current"), ColumnKind.FLAG, width=80, shown=False),
)


def _view(status: str) -> ListQuery:
    return ListQuery(conditions=(Condition("status", Operator.IS, (status,)),))


SPEC = ListSpec(
    "proposals",
    _COLUMNS,
    (SortKey("number", True),),
    (
        (N_("All proposals"), ListQuery()),
        (N_("Current"), ListQuery(conditions=(Condition("is_current", Operator.IS, (True,)),))),
        (N_("Drafts"), _view("draft")),
        (N_("In approval"), _view("in_approval")),
        (N_("Issued"), _view("issued")),
        (N_("Expired"), _view(EXPIRED)),
    ),
)


def proposal_listing(database: Database) -> Listing:
    """The proposals as their list shows them; without the right, the margin isn't even read."""
    table, account = table_of(Proposal), table_of(Account).alias("account_of")
    owner, stage = table_of(User).alias("owner"), table_of(Stage).alias("stage_of")
    may_see = database.actor.may(Right.COST)
    columns = tuple(column for column in _COLUMNS if may_see or column is not _MARGIN)
    status = case(
        ((table.c.status == "issued") & (table.c.valid_until < func.current_date()), EXPIRED),
        else_=table.c.status,
    )
    joined = {"account": account.c.name, "owner": owner.c.name, "stage": stage.c.name,
              "status": status}  # fmt: skip
    own = {column.name: table.c[column.name] for column in columns if column.name not in joined}
    return Listing(
        database,
        ListSpec(SPEC.kind, columns, SPEC.sort, SPEC.views),
        table,
        table.outerjoin(account, account.c.id == table.c.account_id)
        .outerjoin(owner, owner.c.id == table.c.owner_id)
        .outerjoin(stage, stage.c.id == table.c.stage_id),
        own | joined,
        {
            "name": table.c.sort_name,
            "account": account.c.sort_name,
            "owner": owner.c.sort_name,
            "stage": stage.c.position,
        },
        (table.c.archived_at.is_(None),),
    )
