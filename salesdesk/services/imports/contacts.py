"""Contacts in: people of address books and CRM exports, each kept once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.account import (
    Account,
    AccountContact,
    Address,
    Contact,
    EmailAddress,
    PhoneNumber,
)
from salesdesk.models.columns import now
from salesdesk.models.pipeline import Lifecycle
from salesdesk.models.reference import Company
from salesdesk.models.user import User
from salesdesk.models.values.folding import folded
from salesdesk.models.values.identity import new_id
from salesdesk.services import details
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.import_report import ImportReport
from salesdesk.services.imports.people import Headings, Person, person_of
from salesdesk.services.imports.table import read_table
from salesdesk.services.imports.vcards import read_vcards
from salesdesk.services.jobs import Progress
from salesdesk.services.numbering import take_number

SOURCE = "file"
_CHUNK = 2000
_FILLED = ("salutation", "job_title", "department", "organization", "notes", "lead_source")
_VCARD_ENDINGS = (".vcf", ".vcard")


def import_contacts(
    database: Database,
    path: Path,
    progress: Progress | None = None,
    *,
    company: str = "",
    dry_run: bool = False,
) -> ImportReport:
    """Read a vCard, CSV or XLSX file of people; all of it or, when it is stopped, none.

    A person who was imported before is not made again: only what is still empty is filled.
    """
    database.actor.require(Right.ACCOUNT)
    progress = progress or Progress()
    report = ImportReport("contacts")
    people = [p for p in read_people(path, report) if _is_person(p, path, report)]
    with database.changing() as session:
        loader = _Loader(session, path, report, _company(session, company))
        for start in range(0, len(people), _CHUNK):
            progress.step(start, len(people), path.name)
            loader.load(people[start : start + _CHUNK])
        if dry_run:
            session.rollback()
    return report


def read_people(path: Path, report: ImportReport) -> Iterator[Person]:
    """The people of a file, counted; what can't be read is in the report."""
    if not path.is_file():
        raise InvalidInput(_("There is no file {path}.").format(path=path))
    if path.suffix.lower() in _VCARD_ENDINGS:
        people: Iterator[Person] = read_vcards(path, report)
    else:
        table = read_table(path, report)
        headings = Headings(table.headings, table.layout)
        people = (person_of(row, headings) for row in table.rows)
    for person in people:
        report.read += 1
        yield person


def _is_person(person: Person, path: Path, report: ImportReport) -> bool:
    if person.name:
        return True
    said = _("Nobody is named here: a contact needs a name, a firm or an e-mail address.")
    report.problem(Problem(said, "name", person.row, path.name))
    return False


def _company(session: Session, name: str) -> UUID | None:
    if not name:
        return None
    found = session.scalars(select(Company.id).where(Company.name == name)).first()
    if found is None:
        raise InvalidInput(_("There is no company {name} here.").format(name=name))
    return found


