"""The whole desk: every service on one open database, in the name of one person."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from salesdesk.services.accounts import Accounts
from salesdesk.services.activities import Activities
from salesdesk.services.actor import Actor
from salesdesk.services.contacts import Contacts
from salesdesk.services.database import Database
from salesdesk.services.finding import Finder, Hit
from salesdesk.services.history import History, audit_listing
from salesdesk.services.listings import Listing
from salesdesk.services.opportunities import Opportunities
from salesdesk.services.rates import Rates
from salesdesk.services.reference import ReferenceLists
from salesdesk.services.schema import open_database
from salesdesk.services.users import Preferences, Users, sign_in

if TYPE_CHECKING:
    from salesdesk.models.values.home_figures import HomeFigures
    from salesdesk.services.attachments import Attachments
    from salesdesk.services.branding import Branding
    from salesdesk.services.budgets import Budgets
    from salesdesk.services.estimations import Estimations
    from salesdesk.services.exercises import Exercises
    from salesdesk.services.handover import Handovers
    from salesdesk.services.home import Home
    from salesdesk.services.keeping import KeptDrafts
    from salesdesk.services.proposals import Proposals


class Desk:
    """Everything a screen or a command may ask for; each service is made when first asked."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    def open(cls, url: str, username: str = "", *, create: bool = True) -> Desk:
        """Open a database (making it where there is none) and sign in."""
        database = open_database(url, create=create)
        sign_in(database, username)
        return cls(database)

    @property
    def actor(self) -> Actor:
        return self.database.actor

    def close(self) -> None:
        from salesdesk.services import first_look

        username = self.actor.username
        self.database.close()
        first_look.seal(self.database.url, username)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.database)

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self.database)

    @cached_property
    def opportunities(self) -> Opportunities:
        return Opportunities(self.database)

    @cached_property
    def estimations(self) -> Estimations:
        from salesdesk.services.estimations import Estimations

        return Estimations(self.database)

    @cached_property
    def proposals(self) -> Proposals:
        from salesdesk.services.proposals import Proposals

        return Proposals(self.database)

    @cached_property
    def handovers(self) -> Handovers:
        from salesdesk.services.handover import Handovers

        return Handovers(self.database)

    @cached_property
    def exercises(self) -> Exercises:
        from salesdesk.services.exercises import Exercises

        return Exercises(self.database)

    @cached_property
    def budgets(self) -> Budgets:
        from salesdesk.services.budgets import Budgets

        return Budgets(self.database)

    @cached_property
    def home(self) -> Home:
        from salesdesk.services.home import Home

        return Home(self.database)

    @cached_property
    def activities(self) -> Activities:
        return Activities(self.database)

    @cached_property
    def attachments(self) -> Attachments:
        from salesdesk.services.attachments import Attachments

        return Attachments(self.database)

    @cached_property
    def history(self) -> History:
        return History(self.database)

    @cached_property
    def users(self) -> Users:
        return Users(self.database)

    @cached_property
    def preferences(self) -> Preferences:
        return Preferences(self.database)

    @cached_property
    def kept_drafts(self) -> KeptDrafts:
        from salesdesk.services.keeping import KeptDrafts

        return KeptDrafts(self.database)

    @cached_property
    def branding(self) -> Branding:
        from salesdesk.services.branding import Branding

        return Branding(self.database)

    @cached_property
    def reference(self) -> ReferenceLists:
        return ReferenceLists(self.database)

    @cached_property
    def rates(self) -> Rates:
        return Rates(self.database)

    @property
    def audit_listing(self) -> Listing:
        return audit_listing(self.database)

    def first_screen(self, today: date) -> HomeFigures:
        """The first screen's figures; on a local database they are kept for the next start."""
        from salesdesk.services import first_look

        if self.database.dialect != "sqlite":
            return self.home.figures(today)
        url, actor = self.database.url, self.actor
        # read first: whatever is written meanwhile makes the figures too old, never too young
        mark = first_look.trail_mark(Path(url))
        figures = self.home.figures(today)
        first_look.keep(url, actor.username, first_look.Look(actor.name, figures), mark, today)
        return figures

    def find(self, text: str, kind: str = "") -> tuple[Hit, ...]:
        """Records of any module (or one) whose words begin as typed, for the palette."""
        return Finder(self.database).find(text, kind, 40 if kind else 6)

    def key_of(self, kind: str, number: str) -> UUID:
        """The key of a record by its number (or a name that is unique)."""
        return Finder(self.database).key_of(kind, number)
