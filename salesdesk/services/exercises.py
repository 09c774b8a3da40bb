"""Sales exercises: the year, its periods, and when it is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem, StepRefused
from salesdesk.i18n import N_, _
from salesdesk.models.base import table_of
from salesdesk.models.columns import now
from salesdesk.models.planning import Budget, Exercise
from salesdesk.models.planning import Period as PeriodRecord
from salesdesk.models.values import periods as rules
from salesdesk.models.values.listing import ColumnKind, ListColumn, ListSpec, SortKey
from salesdesk.models.values.workflow import EXERCISE
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.drafting import (
    Draft,
    PartDraft,
    check_version,
    found,
    parts_of,
    read,
    write,
)
from salesdesk.services.listings import Listing
from salesdesk.services.numbering import take_number


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodDraft(PartDraft):
    """A period of the form; ``parent_id`` names the period that holds it."""

    name: str = ""
    starts_on: date
    ends_on: date
    parent_id: UUID | None = None
    is_leaf: bool = True
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseDraft(Draft):
    """A sales year as the form holds it."""

    number: str = ""
    name: str = ""
    company_id: UUID | None = None
    kind: str = "monthly"
    starts_on: date
    ends_on: date
    status: str = "draft"
    periods: tuple[PeriodDraft, ...] = parts_of(PeriodDraft)


SPEC = ListSpec(
    "exercises",
    (
        ListColumn("name", N_("Name"), width=220),
        ListColumn("number", N_("Number"), width=100),
        ListColumn("kind", N_("Periods"), width=110, choices=tuple(rules.PeriodKind)),
        ListColumn("starts_on", N_("From"), ColumnKind.DATE, width=110),
        ListColumn("ends_on", N_("Until"), ColumnKind.DATE, width=110),
        ListColumn(
            "status",
            N_("Status"),
            ColumnKind.STATUS,
            width=110,
            choices=tuple(EXERCISE.states),
        ),
    ),
    (SortKey("starts_on", descending=True),),
)


class Exercises:
    """Sales years and their periods."""

    def __init__(self, database: Database) -> None:
        self.database = database
        table = table_of(Exercise)
        columns = {c.name: table.c[c.name] for c in SPEC.columns}
        self.listing = Listing(
            database,
            SPEC,
            table,
            table,
            columns,
            {"name": table.c.sort_name},
            (table.c.archived_at.is_(None),),
        )

    def new(self) -> ExerciseDraft:
        """Next calendar year, by months."""
        year = now().year + 1
        draft = ExerciseDraft(
            name=str(year), starts_on=date(year, 1, 1), ends_on=date(year, 12, 31)
        )
        return self.generated(draft, "monthly")

    def generated(self, draft: ExerciseDraft, kind: str) -> ExerciseDraft:
        """The draft with its periods made afresh by a rule (``values.periods``)."""
        made = rules.generate(rules.PeriodKind(kind), draft.starts_on, draft.ends_on)
        drafts: dict[str, PeriodDraft] = {}
        for period in made:
            parent = drafts[period.parent].id if period.parent else None
            drafts[period.name] = PeriodDraft(
                name=period.name,
                starts_on=period.start,
                ends_on=period.end,
                parent_id=parent,
                is_leaf=period.is_leaf,
            )
        return replace(draft, kind=kind, periods=tuple(drafts.values()))

    def draft(self, exercise_id: UUID) -> ExerciseDraft:
        with self.database.reading() as session:
            return read(ExerciseDraft, found(session, Exercise, exercise_id, "exercise"))

    def save(self, draft: ExerciseDraft, base: ExerciseDraft | None = None) -> UUID:
        """Create or change an exercise; its dates stand once an approved budget uses them."""
        self.database.actor.require(Right.BUDGET)
        wrong = problems(draft)
        if wrong:
            raise InvalidInput(_("This exercise can't be saved yet."), wrong)
        with self.database.changing() as session:
            exercise = session.get(Exercise, draft.id)
            if exercise is None:
                [number] = take_number(session, "exercise", draft.starts_on)
                exercise = Exercise(
                    id=draft.id, number=number, starts_on=draft.starts_on, ends_on=draft.ends_on
                )
                session.add(exercise)
            else:
                check_version(exercise, draft, base)
                _refuse_moving_dates(session, exercise, draft)
            write(draft, exercise, ("status",))
        return draft.id

    def step(self, exercise_id: UUID, verb: str, reason: str = "") -> str:
        """Open, close or open again; answers the new status."""
        with self.database.changing() as session:
            exercise = found(session, Exercise, exercise_id, "exercise")
            exercise.status = EXERCISE.take(
                verb, exercise.status, self.database.actor.roles, reason
            )
            return exercise.status


def problems(draft: ExerciseDraft) -> list[Problem]:
    """What is wrong: no name, an end before the start, leaves that overlap or leave a gap."""
    wrong = []
    if not draft.name.strip():
        wrong.append(Problem(_("An exercise needs a name."), "name"))
    if draft.ends_on < draft.starts_on:
        wrong.append(Problem(_("An exercise can't end before it starts."), "ends_on"))
        return wrong
    return wrong + rules.check(plain_periods(draft.periods), draft.starts_on, draft.ends_on)


def plain_periods(drafts: Sequence[PeriodDraft]) -> list[rules.Period]:
    """The drafts as the calculator's periods."""
    names = {draft.id: draft.name for draft in drafts}
    return [
        rules.Period(
            draft.name,
            draft.starts_on,
            draft.ends_on,
            names.get(draft.parent_id) if draft.parent_id else None,
            draft.is_leaf,
        )
        for draft in drafts
    ]


def _refuse_moving_dates(session: Session, exercise: Exercise, draft: ExerciseDraft) -> None:
    used = session.scalars(
        select(Budget.number).where(
            Budget.exercise_id == exercise.id, Budget.status.in_(("approved", "closed"))
        )
    ).first()
    before = {(p.id, p.starts_on, p.ends_on, p.is_leaf) for p in exercise.periods}
    after = {(p.id, p.starts_on, p.ends_on, p.is_leaf) for p in draft.periods}
    if used and before != after:
        raise StepRefused(
            _("Budget {number} is approved on these periods, so their dates stand.").format(
                number=used
            )
        )


def leaf_periods(exercise: Exercise) -> list[PeriodRecord]:
    """The periods that carry targets, in order."""
    return sorted((p for p in exercise.periods if p.is_leaf), key=lambda p: p.starts_on)
