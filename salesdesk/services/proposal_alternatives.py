"""The alternatives of a proposal as the page compares them, and what it costs at the least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from salesdesk.models.values.options import Group, Scenario, groups_of, least_choices, scenarios
from salesdesk.services.documents.content import Alternatives, ComparedRow
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.proposal_sums import Taxes, calculated, document_of


def alternatives_of(draft: ProposalDraft, taxes: Taxes) -> tuple[Alternatives, ...]:
    """Every group with its variants side by side; no cost is in it."""
    groups = groups_of(draft.lines)
    if not groups:
        return ()
    found = scenarios(document_of(draft, taxes), draft.lines)
    lines = {line.key: line for line in draft.lines}
    return tuple(
        _compared(group, lines, [each for each in found if each.group == group.name])
        for group in groups
    )


def with_least(draft: ProposalDraft, taxes: Taxes) -> ProposalDraft | None:
    """The draft with the least expensive variant where nothing is chosen; None where all is."""
    choices = least_choices(document_of(draft, taxes), draft.lines)
    if not choices:
        return None
    lines = tuple(
        replace(line, choice=str(choices[line.key])) if line.key in choices else line
        for line in draft.lines
    )
    return calculated(replace(draft, lines=lines), taxes)


def _compared(
    group: Group, lines: Mapping[str, LineDraft], found: Sequence[Scenario]
) -> Alternatives:
    members = [[lines[key] for key in variant.lines] for variant in group.variants]
    return Alternatives(
        name=group.name,
        variants=tuple(variant.name for variant in group.variants),
        chosen=group.chosen[0].name if group.chosen else "",
        rows=tuple(_rows(members)),
        nets=tuple(_net(variant) for variant in members),
        deltas=tuple(each.delta for each in found),
        totals=tuple(each.total for each in found),
    )


def _rows(variants: Sequence[Sequence[LineDraft]]) -> Iterator[ComparedRow]:
    """Lines of the same name stand in one row."""
    names = dict.fromkeys(line.description for lines in variants for line in lines)
    for name in names:
        named = [[line for line in lines if line.description == name] for lines in variants]
        told = [lines and not any(line.is_price_hidden for line in lines) for lines in named]
        nets = (_net(lines) if shown else None for lines, shown in zip(named, told, strict=True))
        yield ComparedRow(name, tuple(nets), tuple(bool(lines) for lines in named))


def _net(lines: Sequence[LineDraft]) -> Decimal:
    return sum((line.net for line in lines), Decimal(0))
