"""Two proposals side by side: which lines came, went or changed, and what that does to the net.

The effects of the lines, of the document discount and of what taxes in prices leave add up to
the difference of the two nets. Lines of a revision have keys of their own, so they are matched by
where they come from and by what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.i18n import N_
from salesdesk.models.account import Account, Contact
from salesdesk.models.base import Record, table_of
from salesdesk.models.estimation import Estimation
from salesdesk.models.proposal import Proposal
from salesdesk.models.reference import Company, PaymentTerm, PaymentType, TaxCode
from salesdesk.models.values.plan_compare import Mark, out_of_order
from salesdesk.models.values.sections import shown_sections
from salesdesk.services.actor import Actor, Right
from salesdesk.services.database import Database
from salesdesk.services.drafting import found, read
from salesdesk.services.proposal_drafts import ZERO, LineDraft, ProposalDraft
from salesdesk.services.proposal_work import hours_of, taken_rows

Value = str | Decimal | date | tuple[Decimal, ...] | None
Names = Mapping[UUID, str]
LINE_WORDS = {
    "kind": N_("Kind"),
    "description": N_("Description"),
    "detail": N_("Detail"),
    "quantity": N_("Quantity"),
    "unit": N_("Unit"),
    "unit_price": N_("Unit price"),
    "percent": N_("Percent"),
    "discounts": N_("Discount"),
    "tiers": N_("Volume prices"),
    "tier_form": N_("Volume prices are"),
    "choice": N_("Choice"),
    "option_group": N_("Alternatives"),
    "variant": N_("Variant"),
    "tax_code_id": N_("Tax"),
    "unit_cost": N_("Unit cost"),
}
PERCENTS = frozenset({"discounts", "percent", "discount_percent"})
MONEY = frozenset({"unit_price", "unit_cost", "discount_amount", "payments"})
FIELD_WORDS = {
    "name": N_("Name"),
    "account_id": N_("Account"),
    "contact_id": N_("Contact"),
    "currency": N_("Currency"),
    "exchange_rate": N_("Exchange rate"),
    "tax_rounding": N_("Tax is rounded"),
    "withholding_code_id": N_("Withholding"),
    "discount_percent": N_("Project discount, %"),
    "discount_amount": N_("Project discount, amount"),
    "cash_rounding": N_("Cash rounding"),
    "payment_term_id": N_("Payment terms"),
    "payment_type_id": N_("Payment type"),
    "payments": N_("Payments"),
    "valid_after": N_("Can be accepted from"),
    "valid_until": N_("Valid through"),
    "starts_on": N_("Work starts on"),
    "ends_on": N_("Work ends on"),
    "hours": N_("Hours of work"),
    "customer_reference": N_("Customer's reference"),
    "fronting_company_id": N_("Shown to the customer as"),
    "estimation_id": N_("Estimation"),
    "language": N_("Language"),
    "summary": N_("Letter"),
    "terms": N_("Terms"),
    "texts": N_("Sections"),
}
VALUE_WORDS = {
    "included": N_("Included"),
    "optional": N_("Optional"),
    "chosen": N_("Chosen"),
    "service": N_("Service"),
    "product": N_("Product"),
    "expense": N_("Expense"),
    "heading": N_("Heading"),
    "comment": N_("Comment"),
    "subtotal": N_("Subtotal"),
    "running_subtotal": N_("Running subtotal"),
    "percent": N_("Percentage"),
    "range": N_("for all at the tier reached"),
    "slab": N_("for each slice"),
    "document": N_("by document"),
    "line": N_("by line"),
}
WORDED = frozenset({"kind", "choice", "tier_form", "tax_rounding"})
"""Fields whose values are words of ours, not of who writes the proposal."""
INTERNAL = frozenset({"unit_cost", "estimation_id", "exchange_rate"})
"""What a customer is never told."""
_ALIKE = 0.6
_MOST_PAIRS = 40_000
_SHOWN, _AROUND = 90, 20
_NAMED: tuple[tuple[type[Record], str], ...] = (
    (Account, "name"), (Contact, "name"), (Company, "name"), (PaymentTerm, "name"),
    (PaymentType, "name"), (TaxCode, "code"), (Estimation, "number"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that says something else: what it said, and what it says."""

    name: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that came, went, moved or changed, and what that does to the net."""

    mark: Mark
    old: LineDraft | None
    new: LineDraft | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def line(self) -> LineDraft:
        line = self.new or self.old
        assert line is not None
        return line

    @property
    def effect(self) -> Decimal:
        """Net after less net before; an option that is off counts nothing."""
        return _counted(self.new) - _counted(self.old)


@dataclass(frozen=True)
class Comparison:
    """What differs; margins are there only for those who may see cost."""

    before: ProposalDraft
    after: ProposalDraft
    lines: tuple[LineChange, ...]
    fields: tuple[FieldChange, ...]
    seen_on: date | None = None
    """The day on which an approver decided on it as it was before; None between revisions."""

    @property
    def is_comparable(self) -> bool:
        """Whether the amounts are of one currency."""
        return self.before.currency == self.after.currency

    @property
    def is_same(self) -> bool:
        return not self.lines and not self.fields

    @cached_property
    def effect(self) -> Decimal:
        return self.after.net - self.before.net

    @cached_property
    def discount_effect(self) -> Decimal:
        """What the document discount adds to the net or takes from it."""
        return self.before.discount - self.after.discount

    @cached_property
    def rest(self) -> Decimal:
        """What neither lines nor discount explain: taxes that are part of the prices."""
        lines = sum((change.effect for change in self.lines), ZERO)
        return self.effect - lines - self.discount_effect


def compare(before: ProposalDraft, after: ProposalDraft, names: Names | None = None) -> Comparison:
    """What differs; ``names`` tell what the keys of other records stand for."""
    known = names or {}
    fields = tuple(
        FieldChange(name, *_differing(old, new))
        for name, old, new in _facts(before, after, known)
        if old != new
    )
    return Comparison(before, after, tuple(_line_changes(before.lines, after.lines, known)), fields)


def compared(
    database: Database, before_id: UUID, after_id: UUID, *, shows_cost: bool = True
) -> Comparison:
    """Two kept proposals; cost only for those who may see it, and who want it shown."""
    database.actor.require(Right.READ)
    with database.reading() as session:
        before, after = (
            read(ProposalDraft, found(session, Proposal, key, "proposal"))
            for key in (before_id, after_id)
        )
        if not shows_cost:
            before, after = before.without_cost(), after.without_cost()
        return _as_seen_by(database.actor, session, before, after)


def since_last(database: Database, proposal_id: UUID) -> Comparison | None:
    """What an approver hasn't seen yet; None where nobody decided on anything before.

    Against how it stood when an approver last decided on it, else against the revision before.
    """
    from salesdesk.services.as_of import when_decided

    database.actor.require(Right.READ)
    with database.reading() as session:
        proposal = found(session, Proposal, proposal_id, "proposal")
        seen = when_decided(session, proposal)
        if seen is not None:
            before, after = seen[0], read(ProposalDraft, proposal)
            return replace(_as_seen_by(database.actor, session, before, after), seen_on=seen[1])
        parent = proposal.parent_id
    return compared(database, parent, proposal_id) if parent else None


def _as_seen_by(
    actor: Actor, session: Session, before: ProposalDraft, after: ProposalDraft
) -> Comparison:
    if not actor.may(Right.COST):
        before, after = before.without_cost(), after.without_cost()
    return compare(before, after, names_of(session, (before, after)))


def names_of(session: Session, drafts: Iterable[ProposalDraft]) -> dict[UUID, str]:
    """The names of the records that the drafts refer to."""
    wanted = {
        getattr(part, name)
        for draft in drafts
        for part in (draft, *draft.lines)
        for name in (*FIELD_WORDS, *LINE_WORDS)
        if isinstance(getattr(part, name, None), UUID)
    }
    known: dict[UUID, str] = {}
    for kind, name in _NAMED:
        table = table_of(kind)
        rows = session.execute(select(table.c.id, table.c[name]).where(table.c.id.in_(wanted)))
        known.update((row[0], row[1]) for row in rows)
    return known


# -- the document


def _facts(
    before: ProposalDraft, after: ProposalDraft, names: Names
) -> Iterator[tuple[str, Value, Value]]:
    for name in FIELD_WORDS:
        yield name, _fact(before, name, names), _fact(after, name, names)


def _fact(draft: ProposalDraft, name: str, names: Names) -> Value:
    if name == "payments":
        return tuple(part.amount for part in draft.instalments)
    if name == "ends_on":
        return max((row.finishes_on for row in draft.plan if row.finishes_on), default=None)
    if name == "hours":
        return hours_of(taken_rows(draft)) or None
    if name == "texts":
        return "\n".join(
            " ".join(part for part in (section.title or section.kind, section.text) if part)
            for section in shown_sections(draft.sections)
        )
    return _said(getattr(draft, name), names)


def _said(value: object, names: Names) -> Value:
    if isinstance(value, UUID):
        return names.get(value, str(value))
    if value is None or isinstance(value, str | Decimal | date):
        return value or None if isinstance(value, str) else value
    return str(value)


def _differing(old: Value, new: Value) -> tuple[Value, Value]:
    """Of two long texts the stretch that differs, with a little around it."""
    if not isinstance(old, str | None) or not isinstance(new, str | None):
        return old, new
    texts = [" ".join((each or "").split()) for each in (old, new)]
    if max(len(text) for text in texts) <= _SHOWN:
        return old, new
    shared = next(
        (at for at, (a, b) in enumerate(zip(*texts, strict=False)) if a != b),
        min(len(text) for text in texts),
    )
    first = max(0, shared - _AROUND)
    return _stretch(texts[0], first), _stretch(texts[1], first)


def _stretch(text: str, first: int) -> str:
    shown = text[first : first + _SHOWN]
    return f"{'…' if first else ''}{shown}{'…' if first + _SHOWN < len(text) else ''}"


# -- the lines


def _counted(line: LineDraft | None) -> Decimal:
    return ZERO if line is None or line.is_text or line.choice == "optional" else line.net


def _line_changes(
    before: Sequence[LineDraft], after: Sequence[LineDraft], names: Names
) -> Iterator[LineChange]:
    pairs = matched_lines(before, after)
    kept = [at for at in range(len(after)) if at in pairs]
    moved = out_of_order(kept, [pairs[at] for at in kept])
    gone = sorted(set(range(len(before))) - set(pairs.values()))
    for at, new in enumerate(after):
        if at not in pairs:
            yield LineChange(Mark.ADDED, None, new)
            continue
        old = before[pairs[at]]
        fields = tuple(_line_fields(old, new, names))
        if fields or (_counted(old) != _counted(new) and not new.is_text):
            mark = Mark.REPRICED if _counted(old) != _counted(new) else Mark.CHANGED
            yield LineChange(mark, old, new, fields)
        elif at in moved:
            yield LineChange(Mark.MOVED, old, new)
    for at in gone:
        yield LineChange(Mark.REMOVED, before[at], None)


def _line_fields(old: LineDraft, new: LineDraft, names: Names) -> Iterator[FieldChange]:
    for name in LINE_WORDS:
        was, now = (_line_value(line, name, names) for line in (old, new))
        if was != now:
            yield FieldChange(name, *_differing(was, now))


def _line_value(line: LineDraft, name: str, names: Names) -> Value:
    return line.discounts if name == "discounts" else _said(getattr(line, name), names)


def matched_lines(before: Sequence[LineDraft], after: Sequence[LineDraft]) -> dict[int, int]:
    """For each line that has been there before, its place there; the surest matches first."""
    pairs: dict[int, int] = {}
    for key in (
        lambda line: line.id,
        lambda line: (line.kind, line.work_item_id, line.product_id, line.description, line.net),
        lambda line: (line.kind, line.work_item_id, line.product_id, line.description),
        lambda line: line.work_item_id,
        lambda line: (line.kind, line.description),
    ):
        left: dict[object, list[int]] = {}
        for at in sorted(set(range(len(before))) - set(pairs.values())):
            if key(before[at]):
                left.setdefault(key(before[at]), []).append(at)
        for at in range(len(after)):
            if at not in pairs and left.get(key(after[at])):
                pairs[at] = left[key(after[at])].pop(0)
    return pairs | _renamed(before, after, pairs)


def _renamed(
    before: Sequence[LineDraft], after: Sequence[LineDraft], pairs: Mapping[int, int]
) -> dict[int, int]:
    """What is left over on both sides and reads much the same, the likest first."""
    old = sorted(set(range(len(before))) - set(pairs.values()))
    new = sorted(set(range(len(after))) - set(pairs))
    if len(old) * len(new) > _MOST_PAIRS:
        return {}
    found: dict[int, int] = {}
    scored = sorted(
        (
            (-SequenceMatcher(None, before[o].description, after[n].description).ratio(), n, o)
            for o in old
            for n in new
            if before[o].kind == after[n].kind
        ),
    )
    for score, n, o in scored:
        if -score >= _ALIKE and n not in found and o not in found.values():
            found[n] = o
    return found
