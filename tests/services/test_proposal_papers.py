"""One page, the booklet, the card that stays inside, and the mail with the issued file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from io import BytesIO
from urllib.parse import unquote
from uuid import UUID

import pytest
from pypdf import PdfReader

from salesdesk.errors import NotAllowed, StepRefused
from salesdesk.models.user import User
from salesdesk.services.accounts import Accounts
from salesdesk.services.contacts import Contacts
from salesdesk.services.database import Database
from salesdesk.services.details import EmailDraft, PhoneDraft
from salesdesk.services.proposal_drafts import LineDraft, PlanRowDraft, ProposalDraft
from salesdesk.services.proposal_figures import figures_of
from salesdesk.services.proposal_mail import eml, mail_of, mailto
from salesdesk.services.proposal_papers import BOOKLET, SUMMARY, WALK_AWAY, paper_pdf
from tests.services.selling import Firm, firm, pro_0042
from tests.services.test_sealing import approved_and_issued

D = Decimal


@pytest.fixture
def house(database: Database) -> Firm:
    found = firm(database)
    with database.changing() as session:
        for user in session.query(User).filter_by(username="account_manager"):
            user.email = "darcel@maven.example"
    return found


def contact(house: Firm, **more: object) -> UUID:
    contacts = Contacts(house.database)
    draft = replace(
        contacts.new(), name="Inês Duarte", job_title="Chief Technology Officer", status="lead",
        emails=(EmailDraft(address="ines@konex.example", is_primary=True),),
        phones=(PhoneDraft(number="+351 210 000 000"),),
    )  # fmt: skip
    return contacts.save(replace(draft, **more))  # type: ignore[arg-type]


def option(house: Firm) -> LineDraft:
    return LineDraft(
        description="Second language", unit_price=D("2073.60"), unit_cost=D("1300"),
        is_lump_sum=True, tax_code_id=house.vat_23, choice="optional",
    )  # fmt: skip


def drafted(house: Firm, **more: object) -> ProposalDraft:
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        lines = (*draft.lines, option(house))
        return desk.calculated(replace(draft, lines=lines, **more))  # type: ignore[arg-type]


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def printed(house: Firm, kind: str, draft: ProposalDraft, who: str = "account_manager") -> bytes:
    with house.as_(who) as desk:
        return paper_pdf(desk, kind, draft)


def test_the_summary_opens_with_what_the_letter_says_not_with_its_greeting(house: Firm) -> None:
    letter = "Dear Inês,\n\n" + "**The portal** opens on time and reads what you have. " * 3
    [said] = pages(printed(house, SUMMARY, drafted(house, summary=letter)))
    assert "The portal opens on time" in " ".join(said.split())
    assert "Dear Inês" not in said


@pytest.mark.parametrize("lines", [1, 5, 60])
@pytest.mark.parametrize("letter", ["", "Word. " * 30, "Word. " * 2000])
@pytest.mark.parametrize("page", ["A4", "Letter"])
def test_the_summary_is_one_page_with_the_total(
    house: Firm, lines: int, letter: str, page: str
) -> None:
    draft = drafted(house, summary=letter, page_size=page)
    first = draft.lines[0]
    many = tuple(replace(first, id=LineDraft().id, description=f"Item {n}") for n in range(lines))
    with house.as_("account_manager") as desk:
        draft = desk.calculated(replace(draft, lines=(*many, option(house))))
    [said] = pages(printed(house, SUMMARY, draft))
    total = f"{draft.total:,.2f}"
    assert total in said
    assert "Second language" in said
    assert "Konex" in said
    assert "3758" not in said.replace(",", "")
    if lines == 60:
        assert "more" in said


def test_the_booklet_holds_summary_agenda_questions_and_people(house: Firm) -> None:
    key = contact(house)
    plan = (
        PlanRowDraft(code="1", name="Workshops", role="Consultant", effort=D(40),
                     starts_on=date(2027, 1, 11), finishes_on=date(2027, 1, 15)),
    )  # fmt: skip
    with house.as_("account_manager") as desk:
        owner = desk.database.actor.id
    draft = drafted(house, contact_id=key, plan=plan, owner_id=owner)
    found = pages(printed(house, BOOKLET, draft))
    assert len(found) == 4
    for page, wanted in zip(
        found,
        (
            ("Customer portal", "38,604.16"),
            ("What we talk about", "The options", "75 min"),
            ("Which of the options do you choose? Second language", "Monday, 11 January 2027",
             "Consultant"),
            ("Inês Duarte", "ines@konex.example", "+351 210 000 000", "At Konex",
             "Account Manager", "darcel@maven.example"),
        ),
        strict=True,
    ):  # fmt: skip
        for words in wanted:
            assert words in page
    for number, page in enumerate(found, 1):
        assert f"{number} / 4" in page
    german = pages(printed(house, BOOKLET, replace(draft, language="de")))
    assert "Tagesordnung" in german[1]


def test_who_wants_no_contact_has_no_card(house: Firm) -> None:
    draft = drafted(house, contact_id=contact(house, do_not_contact=True))
    assert "ines@konex.example" not in "".join(pages(printed(house, BOOKLET, draft)))


def test_the_walk_away_card_says_how_far_i_may_go(house: Firm) -> None:
    draft = drafted(house)
    with house.as_("account_manager") as desk:
        figures = figures_of(desk, draft)
        pdf = paper_pdf(desk, WALK_AWAY, draft)
    assert figures.lowest_net is not None
    assert figures.signable is not None
    [said] = pages(pdf)
    for wanted in (
        "Internal — contains cost",
        f"{figures.lowest_net:,.2f} EUR",
        f"{figures.signable:,.2f} EUR",
        f"{figures.signable_percent.normalize():f} %" if figures.signable_percent else "",
        "1,300.00",
        "36.03 %",
        "31,595.98 EUR",
    ):
        assert wanted in said
    for fired in figures.fired[:1]:
        assert fired.message.split()[0] in said
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    assert round(float(box.height)) == 421


def test_alternatives_are_told_apart_by_what_they_add(house: Firm) -> None:
    draft = drafted(house)
    ways = tuple(
        replace(option(house), description="Server", unit_price=D(price), unit_cost=D(cost),
                option_group="Hosting", variant=name, choice=choice)
        for name, price, cost, choice in (
            ("Good", 1000, 500, "chosen"), ("Best", 4000, 1500, "optional"))
    )  # fmt: skip
    with house.as_("account_manager") as desk:
        draft = desk.calculated(replace(draft, lines=(*draft.lines, *ways)))
        [said] = pages(paper_pdf(desk, WALK_AWAY, draft))
    assert "Hosting: Best" in said
    assert "Hosting: Good" not in said
    assert "3,000.00" in said
    assert "1,000.00" in said
    assert "62.50 %" in said
    assert "a sales manager. The margin" in said


def test_what_stands_before_the_first_title_is_not_taken_for_one(house: Firm) -> None:
    draft = drafted(house)
    title = LineDraft(kind="heading", description="Running it")
    lines = (*draft.lines[:2], title, *draft.lines[2:])
    with house.as_("account_manager") as desk:
        draft = desk.calculated(replace(draft, lines=lines))
    [said] = pages(printed(house, SUMMARY, draft))
    for words in ("Discovery", "5,782.00", "Build", "20,993.10", "Running it", "5,465.70"):
        assert words in said


def test_the_margin_sheet_gives_a_percentage_no_margin(house: Firm) -> None:
    cut = LineDraft(kind="percent", description="Early signature", percent=D(-3))
    accounts = Accounts(house.database)
    known = accounts.draft(house.account_id)
    accounts.save(replace(known, name="Konex, S.A."), known)
    with house.as_("account_manager") as desk:
        draft = drafted(house)
        draft = desk.calculated(replace(draft, lines=(*draft.lines, cut)))
        said = " ".join(pages(desk.preview(draft, internal=True)))
    assert "Early signature" in said
    assert "100.00 %" not in said
    assert "S.A.." not in said


def test_the_margin_sheet_adds_up_to_the_document(house: Firm) -> None:
    """Each line by what it leaves after the document's 2 %, as its margin is judged."""
    with house.as_("account_manager") as desk:
        draft = desk.calculated(drafted(house))
        said = " ".join(pages(desk.preview(draft, internal=True)))
    left = [line.taxable for line in draft.counted_lines if line.choice != "optional"]
    assert sum(left) == draft.net == D("31595.98")
    assert all(f"{amount:,.2f}" in said for amount in left)
    assert "5,782.00" not in said


