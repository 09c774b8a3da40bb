"""Whether a proposal needs somebody else's word, and what stands in the way of a step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, NotAllowed, Problem, StepRefused
from salesdesk.i18n import _
from salesdesk.models.account import Account
from salesdesk.models.columns import now
from salesdesk.models.proposal import Proposal
from salesdesk.models.reference import ApprovalLimit, ApprovalRule, PaymentTerm, TaxCode
from salesdesk.models.values.currencies import DIGITS, unit_of
from salesdesk.models.values.exchange import check_rate, convert
from salesdesk.models.values.line_groups import PERCENT
from salesdesk.models.values.margin import exact_margin
from salesdesk.models.values.options import groups_of
from salesdesk.models.values.sections import is_damaged
from salesdesk.models.values.tiers import read_tiers
from salesdesk.models.values.totals import Totals
from salesdesk.services.actor import Actor, Right
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.rates import rate_on
from salesdesk.services.spoken import spoken, spoken_amount, spoken_points

MOST_PERCENT = 1000
_OF_MARGIN = frozenset({"document_margin", "line_margin"})


@dataclass(frozen=True, slots=True)
class Fired:
    """An approval rule that fires, in a sentence, and the role that it asks.

    ``of_margin`` says that its sentence is for those who may see cost; ``key`` tells it from
    what another setting would say.
    """

    rule: str
    message: str
    role: str
    level: int
    of_margin: bool = False
    key: str = ""


def fired_rules(
    session: Session, draft: ProposalDraft, totals: Totals, today: date
) -> tuple[Fired, ...]:
    """The rules that ask for an approval, the highest level first; compared unrounded."""
    rules = session.execute(select(ApprovalRule).where(ApprovalRule.is_active)).scalars()
    term = session.get(PaymentTerm, draft.payment_term_id) if draft.payment_term_id else None
    found = [
        Fired(
            rule.name, message, rule.role, rule.level, rule.measure in _OF_MARGIN, _key(rule, term)
        )
        for rule in rules
        for message in (
            *_measured(rule, draft, totals),
            *_measured_amount(session, rule, draft, totals, today),
            *_measured_terms(rule, draft, term, today),
        )
    ]
    return tuple(sorted(found, key=lambda one: (-one.level, one.rule)))


def seen(fired: Iterable[Fired]) -> str:
    """The rules as an approval keeps them; what fires besides is news to who approved."""
    return json.dumps(sorted({one.key for one in fired}))


def unseen(kept: str, fired: Iterable[Fired]) -> tuple[Fired, ...]:
    """The rules that an approval didn't see."""
    known = frozenset(json.loads(kept))
    return tuple(one for one in fired if one.key not in known)


def _key(rule: ApprovalRule, term: PaymentTerm | None) -> str:
    """A rule with whom it asks, and with what a setting says that isn't in the proposal."""
    days = [str(term.days)] if term and rule.measure == "payment_days" else []
    return ":".join([str(rule.id), rule.role, *days])


def _measured_terms(
    rule: ApprovalRule, draft: ProposalDraft, term: PaymentTerm | None, today: date
) -> Iterator[str]:
    """What is measured of the terms: days of validity, days to pay, age of the exchange rate."""
    shown = spoken(rule.threshold)
    if rule.measure == "validity_days" and draft.valid_until:
        days = (draft.valid_until - (draft.valid_after or draft.issued_on or today)).days
        if days > rule.threshold:
            yield _("It is valid for {days} days; {limit} are usual.").format(
                days=days, limit=shown
            )
    if rule.measure == "payment_days" and term and term.days > rule.threshold:
        yield _("It is paid after {days} days; {limit} are usual.").format(
            days=term.days, limit=shown
        )
    is_foreign = draft.base_currency and draft.base_currency != draft.currency
    if rule.measure == "exchange_age" and is_foreign and draft.exchange_date:
        age = (today - draft.exchange_date).days
        if age > rule.threshold:
            yield _("The exchange rate is {days} days old; {limit} are allowed.").format(
                days=age, limit=shown
            )


def _measured(rule: ApprovalRule, draft: ProposalDraft, totals: Totals) -> Iterator[str]:
    """The sentence, when the measure is on the wrong side of the threshold."""
    limit = Fraction(rule.threshold)
    shown = spoken(rule.threshold)
    if rule.measure == "document_margin":
        if totals.net < 0:  # a loss over a credit would look like a gain
            words = _("The net of {net} is below 0, so there is no margin.")
            yield words.format(net=_worth(totals.net, draft))
        elif totals.exact_margin is None or totals.exact_margin < limit:
            unknown = _("The margin is not known: a line has no cost, or nothing is sold.")
            below = _("The margin {margin} % is below {limit} %.")
            words = unknown if totals.exact_margin is None else below
            yield words.format(margin=spoken_points(totals.margin), limit=shown)
    elif rule.measure == "line_margin":
        names = [line.description for line, part in _line_margins(draft, totals) if part < limit]
        if names:
            yield _("The margin of “{line}” is below {limit} %.").format(line=names[0], limit=shown)
    elif rule.measure == "effective_discount":
        given = totals.exact_discount
        if given is not None and given > limit:
            yield _("The discount {discount} % is above {limit} %.").format(
                discount=spoken_points(totals.effective_discount), limit=shown
            )


