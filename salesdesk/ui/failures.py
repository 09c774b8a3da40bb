"""What the user sees when something was refused or went wrong: a sentence, never a traceback."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from types import TracebackType

from PySide6.QtWidgets import QApplication, QWidget

import salesdesk
from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.services.jobs import Cancelled

log = logging.getLogger("salesdesk")


def report_of(failure: BaseException) -> str:
    """What the user can copy and send: the versions and where it happened."""
    lines = traceback.format_exception(failure)
    versions = f"SalesDesk {salesdesk.__version__}, Python {platform.python_version()}, "
    return f"{versions}{platform.platform()}\n\n{''.join(lines)}"


def show_failure(failure: BaseException, parent: QWidget | None = None) -> None:
    """A refusal becomes its sentence; anything else a bug report that can be copied."""
    from salesdesk.ui.kit.dialogs import Notice

    if isinstance(failure, Cancelled):
        return
    parent = parent or QApplication.activeWindow()
    if isinstance(failure, SalesDeskError):
        problems = [p.message for p in failure.problems if p.message not in failure.message]
        Notice(parent, failure.message, "\n".join(problems[:8])).open()
        return
    log.error("unexpected failure", exc_info=failure)
    Notice(
        parent,
        _("Something went wrong. What is saved is safe."),
        _("The report tells the people who make SalesDesk what happened."),
        report_of(failure),
    ).open()


def _hook(kind: type[BaseException], failure: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, failure, trace)
        return
    show_failure(failure)


def catch_all() -> None:
    """From now on nothing that is raised in a slot reaches the user as a traceback."""
    sys.excepthook = _hook
