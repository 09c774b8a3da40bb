"""The command line: reads the words, runs the command, answers text or one JSON object."""

from __future__ import annotations

import gc
import json
import os
import sys
from argparse import Action, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from salesdesk import __version__
from salesdesk.approvals import DEEDS
from salesdesk.commands import CHECKED_FIRST, WITH_DATABASE, WITHOUT_DATABASE, WRITERS
from salesdesk.errors import Problem, SalesDeskError
from salesdesk.i18n import _

IMPORTS = (
    "contacts",
    "accounts",
    "opportunities",
    "products",
    "sellers",
    "role-rates",
    "exchange-rates",
    "work-plan",
)
DONE, REFUSED, WRONG_USAGE = 0, 1, 2
_MOST_DIGITS = 9
_PLACES = {
    "not_allowed": ("user", "step"),
    "not_found": ("number",),
    "step_refused": ("step",),
    "in_use": ("number",),
    "database": ("database",),
}
"""By kind of refusal, the words of a command in which the reason is looked for first."""


class _Usage(Exception):
    """The words of the command are off."""


class _Told(Exception):
    """Help or the version was asked for."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name
        self.text = text


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Usage(f"{self.format_usage().strip()}\n{message}")

    def print_help(self, file: Any = None) -> NoReturn:
        del file
        raise _Told("help", self.format_help().strip())


class _Version(Action):
    """``--version``: the version, and nothing else is done."""

    def __call__(self, *_arguments: Any) -> NoReturn:
        raise _Told("version", __version__)


def _count(word: str) -> int:
    if not word.isdecimal() or len(word) > _MOST_DIGITS:
        raise ArgumentTypeError(_("{word} is not a count of rows").format(word=word))
    return int(word)


def common_options() -> ArgumentParser:
    """Options that may stand anywhere among the words."""
    common = _Parser("salesdesk", add_help=False, allow_abbrev=False)
    common.add_argument("--database", default="", metavar="PATH|URL")
    common.add_argument("--as", dest="user", default="", metavar="USER")
    common.add_argument("--json", action="store_true")
    return common


def parser() -> ArgumentParser:
    """The commands with their own options."""
    root = _Parser(
        "salesdesk",
        description=_("From opportunity to handover."),
        parents=[common_options()],
        allow_abbrev=False,
    )
    root.add_argument("--version", action=_Version, nargs=0, help=_("say which version this is"))
    commands = root.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    commands.add_parser("demo", help=_("fill an empty database with the sample company"))
    load = commands.add_parser("import", help=_("read a file of another program"))
    load.add_argument("kind", choices=IMPORTS)
    load.add_argument("file")
    load.add_argument("--dry-run", action="store_true")
    load.add_argument("--company", default="")
    load.add_argument("--into", default="", metavar="NUMBER")
    make = commands.add_parser("create", help=_("make a draft from JSON"))
    make.add_argument("kind")
    make.add_argument("file")
    write = commands.add_parser("export", help=_("write a module or a record to a file"))
    write.add_argument("kind")
    write.add_argument("file")
    write.add_argument("--number", default="")
    rows = commands.add_parser("list", help=_("rows of a module"))
    rows.add_argument("kind")
    rows.add_argument("--filter", default="")
    rows.add_argument("--limit", type=_count, default=None)
    _add_record_commands(commands)
    _add_file_commands(commands)
    _add_approvals(commands)
    return root


def _add_record_commands(commands: Any) -> None:
    shown = commands.add_parser("show", help=_("one record whole"))
    shown.add_argument("kind")
    shown.add_argument("number")
    stepped = commands.add_parser("step", help=_("take a workflow step"))
    stepped.add_argument("kind")
    stepped.add_argument("number")
    stepped.add_argument("step")
    stepped.add_argument("--reason", default="")
    stepped.add_argument("--choose", action="append", default=[], metavar="LINE")
    printed = commands.add_parser("print", help=_("a proposal, estimation or budget as PDF"))
    printed.add_argument("number")
    printed.add_argument("file")
    printed.add_argument("--language", default="")
    printed.add_argument("--page", choices=("A4", "Letter"), default="")
    printed.add_argument("--internal", action="store_true")
    printed.add_argument(
        "--paper", choices=("summary", "walk-away", "booklet", "issued"), default=""
    )


def _add_approvals(commands: Any) -> None:
    """``approval make-key``, ``ask``, ``answer``, ``read`` and so on, each with its file."""
    by_file = commands.add_parser("approval", help=_("ask for, give and read approvals by file"))
    by_file.add_argument("deed", choices=tuple(DEEDS))
    by_file.add_argument("file")
    by_file.add_argument("--number", default="")
    by_file.add_argument("--decision", choices=("approve", "return"), default="approve")
    by_file.add_argument("--reason", default="")
    by_file.add_argument("--output", default="")


def _add_file_commands(commands: Any) -> None:
    totals = commands.add_parser("calculate", help=_("totals of a document"))
    totals.add_argument("file")
    totals.add_argument("--explain", action="store_true")
    for name, text in (
        ("schedule", _("dates and critical path of a work plan")),
        ("distribute", _("a budget distribution")),
        ("backup", _("write one verified file")),
        ("restore", _("read a backup into a database")),
        ("receive", _("read a receipt, or documents of Billing")),
        ("verify", _("whether a PDF is a proposal as it was issued")),
    ):
        commands.add_parser(name, help=text).add_argument("file")
    commands.add_parser("check", help=_("integrity, totals and audit"))


def run(words: Sequence[str]) -> int:
    """Run a command; 0 done, 1 refused with its reason, 2 wrong usage."""
    as_json = "--json" in words
    options = Namespace()
    try:
        options, rest = common_options().parse_known_args(words)
        arguments = parser().parse_args(rest, options)
        if arguments.command is None:
            if as_json:
                raise _Usage(_("Name a command; only the window needs none."))
            gc.disable()  # Qt's and SQLAlchemy's modules make much that stays; see App.use
            from salesdesk.app import run as open_window

            return open_window(database_of(arguments), arguments.user)
        answer(execute(arguments), as_json=as_json)
    except _Told as told:
        shown = told.text if told.name == "help" else f"SalesDesk {told.text}"
        answer({told.name: told.text}, as_json=True) if as_json else sys.stdout.write(shown + "\n")
    except _Usage as problem:
        refuse("usage", str(problem), (), as_json=as_json)
        return WRONG_USAGE
    except SalesDeskError as problem:
        refuse(problem.kind, problem.message, placed(problem, options), as_json=as_json)
        return REFUSED
    except OSError as problem:
        place = str(problem.filename or vars(options).get("file", ""))
        said = _("{file} can't be read or written: {why}. Check the place and its rights.")
        message = said.format(file=place, why=problem.strerror or problem)
        found = [Problem(message, file=Path(place).name, value=place)]
        refuse("file", message, found, as_json=as_json)
        return REFUSED
    return DONE


def placed(problem: SalesDeskError, words: Namespace) -> Sequence[Problem]:
    """The problems of a refusal; one that names no place lies in a word of the command."""
    if problem.problems:
        return problem.problems
    given = {name: str(value) for name, value in vars(words).items() if value and name != "json"}
    given["database"] = given.get("database", "") or database_of(words)
    asked = (*_PLACES.get(problem.kind, ()), "file", "number", "kind")
    place = next((name for name in asked if given.get(name)), "command")
    value = given.get(place, "")
    if place == "file":
        return [Problem(problem.message, file=Path(value).name, value=value)]
    return [Problem(problem.message, "as" if place == "user" else place, value=value)]


def execute(arguments: Namespace) -> Mapping[str, Any]:
    """The answer of one command."""
    if arguments.command in WITHOUT_DATABASE:
        return WITHOUT_DATABASE[arguments.command](arguments)
    from salesdesk.services.desk import Desk
    from salesdesk.services.new_file import discarded_if_refused

    if arguments.command in CHECKED_FIRST:
        CHECKED_FIRST[arguments.command](arguments)
    database = database_of(arguments)
    with discarded_if_refused(database):
        desk = Desk.open(database, arguments.user, create=arguments.command in WRITERS)
        try:
            return WITH_DATABASE[arguments.command](desk, arguments)
        finally:
            desk.close()


def database_of(arguments: Namespace) -> str:
    """The database that was named, else the environment's, else the last one used."""
    from salesdesk.remembered import last_database

    return arguments.database or os.environ.get("SALESDESK_DATABASE", "") or last_database()


