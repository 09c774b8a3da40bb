"""The people who work here, their roles, and what each one's screens remember."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesdesk.models.base import Aggregate, Record, Searchable
from salesdesk.models.columns import Code, Label, LongText, Name, Yes, reference


class User(Aggregate, Searchable, Record):
    """A person who signs in; sellers and managers are users too.

    ``approval_key`` is the public half of the key that signs this person's approvals by file.
    """

    __tablename__ = "app_user"

    username: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[Name]
    email: Mapped[Label]
    office: Mapped[Label]
    manager_id: Mapped[UUID | None] = reference("app_user")
    is_active: Mapped[Yes]
    approval_key: Mapped[str] = mapped_column(String(64), default="", server_default="")

    roles: Mapped[list[UserRole]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    def searched(self) -> tuple[str, ...]:
        return (self.name, self.username, self.email)


class UserRole(Record):
    """One role of one user."""

    __tablename__ = "user_role"
    __table_args__ = (UniqueConstraint("user_id", "role"),)
    aggregate = (("user_id", "app_user"),)

    user_id: Mapped[UUID] = reference("app_user", owned=True)
    role: Mapped[Code]


class Preference(Record):
    """Something a user's screen remembers: columns, sort, saved views, sizes."""

    __tablename__ = "preference"
    __table_args__ = (UniqueConstraint("username", "name"),)

    username: Mapped[str] = mapped_column(String(100))
    name: Mapped[Name]
    value: Mapped[LongText]


class Setting(Record):
    """A choice of the whole company kept in the database, by name."""

    __tablename__ = "setting"

    name: Mapped[Name] = mapped_column(unique=True)
    value: Mapped[str] = mapped_column(Text)
