"""Numbers of documents and records: taken last, in the transaction that uses them, never twice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.models.reference import NumberCounter, NumberSeries

SHIPPED = {
    "account": ("ACC-{number:05}", False),
    "contact": ("CON-{number:05}", False),
    "opportunity": ("OPP-{number:05}", False),
    "estimation": ("EST-{year}-{number:04}", True),
    "proposal": ("PRO-{year}-{number:04}", True),
    "exercise": ("EXE-{number:03}", False),
    "market": ("MKT-{number:03}", False),
    "budget": ("BUD-{number:03}", False),
    "handover": ("HND-{year}-{number:04}", True),
}


def take_number(session: Session, document: str, on: date, count: int = 1) -> list[str]:
    """The next ``count`` numbers of a kind of document, for its date's year.

    The counter's row is locked until the transaction ends, so two desks never get the same one;
    a transaction that fails gives its numbers back.
    """
    series = _series(session, document)
    year = on.year if series.restarts_yearly else 0
    counter = session.execute(
        select(NumberCounter)
        .where(NumberCounter.series_id == series.id, NumberCounter.year == year)
        .with_for_update()
    ).scalar()
    if counter is None:
        counter = NumberCounter(series_id=series.id, year=year, last=0)
        session.add(counter)
    first = counter.last + 1
    counter.last += count
    return [
        series.pattern.format(year=on.year, number=number) for number in range(first, first + count)
    ]


def _series(session: Session, document: str) -> NumberSeries:
    series = session.execute(
        select(NumberSeries).where(NumberSeries.document == document).with_for_update()
    ).scalar()
    if series is None:
        pattern, yearly = SHIPPED[document]
        series = NumberSeries(document=document, pattern=pattern, restarts_yearly=yearly)
        session.add(series)
        session.flush()  # the counter refers to it
    return series


def set_next(session: Session, document: str, year: int, number: int) -> None:
    """Continue a series from ``number``; refuse one that was given out already."""
    series = _series(session, document)
    key = year if series.restarts_yearly else 0
    counter = session.execute(
        select(NumberCounter).where(NumberCounter.series_id == series.id, NumberCounter.year == key)
    ).scalar()
    used = counter.last if counter else 0
    if number <= used:
        raise InvalidInput(
            _("Number {number} was given out already; the next free one is {free}.").format(
                number=number, free=used + 1
            )
        )
    if counter is None:
        session.add(NumberCounter(series_id=series.id, year=key, last=number - 1))
    else:
        counter.last = number - 1
