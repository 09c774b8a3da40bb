"""What each command of the command line does; all but the window answer plain JSON values."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.approvals import READS, approval
from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

Answer = Mapping[str, Any]


def calculate(arguments: Namespace) -> Answer:
    from salesdesk.services import calculations

    return calculations.calculate(read_json(arguments.file), explain=arguments.explain)


def distribute(arguments: Namespace) -> Answer:
    from salesdesk.services import calculations

    return calculations.distribute(read_json(arguments.file))


def schedule(arguments: Namespace) -> Answer:
    """A work plan out of an MSPDI file or the JSON shape."""
    path = Path(arguments.file)
    if path.suffix.lower() == ".xml":
        from salesdesk.services.calculations_schedule import schedule_file

        return schedule_file(path)
    from salesdesk.services.calculations_schedule import schedule as schedule_document

    return schedule_document(read_json(arguments.file))


def demo(desk: Desk, _arguments: Namespace) -> Answer:
    from salesdesk.services.demo import fill_with_sample

    return fill_with_sample(desk)


def import_file(desk: Desk, arguments: Namespace) -> Answer:
    from salesdesk.services.importing import import_file as run

    report = run(
        desk,
        arguments.kind,
        Path(arguments.file),
        company=arguments.company,
        into=arguments.into,
        dry_run=arguments.dry_run,
    )
    return report.as_json()


def create(desk: Desk, arguments: Namespace) -> Answer:
    from salesdesk.services.creating import create as run

    return {"number": run(desk, arguments.kind, read_json(arguments.file))}


def export(desk: Desk, arguments: Namespace) -> Answer:
    from salesdesk.services.exporting import export as run

    rows = run(desk, arguments.kind, Path(arguments.file), arguments.number)
    return {"kind": arguments.kind, "file": arguments.file, "rows": rows}


def list_rows(desk: Desk, arguments: Namespace) -> Answer:
    from salesdesk.services.modules import module_rows

    found = module_rows(desk, arguments.kind, arguments.filter, arguments.limit)
    return {"rows": list(found.rows), "total": found.total}


def show(desk: Desk, arguments: Namespace) -> Answer:
    from salesdesk.services.showing import show as run

    return run(desk, arguments.kind, arguments.number)


def step(desk: Desk, arguments: Namespace) -> Answer:
    from salesdesk.services.stepping import step as run

    return run(
        desk,
        arguments.kind,
        arguments.number,
        arguments.step,
        arguments.reason,
        chosen=arguments.choose,
    )


def print_file(desk: Desk, arguments: Namespace) -> Answer:
    from salesdesk.services.printing import print_record

    pages = print_record(
        desk,
        arguments.number,
        Path(arguments.file),
        language=arguments.language,
        page_size=arguments.page,
        internal=arguments.internal,
        paper=arguments.paper,
    )
    return {"number": arguments.number, "file": arguments.file, "pages": pages}


def verify(desk: Desk, arguments: Namespace) -> Answer:
    """Whether a PDF is the proposal that was issued; any verdict is an answer, not a refusal."""
    from salesdesk.services.sealing import verify_file
    from salesdesk.services.verdict_words import verdict_json

    return verdict_json(verify_file(desk.proposals, Path(arguments.file)))


def receive(desk: Desk, arguments: Namespace) -> Answer:
    """What Operations or Billing sent back: a receipt, or documents and their states."""
    found = desk.handovers.read_back(Path(arguments.file).read_bytes())
    if found is None:
        return {"received": True}
    return {"added": found.added, "changed": found.changed, "same": found.same}


def require_request(arguments: Namespace) -> None:
    """The file of an approval that is read has to be there."""
    if arguments.deed in READS:
        require_file(arguments)


def check(desk: Desk, _arguments: Namespace) -> Answer:
    """Raises InvalidInput with every problem that was found, so that scripts see exit 1."""
    from salesdesk.services.checking import check as run

    report = run(desk.database)
    if not report.is_whole:
        raise InvalidInput(
            _("{count} things are wrong in this database.").format(count=len(report.problems)),
            [Problem(problem) for problem in report.problems],
        )
    return {"ok": True, "checked": report.checked, "problems": []}


def back_up(desk: Desk, arguments: Namespace) -> Answer:
    from salesdesk.services.backup import back_up as run

    rows = run(desk.database, Path(arguments.file))
    return {"file": arguments.file, "tables": len(rows), "rows": sum(rows.values())}


def restore(desk: Desk, arguments: Namespace) -> Answer:
    from salesdesk.services.backup import restore as run

    rows = run(desk.database, Path(arguments.file))
    return {"file": arguments.file, "tables": len(rows), "rows": sum(rows.values())}


def verify_backup(arguments: Namespace) -> None:
    """A file that is no backup is refused before a database is made for it."""
    from salesdesk.services.backup import verify

    verify(Path(arguments.file))


def require_file(arguments: Namespace) -> None:
    """The same for a file to read that is not there."""
    if arguments.file != "-" and not Path(arguments.file).is_file():
        message = _("There is no file {path}.").format(path=arguments.file)
        raise InvalidInput(message, [Problem(message, file=Path(arguments.file).name)])


def read_json(name: str) -> dict[str, Any]:
    """The object in a JSON file (``-`` is standard input); numbers stay exact."""
    import sys

    from salesdesk.services.json_reading import parsed

    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as problem:
        message = _("{file} can't be read: {why}").format(file=name, why=problem.strerror)
        raise InvalidInput(message, [Problem(message, file=name)]) from problem
    value = parsed(content, _LARGEST, _("{file} is not JSON.").format(file=name), name)
    if not isinstance(value, dict):
        message = _("{file} must hold one JSON object.").format(file=name)
        raise InvalidInput(message, [Problem(message, file=name)])
    return value


_LARGEST = 256 << 20

WITHOUT_DATABASE: dict[str, Callable[[Namespace], Answer]] = {
    "calculate": calculate,
    "distribute": distribute,
    "schedule": schedule,
}
WITH_DATABASE: dict[str, Callable[[Desk, Namespace], Answer]] = {
    "demo": demo,
    "import": import_file,
    "create": create,
    "export": export,
    "list": list_rows,
    "show": show,
    "step": step,
    "print": print_file,
    "receive": receive,
    "approval": approval,
    "verify": verify,
    "check": check,
    "backup": back_up,
    "restore": restore,
}
WRITERS = frozenset({"demo", "import", "create", "restore"})
"""Commands that may make a database that does not exist yet."""
CHECKED_FIRST: dict[str, Callable[[Namespace], None]] = {
    "import": require_file,
    "create": require_file,
    "receive": require_file,
    "approval": require_request,
    "verify": require_file,
    "restore": verify_backup,
}
"""What is looked at before a database is opened, and perhaps made, for a command."""
