"""The contact desk: people, where they stand in their lifecycle, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem, StepRefused
from salesdesk.i18n import C_, N_, _
from salesdesk.models.account import Account, AccountContact, Contact, EmailAddress, PhoneNumber
from salesdesk.models.activity import Activity
from salesdesk.models.base import table_of
from salesdesk.models.columns import now
from salesdesk.models.pipeline import Lifecycle, LifecycleStage, ReasonCode, Segment
from salesdesk.models.user import User
from salesdesk.models.values.listing import (
    ColumnKind,
    Condition,
    ListColumn,
    ListQuery,
    ListSpec,
    Operator,
    SortKey,
)
from salesdesk.services import details
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.details import AddressDraft, BankDraft, EmailDraft, PhoneDraft
from salesdesk.services.drafting import (
    Draft,
    PartDraft,
    check_version,
    found,
    parts_of,
    read,
    write,
)
from salesdesk.services.likeness import Alike, contacts_like
from salesdesk.services.listings import Listing
from salesdesk.services.numbering import take_number

STATUSES = ("open", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAccountDraft(PartDraft):
    account_id: UUID
    role: str = ""
    is_current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraft(Draft):
    """A contact as the form holds it; only the name is required."""

    number: str = ""
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    salutation: str = ""
    job_title: str = ""
    department: str = ""
    company_id: UUID | None = None
    status: str = "open"
    lifecycle_id: UUID | None = None
    lifecycle_stage_id: UUID | None = None
    reason_id: UUID | None = None
    segment_id: UUID | None = None
    owner_id: UUID | None = None
    language: str = ""
    organization: str = ""
    birthday: date | None = None
    do_not_contact: bool = False
    lead_source: str = ""
    next_action: str = ""
    next_action_on: date | None = None
    notes: str = ""
    source: str = ""
    external_id: str | None = None
    emails: tuple[EmailDraft, ...] = parts_of(EmailDraft)
    phones: tuple[PhoneDraft, ...] = parts_of(PhoneDraft)
    addresses: tuple[AddressDraft, ...] = parts_of(AddressDraft)
    bank_accounts: tuple[BankDraft, ...] = parts_of(BankDraft)
    accounts: tuple[ContactAccountDraft, ...] = parts_of(ContactAccountDraft)


@dataclass(frozen=True, slots=True)
class LifecycleStep:
    """A stage of a contact's lifecycle, as its bar of steps shows it."""

    id: UUID
    name: str
    needs_reason: bool


SPEC = ListSpec(
    "contacts",
    (
        ListColumn("name", N_("Name"), ColumnKind.PERSON, width=200),
        ListColumn("number", N_("Number"), width=110, shown=False),
        ListColumn("job_title", N_("Job title"), width=160),
        ListColumn("account", N_("Account"), width=180),
        ListColumn("email", N_("E-mail"), width=210),
        ListColumn("phone", N_("Phone")),
        ListColumn("lifecycle_stage", N_("Stage"), ColumnKind.STATUS, width=120),
        ListColumn("segment", N_("Segment"), width=120),
        ListColumn("status", N_("Status"), ColumnKind.STATUS, width=100, choices=STATUSES),
        ListColumn("owner", N_("Owner"), ColumnKind.PERSON, width=160),
        ListColumn("next_action_on", N_("Next action"), ColumnKind.DATE, width=110),
    ),
    (SortKey("name"),),
    (
        (N_("All contacts"), ListQuery()),
        (C_("state", "Open"), ListQuery(conditions=(Condition("status", Operator.IS, ("open",)),))),
    ),
)


def contact_listing(database: Database) -> Listing:
    """The contacts as their list shows them."""
    table = table_of(Contact)
    mail = (
        select(EmailAddress.address)
        .where(EmailAddress.contact_id == table.c.id)
        .order_by(EmailAddress.is_primary.desc(), EmailAddress.id)
        .limit(1)
        .scalar_subquery()
    )
    phone = (
        select(PhoneNumber.number)
        .where(PhoneNumber.contact_id == table.c.id)
        .order_by(PhoneNumber.is_primary.desc(), PhoneNumber.id)
        .limit(1)
        .scalar_subquery()
    )
    account = (
        select(Account.name)
        .join(AccountContact, AccountContact.account_id == Account.id)
        .where(AccountContact.contact_id == table.c.id)
        .order_by(AccountContact.is_current.desc(), AccountContact.id)
        .limit(1)
        .scalar_subquery()
    )
    owner = table_of(User).alias("owner")
    stage = table_of(LifecycleStage)
    segment = table_of(Segment)
    source = (
        table.outerjoin(owner, owner.c.id == table.c.owner_id)
        .outerjoin(stage, stage.c.id == table.c.lifecycle_stage_id)
        .outerjoin(segment, segment.c.id == table.c.segment_id)
    )
    plain = ("name", "number", "job_title", "status", "next_action_on")
    columns = {name: table.c[name] for name in plain} | {
        "account": account,
        "email": mail,
        "phone": phone,
        "lifecycle_stage": stage.c.name,
        "segment": segment.c.name,
        "owner": owner.c.name,
    }
    orders = {"name": table.c.sort_name, "lifecycle_stage": stage.c.position}
    return Listing(database, SPEC, table, source, columns, orders, (table.c.archived_at.is_(None),))