def test_who_may_not_see_cost_gets_no_card(house: Firm) -> None:
    draft = drafted(house)
    with house.as_("read_only") as desk, pytest.raises(NotAllowed):
        paper_pdf(desk, WALK_AWAY, draft)
    assert printed(house, SUMMARY, draft, "read_only")


def issued(house: Firm, **more: object) -> ProposalDraft:
    with house.as_("account_manager") as desk:
        draft = replace(pro_0042(house, desk), **more)  # type: ignore[arg-type]
        key = desk.save(draft)
        desk.step(key, "submit")
    return approved_and_issued(house, key)


def parsed(content: bytes) -> EmailMessage:
    found = BytesParser(policy=policy.default).parsebytes(content)
    assert isinstance(found, EmailMessage)
    return found


def test_the_mail_is_a_draft_with_the_issued_file(house: Firm) -> None:
    draft = issued(house, contact_id=contact(house), language="pt")
    with house.as_("account_manager") as desk:
        mail = mail_of(desk, draft.id)
        stored = desk.show(draft.id)["pdf_sha256"]
    message = parsed(eml(mail))
    assert message["X-Unsent"] == "1"
    assert message["To"].addresses[0].addr_spec == "ines@konex.example"
    assert message["To"].addresses[0].display_name == "Inês Duarte"
    assert message["From"].addresses[0].addr_spec == "darcel@maven.example"
    assert message["Subject"] == f"Proposta {draft.number} / R0: Customer portal"
    body = message.get_body(("plain",))
    assert body is not None
    said = body.get_content()
    assert "Bom dia" in said
    assert "38 604,16 EUR" in said.replace("\u00a0", " ").replace("\u202f", " ")
    [attached] = message.iter_attachments()
    assert attached.get_filename() == f"{draft.number}-R0.pdf"
    assert hashlib.sha256(attached.get_content()).hexdigest() == stored
    assert eml(mail) == eml(mail)
    assert unquote(mailto(mail)).startswith("mailto:ines@konex.example?subject=Proposta")


def test_a_name_cannot_smuggle_in_a_header(house: Firm) -> None:
    evil = "X\r\nBcc: thief@x.example"
    draft = issued(house, name=f"Portal {evil}", contact_id=contact(house, name=evil))
    with house.as_("account_manager") as desk:
        message = parsed(eml(mail_of(desk, draft.id)))
    assert "Bcc" not in message
    assert sorted(set(message.keys())) == [
        "Content-Type", "From", "MIME-Version", "Subject", "To", "X-Unsent",
    ]  # fmt: skip


@pytest.mark.parametrize("more", [{"do_not_contact": True}, {"emails": ()}])
def test_a_mail_without_an_address_leaves_it_to_its_writer(
    house: Firm, more: dict[str, object]
) -> None:
    draft = issued(house, contact_id=contact(house, **more))
    with house.as_("account_manager") as desk:
        mail = mail_of(desk, draft.id)
    assert "To" not in parsed(eml(mail))
    assert mailto(mail).startswith("mailto:?subject=")


def test_a_draft_is_not_sent(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        key = desk.save(pro_0042(house, desk))
        with pytest.raises(StepRefused, match="no issued file"):
            mail_of(desk, key)
