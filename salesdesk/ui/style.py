"""Fusion, dressed in the tokens: fields, buttons, ticks, bars and menus, without style sheets."""

from __future__ import annotations

import sys

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionMenuItem,
    QStyleOptionSlider,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.ui.controls import (
    CONTROLS,
    PRIMITIVES,
    button_label,
    combo_box,
    list_item,
    menu_item,
)
from salesdesk.ui.shapes import KIND, rounded
from salesdesk.ui.theme import Role, theme

TARGET = 26  # whatever is clicked is at least 24 px high
_METRICS = {
    QStyle.PixelMetric.PM_ScrollBarExtent: 12,
    QStyle.PixelMetric.PM_ScrollBarSliderMin: 32,
    QStyle.PixelMetric.PM_IndicatorWidth: 17,
    QStyle.PixelMetric.PM_IndicatorHeight: 17,
    QStyle.PixelMetric.PM_ExclusiveIndicatorWidth: 17,
    QStyle.PixelMetric.PM_ExclusiveIndicatorHeight: 17,
    QStyle.PixelMetric.PM_CheckBoxLabelSpacing: 8,
    QStyle.PixelMetric.PM_RadioButtonLabelSpacing: 8,
    QStyle.PixelMetric.PM_SplitterWidth: 1,
    QStyle.PixelMetric.PM_MenuPanelWidth: 1,
    QStyle.PixelMetric.PM_MenuVMargin: 5,
    QStyle.PixelMetric.PM_MenuHMargin: 5,
    QStyle.PixelMetric.PM_ButtonShiftHorizontal: 0,
    QStyle.PixelMetric.PM_ButtonShiftVertical: 0,
    QStyle.PixelMetric.PM_TabBarTabHSpace: 26,
    QStyle.PixelMetric.PM_TabBarTabVSpace: 20,
    QStyle.PixelMetric.PM_TabBarBaseOverlap: 0,
    QStyle.PixelMetric.PM_SmallIconSize: 16,
    QStyle.PixelMetric.PM_ButtonIconSize: 16,
}
_HINTS = {
    QStyle.StyleHint.SH_EtchDisabledText: 0,
    QStyle.StyleHint.SH_ComboBox_Popup: 0,
    QStyle.StyleHint.SH_Menu_SloppySubMenus: 1,
    QStyle.StyleHint.SH_ItemView_ActivateItemOnSingleClick: 0,
    QStyle.StyleHint.SH_Table_GridLineColor: 0,
    QStyle.StyleHint.SH_TabBar_Alignment: int(Qt.AlignmentFlag.AlignLeft.value),
}


