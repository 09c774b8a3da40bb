"""The package of a handover: what was accepted, as files that other programs read."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
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
from salesdesk.services.party_json import party_json
from salesdesk.services.plain import amount, number, plain
from salesdesk.services.proposal_drafts import (
    SUMS,
    LineDraft,
    PlanRowDraft,
    ProposalDraft,
    TaxDraft,
)
from salesdesk.services.proposal_paper import Parties
from salesdesk.services.proposal_work import is_branch, taken_rows, worked

FORMAT = "salesdesk-handover/1"
MANIFEST = "manifest.json"
BALANCE, WHOLE = "Balance", "Total"
"""What is billed beside the payments that were agreed on, in the words of the schema."""
Documents = Sequence[tuple[str, bytes]]
_SCHEMA = "handover.schema.json"
_MORNING, _EVENING = time(9), time(17)
# a zip without a clock in it: the same content is the same file
_EPOCH = (1980, 1, 1, 0, 0, 0)


def key_of(draft: ProposalDraft) -> str:
    """What makes a handover the same one, however often it is sent."""
    return f"{draft.id}:{draft.revision}"


def package(draft: ProposalDraft, parties: Parties, pdf: bytes, documents: Documents = ()) -> bytes:
    """One zip with the proposal, its plans, its page, its documents and a manifest of them all."""
    attached = _named_apart(documents)
    content = {**proposal_content(draft, parties), "documents": [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in attached.items()
    ]}  # fmt: skip
    files = {
        "proposal.json": _json(content),
        "lines.csv": _lines_csv(draft),
        "hours.csv": _hours_csv(draft),
        "billing-plan.csv": _billing_csv(draft),
        **attached,
        "proposal.pdf": pdf,
        _SCHEMA: paths.resource("schema", _SCHEMA).read_bytes(),
    }
    if taken_rows(draft):
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


def _named_apart(documents: Documents) -> dict[str, bytes]:
    """Each document under a name of its own in a folder of theirs."""
    found: dict[str, bytes] = {}
    for name, data in documents:
        stem, dot, ending = name.rpartition(".")
        place, at = f"documents/{name}", 1
        while place in found:
            at += 1
            place = (
                f"documents/{stem or ending} ({at}){dot if stem else ''}{ending if stem else ''}"
            )
        found[place] = data
    return found


def proposal_content(draft: ProposalDraft, parties: Parties) -> Mapping[str, Any]:
    """The content of ``proposal.json``, by the published schema; no cost is in it."""
    return {
        **_header(draft),
        "customer": party_json(parties.customer),
        "customer_reference": draft.customer_reference,
        "contact": parties.contact,
        "seller": party_json(parties.seller),
        "amounts": {name: amount(getattr(draft, name), draft.currency) for name in SUMS},
        "lines": [_line(line, draft.currency) for line in _accepted(draft)],
        "taxes": [_tax(tax, draft.currency) for tax in draft.taxes],
        "billing_plan": _billing_plan(draft),
        "work_plan": [_plan_row(row) for row in taken_rows(draft)],
        "hours": [{"role": role, "hours": number(hours)} for role, hours in _hours(draft)],
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
        "exchange_date": plain(draft.exchange_date),
        "exchange_source": draft.exchange_source,
        "base_amounts": _base(draft),
        "issued_on": plain(draft.issued_on),
        "accepted_on": plain(draft.decided_on),
        "accepted_reason": draft.decision_reason,
        "starts_on": plain(draft.starts_on),
    }


def _base(draft: ProposalDraft) -> dict[str, str | None] | None:
    """The sums in the company's own currency, at the rate that was frozen."""
    if draft.base_net is None:
        return None
    code = draft.base_currency
    return {"net": amount(draft.base_net, code), "tax": amount(draft.base_tax, code),
            "total": amount(draft.base_total, code)}  # fmt: skip


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
        "taxable": amount(line.taxable, currency),
        "choice": line.choice,
        "option_group": line.option_group,
        "variant": line.variant,
        "chosen_by": line.chosen_by,
    }


def _tax(tax: TaxDraft, currency: str) -> dict[str, Any]:
    return {
        "name": tax.name,
        "rate": number(tax.rate),
        "base": amount(tax.base, currency),
        "amount": amount(tax.amount, currency),
        "reason": tax.reason,
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
    """What is billed when; it makes the total even where nothing was scheduled."""
    plan = [
        {
            "name": part.name,
            "due": plain(part.due_on),
            "percent": number(part.percent),
            "amount": amount(part.amount, draft.currency),
            "is_fixed": part.fixed is not None,
        }
        for part in draft.instalments
    ]
    rest = draft.total - sum((part.amount for part in draft.instalments), Decimal(0))
    if rest or not plan:
        # accepted options change the total, and fixed payments don't follow it
        name = BALANCE if plan else WHOLE
        plan.append({"name": name, "due": None, "percent": "0" if plan else "100",
                     "amount": amount(rest, draft.currency), "is_fixed": bool(plan)})  # fmt: skip
    return plan


def _hours(draft: ProposalDraft) -> list[tuple[str, Decimal]]:
    """Hours of the accepted plan by role, in the plan's order."""
    found: dict[str, Decimal] = {}
    for row in worked(taken_rows(draft)):
        found[row.role] = found.get(row.role, Decimal(0)) + (row.effort or 0)
    return list(found.items())


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table for spreadsheets, which must not take a name for a formula."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(head)
    for row in rows:
        lines.writerow([_guarded(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _guarded(value: object) -> object:
    is_number = isinstance(value, str) and value.lstrip("-").replace(".", "", 1).isdigit()
    if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") and not is_number:
        return f"'{value}"
    return value


def _billing_csv(draft: ProposalDraft) -> bytes:
    head = ("name", "due", "percent", "amount")
    rows = ([part[name] for name in head] + [draft.currency] for part in _billing_plan(draft))
    return _csv((*head, "currency"), rows)


def _lines_csv(draft: ProposalDraft) -> bytes:
    """What was accepted, line by line."""
    head = ("id", "kind", "description", "detail", "quantity", "unit", "unit_price", "net",
            "taxable", "choice", "option_group", "variant")  # fmt: skip
    lines = (_line(line, draft.currency) for line in _accepted(draft))
    return _csv((*head, "currency"), ([line[name] for name in head] + [draft.currency]
                                      for line in lines))  # fmt: skip


def _hours_csv(draft: ProposalDraft) -> bytes:
    """Hours by row of the plan, and whose they are."""
    head = ("wbs", "name", "role", "effort_hours", "start", "finish")
    rows = map(_plan_row, worked(taken_rows(draft)))
    return _csv(head, ([row[name] for name in head] for row in rows))


def _accepted(draft: ProposalDraft) -> list[LineDraft]:
    return [line for line in draft.counted_lines if line.choice != "optional"]


def work_plan_xml(draft: ProposalDraft) -> bytes:
    """The accepted plan, dates as accepted, for Microsoft Project and its kin."""
    from salesdesk.services.mspdi_write import PlanToWrite, write

    rows = taken_rows(draft)
    plan = _work_plan(rows)
    start = min((row.starts_on for row in rows if row.starts_on), default=date(2000, 1, 1))
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
            fixed=_fixed(row, is_summary=is_branch(rows, at)),
            after=tuple(Dependency(by_code[code]) for code in row.after.split() if code in by_code),
        )
        for at, row in enumerate(rows)
    )


def _fixed(row: PlanRowDraft, *, is_summary: bool) -> tuple[datetime, datetime] | None:
    if is_summary or row.starts_on is None or row.finishes_on is None:
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
