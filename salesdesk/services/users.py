"""Who works here: signing in, roles, and what each one's screens remember."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, NotFound, Problem
from salesdesk.i18n import N_, _
from salesdesk.models.base import table_of
from salesdesk.models.user import Preference, User, UserRole
from salesdesk.models.values.listing import ColumnKind, ListColumn, ListSpec, SortKey
from salesdesk.services import starting
from salesdesk.services.actor import Actor, Right, Role
from salesdesk.services.database import Database
from salesdesk.services.drafting import Draft, check_version, found, read, write
from salesdesk.services.listings import Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDraft(Draft):
    """A person who signs in."""

    username: str = ""
    name: str = ""
    email: str = ""
    office: str = ""
    manager_id: UUID | None = None
    is_active: bool = True


SPEC = ListSpec(
    "users",
    (
        ListColumn("name", N_("Name"), ColumnKind.PERSON, width=200),
        ListColumn("username", N_("User name")),
        ListColumn("office", N_("Office")),
        ListColumn("email", N_("E-mail"), width=200),
        ListColumn("is_active", N_("Active"), ColumnKind.FLAG, width=80),
    ),
    (SortKey("name"),),
)


class Users:
    """The people at the desks."""

    def __init__(self, database: Database) -> None:
        self.database = database
        table = table_of(User)
        columns = {c.name: table.c[c.name] for c in SPEC.columns}
        self.listing = Listing(database, SPEC, table, table, columns, {"name": table.c.sort_name})

    def draft(self, user_id: UUID) -> UserDraft:
        with self.database.reading() as session:
            return read(UserDraft, found(session, User, user_id, "user"))

    def roles(self, user_id: UUID) -> frozenset[Role]:
        with self.database.reading() as session:
            return frozenset(Role(r.role) for r in found(session, User, user_id, "user").roles)

    def save(self, draft: UserDraft, roles: frozenset[Role], base: UserDraft | None = None) -> UUID:
        """Create or change a user; only an administrator may."""
        self.database.actor.require(Right.USERS)
        if not draft.username.strip() or not draft.name.strip():
            raise InvalidInput(_("A user needs a user name and a name."))
        with self.database.changing() as session:
            user = session.get(User, draft.id)
            if user is None:
                user = User(id=draft.id, username=draft.username, name=draft.name)
                session.add(user)
            else:
                check_version(user, draft, base)
            write(draft, user)
            _set_roles(user, roles)
        return draft.id

    def choices(self) -> tuple[tuple[UUID, str], ...]:
        """(key, name) of everybody who is active, by name."""
        with self.database.reading() as session:
            rows = session.execute(
                select(User.id, User.name).where(User.is_active).order_by(User.sort_name)
            )
            return tuple((row.id, row.name) for row in rows)


def _set_roles(user: User, roles: frozenset[Role]) -> None:
    for row in [row for row in user.roles if Role(row.role) not in roles]:
        user.roles.remove(row)
    for role in sorted(roles - {Role(row.role) for row in user.roles}):
        user.roles.append(UserRole(role=role))


def sign_in(database: Database, username: str = "") -> Actor:
    """Act in the name of a user; on a new local database the first one becomes its owner.

    Without a name the operating system's user signs in. Raises NotFound for an unknown name.
    """
    wanted = username or getpass.getuser()
    with database.reading() as session:
        user = _find(session, wanted)
        nobody = session.execute(select(func.count(User.id))).scalar_one() == 0
        actor = None if user is None else actor_of(user)
    if actor is None:
        if username and not nobody:
            message = _("There is no user {name} here.").format(name=username)
            raise NotFound(message, [Problem(message, "as", value=username)])
        actor = _first_user(database, wanted)
    database.actor = actor
    return actor


def _find(session: Session, name: str) -> User | None:
    return session.execute(
        select(User).where((User.username == name) | (User.name == name), User.is_active)
    ).scalar()


def _first_user(database: Database, username: str) -> Actor:
    """The operating system's user owns what is on this computer, so every role is theirs."""
    with database.changing() as session:
        user = User(username=username, name=username)
        _set_roles(user, frozenset(Role) - {Role.READ_ONLY})
        session.add(user)
        starting.fill(session)
        session.flush()  # the actor needs the stored roles
        return actor_of(user)


def actor_of(user: User) -> Actor:
    return Actor(user.id, user.username, user.name, frozenset(Role(r.role) for r in user.roles))


class Preferences:
    """What the screens of the signed-in user remember."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, name: str) -> str | None:
        with self.database.reading() as session:
            return session.scalar(self._one(name).with_only_columns(Preference.value))

    def set(self, name: str, value: str) -> None:
        with self.database.changing() as session:
            row = session.scalar(self._one(name))
            if row is None:
                username = self.database.actor.username
                session.add(Preference(username=username, name=name, value=value))
            elif row.value != value:
                row.value = value

    def _one(self, name: str) -> Select[Preference]:
        return select(Preference).where(
            Preference.username == self.database.actor.username, Preference.name == name
        )
