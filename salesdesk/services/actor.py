"""Who is at the desk: the signed-in user and what the user's roles allow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from salesdesk.errors import NotAllowed
from salesdesk.i18n import N_, _


class Role(StrEnum):
    """What a person does here; one person may have several."""

    ACCOUNT_MANAGER = "account_manager"
    ESTIMATOR = "estimator"
    APPROVER = "approver"
    FINANCE = "finance"
    ADMINISTRATOR = "administrator"
    READ_ONLY = "read_only"


class Right(StrEnum):
    """A deed that a role may include."""

    READ = "read"
    BANK = "bank"
    COST = "cost"
    NOTE = "note"
    ACCOUNT = "account"
    OPPORTUNITY = "opportunity"
    ESTIMATION = "estimation"
    PROPOSAL = "proposal"
    APPROVE = "approve"
    APPROVE_ABOVE_LIMIT = "approve_above_limit"
    BUDGET = "budget"
    AUDIT = "audit"
    SETTINGS = "settings"
    RATES = "rates"
    USERS = "users"
    BACKUP = "backup"


DEEDS = {
    Right.READ: N_("read this"),
    Right.BANK: N_("see or change bank and tax details"),
    Right.COST: N_("see costs and margins"),
    Right.NOTE: N_("log activities and keep documents"),
    Right.ACCOUNT: N_("change accounts and contacts"),
    Right.OPPORTUNITY: N_("change opportunities"),
    Right.ESTIMATION: N_("change estimations"),
    Right.PROPOSAL: N_("change proposals"),
    Right.APPROVE: N_("approve"),
    Right.APPROVE_ABOVE_LIMIT: N_("approve above the limit"),
    Right.BUDGET: N_("change exercises and budgets"),
    Right.AUDIT: N_("read the audit trail"),
    Right.SETTINGS: N_("change settings"),
    Right.RATES: N_("change rates"),
    Right.USERS: N_("change users"),
    Right.BACKUP: N_("back up or restore"),
}

_R = Right
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ACCOUNT_MANAGER: frozenset(
        {_R.READ, _R.COST, _R.NOTE, _R.ACCOUNT, _R.OPPORTUNITY, _R.PROPOSAL}
    ),
    Role.ESTIMATOR: frozenset({_R.READ, _R.COST, _R.NOTE, _R.ESTIMATION}),
    Role.APPROVER: frozenset({_R.READ, _R.COST, _R.NOTE, _R.OPPORTUNITY, _R.APPROVE, _R.BUDGET}),
    Role.FINANCE: frozenset(
        {_R.READ, _R.COST, _R.NOTE, _R.BANK, _R.APPROVE_ABOVE_LIMIT, _R.BUDGET, _R.AUDIT, _R.RATES}
    ),
    Role.ADMINISTRATOR: frozenset({_R.AUDIT, _R.SETTINGS, _R.RATES, _R.USERS, _R.BACKUP}),
    Role.READ_ONLY: frozenset({_R.READ}),
}
OWN_ONLY = frozenset({Role.ACCOUNT_MANAGER, Role.ESTIMATOR})
"""Roles that write only records of their own."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person in whose name the services act."""

    id: UUID | None
    username: str
    name: str
    roles: frozenset[Role]

    def may(self, right: Right) -> bool:
        return any(right in RIGHTS[role] for role in self.roles)

    def require(self, right: Right) -> None:
        """Raise NotAllowed unless a role of the user includes the deed."""
        if not self.may(right):
            raise NotAllowed(
                _("Your role doesn't include this: {deed}. Ask an administrator.").format(
                    deed=_(DEEDS[right])
                )
            )

    def require_own(self, right: Right, owner: UUID | None) -> None:
        """Raise NotAllowed unless the user may do this to the owner's record.

        An administrator who also has the role (the owner of a local database) may write
        everybody's records; otherwise sellers and estimators write their own.
        """
        self.require(right)
        free = Role.ADMINISTRATOR in self.roles or any(
            right in RIGHTS[role] for role in self.roles - OWN_ONLY
        )
        if not free and owner is not None and owner != self.id:
            raise NotAllowed(_("This belongs to somebody else; only its owner changes it."))


SYSTEM = Actor(None, "system", "SalesDesk", frozenset(Role))
