"""Who is like somebody that is here already is told so while typing, and may open them by key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from salesdesk.app import App
from salesdesk.services.accounts import AccountDraft
from salesdesk.services.contacts import ContactDraft
from salesdesk.services.desk import Desk
from salesdesk.services.details import EmailDraft
from salesdesk.ui.kit.buttons import Link
from salesdesk.ui.kit.start_dialog import StartDialog
from salesdesk.ui.page import Place
from salesdesk.ui.screens.alike import AlikeHint
from tests.ui.test_app import account_page, app, desk, settle, write

__all__ = ["app", "desk"]

OURS = "PT501964843"


def mail(address: str) -> tuple[EmailDraft, ...]:
    return (EmailDraft(address=address, is_primary=True),)


@pytest.fixture
def known(desk: Desk) -> Desk:
    for name, tax, address in (
        ("Konex Serviços, S.A.", OURS, "office@konex.example"),
        ("Ganjaflex", "", "hello@ganja.example"),
    ):
        desk.accounts.save(
            AccountDraft(name=name, tax_number=tax, country="PT", emails=mail(address))
        )
    desk.contacts.save(ContactDraft(name="Rui Teixeira", emails=mail("rui@konex.example")))
    return desk


@pytest.mark.parametrize(
    ("name", "tax", "address", "found"),
    [
        ("Konex Servicos SA", "", "", [("Konex Serviços, S.A.", "name"), ("Konex", "name")]),
        ("Other", "PT 501 964 843", "", [("Konex Serviços, S.A.", "tax_number")]),
        ("Konex", OURS, "HELLO@ganja.example",
         [("Konex Serviços, S.A.", "tax_number"), ("Ganjaflex", "email"), ("Konex", "name")]),
        ("Ko", "", "", []), ("Zumgoity", "", "someone@konex.example", []),
    ],
)  # fmt: skip
def test_accounts_alike(
    known: Desk, name: str, tax: str, address: str, found: list[tuple[str, str]]
) -> None:
    draft = AccountDraft(name=name, tax_number=tax, country="PT", emails=mail(address))
    alike = [(a.name, a.why) for a in known.accounts.alike(draft)]
    assert set(alike) == set(found)
    assert [why for _name, why in alike] == [why for _name, why in found]


@pytest.mark.parametrize(
    ("name", "address", "whys"),
    [("Rui Texeira", "", ["name"]), ("R T", "Rui@Konex.example", ["email"]), ("Rui", "", [])],
)
def test_contacts_alike(known: Desk, name: str, address: str, whys: list[str]) -> None:
    found = known.contacts.alike(ContactDraft(name=name, emails=mail(address)))
    assert [a.why for a in found] == whys


def test_a_record_is_not_like_itself(known: Desk) -> None:
    (found,) = known.accounts.alike(AccountDraft(name="Ganjaflex"))
    assert known.accounts.alike(known.accounts.draft(found.id)) == ()
    known.accounts.archive(found.id)
    (archived,) = known.accounts.alike(AccountDraft(name="Ganjaflex"))
    assert archived.is_archived


def test_the_dialog_says_who_is_here_and_opens_them(app: App, known: Desk, qtbot: QtBot) -> None:
    app.window.show_place(Place("accounts"))
    settle(app, qtbot)
    app.window.tabs.page.new()  # type: ignore[union-attr]
    (dialog,) = [d for d in app.window.findChildren(StartDialog) if d.isVisible()]
    line = dialog.form.editor("name").field
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "Ganjaflx")
    (hint,) = dialog.findChildren(AlikeHint)
    qtbot.waitUntil(hint.isVisible, timeout=20_000)
    settle(app, qtbot)
    assert "Ganjaflex is already here" in hint.accessibleDescription()
    (link,) = hint.findChildren(Link)
    link.setFocus()
    QTest.keyClick(link, Qt.Key.Key_Return)
    settle(app, qtbot)
    page = app.window.tabs.page
    assert page is not None
    assert page.title == "Ganjaflex"
    assert len(known.accounts.alike(AccountDraft(name="Ganjaflx"))) == 1


def test_the_page_hints_and_saves_all_the_same(app: App, known: Desk, qtbot: QtBot) -> None:
    page = account_page(app, qtbot)
    hint = page._alike
    assert not hint.isVisible()
    before = page.draft.name
    write(page, "name", "Ganjaflex" if before != "Ganjaflex" else "Konex")
    qtbot.waitUntil(hint.isVisible, timeout=20_000)
    QTest.keyClick(app.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(app, qtbot)
    assert not page.dirty
    assert not hint.isVisible()
    twins = known.accounts.alike(replace(known.accounts.new(), name=page.draft.name))
    assert [twin.name for twin in twins].count(page.draft.name) == 2
