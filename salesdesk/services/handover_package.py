"""The package of a handover: what was accepted, as files that other programs read."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from salesdesk import paths
from salesdesk.models.values.calendar import OFFICE
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.pricing import Terms
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan
from salesdesk.services.plain import amount, number, plain
from salesdesk.services.proposal_drafts import (
    SUMS,
    LineDraft,
    PlanRowDraft,
    ProposalDraft,
    TaxDraft,
)
from salesdesk.services.proposal_paper import Parties, party_json

FORMAT = "salesdesk-handover/1"
MANIFEST = "manifest.json"
_SCHEMA = "handover.schema.json"
_MORNING, _EVENING = time(9), time(17)
# a zip without a clock in it: the same content is the same file
_EPOCH = (1980, 1, 1, 0, 0, 0)


def key_of(draft: ProposalDraft) -> str:
    """What makes a handover the same one, however often it is sent."""
    return f"{draft.id}:{draft.revision}"


def package(draft: ProposalDraft, parties: Parties, pdf: bytes) -> bytes:
    """One zip with the proposal, its plans, its page and a manifest of them all."""
    files = {
        "proposal.json": _json(proposal_content(draft, parties)),
        "billing-plan.csv": _billing_csv(draft),
        "proposal.pdf": pdf,
        _SCHEMA: paths.resource("schema", _SCHEMA).read_bytes(),
    }
    if draft.plan:
        files["work-plan.xml"] = work_plan_xml(draft)
    manifest = {
        "format": FORMAT,
        "key": key_of(draft),
        "number": draft.number,
        "revision": draft.revision,
        "files": [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        ],
    }
    return _zipped({MANIFEST: _json(manifest), **files})


def proposal_content(draft: ProposalDraft, parties: Parties) -> Mapping[str, Any]:
    """The content of ``proposal.json``, by the published schema; no cost is in it."""
    return {
        **_header(draft),
        "customer": party_json(parties.customer),
        "customer_reference": draft.customer_reference,
        "contact": parties.contact,
        "seller": party_json(parties.seller),
        "amounts": {name: amount(getattr(draft, name), draft.currency) for name in SUMS},
        "lines": [
            _line(line, draft.currency) for line in draft.counted_lines if line.choice != "optional"
        ],
        "taxes": [_tax(tax, draft.currency) for tax in draft.taxes],
        "billing_plan": _billing_plan(draft),
        "work_plan": [_plan_row(row) for row in draft.plan],
    }


def _header(draft: ProposalDraft) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "key": key_of(draft),
        "number": draft.number,
        "revision": draft.revision,
        "name": draft.name,
        "currency": draft.currency,
        "base_currency": draft.base_currency,
        "exchange_rate": plain(draft.exchange_rate),
        "issued_on": plain(draft.issued_on),
        "accepted_on": plain(draft.decided_on),
        "accepted_reason": draft.decision_reason,
        "starts_on": plain(draft.starts_on),
    }


def _line(line: LineDraft, currency: str) -> dict[str, Any]:
    return {
        "id": str(line.id),
        "kind": line.kind,
        "description": line.description,
        "detail": line.detail,
        "quantity": number(line.quantity),
        "unit": line.unit,
        "unit_price": number(line.unit_price),
        "discounts": [number(cut) for cut in line.discounts],
        "net": amount(line.net, currency),
        "choice": line.choice,
    }


def _tax(tax: TaxDraft, currency: str) -> dict[str, Any]:
    return {
        "name": tax.name,
        "rate": number(tax.rate),
        "base": amount(tax.base, currency),
        "amount": amount(tax.amount, currency),
    }


def _plan_row(row: PlanRowDraft) -> dict[str, Any]:
    return {
        "wbs": row.code,
        "level": row.level,
        "kind": row.kind,
        "name": row.name,
        "role": row.role,
        "effort_hours": plain(row.effort),
        "start": plain(row.starts_on),
        "finish": plain(row.finishes_on),
        "after": row.after,
    }


def _billing_plan(draft: ProposalDraft) -> list[dict[str, Any]]:
    return [
        {
            "name": part.name,
            "due": plain(part.due_on),
            "percent": number(part.percent),
            "amount": amount(part.amount, draft.currency),
        }
        for part in draft.instalments
    ]


def _billing_csv(draft: ProposalDraft) -> bytes:
    text = StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(["name", "due", "percent", "amount", "currency"])
    for part in _billing_plan(draft):
        name = part["name"]
        # a spreadsheet must not take a name for a formula
        guarded = f"'{name}" if name[:1] in tuple("=+-@\t\r") else name
        rows.writerow([guarded, part["due"], part["percent"], part["amount"], draft.currency])
    return text.getvalue().encode("utf-8-sig")


def work_plan_xml(draft: ProposalDraft) -> bytes:
    """The accepted plan, dates as accepted, for Microsoft Project and its kin."""
    from salesdesk.services.mspdi_write import PlanToWrite, write

    plan = _work_plan(draft.plan)
    start = min((row.starts_on for row in draft.plan if row.starts_on), default=date(2000, 1, 1))
    figures = PlanFigures(plan, Terms(draft.currency, start))
    return write(PlanToWrite(draft.name, figures, PlanSchedule(plan, OFFICE, start)))


def _work_plan(rows: Sequence[PlanRowDraft]) -> WorkPlan:
    by_code: dict[str, UUID] = {row.code: row.work_item_id or row.id for row in rows if row.code}
    return WorkPlan(
        WorkItem(
            name=row.name,
            kind=ItemKind(row.kind),
            level=row.level,
            id=row.work_item_id or row.id,
            role=row.role,
            effort=row.effort,
            fixed=_fixed(row, is_branch=at + 1 < len(rows) and rows[at + 1].level > row.level),
            after=tuple(Dependency(by_code[code]) for code in row.after.split() if code in by_code),
        )
        for at, row in enumerate(rows)
    )


def _fixed(row: PlanRowDraft, *, is_branch: bool) -> tuple[datetime, datetime] | None:
    if is_branch or row.starts_on is None or row.finishes_on is None:
        return None
    if row.kind == ItemKind.MILESTONE:
        at = datetime.combine(row.finishes_on, _EVENING)
        return at, at
    return datetime.combine(row.starts_on, _MORNING), datetime.combine(row.finishes_on, _EVENING)


def receipt(packed: bytes, who: str, when: datetime) -> bytes:
    """What the receiver answers: which package arrived, whole, with whom and when."""
    manifest = read_manifest(packed)
    return _json({
        "format": "salesdesk-receipt/1",
        "key": manifest["key"],
        "sha256": hashlib.sha256(packed).hexdigest(),
        "received_by": who,
        "received_at": when.isoformat(),
    })  # fmt: skip


def read_manifest(packed: bytes) -> dict[str, Any]:
    """The manifest of a package, every file of which was compared with its hash."""
    with ZipFile(BytesIO(packed)) as archive:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        for entry in manifest["files"]:
            if hashlib.sha256(archive.read(entry["name"])).hexdigest() != entry["sha256"]:
                raise ValueError(entry["name"])
    return manifest


def _json(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=False)
    return (text + "\n").encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()
