"""The sample company: a real sales pipeline, and the invented records that it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk import paths
from salesdesk.errors import StepRefused
from salesdesk.i18n import _
from salesdesk.models.account import Account, Contact
from salesdesk.models.estimation import Estimation
from salesdesk.models.opportunity import Opportunity
from salesdesk.models.planning import Budget, Exercise, Market, Region, RegionSeller
from salesdesk.models.proposal import Proposal
from salesdesk.models.reference import Company, LaborRole, PaymentTerm, Product, RoleRate
from salesdesk.models.user import User, UserRole
from salesdesk.services.accounts import AccountDraft
from salesdesk.services.actor import SYSTEM, Role
from salesdesk.services.contacts import ContactAccountDraft, ContactDraft
from salesdesk.services.database import Database
from salesdesk.services.desk import Desk
from salesdesk.services.details import AddressDraft, EmailDraft, PhoneDraft
from salesdesk.services.imports.catalog import import_products, import_sellers
from salesdesk.services.imports.deals import import_opportunities
from salesdesk.services.imports.firms import import_accounts
from salesdesk.services.jobs import Progress
from salesdesk.services.starting import add_holidays
from salesdesk.services.users import actor_of

INVENTED = "Invented for the sample company."
OFFICES = ("Central", "East", "West")
_RATES = (
    ("Consultant", "46", "48"),
    ("Architect", "62", "65"),
    ("Senior dev", "50", "52"),
    ("Developer", "40", "41.5"),
    ("Project manager", "58", "60"),
    ("Tester", "36", "38"),
)
_PEOPLE = (
    ("Konex", "Ines", "Duarte", "CTO", "decision maker"),
    ("Konex", "Rui", "Teixeira", "Purchasing", "billing"),
    ("Acme Corporation", "Laura", "Brandt", "Head of IT", "decision maker"),
    ("Betasoloin", "Owen", "Marsh", "Operations director", "technical"),
    ("Cancity", "Mina", "Okafor", "CFO", "signatory"),
    ("Isdom", "Peter", "Holm", "Buyer", "billing"),
    ("Codehow", "Sara", "Lindqvist", "Managing director", "decision maker"),
    ("Ganjaflex", "Tomas", "Reyes", "Plant manager", "technical"),
    ("Zumgoity", "Emily", "Stone", "Product lead", "decision maker"),
    ("Warephase", "Jonas", "Weber", "Logistics", "technical"),
    ("Blackzim", "Aisha", "Khan", "Store operations", "decision maker"),
    ("Donquadtech", "Henri", "Laurent", "Engineering", "technical"),
)


def fill_with_sample(desk: Desk, progress: Progress | None = None) -> Mapping[str, Any]:
    """Fill an empty database; refuses one that holds records. Answers what was made."""
    from salesdesk.services.demo_documents import add_documents
    from salesdesk.services.demo_plans import add_planning

    progress = progress or Progress()
    _refuse_records(desk)
    own = desk.database.actor
    desk.database.actor = SYSTEM
    try:
        _add_company(desk.database)
        for step, work in enumerate((_import_pipeline, _add_people, add_planning, add_documents)):
            progress.step(step, 4, work.__name__.strip("_").replace("_", " "))
            work(desk)
        progress.step(4, 4)
    finally:
        desk.database.actor = own
    return _counts(desk)


def _refuse_records(desk: Desk) -> None:
    kinds = (Account, Contact, Opportunity, Estimation, Proposal, Exercise, Budget)
    with desk.database.reading() as session:
        for kind in kinds:
            if session.scalar(select(func.count()).select_from(kind)):
                raise StepRefused(
                    _("This database holds records already; the sample needs an empty one.")
                )


def _counts(desk: Desk) -> dict[str, Any]:
    kinds = {
        "accounts": Account,
        "contacts": Contact,
        "opportunities": Opportunity,
        "estimations": Estimation,
        "proposals": Proposal,
        "exercises": Exercise,
        "budgets": Budget,
        "products": Product,
        "users": User,
    }
    with desk.database.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(kind))
            for name, kind in kinds.items()
        }


@contextmanager
def acting(desk: Desk, name: str) -> Iterator[None]:
    """Do what follows in the name of a person of the sample."""
    before = desk.database.actor
    with desk.database.reading() as session:
        user = session.scalars(select(User).where(User.name == name)).one()
        desk.database.actor = actor_of(user)
    try:
        yield
    finally:
        desk.database.actor = before


def _add_company(database: Database) -> None:
    with database.changing() as session:
        company = session.scalars(select(Company).where(Company.is_default)).one()
        company.name = company.legal_name = "Maven Hardware Inc."
        company.currency, company.country, company.city = "USD", "US", "Chicago"
        company.email = "sales@maven-hardware.example"
        session.add(_lisbon())
        market_names = OFFICES
        for number, office in enumerate(market_names, 1):
            session.add(
                Market(number=f"MKT-{number:03}", name=office, currency="USD", status="active")
            )
        for role, before, cost in _RATES:
            _add_rates(session, role, Decimal(before), Decimal(cost))


def _lisbon() -> Company:
    """The fronting company that signs the European proposals."""
    return Company(
        name="Maven Hardware Lda",
        legal_name="Maven Hardware Portugal, Lda",
        tax_number="PT509442013",
        registration="Lisboa 509 442 013",
        street="Avenida da Liberdade 110",
        postal_code="1269-046",
        city="Lisboa",
        country="PT",
        email="comercial@maven-hardware.example",
        phone="+351 210 555 010",
        website="maven-hardware.example",
        iban="PT50000201231234567890154",
        bic="BCOMPTPL",
        currency="EUR",
        language="pt",
        time_zone="Europe/Lisbon",
        is_fronting=True,
        margin_floor=Decimal(28),
        default_margin=Decimal(32),
    )


def _add_rates(session: Session, name: str, before: Decimal, cost: Decimal) -> None:
    role = LaborRole(name=name)
    session.add(role)
    session.flush()  # its rates refer to it
    years = (
        (date(2025, 7, 1), date(2026, 6, 30), before),
        (date(2026, 7, 1), None, cost),
    )
    for start, end, rate in years:
        session.add(
            RoleRate(role_id=role.id, currency="EUR", valid_from=start, valid_to=end, cost=rate)
        )


def _import_pipeline(desk: Desk) -> None:
    """The real part: products, sellers, accounts and 5,156 opportunities."""
    sample, database = paths.resource("sample"), desk.database
    import_products(database, sample / "products.csv")
    import_sellers(database, sample / "sales_teams.csv")
    import_accounts(database, sample / "accounts.csv")
    import_opportunities(database, sample / "sales_pipeline.csv")
    with database.changing() as session:
        _add_desk_people(session)
        _add_regions(session)
        _share_accounts(session)
        for product in session.scalars(select(Product)):
            product.cost = product.price * Decimal("0.7")
            product.description = INVENTED


def _add_desk_people(session: Session) -> None:
    """An estimator, finance, an administrator and a reader, beside sellers and managers."""
    people = (
        ("Nadia Ferreira", (Role.ESTIMATOR,)),
        ("Gustavo Lima", (Role.FINANCE,)),
        ("Olivia Grant", (Role.ADMINISTRATOR,)),
        ("Theo Marsh", (Role.READ_ONLY,)),
    )
    for name, roles in people:
        user = User(username=name.lower().replace(" ", "."), name=name, office="Central")
        user.roles = [UserRole(role=role) for role in roles]
        session.add(user)
    for manager in ("Melvin Marxen", "Cara Losch"):
        user = session.scalars(select(User).where(User.name == manager)).one()
        user.roles.append(UserRole(role=Role.ACCOUNT_MANAGER))
    calendar = session.scalars(select_default_calendar()).one()
    add_holidays(session, calendar, "PT", range(2025, 2029))


def select_default_calendar() -> Any:
    from salesdesk.models.reference import Calendar

    return select(Calendar).where(Calendar.is_default)


def _add_regions(session: Session) -> None:
    """A region for each manager's team, in the market of their office."""
    sellers = session.scalars(select(User).where(User.manager_id.is_not(None))).all()
    managers = {s.manager_id: session.get_one(User, s.manager_id) for s in sellers if s.manager_id}
    teams: dict[UUID, Region] = {}
    for position, manager in enumerate(sorted(managers.values(), key=lambda m: m.name)):
        market = session.scalars(select(Market).where(Market.name == manager.office)).one()
        region = Region(
            market_id=market.id,
            position=position,
            code=f"{manager.office[0]}-{''.join(w[0] for w in manager.name.split())}",
            name=_("{manager}'s team").format(manager=manager.name),
            manager_id=manager.id,
        )
        session.add(region)
        session.flush()  # its sellers refer to it
        teams[manager.id] = region
    for seller in sellers:
        assert seller.manager_id is not None
        session.add(RegionSeller(region_id=teams[seller.manager_id].id, user_id=seller.id))


