"""The currencies of ISO 4217 and the decimals their amounts have."""

from __future__ import annotations

from decimal import Decimal

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.rounding import step_of

_BY_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN "
        "BZD CAD CDF CHF CNY COP CRC CUP CVE CYP CZK DKK DOP DZD EEK EGP ERN ETB EUR FJD FKP GBP "
        "GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT "
        "LAK LBP LKR LRD LSL LTL LVL MAD MDL MGA MKD MMK MNT MOP MRU MTL MUR MVR MWK MXN MYR MZN "
        "NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR ROL RON RSD RUB SAR SBD SCR SDG SEK "
        "SGD SHP SIT SKK SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRL TRY TTD TWD TZS UAH "
        "USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

DIGITS = {code: digits for digits, codes in _BY_DIGITS.items() for code in codes.split()}
"""Decimals of an amount in each currency, the ones that ECB's old tables still name included."""


def digits_of(currency: str) -> int:
    """The decimals of an amount in this currency; a code that nobody knows is refused."""
    try:
        return DIGITS[currency]
    except KeyError:
        message = _("“{currency}” isn't a currency code; write three letters, such as EUR.").format(
            currency=currency
        )
        raise InvalidInput(message, [Problem(message, "currency", value=currency)]) from None


def unit_of(currency: str) -> Decimal:
    """The smallest amount of the currency: 0.01 of EUR, 1 of JPY."""
    return step_of(digits_of(currency))
