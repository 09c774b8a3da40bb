"""Contacts in: people of address books and CRM exports, each kept once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
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
from salesdesk.models.base import Record
from salesdesk.models.columns import now
from salesdesk.models.pipeline import Lifecycle
from salesdesk.models.reference import Company
from salesdesk.models.user import User
from salesdesk.models.values.collecting import no_collecting
from salesdesk.models.values.folding import folded
from salesdesk.models.values.identity import new_ids
from salesdesk.services import details
from salesdesk.services.actor import Right
from salesdesk.services.bulk import Bulk, among, bulk_into
from salesdesk.services.database import Database
from salesdesk.services.import_report import ImportReport
from salesdesk.services.imports.people import Headings, Person, folded_once, person_of
from salesdesk.services.imports.table import read_table
from salesdesk.services.imports.vcards import read_vcards
from salesdesk.services.jobs import Progress
from salesdesk.services.numbering import take_number

SOURCE = "file"
_CHUNK = 10_000
_FILLED = ("salutation", "job_title", "department", "organization", "notes", "lead_source")
_VCARD_ENDINGS = (".vcf", ".vcard")


@no_collecting()
def import_contacts(
    database: Database,
    path: Path,
    progress: Progress | None = None,
    *,
    company: str = "",
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Read a vCard, CSV or XLSX file of people; all of it or, when it is stopped, none.

    A person who was imported before is not made again: only what is still empty is filled.
    """
    database.actor.require(Right.ACCOUNT)
    progress = progress or Progress()
    report = ImportReport("contacts")
    total, found = read_people(path, report, mapping)
    people = (person for person in found if _is_person(person, path, report))
    kinds = (Contact, EmailAddress, PhoneNumber, Address, AccountContact)
    with database.changing() as session, bulk_into(session, *kinds) as bulk:
        loader = _Loader(bulk, path, report, _company(session, company))
        loader.step = lambda: progress.step(report.read, total, path.name)
        while chunk := list(islice(people, _CHUNK)):
            loader.load(chunk)
        if dry_run:
            session.rollback()
    return report


def read_people(
    path: Path, report: ImportReport, mapping: Mapping[str, str] | None = None
) -> tuple[int, Iterator[Person]]:
    """How many rows a file has (0 when not known), and its people, counted as they are read.

    What can't be read is in the report.
    """
    if not path.is_file():
        raise InvalidInput(_("There is no file {path}.").format(path=path))
    if path.suffix.lower() in _VCARD_ENDINGS:
        return 0, _counted(read_vcards(path, report), report)
    table = read_table(path, report, mapping)
    headings = Headings(table.headings, table.layout)
    people = (person_of(number, cells, headings) for number, cells in table.lines)
    return len(table.lines), _counted(people, report)


def _counted(people: Iterable[Person], report: ImportReport) -> Iterator[Person]:
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


class _Known:
    """A contact that is here already: its key and what of it may be filled."""

    def __init__(self, key: UUID, name: str, *values: Any) -> None:
        self.key = key
        self.name = name
        self.values = dict(zip((*_FILLED, "birthday"), values, strict=True))


_KNOWN = [Contact.id, Contact.name, *(getattr(Contact, n) for n in (*_FILLED, "birthday"))]


