"""A company with people in every role, an account, and PRO-2026-0042 as it is typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from salesdesk.models.columns import now
from salesdesk.models.reference import Company, LaborRole, RoleRate, TaxCode
from salesdesk.services.accounts import Accounts
from salesdesk.services.actor import Actor, Role
from salesdesk.services.database import Database
from salesdesk.services.details import AddressDraft
from salesdesk.services.estimation_example import ROLE_COSTS, example
from salesdesk.services.estimations import Estimations
from salesdesk.services.proposal_drafts import InstalmentDraft, LineDraft, ProposalDraft
from salesdesk.services.proposals import Proposals
from salesdesk.services.users import UserDraft, Users

D = Decimal


@dataclass
class Firm:
    """The people of the tests by what they do."""

    database: Database
    people: dict[str, Actor]
    account_id: UUID
    vat_23: UUID
    vat_6: UUID

    @contextmanager
    def as_(self, who: str) -> Iterator[Proposals]:
        """The proposal desk in somebody's name."""
        before = self.database.actor
        self.database.actor = self.people[who]
        try:
            yield Proposals(self.database)
        finally:
            self.database.actor = before


def firm(database: Database) -> Firm:
    people = {}
    users = Users(database)
    for role in Role:
        key = users.save(
            UserDraft(username=role.value, name=role.value.replace("_", " ").title()),
            frozenset({role}),
        )
        people[role.value] = Actor(key, role.value, role.value, frozenset({role}))
    address = AddressDraft(street="Rua do Ouro 5", postal_code="1100-060", city="Lisboa")
    accounts = Accounts(database)
    account_id = accounts.save(
        replace(accounts.new(), name="Konex", status="active", addresses=(address,))
    )
    with database.changing() as session:
        company = session.execute(select(Company)).scalar_one()
        company.name, company.country = "Maven Hardware", "PT"
        company.tax_number = "PT599999993"
        codes = {code.code: code.id for code in session.execute(select(TaxCode)).scalars()}
    return Firm(database, people, account_id, codes["VAT 23"], codes["VAT 6"])


def pro_0042(firm: Firm, proposals: Proposals) -> ProposalDraft:
    """The proposal of the design pages, as an account manager types it."""

    def lump(name: str, price: str, cost: str, tax: UUID, cut: str = "") -> LineDraft:
        return LineDraft(
            description=name,
            unit_price=D(price),
            unit_cost=D(cost),
            is_lump_sum=True,
            tax_code_id=tax,
            discount_1=D(cut) if cut else None,
        )

    lines = (
        lump("Discovery", "5782.00", "3758.40", firm.vat_23),
        lump("Build", "22098.00", "14364.00", firm.vat_23, "5"),
        LineDraft(
            description="Licences",
            kind="product",
            quantity=D(10),
            unit_price=D("141.60"),
            unit_cost=D(120),
            tax_code_id=firm.vat_23,
        ),
        LineDraft(
            description="Server",
            kind="product",
            unit_price=D("2773.00"),
            unit_cost=D("2350.00"),
            tax_code_id=firm.vat_23,
            discount_1=D(10),
        ),
        lump("Travel", "1554.00", "1480.00", firm.vat_6),
    )
    draft = replace(
        proposals.new(firm.account_id),
        name="Customer portal",
        lines=lines,
        discount_percent=D(2),
        valid_until=now().date() + timedelta(days=30),
        instalments=(
            InstalmentDraft(name="On acceptance", percent=D(30)),
            InstalmentDraft(name="Scope signed", percent=D(30)),
            InstalmentDraft(name="Go-live", percent=D(40), due_on=date(2027, 2, 16)),
        ),
    )
    return proposals.calculated(draft)


def estimation(house: Firm) -> UUID:
    """EST-2026-0031 with the rates of its roles, saved."""
    with house.database.changing() as session:
        for name, cost in ROLE_COSTS.items():
            role = LaborRole(name=name)
            session.add(role)
            session.flush()
            session.add(RoleRate(role_id=role.id, currency="EUR", valid_from=date(2026, 1, 1),
                                 cost=D(cost)))  # fmt: skip
    desk = Estimations(house.database)
    return desk.save(replace(example(desk.new()), account_id=house.account_id))


def issued(firm: Firm, proposal_id: UUID) -> UUID:
    """Submitted, approved and issued."""
    with firm.as_("account_manager") as desk:
        desk.step(proposal_id, "submit")
    with firm.as_("approver") as desk:
        desk.step(proposal_id, "approve")
    with firm.as_("account_manager") as desk:
        desk.step(proposal_id, "issue")
    return proposal_id
