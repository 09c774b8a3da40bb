"""How SalesDesk looks: colours by role, type sizes, spaces, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from zlib import crc32

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontDatabase, QGuiApplication, QPalette, QPen

from salesdesk import paths


class Role(StrEnum):
    """What a colour is for; widgets name a role, never a value."""

    CANVAS = "canvas"
    SURFACE = "surface"
    RAISED = "raised"
    SUNKEN = "sunken"
    RAIL = "rail"
    WELL = "well"
    LINE = "line"
    LINE2 = "line2"
    CONTROL = "control"
    TEXT = "text"
    TEXT2 = "text2"
    TEXT3 = "text3"
    ACCENT = "accent"
    ACCENT_HOVER = "accent_hover"
    ON_ACCENT = "on_accent"
    TINT = "tint"
    TINT2 = "tint2"
    ACCENT_LINE = "accent_line"
    EDIT = "edit"
    SHADE = "shade"
    SHADOW = "shadow"
    ON_AVATAR = "on_avatar"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    VIOLET = "violet"
    BLUE = "blue"
    GREY = "grey"


class Tone(StrEnum):
    """The tone of a state, taken from its kind and not from its name."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    VIOLET = "violet"
    BLUE = "blue"
    GREY = "grey"


LIGHT: dict[str, str] = {
    "canvas": "#F5F5F2",
    "surface": "#FFFFFF",
    "raised": "#FFFFFF",
    "sunken": "#ECECE8",
    "rail": "#EFEFEB",
    "well": "#E3E3DE",
    "line": "#E4E4DF",
    "line2": "#CFCFC9",
    "control": "#7A828A",
    "text": "#1C2024",
    "text2": "#515A64",
    "text3": "#5F6871",
    "accent": "#0E6278",
    "accent_hover": "#0B5063",
    "on_accent": "#FFFFFF",
    "tint": "#DCEDF1",
    "tint2": "#EEF6F8",
    "accent_line": "#8FBFCC",
    "edit": "#FFFFFF",
    "shade": "#52000000",
    "shadow": "#29000000",
    "on_avatar": "#FFFFFF",
}
DARK: dict[str, str] = {
    "canvas": "#141618",
    "surface": "#1B1E21",
    "raised": "#25292D",
    "sunken": "#101214",
    "rail": "#17191C",
    "well": "#0E1012",
    "line": "#2B3034",
    "line2": "#3D444A",
    "control": "#757D86",
    "text": "#E9EBED",
    "text2": "#A9B1BA",
    "text3": "#98A2AC",
    "accent": "#5FC0D5",
    "accent_hover": "#7FD0E1",
    "on_accent": "#06222A",
    "tint": "#17363F",
    "tint2": "#182A30",
    "accent_line": "#2E6F7F",
    "edit": "#101214",
    "shade": "#80000000",
    "shadow": "#80000000",
    "on_avatar": "#FFFFFF",
}
# tone: ink, tint, solid
LIGHT_TONES: dict[str, tuple[str, str, str]] = {
    "green": ("#1A6B3C", "#DDF1E3", "#2E8B57"),
    "amber": ("#8A5300", "#FBEBCB", "#B5700A"),
    "red": ("#B3261E", "#FBE3E0", "#D0453B"),
    "violet": ("#6440A8", "#ECE5F8", "#7E5BC4"),
    "blue": ("#1F5AA8", "#E1ECF9", "#3B7DD8"),
    "grey": ("#515A64", "#ECECE8", "#7D858E"),
}
DARK_TONES: dict[str, tuple[str, str, str]] = {
    "green": ("#74D19A", "#17321F", "#3FA76A"),
    "amber": ("#F0B95B", "#3A2B10", "#D6952B"),
    "red": ("#FF938A", "#43211E", "#E0605A"),
    "violet": ("#BFA4F2", "#2D2442", "#9678DC"),
    "blue": ("#8DB9F5", "#1A2D46", "#5B96E6"),
    "grey": ("#A9B1BA", "#2A2E33", "#7D8690"),
}
PAPER = QColor("#FFFFFF")
"""What is printed is on white, in the dark too."""
AVATARS = ("#7A4F2D", "#6B6A1F", "#355A96", "#12616F", "#5B4A9E", "#9A3B56", "#2F6B3A")


