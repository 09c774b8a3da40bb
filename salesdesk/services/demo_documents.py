"""The sample company's estimations, proposals in every state, and what people did about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.models.account import Account, Contact
from salesdesk.models.columns import now
from salesdesk.models.opportunity import Opportunity
from salesdesk.models.pipeline import Stage
from salesdesk.models.reference import Company, ExchangeRate
from salesdesk.models.user import User
from salesdesk.services.activities import ActivityDraft
from salesdesk.services.demo import acting
from salesdesk.services.desk import Desk
from salesdesk.services.estimation_example import example
from salesdesk.services.numbering import set_next
from salesdesk.services.proposal_drafts import InstalmentDraft, LineDraft, ProposalDraft

SELLER, ESTIMATOR, APPROVER = "Darcel Schlecht", "Nadia Ferreira", "Melvin Marxen"
YEAR = 2026
_ISSUED = date(2026, 11, 2)
_ISSUE = ("submit", "approve", "issue")
_STEPS: tuple[tuple[str, ...], ...] = (
    (),
    ("submit",),
    ("submit", "approve"),
    _ISSUE,
    (*_ISSUE, "accept"),
    (*_ISSUE, "decline"),
    (*_ISSUE, "accept", "hand-over"),
    (*_ISSUE, "revise"),
    ("cancel",),
)
"""What leads to each state: draft, in approval, approved, issued, and the ways it ends."""
_DEALS = (
    ("Warehouse terminals", "Warephase", 24, "3200"),
    ("Shop roll-out", "Blackzim", 60, "1480"),
    ("Branch servers", "Donquadtech", 12, "5150"),
    ("Field tablets", "Zumgoity", 85, "640"),
    ("Plant gateway", "Ganjaflex", 8, "9700"),
    ("Support desk", "Codehow", 30, "1900"),
    ("Data room", "Isdom", 4, "21000"),
    ("Store scanners", "Cancity", 150, "390"),
    ("Trial kit", "Betasoloin", 5, "1100"),
)


def add_documents(desk: Desk) -> None:
    """Everything from the deal with Konex to a proposal in each state."""
    with desk.database.changing() as session:
        session.add(
            ExchangeRate(
                base="EUR",
                currency="USD",
                valid_on=date(2026, 1, 2),
                rate=Decimal("1.0890"),
                source="sample",
            )
        )
        set_next(session, "estimation", YEAR, 31)
        set_next(session, "proposal", YEAR, 42)
    deal = _konex_deal(desk)
    estimation = _konex_estimation(desk, deal)
    _konex_proposal(desk, estimation)
    _second_estimation(desk)
    for steps, line in zip(_STEPS, _DEALS, strict=True):
        _proposal(desk, steps, line)
    _activities(desk, deal)


def _key(session: Session, kind: type[Account | User | Contact | Company], name: str) -> UUID:
    return session.scalars(select(kind.id).where(kind.name == name)).one()


def _konex_deal(desk: Desk) -> UUID:
    """The open deal of the real pipeline that the worked example belongs to."""
    with desk.database.reading() as session:
        return (
            session.scalars(
                select(Opportunity.id)
                .join(Stage, Stage.id == Opportunity.stage_id)
                .where(Opportunity.account_name == "Konex", Stage.kind == "open")
                .order_by(Opportunity.expected_amount.desc(), Opportunity.external_id)
            ).first()
            or session.scalars(select(Opportunity.id).limit(1)).one()
        )


def _konex_estimation(desk: Desk, deal: UUID) -> UUID:
    """EST-2026-0031, approved."""
    with acting(desk, ESTIMATOR):
        draft = example(desk.estimations.from_opportunity(deal))
        with desk.database.reading() as session:
            contact = _key(session, Contact, "Ines Duarte")
            company = _key(session, Company, "Maven Hardware Lda")
        draft = replace(
            draft, contact_id=contact, fronting_company_id=company, price_date=date(2026, 12, 30)
        )
        key = desk.estimations.save(draft)
        desk.estimations.step(key, "submit")
    with acting(desk, APPROVER):
        desk.estimations.step(key, "approve")
    with desk.database.changing() as session:
        set_next(session, "estimation", YEAR, 32)
    return key


def _konex_proposal(desk: Desk, estimation: UUID) -> UUID:
    """PRO-2026-0042: 5 % off the build, 10 % off the server, 2 % off the whole."""
    with acting(desk, SELLER):
        draft = desk.proposals.from_estimation(estimation, date(2027, 1, 11))
        discounts = {"Build": Decimal(5), "Application server": Decimal(10)}
        reduced = desk.reference.choices("tax-codes", "VAT 6")[0][0]
        lines = tuple(
            replace(
                line,
                discount_1=discounts.get(line.description),
                tax_code_id=reduced if line.kind == "expense" else line.tax_code_id,
            )
            for line in draft.lines
        )
        draft = replace(
            draft,
            lines=lines,
            discount_percent=Decimal(2),
            language="en",
            base_currency="USD",
            exchange_rate=Decimal("1.0890"),
            valid_until=date(2027, 1, 31),
            instalments=_instalments(),
            notes="Invented for the sample company.",
        )
        key = desk.proposals.save(desk.proposals.calculated(draft))
        desk.proposals.step(key, "submit", on=_ISSUED)
    with acting(desk, APPROVER):
        desk.proposals.step(key, "approve", on=_ISSUED)
    with acting(desk, SELLER):
        desk.proposals.step(key, "issue", on=_ISSUED)
    return key


def _instalments() -> tuple[InstalmentDraft, ...]:
    return (
        InstalmentDraft(name="On acceptance", due_on=date(2027, 1, 11), percent=Decimal(30)),
        InstalmentDraft(name="Scope signed", due_on=date(2027, 1, 19), percent=Decimal(30)),
        InstalmentDraft(name="Go-live", due_on=date(2027, 2, 16), percent=Decimal(40)),
    )


def _second_estimation(desk: Desk) -> None:
    """The same plan with a guessed travel cost, still on its worksheet."""
    with acting(desk, ESTIMATOR):
        draft = example(desk.estimations.new(), plugged=True)
        with desk.database.reading() as session:
            account = _key(session, Account, "Acme Corporation")
        desk.estimations.save(
            replace(draft, number="", name="Customer portal for Acme", account_id=account)
        )


def _proposal(desk: Desk, steps: tuple[str, ...], deal: tuple[str, str, int, str]) -> None:
    name, account, pieces, price = deal
    with desk.database.reading() as session:
        key = _key(session, Account, account)
    with acting(desk, SELLER):
        tax = desk.reference.choices("tax-codes", "EXEMPT")[0][0]
        draft = _simple(desk.proposals.new(key), name, pieces, Decimal(price), tax)
        proposal = desk.proposals.save(desk.proposals.calculated(draft))
    for verb in steps:
        proposal = _take(desk, proposal, verb)


def _simple(
    draft: ProposalDraft, name: str, pieces: int, price: Decimal, tax: UUID
) -> ProposalDraft:
    """Hardware and its installation, with an option."""
    hardware = LineDraft(
        kind="product",
        description=name,
        quantity=Decimal(pieces),
        unit="unit",
        unit_price=price,
        unit_cost=price * Decimal("0.66"),
        tax_code_id=tax,
    )
    install = LineDraft(
        kind="service",
        description="Installation and training",
        is_lump_sum=True,
        unit_price=Decimal(2400),
        unit_cost=Decimal(1500),
        tax_code_id=tax,
    )
    option = replace(
        install, id=LineDraft().id, description="Extended support, 12 months", choice="optional"
    )
    return replace(
        draft,
        name=name,
        currency="USD",
        valid_until=date(2027, 3, 31),
        lines=(hardware, install, option),
        notes="Invented for the sample company.",
    )


def _take(desk: Desk, proposal: UUID, verb: str) -> UUID:
    who = APPROVER if verb == "approve" else SELLER
    reason = "The customer chose another supplier." if verb == "decline" else "Sample"
    with acting(desk, who):
        stepped = desk.proposals.step(proposal, verb, reason, on=_ISSUED)
    led_to: UUID = stepped["id"]
    if verb == "revise":
        for again in _ISSUE:
            _take(desk, led_to, again)
    return led_to


def _activities(desk: Desk, deal: UUID) -> None:
    """A call, an e-mail and a task about the deal with Konex."""
    today = now()
    rows = (
        ("call", "Call, 12 min", "Wants a second quote with 3 licences fewer", 10, None),
        ("email", "Datasheet GTX Plus Pro", "GTX-Plus-Pro-2026.pdf", 6, None),
        ("task", "Send the revised proposal", "", 1, today.date() + timedelta(days=5)),
    )
    with acting(desk, SELLER):
        for kind, subject, body, days, due in rows:
            desk.activities.save(
                ActivityDraft(
                    kind=kind,
                    subject=subject,
                    body=body,
                    about_kind="opportunities",
                    about_id=deal,
                    owner_id=desk.actor.id,
                    at=today - timedelta(days=days),
                    due_on=due,
                )
            )
