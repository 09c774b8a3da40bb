"""Groups of taxes: a code that stands for several others, each of which must be known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.reference import TaxCode

GROUP = "group"


def all_tax_codes(session: Session) -> dict[str, TaxCode]:
    """Every tax code by its code."""
    return {code.code: code for code in session.scalars(select(TaxCode).order_by(TaxCode.code))}


def check_tax_codes(session: Session) -> None:
    """Every group names taxes that there are, and a name stands for one rate.

    What a group didn't find would go untaxed in silence; taxes of one name are one sum, which
    could then tell neither its rate nor, once settings change, what it was computed with.
    """
    codes = all_tax_codes(session)
    _require_one_rate(codes.values())
    for code in codes.values():
        taxes_behind(code, codes)


def _require_one_rate(codes: Iterable[TaxCode]) -> None:
    known: dict[str, TaxCode] = {}
    for code in codes:
        if code.kind == GROUP:
            continue
        other = known.setdefault(code.name.strip().casefold(), code)
        if (other.rate, other.kind) != (code.rate, code.kind):
            said = _("{one} and {other} are both called “{name}” but charge differently; "
                     "give each a name of its own, with its rate.")  # fmt: skip
            said = said.format(one=other.code, other=code.code, name=code.name)
            raise InvalidInput(said, [Problem(said, "name", value=code.name)])


def taxes_behind(code: TaxCode, codes: Mapping[str, TaxCode]) -> list[TaxCode]:
    """The taxes that a code stands for: itself, or those of its group in their order.

    Raises InvalidInput when a group names none, one that there is none of, or another group.
    """
    if code.kind != GROUP:
        return [code]
    names = [part.strip() for part in code.parts.split(",") if part.strip()]
    if why := _wrong(code.code, names, codes):
        raise InvalidInput(why, [Problem(why, "parts", value=code.parts)])
    return [codes[name] for name in names]


def _wrong(group: str, names: list[str], codes: Mapping[str, TaxCode]) -> str:
    if not names:
        said = _("{code} is a group of taxes and names none; write their codes.")
        return said.format(code=group)
    for name in names:
        if name not in codes:
            said = _("{code} is a group of taxes and names {part}, but there is no such tax.")
            return said.format(code=group, part=name)
        if codes[name].kind == GROUP:
            said = _("{code} names {part}, which is a group itself; name its taxes instead.")
            return said.format(code=group, part=name)
        if names.count(name) > 1:
            return _("{code} names {part} twice.").format(code=group, part=name)
    return ""
