"""A real PostgreSQL for the tests: its own folder, loopback, a non-root user, stopped after."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FAST = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c max_connections=60 -c autovacuum=off -c jit=off"
)


def programs() -> Path | None:
    """The folder of PostgreSQL's own programs, the newest version installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=_version)
    if found:
        return found[-1].parent
    on_path = shutil.which("pg_ctl")
    return Path(on_path).resolve().parent if on_path else None


def _version(path: Path) -> int:
    return int(path.parts[-3])


def _as_server_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; Debian's package brings the user it runs as."""
    if os.name == "posix" and getpass.getuser() == "root":
        return ["runuser", "-u", "postgres", "--", *command]
    return command


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server and give the address of its first database; stop it and leave nothing."""
    folder = programs()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed; 'python3 dev.py test' installs it")
    home = Path(tempfile.mkdtemp(prefix="salesdesk-pg-"))
    home.chmod(0o777)
    data, port = home / "data", _free_port()
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}

    def run(*command: str) -> None:
        subprocess.run(
            _as_server_user(list(command)), check=True, stdout=subprocess.DEVNULL, env=environment
        )

    run(
        str(folder / "initdb"),
        "-D",
        str(data),
        "-A",
        "trust",
        "-E",
        "UTF8",
        "-U",
        "salesdesk",
        "--locale=C.UTF-8",
        "-N",
    )
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {home} {_FAST}"
    run(
        str(folder / "pg_ctl"),
        "-D",
        str(data),
        "-w",
        "-l",
        str(home / "log"),
        "-o",
        options,
        "start",
    )
    try:
        yield f"postgresql://salesdesk@127.0.0.1:{port}/postgres"
    finally:
        run(str(folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)
