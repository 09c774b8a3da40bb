"""A picture put into a text by the tools above it, seen below it, changed and taken out."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from salesdesk.models.values.picture_marks import pictures_in
from salesdesk.models.values.sections import section_at
from salesdesk.services.text_library import TextLibrary
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.proposal.builder import ProposalPage
from salesdesk.ui.proposal.text_pictures import PictureSheet
from salesdesk.ui.proposal.text_section import TextSection
from tests.ui.proposal_workplace import Workplace, body_of


def approach(place: Workplace, page: ProposalPage) -> TextSection:
    body_of(page).outline.choose("approach")
    place.settle()
    widget = body_of(page)._pages["approach"]
    return next(s for s in widget.findChildren(TextSection) if s._tools is not None)


def picture(folder: Path) -> Path:
    path = folder / "site.png"
    Image.new("RGB", (400, 200), "teal").save(path)
    return path


def text_of(page: ProposalPage) -> str:
    section = section_at(body_of(page).bench.draft.sections, "approach")
    return section.text if section else ""


def sheet(place: Workplace) -> PictureSheet:
    found = place.sheet(PictureSheet)
    assert isinstance(found, PictureSheet)
    return found


def test_a_picture_is_put_in_described_changed_and_taken_out(
    place: Workplace, page: ProposalPage, tmp_path: Path
) -> None:
    section = approach(place, page)
    section.editor.area.setPlainText("We begin on site.")
    tools = section._tools
    assert tools is not None
    tools.add_picture(picture(tmp_path))
    place.settle()
    asked = sheet(place)
    asked.words.write("Plan of the site")
    asked.share.write(60)
    QTest.keyClick(asked.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    section.commit()
    place.settle()
    (mark,) = pictures_in(text_of(page))
    assert (mark.words, mark.percent) == ("Plan of the site", 60)
    assert text_of(page).startswith("We begin on site.\n![")
    assert tools.pictures.isVisibleTo(section)
    [change] = tools.pictures.findChildren(Button)
    QTest.mouseClick(change, Qt.MouseButton.LeftButton)
    asked = sheet(place)
    asked.share.write(5)
    asked._yes()
    place.settle()
    assert [mark.percent for mark in pictures_in(text_of(page))] == [10]
    tools.pictures.ask(0)
    [out] = [b for b in sheet(place).findChildren(Button) if b.text() == "Take out"]
    QTest.mouseClick(out, Qt.MouseButton.LeftButton)
    place.settle()
    assert text_of(page) == "We begin on site."
    assert not tools.pictures.isVisibleTo(section)


def test_a_file_that_is_no_picture_leaves_the_text_alone(
    place: Workplace, page: ProposalPage, tmp_path: Path
) -> None:
    section = approach(place, page)
    path = tmp_path / "notes.png"
    path.write_text("no picture")
    assert section._tools is not None
    section._tools.add_picture(path)
    place.settle()
    failure = place.failures.pop()
    assert "notes.png is no picture" in str(failure)
    assert text_of(page) == ""


def test_the_second_language_has_its_own_texts_and_pictures(
    place: Workplace, page: ProposalPage, tmp_path: Path
) -> None:
    body_of(page).bench.set("two languages", second_language="de")
    first = approach(place, page)
    widget = body_of(page)._pages["approach"]
    [second] = [s for s in widget.findChildren(TextSection) if s is not first]
    assert second.isVisibleTo(widget)
    tools = second._tools
    assert tools is not None
    TextLibrary(place.desk.database).keep("approach", "So", "de", "So arbeiten wir.")
    tools.ask_texts()
    place.settle()
    [menu] = [each for each in tools.findChildren(QMenu) if each.actions()]
    [words] = [each.text() for each in menu.actions()]
    menu.actions()[0].trigger()
    menu.close()
    tools.add_picture(picture(tmp_path))
    place.settle()
    sheet(place)._yes()
    second.commit()
    place.settle()
    section = section_at(body_of(page).bench.draft.sections, "approach")
    assert section is not None
    assert words == "So"
    assert section.second_text.startswith("So arbeiten wir.\n![")
    assert section.text == ""
