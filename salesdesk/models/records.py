"""Every record of SalesDesk, imported so that the metadata is whole."""

from salesdesk.models import (
    account,
    activity,
    audit,
    estimation,
    opportunity,
    pipeline,
    planning,
    proposal,
    reference,
    summary,
    template,
    user,
)
from salesdesk.models.base import Record

__all__ = [
    "Record",
    "account",
    "activity",
    "audit",
    "estimation",
    "opportunity",
    "pipeline",
    "planning",
    "proposal",
    "reference",
    "summary",
    "template",
    "user",
]