def _share_accounts(session: Session) -> None:
    """Each account belongs to the seller who has most deals with it."""
    counts = session.execute(
        select(Opportunity.account_id, Opportunity.owner_id, func.count())
        .where(Opportunity.account_id.is_not(None))
        .group_by(Opportunity.account_id, Opportunity.owner_id)
        .order_by(func.count(), Opportunity.owner_id)
    )
    best = {account: owner for account, owner, _count in counts}
    for account in session.scalars(select(Account)):
        account.owner_id = best.get(account.id, account.owner_id)


def _add_people(desk: Desk) -> None:
    """Invented contacts, and what a proposal to Konex needs to know of it."""
    with desk.database.reading() as session:
        accounts = dict(session.execute(select(Account.name, Account.id)).all())
        term = session.scalars(select(PaymentTerm.id).where(PaymentTerm.end_of_month)).first()
        owners = dict(session.execute(select(Account.id, Account.owner_id)).all())
    if "Konex" not in accounts:
        accounts["Konex"] = desk.accounts.save(AccountDraft(name="Konex", status="active"))
    _complete_konex(desk, accounts["Konex"], term)
    stages = desk.contacts.stages()[:_STAGES_OF_PEOPLE]
    segment = {name: key for key, name in desk.reference.choices("segments")}.get("Corporate")
    for at, (firm, given, family, job, role) in enumerate(_PEOPLE):
        if firm in accounts:
            owner = owners.get(accounts[firm])
            person = _contact(accounts[firm], owner, firm, given, family, job, role)
            stage = stages[at % len(stages)].id if stages else None
            desk.contacts.save(replace(person, lifecycle_stage_id=stage, segment_id=segment))


