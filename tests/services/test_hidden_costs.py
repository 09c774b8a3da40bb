"""Who may not see cost never gets it: not out of the trail, an export, a print or a query."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event

from salesdesk.models.values.listing import ListQuery
from salesdesk.services.database import Database
from salesdesk.services.desk import Desk
from salesdesk.services.exporting import export
from salesdesk.services.history import History
from salesdesk.services.modules import module_rows
from salesdesk.services.proposals import Proposals
from tests.services.selling import Firm, estimation, firm, issued, pro_0042

SECRET = {"unit_cost", "cost", "margin", "internal_note", "cost_rate", "loaded_cost"}


@pytest.fixture
def house(database: Database) -> Firm:
    return firm(database)


def noted(house: Firm) -> UUID:
    """PRO-2026-0042 with a note on a line that is for us alone."""
    with house.as_("account_manager") as desk:
        draft = pro_0042(house, desk)
        first = replace(draft.lines[0], internal_note="we earn 35 % here")
        return desk.save(replace(draft, lines=(first, *draft.lines[1:])))


def test_an_administrator_exports_and_lists_the_trail_without_costs(
    house: Firm, tmp_path: Path
) -> None:
    estimation(house)
    noted(house)
    target = tmp_path / "trail.json"
    with house.as_("administrator"):
        assert export(Desk(house.database), "audit", target) > 0
        listed = module_rows(Desk(house.database), "audit").rows
    exported = json.loads(target.read_text("utf-8"))["rows"]
    for rows in (exported, listed):
        entries = [(row["table"], json.loads(row[side])) for row in rows for side in ("old", "new")]
        assert any(said.get("description") == "Discovery" for _table, said in entries)
        assert not [said for _table, said in entries if SECRET & set(said)]
        rules = [said for table, said in entries if table == "estimation_rule" and said]
        assert rules
        assert not [rule for rule in rules if {"value", "method"} & set(rule)]


def test_finance_still_reads_the_whole_trail(house: Firm) -> None:
    noted(house)
    with house.as_("finance"):
        rows = Desk(house.database).audit_listing.all_rows(ListQuery())
    assert any("unit_cost" in row[-1] for row in rows)


def test_the_history_tells_no_cost_and_no_note_of_ours(house: Firm) -> None:
    key = noted(house)
    changes = {}
    for who in ("read_only", "account_manager"):
        with house.as_(who):
            rows = History(house.database).of(key)
        changes[who] = {change.field for row in rows for change in row.changes}
    assert changes["account_manager"] - changes["read_only"] >= {"unit_cost", "internal_note"}
    assert not changes["read_only"] & SECRET
    assert "description" in changes["read_only"]


@contextmanager
def asked(house: Firm) -> Iterator[list[str]]:
    """The statements that reach the database."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    engine = house.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("is_issued", [False, True])
def test_no_query_for_who_only_reads_asks_for_a_cost(house: Firm, is_issued: bool) -> None:
    key = noted(house)
    if is_issued:
        issued(house, key)
    with house.as_("read_only") as desk, asked(house) as said:
        assert isinstance(desk, Proposals)
        desk.print(key)
        desk.print(key, language="de", page="Letter")
        desk.show(key)
        desk.readiness(key)
    assert any("proposal_line" in statement for statement in said)
    secret = ("unit_cost", "_line.cost", "proposal.cost", "proposal.margin", "internal_note")
    assert not [statement for statement in said if any(name in statement for name in secret)]
