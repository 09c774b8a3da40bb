"""Contacts on both databases: their lifecycle, who is like them, and their documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesdesk.errors import InvalidInput, StepRefused
from salesdesk.models.values.identity import new_id
from salesdesk.services.accounts import AccountDraft, Accounts
from salesdesk.services.activities import Activities
from salesdesk.services.attachments import Attachments
from salesdesk.services.contacts import ContactDraft, Contacts
from salesdesk.services.database import Database
from salesdesk.services.details import EmailDraft
from salesdesk.services.history import History


@pytest.fixture
def contacts(database: Database) -> Contacts:
    return Contacts(database)


def test_a_contact_moves_closes_and_opens_again(contacts: Contacts) -> None:
    key = contacts.save(ContactDraft(name="Ines Duarte"))
    stages = contacts.stages()
    contacts.move(key, stages[0].id)
    contacts.move(key, stages[0].id)
    needy = next(stage for stage in stages if stage.needs_reason)
    with pytest.raises(StepRefused, match="needs a reason"):
        contacts.move(key, needy.id)
    reason, words = contacts.reasons()[0]
    contacts.move(key, needy.id, reason, "No budget\nthis year")
    moved = contacts.draft(key)
    assert (moved.lifecycle_stage_id, moved.reason_id) == (needy.id, reason)
    contacts.move(key, stages[1].id)
    assert contacts.draft(key).reason_id is None
    contacts.close(key, reason)
    with pytest.raises(StepRefused, match="already"):
        contacts.close(key, reason)
    contacts.reopen(key)
    assert contacts.draft(key).reason_id is None
    notes = Activities(contacts.database).timeline(key)
    assert [(note.title, note.text) for note in notes] == [("No budget", "No budget\nthis year")]
    changes = [c for row in History(contacts.database).of(key, named=True) for c in row.changes]
    told = {(c.field, c.old, c.new) for c in changes}
    assert ("reason_id", "", words) in told
    assert ("lifecycle_stage_id", stages[0].name, needy.name) in told


def test_a_stage_of_the_form_brings_its_lifecycle(contacts: Contacts) -> None:
    stages = contacts.stages()
    key = contacts.save(ContactDraft(name="Rui Teixeira", lifecycle_stage_id=stages[1].id))
    assert contacts.stages(contacts.draft(key).lifecycle_id) == stages
    with pytest.raises(InvalidInput):
        contacts.save(ContactDraft(name="Nobody", lifecycle_stage_id=new_id()))


def test_who_is_alike(contacts: Contacts) -> None:
    mails = (EmailDraft(address="Rui@konex.example", is_primary=True),)
    key = contacts.save(ContactDraft(name="Rui Teixeira", emails=mails))
    contacts.save(ContactDraft(name="Rui Teixera"))
    lower = (EmailDraft(address="rui@konex.example", is_primary=True),)
    found = contacts.alike(ContactDraft(name="Rui Teixeira", emails=lower))
    assert [(a.name, a.why) for a in found] == [("Rui Teixeira", "email"), ("Rui Teixera", "name")]
    assert [a.name for a in contacts.alike(contacts.draft(key))] == ["Rui Teixera"]
    accounts = Accounts(contacts.database)
    accounts.save(AccountDraft(name="Konex", tax_number="PT501964843", country="PT"))
    taxed = AccountDraft(name="Other", tax_number="PT 501 964 843")
    assert [(a.name, a.why) for a in accounts.alike(taxed)] == [("Konex", "tax_number")]


def test_documents_are_kept_and_listed(contacts: Contacts, tmp_path: Path) -> None:
    documents, about = Attachments(contacts.database), new_id()
    for name in ("a/offer.pdf", "copy.pdf"):
        documents.attach("contacts", about, name, b"offer")
    assert [(d.name, d.size) for d in documents.documents(about)] == [
        ("copy.pdf", 5), ("offer.pdf", 5),
    ]  # fmt: skip
    key = documents.documents(about)[0].id
    first = documents.copy_to_open(key, tmp_path)
    assert documents.copy_to_open(key, tmp_path) == first
    assert first.read_bytes() == b"offer"