class Contacts:
    """The contact desk."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.listing = contact_listing(database)

    def new(self) -> ContactDraft:
        return ContactDraft(owner_id=self.database.actor.id)

    def draft(self, contact_id: UUID) -> ContactDraft:
        self.database.actor.require(Right.READ)
        with self.database.reading() as session:
            draft = read(ContactDraft, found(session, Contact, contact_id, "contact"))
        if self.database.actor.may(Right.BANK) or self.database.actor.may(Right.ACCOUNT):
            return draft
        return replace(draft, bank_accounts=())

    def save(self, draft: ContactDraft, base: ContactDraft | None = None) -> UUID:
        """Create or change a contact; raises InvalidInput and StaleRecord as accounts do."""
        self.database.actor.require(Right.ACCOUNT)
        draft = _tidied(draft)
        with self.database.changing() as session:
            wrong = self._problems(session, draft)
            if wrong:
                raise InvalidInput(_("This contact can't be saved yet."), wrong)
            contact = session.get(Contact, draft.id)
            draft = replace(draft, lifecycle_id=_lifecycle_of(session, draft))
            if contact is None:
                [number] = take_number(session, "contact", now().date())
                contact = Contact(id=draft.id, number=number, name=draft.name)
                session.add(contact)
            else:
                self.database.actor.require_own(Right.ACCOUNT, contact.owner_id)
                check_version(contact, draft, base)
            write(draft, contact)
        return draft.id

    def problems(self, draft: ContactDraft) -> list[Problem]:
        with self.database.reading() as session:
            return self._problems(session, _tidied(draft))

    def _problems(self, session: Session, draft: ContactDraft) -> list[Problem]:
        wrong = details.problems(draft.emails, draft.bank_accounts, draft.phones)
        if not draft.name:
            wrong.append(Problem(_("A contact needs a name."), "name"))
        if draft.status == "closed" and draft.reason_id is None:
            wrong.append(Problem(_("Say why: a closed contact needs a reason."), "reason_id"))
        if draft.lifecycle_stage_id is not None:
            wrong += self._stage_problems(session, draft)
        return wrong

    def _stage_problems(self, session: Session, draft: ContactDraft) -> list[Problem]:
        stage = session.get(LifecycleStage, draft.lifecycle_stage_id)
        if stage is None or stage.lifecycle_id != _lifecycle_of(session, draft):
            return [
                Problem(
                    _("This stage is not one of the contact's lifecycle."), "lifecycle_stage_id"
                )
            ]
        if stage.needs_reason and draft.reason_id is None:
            said = _("Say why: the stage {stage} needs a reason.").format(stage=stage.name)
            return [Problem(said, "reason_id")]
        return []

    def stages(self, lifecycle_id: UUID | None = None) -> tuple[LifecycleStep, ...]:
        """The stages of a lifecycle in order; of the default one where none is named."""
        with self.database.reading() as session:
            lifecycle = _lifecycle(session, lifecycle_id)
            stages = lifecycle.stages if lifecycle is not None else ()
            return tuple(LifecycleStep(s.id, s.name, s.needs_reason) for s in stages)

    def reasons(self) -> tuple[tuple[UUID, str], ...]:
        """(key, words) of the reason codes that a contact may be closed or moved with."""
        statement = (
            select(ReasonCode.id, ReasonCode.description)
            .where(
                ReasonCode.use.in_(("any", "contact")),
                ReasonCode.is_active.is_(True),
                ReasonCode.archived_at.is_(None),
            )
            .order_by(ReasonCode.code)
        )
        with self.database.reading() as session:
            found_here = tuple((row[0], str(row[1])) for row in session.execute(statement))
        if not found_here:
            said = _("There is no reason code for contacts. Add one under Settings, Reason codes.")
            raise InvalidInput(said, [Problem(said, "reason_id")])
        return found_here

    def move(
        self, contact_id: UUID, stage_id: UUID, reason_id: UUID | None = None, comment: str = ""
    ) -> None:
        """Bring a contact to a stage of its lifecycle, forward or back; some need a reason."""
        self.database.actor.require(Right.ACCOUNT)
        with self.database.changing() as session:
            contact = found(session, Contact, contact_id, "contact")
            self.database.actor.require_own(Right.ACCOUNT, contact.owner_id)
            if contact.lifecycle_stage_id == stage_id:
                return
            moved = replace(
                read(ContactDraft, contact),
                lifecycle_stage_id=stage_id,
                reason_id=reason_id if contact.status == "open" else contact.reason_id,
            )
            if wrong := self._stage_problems(session, moved):
                raise StepRefused(wrong[0].message, wrong)
            contact.lifecycle_id = _lifecycle_of(session, moved)
            contact.lifecycle_stage_id, contact.reason_id = stage_id, moved.reason_id
            _note(session, contact, comment)

    def close(self, contact_id: UUID, reason_id: UUID, comment: str = "") -> None:
        """Stop working on a contact, with the reason; a comment is kept as a note."""
        self._set_status(contact_id, "closed", reason_id, comment)

    def reopen(self, contact_id: UUID) -> None:
        """Work on a contact again; the old reason stays in the history only."""
        self._set_status(contact_id, "open", None)

    def _set_status(
        self, contact_id: UUID, status: str, reason_id: UUID | None, comment: str = ""
    ) -> None:
        self.database.actor.require(Right.ACCOUNT)
        with self.database.changing() as session:
            contact = found(session, Contact, contact_id, "contact")
            self.database.actor.require_own(Right.ACCOUNT, contact.owner_id)
            if contact.status == status:
                raise StepRefused(
                    _("{name} is {status} already.").format(name=contact.name, status=status)
                )
            contact.status, contact.reason_id = status, reason_id
            _note(session, contact, comment)

    def alike(self, draft: ContactDraft) -> tuple[Alike, ...]:
        """Contacts that this draft may be another writing of; a hint, never a refusal."""
        self.database.actor.require(Right.READ)
        draft = _tidied(draft)
        mails = [mail.address for mail in draft.emails]
        with self.database.reading() as session:
            return contacts_like(session, draft.id, draft.name, mails)

    def archive(self, contact_id: UUID, *, archived: bool = True) -> None:
        self.database.actor.require(Right.ACCOUNT)
        with self.database.changing() as session:
            contact = found(session, Contact, contact_id, "contact")
            contact.archived_at = now() if archived else None

    def delete(self, contact_id: UUID) -> None:
        """Delete a contact that nothing refers to; raises InUse otherwise."""
        self.database.actor.require(Right.ACCOUNT)
        with self.database.changing() as session:
            session.delete(found(session, Contact, contact_id, "contact"))


def _tidied(draft: ContactDraft) -> ContactDraft:
    name = draft.name.strip() or " ".join(
        part for part in (draft.given_name.strip(), draft.family_name.strip()) if part
    )
    return replace(
        draft,
        name=name,
        emails=tuple(replace(e, address=e.address.strip()) for e in draft.emails),
        bank_accounts=tuple(
            replace(b, iban=details.compact_iban(b.iban)) for b in draft.bank_accounts
        ),
    )


def _lifecycle(session: Session, key: UUID | None) -> Lifecycle | None:
    """The lifecycle, or the default one where none is named."""
    if key is not None:
        return session.get(Lifecycle, key)
    return session.scalars(
        select(Lifecycle)
        .where(Lifecycle.archived_at.is_(None))
        .order_by(Lifecycle.is_default.desc(), Lifecycle.id)
    ).first()


def _lifecycle_of(session: Session, draft: ContactDraft) -> UUID | None:
    """The contact's lifecycle; a contact that has none yet enters that of its stage."""
    if draft.lifecycle_id is not None or draft.lifecycle_stage_id is None:
        return draft.lifecycle_id
    stage = session.get(LifecycleStage, draft.lifecycle_stage_id)
    return stage.lifecycle_id if stage is not None else None


def _note(session: Session, contact: Contact, comment: str) -> None:
    """Keep what was said with a step among the contact's activities."""
    if not comment.strip():
        return
    actor = session.info["actor"]
    text = comment.strip()
    session.add(
        Activity(
            kind="note",
            subject=text.splitlines()[0][:200],
            body=text,
            about_kind="contacts",
            about_id=contact.id,
            owner_id=actor.id,
            at=now(),
        )
    )
