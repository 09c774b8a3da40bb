"""What a company's paper bears: its logo and its letterhead, kept, shown and taken away."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.reference import Company
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.drafting import found

LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Brand:
    """The logo as a PNG and the letterhead as a PDF of one page, as far as there are any."""

    logo: bytes | None = None
    letterhead: bytes | None = None


class Branding:
    """The paper of the companies that sell."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def brand(self, company_id: UUID) -> Brand:
        """What a company's paper bears, for all who see the settings."""
        with self.database.reading() as session:
            company = found(session, Company, company_id, "company")
            return Brand(company.logo, company.letterhead)

    def keep_logo(self, company_id: UUID, path: Path) -> None:
        """Take a picture as the logo, written anew; raises InvalidInput for what is none."""
        from salesdesk.services.documents.pictures import redrawn

        self._write(company_id, "logo", redrawn(_read(path), path.name))

    def keep_letterhead(self, company_id: UUID, path: Path) -> None:
        """Take a PDF of one page or a picture as the letterhead, cleaned and written anew.

        Raises InvalidInput for a file that is too large, has more pages or can't be read.
        """
        from salesdesk.services.plan_child import letterhead_safely

        self.database.actor.require(Right.SETTINGS)
        _require_size(path)
        self._write(company_id, "letterhead", base64.b64decode(letterhead_safely(path)))

    def drop_logo(self, company_id: UUID) -> None:
        """The usual mark stands on the paper again."""
        self._write(company_id, "logo", None)

    def drop_letterhead(self, company_id: UUID) -> None:
        """New pages are plain again; issued ones keep what they were issued on."""
        self._write(company_id, "letterhead", None)

    def _write(self, company_id: UUID, name: str, content: bytes | None) -> None:
        self.database.actor.require(Right.SETTINGS)
        with self.database.changing() as session:
            setattr(found(session, Company, company_id, "company"), name, content)


def _read(path: Path) -> bytes:
    _require_size(path)
    try:
        return path.read_bytes()
    except OSError as problem:
        said = _("{file} can't be read: {why}")
        said = said.format(file=path.name, why=problem.strerror or problem)
        raise InvalidInput(said, [Problem(said, file=path.name)]) from problem


def _require_size(path: Path) -> None:
    if path.is_file() and path.stat().st_size > LARGEST:
        said = _("{file} is larger than 20 MB. Save it smaller, then choose it again.")
        raise InvalidInput(said.format(file=path.name), [Problem(said.format(file=path.name))])
