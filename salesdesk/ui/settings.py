"""What SalesDesk remembers on this computer, as typed attributes."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, cast, overload

from PySide6.QtCore import QByteArray, QSettings

from salesdesk import paths

T = TypeVar("T", str, bool, int)


class Setting(Generic[T]):
    """One remembered value; the default gives its type."""

    def __init__(self, key: str, default: T) -> None:
        self.key = key
        self.default: T = default

    @overload
    def __get__(self, owner: None, kind: type | None = None) -> Setting[T]: ...
    @overload
    def __get__(self, owner: Settings, kind: type | None = None) -> T: ...
    def __get__(self, owner: Settings | None, kind: type | None = None) -> T | Setting[T]:
        if owner is None:
            return self
        return owner.read(self.key, self.default)

    def __set__(self, owner: Settings, value: T) -> None:
        owner.store.setValue(self.key, value)


class Settings:
    """Read and written as attributes: ``settings.rail_wide = False``."""

    database_url = Setting("database/url", "")
    language = Setting("ui/language", "")
    colour_scheme = Setting("ui/colour_scheme", "system")
    compact = Setting("ui/compact", False)
    system_font = Setting("ui/system_font", False)
    text_size = Setting("ui/text_size", 100)
    reduced_motion = Setting("ui/reduced_motion", False)
    menu_bar = Setting("window/menu_bar", False)
    rail_wide = Setting("window/rail_wide", True)
    detail_shown = Setting("window/detail_shown", True)
    open_tabs = Setting("window/open_tabs", "")
    current_tab = Setting("window/current_tab", 0)
    page_size = Setting("print/page_size", "A4")

    def __init__(self) -> None:
        folder = paths.config_dir()
        folder.mkdir(parents=True, exist_ok=True)
        self.store = QSettings(str(folder / "salesdesk.ini"), QSettings.Format.IniFormat)

    def read(self, key: str, default: T) -> T:
        value: Any = self.store.value(key, default)
        answer: Any = str(value) if value is not None else default
        if isinstance(default, bool):
            answer = value in (True, "true", "True", "1")
        elif isinstance(default, int):
            answer = int(value) if str(value).lstrip("-").isdigit() else default
        return cast("T", answer)

    def geometry(self, name: str) -> QByteArray:
        value = self.store.value(f"geometry/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep_geometry(self, name: str, state: QByteArray) -> None:
        self.store.setValue(f"geometry/{name}", state)
