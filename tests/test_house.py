"""The house rules that no linter knows, checked over the source itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = sorted((ROOT / "salesdesk").rglob("*.py"))
LONGEST_FILE = 400
FORBIDDEN_NAMES = re.compile(r"(utils?|helpers?|common|manager|misc)\.py$")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for path in SOURCE:
        name = _name(path)
        if not folders or name.startswith(folders):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SOURCE, ids=_name)
def test_a_file_is_one_concept_and_says_which(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE, "split it by noun"
    assert ast.get_docstring(ast.parse(text)), "say what it is to the user or the design"
    assert not FORBIDDEN_NAMES.search(path.name), "name what is in it"


def test_only_the_database_commits() -> None:
    allowed = {"salesdesk/services/database.py"}
    commits = {
        name
        for name, tree in _trees("salesdesk/services")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    }
    assert commits <= allowed


def test_every_flush_says_why() -> None:
    for path in SOURCE:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "session.flush()" in line and "database.py" not in path.name:
                assert "#" in line, f"{_name(path)}:{number} flushes without a reason"


def test_no_bulk_update_or_delete_goes_round_the_versions() -> None:
    """Bulk statements don't bump a version; restoring a backup replaces whole tables."""
    allowed = {"salesdesk/services/backup.py"}
    for name, tree in _trees("salesdesk/services"):
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy"
            for alias in node.names
        }
        assert name in allowed or not imported & {"update", "delete"}, name


def test_every_error_is_a_sentence_that_somebody_raises() -> None:
    errors = ast.parse((ROOT / "salesdesk/errors.py").read_text(encoding="utf-8"))
    classes = {node.name for node in errors.body if isinstance(node, ast.ClassDef)}
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE)
    for name in classes - {"SalesDeskError", "Problem"}:
        assert re.search(rf"\b{name}\(", text), f"{name} is never raised"


def test_money_is_never_a_float_in_the_calculators() -> None:
    for name, tree in _trees("salesdesk/models/values"):
        for node in ast.walk(tree):
            is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
            assert not is_float, f"{name}:{getattr(node, 'lineno', 0)} holds a float"


def test_no_message_box_and_no_style_sheet_in_the_window() -> None:
    for path in SOURCE:
        text = path.read_text(encoding="utf-8")
        assert "QMessageBox" not in text, _name(path)
        assert "setStyleSheet" not in text, _name(path)


def test_only_one_place_makes_paragraphs() -> None:
    makers = {
        name
        for name, tree in _trees("salesdesk/services")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Paragraph"
    }
    assert makers <= {"salesdesk/services/documents/style.py"}


def test_the_live_database_is_never_opened_as_a_file() -> None:
    """A close of any handle drops SQLite's locks, so nobody opens the file but SQLite."""
    for name in ("schema", "database", "sqlite", "checking"):
        text = (ROOT / f"salesdesk/services/{name}.py").read_text(encoding="utf-8")
        assert ".read_bytes(" not in text
        assert "open(" not in re.sub(r"[a-z_]open\(", "", text)


def test_nothing_names_a_machine_or_a_registry() -> None:
    mark = re.compile(r"(/work/|/tmp/|pypi\.org|files\.pythonhosted)")
    names = ("salesdesk", "tests", "migrations", "bench", "resources/sample")
    for folder in names:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".md", ".toml", ".json") and path != Path(__file__):
                found = mark.search(path.read_text(encoding="utf-8"))
                assert found is None, f"{_name(path)}: {found}"
    assert not mark.search((ROOT / "requirements.lock").read_text(encoding="utf-8"))
