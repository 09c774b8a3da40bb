"""Options and alternatives: which variants exclude each other, and what each choice comes to.

Lines of one group (say "Hosting") and one variant ("Better") are chosen together; one variant of
a group is on at most (domain rule E14).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.priced_lines import Choice
from salesdesk.models.values.totals import Document, document_totals


class Offered(Protocol):
    """A line as far as choosing goes."""

    @property
    def key(self) -> str: ...
    @property
    def option_group(self) -> str: ...
    @property
    def variant(self) -> str: ...
    @property
    def choice(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of a group: its lines, and whether they are on."""

    name: str
    lines: tuple[str, ...]
    is_chosen: bool
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Variants that exclude each other, in the order of their first lines."""

    name: str
    variants: tuple[Variant, ...]

    @property
    def chosen(self) -> tuple[Variant, ...]:
        return tuple(variant for variant in self.variants if variant.is_chosen)

    @property
    def is_open(self) -> bool:
        """Whether nothing has been chosen of it yet."""
        return not self.chosen

    @property
    def is_sound(self) -> bool:
        """Whether at most one variant is on, and that one with all its lines."""
        return len(self.chosen) <= 1 and all(variant.is_whole for variant in self.chosen)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the document comes to with one variant of a group on; ``delta`` is to the chosen one."""

    group: str
    variant: str
    net: Decimal
    total: Decimal
    delta: Decimal
    margin: Decimal | None


def groups_of(lines: Sequence[Offered]) -> tuple[Group, ...]:
    """The groups of alternatives, in the order of the lines."""
    found: dict[str, dict[str, list[Offered]]] = {}
    for line in lines:
        if line.option_group:
            found.setdefault(line.option_group, {}).setdefault(line.variant, []).append(line)
    return tuple(
        Group(name, tuple(_variant(each, members) for each, members in variants.items()))
        for name, variants in found.items()
    )


def _variant(name: str, members: Sequence[Offered]) -> Variant:
    on = [line.choice != Choice.OPTIONAL for line in members]
    return Variant(name, tuple(line.key for line in members), any(on), all(on))


def choices_with(lines: Sequence[Offered], group: str, variant: str | None) -> dict[str, Choice]:
    """The choice of every line of a group when one variant, or none, is on."""
    return {
        line.key: Choice.CHOSEN if line.variant == variant else Choice.OPTIONAL
        for line in lines
        if line.option_group == group
    }


def settled(lines: Sequence[Offered], chosen: Collection[str]) -> dict[str, Choice]:
    """The choice of every option and alternative once the customer has decided.

    A chosen line of an alternative turns its whole variant on and the others off; a group that
    nobody chose from keeps the variant that was offered as chosen. Raises InvalidInput when a
    group stays open, or two of its variants are chosen.
    """
    found = {
        line.key: Choice.CHOSEN if line.key in chosen else Choice.OPTIONAL
        for line in lines
        if line.choice == Choice.OPTIONAL and not line.option_group
    }
    for group in groups_of(lines):
        wanted = [each for each in group.variants if set(each.lines) & set(chosen)]
        wanted = wanted or list(group.chosen)
        if len(wanted) != 1:
            names = ", ".join(f"“{variant.name}”" for variant in group.variants)
            message = _("Choose one of {variants} for “{group}”.").format(
                variants=names, group=group.name
            )
            raise InvalidInput(message, [Problem(message, "chosen", value=group.name)])
        found |= choices_with(lines, group.name, wanted[0].name)
    return found


def scenarios(document: Document, lines: Sequence[Offered]) -> tuple[Scenario, ...]:
    """Each variant of each group, all else as it is; by the calculator of the document itself."""
    now = document_totals(document)
    found = []
    for group in groups_of(lines):
        for variant in group.variants:
            totals = document_totals(_chosen(document, lines, group.name, variant.name))
            found.append(
                Scenario(group.name, variant.name, totals.net, totals.total,
                         totals.net - now.net, totals.margin)
            )  # fmt: skip
    return tuple(found)


def least_choices(document: Document, lines: Sequence[Offered]) -> dict[str, Choice]:
    """For each group that is open, its variant that makes the lowest total; empty when none is."""
    found: dict[str, Choice] = {}
    for group in groups_of(lines):
        if not group.is_open:
            continue
        tried = {each.name: _chosen(document, lines, group.name, each.name)
                 for each in group.variants}  # fmt: skip
        least = min(tried, key=lambda name: document_totals(tried[name]).total)
        document = tried[least]
        found |= choices_with(lines, group.name, least)
    return found


def _chosen(document: Document, lines: Sequence[Offered], group: str, variant: str) -> Document:
    choices = choices_with(lines, group, variant)
    return replace(
        document,
        lines=tuple(
            replace(line, choice=choices.get(line.id, line.choice)) for line in document.lines
        ),
    )
