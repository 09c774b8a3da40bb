"""The company that imported records are kept under."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.reference import Company


def named_company(session: Session, name: str) -> Company | None:
    """The company of this name; none where no name is given.

    Raises:
        InvalidInput: no company has this name.
    """
    if not name:
        return None
    company = session.scalars(select(Company).where(Company.name == name)).first()
    if company is None:
        message = _("There is no company {name} here.").format(name=name)
        raise InvalidInput(message, [Problem(message, "company", value=name)])
    return company
