"""The vocabulary of columns: exact numbers, moments in UTC, and texts of known length."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    Dialect,
    ForeignKey,
    String,
    Text,
    Uuid,
    false,
    true,
)
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _

_LARGEST = 2**63 - 1


class Scaled(TypeDecorator[Decimal]):
    """A decimal kept as an integer of ``digits`` decimal places: exact, summable and sortable."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, digits: int) -> None:
        super().__init__()
        self.digits = digits

    @property
    def python_type(self) -> type[Decimal]:
        """What a value of this column is in Python."""
        return Decimal

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        """Refuse what would lose a digit rather than round it in silence."""
        del dialect
        if value is None:
            return None
        said = self.refusal(Decimal(value))
        if said:
            raise InvalidInput(said.format(field=value, list=""))
        return int(Decimal(value).scaleb(self.digits))

    def refusal(self, value: Decimal) -> str:
        """Why a value can't be kept, with its ``{field}`` and ``{list}`` open; else nothing."""
        if not value.is_finite() or abs(value) > Decimal(_LARGEST).scaleb(-self.digits):
            return _("{field} is larger than SalesDesk can keep.")
        scaled = value.scaleb(self.digits)
        if scaled != scaled.to_integral_value():
            text = _("{{field}} has more than {digits} decimal places.")
            return text.format(digits=self.digits)
        return ""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """PostgreSQL sums come back as numeric; both are whole numbers of the last digit.

        Called for every cell that is read: ``process_result_value`` costs three calls for each.
        """
        del dialect, coltype
        digits = -self.digits

        def decimal(value: Any) -> Decimal | None:
            return None if value is None else Decimal(int(value)).scaleb(digits)

        return decimal


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; a moment without a zone is a bug and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What a value of this column is in Python."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


AMOUNT_DIGITS = 4
RATE_DIGITS = 6
EXCHANGE_DIGITS = 10
LARGEST_AMOUNT = Decimal(_LARGEST).scaleb(-AMOUNT_DIGITS)

Amount = Annotated[Decimal, mapped_column(Scaled(AMOUNT_DIGITS))]
"""Money of a document or a line, already rounded to its currency."""
Rate = Annotated[Decimal, mapped_column(Scaled(RATE_DIGITS))]
"""A price or cost per unit, an hour count or a quantity."""
Percent = Annotated[Decimal, mapped_column(Scaled(RATE_DIGITS))]
"""In points: 26.72 is 26.72 %."""
Exchange = Annotated[Decimal, mapped_column(Scaled(EXCHANGE_DIGITS))]
Currency = Annotated[str, mapped_column(String(3))]
Code = Annotated[str, mapped_column(String(40))]
Name = Annotated[str, mapped_column(String(300))]
LongText = Annotated[str, mapped_column(Text, default="", server_default="")]
Label = Annotated[str, mapped_column(String(300), default="", server_default="")]
Yes = Annotated[bool, mapped_column(Boolean, default=True, server_default=true())]
No = Annotated[bool, mapped_column(Boolean, default=False, server_default=false())]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Key = Annotated[UUID, mapped_column(Uuid)]


def reference(target: str, *, owned: bool = False, **options: Any) -> Any:
    """A foreign key, indexed; ``owned`` rows are deleted with the record they belong to."""
    key = ForeignKey(f"{target}.id", ondelete="CASCADE" if owned else "RESTRICT")
    return mapped_column(Uuid, key, index=True, **options)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