def _line_margins(draft: ProposalDraft, totals: Totals) -> Iterator[tuple[LineDraft, Fraction]]:
    for line, sums in zip(draft.counted_lines, totals.lines, strict=True):
        if line.choice == "optional" or sums.cost is None:
            continue
        part = exact_margin(sums.taxable, sums.cost)
        if part is not None:
            yield line, part


def _measured_amount(
    session: Session, rule: ApprovalRule, draft: ProposalDraft, totals: Totals, today: date
) -> Iterator[str]:
    """An amount that can't be compared is asked about."""
    if rule.measure != "amount":
        return
    code, shown = rule.currency or draft.currency, spoken(rule.threshold)
    net = _in_currency(session, code, draft, totals, today)
    if net is None:
        yield _("The net can't be compared with {limit} {currency}: there is no rate.").format(
            limit=shown, currency=code
        )
    elif net >= rule.threshold:
        yield _("The net of {amount} {currency} reaches {limit}.").format(
            amount=spoken_amount(net, code), currency=code, limit=shown
        )


def _in_currency(
    session: Session, currency: str, draft: ProposalDraft, totals: Totals, today: date
) -> Decimal | None:
    """The net in a currency: at the document's own rate, else at the table's of today."""
    if currency == draft.currency:
        return totals.net
    if totals.base and currency == totals.base.currency:
        return totals.base.net
    rate = rate_on(session, draft.currency, currency, today)
    return None if rate is None else convert(totals.net, rate, unit_of(currency))


def draft_problems(draft: ProposalDraft) -> list[Problem]:
    """What is wrong in a draft so that it can't even be kept."""
    wrong = []
    if not draft.name.strip():
        wrong.append(Problem(_("A proposal needs a name."), "name"))
    if draft.currency not in DIGITS:
        wrong.append(Problem(_("Choose a currency."), "currency", value=draft.currency))
    if draft.exchange_rate is not None and draft.exchange_rate <= 0:
        wrong.append(Problem(_("A rate must be above 0."), "exchange_rate"))
    if draft.discount_percent is not None and draft.discount_amount is not None:
        wrong.append(
            Problem(_("Give a discount in percent or as an amount, not both."), "discount_amount")
        )
    if draft.discount_percent is not None and not 0 <= draft.discount_percent <= 100:
        wrong.append(
            Problem(
                _("A discount lies between 0 and 100 %."),
                "discount_percent",
                value=str(draft.discount_percent),
            )
        )
    for row, line in enumerate(draft.lines, 1):
        wrong += [Problem(message, "lines", row, value=value) for message, value in _wrong_in(line)]
    for group in groups_of(draft.counted_lines):
        if not group.is_sound:
            message = _("Only one variant of “{group}” can be on, and that one as a whole.")
            wrong.append(Problem(message.format(group=group.name), "lines", value=group.name))
    return wrong


def _wrong_in(line: LineDraft) -> Iterator[tuple[str, str]]:
    """What is wrong in one line, and the value that is."""
    if not line.description.strip():
        yield _("A line needs a description."), ""
    if any(not 0 <= cut <= 100 for cut in line.discounts):
        yield _("A discount lies between 0 and 100 %."), ""
    if line.choice not in ("included", "optional", "chosen"):
        yield _("Choose whether the line is included or optional."), line.choice
    if line.option_group and (not line.variant or line.choice == "included"):
        yield _("An alternative has the name of its variant, and is chosen or not."), line.variant
    if line.kind == PERCENT and not -100 <= (line.percent or 0) <= MOST_PERCENT:
        yield _("A percentage line lies between −100 and 1,000 %."), str(line.percent)
    try:
        if read_tiers(line.tiers) and line.quantity < 0:
            yield _("A volume price needs a quantity of 0 or more."), str(line.quantity)
    except InvalidInput as refusal:
        yield refusal.message, line.tiers


