"""Public holidays of countries and their parts, by the ``holidays`` library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _

MOST_YEARS = 30


@dataclass(frozen=True, slots=True)
class HolidayCountry:
    """A country whose holidays are known: its two letters, its name, and the codes of its parts."""

    code: str
    name: str
    parts: tuple[str, ...] = ()


def countries(language: str = "en") -> tuple[HolidayCountry, ...]:
    """All countries, named in a language and ordered by their names."""
    import holidays
    from babel import Locale, UnknownLocaleError

    try:
        names = Locale.parse(language.replace("-", "_")).territories
    except (UnknownLocaleError, ValueError):
        names = Locale("en").territories
    known = holidays.list_supported_countries(include_aliases=False)
    found = (
        HolidayCountry(code, names.get(code, code), tuple(parts)) for code, parts in known.items()
    )
    return tuple(sorted(found, key=lambda country: country.name.casefold()))


def days_off(
    country: str, part: str, years: range, language: str = ""
) -> tuple[tuple[date, str], ...]:
    """The public holidays of some years with their names, in a language where it is known.

    Raises:
        InvalidInput: too many years, or a country or part whose holidays aren't known.
    """
    import holidays

    if not 0 < len(years) <= MOST_YEARS:
        message = _("Choose from one to {most} years.").format(most=MOST_YEARS)
        raise InvalidInput(message, [Problem(message, "years")])
    try:
        plain = holidays.country_holidays(country, subdiv=part or None, years=years)
        spoken = _language(plain.supported_languages, language)
        found = holidays.country_holidays(
            country, subdiv=part or None, years=years, language=spoken
        )
    except NotImplementedError:
        message = _("The holidays of {country} are not known. Type them in.").format(
            country=f"{country} {part}".strip()
        )
        raise InvalidInput(message, [Problem(message, "country", value=country)]) from None
    return tuple((day, found[day]) for day in sorted(found))


def _language(known: Sequence[str], wanted: str) -> str | None:
    """The library's own name of a language: ``pt`` may be ``pt_PT`` there."""
    return next((name for name in known if wanted and name.split("_")[0] == wanted[:2]), None)
