"""How the forms find accounts, contacts, people and the rows of the settings lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from salesdesk.ui.kit.editors import ChoiceEditor, Editor, RecordEditor
from salesdesk.ui.kit.lookup import Choice, Lookup
from salesdesk.ui.states import state_words

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


def listed(context: Context, key: str) -> Lookup:
    """The rows of a settings list."""
    desk = context.desk
    return Lookup(
        context.jobs,
        lambda text: desk.reference.choices(key, text),
        lambda record: desk.reference.label(key, record),
    )


def recorded(context: Context, kind: str) -> Lookup:
    """The records of a module, by the beginnings of their words."""
    desk = context.desk

    def find(text: str) -> Sequence[Choice]:
        if text:
            return [(hit.id, hit.name) for hit in desk.find(text, kind)]
        service: Any = getattr(desk, kind)
        at = service.listing.spec.position("name")
        rows = service.listing.first_page(_plain(service.listing.spec))
        return [(row[0], str(row[at])) for row in rows[:50]]

    def name(record: Any) -> str:
        service: Any = getattr(desk, kind)
        return str(service.draft(record).name)

    return Lookup(context.jobs, find, name)


def _plain(spec: Any) -> Any:
    from salesdesk.models.values.listing import ListQuery

    return ListQuery(sort=spec.sort)


def from_list(context: Context, key: str) -> Callable[[], Editor]:
    """Makes an editor that chooses from a settings list."""
    return partial(RecordEditor, listed(context, key))


def from_module(context: Context, kind: str) -> Callable[[], Editor]:
    return partial(RecordEditor, recorded(context, kind))


def from_words(keys: Sequence[str], empty: str | None = None) -> Callable[[], Editor]:
    """Makes a choice of states or kinds, shown in the user's words."""
    return partial(ChoiceEditor, [(key, state_words(key)) for key in keys], empty)
