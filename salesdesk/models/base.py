"""What every stored record is: a key, a place in an aggregate, words to search, and its version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Integer, MetaData, String, Table, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from salesdesk.errors import StaleRecord
from salesdesk.i18n import _
from salesdesk.models.columns import UtcDateTime, now
from salesdesk.models.values.folding import folded
from salesdesk.models.values.identity import new_id

# Alembic can only drop or alter a constraint that has a name.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The one set of tables."""

    metadata = MetaData(naming_convention=NAMES)


def table_of(record: type[Base]) -> Table:
    """The table of a record class."""
    table = record.__table__
    assert isinstance(table, Table)
    return table


class Record(Base):
    """A row with a key made by the client.

    ``aggregate`` names, on a child, the column that holds its root's key and the root's table
    (several pairs where a child may hang on one of several roots): any change of the child bumps
    the root's version and shows in the root's history.
    """

    __abstract__ = True
    aggregate: ClassVar[tuple[tuple[str, str], ...]] = ()
    spacing: ClassVar[int] = 0
    """How far apart the positions of a list stand that rows are put between; else they count on."""

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)


class Aggregate:
    """Mixed into the root of an aggregate: one version that any change of it or its parts bumps."""

    version: Mapped[int] = mapped_column(Integer, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    created_by: Mapped[str] = mapped_column(String(100), default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_by: Mapped[str] = mapped_column(String(100), default="")
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 SQLAlchemy calls it with the class
        return {"version_id_col": cls.__table__.c.version} if hasattr(cls, "__table__") else {}

    def require_version(
        self, version: int, differences: Sequence[tuple[str, object, object, object]] = ()
    ) -> None:
        """Refuse to overwrite what somebody else saved since ``version`` was read."""
        if self.version != version:
            raise StaleRecord(
                _("{who} saved this record while you were editing. Nothing is lost.").format(
                    who=self.updated_by or _("Somebody")
                ),
                differences,
            )


class Searchable:
    """Mixed into a record that search finds by the prefixes of its words."""

    search_text: Mapped[str] = mapped_column(
        Text, default="", server_default="", info={"audit": False, "search": True}
    )
    sort_name: Mapped[str] = mapped_column(
        String(400), default="", server_default="", index=True, info={"audit": False}
    )

    def searched(self) -> Sequence[str | None]:
        """The texts that search should find; the first one also sorts the record."""
        raise NotImplementedError

    def refresh_search(self) -> None:
        """Keep the folded texts in step with the record."""
        texts = [text for text in self.searched() if text]
        fresh = folded(" ".join(texts))
        if self.search_text != fresh:
            self.search_text = fresh
        name = folded(texts[0])[:400] if texts else ""
        if self.sort_name != name:
            self.sort_name = name
