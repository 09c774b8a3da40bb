"""The modules of the program: one line each, in the order of the rail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesdesk.i18n import N_

if TYPE_CHECKING:
    from salesdesk.ui.context import Context
    from salesdesk.ui.page import Page

ListFactory = Callable[["Context"], "Page"]
RecordFactory = Callable[["Context", str], "Page"]


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its key in places, its words, and what makes its pages.

    ``record`` makes the page of one record from its id; ``new_title`` is what its list calls
    starting one. ``counted`` is the kind of list whose count the rail shows.
    """

    key: str
    title: str
    icon: str
    group: int
    page: ListFactory
    record: RecordFactory | None = None
    new_title: str = ""
    shortcut: str = ""
    waits: bool = False


def _home(context: Context) -> Page:
    from salesdesk.ui.screens.home import HomePage

    return HomePage(context)


def _contacts(context: Context) -> Page:
    from salesdesk.ui.screens.contacts import ContactsPage

    return ContactsPage(context)


def _contact(context: Context, record: str) -> Page:
    from salesdesk.ui.screens.contacts import ContactPage

    return ContactPage(context, record)


def _accounts(context: Context) -> Page:
    from salesdesk.ui.screens.accounts import AccountsPage

    return AccountsPage(context)


def _account(context: Context, record: str) -> Page:
    from salesdesk.ui.screens.accounts import AccountPage

    return AccountPage(context, record)


def _opportunities(context: Context) -> Page:
    from salesdesk.ui.screens.opportunities import OpportunitiesPage

    return OpportunitiesPage(context)


def _opportunity(context: Context, record: str) -> Page:
    from salesdesk.ui.screens.opportunities import OpportunityPage

    return OpportunityPage(context, record)


def _estimations(context: Context) -> Page:
    from salesdesk.ui.screens.estimations import EstimationsPage

    return EstimationsPage(context)


def _estimation(context: Context, record: str) -> Page:
    from salesdesk.ui.estimation.editor import EstimationPage

    return EstimationPage(context, record)


def _proposals(context: Context) -> Page:
    from salesdesk.ui.screens.proposals import ProposalsPage

    return ProposalsPage(context)


def _proposal(context: Context, record: str) -> Page:
    from salesdesk.ui.proposal.builder import ProposalPage

    return ProposalPage(context, record)


def _exercises(context: Context) -> Page:
    from salesdesk.ui.screens.exercises import ExercisesPage

    return ExercisesPage(context)


def _exercise(context: Context, record: str) -> Page:
    from salesdesk.ui.screens.exercises import ExercisePage

    return ExercisePage(context, record)


def _budgets(context: Context) -> Page:
    from salesdesk.ui.screens.budgets import BudgetsPage

    return BudgetsPage(context)


def _budget(context: Context, record: str) -> Page:
    from salesdesk.ui.budget.matrix import BudgetPage

    return BudgetPage(context, record)


def _approvals(context: Context) -> Page:
    from salesdesk.ui.screens.approvals import ApprovalsPage

    return ApprovalsPage(context)


def _handovers(context: Context) -> Page:
    from salesdesk.ui.screens.handovers import HandoversPage

    return HandoversPage(context)


def _settings(context: Context) -> Page:
    from salesdesk.ui.screens.settings import SettingsPage

    return SettingsPage(context)


MODULES: tuple[Module, ...] = (
    Module("home", N_("Home"), "house", 0, _home, shortcut="Alt+1"),
    Module("contacts", N_("Contacts"), "users", 0, _contacts, _contact, N_("New contact"),
           "Alt+2"),
    Module("accounts", N_("Accounts"), "building-2", 0, _accounts, _account, N_("New account"),
           "Alt+3"),
    Module(
        "opportunities", N_("Opportunities"), "target", 0, _opportunities, _opportunity,
        N_("New opportunity"), "Alt+4",
    ),
    Module(
        "estimations", N_("Estimations"), "table", 0, _estimations, _estimation,
        N_("New estimation"), "Alt+5",
    ),
    Module("proposals", N_("Proposals"), "file-text", 0, _proposals, _proposal,
           N_("New proposal"), "Alt+6"),
    Module(
        "exercises", N_("Sales exercises"), "calendar-range", 1, _exercises, _exercise,
        N_("New exercise"), "Alt+7",
    ),
    Module("budgets", N_("Sales budgets"), "grid-3x3", 1, _budgets, _budget,
           N_("New budget"), "Alt+8"),
    Module("approvals", N_("Approvals"), "stamp", 2, _approvals, waits=True, shortcut="Alt+9"),
    Module("handovers", N_("Handover"), "package-check", 2, _handovers),
)  # fmt: skip
SETTINGS = Module("settings", N_("Settings"), "settings", 0, _settings, shortcut="Ctrl+,")


def module(key: str) -> Module:
    return next(m for m in (*MODULES, SETTINGS) if m.key == key)