def submit_problems(session: Session, draft: ProposalDraft, today: date) -> list[Problem]:
    """What a proposal still lacks before anybody can approve or issue it."""
    wrong = list(_customer_problems(session, draft))
    if not any(line.choice != "optional" for line in draft.counted_lines):
        wrong.append(Problem(_("Add at least one line that isn't optional."), "lines"))
    if draft.valid_until is None:
        wrong.append(Problem(_("Say until when the proposal is valid."), "valid_until"))
    elif draft.valid_after and draft.valid_after > draft.valid_until:
        wrong.append(
            Problem(
                _("It would end before it begins to be valid; choose a later day."),
                "valid_until",
                value=draft.valid_until.isoformat(),
            )
        )
    elif draft.valid_until < today:
        wrong.append(
            Problem(
                _("It would be expired already; choose a later day."),
                "valid_until",
                value=draft.valid_until.isoformat(),
            )
        )
    if draft.base_currency:
        wrong += check_rate(draft.currency, draft.base_currency, draft.exchange_rate)
    wrong += _payment_problems(draft)
    if is_damaged(draft.sections):
        words = _("Its sections can't be read; write them anew, or restore a backup.")
        wrong.append(Problem(words, "sections", value=draft.sections[:80]))
    known = set(session.execute(select(TaxCode.id)).scalars())
    for row, line in enumerate(draft.lines, 1):
        is_free = line.is_text or (line.kind == PERCENT and line.tax_code_id is None)
        if not is_free and line.tax_code_id not in known:
            wrong.append(
                Problem(
                    _("Choose the tax of “{line}”.").format(line=line.description), "lines", row
                )
            )
    return wrong


def _payment_problems(draft: ProposalDraft) -> Iterator[Problem]:
    """Percentages share what the fixed payments leave; without any, those make the total."""
    shares = [part.percent for part in draft.instalments if part.fixed is None]
    fixed = sum((part.fixed or Decimal(0) for part in draft.instalments), Decimal(0))
    if shares and sum(shares) != 100:
        words = _("The instalments make {percent} %, not 100 %.")
        yield Problem(words.format(percent=spoken(sum(shares, Decimal(0)))), "instalments")
    if draft.instalments and (
        abs(fixed) > abs(draft.total) or (not shares and fixed != draft.total)
    ):
        words = _("The fixed payments make {fixed}, and the total is {total}.")
        yield Problem(
            words.format(fixed=_worth(fixed, draft), total=_worth(draft.total, draft)),
            "instalments",
        )
    for row, part in enumerate(draft.instalments, 1):
        if part.fixed is None and part.percent < 0:
            shown = f"{spoken(part.percent)} %"
            words = _("The share of “{name}” is {share}; a payment can't be below 0.")
            yield Problem(
                words.format(name=part.name, share=shown), "instalments", row, value=shown
            )


def _worth(value: Decimal, draft: ProposalDraft) -> str:
    return f"{spoken_amount(value, draft.currency)} {draft.currency}"


def _customer_problems(session: Session, draft: ProposalDraft) -> Iterator[Problem]:
    if draft.account_id is None:
        yield Problem(_("Choose the account that the proposal is for."), "account_id")
        return
    account = session.get_one(Account, draft.account_id)
    if account.status == "closed":
        yield Problem(
            _("{account} is closed, so nothing new can be offered to it.").format(
                account=account.name
            ),
            "account_id",
        )


def refuse_author(actor: Actor, proposal: Proposal) -> None:
    """Nobody approves what they wrote."""
    if actor.id in (proposal.submitted_by_id, proposal.owner_id) and actor.id is not None:
        raise StepRefused(_("You wrote this proposal, so somebody else has to approve it."))


def require_approver(
    session: Session, actor: Actor, proposal: Proposal, fired: Sequence[Fired]
) -> None:
    """Nobody approves an own proposal; an approver has a limit, finance approves above it."""
    refuse_author(actor, proposal)
    if actor.may(Right.APPROVE_ABOVE_LIMIT):
        return
    actor.require(Right.APPROVE)
    if any(one.role == "finance" for one in fired):
        raise NotAllowed(
            _("This needs finance: {why}").format(
                why=next(one.message for one in fired if one.role == "finance")
            )
        )
    limit = session.execute(select(ApprovalLimit).where(ApprovalLimit.user_id == actor.id)).scalar()
    if limit is None:
        return
    net = _within(session, limit.currency, proposal)
    if net is None:
        raise NotAllowed(
            _("Your limit is in {currency}, and there is no rate for it; finance approves it.")
            .format(currency=limit.currency)
        )  # fmt: skip
    if net > limit.amount:
        raise NotAllowed(
            _(
                "The net of {net} is above your limit of {limit} {currency}; finance approves it."
            ).format(
                net=spoken_amount(net, limit.currency),
                limit=spoken_amount(limit.amount, limit.currency),
                currency=limit.currency,
            )
        )


def _within(session: Session, currency: str, proposal: Proposal) -> Decimal | None:
    """The net in a limit's currency: at the proposal's own rate, else at the table's of today."""
    if currency == proposal.currency:
        return proposal.net
    if currency == proposal.base_currency and proposal.base_net is not None:
        return proposal.base_net
    rate = rate_on(session, proposal.currency, currency, now().date())
    return None if rate is None else convert(proposal.net, rate, unit_of(currency))
