"""The parts that documents are put together from: headings, price table, sums, signatures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from reportlab.platypus import CondPageBreak, Flowable, HRFlowable, Spacer

from salesdesk.i18n import N_
from salesdesk.services.documents.content import (
    OptionRow,
    PaymentRow,
    PriceRow,
    RoleRow,
    RowKind,
    Sheet,
    Sums,
)
from salesdesk.services.documents.facing import BETWEEN, said, together
from salesdesk.services.documents.ledger import Carry, Column, Ledger, Row, Table
from salesdesk.services.documents.scripts import clean, cut, lines
from salesdesk.services.documents.scripts import width as width_of
from salesdesk.services.documents.speech import Speech
from salesdesk.services.documents.style import (
    FIGURES_SEMIBOLD,
    HAIRLINE,
    HEADING,
    INK,
    INK2,
    INTRO,
    REGULAR,
    RULE,
    SEMIBOLD,
    para,
)
from salesdesk.services.documents.sums_box import DISCOUNT, NET, SUBTOTAL, SumsBox

ITEM, QUANTITY, UNIT_PRICE, TAX = N_("Item"), N_("Quantity"), N_("Unit price"), N_("Tax")
LUMP_SUM = N_("lump sum")
CARRIED, BROUGHT = N_("Carried forward"), N_("Brought forward")
DUE = N_("Due")
WHO, ROLE, HOURS = N_("Who does it"), N_("Role"), N_("Hours")
SIGNED_FOR, SIGNED_NAME = N_("Signed for {party}"), N_("Name and title")
SIGNATURE, SIGNED_AT = N_("Signature"), N_("Place and date")
_POSITION, _APART = 20.0, 24.0
_TAX, _LEAST = 46.0, 100.0
"""The least width of the taxes, and what the names of the items have at least."""


def heading(text: str, keep: float = 90, mark: Flowable | None = None) -> Iterator[Flowable]:
    """A heading with its rule; it takes the next lines along to a new page.

    ``mark`` stands where the heading does, for the outline.
    """
    yield CondPageBreak(keep + 40)
    if mark is not None:
        yield mark
    yield para(text, HEADING)
    yield HRFlowable(width="100%", thickness=0.8, color=RULE, spaceBefore=0, spaceAfter=2)


def price_table(
    lines: Sequence[PriceRow], sums: Sums, sheet: Sheet, speech: Speech, width: float
) -> Ledger:
    """What it costs, carried over pages, with the sums beside its last line."""
    place = max(_POSITION, 8 + 6 * max((len(line.position) for line in lines), default=0))
    rows = [_price_row(line, sheet.currency, speech, place) for line in lines]
    highest = speech.amount(sums.subtotal, sheet.currency)
    shows_discount = any(line.discounts for line in lines)
    cuts = _room((row.cells[4] for row in rows), 44, 84) if shows_discount else 0.0
    price = _room((row.cells[3] for row in rows), 66, 92)
    net = _room((*(row.cells[5] for row in rows), highest), 74, 104)
    tax = _room((row.cells[6] for row in rows), _TAX, 84)
    left = width - place - price - cuts - net - tax
    quantity = min(_room((row.cells[2] for row in rows), 62, 130), left - _LEAST)
    columns = [
        Column("", place, ink=INK2),
        Column(speech.text(ITEM), left - quantity, is_bold=True),
        Column(speech.text(QUANTITY), quantity, is_number=True),
        Column(speech.text(UNIT_PRICE), price, is_number=True),
        Column(speech.text(DISCOUNT) if shows_discount else "", cuts, is_number=True),
        Column(speech.text(NET), net, is_number=True, is_bold=True),
        Column(speech.text(TAX), tax, is_number=True, ink=INK2),
    ]
    carry = Carry(
        speech.text(CARRIED),
        speech.text(BROUGHT),
        5,
        lambda amount: speech.amount(amount, sheet.currency),
    )
    tail = SumsBox(sums, sheet, speech, width)
    return Ledger(Table(columns, rows, 1, carry, tail, 7.0, note_span=3))


def _room(texts: Iterable[str], least: float, most: float) -> float:
    """The width of a column of numbers: what its longest text needs, within bounds."""
    longest = max(texts, key=len, default="")
    return min(max(least, width_of(longest, FIGURES_SEMIBOLD, 9.5) + 11), most)


def _price_row(line: PriceRow, currency: str, speech: Speech, place: float) -> Row:
    if line.kind is not RowKind.ITEM:
        return _row_between(line, currency, speech, place)
    quantity = "" if line.is_price_hidden else speech.text(LUMP_SUM)
    if line.quantity is not None:
        quantity = f"{speech.quantity(line.quantity)} {line.unit}".strip()
    elif line.percent is not None:
        quantity = speech.percent(line.percent)
    unit_price = "" if line.unit_price is None else speech.unit_price(line.unit_price, currency)
    cuts = " ".join(speech.percent(cut) for cut in line.discounts)
    net = "" if line.is_price_hidden else speech.amount(line.net, currency)
    cells = (line.position, line.name, quantity, unit_price, cuts, net, _rates(line, speech))
    return Row(cells, line.note, line.net)


def _rates(line: PriceRow, speech: Speech) -> str:
    """The taxes of a line: ``23 %``, or ``5 + 9.975 %`` for a group."""
    return f"{' + '.join(map(speech.quantity, line.taxes))} %" if line.taxes else ""


def _row_between(line: PriceRow, currency: str, speech: Speech, place: float) -> Row:
    """A title, words or a subtotal among the items."""
    if line.kind is RowKind.HEADING:
        cells = ("", line.name, "", "", "", "", "")
        return Row(cells, line.note, is_head=True, is_bold=True, indent=-place, size=11, lead=10)
    if line.kind is RowKind.WORDS:
        words = "\n".join(part for part in (line.name, line.note) if part)
        return Row(("", "", "", "", "", "", ""), words)
    name = line.name or speech.text(SUBTOTAL)
    cells = ("", name, "", "", "", speech.amount(line.net, currency), "")
    return Row(cells, line.note, is_bold=True, is_total=True, is_tied=True)


class OptionList(Flowable):
    """A box to tick, what it stands for, and what it adds."""

    def __init__(self, option: OptionRow, currency: str, speech: Speech) -> None:
        super().__init__()
        self._option = option
        self._amount = ("+" if option.net >= 0 else "") + speech.amount(option.net, currency)

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        self.width = width
        self._names = lines(self._option.name, SEMIBOLD, 9.5, width - 110)
        self._notes = lines(self._option.note, REGULAR, 8.5, width - 110)
        self.height = 13.0 + 13.0 * len(self._names) + 12.0 * len(self._notes)
        return width, self.height

    def draw(self) -> None:
        canvas, y = self.canv, self.height - 18
        canvas.setStrokeColor(INK2)
        canvas.setLineWidth(0.8)
        canvas.roundRect(0.5, y - 1, 8.5, 8.5, 2, stroke=1, fill=0)
        canvas.setFillColor(INK)
        canvas.setFont(FIGURES_SEMIBOLD, 9.5)
        canvas.drawRightString(self.width, y, self._amount)
        canvas.setFont(SEMIBOLD, 9.5)
        for line in self._names:
            canvas.drawString(20, y, line)
            y -= 13
        canvas.setFillColor(INK2)
        canvas.setFont(REGULAR, 8.5)
        for line in self._notes:
            canvas.drawString(20, y + 1, line)
            y -= 12
        canvas.setStrokeColor(HAIRLINE)
        canvas.line(0, 0, self.width, 0)


def options(
    rows: Sequence[OptionRow], currency: str, speech: Speech, width: float, note: Flowable
) -> Iterator[Flowable]:
    """A box to tick for each; the note below them never stands alone."""
    shown = [OptionList(row, currency, speech) for row in rows]
    yield from shown[:-1]
    yield CondPageBreak(sum(part.wrap(width, 1000)[1] for part in (shown[-1], note)) + 12)
    yield from (shown[-1], gap(8), note)


def payments(
    rows: Sequence[PaymentRow],
    terms: str,
    currency: str,
    speech: Speech,
    width: float,
    head: Callable[[float], Iterator[Flowable]],
) -> Iterator[Flowable]:
    """The terms, then each instalment; a short schedule stays with its heading."""
    entries = [_payment(row, currency, speech) for row in rows]
    days = _room((entry.cells[1] for entry in entries), width * 0.28, width * 0.42)
    columns = [
        Column("", width * 0.68 - days, is_bold=True),
        Column(speech.text(DUE), days, ink=INK2),
        Column("%", width * 0.12, is_number=True),
        Column(currency, width * 0.2, is_number=True, is_bold=True),
    ]
    schedule = Ledger(Table(columns, entries, pad=4.0, is_kept=True))
    told = [said(speech, INTRO, part) for part in terms.split("\n\n") if part.strip()]
    deep = [part.wrap(width, 1000)[1] + 12 for part in (*told, schedule)]
    yield from head(min(sum(deep), 300))
    if told:
        yield gap(6)
    yield from told
    if rows:
        yield schedule


def _payment(row: PaymentRow, currency: str, speech: Speech) -> Row:
    due = speech.day(row.due) if row.due else ""
    percent = speech.percent(row.percent) if row.percent is not None else ""
    return Row((row.name, due, percent, speech.amount(row.amount, currency)))


def roles(
    rows: Sequence[RoleRow],
    months: Sequence[str],
    speech: Speech,
    width: float,
    head: Callable[[float], Iterator[Flowable]] | None = None,
) -> Iterator[Flowable]:
    """Hours by role and month; many months leave only their sum."""
    head = head or partial(heading, together(speech, WHO))
    yield from head(24 + 20 * min(len(rows) + 1, 20))
    shown = months if len(months) <= 6 else ()
    columns = [
        Column(speech.text(ROLE), width - 62 * (len(shown) + 1), is_bold=True),
        *(Column(month, 62, is_number=True) for month in shown),
        Column(speech.text(HOURS), 62, is_number=True, is_bold=True),
    ]
    entries = [
        Row(
            (
                row.role,
                *(_hours(hours, speech) for hours in row.hours[: len(shown)]),
                _hours(row.total, speech),
            )
        )
        for row in rows
    ]
    sums = [sum((row.hours[at] for row in rows), Decimal()) for at in range(len(shown))]
    total = sum((row.total for row in rows), Decimal())
    entries.append(Row(
        (speech.text(N_("Total")), *(_hours(each, speech) for each in sums), _hours(total, speech)),
        is_bold=True,
    ))  # fmt: skip
    yield Ledger(Table(columns, entries, pad=3.5, is_kept=True))


def _hours(hours: Decimal, speech: Speech) -> str:
    return speech.quantity(hours) if hours else "—"


def facts(rows: Sequence[tuple[str, str]], width: float) -> Ledger:
    """Labels with their values, one below the other."""
    columns = [Column("", width * 0.28, ink=INK2), Column("", width * 0.72, is_bold=True)]
    return Ledger(Table(columns, [Row(row) for row in rows], 1, pad=3.5, is_kept=True))


class Signature(Flowable):
    """Where both sides sign: name, place and date."""

    def __init__(self, parties: Sequence[str], speech: Speech) -> None:
        super().__init__()
        self._parties = parties
        self._speech = speech

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        self.width, self.height = width, 150.0
        return width, self.height

    def draw(self) -> None:
        canvas, half = self.canv, (self.width + _APART) / 2
        told = [self._signed_for(party, half - _APART) for party in self._parties]
        size = min(size for size, _lines in told)
        for at, (_size, shown) in enumerate(told):
            x = at * half
            canvas.setFillColor(INK)
            canvas.setFont(SEMIBOLD, size)
            for down, line in enumerate(shown, 1):
                canvas.drawString(x, self.height - down * 12, line)
            for row, text in enumerate((SIGNATURE, SIGNED_NAME, SIGNED_AT)):
                y = self.height - 62 - row * 36
                canvas.setStrokeColor(INK2)
                canvas.setLineWidth(0.5)
                canvas.line(x, y, x + half - _APART, y)
                canvas.setFillColor(INK2)
                canvas.setFont(REGULAR, 7.5)
                canvas.drawString(x, y - 10, self._speech.text(text))

    def _signed_for(self, party: str, room: float) -> tuple[float, tuple[str, ...]]:
        """On one line, or on two: each language on its own; smaller where it is long."""
        told = self._speech.spoken(lambda say: clean(say.text(SIGNED_FOR, party=party)))
        together = BETWEEN.join(told)
        if len(told) > 1 and width_of(together, SEMIBOLD, 9.5) > room:
            together = "\n".join(told)
        for size in (9.5, 8.5, 7.5):
            shown = lines(together, SEMIBOLD, size, room)
            if len(shown) <= 2:
                return size, tuple(shown)
        return 7.5, (shown[0], cut(" ".join(shown[1:]), SEMIBOLD, 7.5, room))


def gap(depth: float) -> Spacer:
    """White space."""
    return Spacer(0, depth)
