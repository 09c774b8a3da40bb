"""A product out of the catalogue, found and added by keys."""

from __future__ import annotations

from decimal import Decimal

from salesdesk.ui.proposal.line_sheet import LineSheet
from salesdesk.ui.proposal.product_sheet import ProductSheet
from tests.services.test_proposal_products import laser
from tests.ui.proposal_workplace import Workplace, body_of, press_button
from tests.ui.test_app import nameless

D = Decimal


def test_a_product_is_added_with_its_price_and_undone(place: Workplace) -> None:
    key = laser(place.firm)
    page = place.open()
    bench, before = page.bench, page.bench and page.bench.draft
    assert bench
    next(one for one in page.commands() if one.key == "proposal.product").run()
    sheet = place.sheet(ProductSheet)
    assert isinstance(sheet, ProductSheet)
    place.settle()
    assert nameless(sheet) == []
    press_button(sheet, "Add line")
    assert "Choose a product" in sheet._wrong.text()
    sheet.product.write(key)
    sheet.quantity.write(D(2))
    press_button(sheet, "Add line")
    place.settle()
    line = next(one for one in bench.draft.lines if one.product_id == key)
    assert (line.kind, line.quantity, line.unit_price) == ("product", D(2), D("999.99"))
    assert bench.document.stack.undoText() == "add Laser scanner"
    body = body_of(page)
    assert body.lines.lines[body.view.currentIndex().row()].id == line.id
    body.line_details()
    details = place.sheet(LineSheet)
    assert isinstance(details, LineSheet)
    assert details.editors["kind"].read() == "product"
    details.editors["kind"].write("expense")
    press_button(details, "Change line")
    place.settle()
    assert next(one for one in bench.draft.lines if one.id == line.id).kind == "expense"
    bench.document.stack.undo()
    bench.document.stack.undo()
    assert bench.draft == before
    assert not place.failures
