"""Handover: one zip, made once, whole, and received."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from lxml import etree

from salesdesk.errors import InvalidInput, NotAllowed, NotFound, StepRefused
from salesdesk.models.columns import now
from salesdesk.models.values.listing import ListQuery
from salesdesk.paths import resource
from salesdesk.services.database import Database
from salesdesk.services.handover import Handovers
from salesdesk.services.handover_package import read_manifest, receipt
from salesdesk.services.proposal_drafts import LineDraft, PlanRowDraft
from tests.services.selling import Firm, firm, pro_0042

D = Decimal
PLAN = (
    PlanRowDraft(code="1", kind="phase", name="Discovery", starts_on=date(2027, 1, 11),
                 finishes_on=date(2027, 1, 19)),
    PlanRowDraft(code="1.1", level=1, name="Workshops", role="Consultant", effort=D(40),
                 starts_on=date(2027, 1, 11), finishes_on=date(2027, 1, 15), is_critical=True),
    PlanRowDraft(code="1.2", level=1, name="Architecture", role="Architect", effort=D(24),
                 starts_on=date(2027, 1, 18), finishes_on=date(2027, 1, 19), after="1.1"),
    PlanRowDraft(code="2", kind="milestone", name="Scope signed", starts_on=date(2027, 1, 19),
                 finishes_on=date(2027, 1, 19), after="1.2"),
)  # fmt: skip


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def accepted(house: Firm) -> UUID:
    option = LineDraft(description="Support", unit_price=D(1000), tax_code_id=house.vat_23,
                       choice="optional")  # fmt: skip
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        key = desk.save(replace(draft, plan=PLAN, lines=(*draft.lines, option)))
        desk.step(key, "submit")
    with house.as_("approver") as desk:
        desk.step(key, "approve")
    with house.as_("account_manager") as desk:
        desk.step(key, "issue")
        desk.step(key, "accept")
    return key


def test_a_package_is_made_once_and_is_whole(house: Firm, tmp_path: Path) -> None:
    key = accepted(house)
    with house.as_("account_manager") as desk:
        stepped = desk.step(key, "hand-over")
        assert stepped["status"] == "handed_over"
        packed = Path(stepped["file"]).read_bytes()
        again = Handovers(house.database).hand_over(key, tmp_path)
        assert again.file.read_bytes() == packed
        assert again.status == "handed_over"
        issued = desk.print(key)
    manifest = read_manifest(packed)
    assert manifest["key"] == f"{key}:0"
    names = {entry["name"] for entry in manifest["files"]}
    assert names == {
        "proposal.json",
        "billing-plan.csv",
        "proposal.pdf",
        "work-plan.xml",
        "handover.schema.json",
    }
    with ZipFile(BytesIO(packed)) as archive:
        assert archive.read("proposal.pdf") == issued
        content = json.loads(archive.read("proposal.json"))
        plan = etree.fromstring(archive.read("work-plan.xml"))
    assert content["amounts"]["total"] == "38604.16"
    assert [part["amount"] for part in content["billing_plan"]] == [
        "11581.25",
        "11581.25",
        "15441.66",
    ]
    assert "Support" not in [line["description"] for line in content["lines"]]
    assert "cost" not in json.dumps(content)
    space = {"p": "http://schemas.microsoft.com/project"}
    tasks = {
        task.findtext("p:Name", namespaces=space): task
        for task in plan.iterfind(".//p:Task", space)
    }
    assert tasks["Workshops"].findtext("p:Start", namespaces=space) == "2027-01-11T09:00:00"
    assert tasks["Architecture"].findtext("p:Finish", namespaces=space) == "2027-01-19T17:00:00"
    assert tasks["Workshops"].findtext("p:Work", namespaces=space) == "PT40H0M0S"


def test_the_content_is_as_the_published_schema_says(house: Firm) -> None:
    key = accepted(house)
    with house.as_("account_manager"):
        desk = Handovers(house.database)
        packed = desk.package(desk.hand_over(key).id)
    with ZipFile(BytesIO(packed)) as archive:
        content = json.loads(archive.read("proposal.json"))
    schema = json.loads(resource("schema", "handover.schema.json").read_text(encoding="utf-8"))
    check(content, schema)


def check(content: Any, schema: dict[str, Any]) -> None:
    """The few words of JSON Schema that the published one uses for structure."""
    if "const" in schema:
        assert content == schema["const"]
    for name in schema.get("required", ()):
        assert name in content, name
    for name, inner in schema.get("properties", {}).items():
        if isinstance(content, dict) and name in content:
            check(content[name], inner)
    if schema.get("type") == "array":
        for each in content:
            check(each, schema.get("items", {}))


def test_a_receipt_is_read_back_once(house: Firm) -> None:
    key = accepted(house)
    with house.as_("account_manager"):
        desk = Handovers(house.database)
        made = desk.hand_over(key)
        packed = desk.package(made.id)
        answer = receipt(packed, "Operations", now())
        assert desk.receive(answer) == made.id
        first = desk.show(made.id)
        assert (first["status"], first["received_by"]) == ("received", "Operations")
        desk.receive(receipt(packed, "Somebody else", now()))
        assert desk.show(made.id) == first
        other = json.loads(answer) | {"sha256": hashlib.sha256(b"other").hexdigest()}
        with pytest.raises(InvalidInput, match="another package"):
            desk.receive(json.dumps(other).encode())
        unknown = json.loads(answer) | {"key": f"{made.id}:0"}
        with pytest.raises(NotFound):
            desk.receive(json.dumps(unknown).encode())
        for wrong in (b"", b"[]", b'{"format": "x"}', b"\xff"):
            with pytest.raises(InvalidInput, match="isn't a receipt"):
                desk.receive(wrong)
        [row] = desk.listing.first_page(ListQuery(text="portal"))
        assert row[2] == made.number


def test_only_what_was_accepted_is_handed_over(house: Firm) -> None:
    with house.as_("account_manager") as desk:
        key = desk.save(pro_0042(house, desk))
        with pytest.raises(StepRefused, match="it needs “Accepted”"):
            desk.step(key, "hand-over")
    key = accepted(house)
    with house.as_("finance") as desk, pytest.raises(NotAllowed):
        desk.step(key, "hand-over")
    with house.as_("account_manager") as desk:
        desk.step(key, "hand-over")
        with pytest.raises(StepRefused):
            desk.step(key, "cancel", "too late")
