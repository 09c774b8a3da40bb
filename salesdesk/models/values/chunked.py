"""A long sequence that never changes, and whose changed copies share all but the changed part.

Rows stand in chunks of a few hundred. Another sequence with one row replaced has one other chunk,
so making it and finding where two of them differ cost the same for a thousand rows as for a
hundred thousand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, compress, islice
from operator import is_not
from typing import TypeVar, overload

T = TypeVar("T")
SIZE = 256
LEAST = 64
MOST = 512


class Chunked(Sequence[T]):
    """The rows; equal when the rows are, whatever their chunks."""

    __slots__ = ("_chunks", "_ends", "_whole")

    def __init__(self, rows: Iterable[T] = ()) -> None:
        self._whole: tuple[T, ...] | None = tuple(rows)
        self._set(_cut(self._whole))

    def _set(self, chunks: tuple[tuple[T, ...], ...]) -> None:
        self._chunks = chunks
        self._ends = list(accumulate(map(len, chunks)))

    @classmethod
    def _of(cls, chunks: Iterable[tuple[T, ...]]) -> Chunked[T]:
        made = cls.__new__(cls)
        made._whole = None
        made._set(tuple(chunks))
        return made

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[T]:
        return iter(self._whole) if self._whole is not None else chain.from_iterable(self._chunks)

    @property
    def whole(self) -> tuple[T, ...]:
        """All rows as one tuple, made when first asked for."""
        if self._whole is None:
            self._whole = tuple(chain.from_iterable(self._chunks))
        return self._whole

    def _start(self, chunk: int) -> int:
        return self._ends[chunk - 1] if chunk else 0

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        if isinstance(at, slice):
            first, last, step = at.indices(len(self))
            return self._stretch(first, last) if step == 1 else self.whole[at]
        if self._whole is not None:
            return self._whole[at]
        if at < 0:
            at += len(self)
        if not 0 <= at < len(self):
            raise IndexError(at)
        chunk = bisect_right(self._ends, at)
        return self._chunks[chunk][at - self._start(chunk)]

    def _stretch(self, first: int, last: int) -> tuple[T, ...]:
        if first >= last:
            return ()
        if self._whole is not None:
            return self._whole[first:last]
        low, high = bisect_right(self._ends, first), bisect_right(self._ends, last - 1)
        start = self._start(low)
        if low == high:
            return self._chunks[low][first - start : last - start]
        rows = tuple(chain.from_iterable(self._chunks[low : high + 1]))
        return rows[first - start : last - start]

    def from_row(self, at: int) -> Iterator[T]:
        """The rows from this one on; what isn't asked for costs nothing."""
        chunk = bisect_right(self._ends, at)
        later = chain.from_iterable(islice(self._chunks, chunk, None))
        return islice(later, at - self._start(chunk), None)

    def before_row(self, at: int) -> Iterator[T]:
        """The rows before this one, the nearest first."""
        chunk = bisect_right(self._ends, at)
        head = self._chunks[chunk][: at - self._start(chunk)] if chunk < len(self._chunks) else ()
        earlier = map(reversed, reversed(self._chunks[:chunk]))
        return chain(reversed(head), chain.from_iterable(earlier))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Chunked):
            return NotImplemented
        if self._ends == other._ends:
            return self._chunks == other._chunks
        return self.whole == other.whole

    def __hash__(self) -> int:
        return hash(self.whole)

    def apart_from(self, other: Chunked[T]) -> Iterator[T]:
        """The rows in chunks that the other has not: all that differ, and some beside them."""
        shared = {id(chunk) for chunk in other._chunks}
        return chain.from_iterable(chunk for chunk in self._chunks if id(chunk) not in shared)

    # -- changed copies

    def spliced(self, at: int, removed: int, rows: Sequence[T]) -> Chunked[T]:
        """With other rows instead of ``removed`` rows at ``at``."""
        if not self._chunks:
            return type(self)(rows)
        at = min(at, len(self))
        low = min(bisect_right(self._ends, at), len(self._chunks) - 1)
        end = min(at + removed, len(self))
        high = max(low, min(bisect_right(self._ends, max(end - 1, 0)), len(self._chunks) - 1))
        head, tail = at - self._start(low), end - self._start(high)
        middle = (*self._chunks[low][:head], *rows, *self._chunks[high][tail:])
        if low and len(middle) < LEAST:
            low -= 1
            middle = (*self._chunks[low], *middle)
        cut = _cut(middle) if len(middle) > MOST else (middle,) if middle else ()
        return self._of((*self._chunks[:low], *cut, *self._chunks[high + 1 :]))

    def replaced(self, changed: Mapping[int, T]) -> Chunked[T]:
        """With some rows replaced where they stand."""
        chunks: dict[int, list[T]] = {}
        for at, row in changed.items():
            chunk = bisect_right(self._ends, at)
            if chunk not in chunks:
                chunks[chunk] = list(self._chunks[chunk])
            chunks[chunk][at - self._start(chunk)] = row
        found = list(self._chunks)
        for chunk, rows in chunks.items():
            found[chunk] = tuple(rows)
        made = type(self).__new__(type(self))
        made._whole, made._chunks, made._ends = None, tuple(found), self._ends
        return made

    def change_from(self, before: Chunked[T]) -> tuple[int, int, int]:
        """Where the one stretch begins in which the two differ, and how long it is in each."""
        old, new = before._chunks, self._chunks
        head = _same(old, new)
        tail = _same(old[head:][::-1], new[head:][::-1])
        start = self._start(head)
        was = before._stretch(start, before._start(len(old) - tail))
        now = self._stretch(start, self._start(len(new) - tail))
        first = _common(was, now)
        last = _common(was[first:][::-1], now[first:][::-1])
        return start + first, len(was) - first - last, len(now) - first - last


def _cut(rows: tuple[T, ...]) -> tuple[tuple[T, ...], ...]:
    return tuple(rows[at : at + SIZE] for at in range(0, len(rows), SIZE))


def _same(old: Sequence[object], new: Sequence[object]) -> int:
    """How many are the same objects, from the front."""
    most = min(len(old), len(new))
    return next(compress(range(most), map(is_not, old, new)), most)


def _common(old: Sequence[object], new: Sequence[object]) -> int:
    """How many rows are the same objects, or equal, from the front."""
    most = min(len(old), len(new))
    others = compress(range(most), map(is_not, old, new))
    return next((at for at in others if old[at] != new[at]), most)
