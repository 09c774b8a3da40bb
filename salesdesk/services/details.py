"""E-mails, phones, addresses and bank accounts of an account or a contact, and their checks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from salesdesk.errors import Problem
from salesdesk.i18n import _
from salesdesk.services.drafting import PartDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailDraft(PartDraft):
    label: str = ""
    address: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneDraft(PartDraft):
    label: str = ""
    number: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressDraft(PartDraft):
    label: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BankDraft(PartDraft):
    label: str = ""
    iban: str = ""
    bic: str = ""
    bank: str = ""
    holder: str = ""
    is_primary: bool = False


_PLAIN = re.compile(
    r"^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]+(-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,24}$"
)
"""Addresses that need no second look; the library judges all others."""
_RESERVED = frozenset({"invalid", "test", "localhost", "local", "example"})
"""Names that no mail reaches but that address books hold all the same."""


def email_problem(address: str) -> str:
    """Why this can't be an e-mail address; empty when it can."""
    if _PLAIN.match(address):
        return ""
    from email_validator import EmailNotValidError, validate_email

    written = address
    local, _at, domain = address.rpartition("@")
    if domain.rpartition(".")[2].lower() in _RESERVED:
        address = f"{local}@example.com"
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError as problem:
        return _("{address} is not an e-mail address: {why}").format(address=written, why=problem)
    return ""


def iban_problem(iban: str) -> str:
    """Why this can't be an IBAN; empty when its check digits are right."""
    from stdnum import iban as standard
    from stdnum.exceptions import ValidationError

    try:
        standard.validate(iban)
    except ValidationError:
        return _("{iban} is not an IBAN: its check digits don't agree.").format(iban=iban)
    return ""


def compact_iban(iban: str) -> str:
    """The IBAN without spaces, in capitals."""
    from stdnum import iban as standard

    return str(standard.compact(iban))


def tax_number_problem(number: str, country: str) -> str:
    """Why this can't be a VAT number of an EU country; empty when it can or no rule is known."""
    from stdnum.eu import vat
    from stdnum.exceptions import ValidationError

    compact = compact_tax_number(number)
    prefix = compact[:2] if compact[:2].isalpha() else country.upper()
    if prefix.lower() not in {*vat.MEMBER_STATES, "xi", "el", "eu"}:
        return ""
    try:
        vat.validate(compact if compact[:2].isalpha() else prefix + compact)
    except ValidationError:
        return _("{number} is not a VAT number of {country}: its check digits don't agree.").format(
            number=number, country=prefix
        )
    return ""


def compact_tax_number(number: str) -> str:
    """Capitals, without spaces, dots, dashes and slashes."""
    return re.sub(r"[\s.\-/]", "", number.upper())


def problems(
    emails: Iterable[EmailDraft], banks: Iterable[BankDraft], phones: Iterable[PhoneDraft] = ()
) -> list[Problem]:
    """What is wrong in the details, by the field that holds it."""
    found: list[Problem] = []
    for row, email in enumerate(emails, 1):
        if why := email_problem(email.address.strip()):
            found.append(Problem(why, "emails", row, value=email.address))
    for row, bank in enumerate(banks, 1):
        if bank.iban and (why := iban_problem(bank.iban)):
            found.append(Problem(why, "bank_accounts", row, value=bank.iban))
    for row, phone in enumerate(phones, 1):
        if not any(c.isdigit() for c in phone.number):
            why = _("{number} holds no digits.").format(number=phone.number)
            found.append(Problem(why, "phones", row, value=phone.number))
    return found


Part = EmailDraft | PhoneDraft | AddressDraft | BankDraft


def primary(parts: Sequence[Part]) -> Part | None:
    """The part marked primary, or the first."""
    return next((p for p in parts if p.is_primary), parts[0] if parts else None)
