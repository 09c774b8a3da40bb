"""A workflow is a table: states with their kind, and the steps that users take between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from salesdesk.errors import InvalidInput, NotAllowed, Problem, StepRefused
from salesdesk.i18n import C_, N_, _


class Kind(StrEnum):
    """What a state means to the rules; its name never does."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    ISSUED = "issued"
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


MANAGER = "account_manager"
ESTIMATOR = "estimator"
APPROVER = "approver"
FINANCE = "finance"
ADMINISTRATOR = "administrator"
ASKED = {
    APPROVER: N_("a sales manager"),
    FINANCE: N_("finance"),
    MANAGER: N_("an account manager"),
}
"""Whom an approval rule asks, within a sentence."""


@dataclass(frozen=True, slots=True)
class State:
    """A place in a workflow."""

    code: str
    label: str
    kind: Kind

    @property
    def is_editable(self) -> bool:
        return self.kind is Kind.DRAFT


@dataclass(frozen=True, slots=True)
class Step:
    """What a user does: from which states, to which, who may, and whether a reason is needed."""

    verb: str
    label: str
    sources: frozenset[str]
    target: str
    roles: frozenset[str] = frozenset()
    needs_reason: bool = False
    is_offered: bool = True


@dataclass(frozen=True)
class Workflow:
    """One table, read by the window (what is offered) and by the service (what is refused)."""

    name: str
    states: Mapping[str, State]
    steps: Sequence[Step]

    @property
    def first(self) -> str:
        return next(iter(self.states))

    def state(self, code: str) -> State:
        return self.states[code]

    def kind(self, code: str) -> Kind:
        return self.states[code].kind

    def label(self, code: str) -> str:
        """The state in the user's language."""
        return _(self.states[code].label)

    def step(self, verb: str) -> Step:
        for step in self.steps:
            if step.verb == verb:
                return step
        known = ", ".join(step.verb for step in self.steps if step.is_offered)
        message = _("“{verb}” is no step here; the steps are {known}.").format(
            verb=verb, known=known
        )
        raise InvalidInput(message, [Problem(message, "step", value=verb)])

    def offered(self, state: str, roles: Sequence[str] | frozenset[str] = ()) -> list[Step]:
        """The steps that can be taken now, by somebody with these roles."""
        return [
            step
            for step in self.steps
            if step.is_offered and state in step.sources and _may(step, roles)
        ]

    def allows(self, verb: str, state: str) -> bool:
        return state in self.step(verb).sources

    def take(
        self, verb: str, state: str, roles: Sequence[str] | frozenset[str], reason: str = ""
    ) -> str:
        """The state that the step leads to, or the refusal in a sentence."""
        step = self.step(verb)
        if not _may(step, roles):
            raise NotAllowed(
                _("“{step}” is for {roles}; ask one of them.").format(
                    step=_(step.label), roles=", ".join(sorted(step.roles)).replace("_", " ")
                )
            )
        if state not in step.sources:
            raise StepRefused(
                _("“{step}” can't be done in “{state}”; it needs {sources}.").format(
                    step=_(step.label), state=self.label(state), sources=self._named(step.sources)
                )
            )
        if step.needs_reason and not reason.strip():
            message = _("“{step}” needs a reason.").format(step=_(step.label))
            raise InvalidInput(message, [Problem(message, "reason")])
        return step.target

    def _named(self, codes: frozenset[str]) -> str:
        names = [f"“{self.label(code)}”" for code in self.states if code in codes]
        return _(" or ").join(names)


def _may(step: Step, roles: Sequence[str] | frozenset[str]) -> bool:
    return not step.roles or bool(step.roles & set(roles))


def _states(*states: tuple[str, str, Kind]) -> Mapping[str, State]:
    return {code: State(code, label, kind) for code, label, kind in states}


def _step(verb: str, label: str, sources: str, target: str, roles: str = "", **more: bool) -> Step:
    return Step(verb, label, frozenset(sources.split()), target, frozenset(roles.split()), **more)


ESTIMATION = Workflow(
    "estimation",
    _states(
        ("worksheet", N_("Worksheet"), Kind.DRAFT),
        ("in_review", N_("In review"), Kind.REVIEW),
        ("approved", N_("Approved"), Kind.APPROVED),
        ("superseded", N_("Superseded"), Kind.SUPERSEDED),
        ("cancelled", N_("Cancelled"), Kind.CANCELLED),
    ),
    (
        _step("submit", N_("Submit for review"), "worksheet", "in_review", ESTIMATOR),
        _step("return", N_("Return"), "in_review", "worksheet", APPROVER, needs_reason=True),
        _step("approve", N_("Approve"), "in_review", "approved", APPROVER),
        _step("revise", N_("New revision"), "approved", "approved", ESTIMATOR),
        _step("supersede", N_("Supersede"), "approved", "superseded", is_offered=False),
        _step(
            "cancel", N_("Cancel"), "worksheet in_review", "cancelled", ESTIMATOR, needs_reason=True
        ),
    ),
)

