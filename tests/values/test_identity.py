"""Keys made by the thousand: in order, never twice, and UUIDs of version 7 all the same."""

from uuid import UUID

import pytest

from salesdesk.models.values.identity import new_id, new_ids


@pytest.mark.parametrize("count", [0, 1, 2, 5000])
def test_keys_ascend_and_are_keys(count: int) -> None:
    keys = new_ids(count)
    assert len(keys) == count
    assert keys == sorted(set(keys))
    for key in keys:
        read = UUID(key)
        assert (read.version, read.variant, read.hex) == (7, "specified in RFC 4122", key)


def test_two_batches_and_single_keys_never_meet() -> None:
    keys = [*new_ids(2000), *new_ids(2000), *(new_id().hex for _n in range(2000))]
    assert len(set(keys)) == len(keys)