class _Loader:
    """Keeps people in chunks: what is new by bulk inserts, what is known by filling gaps."""

    def __init__(
        self, session: Session, path: Path, report: ImportReport, company_id: UUID | None
    ) -> None:
        self.session = session
        self.path = path
        self.report = report
        self.company_id = company_id
        self.owners = dict(session.execute(select(User.name, User.id)).all())
        self.accounts = dict(session.execute(select(Account.sort_name, Account.id)).all())
        self.lifecycle_id, self.stage_id = _first_stage(session)
        self.seen: set[str] = set()

    def load(self, people: Sequence[Person]) -> None:
        keys = {person.fingerprint for person in people}
        known = {
            contact.external_id: contact
            for contact in self.session.scalars(
                select(Contact).where(Contact.source == SOURCE, Contact.external_id.in_(keys))
            )
        }
        numbers = {person.number for person in people} - {""}
        ours = {
            contact.number: contact
            for contact in self.session.scalars(select(Contact).where(Contact.number.in_(numbers)))
        }
        fresh = []
        for person in people:
            key = person.fingerprint
            self._report_odd_values(person)
            if key in known:
                self._fill(known[key], person)
            elif person.number in ours and ours[person.number].name == person.name:
                self._fill(ours[person.number], person)
            elif key in self.seen:
                self.report.skipped += 1
            else:
                self.seen.add(key)
                fresh.append(person)
        if fresh:
            self._create(fresh)

    def _report_odd_values(self, person: Person) -> None:
        for row_problem in _odd_values(person, self.path.name):
            self.report.problem(row_problem)

    def _fill(self, contact: Contact, person: Person) -> None:
        changed = False
        for name in _FILLED:
            if not getattr(contact, name) and getattr(person, name):
                setattr(contact, name, getattr(person, name))
                changed = True
        if contact.birthday is None and person.birthday is not None:
            contact.birthday, changed = person.birthday, True
        if changed:
            self.report.updated += 1
        else:
            self.report.skipped += 1

    def _create(self, people: Sequence[Person]) -> None:
        numbers = take_number(self.session, "contact", now().date(), len(people))
        keys = [new_id() for _person in people]
        triples = list(zip(people, keys, numbers, strict=True))
        self._insert(Contact, [self._contact(p, k, n) for p, k, n in triples])
        self._insert(EmailAddress, [r for p, k, _n in triples for r in _mails(p, k)])
        self._insert(PhoneNumber, [r for p, k, _n in triples for r in _phones(p, k)])
        self._insert(Address, [r for p, k, _n in triples for r in _places(p, k)])
        self._insert(AccountContact, [r for p, k, _n in triples for r in self._links(p, k)])
        self.report.created += len(people)

    def _insert(self, kind: type[Any], rows: list[dict[str, Any]]) -> None:
        if rows:
            self.session.execute(insert(kind), rows)
            self.session.info["changed"].add(kind.__tablename__)

    def _contact(self, person: Person, key: UUID, number: str) -> dict[str, Any]:
        mails = " ".join(address for _label, address in person.emails)
        who, at = self.session.info["actor"].username, now()
        words = (person.name, number, person.organization, person.job_title, mails)
        return {
            "id": key,
            "version": 1,
            "number": number,
            "name": person.name[:300],
            "given_name": person.given_name[:300],
            "family_name": person.family_name[:300],
            "birthday": person.birthday,
            "company_id": self.company_id,
            "owner_id": self.owners.get(person.owner) or self.session.info["actor"].id,
            "lifecycle_id": self.lifecycle_id,
            "lifecycle_stage_id": self.stage_id,
            "source": SOURCE,
            "external_id": person.fingerprint,
            "search_text": folded(" ".join(word for word in words if word)),
            "sort_name": folded(person.name)[:400],
            "created_at": at,
            "created_by": who,
            "updated_at": at,
            "updated_by": who,
            **{name: _short(name, getattr(person, name)) for name in _FILLED},
        }

    def _links(self, person: Person, key: UUID) -> Iterator[dict[str, Any]]:
        account = self.accounts.get(folded(person.organization)) if person.organization else None
        if account is not None:
            yield {"id": new_id(), "account_id": account, "contact_id": key}


def _short(name: str, text: str) -> str:
    return text if name == "notes" else text[:300]


def _first_stage(session: Session) -> tuple[UUID | None, UUID | None]:
    lifecycle = session.scalars(
        select(Lifecycle).order_by(Lifecycle.is_default.desc(), Lifecycle.id)
    ).first()
    if lifecycle is None or not lifecycle.stages:
        return None, None
    return lifecycle.id, lifecycle.stages[0].id


def _odd_values(person: Person, file: str) -> Iterator[Problem]:
    """What is kept out because it can't be what it should be."""
    kept = []
    for label, address in person.emails:
        if why := details.email_problem(address):
            yield Problem(why, "email", person.row, file, address)
        else:
            kept.append((label, address))
    person.emails = kept
    if person.birthday_text and person.birthday is None:
        said = _("{text} is no date that can be read without guessing; it was left out.").format(
            text=person.birthday_text
        )
        yield Problem(said, "birthday", person.row, file, person.birthday_text)


def _mails(person: Person, key: UUID) -> Iterator[dict[str, Any]]:
    for position, (label, address) in enumerate(person.emails):
        yield _detail(key, label, position) | {"address": address[:320]}


def _phones(person: Person, key: UUID) -> Iterator[dict[str, Any]]:
    for position, (label, number) in enumerate(person.phones):
        yield _detail(key, label, position) | {"number": number[:80]}


def _places(person: Person, key: UUID) -> Iterator[dict[str, Any]]:
    for position, place in enumerate(person.places):
        yield _detail(key, place.label, position) | {
            "street": place.street,
            "postal_code": place.postal_code[:300],
            "city": place.city[:300],
            "state": place.state[:300],
            "country": place.country[:300],
        }


def _detail(key: UUID, label: str, position: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "contact_id": key,
        "label": label[:300],
        "is_primary": position == 0,
    }