_STAGES_OF_PEOPLE = 4
"""Lead to customer; nobody is lost in the sample."""


def _complete_konex(desk: Desk, key: UUID, term: UUID | None) -> None:
    base = desk.accounts.draft(key)
    address = AddressDraft(
        label="head office",
        street="Rua do Ouro 88",
        postal_code="1100-060",
        city="Lisboa",
        country="Portugal",
        is_primary=True,
    )
    desk.accounts.save(
        replace(
            base,
            legal_name="Konex Serviços, S.A.",
            tax_number="PT501964843",
            country="PT",
            currency="EUR",
            language="en",
            payment_term_id=term,
            status="active",
            emails=(EmailDraft(address="office@konex.example", is_primary=True),),
            phones=(PhoneDraft(number="+351 213 555 010", is_primary=True),),
            addresses=(address,),
            notes=INVENTED,
        ),
        base,
    )


def _contact(
    account: UUID, owner: UUID | None, firm: str, given: str, family: str, job: str, role: str
) -> ContactDraft:
    domain = firm.lower().replace(" ", "-")
    return ContactDraft(
        name=f"{given} {family}",
        given_name=given,
        family_name=family,
        job_title=job,
        organization=firm,
        owner_id=owner,
        notes=INVENTED,
        emails=(EmailDraft(address=f"{given}.{family}@{domain}.example".lower(), is_primary=True),),
        accounts=(ContactAccountDraft(account_id=account, role=role),),
    )
