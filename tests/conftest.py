"""What every test may ask for: an empty database of either kind, and a home of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.fresh_files import empty_company

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LANG", "C.UTF-8")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESDESK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SALESDESK_DATABASE", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")  # a new company's country is that of the computer


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real input beside the checkout; it may not be copied into the project."""
    if not SHARED.is_dir():
        pytest.skip(f"the real input files are not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The server that the test command started, or one of our own."""
    from tests.postgresql import running_server

    given = os.environ.get("SALESDESK_TEST_POSTGRESQL")
    if given:
        yield given
        return
    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a migrated database that tests copy; it knows nobody but its owner."""
    from salesdesk.services.schema import open_database
    from salesdesk.services.users import sign_in

    name = f"template_{uuid4().hex[:12]}"
    _command(postgresql_server, f"CREATE DATABASE {name}")
    database = open_database(_address(postgresql_server, name))
    sign_in(database)
    database.close()
    return name


def _address(server: str, name: str) -> str:
    return server.rsplit("/", 1)[0] + "/" + name


def _command(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return empty_company(tmp_path / "test.salesdesk")


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex[:12]}"
    _command(
        postgresql_server,
        f"CREATE DATABASE {name} TEMPLATE {postgresql_template} STRATEGY file_copy",
    )
    yield _address(postgresql_server, name)
    _command(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def bare_postgresql_url(postgresql_server: str) -> Iterator[str]:
    """A database without a table."""
    name = f"bare_{uuid4().hex[:12]}"
    _command(postgresql_server, f"CREATE DATABASE {name}")
    yield _address(postgresql_server, name)
    _command(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of each kind in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(url: str) -> Iterator[object]:
    """An open, empty database of each kind in turn, signed in as its owner (every role)."""
    from salesdesk.services.schema import open_database
    from salesdesk.services.users import sign_in

    opened = open_database(url)
    sign_in(opened)
    yield opened
    opened.close()