PROPOSAL = Workflow(
    "proposal",
    _states(
        ("draft", N_("Draft"), Kind.DRAFT),
        ("in_approval", N_("In approval"), Kind.REVIEW),
        ("approved", N_("Approved"), Kind.APPROVED),
        ("issued", N_("Issued"), Kind.ISSUED),
        ("accepted", N_("Accepted"), Kind.WON),
        ("declined", N_("Declined"), Kind.LOST),
        ("handed_over", N_("Handed over"), Kind.CLOSED),
        ("superseded", N_("Superseded"), Kind.SUPERSEDED),
        ("cancelled", N_("Cancelled"), Kind.CANCELLED),
    ),
    (
        _step("submit", N_("Submit for approval"), "draft", "in_approval", MANAGER),
        _step(
            "return",
            N_("Return"),
            "in_approval",
            "draft",
            f"{APPROVER} {FINANCE}",
            needs_reason=True,
        ),
        _step("approve", N_("Approve"), "in_approval", "approved", f"{APPROVER} {FINANCE}"),
        _step("reopen", N_("Edit again"), "approved", "draft", MANAGER),
        _step("issue", N_("Issue"), "draft approved", "issued", MANAGER),
        _step("accept", N_("Record acceptance"), "issued", "accepted", MANAGER),
        _step("decline", N_("Record decline"), "issued", "declined", MANAGER, needs_reason=True),
        _step("revise", N_("New revision"), "issued declined", "draft", MANAGER),
        _step(
            "extend",
            N_("Extend validity"),
            "issued",
            "issued",
            f"{MANAGER} {APPROVER}",
            needs_reason=True,
        ),
        _step("hand-over", N_("Hand over"), "accepted", "handed_over", MANAGER),
        _step("supersede", N_("Supersede"), "issued declined", "superseded", is_offered=False),
        _step(
            "cancel",
            N_("Cancel"),
            "draft in_approval approved accepted",
            "cancelled",
            MANAGER,
            needs_reason=True,
        ),
    ),
)

BUDGET = Workflow(
    "budget",
    _states(
        ("worksheet", N_("Worksheet"), Kind.DRAFT),
        ("in_review", N_("In review"), Kind.REVIEW),
        ("approved", N_("Approved"), Kind.APPROVED),
        ("closed", N_("Closed"), Kind.CLOSED),
        ("superseded", N_("Superseded"), Kind.SUPERSEDED),
    ),
    (
        _step("submit", N_("Submit for review"), "worksheet", "in_review", f"{APPROVER} {FINANCE}"),
        _step(
            "return",
            N_("Return"),
            "in_review",
            "worksheet",
            f"{APPROVER} {FINANCE}",
            needs_reason=True,
        ),
        _step("approve", N_("Approve"), "in_review", "approved", f"{APPROVER} {FINANCE}"),
        _step("revise", N_("New version"), "approved", "worksheet", f"{APPROVER} {FINANCE}"),
        _step("supersede", N_("Supersede"), "approved", "superseded", is_offered=False),
        _step("close", N_("Close"), "approved", "closed", f"{APPROVER} {FINANCE}"),
    ),
)

EXERCISE = Workflow(
    "exercise",
    _states(
        ("draft", N_("Draft"), Kind.DRAFT),
        ("open", C_("state", "Open"), Kind.APPROVED),
        ("closed", N_("Closed"), Kind.CLOSED),
    ),
    (
        _step("open", N_("Open"), "draft", "open", f"{APPROVER} {FINANCE}"),
        _step("close", N_("Close"), "open", "closed", f"{APPROVER} {FINANCE}"),
        _step("reopen", N_("Open again"), "closed", "open", FINANCE, needs_reason=True),
    ),
)

CONTACT = Workflow(
    "contact",
    _states(("open", C_("state", "Open"), Kind.DRAFT), ("closed", N_("Closed"), Kind.CLOSED)),
    (
        _step("close", N_("Close"), "open", "closed", MANAGER, needs_reason=True),
        _step("reopen", N_("Open again"), "closed", "open", MANAGER),
    ),
)

WORKFLOWS = {flow.name: flow for flow in (ESTIMATION, PROPOSAL, BUDGET, EXERCISE, CONTACT)}
