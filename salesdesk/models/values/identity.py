"""Record keys: UUID version 7 (RFC 9562), made by the client, so that two laptops never collide."""

from __future__ import annotations

import os
import time
from uuid import UUID

_ROOM = 1 << 62
_VARIANT = 0x2 << 62
"""Two bits, before the last 62, which are the key's own."""


def new_ids(count: int) -> list[str]:
    """New keys in ascending order, each as its 32 hexadecimal digits.

    RFC 9562 §6.2, method 2: the first is random, each other is larger by a random step, so that
    an index of keys is only appended to.
    """
    first = new_id().int
    head, at = f"{first >> 64:016x}", (first & _ROOM - 1) >> 1
    steps = memoryview(os.urandom(4 * count)).cast("I")
    return [f"{head}{_VARIANT | (at := at + 1 + step):016x}" for step in steps]


def new_id() -> UUID:
    """A new key; keys made later sort later, to the millisecond."""
    stamp = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (stamp & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (noise >> 68 & 0xFFF) << 64
    value |= 0x2 << 62 | noise & (1 << 62) - 1
    return UUID(int=value)
