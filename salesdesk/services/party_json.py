"""A party of a proposal as JSON, and back out of what was kept when it was issued."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesdesk.services.documents.content import Party


def party_json(party: Party) -> dict[str, Any]:
    """A party for JSON."""
    return {
        "name": party.name,
        "tax_number": party.tax_number,
        "address": list(party.address),
        "registration": party.registration,
    }


def party_of(kept: Mapping[str, Any]) -> Party:
    """The party that was kept."""
    address = tuple(kept["address"])
    return Party(kept["name"], address, kept["tax_number"], kept.get("registration", ""))
