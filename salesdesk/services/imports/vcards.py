"""People out of vCard files: versions 2.1, 3.0 and 4.0, also where they bend the rules."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from salesdesk.errors import Problem
from salesdesk.i18n import _
from salesdesk.services.import_report import ImportReport
from salesdesk.services.imports.figures import date_of
from salesdesk.services.imports.people import Person, Place
from salesdesk.services.imports.table import decoded

_PARAMETER = r'(?:"[^"]*"|[^":;]|"(?![^"]*"))*'
"""A name and its value; what stands in quotes may hold colons and semicolons."""
_PROPERTY = re.compile(
    rf"^(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;{_PARAMETER})*):(.*)$", re.DOTALL
)
_BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_RAW = re.compile(r"^[A-Za-z0-9+/=]{16,}$")
_KINDS = ("home", "work", "cell", "mobile", "fax", "pager", "other", "car", "main")


def read_vcards(path: Path, report: ImportReport) -> Iterator[Person]:
    """The cards of a file; one that can't be read is read line by line, and the rest reported."""
    text = _text(path)
    for row, card in _cards(text):
        yield from _person(row, card, path, report)


def _text(path: Path) -> str:
    """The file's text; a card may name its own character set, or only prove not to be UTF-8."""
    _encoding, text = decoded(path.read_bytes(), path)
    return re.sub(r"\r+\n?", "\n", text)


def _cards(text: str) -> Iterator[tuple[int, list[str]]]:
    lines: list[str] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip().upper() == "BEGIN:VCARD":
            lines, start = [line], number
        elif start:
            lines.append(line)
            if line.strip().upper() == "END:VCARD":
                yield start, lines
                start = 0
    if start:
        yield start, [*lines, "END:VCARD"]


def _person(row: int, card: list[str], path: Path, report: ImportReport) -> Iterator[Person]:
    person = Person(row)
    for offset, line in _unfolded(card):
        match = _PROPERTY.match(line)
        if match is None:
            if line.strip():
                said = _("This line of the card can't be read.")
                report.problem(Problem(said, "", row + offset, path.name, line.strip()[:80]))
            continue
        name, parameters, value = match[1].upper(), _parameters(match[2]), match[3]
        if name not in _BINARY:
            _take(person, name, parameters, _plain(value, parameters))
    if not person.name:
        person.name = (
            " ".join(p for p in (person.given_name, person.family_name) if p)
            or person.organization
            or (person.emails[0][1] if person.emails else "")
        )
    yield person


def _unfolded(card: list[str]) -> Iterator[tuple[int, str]]:
    """Whole lines with their offset: folded ones joined, quoted-printable ones continued."""
    whole, at = "", 0
    for offset, line in enumerate(card):
        if whole and line[:1] in (" ", "\t"):
            whole += line[1:]
        elif _RAW.match(line) and whole.split(";")[0].split(".")[-1].upper() in _BINARY:
            continue  # a picture whose lines were not folded
        elif whole.endswith("=") and "QUOTED-PRINTABLE" in whole.upper().split(":", 1)[0]:
            whole = whole[:-1] + line
        else:
            if whole:
                yield at, whole
            whole, at = line, offset
    if whole:
        yield at, whole


def _parameters(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"TYPE": set()}
    for part in re.findall(rf";({_PARAMETER})", text):
        key, equals, value = part.partition("=")
        if equals:
            values = {v.strip('" ').lower() for v in value.split(",")}
            found.setdefault(key.strip().upper(), set()).update(values)
        elif key:
            found["TYPE"].add(key.strip().lower())
    return found


def _plain(value: str, parameters: dict[str, set[str]]) -> str:
    kinds = parameters.get("ENCODING", set()) | parameters["TYPE"]
    if "quoted-printable" not in kinds:
        return value
    charset = next(iter(parameters.get("CHARSET", {"utf-8"})))
    raw = quopri.decodestring(value.encode("utf-8", errors="replace"))
    try:
        return raw.decode(charset).replace("\r\n", "\n")
    except (LookupError, UnicodeDecodeError):
        return raw.decode("cp1252", errors="replace").replace("\r\n", "\n")


def _take(person: Person, name: str, parameters: dict[str, set[str]], value: str) -> None:
    """Put one property where it belongs."""
    match name:
        case "FN":
            person.name = person.name or _unescaped(value)
        case "N":
            parts = [*_split(value), "", "", "", ""]
            person.family_name = person.family_name or parts[0]
            person.given_name = person.given_name or " ".join(p for p in parts[1:3] if p)
            person.salutation = person.salutation or parts[3]
        case "ORG":
            parts = [*_split(value), ""]
            person.organization = person.organization or parts[0]
            person.department = person.department or parts[1]
        case "EMAIL" if value.strip():
            person.emails.append((_label(parameters), _unescaped(value).strip()))
        case "TEL" if value.strip():
            number = _unescaped(value).removeprefix("tel:").strip()
            person.phones.append((_label(parameters), number))
        case "ADR":
            _take_place(person, parameters, value)
        case _:
            _take_text(person, name, _unescaped(value).strip())


def _take_text(person: Person, name: str, value: str) -> None:
    match name:
        case "TITLE":
            person.job_title = person.job_title or value
        case "NOTE":
            person.notes = "\n".join(p for p in (person.notes, value) if p)
        case "UID":
            person.key = person.key or value
        case "BDAY":
            person.birthday_text = value
            person.birthday = _birthday(value)


def _birthday(value: str) -> date | None:
    return None if value.startswith("--") else date_of(value)


def _take_place(person: Person, parameters: dict[str, set[str]], value: str) -> None:
    parts = [*_split(value), *[""] * 7]
    street = "\n".join(p for p in (parts[2], parts[0], parts[1]) if p)
    place = Place(_label(parameters), street, *parts[3:7])
    if not place.is_empty():
        person.places.append(place)


def _label(parameters: dict[str, set[str]]) -> str:
    found = next((kind for kind in _KINDS if kind in parameters["TYPE"]), "")
    return "mobile" if found == "cell" else found


def _split(value: str) -> list[str]:
    """Parts between semicolons that are not escaped."""
    return [_unescaped(part).strip() for part in re.split(r"(?<!\\);", value)]


def _unescaped(value: str) -> str:
    return re.sub(
        r"\\([nN,;:\\])", lambda match: "\n" if match[1] in "nN" else str(match[1]), value
    )
