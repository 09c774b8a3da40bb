#!/usr/bin/env python3
"""Makes the environment and does one thing: run, test, check, fix, screens, bench, package.

Standard library only; the same on Linux, macOS and Windows.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
LOCK = HERE / "requirements.lock"
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}


def main() -> int:
    """Do what the first word says."""
    words = sys.argv[1:] or ["help"]
    tasks = {
        "run": run,
        "test": test,
        "check": check,
        "fix": fix,
        "screens": screens,
        "bench": bench,
        "package": package,
        "lock": lock,
        "translations": translations,
    }
    if words[0] not in tasks:
        print(__doc__, "\nusage: python3 dev.py", " | ".join(tasks))
        return 2
    return tasks[words[0]](words[1:])


def run(words: list[str]) -> int:
    """Open SalesDesk on the sample company; with no display, do the main job offscreen."""
    install(qt=True)
    if words:
        return call(PYTHON, "-m", "salesdesk", *words)
    return call(PYTHON, "-m", "salesdesk.sample", environment=display())


def test(words: list[str]) -> int:
    """Run the tests on SQLite and on a PostgreSQL of their own."""
    install(qt=True, postgresql=True)
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    parallel = [] if words else ["-n", "2", "--dist", "loadfile"]
    return call(PYTHON, "-m", "pytest", "-q", *parallel, *words, environment=environment)


def check(words: list[str]) -> int:
    """Format, lint, types, imports, drift of the schema, then the tests."""
    install(qt=True, postgresql=True)
    for command in (
        (BIN / "ruff", "format", "--check", "."),
        (BIN / "ruff", "check", "."),
        (PYTHON, "-m", "mypy"),
        (BIN / "lint-imports",),
        (PYTHON, "-m", "tests.drift"),
    ):
        print("·", *(Path(str(part)).name for part in command), flush=True)
        if call(*command):
            return 1
    return test(words)


def fix(_words: list[str]) -> int:
    """Format and mend what a machine can."""
    install()
    return call(BIN / "ruff", "check", "--fix", ".") or call(BIN / "ruff", "format", ".")


def screens(words: list[str]) -> int:
    """Every screen and dialog as PNG: light and dark, 100 % and 200 %."""
    install(qt=True)
    folder = words[0] if words else str(HERE / "out" / "screens")
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    return call(PYTHON, "-m", "salesdesk.ui.gallery", folder, environment=environment)


def bench(words: list[str]) -> int:
    """Measure against the rivals, print the table, write bench/results.json."""
    install(qt=True, postgresql=True)
    must(
        PYTHON, "-m", "pip", "install", "-qq", "--require-hashes", "-r", HERE / "bench/rivals.lock"
    )
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    return call(PYTHON, "-m", "bench", *words, environment=environment)


def package(_words: list[str]) -> int:
    """A folder that runs without Python, under dist/."""
    install(qt=True)
    return call(PYTHON, "-m", "PyInstaller", "--noconfirm", "--clean", "salesdesk.spec")


def lock(_words: list[str]) -> int:
    """Make requirements.lock from pyproject.toml for every platform (needs uv on the path)."""
    options = "--universal --generate-hashes --extra dev --python-version 3.11 --no-header"
    return call(
        "uv", "pip", "compile", *options.split(), "--no-emit-index-url", "-q", "-U",
        "-o", str(LOCK), "pyproject.toml",
    )  # fmt: skip


def translations(_words: list[str]) -> int:
    """Collect the texts and compile the catalogues under resources/locale."""
    install()
    return call(PYTHON, "-m", "tests.translations")


def install(*, qt: bool = False, postgresql: bool = False) -> None:
    """See to the system's packages, all in one go; make .venv hold exactly the locked ones."""
    require_system(*missing_packages(qt=qt, postgresql=postgresql))
    stamp = VENV / "installed"
    wanted = hashlib.sha256(LOCK.read_bytes() + (HERE / "pyproject.toml").read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        print("· installing the locked dependencies into .venv", flush=True)
        venv.create(VENV, with_pip=True, clear=True)
        pip: list[str | Path] = [
            PYTHON,
            "-m",
            "pip",
            "install",
            "-qq",
            "--disable-pip-version-check",
        ]
        must(*pip, "--require-hashes", "-r", LOCK)
        must(*pip, "--no-deps", "--no-build-isolation", "--editable", HERE)
        stamp.write_text(wanted)


def missing_packages(*, qt: bool, postgresql: bool) -> list[str]:
    """What Linux lacks; the other systems' Python and Qt bring all of it."""
    if sys.platform != "linux":
        return []
    missing = [] if have_venv() or VENV.exists() else ["python3-venv"]
    missing += missing_libraries() if qt else []
    return [*missing, "postgresql"] if postgresql and not has_postgresql() else missing


def have_venv() -> bool:
    """Debian splits what makes environments into a package of its own."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return False
    return True


def missing_libraries() -> list[str]:
    """Debian's packages of Qt's libraries that the loader can't find."""
    import ctypes

    missing = []
    for name, package_name in QT_LIBRARIES.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(package_name)
    return missing


def has_postgresql() -> bool:
    return bool(shutil.which("pg_ctl") or any(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")))


def require_system(*packages: str) -> None:
    """Install Debian packages as root; otherwise print the one line that does."""
    if not packages:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"SalesDesk needs these system packages first:\n  sudo {line}")
    print(f"· installing {', '.join(packages)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
    subprocess.run([*line.split(), "-qq"], check=True, env=quiet, stdout=subprocess.DEVNULL)


def display() -> dict[str, str]:
    """Qt's offscreen platform where there is no screen."""
    has_screen = sys.platform != "linux" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    )
    return {} if has_screen else {"QT_QPA_PLATFORM": "offscreen"}


def call(*command: str | Path, environment: dict[str, str] | None = None) -> int:
    """Run a program here and answer its exit code."""
    merged = {**os.environ, **(environment or {})}
    line = [str(part) for part in command]
    return subprocess.run(line, cwd=HERE, env=merged, check=False).returncode


def must(*command: str | Path) -> None:
    if call(*command):
        sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
