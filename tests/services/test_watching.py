"""What another process writes is noticed, on both databases; what we wrote ourselves is not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from salesdesk.services.desk import Desk
from salesdesk.services.watching import Watch


@pytest.fixture
def desks(url: str) -> Iterator[tuple[Desk, Desk]]:
    mine, theirs = Desk.open(url), Desk.open(url)
    yield mine, theirs
    mine.close()
    theirs.close()


def test_what_others_write_is_told_once(desks: tuple[Desk, Desk]) -> None:
    mine, theirs = desks
    watch = Watch(mine.database)
    assert watch.look() == frozenset()
    assert watch.look() == frozenset()
    theirs.accounts.save(replace(theirs.accounts.new(), name="Konex"))
    assert "account" in watch.look()
    assert watch.look() == frozenset()
    contact = replace(theirs.contacts.new(), name="Ines Duarte")
    theirs.contacts.save(contact)
    found = watch.look()
    assert "contact" in found
    assert "account" not in found
    watch.close()


def test_what_we_write_ourselves_is_not_told_again(desks: tuple[Desk, Desk]) -> None:
    mine, theirs = desks
    watch = Watch(mine.database)
    watch.look()
    mine.accounts.save(replace(mine.accounts.new(), name="Konex"))
    assert "account" not in watch.look()
    mine.accounts.save(replace(mine.accounts.new(), name="Conmex"))
    theirs.contacts.save(replace(theirs.contacts.new(), name="Ines Duarte"))
    found = watch.look()
    assert "contact" in found
    assert "account" not in found
    watch.close()
