"""The settings area: every reference list read, edited in place, and kept consistent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, NotFound, Problem
from salesdesk.i18n import _
from salesdesk.models.base import Aggregate, Record, table_of
from salesdesk.models.pipeline import Stage
from salesdesk.models.reference import NumberSeries, RoleRate, TaxCode
from salesdesk.models.values.identity import new_id
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.reference_fields import FieldKind, ReferenceList
from salesdesk.services.reference_lists import BY_KEY, LISTS
from salesdesk.services.tax_groups import check_tax_codes

_RATES = frozenset({"exchange-rates", "role-rates", "tax-codes", "payment-terms", "payment-types"})
_PEOPLE = frozenset({"users", "user-roles"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRow:
    """A row of a settings list: values by field name, and the version that was read."""

    id: UUID = field(default_factory=new_id)
    version: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)


class ReferenceLists:
    """Every settings list behind one door."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def lists(self) -> tuple[ReferenceList, ...]:
        """All lists in the order of the settings area."""
        return LISTS

    def spec(self, key: str) -> ReferenceList:
        try:
            return BY_KEY[key]
        except KeyError:
            raise NotFound(_("There is no settings list {key}.").format(key=key)) from None

    def rows(self, key: str, limit: int = 5000) -> tuple[ReferenceRow, ...]:
        spec = self.spec(key)
        order = [getattr(spec.record, name) for name in spec.order]
        with self.database.reading() as session:
            records = session.scalars(select(spec.record).order_by(*order).limit(limit))
            return tuple(
                ReferenceRow(
                    id=record.id,
                    version=getattr(record, "version", 0),
                    values={f.name: getattr(record, f.name) for f in spec.fields},
                )
                for record in records
            )

    def choices(self, key: str, text: str = "", limit: int = 200) -> tuple[tuple[UUID, str], ...]:
        """(key, label) of the rows that a record field may choose from."""
        spec = self.spec(key)
        label = getattr(spec.record, spec.label)
        statement = select(spec.record.id, label)
        if text:
            statement = statement.where(label.icontains(text, autoescape=True))
        if hasattr(spec.record, "archived_at"):
            statement = statement.where(spec.record.archived_at.is_(None))
        order = [getattr(spec.record, name) for name in spec.order]
        with self.database.reading() as session:
            rows = session.execute(statement.order_by(*order).limit(limit))
            return tuple((row[0], str(row[1])) for row in rows)

    def label(self, key: str, record_id: UUID | None) -> str:
        """How a chosen record is shown."""
        if record_id is None:
            return ""
        spec = self.spec(key)
        with self.database.reading() as session:
            record = session.get(spec.record, record_id)
            return "" if record is None else str(getattr(record, spec.label))

    def save(
        self, key: str, changed: Sequence[ReferenceRow] = (), deleted: Sequence[UUID] = ()
    ) -> None:
        """Keep all changes of a list in one transaction, or none.

        Raises InvalidInput with (row, column) problems, StaleRecord, and InUse for a deleted row
        that documents still name.
        """
        spec = self.spec(key)
        self.database.actor.require(_right(key))
        wrong = self._problems(spec, changed)
        if wrong:
            raise InvalidInput(_("{list} can't be saved yet.").format(list=_(spec.title)), wrong)
        with self.database.changing() as session:
            for record_id in deleted:
                record = session.get(spec.record, record_id)
                if record is not None:
                    session.delete(record)
            for row in changed:
                _keep(session, spec, row)
            session.flush()  # the checks below read what was just written
            check_list(session, spec)

    def _problems(self, spec: ReferenceList, rows: Sequence[ReferenceRow]) -> list[Problem]:
        return [
            Problem(_("{field} is needed.").format(field=_(a_field.title)), a_field.name, number)
            for number, row in enumerate(rows, 1)
            for a_field in spec.fields
            if a_field.required and row.values.get(a_field.name) in (None, "")
        ]


def _right(key: str) -> Right:
    if key in _RATES:
        return Right.RATES
    return Right.USERS if key in _PEOPLE else Right.SETTINGS


def _keep(session: Session, spec: ReferenceList, row: ReferenceRow) -> None:
    record = session.get(spec.record, row.id)
    if record is None:
        record = spec.record(id=row.id)
        _number_markets(session, record)
        session.add(record)
    elif isinstance(record, Aggregate):
        record.require_version(row.version, _differences(record, row))
    for a_field in spec.fields:
        value = row.values.get(a_field.name, getattr(record, a_field.name, None))
        if value is None and a_field.kind in (FieldKind.TEXT, FieldKind.LONG):
            value = ""
        if value is None and not table_of(spec.record).c[a_field.name].nullable:
            continue
        if getattr(record, a_field.name) != value:
            setattr(record, a_field.name, value)


def _number_markets(session: Session, record: Record) -> None:
    from salesdesk.models.columns import now
    from salesdesk.models.planning import Market
    from salesdesk.services.numbering import take_number

    if isinstance(record, Market):
        [record.number] = take_number(session, "market", now().date())


def _differences(record: Record, row: ReferenceRow) -> list[tuple[str, object, object, object]]:
    return [
        (name, None, mine, getattr(record, name))
        for name, mine in row.values.items()
        if getattr(record, name) != mine
    ]


def check_list(session: Session, spec: ReferenceList) -> None:
    """The rules of a whole list: no rates that overlap, no pipeline without a way to win."""
    if spec.record is RoleRate:
        _check_rates(session)
    elif spec.record is NumberSeries:
        _check_patterns(session)
    elif spec.record is Stage:
        _check_stages(session)
    elif spec.record is TaxCode:
        check_tax_codes(session)


def _check_rates(session: Session) -> None:
    rates = session.scalars(
        select(RoleRate).order_by(RoleRate.role_id, RoleRate.currency, RoleRate.valid_from)
    ).all()
    for number, (first, second) in enumerate(pairwise(rates), 1):
        same = (first.role_id, first.currency) == (second.role_id, second.currency)
        if same and first.valid_to is not None and first.valid_to >= second.valid_from:
            said = _(
                "Two rates of one role overlap: one runs until {end}, the next begins {start}."
            )
            why = said.format(end=first.valid_to, start=second.valid_from)
            raise InvalidInput(why, [Problem(why, "valid_to", number, value=str(first.valid_to))])


def _check_patterns(session: Session) -> None:
    for series in session.scalars(select(NumberSeries)):
        try:
            shown = series.pattern.format(year=2026, number=1)
        except (KeyError, ValueError, IndexError):
            shown = ""
        if "1" not in shown:
            why = _("{pattern} is no pattern; write for example PRO-{{year}}-{{number:04}}.")
            said = why.format(pattern=series.pattern)
            raise InvalidInput(said, [Problem(said, "pattern", value=series.pattern)])


def _check_stages(session: Session) -> None:
    rows = session.execute(
        select(Stage.pipeline_id, Stage.kind, func.count()).group_by(Stage.pipeline_id, Stage.kind)
    ).all()
    for pipeline_id in {row[0] for row in rows}:
        kinds = {row[1] for row in rows if row[0] == pipeline_id}
        if not {"open", "won", "lost"} <= kinds:
            why = _("A pipeline needs at least one stage that is open, one won and one lost.")
            raise InvalidInput(why, [Problem(why, "kind")])
