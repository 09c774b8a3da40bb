"""Opportunities in: deals of CRM exports, with their stages, amounts and dates as kept there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.account import Account
from salesdesk.models.columns import AMOUNT_DIGITS, LARGEST_AMOUNT, now
from salesdesk.models.opportunity import Opportunity, StageChange
from salesdesk.models.pipeline import Pipeline, Stage
from salesdesk.models.reference import Company, Product
from salesdesk.models.user import User
from salesdesk.models.values.folding import folded
from salesdesk.models.values.identity import new_id
from salesdesk.models.values.rounding import half_up
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.import_report import ImportReport
from salesdesk.services.imports.company import named_company
from salesdesk.services.imports.figures import date_of
from salesdesk.services.imports.table import TableRow, read_table
from salesdesk.services.jobs import Progress
from salesdesk.services.numbering import take_number

SOURCE = "file"
_CHUNK = 1000
KEY = ("opportunity id", "potential id", "external id", "external key", "id")
NAME = ("opportunity name", "potential name", "deal name", "name", "product")
ACCOUNT = ("account name", "account", "company")
STAGE = ("deal stage", "stage", "stagename")
OWNER = ("sales agent", "potential owner", "owner", "opportunity owner")
AMOUNT = ("amount", "close value", "value")
EXPECTED = ("expected revenue", "expectedrevenue")
ENGAGED = ("engage date", "created time", "createddate", "created")
CLOSES = ("close date", "closing date", "closedate")
_WON = frozenset({"won", "closed won"})
_LOST = frozenset({"lost", "closed lost", "closed lost to competition", "closed"})


def import_opportunities(
    database: Database,
    path: Path,
    progress: Progress | None = None,
    *,
    company: str = "",
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Read a CSV or XLSX file of deals; all of it or none; known deals are not made again.

    A stage that the pipeline lacks is added to it, open unless its name says won or lost. The
    expected amount is kept as the file has it, never recomputed from its probability.
    """
    database.actor.require(Right.OPPORTUNITY)
    progress = progress or Progress()
    report = ImportReport("opportunities")
    table = read_table(path, report, mapping)
    if not table.has(*STAGE) and not table.has(*AMOUNT):
        raise InvalidInput(
            _("{file} is no list of opportunities: it has neither a stage nor an amount.").format(
                file=path.name
            )
        )
    report.read = len(table.rows)
    with database.changing() as session:
        loader = _Loader(session, path.name, report, company)
        for start in range(0, len(table.rows), _CHUNK):
            progress.step(start, len(table.rows), path.name)
            loader.load(table.rows[start : start + _CHUNK])
        if dry_run:
            session.rollback()
    return report


@dataclass(slots=True)
class _Known:
    """A stage of the pipeline that deals enter."""

    id: UUID
    kind: str
    probability: Decimal


