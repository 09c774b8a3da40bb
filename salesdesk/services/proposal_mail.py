"""An e-mail with the issued proposal, as a draft for the user's own mail program."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import select

from salesdesk.errors import StepRefused
from salesdesk.i18n import N_, _
from salesdesk.models.account import Contact, EmailAddress
from salesdesk.models.proposal import Proposal
from salesdesk.models.user import User
from salesdesk.services.actor import Right
from salesdesk.services.drafting import found
from salesdesk.services.proposal_offer import offer_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from salesdesk.services.documents.speech import Speech
    from salesdesk.services.proposals import Proposals

SUBJECT = N_("Proposal {reference}: {title}")
GREETING, GREETING_ALL = N_("Good day {name},"), N_("Good day,")
BODY = N_("attached you find our proposal {reference}, {title}, for a total of {total} {currency}.")
BODY_FROM = N_(
    "attached you find our proposal {reference}, {title}, for a total from {total} {currency}, "
    "depending on what you choose."
)
VALID = N_("It is valid through {valid}. To accept it, please return the signed acceptance page.")
EXTENDED = N_("Its validity was extended since: you can accept it through {valid}.")
CLOSING = N_("Kind regards")


@dataclass(frozen=True, slots=True)
class Mail:
    """What the mail says and to whom; the file that goes with it."""

    to_name: str
    to: str
    sender_name: str
    sender: str
    subject: str
    body: str
    file: str
    pdf: bytes


def mail_of(proposals: Proposals, key: UUID) -> Mail:
    """The mail in the proposal's language; raises StepRefused before it is issued."""
    from salesdesk.services.documents.speech import speech

    proposals.database.actor.require(Right.READ)
    with proposals.database.reading() as session:
        proposal = found(session, Proposal, key, "proposal")
        if not proposal.pdf or proposal.status == "superseded":
            refused = _("{name} has no issued file to send. Issue it, or open its latest revision.")
            raise StepRefused(refused.format(name=proposal.name))
        offer = offer_of(session, proposal)
        draft, offered = offer.draft, offer.shown
        contact = session.get(Contact, draft.contact_id) if draft.contact_id else None
        owner = session.get(User, draft.owner_id) if draft.owner_id else None
        say = speech(draft.language)
        total = say.amount(offered.total, draft.currency)
        reference = f"{proposal.number} / R{proposal.revision}"
        until = proposal.valid_until
        said = say.text(SUBJECT, reference=reference, title=draft.name)
        closing = (say.text(CLOSING), owner.name if owner else "", offer.parties.seller.name)
        body = "\n\n".join([
            _greeting(contact, say),
            say.text(BODY if offered is draft else BODY_FROM, reference=reference, title=draft.name,
                     currency=draft.currency, total=total),
            say.text(VALID, valid=say.day(draft.valid_until)) if draft.valid_until else "",
            say.text(EXTENDED, valid=say.day(until)) if until != draft.valid_until else "",
            "\n".join(part for part in closing if part),
        ])  # fmt: skip
        return Mail(
            contact.name if contact else "",
            _address(session, contact),
            owner.name if owner else "",
            owner.email if owner else "",
            _one_line(said),
            body.replace("\n\n\n\n", "\n\n"),
            f"{proposal.number}-R{proposal.revision}.pdf".replace("/", "-"),
            proposal.pdf,
        )


def _greeting(contact: Contact | None, say: Speech) -> str:
    if contact is None:
        return say.text(GREETING_ALL)
    return say.text(GREETING, name=" ".join(p for p in (contact.salutation, contact.name) if p))


def _address(session: Session, contact: Contact | None) -> str:
    if contact is None or contact.do_not_contact:
        return ""
    query = select(EmailAddress.address).where(EmailAddress.contact_id == contact.id)
    return session.execute(query.order_by(EmailAddress.id)).scalars().first() or ""


def _one_line(text: str) -> str:
    """A header is one line: what a name holds can't begin another."""
    from salesdesk.services.documents.scripts import clean

    return " ".join(clean(text).split())


def eml(mail: Mail) -> bytes:
    """The draft as a file that mail programs open for editing; the same bytes each time."""
    message = EmailMessage(policy=SMTP)
    for header, name, address in (
        ("From", mail.sender_name, mail.sender), ("To", mail.to_name, mail.to),
    ):  # fmt: skip
        if (shown := _header(name, address)) is not None:
            message[header] = shown
    message["Subject"] = mail.subject
    message["X-Unsent"] = "1"
    message.set_content(mail.body + "\n")
    message.add_attachment(mail.pdf, maintype="application", subtype="pdf", filename=mail.file)
    message.set_boundary("=_salesdesk_proposal")
    return message.as_bytes()


def _header(name: str, address: str) -> Address | None:
    """None for what is no address: the user types it then."""
    try:
        return Address(_one_line(name), addr_spec=address) if address else None
    except (ValueError, IndexError):
        return None


def mailto(mail: Mail) -> str:
    """The same without the file, for where nothing opens a draft."""
    to = quote(mail.to, safe="@") if _header("", mail.to) else ""
    return f"mailto:{to}?subject={quote(mail.subject)}&body={quote(mail.body)}"
