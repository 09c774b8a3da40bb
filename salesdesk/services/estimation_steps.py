"""The workflow of estimations: what may be done in a state, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem, StepRefused
from salesdesk.i18n import _, n_
from salesdesk.models.columns import now
from salesdesk.models.estimation import Estimation, EstimationStep
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.pricing import Method
from salesdesk.models.values.workflow import ESTIMATION
from salesdesk.services.actor import Actor, Right
from salesdesk.services.database import Database
from salesdesk.services.estimation_draft import (
    EstimationDraft,
    margin_floor,
    read_draft,
    write_sums,
)

MOST_NAMED = 5
_UNDECIDED = ("worksheet", "in_review")


def take_step(
    session: Session, estimation: Estimation, verb: str, reason: str, actor: Actor
) -> str:
    """Do a step of the workflow; answers the new status.

    Raises NotAllowed, StepRefused with what to do, or InvalidInput where a reason is missing.
    """
    target = ESTIMATION.take(verb, estimation.status, frozenset(actor.roles), reason)
    guard = _GUARDS.get(verb)
    if guard is not None:
        guard(session, estimation, reason, actor)
    estimation.status = target
    record_step(estimation, verb, reason, actor)
    return target


def record_step(estimation: Estimation, verb: str, reason: str, actor: Actor) -> None:
    """Who, when and why, for the history."""
    estimation.steps.append(
        EstimationStep(
            at=now(), actor=actor.name, step=verb, status=estimation.status, reason=reason.strip()
        )
    )


@dataclass(frozen=True, slots=True)
class Returned:
    """Who sent a worksheet back to its estimator, when, and why."""

    actor: str
    at: datetime
    reason: str


def last_return(database: Database, estimation_id: UUID) -> Returned | None:
    """Why an estimation was returned, until it is submitted again."""
    database.actor.require(Right.READ)
    statement = (
        select(EstimationStep)
        .where(EstimationStep.estimation_id == estimation_id)
        .where(EstimationStep.step.in_(("submit", "return", "cancel")))
        .order_by(EstimationStep.at.desc(), EstimationStep.id.desc())
        .limit(1)
    )
    with database.reading() as session:
        last = session.scalars(statement).first()
        if last is None or last.step != "return":
            return None
        return Returned(last.actor, last.at, last.reason)


def _submit(session: Session, estimation: Estimation, _reason: str, actor: Actor) -> None:
    actor.require_own(Right.ESTIMATION, estimation.owner_id)
    draft = read_draft(session, estimation)
    figures = draft.figures()
    wrong = problems(draft, figures)
    if wrong:
        head = _("{number} can't be submitted: {reason}").format(
            number=draft.full_number, reason=wrong[0].message
        )
        raise StepRefused(head, wrong)
    estimation.submitted_by_id = actor.id
    write_sums(estimation, draft)


def problems(draft: EstimationDraft, figures: PlanFigures) -> list[Problem]:
    """What must be mended before a review."""
    totals = figures.totals()
    wrong = _guesses(draft, figures)
    for role, day in unrated_roles(figures):
        text = _("the role {role} has no rate on {day}. Add one, or type a cost rate.")
        message = text.format(role=role, day=day.isoformat())
        wrong.append(Problem(message, "role", value=role))
    if not totals.lines and not wrong:
        wrong.append(Problem(_("no item has a price yet. Give one an effort and a role."), "items"))
    return wrong


def _guesses(draft: EstimationDraft, figures: PlanFigures) -> list[Problem]:
    """The guesses that nobody waived; those on options too, as their prices are printed."""
    count = len(figures.guesses)
    if not count or draft.plugs_waived:
        return []
    text = n_(
        "{count} value is a guess: {rows}. Replace it, or waive it.",
        "{count} values are guesses: {rows}. Replace them, or waive them.",
        count,
    )
    return [Problem(text.format(count=count, rows=_guessed(figures)), "is_plugged")]


def _guessed(figures: PlanFigures) -> str:
    """The rows whose value is a guess, the first few by name."""
    rows = [node for node in figures.rows if node in figures.guesses]
    named = [f"{node.code} {node.item.name}".strip() for node in rows[:MOST_NAMED]]
    if len(rows) > MOST_NAMED:
        named.append(_("and {count} more").format(count=len(rows) - MOST_NAMED))
    return ", ".join(named)


def waive(estimation: Estimation, reason: str, actor: Actor, *, waived: bool) -> None:
    """Let guesses pass the review for a reason, or hold them back again; an approver may.

    Raises NotAllowed, StepRefused once it is decided, or InvalidInput where the reason is missing.
    """
    actor.require(Right.APPROVE)
    if estimation.status not in _UNDECIDED:
        text = _("{number} is {status}: its guesses can no longer be waived or held back.")
        status = ESTIMATION.label(estimation.status).lower()
        raise StepRefused(text.format(number=estimation.number, status=status))
    if waived and not reason.strip():
        message = _("Say why the guesses may pass the review.")
        raise InvalidInput(message, [Problem(message, "reason")])
    estimation.plugs_waived = waived
    record_step(estimation, "waive" if waived else "unwaive", reason, actor)


def unrated_roles(figures: PlanFigures) -> list[tuple[str, date]]:
    """Roles that work in the plan and have no rate, with the first day of that work."""
    found: dict[str, date] = {}
    for node in figures.rows:
        priced, role = node.priced, node.item.role
        if priced is None or not role or priced.rule.method in (Method.RATE, Method.FIXED):
            continue
        for part in priced.parts or (priced,):
            if part.cost_rate is None and part.quantity:
                found[role] = min(part.day, found.get(role, part.day))
    return list(found.items())


def _approve(session: Session, estimation: Estimation, reason: str, actor: Actor) -> None:
    actor.require(Right.APPROVE)
    if actor.id is not None and actor.id in (estimation.submitted_by_id, estimation.owner_id):
        raise StepRefused(
            _("You wrote this estimation, so somebody else approves it. Ask another approver.")
        )
    draft = read_draft(session, estimation)
    guesses = _guesses(draft, draft.figures())
    if guesses:
        raise StepRefused(guesses[0].message, guesses)
    floor = margin_floor(session, estimation.company_id)
    below = estimation.margin is None or estimation.margin < floor
    if below and not reason.strip():
        text = _("The margin {margin} % is below {floor} %. Approve with a reason, or return it.")
        margin = "—" if estimation.margin is None else f"{estimation.margin:f}"
        message = text.format(margin=margin, floor=f"{floor:f}")
        raise InvalidInput(message, [Problem(message, "reason")])
    estimation.approved_by_id = actor.id
    _supersede(session, estimation, actor)


def _supersede(session: Session, estimation: Estimation, actor: Actor) -> None:
    """The revision that was current gives way in the same transaction."""
    statement = select(Estimation).where(
        Estimation.family_id == estimation.family_id,
        Estimation.id != estimation.id,
        Estimation.is_current,
    )
    for other in session.scalars(statement):
        other.is_current = False
        if other.status == "approved":
            other.status = ESTIMATION.step("supersede").target
            record_step(other, "supersede", estimation.number, actor)
    session.flush()  # one revision is current: the old one must give way first
    estimation.is_current = True


def _own(session: Session, estimation: Estimation, _reason: str, actor: Actor) -> None:
    del session
    actor.require_own(Right.ESTIMATION, estimation.owner_id)


def _return(session: Session, estimation: Estimation, _reason: str, actor: Actor) -> None:
    del session
    actor.require(Right.APPROVE)
    estimation.submitted_by_id = None


_GUARDS: dict[str, Callable[[Session, Estimation, str, Actor], None]] = {
    "submit": _submit,
    "approve": _approve,
    "return": _return,
    "cancel": _own,
}


def next_revision(session: Session, family: UUID) -> int:
    statement = select(Estimation.revision).where(Estimation.family_id == family)
    return max(session.scalars(statement)) + 1