class _Loader:
    """Keeps people in chunks: what is new in bulk, what is known by filling gaps."""

    def __init__(self, bulk: Bulk, path: Path, report: ImportReport, company: UUID | None) -> None:
        self.bulk = bulk
        self.session = session = bulk.session
        self.file = path.name
        self.report = report
        self.owners = {n: k.hex for n, k in session.execute(select(User.name, User.id)).all()}
        self.accounts = dict(session.execute(select(Account.sort_name, Account.id)).all())
        self.same = _same(session, company)
        self.me = me.hex if (me := session.info["actor"].id) else None
        self.seen: set[str] = set()
        self.step: Callable[[], None] = lambda: None

    def load(self, people: Sequence[Person]) -> None:
        """Keep a chunk: statements for the whole of it, not for each person."""
        self.step()
        keys = []
        for person in people:
            person.fold()
            keys.append(person.fingerprint())
            if odd := _odd_values(person, self.file):
                self.report.problems.extend(odd)
        known = self._known(Contact.external_id, keys, Contact.source == SOURCE)
        numbers = [person.number for person in people if person.number]
        ours = self._known(Contact.number, numbers) if numbers else {}
        fresh: list[tuple[str, Person]] = []
        fills: dict[UUID, dict[str, Any]] = {}
        for key, person in zip(keys, people, strict=True):
            found = known.get(key)
            if found is None and person.number in ours and ours[person.number].name == person.name:
                found = ours[person.number]
            if key in self.seen:
                self.report.skipped += 1
            elif found is not None:
                self._fill(found, person, fills)
            else:
                self.seen.add(key)
                fresh.append((key, person))
        self._write_fills(fills)
        if fresh:
            self._create(fresh)

    def _known(self, column: Any, values: list[str], *conditions: Any) -> dict[str, _Known]:
        statement = select(column, *_KNOWN).where(among(self.session, column, values), *conditions)
        return {said: _Known(*row) for said, *row in self.session.execute(statement)}

    def _fill(self, known: _Known, person: Person, fills: dict[UUID, dict[str, Any]]) -> None:
        gaps = {
            name: getattr(person, name)
            for name, value in known.values.items()
            if not value and getattr(person, name)
        }
        if gaps:
            known.values.update(gaps)
            fills.setdefault(known.key, {}).update(gaps)
            self.report.updated += 1
        else:
            self.report.skipped += 1

    def _write_fills(self, fills: dict[UUID, dict[str, Any]]) -> None:
        if not fills:
            return
        for contact in self.session.scalars(select(Contact).where(Contact.id.in_(fills))):
            for name, value in fills[contact.id].items():
                setattr(contact, name, value)

    def _create(self, fresh: Sequence[tuple[str, Person]]) -> None:
        numbers = take_number(self.session, "contact", now().date(), len(fresh))
        keys = new_ids(len(fresh))
        rows = [
            self._contact(person, key, number, said)
            for (said, person), key, number in zip(fresh, keys, numbers, strict=True)
        ]
        people = [(person, key) for (_said, person), key in zip(fresh, keys, strict=True)]
        tables: list[tuple[type[Record], tuple[str, ...], list[_Row]]] = [
            (Contact, _CONTACT, rows),
            (EmailAddress, (*_DETAIL, "address"), _mails(people)),
            (PhoneNumber, (*_DETAIL, "number"), _phones(people)),
            (Address, (*_DETAIL, *_PLACE), _places(people)),
            (AccountContact, _LINK, self._links(people)),
        ]
        for kind, columns, those in tables:
            self.step()
            self.bulk.insert(kind, columns, those, self.same if kind is Contact else None)
        self.step()
        self.bulk.pay()
        self.bulk.owe()
        self.report.created += len(fresh)

    def _contact(self, person: Person, key: str, number: str, said: str) -> tuple[Any, ...]:
        name = person.folded_name
        mails = " ".join([folded(address) for _label, address in person.emails])
        words = (name, folded(number), person.folded_firm, folded_once(person.job_title), mails)
        return (
            key,
            number,
            person.name[:300],
            person.given_name[:300],
            person.family_name[:300],
            person.salutation[:300],
            person.job_title[:300],
            person.department[:300],
            person.organization[:300],
            person.notes,
            person.lead_source[:300],
            person.birthday.isoformat() if person.birthday else None,
            self.owners.get(person.owner) or self.me,
            said,
            " ".join([word for word in words if word]),
            name[:400],
        )

    def _links(self, people: _Keyed) -> list[_Row]:
        found = [
            (key, account.hex)
            for person, key in people
            if person.organization and (account := self.accounts.get(person.folded_firm))
        ]
        return [(own, *link) for own, link in zip(new_ids(len(found)), found, strict=True)]


_Row = tuple[Any, ...]
_Keyed = Sequence[tuple[Person, str]]
_CONTACT = (
    "id",
    "number",
    "name",
    "given_name",
    "family_name",
    "salutation",
    "job_title",
    "department",
    "organization",
    "notes",
    "lead_source",
    "birthday",
    "owner_id",
    "external_id",
    "search_text",
    "sort_name",
)
_DETAIL = ("id", "contact_id", "label", "is_primary")
_PLACE = ("street", "city", "state", "postal_code", "country")
_LINK = ("id", "contact_id", "account_id")


def _same(session: Session, company: UUID | None) -> dict[str, Any]:
    """What all contacts of one import have in common."""
    who, at = session.info["actor"].username, now()
    lifecycle, stage = _first_stage(session)
    return {
        "version": 1,
        "company_id": company,
        "lifecycle_id": lifecycle,
        "lifecycle_stage_id": stage,
        "source": SOURCE,
        "created_at": at,
        "created_by": who,
        "updated_at": at,
        "updated_by": who,
    }


def _first_stage(session: Session) -> tuple[UUID | None, UUID | None]:
    lifecycle = session.scalars(
        select(Lifecycle).order_by(Lifecycle.is_default.desc(), Lifecycle.id)
    ).first()
    if lifecycle is None or not lifecycle.stages:
        return None, None
    return lifecycle.id, lifecycle.stages[0].id


def _odd_values(person: Person, file: str) -> list[Problem]:
    """What is kept out because it can't be what it should be."""
    problems = []
    for entry in tuple(person.emails):
        if why := details.email_problem(entry[1]):
            problems.append(Problem(why, "email", person.row, file, entry[1]))
            person.emails.remove(entry)
    if person.birthday_text and person.birthday is None:
        said = _("{text} is no date that can be read without guessing; it was left out.").format(
            text=person.birthday_text
        )
        problems.append(Problem(said, "birthday", person.row, file, person.birthday_text))
    return problems


def _mails(people: _Keyed) -> list[_Row]:
    keys = iter(new_ids(sum(len(person.emails) for person, _key in people)))
    return [
        (next(keys), key, label[:300], int(position == 0), address[:320])
        for person, key in people
        for position, (label, address) in enumerate(person.emails)
    ]


def _phones(people: _Keyed) -> list[_Row]:
    keys = iter(new_ids(sum(len(person.phones) for person, _key in people)))
    return [
        (next(keys), key, label[:300], int(position == 0), number[:80])
        for person, key in people
        for position, (label, number) in enumerate(person.phones)
    ]


def _places(people: _Keyed) -> list[_Row]:
    keys = iter(new_ids(sum(len(person.places) for person, _key in people)))
    return [
        (
            next(keys),
            key,
            place.label[:300],
            int(position == 0),
            place.street,
            place.city[:300],
            place.state[:300],
            place.postal_code[:300],
            place.country[:300],
        )
        for person, key in people
        for position, place in enumerate(person.places)
    ]
