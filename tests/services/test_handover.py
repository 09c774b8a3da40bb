"""Handover: one zip, made once, whole, and received."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from lxml import etree

from salesdesk.errors import InvalidInput, NotAllowed, NotFound, SalesDeskError, StepRefused
from salesdesk.models.columns import now
from salesdesk.models.reference import TaxCode
from salesdesk.models.values.listing import ListQuery
from salesdesk.paths import resource
from salesdesk.services.attachments import Attachments
from salesdesk.services.database import Database
from salesdesk.services.handover import Handovers
from salesdesk.services.handover_package import read_manifest, receipt
from salesdesk.services.proposal_drafts import InstalmentDraft, LineDraft, PlanRowDraft
from salesdesk.services.proposal_steps import unlinked
from tests.services.selling import Firm, firm, issued, pro_0042

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
        "lines.csv",
        "hours.csv",
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
    check(content, schema_of("handover"))


def check(content: Any, schema: dict[str, Any], whole: dict[str, Any] | None = None) -> None:
    """The words of JSON Schema that the published ones use."""
    root = whole or schema
    if "$ref" in schema:
        return check(content, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
             "null": type(None)}  # fmt: skip
    named = schema.get("type", [])
    wanted = [named] if isinstance(named, str) else named
    assert not wanted or isinstance(content, tuple(kinds[each] for each in wanted)), content
    assert content == schema.get("const", content)
    assert content in schema.get("enum", [content])
    if isinstance(content, str):
        assert re.search(schema.get("pattern", ""), content), content
    if isinstance(content, dict):
        assert set(schema.get("required", ())) <= set(content)
        rest = schema.get("additionalProperties")
        for name, value in content.items():
            inner = schema.get("properties", {}).get(name, rest)
            if isinstance(inner, dict):
                check(value, inner, root)
    if isinstance(content, list):
        assert len(content) >= schema.get("minItems", 0)
        for each in content:
            check(each, schema.get("items", {}), root)
    return None


def content_of(packed: bytes) -> dict[str, Any]:
    with ZipFile(BytesIO(packed)) as archive:
        found: dict[str, Any] = json.loads(archive.read("proposal.json"))
        return found


def handed_over(house: Firm, **given: Any) -> bytes:
    """The package of PRO-2026-0042 with something else in it."""
    with house.as_("account_manager") as desk:
        key = desk.save(unlinked(replace(pro_0042(house, desk), **given)))
    issued(house, key)
    with house.as_("account_manager") as desk:
        chosen = [line.id for line in desk.draft(key).lines if line.choice == "optional"]
        desk.step(key, "accept", chosen=chosen)
        handovers = Handovers(house.database)
        return handovers.package(handovers.hand_over(key).id)


def rows_of(packed: bytes, name: str) -> list[dict[str, str]]:
    with ZipFile(BytesIO(packed)) as archive:
        text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_lines_and_hours_go_along_as_tables(house: Firm) -> None:
    packed = handed_over(house, plan=PLAN, name="=evil()")
    lines, hours = rows_of(packed, "lines.csv"), rows_of(packed, "hours.csv")
    assert [line["description"] for line in lines] == [
        "Discovery", "Build", "Licences", "Server", "Travel",
    ]  # fmt: skip
    assert (lines[1]["net"], lines[1]["taxable"], lines[1]["currency"]) == (
        "20993.10", "20573.23", "EUR",
    )  # fmt: skip
    assert [(row["wbs"], row["role"], row["effort_hours"]) for row in hours] == [
        ("1.1", "Consultant", "40"), ("1.2", "Architect", "24"),
    ]  # fmt: skip
    assert content_of(packed)["hours"] == [
        {"role": "Consultant", "hours": "40"}, {"role": "Architect", "hours": "24"},
    ]  # fmt: skip


def test_a_name_is_no_formula_and_a_negative_amount_stays_a_number(house: Firm) -> None:
    packed = handed_over(house, instalments=(
        InstalmentDraft(name="=1+1", fixed=D("-100.00")),
        InstalmentDraft(name="Rest", percent=D(100)),
    ))  # fmt: skip
    first, rest = rows_of(packed, "billing-plan.csv")
    assert (first["name"], first["amount"], rest["amount"]) == ("'=1+1", "-100.00", "38704.16")


@pytest.mark.parametrize(
    "instalments",
    [
        (),
        (InstalmentDraft(name="All", fixed=D("38604.16")),),
        (InstalmentDraft(name="Deposit", fixed=D("5000.01")),
         InstalmentDraft(name="A third", percent=D("33.33")),
         InstalmentDraft(name="The rest", percent=D("66.67"))),
    ],
)  # fmt: skip
def test_the_billing_plan_makes_the_total(
    house: Firm, instalments: tuple[InstalmentDraft, ...]
) -> None:
    option = LineDraft(description="Support", unit_price=D(1000), tax_code_id=house.vat_23,
                       choice="optional")  # fmt: skip
    with house.as_("account_manager") as desk:
        lines = (*pro_0042(house, desk).lines, option)
    with house.database.changing() as session:
        withheld = TaxCode(code="IRS 25", name="IRS", rate=D(-25), kind="percent")
        session.add(withheld)
        session.flush()
        key = withheld.id
    for given in ({}, {"withholding_code_id": key, "instalments": ()}):
        packed = handed_over(house, **{"lines": lines, "instalments": instalments} | given)
        content = content_of(packed)
        check(content, schema_of("handover"))
        billed = sum(D(part["amount"]) for part in content["billing_plan"])
        assert billed == D(content["amounts"]["total"])
        assert sum(D(tax["amount"]) for tax in content["taxes"]) == D(content["amounts"]["tax"])
    assert D(content["amounts"]["tax"]) < 0


def schema_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(resource("schema", f"{name}.schema.json").read_text("utf-8"))
    return found


def test_the_rate_and_the_base_figures_go_along(house: Firm) -> None:
    content = content_of(handed_over(house, currency="USD", base_currency="EUR",
                                     exchange_rate=D("0.9180")))  # fmt: skip
    check(content, schema_of("handover"))
    assert (content["exchange_rate"], content["base_currency"]) == ("0.918", "EUR")
    assert content["base_amounts"]["net"] == "29005.11"


def test_documents_of_the_proposal_go_along(house: Firm) -> None:
    key = accepted(house)
    files = Attachments(house.database)
    with house.as_("account_manager") as desk:
        files.attach("proposals", key, "order.txt", b"we order")
        files.attach("proposals", key, "order.txt", b"we order more")
        packed = Path(desk.step(key, "hand-over")["file"]).read_bytes()
    with ZipFile(BytesIO(packed)) as archive:
        found = {name: archive.read(name) for name in archive.namelist() if "order" in name}
    assert found == {
        "documents/order.txt": b"we order",
        "documents/order (2).txt": b"we order more",
    }
    content = content_of(packed)
    check(content, schema_of("handover"))
    assert [document["size"] for document in content["documents"]] == [8, 13]
    assert len(read_manifest(packed)["files"]) == 9


def test_two_clicks_at_once_make_one_package(house: Firm, url: str, tmp_path: Path) -> None:
    from salesdesk.services.schema import open_database

    key = accepted(house)
    programs = [open_database(url) for _program in range(4)]
    answers: list[UUID | SalesDeskError] = []
    ready = Barrier(len(programs))

    def click(program: Database, folder: Path) -> None:
        program.actor = house.people["account_manager"]
        ready.wait()
        try:
            answers.append(Handovers(program).hand_over(key, folder).id)
        except SalesDeskError as failure:
            answers.append(failure)

    threads = [Thread(target=click, args=(program, tmp_path / str(at)))
               for at, program in enumerate(programs)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for program in programs:
        program.close()
    assert len(set(answers)) == 1
    files = [next((tmp_path / str(at)).iterdir()).read_bytes() for at in range(len(programs))]
    assert len(set(files)) == 1
    assert Handovers(house.database).listing.count(ListQuery()) == 1


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
        for wrong in (b"", b"[]", b'{"format": "x"}', b"\xff", b"[" * 100_000, answer[:-9]):
            with pytest.raises(InvalidInput, match="isn't a receipt"):
                desk.receive(wrong)
        with pytest.raises(InvalidInput, match="Line 2 isn't written in UTF-8"):
            desk.receive('{\n"received_by": "José"}'.encode("cp1252"))
        with pytest.raises(InvalidInput, match="Line 2, letter 1 isn't JSON"):
            desk.read_back(b'{"format":\n')
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
