"""The first screen's figures kept from last time: shown while they hold, never after."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from salesdesk import paths
from salesdesk.services import first_look
from salesdesk.services.desk import Desk
from salesdesk.services.first_look import kept, trail_mark
from tests.fresh_files import empty_company

TODAY = date(2026, 11, 23)


def with_a_deal(url: str) -> Desk:
    found = Desk.open(url)
    deal = replace(found.opportunities.new(), name="Portal", expected_amount=Decimal("1234.56"),
                   currency="EUR", expected_close=TODAY + timedelta(days=3))  # fmt: skip
    found.opportunities.save(deal)
    return found


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Desk]:
    found = with_a_deal(sqlite_url)
    yield found
    found.close()


def test_the_figures_come_back_as_they_were_read(desk: Desk) -> None:
    figures = desk.first_screen(TODAY)
    look = kept(desk.database.url, "", TODAY)
    assert look is not None
    assert look.figures == figures
    assert look.figures.deals[0].expected == Decimal("1234.56")
    assert look.person == desk.actor.name


def test_a_write_of_anybody_ends_them(desk: Desk) -> None:
    desk.first_screen(TODAY)
    other = Desk.open(desk.database.url)
    other.accounts.save(replace(other.accounts.new(), name="Konex"))
    other.close()
    assert kept(desk.database.url, "", TODAY) is None


def test_a_closed_file_is_known_without_opening_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = desk.first_screen(TODAY)
    desk.close()
    asked: list[Path] = []
    monkeypatch.setattr(first_look, "trail_mark", asked.append)
    look = kept(desk.database.url, "", TODAY)
    assert look is not None
    assert look.figures == figures
    assert not asked


def test_a_write_after_closing_ends_them(desk: Desk) -> None:
    desk.first_screen(TODAY)
    desk.close()
    other = Desk.open(desk.database.url)
    other.accounts.save(replace(other.accounts.new(), name="Konex"))
    assert kept(desk.database.url, "", TODAY) is None  # it is still beside the file
    other.close()
    assert kept(desk.database.url, "", TODAY) is None


def test_another_file_in_the_same_place_ends_them(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other.salesdesk"
    empty_company(other)
    with_a_deal(str(other)).close()
    mine, theirs = trail_mark(Path(desk.database.url)), trail_mark(other)
    assert mine.split(":")[0] == theirs.split(":")[0]
    assert mine != theirs


def test_the_next_day_and_another_person_see_none(desk: Desk) -> None:
    desk.first_screen(TODAY)
    assert kept(desk.database.url, "", TODAY + timedelta(days=1)) is None
    assert kept(desk.database.url, f"not-{getpass.getuser()}", TODAY) is None


@pytest.mark.parametrize("content", ["", "[]", "{", '{"program": 1}', '{"figures": {"is": "os"}}'])
def test_a_damaged_file_is_passed_over(desk: Desk, content: str) -> None:
    desk.first_screen(TODAY)
    (file,) = (paths.data_dir() / "looks").iterdir()
    file.write_text(content, encoding="utf-8")
    assert kept(desk.database.url, "", TODAY) is None


def test_only_its_own_kinds_are_made_from_a_file(desk: Desk) -> None:
    desk.first_screen(TODAY)
    (file,) = (paths.data_dir() / "looks").iterdir()
    found = json.loads(file.read_text(encoding="utf-8"))
    found["figures"]["is"] = "Path"
    file.write_text(json.dumps(found), encoding="utf-8")
    assert kept(desk.database.url, "", TODAY) is None


def test_a_server_has_none(tmp_path: Path) -> None:
    assert kept("postgresql://localhost/company", "", TODAY) is None
    assert kept(str(tmp_path / "none.salesdesk"), "", TODAY) is None
