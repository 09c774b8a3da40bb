"""People out of address books: which heading of which program holds what."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from functools import lru_cache
from operator import itemgetter

from salesdesk.models.values.folding import folded
from salesdesk.services.imports.figures import date_of

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


@dataclass(slots=True)
class Person:
    """A contact of a file, before it is checked; ``row`` is its place there.

    ``folded_name`` and ``folded_firm`` are how search sees the name and the organization.
    """

    row: int
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    salutation: str = ""
    job_title: str = ""
    department: str = ""
    organization: str = ""
    notes: str = ""
    birthday_text: str = ""
    lead_source: str = ""
    owner: str = ""
    key: str = ""
    number: str = ""
    _: KW_ONLY
    birthday: date | None = None
    emails: list[tuple[str, str]] = field(default_factory=list)
    phones: list[tuple[str, str]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    folded_name: str = ""
    folded_firm: str = ""

    def fingerprint(self) -> str:
        """What makes the same line of the same file the same person the next time."""
        if self.key:
            return self.key[:200]
        mail = self.emails[0][1].casefold() if self.emails else ""
        phone = self.phones[0][1] if self.phones and not mail else ""
        said = "|".join((self.folded_name, self.folded_firm, mail, phone))
        return hashlib.sha256(said.encode()).hexdigest()[:40]

    def fold(self) -> None:
        """Fold what search and the fingerprint need, once."""
        self.folded_name = folded(self.name)
        self.folded_firm = folded_once(self.organization)


@lru_cache(maxsize=8192)
def folded_once(text: str) -> str:
    """Folded, and remembered: for firms, titles and towns, which a file repeats."""
    return folded(text)


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
PLACES = (
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


_TEXTS = {  # in the order of a person's fields
    "name": NAME,
    "given_name": GIVEN,
    "family_name": FAMILY,
    "salutation": PREFIX,
    "job_title": JOB,
    "department": DEPARTMENT,
    "organization": ORGANIZATION,
    "notes": NOTES,
    "birthday_text": BIRTHDAY,
    "lead_source": SOURCE,
    "owner": OWNER,
    "key": KEY,
    "number": ("number",),
}
_ABSENT = -1
"""Where a heading stands that the file doesn't have: at an empty cell behind the last."""


_Parts = Callable[[tuple[str, ...]], tuple[str, ...]]


class Headings:
    """Where in a row each field stands: looked up once, not for each of the rows."""

    def __init__(self, headings: Sequence[str], layout: str) -> None:
        self.layout = layout
        self._at = {name: at for at, name in enumerate(headings) if name}
        found = {name: self._of(known) for name, known in _TEXTS.items()}
        self.texts: _Parts = itemgetter(*(at[0] if at else _ABSENT for at in found.values()))
        self.else_from = [(name, at[1:]) for name, at in found.items() if at[1:]]
        self.middle = self._of(MIDDLE)
        self.emails = self._labelled(EMAILS, "e mail")
        self.phones = self._labelled(PHONES, "phone")
        self.places = self._places()
        parts = ("street", "city", "region", "postal code", "country")
        self.numbered_places = [
            (
                self._of((f"address {n} label", f"address {n} type")),
                itemgetter(*(self._at.get(f"address {n} {p}", _ABSENT) for p in parts)),
            )
            for n in _NUMBERED
            if self._of([f"address {n} {p}" for p in parts])
        ]
        birth = [self._at.get(f"birth {part}", _ABSENT) for part in ("year", "month", "day")]
        self.split_birthday = None if birth[0] == _ABSENT else itemgetter(*birth)
        self.title_as_job = self._of(("title",)) if "department" in self._at else ()

    def _of(self, names: Sequence[str]) -> tuple[int, ...]:
        return tuple(self._at[name] for name in names if name in self._at)

    def _labelled(
        self, headings: Sequence[tuple[str, str]], numbered: str
    ) -> list[tuple[str, tuple[int, ...], int]]:
        """(label, where its label stands, where its value stands)."""
        plain = [(label, (), self._at[name]) for label, name in headings if name in self._at]
        return plain + [
            (
                "",
                self._of((f"{numbered} {n} label", f"{numbered} {n} type")),
                self._at[f"{numbered} {n} value"],
            )
            for n in _NUMBERED
            if f"{numbered} {n} value" in self._at
        ]

    def _places(self) -> list[tuple[str, _Parts, tuple[int, ...]]]:
        """(label, the five parts, more lines of the street); two that read the same are one."""
        found: dict[object, tuple[str, _Parts, tuple[int, ...]]] = {}
        for label, *names in PLACES:
            if self._of(names[:4]):
                at = tuple(self._at.get(name, _ABSENT) for name in names)
                more = self._of((f"{names[0]} 2", f"{names[0]} 3"))
                found.setdefault((label, at, more), (label, itemgetter(*at), more))
        return list(found.values())


