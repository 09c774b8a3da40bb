"""What every screen is given: the desk, the threads, the way to other places, the toast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from salesdesk.models.values.home_figures import HomeFigures
    from salesdesk.services.desk import Desk
    from salesdesk.ui.kit.background import Background
    from salesdesk.ui.kit.export import Exporter
    from salesdesk.ui.kit.memory import Memory
    from salesdesk.ui.settings import Settings


class Navigate(Protocol):
    def __call__(self, place: Place, how: str = "tab") -> None:
        """Show a place in its ``tab``, ``behind`` the one shown, or in a ``window``."""


@dataclass
class Discretion:
    """What is kept from who looks over one's shoulder, in every tab, until it is shown again."""

    hides_margin: bool = False


@dataclass(frozen=True)
class Context:
    """Handed to each screen's factory."""

    desk: Desk
    jobs: Background
    settings: Settings
    memory: Memory
    navigate: Navigate
    toast: Callable[..., None]
    fail: Callable[[BaseException], None]
    window: QWidget
    user_name: str = ""
    export: Exporter | None = None
    seen: HomeFigures | None = None
    """What the first screen showed before the database was open."""
    discretion: Discretion = field(default_factory=Discretion)

    @property
    def may_note(self) -> bool:
        """Whether the user logs activities and keeps documents."""
        from salesdesk.services.actor import Right

        return self.desk.actor.may(Right.NOTE)