class _Loader:
    """Keeps deals in chunks by bulk inserts."""

    def __init__(self, session: Session, file: str, report: ImportReport, company: str) -> None:
        self.session = session
        self.file = file
        self.report = report
        self.accounts = _by_folded(session, Account)
        self.account_keys = {
            str(key).rpartition(":")[2]: name
            for key, name in session.execute(
                select(Account.external_id, Account.sort_name).where(
                    Account.external_id.is_not(None)
                )
            )
        }
        self.owners = dict(session.execute(select(User.name, User.id)).all())
        self.products = {
            folded(p.name).replace(" ", ""): p for p in session.scalars(select(Product))
        }
        self.company = (
            named_company(session, company)
            or session.scalars(
                select(Company).order_by(Company.is_default.desc(), Company.id)
            ).first()
        )
        self.pipeline, self.stages = _stages(session)

    def load(self, rows: Any) -> None:
        keyed = [(self._key(row), row) for row in rows]
        known = set(
            self.session.scalars(
                select(Opportunity.external_id).where(
                    Opportunity.source == SOURCE,
                    Opportunity.external_id.in_([key for key, _row in keyed]),
                )
            )
        )
        numbers = {row.get("number") for _key, row in keyed} - {""}
        ours = set(
            self.session.scalars(select(Opportunity.number).where(Opportunity.number.in_(numbers)))
        )
        fresh = []
        for key, row in keyed:
            if key in known or row.get("number") in ours:
                self.report.skipped += 1
                continue
            known.add(key)
            deal = self._deal(key, row)
            if deal is not None:
                fresh.append(deal)
        self._insert(fresh)

    def _key(self, row: TableRow) -> str:
        own = row.get(*KEY)
        if own:
            return own[:200]
        said = (row.get(*NAME), row.get(*ACCOUNT), row.get(*OWNER), row.get(*ENGAGED))
        return "|".join((*said, row.get(*AMOUNT), row.get("leadid")))[:200]

    def _insert(self, deals: list[dict[str, Any]]) -> None:
        if not deals:
            return
        numbers = take_number(self.session, "opportunity", now().date(), len(deals))
        moves = []
        for deal, number in zip(deals, numbers, strict=True):
            deal["number"] = number
            words = (deal["name"], number, deal["external_id"], deal["account_name"])
            deal["search_text"] = folded(" ".join(words))
            moves.append(self._move(deal))
        self.session.execute(insert(Opportunity), deals)
        self.session.execute(insert(StageChange), moves)
        self.session.info["changed"].add("opportunity")
        self.report.created += len(deals)

    def _move(self, deal: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": new_id(),
            "opportunity_id": deal["id"],
            "to_stage_id": deal["stage_id"],
            "at": deal["stage_since"],
            "actor": self.session.info["actor"].name,
            "reason": _("Imported"),
        }

    def _deal(self, key: str, row: TableRow) -> dict[str, Any] | None:
        name = row.get(*NAME)
        if not name:
            self._problem(_("This opportunity has no name."), "name", row)
            return None
        stage = self._stage(row)
        account, account_name = self._account(row)
        product = self._product(row)
        engaged, closes = self._date(row, ENGAGED), self._date(row, CLOSES)
        closed = closes if stage.kind != "open" else None
        at = now()
        since = datetime.combine(closed or engaged or at.date(), time(), UTC)
        return {
            "id": new_id(),
            "version": 1,
            "name": (product.name if product else name)[:300],
            "sort_name": folded(product.name if product else name)[:400],
            "account_id": account,
            "account_name": account_name,
            "company_id": self.company.id if self.company else None,
            "pipeline_id": self.pipeline,
            "stage_id": stage.id,
            "owner_id": self._owner(row),
            "product_id": product.id if product else None,
            "currency": self._currency(product),
            **self._worth(row, stage, product),
            "engaged_on": engaged,
            "expected_close": closes if stage.kind == "open" else None,
            "closed_on": closed,
            "stage_since": since,
            "lead_source": row.get("lead source", "leadsource")[:300],
            "description": row.get("description"),
            "source": SOURCE,
            "external_id": key,
            **self._kept_by(at),
        }

    def _worth(self, row: TableRow, stage: _Known, product: Product | None) -> dict[str, Any]:
        """The three amounts and the probability, as the file has them."""
        value, expected = self._amount(row, AMOUNT), self._amount(row, EXPECTED)
        price = product.price if product else Decimal(0)
        original = value if value is not None and product is None else (price or value)
        return {
            "original_amount": original or Decimal(0),
            "expected_amount": _expected(stage.kind, expected, value, original),
            "expected_source": "manual" if expected is not None else "original",
            "real_amount": _real(stage.kind, value),
            "probability": self._probability(row, stage),
        }

    def _kept_by(self, at: datetime) -> dict[str, Any]:
        who = self.session.info["actor"].username
        return {"created_at": at, "created_by": who, "updated_at": at, "updated_by": who}

    def _account(self, row: TableRow) -> tuple[UUID | None, str]:
        name = row.get(*ACCOUNT)
        if name and folded(name) in self.accounts:
            return self.accounts[folded(name)]
        by_key = self.account_keys.get(row.get("accountid", "account id"))
        if by_key is not None and by_key in self.accounts:
            return self.accounts[by_key]
        if name:
            said = _("There is no account {name}; the deal was kept without one.")
            self._problem(said.format(name=name), "account", row, name)
        return None, ""

    def _product(self, row: TableRow) -> Product | None:
        name = row.get("product")
        if not name:
            return None
        product = self.products.get(folded(name).replace(" ", ""))
        if product is None:
            self._problem(_("There is no product {name}.").format(name=name), "product", row, name)
        return product

    def _owner(self, row: TableRow) -> UUID | None:
        name = row.get(*OWNER)
        if name and name not in self.owners:
            said = _("There is no user {name}; the deal is yours until you hand it on.")
            self._problem(said.format(name=name), "owner", row, name)
        return self.owners.get(name) or self.session.info["actor"].id

    def _currency(self, product: Product | None) -> str:
        if product is not None:
            return product.currency
        return self.company.currency if self.company else "EUR"

    def _amount(self, row: TableRow, names: tuple[str, ...]) -> Decimal | None:
        text, value = row.get(*names), row.amount(*names)
        if text and value is None:
            said = _("{value} is not an amount.").format(value=text)
            self._problem(said, names[0], row, text)
        return None if value is None else self._kept(value, names[0], row, text)

    def _kept(self, value: Decimal, column: str, row: TableRow, text: str) -> Decimal | None:
        """The amount as the database keeps it; what does not fit is told."""
        if abs(value) > LARGEST_AMOUNT:
            said = _("{value} is larger than SalesDesk can keep; the amount was left out.")
            self._problem(said.format(value=text), column, row, text)
            return None
        kept = half_up(value, AMOUNT_DIGITS)
        if kept != value:
            said = _("{value} has more decimals than an amount; {kept} was kept.")
            self._problem(said.format(value=text, kept=kept), column, row, text)
        return kept

    def _date(self, row: TableRow, names: tuple[str, ...]) -> date | None:
        text = row.get(*names)
        day = date_of(text) if text else None
        if text and day is None:
            self._problem(_("{value} is not a date.").format(value=text), names[0], row, text)
        return day

    def _probability(self, row: TableRow, stage: _Known) -> Decimal:
        text, value = row.get("probability"), row.amount("probability")
        if value is not None and 0 <= value <= 100:
            return value
        if text:
            said = _("{value} is no percentage from 0 to 100; that of the stage was taken.")
            self._problem(said.format(value=text), "probability", row, text)
        return stage.probability

    def _stage(self, row: TableRow) -> _Known:
        name = row.get(*STAGE) or "Prospecting"
        known = self.stages.get(folded(name))
        if known is None:
            before = {stage.id for stage in self.stages.values()}
            known = self._added_stage(name)
            self.stages[folded(name)] = known
            if known.id not in before:
                said = _("The pipeline had no stage {name}; it was added, with its deals in it.")
                self._problem(said.format(name=name), "stage", row, name)
        return known

    def _added_stage(self, name: str) -> _Known:
        plain = folded(name)
        kind = "won" if plain in _WON else "lost" if plain in _LOST else "open"
        for other in self.stages.values():
            if kind != "open" and other.kind == kind:
                return other
        stage = Stage(
            pipeline_id=self.pipeline,
            position=len(self.stages),
            name=name[:300],
            kind=kind,
            probability=Decimal({"won": 100, "lost": 0}.get(kind, 50)),
        )
        self.session.add(stage)
        self.session.flush()  # deals of this chunk refer to it
        return _Known(stage.id, kind, stage.probability)

    def _problem(self, said: str, column: str, row: TableRow, value: str = "") -> None:
        name = column.replace(" ", "_")
        self.report.problem(Problem(said, name, row.number, self.file, value))


