"""The painters of the controls, by the tokens of the theme."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionMenuItem,
    QStyleOptionTab,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.ui.icons import paint_icon
from salesdesk.ui.shapes import CHIP, KIND, PRIMARY, PROBLEM, QUIET, SECONDARY, SEGMENT, rounded
from salesdesk.ui.theme import Role, Text, Tone, theme

_State = QStyle.StateFlag


def _field_frame(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    look = theme()
    if widget is not None and widget.property(KIND) == "bare":
        return
    on = bool(option.state & _State.State_Enabled)
    focus = bool(option.state & _State.State_HasFocus)
    read_only = isinstance(widget, QLineEdit) and widget.isReadOnly()
    fill = look.colour(Role.EDIT if on and not read_only else Role.CANVAS)
    line = look.pen(Role.CONTROL if on and not read_only else Role.LINE2)
    if widget is not None and widget.property(PROBLEM):
        line = QPen(look.tone(Tone.RED).ink, 2)
    elif focus:
        line = look.pen(Role.ACCENT, 3 if look.high_contrast else 2)
    rounded(painter, QRectF(option.rect), 6, fill, line)


def _no_frame(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Regions are told apart by hairlines that their screens draw."""


def _focus(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    if isinstance(widget, (QPushButton, QComboBox)):
        return  # they draw their own
    rounded(painter, QRectF(option.rect), 4, None, theme().pen(Role.ACCENT, 2))


def _tick(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    look, rect = theme(), QRectF(option.rect)
    painter.save()
    if not option.state & _State.State_Enabled:
        painter.setOpacity(0.45)
    if option.state & (_State.State_On | _State.State_NoChange):
        rounded(painter, rect, 4, look.colour(Role.ACCENT))
        name = "check" if option.state & _State.State_On else "minus"
        paint_icon(painter, name, rect.topLeft() + QPointF(2.5, 2.5), Role.ON_ACCENT, 12)
    else:
        rounded(painter, rect, 4, look.colour(Role.EDIT), look.pen(Role.CONTROL, 1.4))
    painter.restore()


def _radio(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    look, rect = theme(), QRectF(option.rect)
    painter.save()
    if not option.state & _State.State_Enabled:
        painter.setOpacity(0.45)
    on = bool(option.state & _State.State_On)
    pen = look.pen(Role.ACCENT if on else Role.CONTROL, 1.5)
    rounded(painter, rect, rect.width() / 2, look.colour(Role.EDIT), pen)
    if on:
        rounded(painter, rect.adjusted(4, 4, -4, -4), rect.width() / 2, look.colour(Role.ACCENT))
    painter.restore()


def _button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    look, rect = theme(), QRectF(option.rect)
    kind = _kind(option, widget)
    on = bool(option.state & _State.State_Enabled)
    hot = on and bool(option.state & _State.State_MouseOver)
    down = bool(option.state & (_State.State_Sunken | _State.State_On))
    painter.save()
    if not on:
        painter.setOpacity(0.45)
    if kind == PRIMARY:
        rounded(painter, rect, 6, look.colour(Role.ACCENT_HOVER if hot or down else Role.ACCENT))
    elif kind == QUIET:
        if hot or down:
            rounded(painter, rect, 6, look.colour(Role.TINT if down else Role.SUNKEN))
    elif kind == CHIP:
        pen = QPen(look.colour(Role.CONTROL), 1, Qt.PenStyle.DashLine)
        rounded(painter, rect, 6, look.colour(Role.TINT2) if hot else None, pen)
    elif kind == SEGMENT:
        _segment(painter, rect, down=down, hot=hot)
    else:
        rest = look.colour(Role.RAISED)
        fill = look.colour(Role.TINT) if down else look.colour(Role.TINT2) if hot else rest
        rounded(painter, rect, 6, fill, look.pen(Role.LINE2))
    if option.state & _State.State_HasFocus and option.state & _State.State_KeyboardFocusChange:
        ring = Role.TEXT if kind == PRIMARY else Role.ACCENT
        rounded(painter, rect, 6, None, look.pen(ring, 2))
    painter.restore()


def _segment(painter: QPainter, rect: QRectF, *, down: bool, hot: bool) -> None:
    look = theme()
    if down:
        rounded(painter, rect, 5, look.colour(Role.RAISED), look.pen(Role.LINE2))
    elif hot:
        rounded(painter, rect, 5, look.colour(Role.LINE))


def _kind(option: QStyleOption, widget: QWidget | None) -> str:
    named = widget.property(KIND) if widget is not None else None
    if named:
        return str(named)
    default = QStyleOptionButton.ButtonFeature.DefaultButton
    if isinstance(option, QStyleOptionButton) and option.features & default:
        return PRIMARY
    return SECONDARY


def button_label(option: QStyleOptionButton, widget: QWidget | None) -> QStyleOptionButton:
    option = QStyleOptionButton(option)
    if _kind(option, widget) == PRIMARY:
        option.palette.setColor(QPalette.ColorRole.ButtonText, theme().colour(Role.ON_ACCENT))
    return option


def combo_box(option: QStyleOptionComboBox, painter: QPainter, widget: QWidget | None) -> None:
    look = theme()
    if not (isinstance(widget, QComboBox) and widget.property(KIND) == "bare"):
        _field_frame(option, painter, widget)
    at = QPointF(option.rect.right() - 21, option.rect.center().y() - 7)
    painter.save()
    if not option.state & _State.State_Enabled:
        painter.setOpacity(0.45)
    paint_icon(painter, "chevrons-up-down", at, look.colour(Role.TEXT2), 14)
    painter.restore()


def _menu_panel(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    look = theme()
    painter.fillRect(option.rect, look.colour(Role.RAISED))
    painter.setPen(look.pen(Role.LINE2))
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def menu_item(option: QStyleOptionMenuItem) -> QStyleOptionMenuItem:
    option = QStyleOptionMenuItem(option)
    look = theme()
    option.palette.setColor(QPalette.ColorRole.Highlight, look.colour(Role.TINT))
    option.palette.setColor(QPalette.ColorRole.HighlightedText, look.colour(Role.TEXT))
    option.palette.setColor(QPalette.ColorRole.Window, look.colour(Role.RAISED))
    return option


def list_item(option: QStyleOptionViewItem) -> QStyleOptionViewItem:
    """The chosen one of a drop-down: dark ink, for its row is only tinted."""
    option = QStyleOptionViewItem(option)
    ink = theme().colour(Role.TEXT)
    option.palette.setColor(QPalette.ColorRole.HighlightedText, ink)
    return option


def _tip(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    look = theme()
    painter.fillRect(option.rect, look.colour(Role.RAISED))
    painter.setPen(look.pen(Role.LINE2))
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def _item_row(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    look = theme()
    if option.state & _State.State_Selected:
        painter.fillRect(option.rect, look.colour(Role.TINT))
    elif option.state & _State.State_MouseOver:
        painter.fillRect(option.rect, look.colour(Role.TINT2))


def _tab_shape(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    look, rect = theme(), option.rect
    if option.state & _State.State_Selected:
        line = QRect(rect.left() + 1, rect.bottom() - 1, rect.width() - 26, 2)
        painter.fillRect(line, look.colour(Role.ACCENT))


def _tab_label(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    if not isinstance(option, QStyleOptionTab):
        return
    look = theme()
    chosen = bool(option.state & _State.State_Selected)
    painter.save()
    painter.setFont(look.font(Text.STRONG if chosen else Text.NAME))
    hot = bool(option.state & _State.State_MouseOver)
    painter.setPen(look.colour(Role.TEXT if chosen or hot else Role.TEXT2))
    words, _gap, count = option.text.partition("\t")
    rect = option.rect.adjusted(1, 0, 0, 0)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(rect, flags, words)
    if count:
        used = painter.fontMetrics().horizontalAdvance(words) + 6
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT3))
        painter.drawText(rect.adjusted(used, 0, 0, 0), flags, count)
    if option.state & _State.State_HasFocus:
        rounded(painter, QRectF(option.rect).adjusted(-1, 6, -16, -6), 4, None,
                look.pen(Role.ACCENT, 2))  # fmt: skip
    painter.restore()


def _splitter(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    hot = bool(option.state & _State.State_MouseOver)
    painter.fillRect(option.rect, theme().colour(Role.ACCENT if hot else Role.LINE2))


def _progress(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    look = theme()
    done = float(getattr(option, "progress", 0)) / max(1, int(getattr(option, "maximum", 0) or 1))
    rect = QRectF(option.rect)
    rounded(painter, rect, 3, look.colour(Role.SUNKEN))
    rect.setWidth(rect.width() * min(1.0, done))
    rounded(painter, rect, 3, look.colour(Role.ACCENT))


PRIMITIVES = {
    QStyle.PrimitiveElement.PE_PanelLineEdit: _field_frame,
    QStyle.PrimitiveElement.PE_FrameLineEdit: _no_frame,
    QStyle.PrimitiveElement.PE_Frame: _no_frame,
    QStyle.PrimitiveElement.PE_FrameTabBarBase: _no_frame,
    QStyle.PrimitiveElement.PE_FrameFocusRect: _focus,
    QStyle.PrimitiveElement.PE_IndicatorCheckBox: _tick,
    QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck: _tick,
    QStyle.PrimitiveElement.PE_IndicatorRadioButton: _radio,
    QStyle.PrimitiveElement.PE_PanelButtonCommand: _button,
    QStyle.PrimitiveElement.PE_PanelMenu: _menu_panel,
    QStyle.PrimitiveElement.PE_FrameMenu: _no_frame,
    QStyle.PrimitiveElement.PE_PanelTipLabel: _tip,
    QStyle.PrimitiveElement.PE_PanelItemViewItem: _item_row,
    QStyle.PrimitiveElement.PE_PanelItemViewRow: _no_frame,
    QStyle.PrimitiveElement.PE_FrameDefaultButton: _no_frame,
    QStyle.PrimitiveElement.PE_PanelScrollAreaCorner: _no_frame,
}
CONTROLS = {
    QStyle.ControlElement.CE_TabBarTabShape: _tab_shape,
    QStyle.ControlElement.CE_TabBarTabLabel: _tab_label,
    QStyle.ControlElement.CE_Splitter: _splitter,
    QStyle.ControlElement.CE_ProgressBar: _progress,
}
