"""The sheets and faces of the proposal builder, for the tour of every screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QApplication

from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from salesdesk.app import App
    from salesdesk.models.values.listing import ListQuery
    from salesdesk.services.proposal_drafts import LineDraft
    from salesdesk.services.proposals import Proposals
    from salesdesk.ui.proposal.body import Body
    from salesdesk.ui.proposal.builder import ProposalPage

APPROVER = "melvin.marxen"
REVISED, WAITING, ISSUED = "PRO-2026-0047", "in_approval", "PRO-2026-0042"
Take = Callable[[str], None]
Close = Callable[[], None]


def proposal_tour(app: App, take: Take, close: Close) -> None:
    """A draft with everything that a proposal can have, what waits, what came back by file."""
    _open(app, _rich(app))
    for name, deed in _faces(app):
        deed()
        take(f"proposals-{name}")
        close()
    for key in ("cover", "summary", "scope", "plan", "options", "payments", "terms", "acceptance"):
        _body(app).outline.choose(key)
        take(f"proposals-section-{key}")
    _customer(app, take, close)
    _open(app, _key(app, REVISED))
    _page(app).take("accept")
    take("proposals-step-accept")
    close()
    _compared(app, take, close)
    _approving(app, take, close)
    _verified(app, take, close)


def _open(app: App, key: UUID) -> None:
    app.window.show_place(Place("proposals", str(key)))
    _wait(app)


def _wait(app: App) -> None:
    for _turn in range(40):
        QApplication.processEvents()
    while app.context is not None and not app.context.jobs.is_idle:
        QApplication.processEvents()


def _page(app: App) -> ProposalPage:
    from salesdesk.ui.proposal.builder import ProposalPage

    page = app.window.tabs.page
    assert isinstance(page, ProposalPage)
    return page


def _body(app: App) -> Body:
    body = _page(app).body
    assert body is not None
    return body


def _key(app: App, number: str) -> UUID:
    assert app.desk is not None
    return app.desk.key_of("proposals", number)


def _rich(app: App) -> UUID:
    """PRO-2026-0042 again as a draft, with every kind of line, in dollars, paid in many ways."""
    from salesdesk.services.proposal_drafts import InstalmentDraft, LineDraft

    assert app.desk is not None
    proposals = app.desk.proposals
    draft = proposals.from_proposal(_key(app, ISSUED))
    tax = draft.lines[0].tax_code_id

    def line(**values: object) -> LineDraft:
        return LineDraft(**{"tax_code_id": tax, **values})  # type: ignore[arg-type]

    ways = [line(description="Hosting", unit_price=Decimal(price), unit_cost=Decimal(price) / 2,
                 option_group="Hosting", variant=name, choice=choice, unit="year")
            for name, price, choice in (("Good", 1000, "chosen"), ("Better", 2000, "optional"),
                                        ("Best", 4000, "optional"))]  # fmt: skip
    more = (
        line(kind="subtotal", description="Delivery"),
        line(kind="heading", description="Running the portal"),
        *ways,
        line(description="Training on site for the whole team, in two groups",
             unit_price=Decimal(1500), unit_cost=Decimal(700), choice="optional"),
        line(kind="percent", description="Early signature", percent=Decimal(-3), tax_code_id=None),
        line(kind="comment", description="Prices hold for the scope written above."),
    )  # fmt: skip
    paid = (
        InstalmentDraft(name="On signature", fixed=Decimal(5000)),
        InstalmentDraft(name="Scope signed", percent=Decimal(40), due_on=date(2027, 1, 15)),
        InstalmentDraft(name="Go-live", percent=Decimal(60), due_on=date(2027, 3, 1)),
    )
    fresh = replace(draft, name="Customer portal, all of it", currency="GBP",
                    lines=(*draft.lines, *more), instalments=paid)  # fmt: skip
    return proposals.save(replace(fresh, exchange_rate=Decimal("1.1574"), exchange_source=""))


def _faces(app: App) -> Iterator[tuple[str, Callable[[], object]]]:
    from salesdesk.ui.kit.panels import Scroller

    page = _page(app)

    def pricing() -> None:
        _body(app).outline.choose("pricing")

    def slider() -> None:
        pricing()
        _body(app).totals.discount.setFocus()

    def foot() -> None:
        pricing()
        pages = page.findChildren(Scroller)
        for scroller in pages:
            bar = scroller.verticalScrollBar()
            bar.setValue(bar.maximum())

    def margin_hidden() -> None:
        page.toggle_margin()

    def margin_shown() -> None:
        page.toggle_margin()
        _body(app).line_details()

    def months() -> None:
        _body(app).payments.ask_months()

    yield "pricing", pricing
    yield "discount", slider
    yield "pricing-foot", foot
    yield "margin-hidden", margin_hidden
    yield "line", margin_shown
    yield "months", months
    yield "import-plan", page.import_plan
    yield "template", page.use_template
    yield "step-submit", lambda: page.take("submit")


def _customer(app: App, take: Take, close: Close) -> None:
    from salesdesk.ui.kit.buttons import Button
    from salesdesk.ui.kit.dialogs import Sheet

    page = _page(app)
    page.customer_mode()
    _wait(app)
    window = page.customer
    assert window is not None
    window.showNormal()
    window.resize(app.window.size())
    take("proposals-customer")
    window.close()
    take("proposals-customer-leave")
    window.findChildren(Sheet)[-1].findChildren(Button)[-1].click()
    _wait(app)
    close()


def _compared(app: App, take: Take, close: Close) -> None:
    """The issued one, with a revision that asks for more and gives more."""
    assert app.desk is not None
    proposals = app.desk.proposals
    key, revision, _status = proposals.revisions(_key(app, ISSUED))[-1]
    if revision == 0:  # else an earlier look has made it
        key = _wider(proposals, proposals.step(key, "revise", "a wider scope")["id"])
    _open(app, key)
    _page(app).compare()
    take("proposals-compare")
    close()


def _wider(proposals: Proposals, key: UUID) -> UUID:
    draft = proposals.draft(key)
    first, second, *others = draft.lines
    lines = (replace(first, quantity=Decimal(2)), replace(second, discount_1=Decimal(8)), *others)
    return proposals.save(replace(draft, lines=lines[:-1], discount_percent=Decimal(3)), draft)


def _approving(app: App, take: Take, close: Close) -> None:
    from salesdesk.services.approval_request import read_request, request_for
    from salesdesk.services.users import sign_in
    from salesdesk.ui.approving_files import ApprovalFiles, KeySheet
    from salesdesk.ui.request_sheet import RequestSheet

    assert app.desk is not None
    assert app.context is not None
    database = app.desk.database
    waiting = next(
        UUID(str(row[0])) for row in app.desk.proposals.listing.first_page(_in_approval())
    )
    request = read_request(request_for(database, waiting))
    seller = database.actor
    sign_in(database, APPROVER)
    _open(app, waiting)
    _page(app).load()
    take("proposals-approver")
    _page(app).take("return")
    take("proposals-step-return")
    close()
    RequestSheet(app.context, request, lambda *_said: None, is_locked=True).open()
    take("proposals-request")
    close()
    KeySheet(app.context, ApprovalFiles(app.context)).open()
    take("proposals-key")
    close()
    database.actor = seller


def _in_approval() -> ListQuery:
    from salesdesk.models.values.listing import Condition, ListQuery, Operator

    return ListQuery(conditions=(Condition("status", Operator.IS, (WAITING,)),))


def _verified(app: App, take: Take, close: Close) -> None:
    from salesdesk.services.sealing import ALTERED, CANCELLED, COMPANION, Difference, verify
    from salesdesk.ui.verdict_sheet import VerdictSheet

    assert app.desk is not None
    assert app.context is not None
    proposals = app.desk.proposals
    issued = verify(proposals, proposals.print(_key(app, ISSUED)))
    changed = (Difference("Line 2, Net", "20993.10", "10993.10"),
               Difference("Page 3", "38,604.16", "28,604.16"))  # fmt: skip
    for name, verdict in (
        ("untouched", issued),
        ("altered", replace(issued, kind=ALTERED, differences=changed)),
        ("cancelled", replace(issued, kind=CANCELLED, status=CANCELLED)),
        ("companion", replace(issued, kind=COMPANION)),
        ("junk", verify(proposals, b"no PDF")),
    ):
        VerdictSheet(app.context, Path("Customer portal.pdf"), verdict).open()
        take(f"proposals-verify-{name}")
        close()