def _by_folded(session: Session, kind: type[Account]) -> dict[str, tuple[UUID, str]]:
    rows = session.execute(select(kind.sort_name, kind.id, kind.name))
    return {sort_name: (key, name) for sort_name, key, name in rows}


def _stages(session: Session) -> tuple[UUID, dict[str, _Known]]:
    pipeline = session.scalars(
        select(Pipeline)
        .where(Pipeline.entity == "opportunity")
        .order_by(Pipeline.is_default.desc(), Pipeline.id)
    ).first()
    if pipeline is None:
        pipeline = shipped_pipeline()
        session.add(pipeline)
        session.flush()  # deals refer to its stages
    stages = {folded(s.name): _Known(s.id, s.kind, s.probability) for s in pipeline.stages}
    return pipeline.id, stages


def shipped_pipeline() -> Pipeline:
    """The pipeline that a new database starts with."""
    rows = (
        ("Prospecting", "open", 10),
        ("Engaging", "open", 40),
        ("Won", "won", 100),
        ("Lost", "lost", 0),
    )
    return Pipeline(
        name=_("Sales"),
        is_default=True,
        stages=[
            Stage(position=n, name=name, kind=kind, probability=Decimal(p))
            for n, (name, kind, p) in enumerate(rows)
        ],
    )


def _expected(
    kind: str, expected: Decimal | None, value: Decimal | None, original: Decimal | None
) -> Decimal:
    if expected is not None:
        return expected
    if kind == "lost":
        return original or Decimal(0)
    return value if value is not None else original or Decimal(0)


def _real(kind: str, value: Decimal | None) -> Decimal | None:
    if kind == "open":
        return None
    return (value or Decimal(0)) if kind == "won" else Decimal(0)
