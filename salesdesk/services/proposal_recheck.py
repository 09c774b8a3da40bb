"""Every stored total of the proposals against the calculator's, and what can't be read in them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.models.proposal import Proposal
from salesdesk.models.values.sections import is_damaged
from salesdesk.models.values.workflow import PROPOSAL
from salesdesk.services.database import Database
from salesdesk.services.drafting import read
from salesdesk.services.proposal_drafts import SUMS, ProposalDraft
from salesdesk.services.proposal_steps import full_number
from salesdesk.services.proposal_sums import Taxes, calculated, frozen, taxes_of


def recompute_all(database: Database) -> tuple[int, list[str]]:
    """How many proposals were looked at, and what is wrong in them."""
    wrong: list[str] = []
    with database.reading() as session:
        taxes = taxes_of(session)
        proposals = session.execute(select(Proposal)).scalars().all()
        for proposal in proposals:
            try:
                wrong += _wrong(proposal, taxes)
            except (SalesDeskError, ValueError, KeyError) as problem:
                said = _("{number} can't be added up: {why}")
                wrong.append(said.format(number=full_number(proposal), why=problem))
    return len(proposals), wrong


def _wrong(proposal: Proposal, taxes: Taxes) -> Iterator[str]:
    number = full_number(proposal)
    if is_damaged(proposal.sections):
        yield _("{number}: its sections can't be read.").format(number=number)
    kept = read(ProposalDraft, proposal)
    is_open = PROPOSAL.state(proposal.status).is_editable
    fresh = calculated(kept, taxes if is_open else frozen(taxes, kept))
    for name in SUMS:
        if getattr(kept, name) != getattr(fresh, name):
            said = _("{number}: {field} is stored as {kept} and calculated as {found}.")
            yield said.format(
                number=number, field=name, kept=getattr(kept, name), found=getattr(fresh, name)
            )
