"""What a new database starts with, so that the first document can be written at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.i18n import _
from salesdesk.models.base import Record
from salesdesk.models.pipeline import Lifecycle, LifecycleStage, ReasonCode, Segment
from salesdesk.models.reference import (
    ApprovalRule,
    Calendar,
    CalendarDay,
    Company,
    CurrencyInUse,
    DocumentText,
    NumberSeries,
    PaymentTerm,
    PaymentType,
    TaxCode,
)
from salesdesk.services.home_country import home_country
from salesdesk.services.imports.deals import shipped_pipeline
from salesdesk.services.numbering import SHIPPED

_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "BRL", "JPY", "SEK", "PLN")
EXEMPT = "EXEMPT"
"""The tax of whoever charges none, and of whose country no tax is known."""
_SHIPPED_TAXES = (
    ("VAT 23", "VAT 23 %", "23", "PT"),
    ("VAT 13", "VAT 13 %", "13", "PT"),
    ("VAT 6", "VAT 6 %", "6", "PT"),
    ("VAT 19", "VAT 19 %", "19", "DE"),
    ("VAT 21", "VAT 21 %", "21", "ES"),
    (EXEMPT, "Exempt", "0", ""),
)
_VAT = {
    "AT": "20 13 10",
    "BE": "21 12 6",
    "CH": "8.1 3.8 2.6",
    "DE": "19 7",
    "DK": "25",
    "ES": "21 10 4",
    "FI": "25.5 13.5 10",
    "FR": "20 10 5.5 2.1",
    "GB": "20 5",
    "IE": "23 13.5 9",
    "IT": "22 10 5 4",
    "LU": "17 14 8 3",
    "NL": "21 9",
    "NO": "25 15 12",
    "PL": "23 8 5",
    "PT": "23 13 6",
    "SE": "25 12 6",
}
"""Value added tax in percent, the usual rate first; countries with other taxes are not here."""
_REASONS = (
    ("value", "Clear value proposition", "won"),
    ("competition", "Competition", "lost"),
    ("interest", "Lack of interest", "any"),
    ("budget", "Budget constraints", "lost"),
)
_STAGES = (
    ("Lead", False, "verify data\nwelcome message"),
    ("MQL", False, "newsletter\noffer demo"),
    ("SQL", False, "proposal\ndemonstration"),
    ("Customer", False, "feedback\ncreate account"),
    ("Inactive/Churned", True, ""),
)
_TEXTS = {
    "en": (
        "Thank you for the opportunity to work with you. This proposal says what we will do, "
        "when, and what it costs.",
        "Prices are valid until the date on the cover. Invoices are payable as agreed. Work "
        "starts after written acceptance.",
    ),
    "pt": (
        "Obrigado pela oportunidade de trabalhar convosco. Esta proposta diz o que faremos, "
        "quando, e quanto custa.",
        "Os preços são válidos até à data indicada na capa. As faturas são pagas como acordado. "
        "O trabalho começa após aceitação escrita.",
    ),
    "es": (
        "Gracias por la oportunidad de trabajar con ustedes. Esta propuesta dice qué haremos, "
        "cuándo y cuánto cuesta.",
        "Los precios son válidos hasta la fecha de la portada. Las facturas se pagan según lo "
        "acordado. El trabajo empieza tras la aceptación por escrito.",
    ),
    "de": (
        "Vielen Dank für die Gelegenheit, mit Ihnen zu arbeiten. Dieses Angebot sagt, was wir "
        "tun, wann, und was es kostet.",
        "Die Preise gelten bis zum Datum auf dem Deckblatt. Rechnungen sind wie vereinbart "
        "zahlbar. Die Arbeit beginnt nach schriftlicher Annahme.",
    ),
}


def fill(session: Session) -> None:
    """Settings that every company needs; each of them can be changed or deleted later.

    The company stands in the country of this computer, and that country's taxes are there.
    """
    for record in _records(home_country()):
        session.add(record)


def _taxes(country: str) -> list[tuple[str, str, str, str]]:
    """Code, name, rate and country; a code that is taken gets the country behind it."""
    found = list(_SHIPPED_TAXES)
    codes = {code for code, *_rest in found}
    known = {(rate, place) for _code, _name, rate, place in found}
    for rate in _VAT.get(country, "").split():
        if (rate, country) not in known:
            plain = f"VAT {rate}"
            code = f"{plain} {country}" if plain in codes else plain
            found.append((code, f"{plain} %", rate, country))
    return found


def _records(country: str) -> list[Record]:
    return [
        Company(name=_("My company"), currency="EUR", country=country, is_default=True),
        *(CurrencyInUse(code=code, name=code) for code in _CURRENCIES),
        *(
            TaxCode(code=code, name=name, rate=Decimal(rate), country=place)
            for code, name, rate, place in _taxes(country)
        ),
        PaymentTerm(name=_("30 days"), days=30),
        PaymentTerm(name=_("30 days end of month"), days=30, end_of_month=True),
        PaymentTerm(name=_("On receipt"), days=0),
        *(PaymentType(name=name) for name in (_("Bank transfer"), _("Direct debit"), _("Card"))),
        *(ReasonCode(code=code, description=text, use=use) for code, text, use in _REASONS),
        *(Segment(name=name) for name in ("Corporate", "Government/public", "Individual")),
        Lifecycle(
            name=_("Standard"),
            is_default=True,
            stages=[
                LifecycleStage(position=n, name=name, needs_reason=needs, actions=actions)
                for n, (name, needs, actions) in enumerate(_STAGES)
            ],
        ),
        shipped_pipeline(),
        *(
            NumberSeries(document=document, pattern=pattern, restarts_yearly=yearly)
            for document, (pattern, yearly) in SHIPPED.items()
        ),
        *_rules(),
        *_texts(),
        Calendar(name=_("Monday to Friday"), is_default=True),
    ]


def _rules() -> list[Record]:
    return [
        ApprovalRule(
            name=_("Margin of the document below 28 %"),
            measure="document_margin",
            threshold=Decimal(28),
        ),
        ApprovalRule(
            name=_("Effective discount above 15 %"),
            measure="effective_discount",
            threshold=Decimal(15),
        ),
        ApprovalRule(
            name=_("Net amount of 100,000 or more"),
            measure="amount",
            threshold=Decimal(100000),
            currency="EUR",
            role="finance",
            level=2,
        ),
    ]


def _texts() -> list[Record]:
    return [
        DocumentText(section=section, name=_("Standard"), language=language, body=body)
        for language, bodies in _TEXTS.items()
        for section, body in zip(("summary", "terms"), bodies, strict=True)
    ]


def add_holidays(session: Session, calendar: Calendar, country: str, years: range) -> int:
    """Write a country's public holidays into a calendar; answers how many were new."""
    import holidays

    days = holidays.country_holidays(country, years=years)
    known = set(
        session.scalars(select(CalendarDay.day).where(CalendarDay.calendar_id == calendar.id))
    )
    fresh: list[date] = [day for day in sorted(days) if day not in known]
    for day in fresh:
        session.add(CalendarDay(calendar_id=calendar.id, day=day, name=days[day]))
    return len(fresh)