class SalesDeskStyle(QProxyStyle):
    """Draws the controls; the properties ``kind`` and ``problem`` choose the look."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        found = _METRICS.get(metric)
        return found if found is not None else super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 Qt's name
    ) -> int:
        found = _HINTS.get(hint)
        if found is not None:
            return found
        answer = super().styleHint(hint, option, widget, returnData)
        if hint == QStyle.StyleHint.SH_DialogButtonLayout and sys.platform == "linux":
            unknown = QDialogButtonBox.ButtonLayout.WinLayout.value  # no desktop has spoken
            return QDialogButtonBox.ButtonLayout.GnomeLayout.value if answer == unknown else answer
        return answer

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        found = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        field = theme().height("field")
        if kind == QStyle.ContentsType.CT_LineEdit:
            return QSize(found.width(), field)
        if kind == QStyle.ContentsType.CT_ItemViewItem:
            return QSize(found.width(), max(found.height(), TARGET))
        if kind == QStyle.ContentsType.CT_ComboBox:
            return QSize(size.width() + 40, field)
        if kind == QStyle.ContentsType.CT_PushButton:
            return QSize(size.width() + 24, field)
        if kind == QStyle.ContentsType.CT_MenuItem and isinstance(option, QStyleOptionMenuItem):
            if option.menuItemType == QStyleOptionMenuItem.MenuItemType.Separator:
                return QSize(found.width(), 9)
            return QSize(found.width() + 16, max(28, found.height()))
        return found

    def subElementRect(
        self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None
    ) -> QRect:
        if element == QStyle.SubElement.SE_LineEditContents:
            bare = widget is not None and widget.property(KIND) == "bare"
            return option.rect.adjusted(2, 0, -2, 0) if bare else option.rect.adjusted(7, 1, -7, -1)
        return super().subElementRect(element, option, widget)  # type: ignore[arg-type]

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        draw = PRIMITIVES.get(element)
        if draw is None:
            super().drawPrimitive(element, option, painter, widget)
        else:
            draw(option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        draw = CONTROLS.get(element)
        if draw is not None:
            draw(option, painter, widget)
            return
        if element == QStyle.ControlElement.CE_MenuItem and isinstance(
            option, QStyleOptionMenuItem
        ):
            option = menu_item(option)
        elif element == QStyle.ControlElement.CE_PushButtonLabel and isinstance(
            option, QStyleOptionButton
        ):
            option = button_label(option, widget)
        elif element == QStyle.ControlElement.CE_ItemViewItem and isinstance(
            option, QStyleOptionViewItem
        ):
            option = list_item(option)
        super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if control == QStyle.ComplexControl.CC_ComboBox and isinstance(
            option, QStyleOptionComboBox
        ):
            combo_box(option, painter, widget)
        elif control == QStyle.ComplexControl.CC_ScrollBar and isinstance(
            option, QStyleOptionSlider
        ):
            handle = self.subControlRect(
                control, option, QStyle.SubControl.SC_ScrollBarSlider, widget
            )
            _scroll_bar(option, painter, handle)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        if control == QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            return _scroll_part(option, part, self.pixelMetric(_SLIDER_MIN))
        if (
            control == QStyle.ComplexControl.CC_ComboBox
            and part == QStyle.SubControl.SC_ComboBoxEditField
        ):
            return option.rect.adjusted(9, 2, -26, -2)
        return super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]


_SLIDER_MIN = QStyle.PixelMetric.PM_ScrollBarSliderMin


def _scroll_part(option: QStyleOptionSlider, part: QStyle.SubControl, least: int) -> QRect:
    across = option.orientation == Qt.Orientation.Horizontal
    rect = option.rect
    length = rect.width() if across else rect.height()
    span = option.maximum - option.minimum
    size = length if span <= 0 else max(least, length * option.pageStep // (span + option.pageStep))
    size = min(size, length)
    start = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - size, option.upsideDown
    )
    ranges = {
        QStyle.SubControl.SC_ScrollBarSlider: (start, size),
        QStyle.SubControl.SC_ScrollBarGroove: (0, length),
        QStyle.SubControl.SC_ScrollBarSubPage: (0, start),
        QStyle.SubControl.SC_ScrollBarAddPage: (start + size, length - start - size),
    }
    if part not in ranges:
        return QRect()
    begin, extent = ranges[part]
    if across:
        return QRect(rect.x() + begin, rect.y(), extent, rect.height())
    return QRect(rect.x(), rect.y() + begin, rect.width(), extent)


def _scroll_bar(option: QStyleOptionSlider, painter: QPainter, handle: QRect) -> None:
    look = theme()
    if option.maximum <= option.minimum:
        return
    hot = bool(option.state & QStyle.StateFlag.State_MouseOver) or bool(
        option.state & QStyle.StateFlag.State_Sunken
    )
    across = option.orientation == Qt.Orientation.Horizontal
    box = QRectF(handle).adjusted(*((2, 3, -2, -3) if across else (3, 2, -3, -2)))
    rounded(painter, box, 3, look.colour(Role.CONTROL if hot else Role.LINE2))


def dress(application: QApplication) -> None:
    """Give the application its style, once; the window calls it before it shows its first page."""
    if not isinstance(application.style(), SalesDeskStyle):
        application.setStyle(SalesDeskStyle())
        theme().apply()