def person_of(number: int, cells: tuple[str, ...], headings: Headings) -> Person:
    """The person a line holds, as far as its headings are known; its key is its program's own."""
    cells = (*cells, "")
    emails, phones = _several(cells, headings.emails), _several(cells, headings.phones)
    places = _places(cells, headings)
    texts = headings.texts(cells)
    person = Person(number, *texts, emails=emails, phones=phones, places=places)
    for name, others in headings.else_from:
        if not getattr(person, name):
            setattr(person, name, _first(cells, others))
    if headings.middle:
        names = (person.given_name, _first(cells, headings.middle))
        person.given_name = " ".join(n for n in names if n)
    if headings.title_as_job and not person.job_title:
        person.job_title = _first(cells, headings.title_as_job)
    if person.key:
        person.key = f"{headings.layout}:{person.key}"
    if headings.split_birthday and not person.birthday_text:
        person.birthday_text = _split_birthday(*headings.split_birthday(cells))
    if person.birthday_text:
        person.birthday = date_of(person.birthday_text)
    _complete_name(person)
    return person


def _first(cells: tuple[str, ...], places: tuple[int, ...]) -> str:
    return next((cells[at] for at in places if cells[at]), "")


def _split_birthday(year: str, month: str, day: str) -> str:
    """The three cells as one date; what is none stays as it was written, to be told."""
    if year.isdecimal() and month.isdecimal() and day.isdecimal():
        return f"{year}-{int(month):02}-{int(day):02}"
    return " ".join(part for part in (year, month, day) if part)


def _several(
    cells: tuple[str, ...], headings: Sequence[tuple[str, tuple[int, ...], int]]
) -> list[tuple[str, str]]:
    """Every filled cell once, Google's numbered and many-valued cells included."""
    if len(headings) == 1 and SEVERAL not in cells[headings[0][2]]:
        label, label_places, at = headings[0]
        said = label or _first(cells, label_places).strip("* ").lower()
        return [(said, cells[at])] if cells[at] else []
    found: dict[str, str] = {}
    for label, label_places, at in headings:
        cell = cells[at]
        if cell:
            said = label or _first(cells, label_places).strip("* ").lower()
            for one in cell.split(SEVERAL) if SEVERAL in cell else (cell,):
                found.setdefault(one.strip(), said)
    found.pop("", None)
    return [(label, one) for one, label in found.items()]


def _places(cells: tuple[str, ...], headings: Headings) -> list[Place]:
    found: list[Place] = []
    for label, parts, more in headings.places:
        place = Place(label, *parts(cells))
        if place.is_empty():
            continue
        if more:
            lines = (place.street, *(cells[at] for at in more))
            place.street = "\n".join(line for line in lines if line)
        if not found:
            found.append(place)
        elif not any(p.street == place.street and p.city == place.city for p in found):
            found = [p for p in found if p.street != place.street or not p.street]
            found.append(place)
    for label_places, parts in headings.numbered_places:
        place = Place(_first(cells, label_places).strip("* ").lower(), *parts(cells))
        if not place.is_empty():
            found.append(place)
    return found


def _complete_name(person: Person) -> None:
    """A name out of its parts, else the firm's, else the address's."""
    if not person.name:
        parts = [p for p in (person.given_name, person.family_name) if p]
        person.name = " ".join(parts) or person.organization
    if not person.name and person.emails:
        person.name = person.emails[0][1].split("@")[0]
