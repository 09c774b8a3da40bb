"""Alternatives on paper: the variants side by side, their lines, and what each comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from reportlab.platypus import Flowable

from salesdesk.i18n import N_
from salesdesk.services.documents.blocks import gap, heading
from salesdesk.services.documents.content import Alternatives
from salesdesk.services.documents.facing import said, together
from salesdesk.services.documents.ledger import Column, Ledger, Row, Table
from salesdesk.services.documents.speech import Speech
from salesdesk.services.documents.style import SMALL

ALTERNATIVES = N_("Your choice: {name}")
SUM, WHOLE, DIFFERENCE = N_("Net"), N_("Total with it, {currency}"), N_("Difference")
OFFERED = N_("“{variant}” is what the prices of this proposal include.")
INCLUDED = N_("included")
FROM = N_("The prices of this proposal include the least expensive choice.")
_NOT_IN_IT = "—"


def comparison(
    groups: Sequence[Alternatives],
    currency: str,
    speech: Speech,
    width: float,
    mark: Flowable | None = None,
) -> Iterator[Flowable]:
    """One table a group, its variants as columns; ``mark`` stands at the first."""
    for at, group in enumerate(groups):
        first = None if at else mark
        yield from heading(
            together(speech, ALTERNATIVES, name=group.name), 40 + 18 * len(group.rows), first
        )
        yield _table(group, currency, speech, width)
        yield gap(4)
        yield said(speech, SMALL, OFFERED if group.chosen else FROM, _chosen(group))


def _chosen(group: Alternatives) -> Callable[[Speech], Mapping[str, object]]:
    return lambda _say: {"variant": group.chosen}


def _table(group: Alternatives, currency: str, speech: Speech, width: float) -> Ledger:
    wide = width * 0.62 / max(len(group.variants), 1)
    columns = [
        Column("", width * 0.38, is_bold=True),
        *(
            Column(name, wide, is_number=True, is_bold=name == group.chosen)
            for name in group.variants
        ),
    ]
    amount = speech.amount

    def cell(net: Decimal | None, *, has: bool) -> str:
        if net is not None:
            return amount(net, currency)
        return speech.text(INCLUDED) if has else _NOT_IN_IT

    rows = [
        Row((row.name, *(cell(net, has=has) for net, has in zip(row.nets, row.has, strict=True))))
        for row in group.rows
    ]
    rows.append(Row((speech.text(SUM), *(amount(net, currency) for net in group.nets))))
    if group.chosen:
        deltas = (f"+{amount(d, currency)}" if d > 0 else amount(d, currency) if d else _NOT_IN_IT
                  for d in group.deltas)  # fmt: skip
        rows.append(Row((speech.text(DIFFERENCE), *deltas)))
    whole = "\n".join(speech.spoken(lambda say: say.text(WHOLE, currency=currency)))
    rows.append(Row((whole, *(amount(total, currency) for total in group.totals))))
    return Ledger(Table(columns, rows, pad=4.0, is_kept=True))
