"""The proposal desk: writing, approving, issuing, deciding and printing what is offered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem, StepRefused
from salesdesk.i18n import _
from salesdesk.models.account import Account
from salesdesk.models.columns import now
from salesdesk.models.estimation import Estimation
from salesdesk.models.proposal import Proposal
from salesdesk.models.values.options import Scenario, scenarios
from salesdesk.models.values.totals import Totals
from salesdesk.models.values.workflow import PROPOSAL, Kind, Step
from salesdesk.services.actor import Right
from salesdesk.services.customer_view import record_without_cost, without_cost
from salesdesk.services.database import Database
from salesdesk.services.delegation import deciding_roles
from salesdesk.services.drafting import check_version, found, read
from salesdesk.services.estimation_draft import read_draft
from salesdesk.services.plan_choice import PlanChoice
from salesdesk.services.proposal_drafts import (
    ProposalDraft,
    proposal_listing,
)
from salesdesk.services.proposal_making import copied, suggested, with_rate, with_source
from salesdesk.services.proposal_offer import offer_of, stamp_of
from salesdesk.services.proposal_options import option_nets
from salesdesk.services.proposal_paper import (
    kept_parties,
    paper_of,
    parties_of,
    printed,
    seller_of,
)
from salesdesk.services.proposal_ready import Readiness, readiness
from salesdesk.services.proposal_rules import Fired, draft_problems, fired_rules
from salesdesk.services.proposal_show import proposal_json
from salesdesk.services.proposal_steps import (
    PROVISIONAL,
    Asked,
    Stepped,
    full_number,
    note,
    take_step,
    void_approval,
    write_sums,
)
from salesdesk.services.proposal_sums import (
    calculated,
    content_hash,
    document_of,
    frozen,
    taxes_of,
    totals_of,
)

_USUAL_VALIDITY = timedelta(days=30)


class Proposals:
    """The proposal desk."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.listing = proposal_listing(database)

    # making

    def new(
        self, account_id: UUID | None = None, opportunity_id: UUID | None = None
    ) -> ProposalDraft:
        """An empty proposal with what the company, the account and the deal suggest."""
        with self.database.reading() as session:
            return suggested(session, ProposalDraft(
                owner_id=self.database.actor.id,
                account_id=account_id,
                opportunity_id=opportunity_id,
                valid_until=now().date() + _USUAL_VALIDITY,
            ))  # fmt: skip

    def create(self, given: Mapping[str, Any]) -> UUID:
        """A new draft from the shape that ``show`` answers."""
        from salesdesk.services.proposal_reading import draft_from

        self.database.actor.require(Right.PROPOSAL)
        with self.database.reading() as session:
            draft = draft_from(session, given, self.database.actor.id)
        return self.save(draft)

    def from_proposal(self, proposal_id: UUID, account_id: UUID | None = None) -> ProposalDraft:
        """A new draft with the lines and texts of another proposal, and none of its approvals."""
        source = self.draft(proposal_id)
        fresh = self.new(account_id or source.account_id)
        return self.calculated(copied(source, fresh))

    def from_estimation(self, estimation_id: UUID, start: date | None = None) -> ProposalDraft:
        """A new draft from an estimation: its priced lines, and its work plan from a new start."""
        with self.database.reading() as session:
            record = found(session, Estimation, estimation_id, "estimation")
            source = read_draft(session, record)
            base = suggested(session, ProposalDraft(
                name=source.name,
                owner_id=self.database.actor.id,
                account_id=source.account_id,
                opportunity_id=source.opportunity_id,
                estimation_id=source.id,
                company_id=source.company_id,
                fronting_company_id=source.fronting_company_id,
                valid_until=now().date() + _USUAL_VALIDITY,
            ))  # fmt: skip
            draft = replace(
                base,
                contact_id=source.contact_id,
                exercise_id=source.exercise_id,
                currency=source.currency,
            )
            draft = with_rate(session, draft, now().date())
            return with_source(session, draft, source, start)

    def with_plan(
        self,
        draft: ProposalDraft,
        estimation_id: UUID,
        start: date | None = None,
        choice: PlanChoice | None = None,
    ) -> ProposalDraft:
        """The draft with an estimation's lines and dates in place of those from an earlier one.

        Without a choice it is the one that the draft keeps.
        """
        if choice is not None:
            draft = replace(draft, plan_choice=choice.as_json())
        with self.database.reading() as session:
            record = found(session, Estimation, estimation_id, "estimation")
            draft = replace(draft, estimation_id=estimation_id)
            return with_source(session, draft, read_draft(session, record), start)

    def with_rate(self, draft: ProposalDraft, on: date | None = None) -> ProposalDraft:
        """The draft with the rate of a day; only base figures change, never its prices."""
        with self.database.reading() as session:
            return self.calculated(with_rate(session, draft, on or now().date()))

    # keeping

    def draft(self, proposal_id: UUID) -> ProposalDraft:
        """The proposal to look at or to change; cost only for those who may see it."""
        actor = self.database.actor
        actor.require(Right.READ)
        with self.database.reading() as session:
            if not actor.may(Right.COST):
                return without_cost(session, proposal_id)
            return read(ProposalDraft, found(session, Proposal, proposal_id, "proposal"))

    def save(self, draft: ProposalDraft, base: ProposalDraft | None = None) -> UUID:
        """Create or change a proposal; a commercial change voids an approval.

        Raises InvalidInput with a problem for each wrong field, StaleRecord when somebody else
        saved it first, StepRefused when its state doesn't let it change.
        """
        actor = self.database.actor
        actor.require(Right.PROPOSAL)
        with self.database.changing() as session:
            wrong = draft_problems(draft)
            if wrong:
                raise InvalidInput(_("This proposal can't be saved yet."), wrong)
            proposal = session.get(Proposal, draft.id)
            if proposal is None:
                proposal = self._added(session, draft)
            else:
                actor.require_own(Right.PROPOSAL, proposal.owner_id)
                check_version(proposal, draft, base)
            self._write(session, proposal, draft)
        return draft.id

    def _added(self, session: Session, draft: ProposalDraft) -> Proposal:
        if draft.account_id is not None:
            account = found(session, Account, draft.account_id, "account")
            if account.status == "closed":
                raise StepRefused(
                    _("{account} is closed, so nothing new can be offered to it.").format(
                        account=account.name
                    )
                )
        proposal = Proposal(
            id=draft.id, number=f"{PROVISIONAL}{draft.id.hex[-8:].upper()}", name=draft.name,
            family_id=draft.id, currency=draft.currency, status=PROPOSAL.first,
            lines=[], taxes=[], instalments=[], plan=[], steps=[],  # else each is asked for
        )  # fmt: skip
        session.add(proposal)
        note(proposal, self.database.actor, "create")
        return proposal

    def _write(self, session: Session, proposal: Proposal, draft: ProposalDraft) -> None:
        fresh = calculated(draft, taxes_of(session))
        content = content_hash(fresh)
        is_changed = proposal.content_hash != content
        kind = PROPOSAL.kind(proposal.status)
        if is_changed and kind not in (Kind.DRAFT, Kind.APPROVED):
            raise StepRefused(
                _("{number} is {status}; return it or make a new revision to change it.").format(
                    number=proposal.number, status=PROPOSAL.label(proposal.status)
                )
            )
        if is_changed and kind is Kind.APPROVED:
            void_approval(proposal, self.database.actor)
        if is_changed:
            write_sums(proposal, fresh, content)
        else:
            for name in (
                "notes",
                "owner_id",
                "controller_id",
                "stage_id",
                "exercise_id",
                "opportunity_id",
            ):
                if getattr(proposal, name) != getattr(draft, name):
                    setattr(proposal, name, getattr(draft, name))

    def problems(self, draft: ProposalDraft) -> list[Problem]:
        """What is wrong with a draft, for the form to show beside its fields."""
        return draft_problems(draft)

    def archive(self, proposal_id: UUID, *, archived: bool = True) -> None:
        """Take the proposal out of the list, or bring it back."""
        with self.database.changing() as session:
            proposal = found(session, Proposal, proposal_id, "proposal")
            self.database.actor.require_own(Right.PROPOSAL, proposal.owner_id)
            proposal.archived_at = now() if archived else None

    # arithmetic

    def calculated(self, draft: ProposalDraft) -> ProposalDraft:
        """The draft with its sums, by the calculator."""
        with self.database.reading() as session:
            return calculated(draft, taxes_of(session))

    def totals(self, draft: ProposalDraft) -> Totals:
        """The totals with their explanation."""
        with self.database.reading() as session:
            return totals_of(draft, taxes_of(session))

    def fired(self, draft: ProposalDraft) -> tuple[Fired, ...]:
        """The approval rules that fire for a draft; without the right none about the margin."""
        may_cost = self.database.actor.may(Right.COST)
        with self.database.reading() as session:
            totals = totals_of(draft, taxes_of(session))
            found = fired_rules(session, draft, totals, now().date())
        return tuple(one for one in found if may_cost or not one.of_margin)

    def scenarios(self, draft: ProposalDraft) -> tuple[Scenario, ...]:
        """What each alternative comes to; a margin only for those who may see cost."""
        if not any(line.option_group for line in draft.lines):
            return ()
        with self.database.reading() as session:
            found = scenarios(document_of(draft, taxes_of(session)), draft.lines)
        if self.database.actor.may(Right.COST):
            return found
        return tuple(replace(each, margin=None) for each in found)

    def option_nets(self, draft: ProposalDraft) -> dict[UUID, Decimal]:
        """What each option would add to the net, by line."""
        with self.database.reading() as session:
            taxes = taxes_of(session)
            is_open = PROPOSAL.state(draft.status).is_editable
            return option_nets(draft, taxes if is_open else frozen(taxes, draft))

    def margin_floor(self, draft: ProposalDraft) -> Decimal:
        """The seller's margin floor, in points."""
        with self.database.reading() as session:
            company = seller_of(session, draft)
            return company.margin_floor if company else Decimal(0)

    # steps

    def offered(self, proposal_id: UUID) -> list[Step]:
        """The steps that the user may take now."""
        with self.database.reading() as session:
            proposal = found(session, Proposal, proposal_id, "proposal")
            roles = deciding_roles(session, self.database.actor, now().date())
            return PROPOSAL.offered(proposal.status, roles)

    def readiness(self, proposal_id: UUID) -> Readiness:
        """Who may approve it, and why an offered step is not possible now."""
        with self.database.reading() as session:
            return readiness(session, proposal_id, self.database.actor)

    def step(
        self,
        proposal_id: UUID,
        verb: str,
        reason: str = "",
        *,
        on: date | None = None,
        until: date | None = None,
        chosen: Collection[UUID] = (),
    ) -> Stepped:
        """Take a step by its name; ``hand-over`` also writes the package to a file."""
        if verb == "hand-over":
            return self._handed_over(proposal_id)
        with self.database.changing() as session:
            proposal = found(session, Proposal, proposal_id, "proposal")
            asked = Asked(verb, self.database.actor, reason, on or now().date(), until, chosen)
            led_to = take_step(session, proposal, asked)
            return Stepped(id=led_to.id, number=full_number(led_to), status=led_to.status)

    def _handed_over(self, proposal_id: UUID) -> Stepped:
        from salesdesk.services.handover import Handovers

        made = Handovers(self.database).hand_over(proposal_id)
        with self.database.reading() as session:
            proposal = found(session, Proposal, proposal_id, "proposal")
            return Stepped(
                id=proposal.id,
                number=full_number(proposal),
                status=proposal.status,
                file=str(made.file),
            )

    # showing

    def show(self, proposal_id: UUID) -> dict[str, Any]:
        """The record whole, in the shape of the command line."""
        actor = self.database.actor
        actor.require(Right.READ)
        with self.database.reading() as session:
            return proposal_json(session, proposal_id, has_cost=actor.may(Right.COST))

    def revisions(self, proposal_id: UUID) -> list[tuple[UUID, int, str]]:
        """The family: key, revision and status, oldest first."""
        with self.database.reading() as session:
            proposal = found(session, Proposal, proposal_id, "proposal")
            family = select(Proposal.id, Proposal.revision, Proposal.status).where(
                Proposal.family_id == proposal.family_id
            )
            return [
                (key, revision, status)
                for key, revision, status in session.execute(family.order_by(Proposal.revision))
            ]

    def print(
        self, proposal_id: UUID, *, language: str = "", page: str = "", internal: bool = False
    ) -> bytes:
        """The PDF; an issued proposal answers the bytes that were issued, or their like.

        ``internal`` is the margin sheet, for those who may see cost.
        """
        if internal:
            return self._margin_sheet(proposal_id, language, page)
        self.database.actor.require(Right.READ)
        with self.database.reading() as session:
            proposal = record_without_cost(session, proposal_id)
            same = language in ("", proposal.language) and page in ("", proposal.page_size)
            if same and proposal.pdf and proposal.status != "superseded":
                return proposal.pdf
            offer = offer_of(session, proposal)
            paper = offer.paper(session, language, page, stamp_of(proposal.status))
        return printed(paper, offer.draft.sections, internal=False)

    def _margin_sheet(self, proposal_id: UUID, language: str, page: str) -> bytes:
        """What is earned on the proposal as it stands now, accepted options and all."""
        self.database.actor.require(Right.COST)
        with self.database.reading() as session:
            proposal = found(session, Proposal, proposal_id, "proposal")
            draft = read(ProposalDraft, proposal)
            parties = kept_parties(session, proposal.snapshot, parties_of(session, draft))
            asked = replace(
                draft, language=language or draft.language, page_size=page or draft.page_size
            )
            paper = paper_of(
                session, asked, parties, has_cost=True, stamp=stamp_of(proposal.status)
            )
        return printed(paper, draft.sections, internal=True)

    def preview(self, draft: ProposalDraft, *, internal: bool = False) -> bytes:
        """The pages of a draft that is not saved."""
        self.database.actor.require(Right.COST if internal else Right.READ)
        with self.database.reading() as session:
            paper = paper_of(session, draft, parties_of(session, draft), has_cost=internal)
        return printed(paper, draft.sections, internal=internal)
