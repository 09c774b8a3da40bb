"""Record keys: UUID version 7 (RFC 9562), made by the client, so that two laptops never collide."""

from __future__ import annotations

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """A new key; keys made later sort later, to the millisecond."""
    stamp = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (stamp & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (noise >> 68 & 0xFFF) << 64
    value |= 0x2 << 62 | noise & (1 << 62) - 1
    return UUID(int=value)
