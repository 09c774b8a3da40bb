"""People out of address books: which heading of which program holds what."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from salesdesk.models.values.folding import folded
from salesdesk.services.imports.figures import date_of
from salesdesk.services.imports.table import TableRow

SEVERAL = " ::: "
"""Google's separator of several values in one cell."""


@dataclass(slots=True)
class Place:
    """An address as it was written."""

    label: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    def is_empty(self) -> bool:
        return not (self.street or self.city or self.postal_code)


@dataclass
class Person:
    """A contact of a file, before it is checked; ``row`` is its place there."""

    row: int
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    salutation: str = ""
    job_title: str = ""
    department: str = ""
    organization: str = ""
    notes: str = ""
    birthday: date | None = None
    birthday_text: str = ""
    lead_source: str = ""
    owner: str = ""
    key: str = ""
    number: str = ""
    emails: list[tuple[str, str]] = field(default_factory=list)
    phones: list[tuple[str, str]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    @cached_property
    def fingerprint(self) -> str:
        """What makes the same line of the same file the same person the next time."""
        if self.key:
            return self.key[:200]
        mail = self.emails[0][1].casefold() if self.emails else ""
        phone = self.phones[0][1] if self.phones and not mail else ""
        said = "|".join((folded(self.name), folded(self.organization), mail, phone))
        return hashlib.sha256(said.encode()).hexdigest()[:40]


NAME = ("name", "display name", "full name", "person name", "anzeigename")
GIVEN = ("first name", "given name", "vorname", "firstname")
MIDDLE = ("middle name", "additional name", "weitere vornamen")
FAMILY = ("last name", "family name", "nachname", "lastname", "surname")
PREFIX = ("name prefix", "salutation", "anrede")
ORGANIZATION = (
    "company",
    "organization name",
    "organization 1 name",
    "organization",
    "company name",
    "account name",
    "firma",
    "person organization",
    "parent id name",
)
JOB = (
    "job title",
    "organization title",
    "organization 1 title",
    "position",
    "function",
    "role",
)
DEPARTMENT = ("department", "organization department", "organization 1 department", "abteilung")
NOTES = ("notes", "notizen", "comment", "description", "note")
BIRTHDAY = ("birthday", "geburtstag", "date of birth")
KEY = ("contactid", "leadid", "record id", "person id", "external id", "id")
OWNER = ("contact owner", "lead owner", "person owner", "assigned to", "owner")
SOURCE = ("lead source", "source")
EMAILS = (
    ("", "email"),
    ("", "e mail"),
    ("", "email address"),
    ("", "e mail address"),
    ("", "e mail adresse"),
    ("", "primary email"),
    ("work", "email work"),
    ("work", "person email work"),
    ("home", "person email home"),
    ("home", "email home"),
    ("other", "email other"),
    ("other", "secondary email"),
    ("other", "e mail 2 address"),
    ("other", "e mail 3 address"),
)
PHONES = (
    ("work", "phone"),
    ("work", "phone number"),
    ("work", "business phone"),
    ("work", "telefon geschaftlich"),
    ("work", "work phone"),
    ("work", "office phone"),
    ("work", "person phone work"),
    ("work", "business phone 2"),
    ("work", "company main phone"),
    ("mobile", "mobile"),
    ("mobile", "mobile phone"),
    ("mobile", "mobile number"),
    ("mobile", "mobiltelefon"),
    ("mobile", "person phone mobile"),
    ("mobile", "home mobile"),
    ("home", "home phone"),
    ("home", "home phone 2"),
    ("other", "primary phone"),
    ("other", "other phone"),
    ("car", "car phone"),
    ("fax", "fax number"),
    ("fax", "business fax"),
    ("fax", "home fax"),
    ("pager", "pager"),
    ("pager", "pager number"),
)
_PLACES = (
    ("work", "business street", "business city", "business state", "business postal code",
     "business country region"),
    ("work", "business street", "work city", "work state", "work zip", "work country"),
    ("work", "work address", "work city", "work state", "work zipcode", "work country"),
    ("work", "strasse geschaftlich", "ort geschaftlich", "region geschaftlich",
     "postleitzahl geschaftlich", "land region geschaftlich"),
    ("home", "home street", "home city", "home state", "home postal code", "home country region"),
    ("home", "home street", "home city", "home state", "home zip", "home country"),
    ("home", "home address", "home city", "home state", "home zipcode", "home country"),
    ("other", "other street", "other city", "other state", "other postal code",
     "other country region"),
    ("work", "primary address street", "primary address city", "primary address state",
     "primary address postal code", "primary address country"),
    ("", "street", "city", "state", "zip", "country id name"),
    ("", "street", "city", "state region", "postal code", "country region"),
)  # fmt: skip
_NUMBERED = range(1, 10)


class Headings:
    """Which of the headings above a file has: looked up once, not for each of its rows."""

    def __init__(self, headings: Collection[str], layout: str) -> None:
        self.layout = layout
        self._known = frozenset(headings)
        names = (NAME, GIVEN, MIDDLE, FAMILY, PREFIX, JOB, DEPARTMENT, ORGANIZATION, NOTES)
        self.texts = tuple(self._of(each) for each in names)
        self.birthday, self.lead_source = self._of(BIRTHDAY), self._of(SOURCE)
        self.owner, self.key = self._of(OWNER), self._of(KEY)
        self.emails = self._labelled(EMAILS, "e mail")
        self.phones = self._labelled(PHONES, "phone")
        self.places = [
            (label, headings)
            for label, *headings in _PLACES
            if self._known.intersection(headings[:4])
        ]
        parts = ("street", "city", "region", "postal code", "country")
        self.numbered_places = [
            (
                self._of((f"address {n} label", f"address {n} type")),
                [f"address {n} {p}" for p in parts],
            )
            for n in _NUMBERED
            if self._known.intersection(f"address {n} {p}" for p in parts)
        ]
        self.has_split_birthday = "birth year" in self._known
        self.has_title_as_job = {"title", "department"} <= self._known

    def _of(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name in self._known)

    def _labelled(
        self, headings: Sequence[tuple[str, str]], numbered: str
    ) -> list[tuple[str, tuple[str, ...], str]]:
        """(label, headings of the label, heading of the value)."""
        plain = [(label, (), name) for label, name in headings if name in self._known]
        return plain + [
            (
                "",
                self._of((f"{numbered} {n} label", f"{numbered} {n} type")),
                f"{numbered} {n} value",
            )
            for n in _NUMBERED
            if f"{numbered} {n} value" in self._known
        ]


def person_of(row: TableRow, headings: Headings) -> Person:
    """The person a row holds, as far as its headings are known; its key is its program's own."""
    name, given, middle, family, prefix, job, department, organization, notes = (
        row.get(*names) if names else "" for names in headings.texts
    )
    key = row.get(*headings.key)
    person = Person(
        row.number,
        name,
        " ".join(p for p in (given, middle) if p),
        family,
        prefix,
        job or (row.get("title") if headings.has_title_as_job else ""),
        department,
        organization,
        notes,
        lead_source=row.get(*headings.lead_source),
        owner=row.get(*headings.owner),
        key=f"{headings.layout}:{key}" if key else "",
        number=row.get("number"),
    )
    person.birthday_text = row.get(*headings.birthday)
    if headings.has_split_birthday and not person.birthday_text:
        person.birthday_text = _split_birthday(row)
    person.birthday = date_of(person.birthday_text) if person.birthday_text else None
    person.emails = _several(row, headings.emails)
    person.phones = _several(row, headings.phones)
    person.places = _places(row, headings)
    _complete_name(person)
    return person


def _split_birthday(row: TableRow) -> str:
    year, month, day = (row.get(f"birth {part}") for part in ("year", "month", "day"))
    return f"{year}-{int(month):02}-{int(day):02}" if year and (month + day).isdecimal() else ""


def _several(
    row: TableRow, headings: Sequence[tuple[str, tuple[str, ...], str]]
) -> list[tuple[str, str]]:
    """Every filled cell once, Google's numbered and many-valued cells included."""
    found: dict[str, str] = {}
    for label, label_headings, heading in headings:
        cell = row.cells.get(heading, "")
        if cell:
            said = label or row.get(*label_headings).strip("* ").lower()
            for one in cell.split(SEVERAL):
                found.setdefault(one.strip(), said)
    found.pop("", None)
    return [(label, one) for one, label in found.items()]


def _places(row: TableRow, headings: Headings) -> list[Place]:
    found: list[Place] = []
    for label, names in headings.places:
        place = Place(label, *(row.cells.get(name, "") for name in names))
        if place.is_empty():
            continue
        extra = (row.get(f"{names[0]} {n}") for n in (2, 3))
        place.street = "\n".join(part for part in (place.street, *extra) if part)
        if (place.street, place.city) not in {(p.street, p.city) for p in found}:
            found = [p for p in found if p.street != place.street or not p.street]
            found.append(place)
    for label_names, names in headings.numbered_places:
        place = Place(
            row.get(*label_names).strip("* ").lower(), *(row.cells.get(n, "") for n in names)
        )
        if not place.is_empty():
            found.append(place)
    return found


def _complete_name(person: Person) -> None:
    """A name out of its parts, else the firm's, else the address's."""
    parts = [p for p in (person.given_name, person.family_name) if p]
    if not person.name:
        person.name = " ".join(parts) or person.organization
    if not person.name and person.emails:
        person.name = person.emails[0][1].split("@")[0]
