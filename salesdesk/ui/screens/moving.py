"""Moving a deal to another stage: asks what the stage needs, offers the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui.kit.dialogs import Reason

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


def move_deal(
    parent: QWidget, context: Context, deal: UUID, name: str, before: Any, stage: Any,
    moved: Callable[[], None],
) -> None:  # fmt: skip
    """Move a deal; lost asks why. ``before`` and ``stage`` are stage rows."""
    if stage.kind == "lost":
        _ask_why(parent, context, deal, name, before, stage, moved)
    else:
        _move(context, deal, name, before, stage, moved)


def _ask_why(
    parent: QWidget, context: Context, deal: UUID, name: str, before: Any, stage: Any,
    moved: Callable[[], None],
) -> None:  # fmt: skip
    desk = context.desk

    def ask(reasons: Any) -> None:
        keys = {str(key): key for key, _words in reasons}

        def lost(chosen: str, comment: str) -> None:
            _move(context, deal, name, before, stage, moved, reason=comment,
                  reason_id=keys.get(chosen))  # fmt: skip

        Reason(
            parent, _("Mark {name} as lost").format(name=name),
            _("The deal leaves the open lists; its history keeps the reason."),
            _("Mark lost"), lost, [(str(key), words) for key, words in reasons],
        ).open()  # fmt: skip

    context.jobs.read(lambda: desk.reference.choices("reasons"), ask, context.fail)


def _move(
    context: Context, deal: UUID, name: str, before: Any, stage: Any, moved: Callable[[], None],
    **more: Any,
) -> None:  # fmt: skip
    desk = context.desk

    def done(_answer: Any) -> None:
        words = _("{name} moved to {stage}").format(name=name, stage=stage.name)
        context.toast(words, lambda: _back(context, deal, before, moved))
        moved()

    context.jobs.read(lambda: desk.opportunities.move(deal, stage.id, **more), done, context.fail)


def _back(context: Context, deal: UUID, before: Any, moved: Callable[[], None]) -> None:
    desk = context.desk
    reason = _("Undone") if before.kind == "lost" else ""
    context.jobs.read(
        lambda: desk.opportunities.move(deal, before.id, reason=reason), lambda _done: moved(),
        context.fail,
    )  # fmt: skip