class Text(StrEnum):
    """The sizes of type; a name says where it is used."""

    FIGURE = "figure"
    TITLE = "title"
    HEADING = "heading"
    SECTION = "section"
    STRONG = "strong"
    NAME = "name"
    BODY = "body"
    SMALL_STRONG = "small_strong"
    SMALL = "small"
    LABEL = "label"
    CAPTION = "caption"
    TINY = "tiny"


# pixels at 100 %, weight
TYPE: dict[Text, tuple[int, int]] = {
    Text.FIGURE: (30, 600),
    Text.TITLE: (19, 600),
    Text.HEADING: (17, 600),
    Text.SECTION: (14, 600),
    Text.STRONG: (13, 600),
    Text.NAME: (13, 500),
    Text.BODY: (13, 400),
    Text.SMALL_STRONG: (12, 600),
    Text.SMALL: (12, 400),
    Text.LABEL: (11, 600),
    Text.CAPTION: (11, 400),
    Text.TINY: (9, 700),
}


class Density(IntEnum):
    COMFORTABLE = 0
    COMPACT = 1


# comfortable, compact
HEIGHTS: dict[str, tuple[int, int]] = {
    "row": (34, 28),
    "head": (30, 28),
    "footer": (34, 30),
    "grid_row": (29, 26),
    "field": (30, 28),
    "page_head": (56, 48),
    "filter_bar": (44, 40),
    "cell_bar": (42, 38),
    "tab_strip": (40, 36),
    "status_bar": (26, 24),
    "rail_item": (34, 30),
}


@dataclass(frozen=True, slots=True)
class ToneColours:
    ink: QColor
    tint: QColor
    solid: QColor


class Theme(QObject):
    """The one look of the program; ``changed`` is emitted after light and dark were swapped."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.dark = False
        self.density = Density.COMFORTABLE
        self.high_contrast = False
        self.family = "Inter"
        self.text_scale = 1.0
        self._colours: dict[str, QColor] = {}
        self._tones: dict[str, ToneColours] = {}
        self._pens: dict[tuple[str, float], QPen] = {}
        self._fonts: dict[tuple[Text, bool], QFont] = {}
        self._fill()

    def _fill(self) -> None:
        base = dict(DARK if self.dark else LIGHT)
        tones = DARK_TONES if self.dark else LIGHT_TONES
        if self.high_contrast:
            base["line"] = base["line2"] = base["control"]
            base["tint2"] = base["surface"]
        self._colours = {name: QColor(value) for name, value in base.items()}
        self._tones = {t: ToneColours(*(QColor(v) for v in values)) for t, values in tones.items()}
        for tone, colours in self._tones.items():
            self._colours[tone] = colours.ink
        self._pens = {}

    def colour(self, role: Role) -> QColor:
        return self._colours[role]

    def tone(self, tone: Tone) -> ToneColours:
        return self._tones[tone]

    def brush(self, role: Role) -> QBrush:
        return QBrush(self._colours[role])

    def pen(self, role: Role, width: float = 1.0) -> QPen:
        found = self._pens.get((role, width))
        if found is None:
            found = self._pens[(role, width)] = QPen(self._colours[role], width)
        return found

    def avatar(self, name: str) -> QColor:
        """The colour behind a person's initials; the same for a name everywhere."""
        return QColor(AVATARS[crc32(name.encode()) % len(AVATARS)])

    def font(self, text: Text = Text.BODY) -> QFont:
        return self._font(text, False)

    def number_font(self, text: Text = Text.BODY) -> QFont:
        """With figures of equal width, for number cells and totals only."""
        return self._font(text, True)

    def _font(self, text: Text, tabular: bool) -> QFont:
        found = self._fonts.get((text, tabular))
        if found is None:
            pixels, weight = TYPE[text]
            found = QFont(self.family)
            found.setPixelSize(round(pixels * self.text_scale))
            found.setWeight(QFont.Weight(weight))
            found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            if tabular:
                found.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[(text, tabular)] = found
        return found

    def height(self, part: str) -> int:
        return round(HEIGHTS[part][self.density] * max(1.0, self.text_scale))

    def set_dark(self, *, dark: bool) -> None:
        if dark != self.dark:
            self.dark = dark
            self.apply()

    def set_density(self, density: Density) -> None:
        if density != self.density:
            self.density = density
            self.changed.emit()

    def apply(self) -> None:
        """Give the palette and the font to the application and tell everyone."""
        self._fill()
        QGuiApplication.setPalette(self.palette())
        QGuiApplication.setFont(self.font())
        self.changed.emit()

    def palette(self) -> QPalette:
        palette = QPalette()
        for roles, role in _PALETTE.items():
            palette.setColor(roles, self._colours[role])
        off = QPalette.ColorGroup.Disabled
        for part in (_P.WindowText, _P.Text, _P.ButtonText):
            faded = QColor(self._colours[Role.TEXT])
            faded.setAlphaF(0.45)
            palette.setColor(off, part, faded)
        return palette


