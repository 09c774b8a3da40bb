"""A proposal's life by keyboard, in two real windows; and the same by the command line.

In German, for a customer who pays in dollars: returned, approved, issued, dropped back and
verified, revised, accepted with one option, handed over, and received.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from salesdesk.commandline import run
from salesdesk.models.columns import now
from salesdesk.models.reference import ExchangeRate, LaborRole, RoleRate
from salesdesk.models.user import User
from salesdesk.models.values.listing import ListQuery
from salesdesk.services.desk import Desk
from salesdesk.services.estimation_example import ROLE_COSTS, example
from salesdesk.ui.proposal.builder import ProposalPage
from salesdesk.ui.proposal.steps import StepSheet
from salesdesk.ui.verdict_sheet import VerdictSheet
from tests.stories.test_main_job import ALT, CTRL, SHIFT, Person, company, print_pdf, status

__all__ = ["company"]  # a fixture
Key = Qt.Key
D = Decimal


@pytest.fixture
def deal(company: str) -> str:
    """A deal in dollars with a German-speaking customer, and its approved estimation."""
    desk = Desk.open(company)
    account = desk.accounts.save(
        replace(desk.accounts.new(), name="Kessel GmbH", currency="USD", language="de",
                country="DE", status="active")
    )  # fmt: skip
    with desk.database.changing() as session:
        ana = session.execute(select(User.id).where(User.username == "ana")).scalar_one()
        session.add(ExchangeRate(base="EUR", currency="USD", valid_on=now().date(),
                                 rate=D("1.0890"), source="ECB"))  # fmt: skip
        for name, cost in ROLE_COSTS.items():
            role = LaborRole(name=name)
            session.add(role)
            session.flush()
            session.add(RoleRate(role_id=role.id, currency="USD", valid_from=date(2026, 1, 1),
                                 cost=D(cost)))  # fmt: skip
    opportunity = desk.opportunities.save(
        replace(desk.opportunities.new(), name="Kessel, 2027", account_id=account,
                currency="USD", original_amount=D(30000))
    )  # fmt: skip
    plan = replace(example(desk.estimations.new()), name="Kundenportal", currency="USD",
                   account_id=account, opportunity_id=opportunity, owner_id=ana)  # fmt: skip
    desk.estimations.save(plan)
    desk.close()
    return company


@pytest.fixture
def ana(qtbot: QtBot, deal: str) -> Iterator[Person]:
    person = Person(qtbot, deal, "ana")
    yield person
    person.close()


@pytest.fixture
def rui(qtbot: QtBot, deal: str) -> Iterator[Person]:
    person = Person(qtbot, deal, "rui")
    yield person
    person.close()


def number(person: Person) -> str:
    bench = person.page(ProposalPage).bench
    assert bench is not None
    return bench.base.number


def offer(seller: Person) -> None:
    """From the estimation: the last line becomes an option, the rest loses 12 %; submit."""
    seller.find("Kundenportal")
    seller.run("Make a proposal")
    page = seller.page(ProposalPage)
    assert page.bench is not None
    assert (page.bench.draft.language, page.bench.draft.currency) == ("de", "USD")
    for _line in page.bench.draft.lines[1:]:
        seller.press(Key.Key_Down)
    seller.press(Key.Key_Left)
    seller.press(Key.Key_Space)
    assert page.bench.draft.lines[-1].choice == "optional"
    discount(seller, "12")
    seller.press(Key.Key_Return, CTRL | SHIFT)
    seller.agree()
    assert status(seller) == "in_approval"


def discount(seller: Person, percent: str) -> None:
    """Type a discount on the whole."""
    page = seller.page(ProposalPage)
    assert page.body is not None
    page.body.totals.discount.line.setFocus()
    page.body.totals.discount.line.selectAll()
    seller.write(percent)
    seller.press(Key.Key_Return)
    assert page.bench is not None
    assert page.bench.draft.discount_percent == D(percent)


def send_back(approver: Person) -> None:
    """Too much: say why and return it."""
    approver.press(Key.Key_6, ALT)
    approver.press(Key.Key_Return)
    approver.run("Return")
    assert isinstance(approver.sheet, StepSheet)
    approver.write("At most 8 percent.")
    approver.agree()
    assert status(approver) == "draft"


def submit_again(seller: Person, percent: str) -> None:
    seller.press(Key.Key_F5)
    discount(seller, percent)
    seller.press(Key.Key_Return, CTRL | SHIFT)
    seller.agree()
    assert status(seller) == "in_approval"


def approve(approver: Person) -> None:
    """What waits first in the approvals."""
    approver.press(Key.Key_9, ALT)
    approver.press(Key.Key_F5)
    approver.press(Key.Key_A, CTRL | SHIFT)


def issue(seller: Person) -> None:
    seller.press(Key.Key_F5)
    assert status(seller) == "approved"
    seller.run("Issue")
    seller.agree()
    assert status(seller) == "issued"


def verdict(person: Person, pdf: Path) -> str:
    """What SalesDesk says of a PDF that comes back."""
    person.will_answer(pdf)
    person.run("Verify a printed")
    assert isinstance(person.sheet, VerdictSheet)
    words = person.sheet.windowTitle()
    person.press(Key.Key_Escape)
    return words


def test_a_proposal_from_its_estimation_to_its_receipt(
    ana: Person, rui: Person, tmp_path: Path
) -> None:
    offer(ana)
    send_back(rui)
    submit_again(ana, "8")
    approve(rui)
    issue(ana)
    first = number(ana)
    printed = tmp_path / "first.pdf"
    said = print_pdf(ana, printed)
    assert f"Nummer {first}" in said.replace("\r", "")
    assert "Was es kostet" in said
    untouched = verdict(ana, printed)
    revise(ana, rui)
    assert number(ana) == first
    assert verdict(ana, printed) != untouched
    accept_with_the_option(ana)
    ana.run("Hand over")
    ana.agree()
    shown = handed_over(ana)
    deal = opportunity(ana)
    assert D(deal["real_amount"]) == D(shown["net"])
    receive(ana, tmp_path)


def revise(seller: Person, approver: Person) -> None:
    """A second revision with less discount, approved and issued."""
    seller.run("New revision")
    assert status(seller) == "draft"
    discount(seller, "5")
    seller.press(Key.Key_Return, CTRL | SHIFT)
    seller.agree()
    approve(approver)
    issue(seller)
    bench = seller.page(ProposalPage).bench
    assert bench is not None
    assert bench.base.revision == 1


def accept_with_the_option(seller: Person) -> None:
    seller.run("Record acceptance")
    sheet = seller.sheet
    assert isinstance(sheet, StepSheet)
    [(tick, _key)] = sheet.options
    tick.setFocus()
    seller.press(Key.Key_Space)
    assert tick.isChecked()
    seller.agree()
    assert status(seller) == "accepted"


def handed_over(seller: Person) -> dict[str, Any]:
    """The proposal whole, as the command line shows it."""
    assert status(seller) == "handed_over"
    desk = seller.app.desk
    assert desk is not None
    shown = desk.proposals.show(seller.page(ProposalPage).key)
    assert shown["lines"][-1]["choice"] == "chosen"
    assert [step["step"] for step in shown["history"]][-2:] == ["accept", "hand-over"]
    return shown


def opportunity(person: Person) -> dict[str, Any]:
    desk = person.app.desk
    assert desk is not None
    listing = desk.opportunities.listing
    [row] = listing.first_page(ListQuery(sort=listing.spec.sort))
    return {name: row[listing.spec.position(name)] for name in ("real_amount",)}


def receive(person: Person, folder: Path) -> None:
    """Operations send back what they got; the handover is received."""
    desk = person.app.desk
    assert desk is not None
    listing = desk.handovers.listing
    [row] = listing.first_page(ListQuery(sort=listing.spec.sort))
    package = desk.handovers.package(row[0])
    with ZipFile(BytesIO(package)) as files:
        manifest = json.loads(files.read("manifest.json"))
    receipt = folder / "receipt.json"
    receipt.write_text(json.dumps({
        "format": "salesdesk-receipt/1", "key": manifest["key"],
        "sha256": hashlib.sha256(package).hexdigest(), "received_at": now().isoformat(),
        "received_by": "Operations",
    }))  # fmt: skip
    person.run("Go to Handover")
    person.will_answer(receipt)
    person.run("Import")
    assert desk.handovers.show(row[0])["status"] == "received"


class Console:
    """The command line on one company, in the name of whoever is asked for."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._url, self._capsys = url, capsys

    def ask(self, user: str, *words: str) -> dict[str, Any]:
        """The JSON of a command that must succeed."""
        code, answer = self.tried(user, *words)
        assert code == 0, answer
        return answer

    def tried(self, user: str, *words: str) -> tuple[int, dict[str, Any]]:
        self._capsys.readouterr()
        code = run(["--json", "--database", self._url, "--as", user, *words])
        answer: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return code, answer

    def step(self, user: str, number: str, verb: str, *more: str) -> dict[str, Any]:
        return self.ask(user, "step", "proposals", number, verb, *more)


