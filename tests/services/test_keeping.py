"""What was typed survives the program: every kind of draft, back to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from salesdesk import paths
from salesdesk.models.values.duration import Duration
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.schedule import LinkType
from salesdesk.models.values.workplan import Dependency, ItemKind, WorkItem, WorkPlan
from salesdesk.services.budgets import BudgetDraft, CellDraft
from salesdesk.services.contacts import ContactDraft
from salesdesk.services.desk import Desk
from salesdesk.services.estimation_draft import EstimationDraft, RuleDraft
from salesdesk.services.keeping import KeptDrafts, RowsApart, Typed, decoded, encoded
from salesdesk.services.proposal_drafts import InstalmentDraft, LineDraft, ProposalDraft


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Desk]:
    found = Desk.open(sqlite_url)
    yield found
    found.close()


def _plan() -> WorkPlan:
    first = WorkItem("Analysis", ItemKind.PHASE, rule=PriceRule(Method.MARGIN, Decimal("31.5")))
    moment = datetime.fromisoformat("2027-01-04T09:00")
    second = WorkItem(
        "Interviews", level=1, effort=Decimal("64.25"), duration=Duration(Decimal(3), "d"),
        after=(Dependency(first.id, LinkType.SS, Duration(Decimal(2), "w")),),
        not_before=date(2027, 1, 5), fixed=(moment, moment.replace(hour=18)),
    )  # fmt: skip
    return WorkPlan([first, second, replace(second, id=uuid4(), not_before=moment)])


ACCOUNT, OTHER = uuid4(), uuid4()
CHANGES: list[tuple[Any, dict[str, Any]]] = [
    (ContactDraft(name="Ines"), {"name": "Inês Duarte", "birthday": date(1980, 2, 29)}),
    (EstimationDraft(name="Move"),
     {"plan": _plan(), "account_id": ACCOUNT, "service_contingency": Decimal("5.5"),
      "rules": (RuleDraft(category="service", value=Decimal(30)),)}),
    (ProposalDraft(name="Move"),
     {"lines": (LineDraft(description="Work", quantity=Decimal("1.250"), tax_code_id=OTHER),
                LineDraft(kind="heading", description="Then")),
      "valid_until": date(2027, 3, 1), "discount_percent": Decimal("2.5"),
      "instalments": (InstalmentDraft(name="At the start", percent=Decimal(30)),)}),
    (BudgetDraft(name="2027"),
     {"total": Decimal("1000.01"),
      "cells": (CellDraft(period_id=OTHER, amount=Decimal("0.01"), is_locked=True),)}),
]  # fmt: skip


@pytest.mark.parametrize(("base", "typed"), CHANGES, ids=lambda each: type(each).__name__)
def test_a_draft_comes_back_as_it_was_typed(desk: Desk, base: Any, typed: dict[str, Any]) -> None:
    base = replace(base, version=3)
    mine = replace(base, **typed)
    kept = KeptDrafts(desk.database)
    kept.keep("record", base.id, Typed(base, mine, {"amount": "12,,"}))
    newer = replace(base, version=4)
    found = KeptDrafts(desk.database).find("record", base.id, newer)
    assert found is not None
    assert found.typed == Typed(base, mine, {"amount": "12,,"})
    assert found.count == len(typed.keys() - {"plan"}) + 1
    assert found.rows == (RowsApart(3, 0, 0) if "plan" in typed else None)
    kept.forget("record", base.id)
    assert kept.find("record", base.id, newer) is None


def test_what_has_been_saved_since_is_not_offered(desk: Desk) -> None:
    base = ContactDraft(name="Ines")
    mine = replace(base, name="Ines Duarte")
    kept = KeptDrafts(desk.database)
    kept.keep("contacts", base.id, Typed(base, mine))
    assert kept.find("contacts", base.id, mine) is None


def test_a_file_that_cannot_be_read_is_no_draft(desk: Desk) -> None:
    base = ContactDraft(name="Ines")
    kept = KeptDrafts(desk.database)
    kept.keep("contacts", base.id, Typed(base, replace(base, name="X")))
    (file,) = (paths.data_dir() / "drafts").rglob("*.json")
    assert file.stat().st_mode & 0o077 == 0
    for text in ("", "{", "[]", '{"mine": {"birthday": 3}}'):
        file.write_text(text)
        assert kept.find("contacts", base.id, base) is None


def test_another_user_has_drafts_of_their_own(desk: Desk) -> None:
    base = ContactDraft(name="Ines")
    kept = KeptDrafts(desk.database)
    kept.keep("contacts", base.id, Typed(base, replace(base, name="X")))
    desk.database.actor = replace(desk.actor, username="../somebody")
    assert kept.find("contacts", base.id, base) is None
    kept.keep("contacts", base.id, Typed(base, replace(base, name="Y")))
    for path in Path(paths.data_dir()).rglob("*.json"):
        assert path.is_relative_to(paths.data_dir() / "drafts")


@pytest.mark.parametrize("value", [None, uuid4()])
def test_what_may_be_unknown_may_stay_so(value: UUID | None) -> None:
    assert decoded(UUID | None, encoded(value)) == value