_P = QPalette.ColorRole
_PALETTE: dict[QPalette.ColorRole, Role] = {
    _P.Window: Role.CANVAS,
    _P.WindowText: Role.TEXT,
    _P.Base: Role.SURFACE,
    _P.AlternateBase: Role.CANVAS,
    _P.Text: Role.TEXT,
    _P.Button: Role.SURFACE,
    _P.ButtonText: Role.TEXT,
    _P.BrightText: Role.ON_ACCENT,
    _P.Highlight: Role.ACCENT,
    _P.HighlightedText: Role.ON_ACCENT,
    _P.Link: Role.ACCENT,
    _P.LinkVisited: Role.ACCENT,
    _P.ToolTipBase: Role.RAISED,
    _P.ToolTipText: Role.TEXT,
    _P.PlaceholderText: Role.TEXT3,
    _P.Light: Role.SURFACE,
    _P.Midlight: Role.LINE,
    _P.Mid: Role.LINE2,
    _P.Dark: Role.CONTROL,
    _P.Shadow: Role.TEXT,
    _P.Accent: Role.ACCENT,
}


@cache
def theme() -> Theme:
    """The theme of this process."""
    return Theme()


def load_fonts() -> None:
    """Make the bundled cuts known to Qt."""
    for style in ("Regular", "Medium", "SemiBold", "Bold"):
        QFontDatabase.addApplicationFont(str(paths.resource("fonts", f"Inter-{style}.ttf")))


def clothe() -> None:
    """Fonts and colours: all that the empty window needs for its first paint."""
    load_fonts()
    theme().apply()


def wants_dark(scheme: str) -> bool:
    """Whether "light", "dark" or "system" means dark now."""
    if scheme == "system":
        hints = QGuiApplication.styleHints()
        return hints.colorScheme() == Qt.ColorScheme.Dark
    return scheme == "dark"


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(
        word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)
    ).upper()


# words of states, as shipped, by kind: a renamed state keeps the tone of its kind
STATE_TONES: dict[str, Tone] = {
    **dict.fromkeys(
        ("worksheet", "draft", "prospecting", "past", "closed", "cancelled", "superseded",
         "inactive", "archived", "open", "planned", "not_started"), Tone.GREY),
    **dict.fromkeys(
        ("in_review", "in_approval", "review", "in review", "in approval", "new", "submitted"),
        Tone.VIOLET),
    **dict.fromkeys(
        ("approved", "validated", "next", "issued", "engaging", "sent", "live", "customer",
         "in_progress"),
        Tone.BLUE),
    **dict.fromkeys(
        ("accepted", "won", "active", "current", "done", "received", "handed_over"), Tone.GREEN),
    **dict.fromkeys(
        ("expiring", "ending", "returned", "stale", "attention", "on_hold", "due"), Tone.AMBER),
    **dict.fromkeys(
        ("declined", "lost", "expired", "refused", "blocked", "overdue", "rejected"), Tone.RED),
}  # fmt: skip
CLOSED_STATES = frozenset({"cancelled", "superseded", "closed", "past", "archived"})


def state_tone(state: str) -> Tone:
    """The tone of a state's key or shipped word; grey for what we don't know."""
    return STATE_TONES.get(state.lower().replace(" ", "_"), Tone.GREY)