def test_the_same_life_by_the_command_line(
    deal: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    console = Console(deal, capsys)
    typed = tmp_path / "proposal.json"
    typed.write_text(json.dumps({
        "name": "Kundenportal", "account": "Kessel GmbH", "currency": "USD", "language": "de",
        "valid_until": (now().date() + timedelta(days=30)).isoformat(), "discount_percent": "12",
        "lines": [
            {"description": "Aufbau", "unit_price": "20000", "cost": "13000"},
            {"description": "Betrieb", "unit_price": "4000", "cost": "2500", "choice": "optional"},
        ],
    }))  # fmt: skip
    draft = console.ask("ana", "create", "proposals", str(typed))["number"]
    code, refusal = console.tried("ana", "step", "proposals", draft, "issue")
    assert code == 1
    assert "approved first" in refusal["error"]["message"]
    console.step("ana", draft, "submit")
    console.step("rui", draft, "return", "--reason", "Too much.")
    console.step("ana", draft, "submit")
    console.step("rui", draft, "approve")
    number = console.step("ana", draft, "issue")["number"]
    printed = tmp_path / "issued.pdf"
    console.ask("ana", "print", number, str(printed))
    assert console.ask("ana", "verify", str(printed))["verdict"] == "untouched"
    revision = console.step("ana", number, "revise")["number"]
    console.step("ana", revision, "submit")
    console.step("rui", revision, "approve")
    console.step("ana", revision, "issue")
    assert console.ask("ana", "verify", str(printed))["verdict"] == "superseded"
    code, refusal = console.tried("ana", "step", "proposals", number, "accept", "--choose", "Extra")
    assert (code, refusal["error"]["problems"][0]["value"]) == (1, "Extra")
    console.step("ana", number, "accept", "--choose", "Betrieb")
    assert Path(console.step("ana", number, "hand-over")["file"]).is_file()
    shown = console.ask("ana", "show", "proposals", number)
    assert (shown["status"], shown["revision"]) == ("handed_over", 1)
    assert [line["choice"] for line in shown["lines"]] == ["included", "chosen"]
    assert shown["net"] == "21120.00"
