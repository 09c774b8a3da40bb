"""Approvals by file on the command line: asking, signing and reading back."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

PASSPHRASE = "SALESDESK_PASSPHRASE"  # noqa: S105 the name of a variable, not a passphrase
"""The variable that holds the passphrase: on the command line everybody could read it."""


def _make_key(desk: Desk, arguments: Namespace) -> dict[str, Any]:
    from salesdesk.services.approval_keys import make_key

    key = make_key(desk.database, os.environ.get(PASSPHRASE, ""))
    return _export_key(desk, arguments) | {"key": key}


def _export_key(desk: Desk, arguments: Namespace) -> dict[str, Any]:
    from salesdesk.services.approval_keys import export_key

    return _written(Path(arguments.file), export_key(desk.database))


def _import_key(desk: Desk, arguments: Namespace) -> dict[str, Any]:
    from salesdesk.services.approval_keys import import_key

    user = desk.key_of("users", arguments.number) if arguments.number else None
    return {"user": import_key(desk.database, Path(arguments.file).read_bytes(), user)}


def _ask(desk: Desk, arguments: Namespace) -> dict[str, Any]:
    from salesdesk.services.approval_request import request_for

    if not arguments.number:
        message = _("Name the proposal with --number.")
        raise InvalidInput(message, [Problem(message, "number")])
    key = desk.key_of("proposals", arguments.number)
    return _written(Path(arguments.file), request_for(desk.database, key))


def _show(_desk: Desk, arguments: Namespace) -> dict[str, Any]:
    from salesdesk.services.approval_request import read_request
    from salesdesk.services.plain import plain

    request = read_request(Path(arguments.file).read_bytes())
    names = ("number", "revision", "name", "account", "currency", "asked_by", "asked_at",
             "comment", "figures", "content_hash")  # fmt: skip
    found = {name: plain(getattr(request, name)) for name in names}
    return found | {"rules": [rule.message for rule in request.rules]}


def _answer(desk: Desk, arguments: Namespace) -> dict[str, Any]:
    from salesdesk.services.approval_files import ENDING, answer_to
    from salesdesk.services.approval_request import read_request

    asked = Path(arguments.file)
    signed = answer_to(desk.database, read_request(asked.read_bytes()), arguments.decision,
                       arguments.reason, os.environ.get(PASSPHRASE, ""))  # fmt: skip
    return _written(Path(arguments.output or asked.with_suffix(ENDING)), signed)


def _read(desk: Desk, arguments: Namespace) -> dict[str, Any]:
    from salesdesk.services.approval_files import read_answer

    stepped = read_answer(desk.database, Path(arguments.file).read_bytes())
    return {"number": stepped["number"], "status": stepped["status"]}


def _written(file: Path, content: bytes) -> dict[str, Any]:
    from salesdesk.services.exporting import write_whole

    write_whole(file, content)
    return {"file": str(file)}


DEEDS: dict[str, Callable[[Desk, Namespace], dict[str, Any]]] = {
    "make-key": _make_key,
    "export-key": _export_key,
    "import-key": _import_key,
    "ask": _ask,
    "show": _show,
    "answer": _answer,
    "read": _read,
}
"""What is done with the file of an approval: written by the first ones, read by the others."""
READS = frozenset({"import-key", "show", "answer", "read"})


def approval(desk: Desk, arguments: Namespace) -> dict[str, Any]:
    """The deed on its file."""
    return DEEDS[arguments.deed](desk, arguments)