def answer(value: Mapping[str, Any], *, as_json: bool) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1) if as_json else readable(value)
    sys.stdout.write(text + "\n")


def readable(value: Any, indent: str = "") -> str:
    """An answer for people: a line a fact."""
    if isinstance(value, Mapping):
        return "\n".join(
            f"{indent}{name}: {readable(part, indent + '  ').lstrip()}"
            if not isinstance(part, Mapping | list) or not part
            else f"{indent}{name}:\n{readable(part, indent + '  ')}"
            for name, part in value.items()
        )
    if isinstance(value, list):
        return "\n".join(_line(part, indent) for part in value)
    return f"{indent}{'—' if value is None else value}"


def _line(part: Any, indent: str) -> str:
    if isinstance(part, Mapping):
        said = "  ".join(
            f"{k}={v}"
            for k, v in part.items()
            if not isinstance(v, Mapping | list) and v is not None
        )
        return f"{indent}- {said}"
    return f"{indent}- {part}"


def refuse(kind: str, message: str, problems: Sequence[Problem], *, as_json: bool) -> None:
    """Say why, for a script on standard output, for people on standard error."""
    listed = [
        {"file": p.file, "row": p.row, "column": p.column, "value": p.value, "message": p.message}
        for p in problems
    ]
    if as_json:
        error = {"error": {"kind": kind, "message": message, "problems": listed}}
        sys.stdout.write(json.dumps(error, ensure_ascii=False, indent=1) + "\n")
        return
    lines = [message]
    for entry in problems:
        where = ", ".join(
            str(w) for w in (entry.file, f"row {entry.row}" if entry.row else "", entry.column) if w
        )
        lines.append(f"  {where}: {entry.message}" if where else f"  {entry.message}")
    sys.stderr.write("\n".join(lines) + "\n")
